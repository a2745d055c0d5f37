using CsCheck;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Notifications;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.ServiceLevel;
using HmisOnboarding.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HmisOnboarding.Tests.Requests;

/// <summary>What happens by itself while nobody does anything: who is reminded and told, when, and that it is once.</summary>
public sealed class FollowUpTests
{
    private static readonly NoticeKind[] ByTheClock =
        [NoticeKind.Reminded, NoticeKind.Delayed, NoticeKind.LapseAhead, NoticeKind.Lapsed, NoticeKind.MarkAhead, NoticeKind.MarkPassed, NoticeKind.LoginAsked, NoticeKind.LoginOpen];

    // written by hand from the defaults: days and hours after the hand-off, whom, what
    private static readonly Dictionary<RequestState, string> Lives = new()
    {
        [RequestState.Training] = """
            4.00 Nina Reminded
            8.00 Nina Reminded
            11.00 Nina Reminded
            13.00 Abel Delayed
            17.00 Nina Reminded
            31.00 Nina Reminded
            31.00 Sal Delayed
            31.00 Sue Delayed
            53.00 Abel LapseAhead
            53.00 Alma LapseAhead
            53.00 Nina LapseAhead
            60.00 Abel Lapsed
            60.00 Alma Lapsed
            60.00 Nina Lapsed
            """,
        [RequestState.UserSignature] = """
            1.00 Nina Reminded
            3.00 Nina Reminded
            4.00 Abel Delayed
            6.00 Nina Reminded
            12.00 Nina Reminded
            16.00 Sal Delayed
            16.00 Sue Delayed
            53.00 Abel LapseAhead
            53.00 Alma LapseAhead
            53.00 Nina LapseAhead
            60.00 Abel Lapsed
            60.00 Alma Lapsed
            60.00 Nina Lapsed
            """,
        [RequestState.AdministratorReview] = """
            1.00 Abel Reminded
            1.00 Alma Reminded
            3.00 Abel Reminded
            3.00 Alma Reminded
            4.00 Dora Delayed
            5.00 Abel Reminded
            5.00 Alma Reminded
            7.00 Sal Delayed
            7.00 Sue Delayed
            9.00 Abel Reminded
            9.00 Alma Reminded
            53.00 Abel LapseAhead
            53.00 Alma LapseAhead
            60.00 Abel Lapsed
            60.00 Alma Lapsed
            60.00 Nina Lapsed
            """,
        // Alma opened it and has signed: she is not the one who is told
        [RequestState.DirectorSignature] = """
            2.00 Dora Reminded
            4.00 Dora Reminded
            5.00 Abel Delayed
            6.00 Sal Delayed
            6.00 Sue Delayed
            7.00 Dora Reminded
            11.00 Dora Reminded
            53.00 Abel LapseAhead
            53.00 Alma LapseAhead
            60.00 Abel Lapsed
            60.00 Alma Lapsed
            60.00 Nina Lapsed
            """,
        [RequestState.Submission] = """
            0.20 Abel Reminded
            0.20 Alma Reminded
            2.00 Abel Reminded
            2.00 Alma Reminded
            3.00 Dora Delayed
            4.00 Abel Reminded
            4.00 Alma Reminded
            6.00 Sal Delayed
            6.00 Sue Delayed
            8.00 Abel Reminded
            8.00 Alma Reminded
            53.00 Abel LapseAhead
            53.00 Alma LapseAhead
            60.00 Abel Lapsed
            60.00 Alma Lapsed
            60.00 Nina Lapsed
            """,
        [RequestState.AwaitingDocuments] = """
            4.00 Abel Reminded
            4.00 Alma Reminded
            6.00 Abel Reminded
            6.00 Alma Reminded
            8.00 Dora Delayed
            10.00 Abel Reminded
            10.00 Alma Reminded
            10.00 Sal Delayed
            10.00 Sue Delayed
            15.00 Abel Reminded
            15.00 Alma Reminded
            """,
        [RequestState.AccountQueue] = """
            0.20 Sal MarkAhead
            0.20 Sue MarkAhead
            1.00 Sal MarkPassed
            1.00 Sue MarkPassed
            1.20 Sal MarkAhead
            1.20 Sue MarkAhead
            2.00 Sal MarkPassed
            2.00 Sue MarkPassed
            """,
        [RequestState.AccountCreated] = """
            3.00 Abel LoginOpen
            3.00 Alma LoginOpen
            3.00 Nina LoginAsked
            """,
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<RequestState> Steps => [.. Lives.Keys];

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task SixtyDays_WhenAStepStandsStill_TellExactlyOnceExactlyWhom(RequestState state)
    {
        var (community, code) = await TestCommunity.CreateAtAsync(state);
        var since = (await community.ViewAsync(code)).Holder.SinceUtc;
        // just after the full hour: a mark has passed when it lies behind
        community.Clock.Advance(since.AddMinutes(1) - community.Now);

        for (var look = 0; look < 62 * 6; look++)
        {
            await LookAsync(community);
            community.Clock.Advance(TimeSpan.FromHours(4));
            if (look % 60 == 59)
            {
                // the server starts anew
                var restarted = community.Fork();
                await community.DisposeAsync();
                community = restarted;
            }
        }

        await using var last = community;
        Assert.Equal(Lives[state].Split('\n', StringSplitOptions.TrimEntries), await ToldAsync(community, code, since));
    }

    [Fact]
    public async Task LongStop_WhenItEnds_IsOneReminderAndEachRungOnce()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.DirectorSignature);
        await using var community = created;
        var since = (await community.ViewAsync(code)).Holder.SinceUtc;
        community.Clock.Advance(TimeSpan.FromDays(30));

