using HmisOnboarding.Domain.Requests;
using Microsoft.Playwright;
using Xunit;

namespace HmisOnboarding.Tests.Browser;

/// <summary>The grid on a desk and on a phone: head and first column stay, nothing runs over the edge, and the file arrives.</summary>
[Trait("Category", "Browser")]
public sealed class ComplianceTests(Chromium chromium, LiveApp app) : IClassFixture<Chromium>, IClassFixture<LiveApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Grid_OnADeskAndOnAPhone_CanBeReadByEverybody()
    {
        for (var i = 0; i < 12; i++)
            await OpenAsync(i);
        var axe = new Accessibility();
        var page = await chromium.OpenAsync(app.Address);
        await page.SignInAsync("dana.cole@harbor.example.org");
        await page.GotoAsync("/compliance");
        await page.Hook("row").Nth(11).WaitForAsync();
        await axe.CheckAsync(page, "compliance");

        await page.EvaluateAsync("() => { const g = document.querySelector('[role=region]'); g.scrollTop = 400; g.scrollLeft = 400; }");
        var (grid, head, first) = (await BoxAsync(page, "[role=region]"), await BoxAsync(page, "thead th:first-child"), await BoxAsync(page, "tbody tr:last-child th"));
        Assert.InRange(head.Y - grid.Y, 0, 2);
        Assert.InRange(head.X - grid.X, 0, 2);
        Assert.InRange(first.X - grid.X, 0, 2);

        var file = await page.RunAndWaitForDownloadAsync(() => page.Hook("export").ClickAsync());
        Assert.StartsWith("Compliance, Harbor House of Grand Rapids", file.SuggestedFilename, StringComparison.Ordinal);
        Assert.Equal(13, (await File.ReadAllLinesAsync(await file.PathAsync(), Cancel)).Length);

        await page.SetViewportSizeAsync(390, 844);
        await page.Locator(".card-cell ul").First.WaitForAsync();
        Assert.Equal(0, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth"));
        await axe.CheckAsync(page, "compliance on a phone");

        await page.Context.CloseAsync();

        var lead = await chromium.OpenAsync(app.Address);
        await lead.SignInAsync("jordan@lead.example.org");
        await lead.GotoAsync($"/agencies/{app.AgencyId}");
        await lead.Hook("add-contact").ClickAsync();
        await lead.Hook("contact-name").WaitForAsync();
        await axe.CheckAsync(lead, "agency");
        axe.AssertNone();
        await lead.Context.CloseAsync();
    }

    private static async Task<LocatorBoundingBoxResult> BoxAsync(IPage page, string what) => (await page.Locator(what).First.BoundingBoxAsync())!;

    private Task<string> OpenAsync(int number) => app.Service<RequestService>().OpenAsync(new Caller(app.Administrator.Id), new NewRequest
    {
        AgencyId = app.AgencyId,
        FirstName = "Maria",
        LastName = $"Ruiz {(char)('A' + number)}",
        WorkEmail = $"maria.{(char)('a' + number)}@harbor.example.org",
        JobTitle = "Case Manager",
        SupervisorName = "Sam Super",
        SupervisorEmail = "sam@harbor.example.org",
        RoleTypeCode = "case-manager",
        Projects = ["Harbor Emergency Shelter"],
        EverHadAccount = false,
        StartsOn = DateOnly.FromDateTime(DateTimeOffset.Now.Date).AddDays(10),
    }, Cancel);
}
