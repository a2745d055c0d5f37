using System.Security.Claims;
using AngleSharp.Dom;
using Bunit;
using Bunit.TestDoubles;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using HmisOnboarding.Web.Auth;
using HmisOnboarding.Web.Features.MyProgress;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using Xunit;

namespace HmisOnboarding.Tests.MyProgress;

/// <summary>The new user's pages over the real Domain, with the person of one request in front of the screen.</summary>
public abstract class MyProgressTest : BunitContext, IAsyncLifetime
{
    private BunitAuthorizationContext _authorization = null!;

    protected TestCommunity Community { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Community = await TestCommunity.CreateAsync();
        JSInterop.Mode = JSRuntimeMode.Loose;
        Community.AddTo(Services);
        Services.AddMudServices();
        Services.AddSingleton<TimeProvider>(Community.Clock);
        Services.AddScoped<CurrentActor>();
        Services.AddSignIns(Community);
        _authorization = this.AddAuthorization();
    }

    protected void SignInAs(Caller caller)
    {
        _authorization.SetAuthorized(caller.PersonId.ToString());
        _authorization.SetClaims(new Claim(ClaimTypes.NameIdentifier, caller.PersonId.ToString()));
    }

    /// <summary>The page of a request as its new user sees it.</summary>
    protected async Task<IRenderedComponent<MyProgressPage>> OpenAsync(string code)
    {
        SignInAs(await Community.SubjectOfAsync(code));
        var page = Render<MyProgressPage>(p => p.Add(x => x.Code, code));
        page.WaitForElement("h1");
        return page;
    }

    protected async Task<IRenderedComponent<AgreementPage>> OpenAgreementAsync(string code)
    {
        SignInAs(await Community.SubjectOfAsync(code));
        var page = Render<AgreementPage>(p => p.Add(x => x.Code, code));
        page.WaitForElement("h1");
        return page;
    }

    protected static IElement Hook<T>(IRenderedComponent<T> page, string test) where T : IComponent => page.Find($"[data-test={test}]");

    protected static IElement Row(IRenderedComponent<MyProgressPage> page, string course) => page.Find($"[data-test=row][data-code={course}]");

    protected static string Words(IElement element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Presses a button after the moment in which a second press counts as the same one.</summary>
    protected async Task PressAsync<T>(IRenderedComponent<T> page, string selector) where T : IComponent
    {
        Community.Clock.Advance(TimeSpan.FromSeconds(1));
        await page.Find(selector).ClickAsync(new());
    }

    /// <summary>Waits for what the page shows after a change, letting trailing updates through.</summary>
    protected void Eventually<T>(IRenderedComponent<T> page, Action assertion) where T : IComponent
    {
        Community.LetUpdatesThrough();
        page.WaitForAssertion(assertion, TimeSpan.FromSeconds(10));
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await Community.DisposeAsync();
    }
}