        Assert.Equal((1, 0), (await community.Requests.FollowUpAsync(50, Cancel), await community.Requests.FollowUpAsync(50, Cancel)));

        Assert.Equal(["30.00 Abel Delayed", "30.00 Dora Reminded", "30.00 Sal Delayed", "30.00 Sue Delayed"], await ToldAsync(community, code, since));
    }

    [Fact]
    public async Task Clock_WhenItJumpsAheadAndBack_RepeatsNothing()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.DirectorSignature);
        await using var first = created;
        var since = (await first.ViewAsync(code)).Holder.SinceUtc;
        first.Clock.Advance(TimeSpan.FromDays(2.1));
        await first.Requests.FollowUpAsync(50, Cancel);
        await using var ahead = first.ForkAt(first.Clock.GetUtcNow().AddDays(40));
        await ahead.Requests.FollowUpAsync(50, Cancel);
        await using var back = ahead.ForkAt(first.Clock.GetUtcNow());
        for (var day = 0; day < 40; day++)
        {
            await back.Requests.FollowUpAsync(50, Cancel);
            back.Clock.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal(["2.02 Dora Reminded", "42.02 Abel Delayed", "42.02 Dora Reminded", "42.02 Sal Delayed", "42.02 Sue Delayed"], await ToldAsync(back, code, since));
    }

    [Fact]
    public async Task Delay_WhenTold_StandsOnTheRequestWithItsEnd()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.DirectorSignature);
        await using var community = created;
        community.Clock.Advance(TimeSpan.FromDays(5.1));
        await community.Requests.FollowUpAsync(50, Cancel);
        var between = await community.ViewAsync(code, community.Alma);
        Assert.Equal(("Abel Arden, agency administrator", "waits 5 days for the director's signature"), (between.ToldOfDelay.Single().Who, between.ToldOfDelay.Single().Why));
        Assert.Equal(FollowUpKind.TellSystemAdministrators, between.NextTold?.Kind);
        community.Clock.Advance(TimeSpan.FromDays(1));
        await community.Requests.FollowUpAsync(50, Cancel);

        var view = await community.ViewAsync(code, community.Alma);

        Assert.Equal("Sal Stone and Sue Swan, system administrators", view.ToldOfDelay[^1].Who);
        Assert.Null(view.NextTold);
        Assert.Contains(view.Timeline, e => e.Text == "Told Sal Stone and Sue Swan, system administrators: waits 6 days for the director's signature.");
        await community.AdvanceToAsync(RequestState.Submission, code);
        Assert.Empty((await community.ViewAsync(code)).ToldOfDelay);
    }

    [Fact]
    public async Task Ladder_WhenOnlyTheRequesterIsThere_EndsAndSaysSo()
    {
        await using var community = await TestCommunity.CreateAsync();
        var now = await community.Community.NowAsync(Cancel);
        await community.Community.PublishSettingsAsync(community.Sal, now.Settings with { ReviewReminders = new() { Administrators = "1 d", Director = "2 d" } }, "A short ladder.", Cancel);
        var code = await community.OpenAtAsync(RequestState.AdministratorReview, community.Cleo);
        community.Clock.Advance(TimeSpan.FromDays(20));

        await community.Requests.FollowUpAsync(50, Cancel);
        await community.Requests.FollowUpAsync(50, Cancel);

        var view = await community.ViewAsync(code);
        Assert.Single(view.Timeline, e => e.Text == "The step is late, and there is nobody further to tell.");
        Assert.Empty(view.ToldOfDelay);
    }

    [Fact]
    public async Task Reminder_WhenADelegateActs_ReachesBothButNobodyWhoHasSigned()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.DirectorSignature);
        await using var community = created;
        var since = (await community.ViewAsync(code)).Holder.SinceUtc;
        await community.DelegateAsync(community.Dora, community.Delia);
        await community.DelegateAsync(community.Dora, community.Alma);
        community.Clock.Advance(TimeSpan.FromDays(2.1));

        await community.Requests.FollowUpAsync(50, Cancel);

        Assert.Equal(["2.02 Delia Reminded", "2.02 Dora Reminded"], await ToldAsync(community, code, since));
    }

    [Fact]
    public async Task Plan_WhenSomebodyRemindedToday_SaysNothingMoreOfThatOccasion()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.DirectorSignature);
        await using var community = created;
        var since = (await community.ViewAsync(code)).Holder.SinceUtc;
        community.Clock.Advance(TimeSpan.FromDays(1.9));
        await community.Requests.RemindAsync(community.Alma, code, Cancel);
        for (var hour = 0; hour < 40; hour++)
        {
            community.Clock.Advance(TimeSpan.FromHours(1));
            await community.Requests.FollowUpAsync(50, Cancel);
        }

        Assert.Equal(["1.21 Dora Reminded"], await ToldAsync(community, code, since));
    }

    [Fact]
    public async Task NewUser_WhenTheDirectorHasItForADay_CanRemindOnceAndSeesWhenAgain()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.DirectorSignature);
        await using var community = created;
        var subject = await community.SubjectOfAsync(code);
        Assert.StartsWith("It came there on", (await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.RemindAsync(subject, code, Cancel))).Reasons[0], StringComparison.Ordinal);
        community.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal((true, null), ((await community.ViewAsync(code, subject)).Reminder.IsOffered, (await community.ViewAsync(code, subject)).Reminder.WhyNot));

        await community.Requests.RemindAsync(subject, code, Cancel);

        var memory = (await community.ViewAsync(code, community.Alma)).Reminder;
        Assert.Equal((community.Now, community.Now.AddHours(24)), (memory.LastUtc, memory.AgainUtc));
        Assert.StartsWith("Nina", memory.ByName, StringComparison.Ordinal);
        Assert.StartsWith("A reminder went out on", memory.WhyNot, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.RemindAsync(community.Alma, code, Cancel));
        Assert.False((await community.ViewAsync(code, community.Dora)).Reminder.IsOffered);
        await Assert.ThrowsAsync<NotFoundException>(() => community.Requests.RemindAsync(community.Boris, code, Cancel));
    }

    [Fact]
    public async Task NewUser_WhenThePacketIsWithTheHelpDesk_WaitsForItsPromise()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);
        await using var community = created;
        var subject = await community.SubjectOfAsync(code);
        Assert.StartsWith("The help desk has time until", (await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.RemindAsync(subject, code, Cancel))).Reasons[0], StringComparison.Ordinal);
        community.Clock.Advance(TimeSpan.FromHours(25));

        await community.Requests.RemindAsync(subject, code, Cancel);

        await using var db = community.Database.Read(Reach.Everything);
        Assert.Equal(2, await db.Notifications.CountAsync(n => n.Kind == NoticeKind.Reminded && (n.RecipientId == community.Sal.PersonId || n.RecipientId == community.Sue.PersonId), Cancel));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Reminders_WhateverHappens_ReachOnlyWhoHasItAndNobodyMoreThanTenADay(int number)
    {
        await using var community = await TestCommunity.CreateAsync();
        var codes = new List<string>();
        for (var i = 0; i < 14; i++)
            codes.Add(await community.OpenRequestAsync());
        await MoveAsync(community, codes, RequestState.DirectorSignature);
        var seen = new HashSet<Guid>();
        var acts = Gen.Select(Gen.Int[0, 5], Gen.Int[0, codes.Count - 1], Gen.Int[1, 30]).Array[40].Case(number);

        foreach (var (act, which, hours) in acts)
        {
            if (act == 0)
                await MoveAsync(community, [codes[which]], RequestState.Submission);
            else if (act == 1)
                await MoveAsync(community, [codes[which]], RequestState.DirectorSignature);
            else if (act == 2)
                Assert.True(await Record.ExceptionAsync(() => community.Requests.RemindAsync(community.Sal, codes[which], Cancel)) is null or RuleViolationException);
            else
                community.Clock.Advance(TimeSpan.FromHours(hours));
            await community.Requests.FollowUpAsync(50, Cancel);

            await using var look = community.Database.Read(Reach.Everything);
            var fresh = (await look.Notifications.Where(n => n.Kind == NoticeKind.Reminded).ToListAsync(Cancel)).Where(n => seen.Add(n.Id)).ToList();
            var places = await look.Requests.ToDictionaryAsync(r => r.Id, r => r.State, Cancel);
            Assert.All(fresh, n => Assert.Contains(n.RecipientId, places[n.RequestId!.Value] switch
            {
                RequestState.DirectorSignature => [community.Dora.PersonId],
                RequestState.Submission => [community.Alma.PersonId, community.Abel.PersonId],
                _ => Array.Empty<Guid>(),
            }));
        }

        await using var db = community.Database.Read(Reach.Everything);
        var all = await db.Notifications.Where(n => n.Kind == NoticeKind.Reminded).ToListAsync(Cancel);
        Assert.True(all.Count > 10, $"Only {all.Count} reminders.");
        Assert.All(all, one => Assert.InRange(all.Count(n => n.RecipientId == one.RecipientId && n.CreatedUtc > one.CreatedUtc.AddDays(-1) && n.CreatedUtc <= one.CreatedUtc), 1, RequestService.RemindersADay));
        Assert.Equal(all.Count, all.Select(n => n.Key).Distinct().Count());
    }

    [Fact]
    public void Plan_WhenOnlyWorkingHoursCount_FallsOnNoClosedHour()
    {
        var service = new ServiceTerms(1, new ServicePolicy { Counting = CountedTime.WorkingHours, TimeZoneId = "UTC", FederalHolidays = false });
        var settings = new CommunitySettings { DirectorTargetDays = 3, DirectorReminders = new() { AfterHandOff = "8 h", BeforeExpected = "1 d", AfterExpected = "1 d, 8 h", Director = "6 d" } };
        // Thursday 5 March 2026, 15:00; expected on Sunday 15:00
        var since = new DateTime(2026, 3, 5, 15, 0, 0, DateTimeKind.Utc);

        var planned = FollowUpPlan.Of(RequestState.DirectorSignature, since, settings, service);

        Assert.Equal(
            [
                "AfterHandOff 8 h: Fri 15:00", // two hours on Thursday, six on Friday with a pause at noon
                "BeforeExpected 1 d: Fri 17:00", // Saturday is closed: before it, not after
                "AfterExpected 1 d: Mon 15:00",
                "AfterExpected 8 h: Mon 17:00",
                "TellDirector 6 d: Mon 08:00", // the Saturday after is closed: the Monday that follows
            ],
            planned.Select(p => $"{p.Key}: {p.DueUtc:ddd HH:mm}"));
    }

    [Theory]
    [InlineData("", true, null)]
    [InlineData("3 d", true, null)]
    [InlineData("3d, 8H", false, null)]
    [InlineData("3d, 8h", true, "Enter one length")]
    [InlineData("soon", false, "Enter days or hours")]
    [InlineData("0 d", false, "Enter days or hours")]
    [InlineData("366 d", true, "Enter days or hours")]
    [InlineData("1d,2d,3d,4d,5d,6d,7d,8d,9d,10d,11d", false, "Enter at most 10")]
    public void Field_WhenTyped_IsTakenOrRefusedInASentence(string typed, bool isRung, string? begins)
    {
        var problem = StagePlan.Problem(typed, isRung);

        Assert.Equal(begins is null, problem is null);
        Assert.StartsWith(begins ?? "", problem ?? "", StringComparison.Ordinal);
        if (!isRung)
            Assert.Equal(begins is null, new CommunitySettings { TrainingReminders = new() { AfterExpected = typed } }.Problems().Count == 0);
    }

    private static async Task LookAsync(TestCommunity community)
    {
        await community.Requests.NoteMarksAsync(50, Cancel);
        await community.Requests.FollowUpAsync(50, Cancel);
        await community.Requests.WarnOfLapseAsync(50, Cancel);
        await community.Requests.AskForLoginsAsync(50, Cancel);
        await community.Requests.LapseQuietRequestsAsync(50, Cancel);
    }

    // only whose turn it is counts here
    private static Task MoveAsync(TestCommunity community, List<string> codes, RequestState state) => community.WriteAsync(async db =>
    {
        foreach (var request in await db.Requests.Where(r => codes.Contains(r.Code) && r.State != state).ToListAsync())
        {
            db.Entry(request).Property(r => r.State).CurrentValue = state;
            db.Entry(request).Property(r => r.StateSinceUtc).CurrentValue = community.Now;
            db.Entry(request).Property(r => r.NextFollowUpUtc).CurrentValue = community.Now;
            db.Entry(request).Property(r => r.RemindedUtc).CurrentValue = null;
            db.Entry(request).Property(r => r.Followed).CurrentValue = null;
        }
    });

    /// <summary>"4.20 Dora Reminded": four days and twenty hours after the hand-off, whole hours.</summary>
    private static async Task<List<string>> ToldAsync(TestCommunity community, string code, DateTime since)
    {
        await using var db = community.Database.Read(Reach.Everything);
        var id = await db.Requests.Where(r => r.Code == code).Select(r => r.Id).SingleAsync(Cancel);
        var names = await db.People.ToDictionaryAsync(p => p.Id, p => p.FirstName, Cancel);
        var told = await db.Notifications.Where(n => n.RequestId == id && n.CreatedUtc >= since && ByTheClock.Contains(n.Kind)).ToListAsync(Cancel);
        return [.. told.OrderBy(n => n.CreatedUtc).ThenBy(n => names[n.RecipientId], StringComparer.Ordinal).ThenBy(n => n.Kind)
            .Select(n => $"{(int)(n.CreatedUtc - since).TotalDays}.{(n.CreatedUtc - since).Hours:00} {names[n.RecipientId]} {n.Kind}")];
    }
}
