using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Audit;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HmisOnboarding.Tests.Audit;

/// <summary>Every act leaves its entries, in the same commit, in one unbroken row of numbers.</summary>
public sealed class EventChainTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(RequestState.AccountCreated)]
    [InlineData(RequestState.AwaitingDocuments)]
    [InlineData(RequestState.Withdrawn)]
    public async Task Chain_WhenAWholeJourneyWasWalked_HoldsAndProvesEveryRow(RequestState state)
    {
        var (created, code) = await TestCommunity.CreateAtAsync(state);
        await using var community = created;

        await Tampering.AssertWholeAsync(community);
        Assert.Equal(0, Tampering.FirstDifference(community));
        foreach (var (kind, table) in new[] { ("Event", "RequestEvents"), ("Signature", "Signatures"), ("Initials", "ClauseInitials"), ("Consent", "SigningConsents"), ("Document", "Documents"), ("Seat", "Seats"), ("PersonAccess", "People"), ("CommunityVersion", "CommunityVersions") })
        {
            Assert.Equal(
                Tampering.Ask<long>(community, $"SELECT COUNT(*) FROM \"{table}\""),
                Tampering.Ask<long>(community, $"SELECT COUNT(*) FROM AuditEntries WHERE Kind = '{kind}' AND Act = 'Recorded'"));
        }

        await using var db = community.Database.Read(Reach.Everything);
        var requestId = await db.Requests.Where(r => r.Code == code).Select(r => r.Id).SingleAsync(Cancel);
        var events = await db.Events.OrderBy(e => e.Id).ToListAsync(Cancel);
        var entries = await db.AuditEntries.Where(e => e.Kind == AuditKind.Event && e.Act == AuditAct.Recorded).OrderBy(e => e.Seq).ToListAsync(Cancel);
        Assert.All(entries.Zip(events), pair =>
        {
            Assert.Equal(pair.Second.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), pair.First.SubjectKey);
            Assert.Equal((pair.Second.AtUtc, (Guid?)pair.Second.RequestId, pair.Second.ActorId), (pair.First.AtUtc, pair.First.RequestId, pair.First.ActorId));
            Assert.Equal(Tampering.ContentOfEvent(community, pair.Second.Id), pair.First.ContentHash);
        });
        Assert.Contains(entries, e => e.RequestId == requestId);
    }

    [Fact]
    public async Task Chain_WhenThirtyTwoActAtOnce_HasNoGapAndHolds()
    {
        await using var community = await TestCommunity.CreateAsync();
        var before = Tampering.Ask<long>(community, "SELECT MAX(Seq) FROM AuditEntries");

        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => community.OpenRequestAsync()));

        await Tampering.AssertWholeAsync(community);
        // a person, the event of opening, and under which code it is verified, for each
        Assert.Equal(before + 96, Tampering.Ask<long>(community, "SELECT MAX(Seq) FROM AuditEntries"));
    }

    [Fact]
    public async Task Chain_WhenCommandsAmongOthersAreRefusedAfterTheySaved_HasNoGapAndNothingOfThem()
    {
        await using var community = await TestCommunity.CreateAsync();
        var before = Tampering.Ask<long>(community, "SELECT MAX(Seq) FROM AuditEntries");
        var gate = new TaskCompletionSource();
        var first = community.Writer.RunAsync<bool>(async (_, _, _) =>
        {
            await gate.Task;
            return true;
        }, Cancel);

        var waiting = Enumerable.Range(0, 20).Select(i => community.Writer.RunAsync(async (db, _, ct) =>
        {
            db.Reach = Reach.Everything;
            db.People.Add(new Person("Ann", "Waits", $"ann{i}@harbor.example.org", community.AgencyA));
            await db.SaveChangesAsync(ct);
            return i % 2 == 0 ? i : throw new RuleViolationException("No.");
        }, Cancel)).ToList();
        gate.SetResult();
        await first;
        var answers = await Task.WhenAll(waiting.Select(w => Record.ExceptionAsync(() => w).AsTask()));

        Assert.Equal(10, answers.Count(a => a is RuleViolationException));
        Assert.Equal(before + 10, Tampering.Ask<long>(community, "SELECT MAX(Seq) FROM AuditEntries"));
        await Tampering.AssertWholeAsync(community);
    }

    [Fact]
    public async Task Entries_WhenASeatADelegationOrAnAccessChanges_SayWhoDidItAndProveTheLast()
    {
        await using var community = await TestCommunity.CreateAsync();
        await community.EndSeatAsync(community.Abel, SeatKind.AgencyAdministrator);
        await community.DelegateAsync(community.Dora, community.Delia);
        await community.DeactivateAsync(community.Nora);
        await community.WriteAsync(async db => (await db.People.SingleAsync(p => p.Id == community.Nora.PersonId)).Activate());
        await community.DeactivateAsync(community.Nora);

        await Tampering.AssertWholeAsync(community);
        await using var db = community.Database.Read(Reach.Everything);
        var end = await db.AuditEntries.SingleAsync(e => e.Kind == AuditKind.SeatEnd && e.Act == AuditAct.Changed, Cancel);
        Assert.Equal(community.Sal.PersonId, end.ActorId);
        Assert.Single(await db.AuditEntries.Where(e => e.Kind == AuditKind.Delegation && e.Act == AuditAct.Recorded).ToListAsync(Cancel));
        var nora = community.Nora.PersonId.ToString("D").ToUpperInvariant();
        Assert.Equal([AuditAct.Recorded, AuditAct.Changed, AuditAct.Changed, AuditAct.Changed],
            await db.AuditEntries.Where(e => e.Kind == AuditKind.PersonAccess && e.SubjectKey == nora).OrderBy(e => e.Seq).Select(e => e.Act).ToListAsync(Cancel));
    }

    [Fact]
    public async Task Entries_WhenAnAgreementIsReturned_KeepTheInitialsAndProveTheSettingAside()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.AdministratorReview);
        await using var community = created;
        var initials = Tampering.Ask<long>(community, "SELECT COUNT(*) FROM ClauseInitials");
        await community.Requests.ReturnToUserAsync(community.Alma, code, [new ReturnItem(ReturnItem.Agreement, "Sign with both names.")], "", cancellationToken: Cancel);

        Assert.Equal(0, Tampering.Ask<long>(community, "SELECT COUNT(*) FROM ClauseInitials"));
        Assert.Equal(initials, Tampering.Ask<long>(community, "SELECT COUNT(*) FROM AuditEntries WHERE Kind = 'Initials' AND Act = 'Recorded'"));
        Assert.Equal(initials, Tampering.Ask<long>(community, "SELECT COUNT(*) FROM AuditEntries WHERE Kind = 'Initials' AND Act = 'Removed'"));
        Assert.Equal(1, Tampering.Ask<long>(community, "SELECT COUNT(*) FROM AuditEntries WHERE Kind = 'SignatureSetAside' AND Act = 'Changed'"));
        await Tampering.AssertWholeAsync(community);
    }

    [Fact]
    public async Task Time_WhenTheClockGoesBackTwoHours_NeverFallsAndTheFlagStands()
    {
        var created = await TestCommunity.CreateAsync();
        await using var later = created;
        later.Clock.Advance(TimeSpan.FromHours(2));
        await later.OpenRequestAsync();
        var shown = later.Now;
        // the same database, two hours earlier
        await using var community = later.ForkAt(TestCommunity.Start);
        await community.OpenRequestAsync();
        community.Clock.Advance(TimeSpan.FromHours(3));
        await community.OpenRequestAsync();

        await using var db = community.Database.Read(Reach.Everything);
        var events = await db.AuditEntries.Where(e => e.Kind == AuditKind.Event && e.Act == AuditAct.Recorded).OrderBy(e => e.Seq).ToListAsync(Cancel);
        Assert.Equal([(shown, false), (shown, true), (TestCommunity.Start.UtcDateTime.AddHours(3), false)], events.Select(e => (e.AtUtc, e.ClockWentBack)));
        await Tampering.AssertWholeAsync(community);
    }

    [Fact]
    public async Task Saving_WhenNotThroughTheOneRoad_IsRefused()
    {
        await using var community = await TestCommunity.CreateAsync();
        var before = community.Dump();
        await using var db = community.Database.Read(Reach.Everything);
        db.People.Add(new Person("Ann", "Reads", "ann@harbor.example.org", community.AgencyA));

        Assert.Throws<NotSupportedException>(() => db.SaveChanges());
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync(Cancel));

        Assert.Equal(before, community.Dump());
    }

    [Fact]
    public async Task Texts_WhenTheyHoldANulOrHalfACharacter_StayWhole()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        await community.Requests.WithdrawAsync(community.Alma, code, "Left\0 the \ud800 agency \U0001F642.", cancellationToken: Cancel);
        await Tampering.AssertWholeAsync(community);
        await Tampering.PastTheLocksAsync(community, "UPDATE RequestEvents SET Reason = replace(Reason, 'agency', 'office') WHERE Reason LIKE 'Left%'");
        Assert.Equal(RecordsFaultKind.RowAltered, Assert.Single((await Tampering.CheckAsync(community)).Faults).Kind);
    }

    [Fact]
    public async Task Signing_WhenProven_CostsOneReadOfTheHeadAndOneInsertForEachRow()
    {
        // before the first context of this community: a context that nobody listens to stays silent for a while
        using var statements = new Statements();
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.UserSignature);
        await using var community = created;
        await community.ConsentAndInitialAsync(code);
        var subject = await community.SubjectOfAsync(code);
        var view = await community.ViewAsync(code);
        // the first seal of a community also writes its certificate down
        await community.Sealer.KeepCertificatesAsync(Cancel);
        statements.Take(community);

        await community.Requests.SignAsUserAsync(subject, code, community.Typed(subject, view.SubjectName), cancellationToken: Cancel);
        var signing = statements.Take(community);
        await community.Queries.RequestAsync(community.Alma, code, Cancel);
        await community.Boards.PageAsync(community.Alma, new RequestFilter(), cancellationToken: Cancel);
        var reading = statements.Take(community);

        Assert.NotEmpty(reading);
        Assert.DoesNotContain(reading, s => s.Contains("Audit", StringComparison.Ordinal));
        var audit = signing.Where(s => s.Contains("AuditEntries", StringComparison.Ordinal)).ToList();
        // the event and the signature in the act; the file and its seal afterwards, with one more look at the head for the paper
        Assert.Equal(4, audit.Count(s => s.StartsWith("INSERT", StringComparison.Ordinal)));
        var head = Assert.Single(audit.Where(s => s.StartsWith("SELECT", StringComparison.Ordinal)).Distinct());
        Assert.Equal(7, audit.Count);

        // and that read is a step to the end of the table, however long it is
        using var connection = community.OpenConnection();
        using var command = connection.CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + head;
        using var plan = command.ExecuteReader();
        Assert.True(plan.Read());
        Assert.Equal("SCAN a", plan.GetString(3));
        Assert.False(plan.Read(), "The head is sorted for.");
    }
}
