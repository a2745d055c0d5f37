using HmisOnboarding.Domain.Requests;
using Microsoft.Playwright;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.Browser;

/// <summary>Views of the queue under names of one's own, and acts on several packets at once.</summary>
[Trait("Category", "Browser")]
public sealed class QueueViewsTests(Chromium chromium, LiveApp app) : IClassFixture<Chromium>, IClassFixture<LiveApp>
{
    private readonly Accessibility _axe = new();

    private CancellationToken Cancel { get; } = TestContext.Current.CancellationToken;

    [Fact]
    public Task View_WhenSavedAndOpenedFirst_IsThereByItsLinkAndAfterANewStart() => chromium.WalkAsync(async () =>
    {
        var wanted = await SubmittedPackets.AddAsync(app, Cancel);
        var other = await SubmittedPackets.AddAsync(app, Cancel);
        var keeper = await app.AppointSystemAdministratorAsync("Vera", "Views", "vera.views@lead.example.org");
        var page = await chromium.OpenAsync(app.Address);
        await page.SignInAsync(keeper.Email);
        await page.GotoAsync($"/queue?find={wanted}");
        await Row(page, wanted).WaitForAsync();
        await page.Hook("view-new").Locator("summary").ClickAsync();
        await page.Hook("view-name").FillAsync("Only this one");
        await _axe.CheckAsync(page, "queue with a view to save");
        await page.Hook("view-save").PushAsync();
        await page.Locator("[data-test=view][aria-current=true]").GetByText("Only this one").WaitForAsync();

        // one view opens first, and the whole queue can still be chosen
        await page.Hook("view-change").Locator("summary").ClickAsync();
        await page.Hook("view-start").PushAsync();
        await page.Hook("view-start").GetByText("Do not open first").WaitForAsync();
        await page.GotoAsync("/queue");
        await page.ArrivesAsync($"/queue?find={wanted}");
        await Row(page, wanted).WaitForAsync();
        await Row(page, other).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page.Hook("count-NeedsMe").ClickAsync();
        await page.Hook("find").FillAsync("");
        await page.Hook("find").PressAsync("Enter");
        await Row(page, other).WaitForAsync();

        // the view is a link: from anywhere it leads to the same rows
        await page.Locator("[data-test=view]").ClickAsync();
        await page.ArrivesAsync($"/queue?find={wanted}");
        await Row(page, other).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page.Hook("view-change").Locator("summary").ClickAsync();
        await page.Hook("view-name").FillAsync("That one");
        await page.Hook("view-rename").PushAsync();
        await page.Hook("view").GetByText("That one").WaitForAsync();
        await page.Hook("view-delete").PushAsync();
        await page.Hook("view-delete").GetByRole(AriaRole.Button, new() { Name = "Delete the view" }).ClickAsync();
        await page.Hook("view").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        _axe.AssertNone();
        await page.Context.CloseAsync();
    });

    [Fact]
    public Task Bulk_WhenThreeAreTickedByKeyAndOneIsAnothers_ClaimsTwoAndSaysWhy() => chromium.WalkAsync(async () =>
    {
        var codes = new List<string>();
        for (var i = 0; i < 3; i++)
            codes.Add(await SubmittedPackets.AddAsync(app, Cancel));
        var another = await app.AppointSystemAdministratorAsync("Bea", "Bulk", "bea.bulk@lead.example.org");
        var page = await chromium.OpenAsync(app.Address);
        await page.SignInAsync(another.Email);
        await page.GotoAsync("/queue");
        foreach (var code in codes)
            await Row(page, code).WaitForAsync();
        await Row(page, codes[0]).Locator(".line-link").FocusAsync();
        await page.Keyboard.PressAsync("x");
        await page.Hook("bulk-count").GetByText("1 ticked").WaitForAsync();
        await Row(page, codes[2]).Locator(".line-link").FocusAsync();
        await page.Keyboard.PressAsync("Shift+X");
        await page.Hook("bulk-count").GetByText("3 ticked").WaitForAsync();
        await _axe.CheckAsync(page, "queue with ticked packets");
        await app.Service<RequestService>().ClaimAsync(new Caller(app.SystemAdministrator.Id), codes[1], cancellationToken: Cancel);

        await page.Hook("bulk-claim").PushAsync();

        await page.Hook("bulk-report").GetByText("2 claimed").WaitForAsync();
        await page.Locator($"[data-test=bulk-report] li[data-code={codes[1]}]").GetByText($"{app.SystemAdministrator.FullName} has this packet since").WaitForAsync();
        await _axe.CheckAsync(page, "queue with the report of a bulk act");
        Assert.Equal([another.FullName, app.SystemAdministrator.FullName, another.FullName], await Task.WhenAll(codes.Select(async c => (await ViewAsync(c)).Claim!.Name)));

        // what was not done is still ticked: whoever has it is reminded, once
        await page.Hook("bulk-count").GetByText("1 ticked").WaitForAsync();
        await page.Hook("bulk-remind").PushAsync();
        await page.Hook("bulk-remind").GetByRole(AriaRole.Button, new() { Name = "Send the reminders" }).ClickAsync();
        await page.Hook("bulk-report").GetByText("1 reminded").WaitForAsync();
        Assert.Contains((await ViewAsync(codes[1])).Timeline, e => e.Text == $"{another.FullName} sent a reminder to {app.SystemAdministrator.FullName}.");

        // the ticked ones as a file
        await page.GotoAsync("/queue?show=mine");
        await Row(page, codes[0]).Hook("tick-row").ClickAsync();
        await page.Hook("bulk-count").GetByText("1 ticked").WaitForAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.Hook("bulk-export").ClickAsync());
        Assert.StartsWith("queue-", download.SuggestedFilename, StringComparison.Ordinal);
        var text = await File.ReadAllTextAsync(await download.PathAsync(), Cancel);
        Assert.Contains(codes[0], text, StringComparison.Ordinal);
        Assert.DoesNotContain(codes[1], text, StringComparison.Ordinal);

        // how high rows are is remembered on this computer
        await page.Hook("density").ClickAsync();
        await page.ReloadAsync();
        await page.Locator("html[data-density=compact] [data-test=density][aria-pressed=true]").WaitForAsync();
        await _axe.CheckAsync(page, "queue with compact rows");
        await page.GotoAsync($"/queue/{codes[0]}");
        await page.Locator("[data-test=verifier][data-green=yes]").WaitForAsync();
        await _axe.CheckAsync(page, "packet");
        _axe.AssertNone();
        await page.Context.CloseAsync();
    });

    private static ILocator Row(IPage page, string code) => page.Locator($"tr[data-code={code}]");

    private Task<RequestView> ViewAsync(string code) => app.Service<RequestQueries>().RequestAsync(new Caller(app.SystemAdministrator.Id), code, Cancel);
}
