using HmisOnboarding.Domain.Requests;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.Browser;

/// <summary>Each page as the people who have it: nothing for axe to find in light and dark, and no sideways scrolling on the narrowest phone.</summary>
[Trait("Category", "Browser")]
public sealed class EveryPageTests(Chromium chromium, LiveApp app) : IClassFixture<Chromium>, IClassFixture<LiveApp>
{
    // WCAG 1.4.10 asks for 320
    private const int Narrowest = 320;

    private readonly Accessibility _axe = new();
    private readonly List<string> _wide = [];

    private CancellationToken Cancel { get; } = TestContext.Current.CancellationToken;

    [Fact]
    public Task SystemAdministrator_OnEachPage_MeetsNoBarrier() => WalkAsync(app.SystemAdministrator.Email, code =>
    [
        "/queue", $"/queue/{code}", "/requests", $"/requests/{code}", "/agencies", $"/agencies/{app.AgencyId}", "/agencies/new", "/training-site", "/settings", "/settings/hours", "/catalogue",
        "/catalogue/agreement", "/catalogue/file", "/records", "/reports", "/reports/wall", "/compliance", "/training-import", "/notices", "/notices/settings", "/away",
    ]);

    [Fact]
    public Task AgencyAdministrator_OnEachPage_MeetsNoBarrier() => WalkAsync(app.Administrator.Email, code =>
    [
        "/requests", "/requests?view=table", "/requests/new", $"/requests/{code}", $"/requests/{code}/checklist", "/compliance", "/training-import", "/training-site", "/reports", "/notices", "/notices/settings", "/away", "/nothing-here",
    ]);

    [Fact]
    public Task Director_OnEachPage_MeetsNoBarrier() => WalkAsync(app.Director.Email, _ => ["/to-sign", "/compliance", "/reports", "/reports/wall", $"/agencies/{app.AgencyId}", "/notices/settings", "/away", "/verify"]);

    private Task WalkAsync(string email, Func<string, string[]> pages) => chromium.WalkAsync(async () =>
    {
        var code = await SubmittedPackets.AddAsync(app, Cancel);
        await app.Service<Domain.Messages.MessageService>().SendAsync(new Caller(app.Administrator.Id), code, "Please look at the start date.", Domain.Messages.MessageAudience.Everybody, cancellationToken: Cancel);
        var page = await chromium.OpenAsync(app.Address);
        await page.SignInAsync(email);
        foreach (var address in pages(code))
        {
            await page.GotoAsync(address);
            await page.Locator("h1").First.WaitForAsync();
            await _axe.CheckAsync(page, address);
            await page.SetViewportSizeAsync(Narrowest, 700);
            var over = await page.EvaluateAsync<int>("() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth");
            if (over > 0)
                _wide.Add($"{address}: {over} pixels too wide");
            await page.SetViewportSizeAsync(1440, 900);
        }

        _axe.AssertNone();
        Assert.True(_wide.Count == 0, string.Join("\n", _wide));
        await page.Context.CloseAsync();
    });
}
