using System.Text.RegularExpressions;
using HmisOnboarding.Domain.Requests;
using Microsoft.Playwright;
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
        await OpenAsync("Maria", "Ruiz");
        var axe = new Accessibility();
        var page = await chromium.OpenAsync(app.Address);
        await page.SignInAsync("jordan@lead.example.org");
        await page.GotoAsync("/requests");
        await page.Hook("reports").ClickAsync();
        await page.Hook("stage").First.WaitForAsync();
        await axe.CheckAsync(page, "numbers");
        var month = await page.Hook("period").InnerTextAsync();
        await page.Hook("span-Quarter").ClickAsync();
        await Assertions.Expect(page.Hook("period")).ToHaveTextAsync(new Regex("^quarter [1-4] of [0-9]{4}, so far$"));
        await page.Hook("before").ClickAsync();
        await Assertions.Expect(page.Hook("period")).ToHaveTextAsync(new Regex("^quarter [1-4] of [0-9]{4}$"));
        await page.Hook("span-Month").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Now", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Hook("period")).ToHaveTextAsync(month);

        var file = await page.RunAndWaitForDownloadAsync(() => page.Hook("export").ClickAsync());
        Assert.StartsWith("Numbers, all agencies, ", file.SuggestedFilename, StringComparison.Ordinal);
        Assert.Equal(8, (await File.ReadAllLinesAsync(await file.PathAsync(), Cancel)).Length);
        var open = await page.RunAndWaitForDownloadAsync(() => page.Hook("export-Open").ClickAsync());
        Assert.StartsWith("Open by age, all agencies, ", open.SuggestedFilename, StringComparison.Ordinal);
        Assert.Contains("Training,\"new user\",1,1,0,0,0,0,", await File.ReadAllTextAsync(await open.PathAsync(), Cancel), StringComparison.Ordinal);

        await page.SetViewportSizeAsync(390, 844);
        Assert.Equal(0, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth"));
        await axe.CheckAsync(page, "numbers on a phone");
        await page.SetViewportSizeAsync(1440, 900);

        var figure = page.Locator("[data-test=open][data-step=Training]").Hook("open-all");
        await Assertions.Expect(figure).ToHaveTextAsync("1");
        await figure.ClickAsync();
        await Assertions.Expect(page.Hook("row")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Hook("count")).ToHaveTextAsync("1");
        await axe.CheckAsync(page, "list behind a figure");
        await page.Hook("back").ClickAsync();
        await page.Hook("wall").ClickAsync();
        await page.Hook("waiting").WaitForAsync();
        await axe.CheckAsync(page, "wall");
        Assert.False(await page.Locator(".topbar").IsVisibleAsync());
        Assert.False(await page.Locator(".rail").IsVisibleAsync());
        await page.SetViewportSizeAsync(390, 844);
        Assert.Equal(0, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth"));
        await page.SetViewportSizeAsync(1920, 1080);
        Assert.Equal(0, await page.EvaluateAsync<int>("() => document.documentElement.scrollHeight - innerHeight"));

        // nobody touches the wall, and it follows all the same
        var training = page.Locator(".wall tr[data-step=Training] td").First;
        await Assertions.Expect(training).ToHaveTextAsync("1");
        var code = await OpenAsync("Omar", "Haddad");
        await Assertions.Expect(training).ToHaveTextAsync("2", new() { Timeout = 20_000 });
        await app.Service<RequestService>().WithdrawAsync(new Caller(app.Administrator.Id), code, "The position was not filled.", cancellationToken: Cancel);
        await Assertions.Expect(training).ToHaveTextAsync("1", new() { Timeout = 20_000 });
        foreach (var name in new[] { "Ruiz", "Haddad", "Cole", "Okafor" })
            Assert.DoesNotContain(name, await page.Locator(".wall").InnerTextAsync(), StringComparison.Ordinal);
        await page.Hook("leave").ClickAsync();
        await page.Hook("stage").First.WaitForAsync();
        axe.AssertNone();
        await page.Context.CloseAsync();
    }

    private Task<string> OpenAsync(string first, string last) => app.Service<RequestService>().OpenAsync(new Caller(app.Administrator.Id), new NewRequest
    {
        AgencyId = app.AgencyId,
        FirstName = first,
        LastName = last,
        WorkEmail = $"{first}.{last}@harbor.example.org",
        JobTitle = "Case Manager",
        SupervisorName = "Sam Super",
        SupervisorEmail = "sam@harbor.example.org",
        RoleTypeCode = "case-manager",
        Projects = ["Harbor Emergency Shelter"],
        EverHadAccount = false,
        StartsOn = DateOnly.FromDateTime(DateTimeOffset.Now.Date).AddDays(10),
    }, Cancel);
}
