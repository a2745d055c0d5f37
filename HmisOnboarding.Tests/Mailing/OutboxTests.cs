using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Mailing;
using HmisOnboarding.Domain.Notifications;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HmisOnboarding.Tests.Mailing;

/// <summary>Which mails are written, with what, for whom, and when they may leave.</summary>
public sealed class OutboxTests : PostTest
{
    [Fact]
    public async Task Signing_WhenItIsDone_WritesAMailForEachOtherPersonAndNoneForTheSigner()
    {
        var code = await Community.OpenAtAsync(RequestState.AdministratorReview);
        await Carrier.CarryAsync(Cancel);
        var before = Post.Kept.Count;

        await Community.AdvanceToAsync(RequestState.DirectorSignature, code);
        await Carrier.CarryAsync(Cancel);

        var mails = Post.Kept.Skip(before).ToList();
        var subject = (await PersonAsync(await Community.SubjectOfAsync(code))).Email;
        Assert.Contains(mails, m => m.To == "dora@harbor.example.org" && m.Parsed.Subject == $"{code} waits for your signature");
        Assert.Contains(mails, m => m.To == subject && m.Parsed.Subject == $"{code}: your agency administrator signed");
        Assert.DoesNotContain(mails, m => m.To == "alma@harbor.example.org");
        Assert.Equal(mails.Count, mails.Select(m => m.MessageId).Distinct().Count());
    }

