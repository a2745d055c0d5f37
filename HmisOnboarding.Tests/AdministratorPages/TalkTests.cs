using Bunit;
using HmisOnboarding.Domain.Drafts;
using HmisOnboarding.Domain.Messages;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Watchers;
using HmisOnboarding.Web.Components.Requests;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.AdministratorPages;

/// <summary>Messages, watchers, drafts and the quiet request as the agency administrator sees them.</summary>
public sealed class TalkTests : AdministratorTest
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private MessageService Talk => Community.Get<MessageService>();

    private DraftService Drafts => Community.Get<DraftService>();

    [Fact]
    public async Task Message_WhenWrittenToStaff_IsSentAndTheFieldIsEmptyAgain()
    {
        var code = await Community.OpenRequestAsync();
        var page = Open(code);
        await WriteAsync(page, "Who has her papers?");
        await page.Find("[data-test=to-staff]").ChangeAsync(new() { Value = true });

        Assert.Contains("Told: Abel Arden.", Words(page, "told"), StringComparison.Ordinal);
        await PressAsync(page, "[data-test=send] button");

        Eventually(page, () => Assert.Contains("Who has her papers?", Words(page, "message-list"), StringComparison.Ordinal));
        Assert.Equal("", page.Find("[data-test=message-text]").GetAttribute("value"));
        Assert.Equal(MessageAudience.Staff, Assert.Single((await Talk.ThreadAsync(Community.Abel, code, Cancel)).Rows).Audience);
        Assert.Single(page.FindAll("[data-test=staff-only]"));
    }

    [Fact]
    public async Task Message_WhenItLooksLikeANumber_IsAskedAboutAndSentOnlyAnyway()
    {
        var code = await Community.OpenRequestAsync();
        var page = Open(code);
        await WriteAsync(page, "Client SSN 219-09-9999");

        Assert.Contains("social security number", Words(page, "message-warning"), StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-test=send]"));
        Assert.Empty((await Talk.ThreadAsync(Community.Alma, code, Cancel)).Rows);
        await PressAsync(page, "[data-test=send-anyway] button");

        Eventually(page, () => Assert.Contains("Sent although", Words(page, "sent-anyway"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Message_WhenRefused_KeepsItsWords()
    {
        var code = await Community.OpenRequestAsync();
        for (var i = 0; i < MessageService.MostAnHour; i++)
            await Talk.SendAsync(Community.Alma, code, $"Message {i}", MessageAudience.Everybody, cancellationToken: Cancel);
        var page = Open(code);
        await WriteAsync(page, "One more thing");
        await PressAsync(page, "[data-test=send] button");

        page.WaitForElement("[data-test=send] [role=alert]");
        Assert.Equal("One more thing", page.Find("[data-test=message-text]").GetAttribute("value"));
    }

    [Fact]
    public async Task Message_WhenAnotherOneComes_IsThereWithoutAReloadAndReadOnceSeen()
    {
        var code = await Community.OpenRequestAsync();
        var page = Open(code);
        page.WaitForElement("[data-test=no-messages]");

        await Talk.SendAsync(await Community.SubjectOfAsync(code), code, "My certificate is late.", MessageAudience.Everybody, cancellationToken: Cancel);

        Eventually(page, () => Assert.Equal("1 new", Words(page, "unread")));
        Eventually(page, () => Assert.Equal("1 new message", Words(page, "unread-link")));
        await page.Find("[data-test=messages-seen]").ChangeAsync(new() { Value = "seen" });
        Eventually(page, () => Assert.Empty(page.FindAll("[data-test=unread], [data-test=unread-link]")));
        Assert.Equal(0, await Talk.UnreadAsync(Community.Alma, code, Cancel));
    }

    [Fact]
    public async Task Counter_WhenTheEndIsNear_CountsAndElseIsSilent()
    {
        var page = Open(await Community.OpenRequestAsync());
        await WriteAsync(page, new string('a', 1799));
        Assert.Equal("", Words(page, "message-left"));
        await WriteAsync(page, new string('a', 1990));
        Assert.Equal("10 characters left.", Words(page, "message-left"));
    }

    [Fact]
    public async Task Words_WhenThePageIsOpenedAgain_AreThereWithTheirTime()
    {
        var code = await Community.OpenRequestAsync();
        var page = Open(code);
        await WriteAsync(page, "Half a sentence");
        Community.Clock.Advance(DraftKeeper.Pause);
        await WaitForDraftAsync(DraftPurpose.Message(code), "Half a sentence");

        var again = Open(code);

        again.WaitForElement("[data-test=message-text]");
        Assert.Equal("Half a sentence", again.Find("[data-test=message-text]").GetAttribute("value"));
        Assert.Contains("Your words from today", Words(again, "message-left"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_WhenTypedOnAndOn_AreWrittenOnceInAPause()
    {
        var code = await Community.OpenRequestAsync();
        var page = Open(code);
        page.WaitForElement("[data-test=message-text]");
        foreach (var text in new[] { "H", "He", "Hel", "Hell", "Hello" })
        {
            await WriteAsync(page, text);
            Community.Clock.Advance(DraftKeeper.Pause / 10);
            Assert.Null(await Drafts.FindAsync(Community.Alma, DraftPurpose.Message(code), Cancel));
        }

        Community.Clock.Advance(DraftKeeper.Pause);
        await WaitForDraftAsync(DraftPurpose.Message(code), "Hello");
    }

    [Fact]
    public async Task Form_WhenLeftHalfFilled_ComesBackAndCanBeStartedFresh()
    {
        var form = OpenForm();
        await TypeAsync(form, nameof(NewRequest.FirstName), "Mara");
        Community.Clock.Advance(DraftKeeper.Pause);
        await WaitForDraftAsync(DraftPurpose.NewRequest(Community.AgencyA), "Mara");

        var again = OpenForm();

        Assert.Equal("Mara", again.Find("#field-FirstName").GetAttribute("value"));
        await PressAsync(again, "[data-test=draft-fresh] button");
        await PressAsync(again, "[data-test=draft-fresh] button");
        again.WaitForAssertion(() => Assert.Equal("", again.Find("#field-FirstName").GetAttribute("value")));
        Assert.Null(await Drafts.FindAsync(Community.Alma, DraftPurpose.NewRequest(Community.AgencyA), Cancel));
    }

    [Fact]
    public async Task Form_WhenAnotherDeviceWentOn_AsksBeforeItWritesOver()
    {
        var form = OpenForm();
        await TypeAsync(form, nameof(NewRequest.FirstName), "Mara");
        await Drafts.SaveAsync(Community.Alma, DraftPurpose.NewRequest(Community.AgencyA), """{"FirstName":"Phone","LastName":"Typed"}""", null, Cancel);
        Community.Clock.Advance(DraftKeeper.Pause);

        form.WaitForElement("[data-test=draft-clash]");
        await form.Find("[data-test=draft-take]").ClickAsync(new());

        form.WaitForAssertion(() => Assert.Equal(("Phone", "Typed"), (form.Find("#field-FirstName").GetAttribute("value"), form.Find("#field-LastName").GetAttribute("value"))));
        Assert.Empty(form.FindAll("[data-test=draft-clash]"));
    }

    [Fact]
    public async Task Watcher_WhenLetIn_ShowsTheLinkOnceAndCanBeEnded()
    {
        var code = await Community.OpenRequestAsync();
        var page = Open(code);
        page.WaitForElement("[data-test=watcher-email]");
        await page.Find("[data-test=watcher-email]").ChangeAsync(new() { Value = "sam@harbor.example.org" });
        await PressAsync(page, "[data-test=watcher-add] button");

        Eventually(page, () => Assert.Contains($"https://onboarding.example.org{TrackerLink.Prefix}", Words(page, "watcher-link"), StringComparison.Ordinal));
        Assert.Empty(Open(code).FindAll("[data-test=watcher-link]"));
        await PressAsync(page, "[data-test=watcher-end] button");
        await PressAsync(page, "[data-test=watcher-end] .act-confirm button");
        Eventually(page, () => Assert.Empty(page.FindAll("[data-test=watcher]")));
    }

    [Fact]
    public async Task Quiet_WhenItClosesSoon_IsKeptOpenByOneClick()
    {
        var code = await Community.OpenRequestAsync();
        Community.Clock.Advance(TimeSpan.FromDays(55));
        var page = Open(code);

        Assert.Contains("closes by itself on Sat 2 May", Words(page, "lapse-note"), StringComparison.Ordinal);
        await PressAsync(page, "[data-test=keep-open] button");

        Eventually(page, () => Assert.Empty(page.FindAll("[data-test=lapse-note]")));
    }

    [Fact]
    public async Task Lapsed_WhenStillNeeded_GoesOnByOneClick()
    {
        var code = await Community.OpenAtAsync(RequestState.Lapsed);
        var page = Open(code);
        await PressAsync(page, "[data-test=revive] button");

        Eventually(page, () => Assert.Equal("Training", Words(page, "stage")));
    }

    [Fact]
    public async Task Form_WhenTwoAnswerTheSameQuestion_AsksWhichOneCounts()
    {
        var code = await Community.OpenAtAsync(RequestState.Submission);
        var page = Open(code);
        page.WaitForElement("#field-JobTitle");
        var before = (await Community.ViewAsync(code)).Form;
        // the page has not heard of it when the answer is given
        var sent = page.InvokeAsync(async () =>
        {
            await Community.Requests.FillFormAsync(Community.Abel, code, before with { JobTitle = "Case manager" }, Cancel);
            await TypeAsync(page, "JobTitle", "Intake worker");
        });
        await sent;

        page.WaitForElement("[data-test=form-clash]");
        Assert.Contains("Job title: there it says “Case manager”, here “Intake worker”.", Words(page, "form-clash"), StringComparison.Ordinal);
        await page.Find("[data-test=keep-mine]").ClickAsync(new());

        Eventually(page, () => Assert.Empty(page.FindAll("[data-test=form-clash]")));
        Assert.Equal("Intake worker", (await Community.ViewAsync(code)).Form.JobTitle);
    }

    private static async Task WriteAsync<T>(IRenderedComponent<T> page, string text) where T : Microsoft.AspNetCore.Components.IComponent
    {
        page.WaitForElement("[data-test=message-text]");
        await page.Find("[data-test=message-text]").ChangeAsync(new() { Value = text });
    }

    private async Task WaitForDraftAsync(string purpose, string words)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await Drafts.FindAsync(Community.Alma, purpose, patience.Token))?.Content.Contains(words, StringComparison.Ordinal) != true)
            await Task.Yield();
    }
}
