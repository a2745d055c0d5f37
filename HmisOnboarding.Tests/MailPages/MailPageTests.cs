using Bunit;
using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Mailing;
using HmisOnboarding.Domain.Notifications;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using HmisOnboarding.Tests.Web;
using HmisOnboarding.Web.Features.Mailbox;
using HmisOnboarding.Web.Features.Notices;
using HmisOnboarding.Web.Features.Records;
using HmisOnboarding.Web.Features.Requests;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HmisOnboarding.Tests.MailPages;

/// <summary>What people read about e-mails: what was sent, what was not and why, and what they can do.</summary>
public sealed class MailPageTests : CommunityTest
{
    private LoopbackPost? _post;

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    private MailCarrier Carrier => Community.Get<MailCarrier>();

    protected override MailOptions? Mail => new() { Host = "127.0.0.1", Port = (_post ??= new()).Port, Tls = MailTls.None, From = "onboarding@hmis.example.org", TimeoutSeconds = 30 };

    [Fact]
    public async Task RequestPage_WhenAMailIsTaken_TurnsFromWaitingToSentWithItsTime()
    {
        var code = await Community.OpenRequestAsync();
        SignInAs(Community.Alma);
        var page = Render<RequestPage>(p => p.Add(r => r.Code, code).AddCascadingValue(TimeZoneInfo.FindSystemTimeZoneById("America/Detroit")));
        page.WaitForElement("[data-test=mails]");
        Assert.Equal("waits to be sent", page.Find("[data-test=mail-state]").TextContent);

        await Carrier.CarryAsync(Cancel);

        page.WaitForAssertion(() => Assert.Equal("sent today 09:00", page.Find("[data-test=mail-state]").TextContent));
    }

    [Fact]
    public async Task RequestPage_WhenTheServerIsAway_SaysThatItIsNotSentYetAndWhenItIsTriedAgain()
    {
        await _post!.SwitchOffAsync();
        var code = await Community.OpenRequestAsync();
        await Carrier.CarryAsync(Cancel);
        SignInAs(Community.Alma);

        var page = Render<RequestPage>(p => p.Add(r => r.Code, code));

        var words = page.WaitForElement("[data-test=mail-state]").TextContent;
        Assert.Contains("not sent yet. The mail server cannot be reached. Tried again ", words, StringComparison.Ordinal);
        Assert.DoesNotContain(page.FindAll("[data-test=mail]"), m => m.GetAttribute("data-state") == nameof(MailState.Sent));
    }

    [Fact]
    public async Task Address_WhenItWasRefused_IsATaskOnTheBoardThatGoesAwayWhenItIsCorrected()
    {
        _post!.OnRecipient = to => to.StartsWith("new", StringComparison.Ordinal) ? "550 5.1.1 no such user" : null;
        var code = await Community.OpenRequestAsync();
        var subject = await Community.SubjectOfAsync(code);
        await Carrier.CarryAsync(Cancel);
        SignInAs(Community.Alma);
        var board = Render<RequestsPage>();
        var name = board.WaitForElement("[data-test=address-task]").GetAttribute("data-person");
        Assert.Equal($"Correct the e-mail address of {name}", board.Find("[data-test=address-task] h3").TextContent);

        await board.Find("[data-test=address]").ChangeAsync(new() { Value = "nina@harbor.example.org" });
        await board.Find("[data-test=correct] button").ClickAsync(new());

        board.WaitForAssertion(() => Assert.Empty(board.FindAll("[data-test=address-task]")));
        await Carrier.CarryAsync(Cancel);
        Assert.Equal("nina@harbor.example.org", Assert.Single(_post.Kept).To);
        await using var db = Community.Database.Read(Reach.Everything);
        Assert.Equal("nina@harbor.example.org", (await db.People.SingleAsync(p => p.Id == subject.PersonId, Cancel)).Email);
    }

