using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.ServiceLevel;
using HmisOnboarding.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HmisOnboarding.Tests.ServiceLevel;

public sealed class ServiceMarkTests
{
    private static readonly ServicePolicy Working = ServicePolicy.Default with { Counting = CountedTime.WorkingHours, TimeZoneId = "America/Detroit" };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Marks_WhenTheClockPassesThem_AreToldOnceEachToTheClaimerThenTheTeam()
    {
        var (community, code) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);
        await using var _ = community;
        await community.Requests.ClaimAsync(community.Sue, code, cancellationToken: Stop);

        community.Clock.Advance(TimeSpan.FromHours(20));
        Assert.Equal(0, await community.Requests.NoteMarksAsync(100, Stop));
        community.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await community.Requests.NoteMarksAsync(100, Stop));
        Assert.Equal(0, await community.Requests.NoteMarksAsync(100, Stop));
        Assert.Equal([$"{code}: 4 h left to the 24 h target"], await SubjectsAsync(community, community.Sue));
        Assert.Empty(await SubjectsAsync(community, community.Sal));

        community.Clock.Advance(TimeSpan.FromHours(4));
        await community.Requests.NoteMarksAsync(100, Stop);
        community.Clock.Advance(TimeSpan.FromHours(20));
        await community.Requests.NoteMarksAsync(100, Stop);
        community.Clock.Advance(TimeSpan.FromHours(4));
        await community.Requests.NoteMarksAsync(100, Stop);
        Assert.Equal([$"{code}: the 24 h target has passed", $"{code} is late: the 48 h limit has passed"], await SubjectsAsync(community, community.Sal));
        Assert.Equal(4, (await SubjectsAsync(community, community.Sue)).Count);
        community.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal(0, await community.Requests.NoteMarksAsync(100, Stop));
    }

    [Fact]
    public async Task Marks_WhenTheServerWasDownForDays_AreWrittenOnceAndOnlyWhatIsTrueIsTold()
    {
        var (before, code) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);
        await using var _ = before;
        await using var community = before.ForkAt(before.Clock.GetUtcNow() + TimeSpan.FromDays(4));

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => community.Requests.NoteMarksAsync(100, Stop)));

        Assert.Equal([$"{code}: the 24 h target has passed", $"{code} is late: the 48 h limit has passed"], await SubjectsAsync(community, community.Sal));
        Assert.Equal(4, (await MarksAsync(community)).Count);
        await using var restarted = community.Fork();
        Assert.Equal(0, await restarted.Requests.NoteMarksAsync(100, Stop));
    }

    [Fact]
    public async Task Breach_WhenTheAccountIsMadeLate_StaysWithHowLate()
    {
        var (community, code) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);
        await using var _ = community;
        community.Clock.Advance(TimeSpan.FromHours(50.5));

        // nobody looked meanwhile: the act itself finds the marks
        await community.AdvanceToAsync(RequestState.AccountCreated, code);

        var view = await community.ViewAsync(code);
        Assert.Equal((ClockLevel.Ended, TimeSpan.FromMinutes(150)), (view.ClockReading.Level, view.ClockReading.OverdueBy));
        Assert.Contains(view.Timeline, e => e.Kind == "LimitPassed" && e.Text.StartsWith("The limit of 48 h passed on ", StringComparison.Ordinal));
        Assert.Contains(view.Timeline, e => e.Text.EndsWith("created the HMIS account, overdue by 2 h 30 min.", StringComparison.Ordinal));
        Assert.Equal(9000, (await MarksAsync(community)).Single(m => m.Kind == MarkKind.Limit).OverdueSeconds);
        Assert.Contains("It was overdue by 2 h 30 min.", view.ClockExplanation.Outcome);
        Assert.Empty(await SubjectsAsync(community, community.Sal));
        Assert.Equal(0, await community.Requests.NoteMarksAsync(100, Stop));
    }

    [Fact]
    public async Task Mark_WhenItPassesWhileAPageIsOpen_DoesNotRefuseTheNextAct()
    {
        var (community, code) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);
        await using var _ = community;
        var seen = (await community.ViewAsync(code)).Version;
        community.Clock.Advance(TimeSpan.FromHours(25));
        await community.Requests.NoteMarksAsync(100, Stop);

        await community.Requests.ClaimAsync(community.Sal, code, seen, Stop);

        Assert.Equal("Sal Stone", (await community.ViewAsync(code)).Claim!.Name);
    }

    [Fact]
    public async Task Claim_WhenAnotherHasThePacket_NamesThemAndARelease_OpensItAgain()
    {
        var (community, code) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);
        await using var _ = community;
        await community.Requests.ClaimAsync(community.Sal, code, cancellationToken: Stop);

        var refused = await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.ClaimAsync(community.Sue, code, cancellationToken: Stop));
        Assert.StartsWith("Sal Stone claimed this packet on ", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.ClaimAsync(community.Alma, code, cancellationToken: Stop));
        await community.Requests.ReleaseAsync(community.Sue, code, cancellationToken: Stop);
        await community.Requests.ClaimAsync(community.Sue, code, cancellationToken: Stop);

        await community.Requests.ReturnToAgencyAsync(community.Sue, code, [new(ReturnItem.Form, "Write the start date.")], "One thing.", cancellationToken: Stop);
        Assert.Null((await community.ViewAsync(code)).Claim);
    }

    [Fact]
    public async Task Policy_WhenPublished_IsTakenByNewClocksAndByARunningOneOnlyWhenItIsReplanned()
    {
        var (community, running) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);
        await using var _ = community;
        var hours = community.Get<ServiceHoursService>();
        var before = (await community.ViewAsync(running)).ClockReading.LimitUtc;

        Assert.Equal(2, await hours.PublishAsync(community.Sal, Working, 1, null, "The desk works by day.", Stop));
        var fresh = await community.OpenAtAsync(RequestState.AccountQueue, community.Boris);

        Assert.Equal((1, before), ((await community.ViewAsync(running)).Service.Version, (await community.ViewAsync(running)).ClockReading.LimitUtc));
        Assert.Equal(2, (await community.ViewAsync(fresh)).Service.Version);
        var edition = await hours.EditionAsync(community.Sue, cancellationToken: Stop);
        Assert.Equal((2, 2, running), (edition.Number, edition.Running, Assert.Single(edition.RunningOnOlder)));

        await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.ReplanClockAsync(community.Alma, running, "Sooner, please.", cancellationToken: Stop));
        await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.ReplanClockAsync(community.Sal, running, " ", cancellationToken: Stop));
        await community.Requests.ReplanClockAsync(community.Sal, running, "Agreed with the agency.", cancellationToken: Stop);

        var view = await community.ViewAsync(running);
        var start = view.Clock.FirstStartUtc!.Value;
        Assert.Equal((2, new WorkingCalendar(Working).Add(start, TimeSpan.FromHours(48))), (view.Service.Version, view.ClockReading.LimitUtc!.Value));
        Assert.Contains(view.Timeline, e => e is { Kind: "ReplanClock", Reason: "Agreed with the agency." } && e.Text.Contains("from version 1 of the service hours to version 2. The limit moves from ", StringComparison.Ordinal));
        Assert.Equal(["The clock is counted by version 2 already, which is in force."], view.WhyNotReplan);
    }

    [Fact]
    public async Task Policy_WhenItWaitsOrIsWrong_IsNotTaken()
    {
        await using var community = await TestCommunity.CreateAsync();
        var hours = community.Get<ServiceHoursService>();
        Task<int> PublishAsync(ServicePolicy policy, DateTime? from = null, string reason = "Because.", int seen = 1) => hours.PublishAsync(community.Sal, policy, seen, from, reason, Stop);

        Assert.Equal("Nothing is changed yet.", (await Assert.ThrowsAsync<RuleViolationException>(() => PublishAsync(ServicePolicy.Default))).Message);
        await Assert.ThrowsAsync<RuleViolationException>(() => PublishAsync(Working, reason: ""));
        await Assert.ThrowsAsync<RuleViolationException>(() => PublishAsync(Working, community.Now));
        await Assert.ThrowsAsync<RuleViolationException>(() => PublishAsync(Working with { LimitHours = 24 }));
        await Assert.ThrowsAsync<NotFoundException>(() => hours.PublishAsync(community.Alma, Working, 1, null, "Mine.", Stop));
        Assert.Equal(2, await PublishAsync(Working, community.Now.AddDays(1)));
        Assert.Contains("waits for its time", (await Assert.ThrowsAsync<RuleViolationException>(() => PublishAsync(Working with { TargetHours = 8 }))).Message, StringComparison.Ordinal);
        Assert.Equal(1, (await hours.EditionAsync(community.Sal, cancellationToken: Stop)).Number);

        community.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(2, (await hours.EditionAsync(community.Sal, cancellationToken: Stop)).Number);
        await Assert.ThrowsAsync<RuleViolationException>(() => hours.WithdrawAsync(community.Sal, 2, "Too soon.", Stop));
        await Assert.ThrowsAsync<ConcurrentChangeException>(() => PublishAsync(Working with { TargetHours = 8 }));
    }

    [Fact]
    public async Task Clock_WhenReturnedAndSentAgainWithDocumentsToFollow_StandsAndSaysWhy()
    {
        var (community, code) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);
        await using var _ = community;
        community.Clock.Advance(TimeSpan.FromHours(5));
        await community.Requests.ReturnToAgencyAsync(community.Sal, code, [new(ReturnItem.Form, "Write the start date.")], "One thing.", cancellationToken: Stop);
        community.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal(0, await community.Requests.NoteMarksAsync(100, Stop));

        await community.Requests.SubmitAsync(community.Alma, code, "Here it is again.", false, cancellationToken: Stop);

        var view = await community.ViewAsync(code);
        Assert.Equal(TimeSpan.FromHours(5), view.ClockReading.Counted);
        Assert.Equal(community.Now.AddHours(43), view.ClockReading.LimitUtc);
        Assert.Contains(view.ClockExplanation.Pauses, s => s.Contains("the packet was with the agency. ", StringComparison.Ordinal) && s.Contains("Write the start date.", StringComparison.Ordinal));
        foreach (var reader in new[] { community.Alma, await community.SubjectOfAsync(code), community.Dora })
            Assert.Equal(view.ClockExplanation.Sentences, (await community.ViewAsync(code, reader)).ClockExplanation.Sentences);
    }

    [Fact]
    public async Task Queue_WhenClocksRunUnderDifferentHours_IsSortedByTheInstantOfTheirLimitThroughAnIndex()
    {
        var (community, plain) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);
        await using var _ = community;
        await community.Get<ServiceHoursService>().PublishAsync(community.Sal, Working with { TargetHours = 2, LimitHours = 4, WarnBeforeTargetMinutes = 30, WarnBeforeLimitMinutes = 30 }, 1, null, "Quick hours.", Stop);
        var quick = await community.OpenAtAsync(RequestState.AccountQueue, community.Boris);

        var first = await community.Boards.QueueAsync(community.Sal, size: 1, cancellationToken: Stop);
        var second = await community.Boards.QueueAsync(community.Sal, after: first.Next, size: 1, cancellationToken: Stop);

        Assert.Equal([quick, plain], [first.Rows[0].Code, second.Rows[0].Code]);
        Assert.NotNull(first.Rows[0].OpenTime);
        Assert.Null(second.Rows[0].OpenTime);
        Assert.Contains("IX_Requests_NextMarkUtc", Plan(community, "SELECT Id FROM Requests WHERE NextMarkUtc < '2026-01-01 00:00:00' ORDER BY NextMarkUtc LIMIT 100"), StringComparison.Ordinal);
        Assert.Contains("IX_Requests_State_LimitUtc_Id", Plan(community, "SELECT Id FROM Requests WHERE State = 6 ORDER BY LimitUtc LIMIT 25"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Database_WhenItComesFromTheReleaseBefore_KeepsWhatItsClocksCountedAndItsMarks()
    {
        var (community, code) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);
        await using var _ = community;
        var start = (await community.ViewAsync(code)).Clock.FirstStartUtc!.Value;
        Unlock(community);
        await using (var db = community.Database.Read(Reach.Everything))
            await db.Database.MigrateAsync("TrainingStandings", Stop);
        using (var connection = community.OpenConnection())
        {
            using var command = connection.CreateCommand();
            command.CommandText = """
                DELETE FROM CommunityVersions WHERE Kind = 3;
                UPDATE CommunityVersions SET Content = json_set(Content, '$.accountTargetHours', 30, '$.accountLimitHours', 60) WHERE Kind = 2;
                UPDATE Requests SET Clock = json_set(Clock, '$.counted', '10:00:00');
                """;
            command.ExecuteNonQuery();
        }

        // another process: this one has read the version that was taken away
        await using var updated = community.Fork();
        await updated.Database.MigrateAsync(Stop);

        var view = await updated.ViewAsync(code);
        Assert.Equal((TimeSpan.FromHours(10), start.AddHours(50)), (view.ClockReading.Counted, view.ClockReading.LimitUtc!.Value));
        Assert.Equal((1, 30, 60), (view.Service.Version, view.Service.Policy.TargetHours, view.Service.Policy.LimitHours));
        updated.Clock.Advance(TimeSpan.FromHours(21));
        Assert.Equal(2, await updated.Requests.NoteMarksAsync(100, Stop));
    }

    private static async Task<IReadOnlyList<string>> SubjectsAsync(TestCommunity community, Caller person)
    {
        await using var db = community.Database.Read(Reach.Everything);
        return await db.Notifications.Where(n => n.RecipientId == person.PersonId && n.Key.Contains(":mark:")).OrderBy(n => n.CreatedUtc).ThenBy(n => n.Subject.Length).Select(n => n.Subject).ToListAsync(Stop);
    }

    private static async Task<IReadOnlyList<ServiceMark>> MarksAsync(TestCommunity community)
    {
        await using var db = community.Database.Read(Reach.Everything);
        return await db.Set<ServiceMark>().ToListAsync(Stop);
    }

    // an older release had not the columns that the locks of this one name
    private static void Unlock(TestCommunity community)
    {
        using var connection = community.OpenConnection();
        using var find = connection.CreateCommand();
        find.CommandText = "SELECT group_concat('DROP TRIGGER \"' || name || '\"', ';') FROM sqlite_master WHERE type = 'trigger'";
        using var drop = connection.CreateCommand();
        drop.CommandText = (string)find.ExecuteScalar()!;
        drop.ExecuteNonQuery();
    }

    private static string Plan(TestCommunity community, string sql)
    {
        using var connection = community.OpenConnection();
        using var command = connection.CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + sql;
        using var reader = command.ExecuteReader();
        var lines = new List<string>();
        while (reader.Read())
            lines.Add(reader.GetString(3));
        return string.Join("\n", lines);
    }
}
