using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Notifications;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HmisOnboarding.Tests.Requests;

/// <summary>Who is reminded of what, how often at most, and what is asked after the account was made.</summary>
public sealed class ReminderTests
{
    private CancellationToken Cancel { get; } = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Remind_WhenTheAgencyHasIt_TellsItsAdministratorsAndOvertakesNobody()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.AwaitingDocuments);
        await using var community = created;
        var before = await community.ViewAsync(code);

        await community.Requests.RemindAsync(community.Sal, code, Cancel);

        var notice = await NoticeAsync(community, community.Alma, "Reminder");
        Assert.Equal($"Reminder: {before.SubjectName}, account creation", notice.Subject);
        Assert.Equal("Sal Stone reminds you. Next: Send the documents that are to follow.", notice.Body);
        Assert.Equal(notice, await NoticeAsync(community, community.Abel, "Reminder") with { Id = notice.Id });
        var after = await community.ViewAsync(code);
        Assert.Equal("Sal Stone sent a reminder to the agency administrators.", after.Timeline[0].Text);
        Assert.Equal((before.Version, community.Now), (after.Version, after.RemindedUtc));
    }

    [Fact]
    public async Task Remind_WhenTheLastOneIsNew_IsRefusedUntilTheHoursOfTheCommunityAreOver()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.DirectorSignature);
        await using var community = created;
        await community.Requests.RemindAsync(community.Alma, code, Cancel);
        community.Clock.Advance(TimeSpan.FromHours(23));

        var refused = await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.RemindAsync(community.Sal, code, Cancel));

        Assert.StartsWith("A reminder went out on ", refused.Reasons[0], StringComparison.Ordinal);
        Assert.Single(await RemindersOfAsync(community, community.Dora));
        community.Clock.Advance(TimeSpan.FromHours(2));
        await community.Requests.RemindAsync(community.Sal, code, Cancel);
        Assert.Equal(2, (await RemindersOfAsync(community, community.Dora)).Count);
    }

    [Fact]
    public async Task Remind_WhenThePacketMovedOn_IsPossibleAtOnce()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.Submission);
        await using var community = created;
        await community.Requests.RemindAsync(community.Sal, code, Cancel);
        await community.AdvanceToAsync(RequestState.AccountQueue, code);
        await community.Requests.ClaimAsync(community.Sue, code, cancellationToken: Cancel);

        await community.Requests.RemindAsync(community.Sal, code, Cancel);

        Assert.Single(await RemindersOfAsync(community, community.Sue));
        Assert.Empty(await RemindersOfAsync(community, community.Sal));
    }

    [Fact]
    public async Task Remind_WhenOnePersonHadTenADay_IsRefusedForTheNextRequest()
    {
        await using var community = await TestCommunity.CreateAsync();
        var codes = new List<string>();
        for (var i = 0; i <= RequestService.RemindersADay; i++)
            codes.Add(await community.OpenRequestAsync());
        // only whose turn it is counts here
        await community.WriteAsync(db =>
        {
            foreach (var request in db.Requests)
                db.Entry(request).Property(r => r.State).CurrentValue = RequestState.DirectorSignature;
        });
        foreach (var code in codes.Take(RequestService.RemindersADay))
            await community.Requests.RemindAsync(community.Alma, code, Cancel);

        var refused = await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.RemindAsync(community.Alma, codes[^1], Cancel));

        Assert.Equal("Dora Dahl had 10 reminders within a day, which is the limit. Call them, or go on tomorrow.", refused.Reasons[0]);
        Assert.Equal(RequestService.RemindersADay, (await RemindersOfAsync(community, community.Dora)).Count);
        Assert.Null((await community.ViewAsync(codes[^1])).RemindedUtc);
        community.Clock.Advance(TimeSpan.FromHours(25));
        await community.Requests.RemindAsync(community.Alma, codes[^1], Cancel);
    }

    [Theory]
    [InlineData(RequestState.AccountQueue, "Nobody has claimed this packet. Claim it instead.")]
    [InlineData(RequestState.Denied, "This request is closed: refused.")]
    public async Task Remind_WhenNobodyHasIt_IsRefusedWithTheWayOut(RequestState state, string sentence)
    {
        var (created, code) = await TestCommunity.CreateAtAsync(state);
        await using var community = created;

        Assert.Equal(sentence, (await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.RemindAsync(community.Sal, code, Cancel))).Reasons[0]);
    }

    [Fact]
    public async Task Remind_WhenItIsWithTheAskerOrTheAskerIsNoAdministrator_IsRefused()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.AdministratorReview);
        await using var community = created;

        Assert.StartsWith("It is with you.", (await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.RemindAsync(community.Alma, code, Cancel))).Reasons[0], StringComparison.Ordinal);
        Assert.StartsWith("Only an administrator", (await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.RemindAsync(community.Dora, code, Cancel))).Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task FirstLogin_WhenNotConfirmedForThreeDays_IsAskedAfterOnceAndShownToTheAdministrators()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.AccountCreated);
        await using var community = created;
        var subject = await community.SubjectOfAsync(code);
        community.Clock.Advance(TimeSpan.FromDays(3) - TimeSpan.FromMinutes(1));
        Assert.Equal(0, await community.Requests.AskForLoginsAsync(50, Cancel));
        Assert.Empty(await community.Boards.LoginsToConfirmAsync(community.Sal, null, cancellationToken: Cancel));
        community.Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(1, await community.Requests.AskForLoginsAsync(50, Cancel));
        Assert.Equal(0, await community.Requests.AskForLoginsAsync(50, Cancel));

        Assert.Contains("press “I logged in” here", (await NoticeAsync(community, subject, "Did your first login work?")).Body, StringComparison.Ordinal);
        Assert.Contains("We asked", (await NoticeAsync(community, community.Alma, $"{(await community.ViewAsync(code)).SubjectName} has not confirmed the first login")).Body, StringComparison.Ordinal);
        Assert.Equal([code], (await community.Boards.LoginsToConfirmAsync(community.Sal, null, cancellationToken: Cancel)).Select(r => r.Code));
        Assert.Equal([code], (await community.Boards.LoginsToConfirmAsync(community.Alma, community.AgencyA, cancellationToken: Cancel)).Select(r => r.Code));
        await Assert.ThrowsAsync<NotFoundException>(() => community.Boards.LoginsToConfirmAsync(community.Boris, community.AgencyA, cancellationToken: Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => community.Boards.LoginsToConfirmAsync(community.Alma, null, cancellationToken: Cancel));

        await community.Requests.RemindAsync(community.Alma, code, Cancel);
        Assert.Equal("Alma Ames reminds you. Next: Log in to the HMIS.", (await NoticeAsync(community, subject, "Reminder")).Body);
        await community.Requests.ConfirmFirstLoginAsync(subject, code, Cancel);
        Assert.Empty(await community.Boards.LoginsToConfirmAsync(community.Sal, null, cancellationToken: Cancel));
        Assert.StartsWith("Nina", (await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.RemindAsync(community.Sal, code, Cancel))).Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task FirstLogin_WhenTheCommunitySetsOtherDays_IsAskedAfterThose()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.AccountCreated);
        await using var community = created;
        var now = await community.Community.NowAsync(Cancel);
        await community.Community.PublishSettingsAsync(community.Sal, now.Settings with { LoginFollowUpDays = 10 }, "People are on leave.", Cancel);
        community.Clock.Advance(TimeSpan.FromDays(9));
        Assert.Equal(0, await community.Requests.AskForLoginsAsync(50, Cancel));

        community.Clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal(1, await community.Requests.AskForLoginsAsync(50, Cancel));
        Assert.Equal("AskForLogin", (await community.ViewAsync(code)).Timeline[0].Kind);
    }

    [Fact]
    public void Settings_WhenTheNewLimitsAreNonsense_SaySo()
    {
        Assert.NotEmpty((new CommunitySettings() with { ReminderPauseHours = 0 }).Problems());
        Assert.NotEmpty((new CommunitySettings() with { LoginFollowUpDays = 0 }).Problems());
        Assert.Empty(new CommunitySettings().Problems());
    }

    // the clock stands still in a test, so several notices are of one instant
    private async Task<NoticeRow> NoticeAsync(TestCommunity community, Caller reader, string begins) =>
        Assert.Single(await community.Notices.NewestAsync(reader, cancellationToken: Cancel), n => n.Subject.StartsWith(begins, StringComparison.Ordinal));

    private async Task<IReadOnlyList<string>> RemindersOfAsync(TestCommunity community, Caller person)
    {
        await using var db = community.Database.Read(Reach.Everything);
        return await db.Notifications.Where(n => n.RecipientId == person.PersonId && n.Key.Contains(":remind:")).Select(n => n.Subject).ToListAsync(Cancel);
    }
}