    [Fact]
    public async Task Mails_OfAWholeRequest_NameNobodyButTheirReader()
    {
        var code = await Community.OpenAtAsync(RequestState.AccountQueue);
        await Community.AdvanceToAsync(RequestState.AccountCreated, code);
        await Carrier.CarryAsync(Cancel);

        await using var db = Community.Database.Read(Reach.Everything);
        var people = await db.People.ToListAsync(Cancel);
        Assert.True(Post.Kept.Count > 10, $"Only {Post.Kept.Count} mails.");
        Assert.All(Post.Kept, mail =>
        {
            var reader = people.Single(p => p.Email == mail.To);
            var text = $"{mail.Parsed.Subject} {mail.Parsed.TextBody} {mail.Parsed.HtmlBody}";
            Assert.Contains($"Hello {reader.FirstName},", text, StringComparison.Ordinal);
            Assert.All(people.Where(p => p != reader), p => Assert.DoesNotContain(p.FirstName, text, StringComparison.Ordinal));
            Assert.All(people, p => Assert.DoesNotContain(p.LastName, text, StringComparison.Ordinal));
            Assert.DoesNotContain("Harbor House", text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Telling_WhenTheKeyIsKnown_ChangesNothing()
    {
        Assert.True(await TellAsync(Community.Dora, "key"));
        Assert.False(await TellAsync(Community.Dora, "key"));
        await Carrier.CarryAsync(Cancel);
        Assert.False(await TellAsync(Community.Dora, "key"));
        await Carrier.CarryAsync(Cancel);

        Assert.Single(Post.Kept);
    }

    [Fact]
    public async Task Telling_WhenTheChangeIsUndone_WasNeverTold()
    {
        await Assert.ThrowsAsync<RuleViolationException>(() => Community.Writer.RunAsync<bool>(async (db, keys, ct) =>
        {
            db.Reach = Reach.Everything;
            var person = await db.People.SingleAsync(p => p.Id == Community.Dora.PersonId, ct);
            await Outbox.TellAsync(db, keys, person, new Message("key", NoticeKind.Other, "Subject", "Body"), Community.Now, ct);
            await db.SaveChangesAsync(ct);
            throw new RuleViolationException("It did not fit.");
        }, Cancel));

        Assert.Equal(0, await Carrier.CarryAsync(Cancel));
        Assert.True(await TellAsync(Community.Dora, "key"));
    }

    [Fact]
    public async Task Act_WhenSomebodyHasTwoPartsInIt_IsOneMailToThem()
    {
        var code = await Community.OpenAtAsync(RequestState.DirectorSignature);
        await Carrier.CarryAsync(Cancel);
        var before = Post.Kept.Count;

        // the new user is told as the one it is about, and as one who has signed
        await Community.Requests.WithdrawAsync(Community.Alma, code, "The person left.", cancellationToken: Cancel);
        await Carrier.CarryAsync(Cancel);

        var subject = await Community.SubjectOfAsync(code);
        Assert.Equal(2, (await Community.Notices.NewestAsync(subject, cancellationToken: Cancel)).Count(n => n.Subject.EndsWith("was withdrawn", StringComparison.Ordinal)));
        Assert.Single(Post.Kept.Skip(before));
    }

    [Fact]
    public async Task Choices_WhenATopicIsOff_AreToldHereOnly()
    {
        await ChooseAsync(Community.Dora, c => c with { Turn = MailTiming.Never });
        await TellAsync(Community.Dora, "turn", NoticeKind.DirectorToSign);
        await TellAsync(Community.Dora, "ended", NoticeKind.Withdrawn);
        await Carrier.CarryAsync(Cancel);

        Assert.Equal("HM-1001 was withdrawn", Assert.Single(Post.Kept).Parsed.Subject);
        await using var db = Community.Database.Read(Reach.Everything);
        Assert.Equal(2, await db.Notifications.CountAsync(n => n.RecipientId == Community.Dora.PersonId && (n.Key == "turn" || n.Key == "ended"), Cancel));
    }

    [Fact]
    public async Task Digest_WhenChosen_IsOneMailADayAtItsTimeAndNoneOnAQuietDay()
    {
        await ChooseAsync(Community.Dora, c => c with { Turn = MailTiming.Daily, Ended = MailTiming.Daily, DigestAt = new TimeOnly(8, 0) });
        await TellAsync(Community.Dora, "one");
        await TellAsync(Community.Dora, "two", NoticeKind.Withdrawn);
        await PassAsync(TimeSpan.FromHours(22), TimeSpan.FromMinutes(30));
        Assert.Empty(Post.Kept);

        // 08:00 in Detroit is 13:00 UTC in winter
        await PassAsync(TimeSpan.FromHours(1), TimeSpan.FromMinutes(30));
        var digest = Assert.Single(Post.Kept);
        Assert.Equal("HMIS Onboarding: 2 notices", digest.Parsed.Subject);
        Assert.Contains("- HM-1001 was withdrawn", digest.Parsed.TextBody, StringComparison.Ordinal);

        await PassAsync(TimeSpan.FromDays(2), TimeSpan.FromHours(1));
        Assert.Single(Post.Kept);
        await TellAsync(Community.Dora, "three");
        await PassAsync(TimeSpan.FromDays(1), TimeSpan.FromHours(1));
        Assert.Equal(2, Post.Kept.Count);
        Assert.Equal("HMIS Onboarding: 1 notice", Post.Kept[1].Parsed.Subject);
    }

    [Fact]
    public async Task Digest_WhenItWasTriedAlready_TakesNothingMore()
    {
        await ChooseAsync(Community.Dora, c => c with { Turn = MailTiming.Daily, DigestAt = new TimeOnly(9, 30) });
        await TellAsync(Community.Dora, "one");
        Post.OnData = n => n == 1 ? AfterData.Later : AfterData.Take;
        Community.Clock.Advance(TimeSpan.FromMinutes(31));
        await Carrier.CarryAsync(Cancel);
        await TellAsync(Community.Dora, "two");
        await PassAsync(TimeSpan.FromHours(25), TimeSpan.FromMinutes(5));

        Assert.Equal(2, Post.Kept.Count);
        Assert.All(Post.Kept, m => Assert.Equal("HMIS Onboarding: 1 notice", m.Parsed.Subject));
        Assert.NotEqual(Post.Kept[0].MessageId, Post.Kept[1].MessageId);
    }

    [Fact]
    public async Task QuietHours_WhenTheyLast_HoldMailsUntilTheirEndAlsoAfterAFailedTry()
    {
        // 14:00 UTC is 09:00 in Detroit; quiet from 20:00 to 07:00 there
        await ChooseAsync(Community.Dora, c => c with { QuietFrom = new TimeOnly(20, 0), QuietUntil = new TimeOnly(7, 0) });
        await Post.SwitchOffAsync();
        Community.Clock.Advance(TimeSpan.FromHours(10.9));
        await TellAsync(Community.Dora, "before");
        await Carrier.CarryAsync(Cancel);
        Community.Clock.Advance(TimeSpan.FromMinutes(30));
        await TellAsync(Community.Dora, "within");
        Post.SwitchOn();

        Assert.Equal(new DateTime(2026, 3, 4, 12, 0, 0, DateTimeKind.Utc), (await MailAsync("within")).DueUtc);
        await PassAsync(TimeSpan.FromHours(10), TimeSpan.FromMinutes(10));
        Assert.Empty(Post.Kept);
        await PassAsync(TimeSpan.FromHours(1), TimeSpan.FromMinutes(10));
        Assert.Equal(2, Post.Kept.Count);
    }

    [Theory]
    [InlineData("2026-03-08T06:30:00Z", "02:30", "2026-03-08T07:30:00Z")]
    [InlineData("2026-11-01T04:30:00Z", "01:30", "2026-11-01T06:30:00Z")]
    public void QuietHours_WhenTheyEndInAnHourThatTheClocksSkipOrRepeat_EndOnce(string at, string until, string expected)
    {
        var choices = MailChoices.Usual("America/Detroit") with { QuietFrom = new TimeOnly(22, 0), QuietUntil = TimeOnly.Parse(until, System.Globalization.CultureInfo.InvariantCulture) };
        var utc = DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture).UtcDateTime;

        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture).UtcDateTime, MailSchedule.AfterQuietHours(choices, utc));
    }

    [Fact]
    public async Task Invitation_WhenItIsUsedBeforeItLeft_IsNotSent()
    {
        await Post.SwitchOffAsync();
        var code = await Community.OpenRequestAsync();
        await Carrier.CarryAsync(Cancel);
        var subject = await Community.SubjectOfAsync(code);
        await Community.People.AcceptInvitationAsync(await Community.InvitationSecretAsync(subject.PersonId), Cancel);
        Post.SwitchOn();
        await PassAsync(TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(5));

        Assert.DoesNotContain(Post.Kept, m => m.Raw.Contains("/Account/Invitation", StringComparison.Ordinal));
        await using var db = Community.Database.Read(Reach.Everything);
        Assert.All(await db.Mails.Where(m => m.Purpose == MailPurpose.Invitation).ToListAsync(Cancel), m => Assert.Equal(MailState.NotNeeded, m.State));
    }

    [Fact]
    public async Task Invitation_WhenTheRequestIsOpened_BringsTheLinkThatWorks()
    {
        var code = await Community.OpenRequestAsync();
        await Carrier.CarryAsync(Cancel);

        var subject = await Community.SubjectOfAsync(code);
        var mail = Assert.Single(Post.Kept, m => m.Parsed.Subject == "You are invited to HMIS Onboarding");
        Assert.Contains($"https://onboarding.example.org{InvitationLink.Prefix}{await Community.InvitationSecretAsync(subject.PersonId)}", mail.Parsed.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Choices_WhenTheyDoNotFit_AreRefusedAndEverybodyHasOnlyTheirOwn()
    {
        var service = Community.Get<MailChoiceService>();
        var usual = await service.OfAsync(Community.Dora, "America/Detroit", Cancel);
        await Assert.ThrowsAsync<RuleViolationException>(() => service.KeepAsync(Community.Dora, usual with { QuietFrom = new TimeOnly(20, 0) }, Cancel));
        await Assert.ThrowsAsync<RuleViolationException>(() => service.KeepAsync(Community.Dora, usual with { TimeZoneId = "Mars/Olympus" }, Cancel));

        await service.KeepAsync(Community.Dora, usual with { Clock = MailTiming.Never }, Cancel);
        await service.KeepAsync(Community.Dora, usual with { Clock = MailTiming.Daily }, Cancel);

        Assert.Equal(MailTiming.Daily, (await service.OfAsync(Community.Dora, "America/Detroit", Cancel)).Clock);
        Assert.Equal(MailTiming.AtOnce, (await service.OfAsync(Community.Alma, "America/Detroit", Cancel)).Clock);
    }

    [Fact]
    public async Task Mails_WhenThereIsNoServer_AreNeverSaidToBeSent()
    {
        await using var community = await TestCommunity.CreateWithMailAsync(new MailOptions());
        await TellAsync(community, community.Dora, "key");

        Assert.Equal(0, await community.Get<MailCarrier>().CarryAsync(Cancel));

        Assert.Equal(MailState.Queued, (await MailAsync("key", community)).State);
        Assert.False((await community.Get<MailQueries>().StatusAsync(community.Sal, Cancel)).IsOn);
    }

    private async Task ChooseAsync(Caller who, Func<MailChoices, MailChoices> choose)
    {
        var service = Community.Get<MailChoiceService>();
        await service.KeepAsync(who, choose(await service.OfAsync(who, "America/Detroit", Cancel)), Cancel);
    }
}
