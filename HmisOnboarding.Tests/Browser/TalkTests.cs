using HmisOnboarding.Domain.Requests;
using Microsoft.Playwright;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.Browser;

/// <summary>Two people write to each other on a request, and somebody outside follows it by a link.</summary>
[Trait("Category", "Browser")]
public sealed class TalkTests(Chromium chromium, LiveApp app) : IClassFixture<Chromium>, IClassFixture<LiveApp>
{
    private const string Email = "imani.brooks@harbor.example.org";

    private CancellationToken Cancel { get; } = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Talk_WhenTwoWriteAndOneFollows_ReachesWhomItIsForAndNobodyElse() => await chromium.WalkAsync(async () =>
    {
        var axe = new Accessibility();
        var dana = new Caller(app.Administrator.Id);
        var code = await app.Service<RequestService>().OpenAsync(dana, Wish(), Cancel);
        await app.LetInAsync(dana, code, Cancel);

        var user = await chromium.OpenAsync(app.Address, width: 390, height: 844);
        await user.SignInAsync(Email);
        await user.GotoAsync("/my-progress");
        var administrator = await chromium.OpenAsync(app.Address);
        await administrator.SignInAsync(app.Administrator.Email);
        // the short address, as it was read out on the phone
        await administrator.GotoAsync($"/r/{code.ToLowerInvariant()}");
        await administrator.ArrivesAsync($"/requests/{code}");
        await administrator.Hook("no-messages").WaitForAsync();

        // by keyboard; the other one sees it without a reload
        await user.Hook("message-text").FillAsync("May I take the courses in any order?");
        await user.Hook("message-text").PressAsync("Control+Enter");
        await administrator.Hook("message").Filter(new() { HasText = "in any order" }).WaitForAsync();
        await Assertions.Expect(user.Hook("message-text")).ToHaveValueAsync("");

        // what is half written is there after a reload that comes at once
        await administrator.Hook("message-text").FillAsync("Any order is");
        await administrator.ReloadAsync();
        await Assertions.Expect(administrator.Hook("message-text")).ToHaveValueAsync("Any order is");
        await administrator.Hook("message-text").FillAsync("Any order is fine.");
        await administrator.Hook("send").PushAsync();
        await user.Hook("message").Filter(new() { HasText = "Any order is fine." }).WaitForAsync();

        // a number is asked about first, also by keyboard
        await administrator.Hook("to-staff").CheckAsync();
        await administrator.Hook("message-text").FillAsync("Old client 219-09-9999");
        await administrator.Hook("message-text").PressAsync("Control+Enter");
        await administrator.Hook("message-warning").WaitForAsync();
        await axe.CheckAsync(administrator, "warning");
        await administrator.Hook("message-text").FillAsync("She starts in May, not in March.");
        await administrator.Hook("send").PushAsync("Send to staff only");
        await administrator.Hook("staff-only").WaitForAsync();

        // a later word to everybody arrives, the one to staff never does
        await administrator.Hook("to-all").CheckAsync();
        await administrator.Hook("message-text").FillAsync("Begin with the orientation.");
        await administrator.Hook("send").PushAsync("Send to everybody");
        await user.Hook("message").Filter(new() { HasText = "Begin with the orientation." }).WaitForAsync();
        Assert.Equal(0, await user.GetByText("She starts in May").CountAsync());
        await user.ReloadAsync();
        await user.Hook("message").Nth(2).WaitForAsync();
        Assert.Equal(3, await user.Hook("message").CountAsync());

        // somebody outside
        await administrator.Hook("watcher-email").FillAsync("sam.roe@harbor.example.org");
        await administrator.Hook("watcher-add").PushAsync();
        var link = await administrator.Hook("watcher-link").Locator("code").InnerTextAsync();
        var outside = await chromium.OpenAsync(app.Address, width: 390, height: 844);
        await outside.GotoAsync(new Uri(link).PathAndQuery);
        await outside.SeesAsync("Imani is on the way to HMIS");
        Assert.Equal(0, await outside.GetByText("Brooks").CountAsync());
        Assert.Equal(0, await outside.GetByText("Begin with the orientation").CountAsync());
        await administrator.Hook("watcher").GetByText("First opened").WaitForAsync();

        await axe.CheckAsync(administrator, "request");
        await axe.CheckAsync(user, "my progress");
        await axe.CheckAsync(outside, "tracker");
        await PicturesAsync(("request", administrator), ("my-progress", user), ("tracker", outside));

        await administrator.Hook("watcher-end").PushAsync();
        await administrator.Hook("watcher-end").Locator(".act-confirm button").First.ClickAsync();
        await Assertions.Expect(administrator.Hook("watcher")).ToHaveCountAsync(0);
        await outside.ReloadAsync();
        await outside.Hook("tracker-none").WaitForAsync();
        await axe.CheckAsync(outside, "dead link");

        // a form that is half filled in is there after a reload that comes at once, and then on any device
        await administrator.GotoAsync("/requests/new");
        await administrator.FillAsync("#field-FirstName", "Half");
        await administrator.ReloadAsync();
        await Assertions.Expect(administrator.Locator("#field-FirstName")).ToHaveValueAsync("Half");
        await administrator.GetByText("Kept for you").WaitForAsync();
        var phone = await chromium.OpenAsync(app.Address, width: 390, height: 844);
        await phone.SignInAsync(app.Administrator.Email);
        await phone.GotoAsync("/requests/new");
        await Assertions.Expect(phone.Locator("#field-FirstName")).ToHaveValueAsync("Half");
        await phone.Hook("draft-found").WaitForAsync();
        await axe.CheckAsync(phone, "form with a draft");
        await phone.Context.CloseAsync();

        axe.AssertNone();
        await user.Context.CloseAsync();
        await administrator.Context.CloseAsync();
        await outside.Context.CloseAsync();
    });

    // where a folder is named, to be looked at
    private static async Task PicturesAsync(params (string Name, IPage Page)[] pages)
    {
        if (Environment.GetEnvironmentVariable("HMIS_TEST_PICTURES") is not { Length: > 0 } folder)
            return;
        foreach (var (name, page) in pages)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"talk-{name}.png"), FullPage = true });
    }

    private NewRequest Wish() => new()
    {
        AgencyId = app.AgencyId,
        FirstName = "Imani",
        LastName = "Brooks",
        WorkEmail = Email,
        JobTitle = "Case aide",
        SupervisorName = "Sam Roe",
        SupervisorEmail = "sam.roe@harbor.example.org",
        RoleTypeCode = "read-only",
        Projects = ["Harbor Emergency Shelter"],
        EverHadAccount = false,
        StartsOn = DateOnly.FromDateTime(DateTimeOffset.Now.Date).AddDays(7),
    };
}
