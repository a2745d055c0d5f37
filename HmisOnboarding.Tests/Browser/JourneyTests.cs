using System.Globalization;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace HmisOnboarding.Tests.Browser;

/// <summary>
/// The product's main job in four real browsers at once: from the first course to the HMIS account, with a rejected certificate, a return
/// and a decline on the way. Nobody reloads a page to see what another did.
/// </summary>
[Trait("Category", "Browser")]
public sealed class JourneyTests(Chromium chromium, LiveApp app) : IClassFixture<Chromium>, IClassFixture<LiveApp>
{
    private const string First = "Zoë";
    private const string Last = "Łukaszewska-O'Connor";
    private const string Name = $"{First} {Last}";
    private const string UserPassword = "orchard lantern 7 mosaic";
    private const string Email = "zoe.lukaszewska@harbor.example.org";

    private static readonly DateOnly Taken = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-3);

    private readonly Accessibility _axe = new();

    [Fact]
    public async Task FourPeople_WhenOneUserIsOnboarded_SeeEachOthersStepsLiveAndEndWithAnAccount()
    {
        await chromium.WalkAsync(WalkAsync);
        _axe.AssertNone();
    }

    private async Task WalkAsync()
    {
        var administrator = await chromium.OpenAsync(app.Address);
        var director = await chromium.OpenAsync(app.Address, width: 390, height: 844);
        var help = await chromium.OpenAsync(app.Address);
        await administrator.SignInAsync(app.Administrator.Email);
        await director.SignInAsync(app.Director.Email);
        await help.SignInAsync(app.SystemAdministrator.Email);
        await _axe.CheckAsync(administrator, "board");
        await _axe.CheckAsync(director, "to sign, empty");
        await _axe.CheckAsync(help, "queue, empty");

        var code = await OpenRequestAsync(administrator);
        var user = await AcceptInvitationAsync(administrator);
        await TrainAsync(user, administrator, code);
        await SignAsUserAsync(user);

        await ReviewAsync(administrator, user, code);
        await ReturnAndRepairAsync(administrator, user);
        await SignInSeatAsync(administrator, app.Administrator.FullName);

        // the director's list changes by itself
        await director.SeesAsync(Name);
        await _axe.CheckAsync(director, "to sign");
        await DeclineAndSignAsync(director, administrator, code);

        await FillFormAndSubmitAsync(administrator);
        await help.Hook("row").Filter(new() { HasText = Last }).Or(help.Hook("news")).First.WaitForAsync();
        await user.GotoAsync("/my-progress");
        await user.Locator("h1").First.WaitForAsync();
        await ReturnPacketAndRecordAsync(help, administrator, code);

        // the new user's page shows the account without reload
        await user.Hook("hmis-user").WaitForAsync();
        Assert.Equal("zlukaszewskaoconnor", await user.Hook("hmis-user").InnerTextAsync());
        await _axe.CheckAsync(user, "account created");
        await user.Hook("logged-in").PushAsync();
        await user.SeesAsync("All steps are done");
        await administrator.SeesAsync("logged in to the HMIS");

        await ReadAgreementBackAsync(user, code);
    }

    private async Task<string> OpenRequestAsync(IPage page)
    {
        await page.Hook("new-request").ClickAsync();
        await page.GetByLabel("First name").FillAsync(First);
        await _axe.CheckAsync(page, "new request");

        // nothing typed is lost when something is missing
        await page.Hook("open-request").PushAsync();
        await page.Hook("problems").First.WaitForAsync();
        Assert.Equal(First, await page.GetByLabel("First name").InputValueAsync());

        await page.GetByLabel("Last name").FillAsync(Last);
        await page.GetByLabel("Work e-mail").FillAsync(Email);
        await page.GetByLabel("Job title").FillAsync("Data Analyst");
        await page.GetByLabel("Supervisor's name").FillAsync("Dana Cole");
        await page.GetByLabel("Supervisor's e-mail").FillAsync("dana.cole@harbor.example.org");
        await page.Locator("[data-test='role-type'][data-code='read-only'] input").CheckAsync();
        await page.GetByLabel("Harbor Emergency Shelter").CheckAsync();
        await page.GetByRole(AriaRole.Group, new() { Name = "ever had an HMIS account" }).GetByLabel("No").CheckAsync();
        await page.GetByLabel("Access from").FillAsync(Taken.AddDays(10).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await page.GetByLabel("Access from").BlurAsync();
        // with the last answer the list of problems goes and all below it moves up: a press at that moment would miss the button
        await page.Hook("problems").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page.Hook("open-request").PushAsync();
        await page.ArrivesAsync("/requests/HM-*");
        await page.Hook("show-link").WaitForAsync();
        await _axe.CheckAsync(page, "request page, training");
        return new Uri(page.Url).AbsolutePath.Split('/')[^1];
    }

    private async Task<IPage> AcceptInvitationAsync(IPage administrator)
    {
        await administrator.Hook("show-link").Locator("button").ClickAsync();
        await administrator.Hook("invitation-link").WaitForAsync();
        await _axe.CheckAsync(administrator, "request page, invitation link shown");
        var link = await administrator.Hook("invitation-link").InputValueAsync();
        var user = await chromium.OpenAsync(app.Address, width: 390, height: 844);
        await user.GotoAsync(new Uri(link).PathAndQuery);
        await _axe.CheckAsync(user, "invitation");
        await user.Locator("input[type=password]").First.FillAsync(UserPassword);
        await user.Locator("input[type=password]").Last.FillAsync(UserPassword);
        await user.Locator("form button[type=submit]").First.ClickAsync();
        await user.Hook("learning-center").WaitForAsync();
        await _axe.CheckAsync(user, "my progress, training");

        // the administrator's invitation card goes by itself
        await administrator.Hook("invitation").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        return user;
    }

    private static async Task TrainAsync(IPage user, IPage administrator, string code)
    {
        await user.Hook("learning-center").Locator("input[type=text]").FillAsync(Email);
        await user.Hook("record-learning-center").PushAsync();
        await user.Hook("learning-center-user").WaitForAsync();

        var courses = await user.Locator("[data-test='checklist'] [data-test='row']").EvaluateAllAsync<string[]>("rows => rows.map(r => r.dataset.code)");
        Assert.Equal(4, courses.Length);

        // a file that is not what its name says is refused with a way out, and the date stays typed
        var card = user.Locator($"[data-test='row'][data-code='{courses[0]}']");
        await card.Hook("open-upload").ClickAsync();
        await card.Hook("completed-on").FillAsync(Taken.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await card.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "certificate.pdf", MimeType = "application/pdf", Buffer = "MZ this is a program"u8.ToArray() });
        await card.Hook("upload").PushAsync();
        await card.Hook("file-problem").WaitForAsync();
        Assert.Equal(Taken.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), await card.Hook("completed-on").InputValueAsync());
        await UploadAsync(user, courses[0], "Learning Center orientation", opened: true);
        foreach (var course in courses[1..])
            await UploadAsync(user, course, course, opened: false);

        // the administrator's page counted along without reload
        await administrator.Locator("[data-test='certificate'][data-status='uploaded']").Nth(3).WaitForAsync();
        await user.Hook("now").PushAsync("Finish training");
        await user.ArrivesAsync($"/my-progress/{code}/agreement");
    }

    private static async Task UploadAsync(IPage user, string course, string title, bool opened)
    {
        var card = user.Locator($"[data-test='row'][data-code='{course}']");
        if (!opened)
            await card.Hook("open-upload").ClickAsync();
        await card.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = $"{course} certificate.pdf", MimeType = "application/pdf", Buffer = Certificate(title) });
        await card.Hook("completed-on").FillAsync(Taken.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await card.Hook("upload").PushAsync();
        await card.GetByText("Your agency administrator looks at it").WaitForAsync();
    }

    private static byte[] Certificate(string title) => new AgreementPdf().DrawCertificate(new CertificateDocument(Name, title, Taken, "92 %", $"LC-{title}", "HMIS Learning Center"));

    private async Task SignAsUserAsync(IPage user)
    {
        await user.Hook("agreement").WaitForAsync();
        await _axe.CheckAsync(user, "agreement, read");
        await user.Hook("read").PushAsync();
        await _axe.CheckAsync(user, "agreement, consent");
        await user.Hook("consent").PushAsync("I agree to sign electronically");

        await user.Hook("clauses-left").WaitForAsync();
        await _axe.CheckAsync(user, "agreement, initials");
        while (await user.Hook("initial-input").CountAsync() is var left and > 0)
        {
            await user.Hook("initial-input").First.PressAsync("Enter");
            await user.WaitForFunctionAsync("left => document.querySelectorAll(\"[data-test='initial-input']\").length < left", left);
        }

        await user.Hook("typed-name").WaitForAsync();
        await _axe.CheckAsync(user, "agreement, sign");

        // another name is refused and stays typed
        await user.Hook("typed-name").FillAsync("Somebody Else");
        await user.Hook("password").FillAsync(UserPassword);
        await user.Hook("sign").PushAsync();
        await user.Hook("sign").GetByRole(AriaRole.Alert).WaitForAsync();
        Assert.Equal("Somebody Else", await user.Hook("typed-name").InputValueAsync());
        await user.Hook("typed-name").FillAsync(Name);
        await user.Hook("sign").PushAsync();
        await user.SeesAsync("You are done");
        await _axe.CheckAsync(user, "agreement, signed");
    }

    private async Task ReviewAsync(IPage administrator, IPage user, string code)
    {
        await administrator.GotoAsync($"/requests/{code}#training");
        var rows = administrator.Hook("certificate");
        await rows.First.WaitForAsync();
        for (var i = 0; i < 3; i++)
        {
            var row = administrator.Locator("[data-test='certificate'][data-status='uploaded']").First;
            var course = await row.GetAttributeAsync("data-course");
            row = administrator.Locator($"[data-test='certificate'][data-course='{course}']");
            await OpenRowAsync(row, "accept");
            if (i == 0)
                await _axe.CheckAsync(administrator, "review");
            await row.Hook("accept").PushAsync();
            await administrator.Locator($"[data-test='certificate'][data-course='{course}'][data-status='accepted']").WaitForAsync();
        }

        await user.GotoAsync("/my-progress");
        await user.Locator("h1").First.WaitForAsync();
        var wrong = administrator.Locator("[data-test='certificate'][data-status='uploaded']").First;
        await OpenRowAsync(wrong, "reject");
        await wrong.Hook("reject").PushAsync();
        var dialog = administrator.GetByRole(AriaRole.Dialog);
        await dialog.WaitForAsync();
        await _axe.CheckAsync(administrator, "reject dialog");
        await dialog.Locator("textarea").FillAsync("The date on this certificate cannot be read.");
        await dialog.Locator("button.act-primary").ClickAsync();
        await administrator.Locator("[data-test='certificate'][data-status='rejected']").WaitForAsync();

        // the new user reads the reason on the page that is open
        await user.SeesAsync("The date on this certificate cannot be read.");
    }

    // the page opens the next row by itself; a press at the same moment would close it again
    private static async Task OpenRowAsync(ILocator row, string act)
    {
        for (var tries = 0; tries < 5; tries++)
        {
            try
            {
                await row.Hook(act).WaitForAsync(new() { Timeout = 2_000 });
                return;
            }
            catch (TimeoutException)
            {
                await row.Locator(".review-head").ClickAsync();
            }
        }
    }

    private async Task ReturnAndRepairAsync(IPage administrator, IPage user)
    {
        await administrator.Hook("return").PushAsync();
        var dialog = administrator.GetByRole(AriaRole.Dialog);
        await dialog.Locator("input[type=checkbox]").Nth(3).CheckAsync();
        await dialog.Locator("textarea").FillAsync("Please send a clearer copy.");
        await dialog.Locator("button.act-primary").ClickAsync();

        // without reload: the new user has it again, with what to put right
        await user.Hook("returned").First.WaitForAsync();
        await user.SeesAsync("Please send a clearer copy.");
        await _axe.CheckAsync(user, "my progress, returned");
        var card = user.Locator("[data-test='checklist'] [data-test='row']").Filter(new() { HasText = "could not accept" }).First;
        var course = (await card.GetAttributeAsync("data-code"))!;
        await UploadAsync(user, course, $"{course} clearer", opened: false);
        await user.Hook("now").PushAsync("Finish training");

        // the signature still holds, so it goes straight back to the administrator, who sees it without reload
        var row = administrator.Locator("[data-test='certificate'][data-status='uploaded']").First;
        await row.WaitForAsync();
        await OpenRowAsync(row, "accept");
        await row.Hook("accept").PushAsync();
        await administrator.Locator("[data-test='certificate'][data-status='accepted']").Nth(3).WaitForAsync();
    }

    private static async Task SignInSeatAsync(IPage page, string name)
    {
        await page.Hook("typed-name").WaitForAsync();
        if (await page.Hook("consent").CountAsync() > 0)
        {
            await page.Hook("consent").PushAsync();
            await page.Hook("consent").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        }

        await page.Hook("typed-name").FillAsync(name);
        // the second signature within five minutes asks for no password
        if (await page.Hook("password").CountAsync() > 0)
            await page.Hook("password").FillAsync(LiveApp.Password);
        await page.Hook("sign").PushAsync();
        await page.Hook("sign-box").WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    private async Task DeclineAndSignAsync(IPage director, IPage administrator, string code)
    {
        await director.Hook("open").First.ClickAsync();
        await director.Hook("decline").WaitForAsync();
        await _axe.CheckAsync(director, "sign as director");
        await director.Hook("decline").PushAsync();
        var dialog = director.GetByRole(AriaRole.Dialog);
        await dialog.Locator("textarea").FillAsync("Please confirm that she starts next week.");
        await dialog.Locator("button.act-primary").ClickAsync();
        await director.Hook("after").WaitForAsync();

        // the administrator has it back without reload, and signs again
        await administrator.SeesAsync("Please confirm that she starts next week.");
        await SignInSeatAsync(administrator, app.Administrator.FullName);

        await director.Hook("typed-name").WaitForAsync();
        await SignInSeatAsync(director, app.Director.FullName);
        await director.SeesAsync("You are done");
        await _axe.CheckAsync(director, "signed as director");
        Assert.Contains(code, director.Url, StringComparison.Ordinal);
    }

    private async Task FillFormAndSubmitAsync(IPage page)
    {
        await page.Hook("submit-panel").WaitForAsync();
        await _axe.CheckAsync(page, "form and packet");
        await page.GetByLabel("Kind of employment").SelectOptionAsync("full-time");
        await page.GetByRole(AriaRole.Group, new() { Name = "What the person will do" }).GetByRole(AriaRole.Checkbox).First.CheckAsync();
        await page.GetByLabel("Why the person needs access").FillAsync("Runs the monthly reports of the shelter.");
        await page.GetByLabel("Why the person needs access").BlurAsync();
        foreach (var statement in await page.Hook("statements").GetByRole(AriaRole.Checkbox).AllAsync())
            await statement.CheckAsync();
        await page.Hook("form-complete").WaitForAsync();
        await page.Hook("submit").PushAsync();
        await page.Hook("submit-panel").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await _axe.CheckAsync(page, "submitted");
    }

    private async Task ReturnPacketAndRecordAsync(IPage help, IPage administrator, string code)
    {
        await help.GotoAsync($"/queue/{code}");
        await help.Hook("sheet").WaitForAsync();
        await _axe.CheckAsync(help, "queue with packet");
        await help.Hook("return").PushAsync();
        var dialog = help.GetByRole(AriaRole.Dialog);
        await dialog.Locator("input[type=checkbox]").First.CheckAsync();
        await dialog.Locator("textarea").FillAsync("Say in which project she works most.");
        await dialog.Locator("button.act-primary").ClickAsync();

        // the administrator reads it on the open page and sends the packet again
        await administrator.SeesAsync("Say in which project she works most.");
        await administrator.Hook("submit").PushAsync();
        await administrator.Hook("submit-panel").WaitForAsync(new() { State = WaitForSelectorState.Detached });

        await help.Hook("record").WaitForAsync();
        Assert.Equal("zlukaszewskaoconnor", await help.Hook("user-name").InputValueAsync());
        await help.Hook("record").PushAsync();
        await help.Hook("recorded").WaitForAsync();
        await _axe.CheckAsync(help, "account recorded");

        // and the administrator's page says so without reload
        await administrator.SeesAsync("zlukaszewskaoconnor");
    }

    private async Task ReadAgreementBackAsync(IPage user, string code)
    {
        var download = await user.RunAndWaitForDownloadAsync(() => user.Hook("agreement-pdf").First.ClickAsync());
        var path = await download.PathAsync();
        using var pdf = new PdfTools(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
        await pdf.CheckAsync();
        var text = PdfTools.Squeeze(await pdf.TextAsync());
        foreach (var name in new[] { Name, app.Administrator.FullName, app.Director.FullName })
            Assert.Contains(PdfTools.Squeeze(name), text, StringComparison.Ordinal);
        Assert.Contains(code, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Notcomplete", text, StringComparison.OrdinalIgnoreCase);
        var body = await pdf.BodyTextAsync();
        foreach (var clause in AgreementText.Default.AllClauses)
            Assert.Contains(PdfTools.Squeeze(clause.Text), body, StringComparison.Ordinal);
        // three signatures, each with its time and zone
        Assert.True(text.Split("Signed", StringSplitOptions.None).Length > 3);
    }
}