    [Fact]
    public async Task Address_WhenTheCorrectionIsRefused_StaysWithWhatWasTyped()
    {
        _post!.OnRecipient = to => to.StartsWith("new", StringComparison.Ordinal) ? "550 5.1.1 no such user" : null;
        await Community.OpenRequestAsync();
        await Carrier.CarryAsync(Cancel);
        SignInAs(Community.Alma);
        var board = Render<RequestsPage>();
        board.WaitForElement("[data-test=address-task]");

        await board.Find("[data-test=address]").ChangeAsync(new() { Value = "nonsense" });
        await board.Find("[data-test=correct] button").ClickAsync(new());

        board.WaitForAssertion(() => Assert.Contains("name@agency.org", board.Find("[data-test=correct]").TextContent, StringComparison.Ordinal));
        Assert.Equal("nonsense", board.Find("[data-test=address]").GetAttribute("value"));
    }

    [Fact]
    public async Task SystemPage_WhenMailsWereGivenUp_SaysSoAndTriesThemAgain()
    {
        _post!.OnData = _ => AfterData.Refuse;
        await Community.OpenRequestAsync();
        await Carrier.CarryAsync(Cancel);
        SignInAs(Community.Sal);
        var page = Render<RecordsPage>();
        Assert.Contains("given up and not sent", page.WaitForElement("[data-test=mail-given-up]").TextContent, StringComparison.Ordinal);
        Assert.Contains("The mail server has taken none yet.", page.Find("[data-test=mail-state]").TextContent, StringComparison.Ordinal);

        _post.OnData = _ => AfterData.Take;
        await page.Find("[data-test=mail-again] button").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-test=mail-given-up]")));
        Assert.Equal(1, await Carrier.CarryAsync(Cancel));
        page.WaitForAssertion(() => Assert.Contains("last took one", page.Find("[data-test=mail-state]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task MyNotices_WhenChoicesAreKept_CountForTheNextMail()
    {
        SignInAs(Community.Dora);
        var page = Render<NoticeSettingsPage>(p => p.AddCascadingValue(TimeZoneInfo.FindSystemTimeZoneById("America/Detroit")));
        page.WaitForElement("[data-test=keep]");
        await page.Find("[data-test=topic-Turn]").ChangeAsync(new() { Value = nameof(MailTiming.Daily) });
        await page.Find("[data-test=digest]").ChangeAsync(new() { Value = "09:30" });
        await page.Find("[data-test=quiet]").ChangeAsync(new() { Value = true });
        await page.Find("[data-test=quiet-until]").ChangeAsync(new() { Value = "06:30" });

        await page.Find("[data-test=keep] button").ClickAsync(new());

        page.WaitForElement("[data-test=kept]");
        Assert.Equal(new MailChoices(MailTiming.Daily, MailTiming.AtOnce, MailTiming.AtOnce, MailTiming.AtOnce, new(9, 30), new(20, 0), new(6, 30), "America/Detroit"),
            await Community.Get<MailChoiceService>().OfAsync(Community.Dora, "America/New_York", Cancel));
        Assert.Empty(page.FindAll("[data-test=mail-off]"));
    }

    [Fact]
    public void Mailbox_WhenThereIsAMailServer_IsNotThere()
    {
        SignInAs(Community.Sal);
        Assert.Throws<NotFoundException>(() => Render<MailboxPage>());
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await _post!.DisposeAsync();
    }
}

/// <summary>A development copy: no mail server, and a mailbox instead.</summary>
public sealed class MailboxPageTests : CommunityTest
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mailbox-").FullName;

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    protected override MailOptions? Mail => new() { FolderPath = _folder };

    [Fact]
    public async Task Mailbox_WhenSomethingHappened_ShowsBothPartsAsAReaderSeesThemAndRunsNothing()
    {
        var code = await Community.OpenRequestAsync();
        await Community.Get<MailCarrier>().CarryAsync(Cancel);
        SignInAs(Community.Sal);

        var page = Render<MailboxPage>();

        var frame = page.WaitForElement("[data-test=html]");
        Assert.Equal("", frame.GetAttribute("sandbox"));
        Assert.Contains("Choose your password</a>", frame.GetAttribute("srcdoc"), StringComparison.Ordinal);
        Assert.Contains("Choose your password:", page.Find("[data-test=text]").TextContent, StringComparison.Ordinal);
        var subject = await Community.SubjectOfAsync(code);
        Assert.Equal(InvitationLink.Prefix + await Community.InvitationSecretAsync(subject.PersonId), page.Find("[data-test=open-link]").GetAttribute("href"));
        var mail = (await Community.Get<MailQueries>().OnRequestAsync(Community.Alma, code, Cancel)).Lines[0];
        Assert.Equal(MailState.InMailbox, mail.State);
    }

    [Fact]
    public async Task Mailbox_WhenANameLeadsElsewhere_HasNothingThere()
    {
        await Community.OpenRequestAsync();
        await Community.Get<MailCarrier>().CarryAsync(Cancel);
        var outside = Path.Combine(Path.GetDirectoryName(_folder)!, "outside.eml");
        await File.WriteAllTextAsync(outside, "Subject: x\r\n\r\nx", Cancel);
        try
        {
            Assert.Null(await Community.Get<MailboxFolder>().ReadAsync("../outside.eml", Cancel));
            Assert.Null(await Community.Get<MailboxFolder>().ReadAsync(outside, Cancel));
        }
        finally
        {
            File.Delete(outside);
        }
    }

    [Fact]
    public async Task Folder_WhenItCannotBeWritten_KeepsTheMailForLater()
    {
        Directory.Delete(_folder, recursive: true);
        await File.WriteAllTextAsync(_folder, "in the way", Cancel);
        await Community.OpenRequestAsync();
        Assert.Equal(0, await Community.Get<MailCarrier>().CarryAsync(Cancel));
        await using (var db = Community.Database.Read(Reach.Everything))
            Assert.Contains(await db.Mails.ToListAsync(Cancel), m => m is { State: MailState.Failed, LastError: "The mailbox folder cannot be written." });

        File.Delete(_folder);
        Community.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await Community.Get<MailCarrier>().CarryAsync(Cancel));
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>Nowhere to send: it is said, and nothing is said to be sent.</summary>
public sealed class MailOffTests : CommunityTest
{
    [Fact]
    public async Task Pages_WhenThereIsNoMailServer_SayThatEMailIsOff()
    {
        var code = await Community.OpenRequestAsync();
        await Community.Get<MailCarrier>().CarryAsync(Xunit.TestContext.Current.CancellationToken);
        SignInAs(Community.Sal);
        Assert.Contains("E-mail is off", Render<MailFacts>().WaitForElement("[data-test=mail-off]").TextContent, StringComparison.Ordinal);
        Assert.Throws<NotFoundException>(() => Render<MailboxPage>());

        var mails = await Community.Get<MailQueries>().OnRequestAsync(Community.Alma, code, Xunit.TestContext.Current.CancellationToken);
        Assert.False(mails.IsOn);
        Assert.All(mails.Lines, l => Assert.Equal("not sent: e-mail is off", HmisOnboarding.Web.Components.Requests.MailWords.Of(l, mails.IsOn, TimeZoneInfo.Utc, Community.Now)));
    }

    [Fact]
    public async Task RequestPage_WhenThereIsNoMailServer_AsksForTheLinkToBeHandedOver()
    {
        var code = await Community.OpenRequestAsync();
        SignInAs(Community.Alma);

        var page = Render<RequestPage>(p => p.Add(r => r.Code, code));

        Assert.Contains("E-mail is off, so nothing was sent", page.WaitForElement("[data-test=invitation]").TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.WaitForElement("[data-test=mails-off]"));
        Assert.Equal("not sent: e-mail is off", page.Find("[data-test=mail-state]").TextContent);
    }

    [Theory]
    [InlineData(NoticeKind.DirectorToSign, NoticeTopic.Turn)]
    [InlineData(NoticeKind.AdministratorSigned, NoticeTopic.Progress)]
    [InlineData(NoticeKind.Lapsed, NoticeTopic.Ended)]
    [InlineData(NoticeKind.MarkPassed, NoticeTopic.Clock)]
    [InlineData((NoticeKind)9999, NoticeTopic.Turn)]
    public void Topic_OfAKind_IsWhatPeopleChooseAbout(NoticeKind kind, NoticeTopic topic) => Assert.Equal(topic, kind.Topic());
}
