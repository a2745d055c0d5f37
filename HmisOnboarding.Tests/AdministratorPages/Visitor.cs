using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using HmisOnboarding.Web.Auth;
using HmisOnboarding.Web.Features.Requests;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace HmisOnboarding.Tests.AdministratorPages;

/// <summary>Another person with a browser of their own, following the address of a request.</summary>
internal sealed class Visitor : BunitContext
{
    public Visitor(TestCommunity community, Caller caller)
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        community.AddTo(Services);
        Services.AddMudServices();
        Services.AddSingleton<TimeProvider>(community.Clock);
        Services.AddScoped<CurrentActor>();
        var authorization = this.AddAuthorization();
        authorization.SetAuthorized(caller.PersonId.ToString());
        authorization.SetClaims(new Claim(ClaimTypes.NameIdentifier, caller.PersonId.ToString()));
    }

    public string WhereTo(string code)
    {
        var navigation = Services.GetRequiredService<BunitNavigationManager>();
        navigation.NavigateTo($"/requests/{code}");
        var page = Render<RequestPage>(p => p.Add(x => x.Code, code));
        page.WaitForState(() => !navigation.Uri.EndsWith($"/requests/{code}", StringComparison.Ordinal), TimeSpan.FromSeconds(10));
        return "/" + navigation.ToBaseRelativePath(navigation.Uri);
    }
}
