using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using HmisOnboarding.Web.Auth;
using HmisOnboarding.Web.Features.Catalogues;
using HmisOnboarding.Web.Features.Queue;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using Xunit;
using RailCounts = HmisOnboarding.Web.Components.Layout.RailCounts;

namespace HmisOnboarding.Tests.Web;

/// <summary>Pages over a whole community: real services, real files, and one person in front of the screen.</summary>
public abstract class CommunityTest : BunitContext, IAsyncLifetime
{
    private BunitAuthorizationContext? _authorization;

    protected TestCommunity Community { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Community = await TestCommunity.CreateAsync();
        JSInterop.Mode = JSRuntimeMode.Loose;
        Community.AddTo(Services);
        Services.AddMudServices();
        Services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        Services.AddOptions<WebLimits>();
        Services.AddSingleton<OpenCircuits>();
        Services.AddScoped<CurrentActor>();
        Services.AddSignIns(Community);
        Services.AddScoped<CircuitLimit>();
        Services.AddScoped<RailCounts>();
        Services.AddSingleton<PacketPresence>();
        Services.AddScoped<OpenPacket>();
        Services.AddScoped<CatalogueDrafts>();
        _authorization = this.AddAuthorization();
    }

    /// <summary>Puts a person in front of the screen; before the first drawing, because a circuit belongs to one person.</summary>
    protected void SignInAs(Caller person)
    {
        // what happened before the page opens must not redraw it while the test types
        Assert.True(SpinWait.SpinUntil(() => Community.Changes.HasToldAll, TimeSpan.FromSeconds(20)));
        _authorization!.SetAuthorized(person.PersonId.ToString());
        _authorization.SetClaims(new Claim(ClaimTypes.NameIdentifier, person.PersonId.ToString()));
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await Community.DisposeAsync();
    }
}
