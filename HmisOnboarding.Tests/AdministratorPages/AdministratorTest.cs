using System.Security.Claims;
using AngleSharp.Dom;
using Bunit;
using Bunit.TestDoubles;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using HmisOnboarding.Web.Auth;
using HmisOnboarding.Web.Features.Requests;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;
using Xunit;
using RequestPage = HmisOnboarding.Web.Features.Requests.RequestPage;

namespace HmisOnboarding.Tests.AdministratorPages;

/// <summary>The agency administrator's pages over the real Domain; Alma sits in front of the screen until a test says otherwise.</summary>
public abstract class AdministratorTest : BunitContext, IAsyncLifetime
{
    private BunitAuthorizationContext _authorization = null!;
    private IRenderedComponent<MudDialogProvider>? _dialogs;

    protected TestCommunity Community { get; private set; } = null!;

    protected BunitNavigationManager Navigation => Services.GetRequiredService<BunitNavigationManager>();

    protected string Address => "/" + Navigation.ToBaseRelativePath(Navigation.Uri);

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
        SignInAs(Community.Alma);
    }

    protected void SignInAs(Caller caller)
    {
        _authorization.SetAuthorized(caller.PersonId.ToString());
        _authorization.SetClaims(new Claim(ClaimTypes.NameIdentifier, caller.PersonId.ToString()));
    }

    protected IRenderedComponent<RequestsPage> OpenBoard(string query = "")
    {
        Navigation.NavigateTo($"/requests{query}");
        var page = Render<RequestsPage>();
        page.WaitForElement("h1");
        return page;
    }

    protected IRenderedComponent<NewRequestPage> OpenForm()
    {
        Navigation.NavigateTo("/requests/new");
        var page = Render<NewRequestPage>();
        page.WaitForElement("h1");
        return page;
    }

    protected IRenderedComponent<RequestPage> Open(string code)
    {
        _dialogs ??= Render<MudDialogProvider>();
        Navigation.NavigateTo($"/requests/{code}");
        var page = Render<RequestPage>(p => p.Add(x => x.Code, code));
        page.WaitForElement("h1");
        return page;
    }

    /// <summary>Answers the dialog that asks for reasons.</summary>
    protected async Task AnswerAsync(IEnumerable<string> ticked, string words)
    {
        var dialog = _dialogs!;
        dialog.WaitForElement("textarea", TimeSpan.FromSeconds(10));
        foreach (var label in ticked)
            await dialog.FindAll("label.tick").Single(l => Words(l) == label).QuerySelector("input")!.ChangeAsync(new() { Value = true });
        await dialog.Find("textarea").InputAsync(new() { Value = words });
        await dialog.Find(".act-primary").ClickAsync(new());
    }

    /// <summary>The question is on the screen, over the page as it was when the button was pressed.</summary>
    protected void WaitForQuestion() => _dialogs!.WaitForElement("textarea", TimeSpan.FromSeconds(10));

    protected string DialogPreview() => Words(_dialogs!.WaitForElement(".preview", TimeSpan.FromSeconds(10)));

    protected static string Words(IElement element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    protected static string Words<T>(IRenderedComponent<T> page, string hook) where T : IComponent => Words(page.Find($"[data-test={hook}]"));

    protected static IReadOnlyList<string> Problems<T>(IRenderedComponent<T> page) where T : IComponent => [.. page.FindAll("[data-test=field-problem] li").Select(Words)];

    protected static Task TypeAsync<T>(IRenderedComponent<T> page, string field, string text) where T : IComponent =>
        page.Find($"#field-{field}").ChangeAsync(new() { Value = text });

    /// <summary>Presses a button after the moment in which a second press counts as the same one.</summary>
    protected async Task PressAsync<T>(IRenderedComponent<T> page, string selector) where T : IComponent
    {
        Community.Clock.Advance(TimeSpan.FromSeconds(1));
        await page.Find(selector).ClickAsync(new());
    }

    /// <summary>Presses a button that opens a dialog: its act goes on until the dialog is answered.</summary>
    protected Task Begin<T>(IRenderedComponent<T> page, string selector) where T : IComponent => PressAsync(page, selector);

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
