using HmisOnboarding.Domain.Requests;
using Xunit;

namespace HmisOnboarding.Tests.Browser;

/// <summary>The numbers, a list behind them and the wall: on a desk, on a phone, in both themes and as a file.</summary>
[Trait("Category", "Browser")]
public sealed class ReportsTests(Chromium chromium, LiveApp app) : IClassFixture<Chromium>, IClassFixture<LiveApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Numbers_OnADeskOnAPhoneAndOnTheWall_CanBeReadByEverybody()
    {
        await app.Service<RequestService>().OpenAsync(new Caller(app.Administrator.Id), new NewRequest
        {
            AgencyId = app.AgencyId,
            FirstName = "Maria",
            LastName = "Ruiz",
            WorkEmail = "maria.ruiz@harbor.example.org",
            JobTitle = "Case Manager",
            SupervisorName = "Sam Super",
            SupervisorEmail = "sam@harbor.example.org",
            RoleTypeCode = "case-manager",
            Projects = ["Harbor Emergency Shelter"],
            EverHadAccount = false,
            StartsOn = DateOnly.FromDateTime(DateTimeOffset.Now.Date).AddDays(10),
        }, Cancel);
        var axe = new Accessibility();
        var page = await chromium.OpenAsync(app.Address);
        await page.SignInAsync("jordan@lead.example.org");
        await page.GotoAsync("/requests");
        await page.Hook("reports").ClickAsync();
        await page.Hook("stage").First.WaitForAsync();
        await axe.CheckAsync(page, "numbers");
        var file = await page.RunAndWaitForDownloadAsync(() => page.Hook("export").ClickAsync());
        Assert.StartsWith("Numbers, all agencies, ", file.SuggestedFilename, StringComparison.Ordinal);
        Assert.Equal(8, (await File.ReadAllLinesAsync(await file.PathAsync(), Cancel)).Length);

        await page.SetViewportSizeAsync(390, 844);
        Assert.Equal(0, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth"));
        await axe.CheckAsync(page, "numbers on a phone");
        await page.SetViewportSizeAsync(1440, 900);

        await page.Locator("[data-test=open][data-step=Training] a").First.ClickAsync();
        await page.Hook("row").First.WaitForAsync();
        await axe.CheckAsync(page, "list behind a figure");
        await page.Hook("back").ClickAsync();
        await page.Hook("wall").ClickAsync();
        await page.Hook("waiting").WaitForAsync();
        await axe.CheckAsync(page, "wall");
        Assert.False(await page.Locator(".topbar").IsVisibleAsync());
        Assert.False(await page.Locator(".rail").IsVisibleAsync());
        await page.SetViewportSizeAsync(390, 844);
        Assert.Equal(0, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth"));
        await page.Hook("leave").ClickAsync();
        await page.Hook("stage").First.WaitForAsync();
        axe.AssertNone();
        await page.Context.CloseAsync();
    }
}
