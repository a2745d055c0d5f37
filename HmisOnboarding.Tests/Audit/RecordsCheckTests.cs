using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Audit;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HmisOnboarding.Tests.Audit;

/// <summary>Whatever is changed with the locks off, the check names it: what, where, and nothing besides.</summary>
public sealed class RecordsCheckTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Check_WhenAnEventWasEdited_NamesThatEvent()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);
        await using var community = created;
        await Tampering.PastTheLocksAsync(community, "UPDATE RequestEvents SET Text = 'Nothing happened.' WHERE Id = 4");

        var fault = Assert.Single((await Tampering.CheckAsync(community)).Faults);

        var entry = Tampering.Ask<long>(community, "SELECT Seq FROM AuditEntries WHERE Kind = 'Event' AND SubjectKey = '4'");
        Assert.Equal(new(RecordsFaultKind.RowAltered, $"RequestEvents, {code}, 4", $"Event 4 of request {code} was changed after it was written. Entry {entry} of the log proves it."), fault);
    }

    [Theory]
    [InlineData("UPDATE RequestEvents SET AtUtc = 'yesterday' WHERE Id = 4", RecordsFaultKind.RowAltered, "RequestEvents, {code}, 4")]
    [InlineData("UPDATE RequestEvents SET Reason = '' WHERE Id = 4", RecordsFaultKind.RowAltered, "RequestEvents, {code}, 4")]
    [InlineData("UPDATE RequestEvents SET ActorId = 'nobody' WHERE Id = 4", RecordsFaultKind.RowAltered, "RequestEvents, {code}, 4")]
    [InlineData("DELETE FROM RequestEvents WHERE Id = 4", RecordsFaultKind.RowMissing, "RequestEvents, {code}, 4")]
    [InlineData("INSERT INTO RequestEvents SELECT 9999, RequestId, AgencyId, SubjectId, AtUtc, ActorId, ActorName, OnBehalfOf, Kind, \"From\", \"To\", Text, Reason, Version, IpAddress, UserAgent FROM RequestEvents WHERE Id = 4", RecordsFaultKind.RowUnproven, "RequestEvents, {code}, 9999")]
    [InlineData("UPDATE Signatures SET SignedName = 'Somebody Else' WHERE Slot = 1", RecordsFaultKind.RowAltered, "Signatures, {code}, ")]
    [InlineData("UPDATE Signatures SET VoidedAtUtc = AtUtc, VoidReason = 'Withdrawn.' WHERE Slot = 1", RecordsFaultKind.RowUnproven, "Signatures, {code}, ")]
    [InlineData("DELETE FROM Signatures WHERE Slot = 2", RecordsFaultKind.RowMissing, "Signatures, {code}, ")]
    [InlineData("UPDATE ClauseInitials SET Initials = 'XX' WHERE Id = (SELECT MIN(Id) FROM ClauseInitials)", RecordsFaultKind.RowAltered, "ClauseInitials, {code}, ")]
    [InlineData("DELETE FROM ClauseInitials WHERE Id = (SELECT MIN(Id) FROM ClauseInitials)", RecordsFaultKind.RowMissing, "ClauseInitials, {code}, ")]
    [InlineData("UPDATE SigningConsents SET AtUtc = '2020-01-01 00:00:00' WHERE Id = (SELECT MIN(Id) FROM SigningConsents)", RecordsFaultKind.RowAltered, "SigningConsents, {code}, ")]
    [InlineData("UPDATE Documents SET DisplayName = 'other.pdf' WHERE Id = (SELECT MIN(Id) FROM Documents)", RecordsFaultKind.RowAltered, "Documents, {code}, ")]
    [InlineData("UPDATE People SET IsActive = 0 WHERE Email = 'alma@harbor.example.org'", RecordsFaultKind.RowAltered, "People, ")]
    [InlineData("UPDATE Seats SET Kind = 2, AgencyId = NULL WHERE Id = (SELECT MIN(Id) FROM Seats WHERE Kind = 0)", RecordsFaultKind.RowAltered, "Seats, ")]
    [InlineData("UPDATE Seats SET UntilUtc = '2030-01-01 00:00:00' WHERE Id = (SELECT MIN(Id) FROM Seats)", RecordsFaultKind.RowUnproven, "Seats, ")]
    [InlineData("INSERT INTO Delegations (Id, AgencyId, Kind, HolderId, DelegateId, FromUtc, UntilUtc) SELECT Id, AgencyId, 1, PersonId, PersonId, FromUtc, '2030-01-01 00:00:00' FROM (SELECT Id, AgencyId, PersonId, FromUtc FROM Seats WHERE AgencyId IS NOT NULL LIMIT 1)", RecordsFaultKind.RowUnproven, "Delegations, ")]
    [InlineData("UPDATE CommunityVersions SET Content = Content || ' ' WHERE Kind = 1", RecordsFaultKind.RowAltered, "CommunityVersions, ")]
    public async Task Check_WhenOneRowWasTouched_NamesItAndNothingElse(string sql, RecordsFaultKind kind, string where)
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);
        await using var community = created;
        await Tampering.AssertWholeAsync(community);
        await Tampering.PastTheLocksAsync(community, sql);

        var fault = Assert.Single((await Tampering.CheckAsync(community)).Faults);

        Assert.Equal(kind, fault.Kind);
        Assert.StartsWith(where.Replace("{code}", code, StringComparison.Ordinal), fault.Where, StringComparison.Ordinal);
        Assert.EndsWith(".", fault.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE AuditEntries SET ActorId = NULL")]
    [InlineData("UPDATE AuditEntries SET AtUtc = '2026-03-03 14:00:00.0000001'")]
    [InlineData("UPDATE AuditEntries SET ClockWentBack = 1")]
    [InlineData("UPDATE AuditEntries SET Kind = 'Wish'")]
    [InlineData("UPDATE AuditEntries SET Act = 'Began'")]
    [InlineData("UPDATE AuditEntries SET Form = 'event/9'")]
    [InlineData("UPDATE AuditEntries SET RequestId = 'none'")]
    public async Task Check_WhenAnEntryWasEdited_NamesItsNumber(string sql)
    {
        var (created, _) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);
        await using var community = created;
        long seq;
        await using (var db = community.Database.Read(Reach.Everything))
            seq = await db.AuditEntries.Where(e => e.Seq > 20 && e.ActorId != null && e.RequestId != null && !e.ClockWentBack).MinAsync(e => e.Seq, TestContext.Current.CancellationToken);
        await Tampering.PastTheLocksAsync(community, $"{sql} WHERE Seq = {seq}");

        var report = await Tampering.CheckAsync(community);

        Assert.Contains(report.Faults, f => f.Kind == RecordsFaultKind.EntryAltered && f.Where == $"AuditEntries, {seq}" && f.Sentence == $"Entry {seq} of the log was changed after it was written.");
        Assert.DoesNotContain(report.Faults, f => f.Kind is RecordsFaultKind.EntryMissing or RecordsFaultKind.ChainBroken);
    }

    [Fact]
    public async Task Check_WhenAnEntryWasEditedAndItsHashMadeToFit_FindsThatTheNextDoesNotFollow()
    {
        var (created, _) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);
        await using var community = created;
        await Tampering.PastTheLocksAsync(community, "UPDATE AuditEntries SET Hash = zeroblob(32) WHERE Seq = 40");

        var report = await Tampering.CheckAsync(community);

        Assert.Equal([(RecordsFaultKind.EntryAltered, "AuditEntries, 40"), (RecordsFaultKind.ChainBroken, "AuditEntries, 41")], report.Faults.Select(f => (f.Kind, f.Where)));
    }

    [Theory]
    [InlineData("Seq = 40", "40")]
    [InlineData("Seq BETWEEN 40 AND 42", "40 to 42")]
    [InlineData("Seq < 4", "1 to 3")]
    public async Task Check_WhenEntriesWereTakenOut_NamesTheGapAndTheirRows(string which, string gap)
    {
        var (created, _) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);
        await using var community = created;
        var rows = Tampering.Ask<long>(community, $"SELECT COUNT(*) FROM AuditEntries WHERE Act <> 'Began' AND {which}");
        Tampering.DropLocks(community);
        Tampering.Sql(community, $"DELETE FROM AuditEntries WHERE {which}");

        var faults = (await Tampering.CheckAsync(community)).Faults.Where(f => f.Kind != RecordsFaultKind.LockMissing).ToList();

        Assert.Equal(new(RecordsFaultKind.EntryMissing, $"AuditEntries, {gap}", $"Missing in the log: {gap}."), faults[0]);
        Assert.Equal(rows, faults.Count(f => f.Kind == RecordsFaultKind.RowUnproven));
        Assert.Equal(rows + 1, faults.Count);
    }

    [Fact]
    public async Task Check_WhenARowWasEditedAndProvenAnewByAnotherEntry_StillNamesIt()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);
        await using var community = created;
        await Tampering.PastTheLocksAsync(community, "UPDATE RequestEvents SET Text = 'Nothing happened.' WHERE Id = 4");
        var content = Convert.ToHexString(Tampering.ContentOfEvent(community, 4));
        Tampering.DropLocks(community);
        Tampering.Sql(community, "INSERT INTO AuditEntries SELECT (SELECT MAX(Seq) + 1 FROM AuditEntries), (SELECT MAX(AtUtc) FROM AuditEntries), 0, Kind, 'Changed', Form, SubjectKey, RequestId, ActorId, "
            + $"x'{content}', zeroblob(32), zeroblob(32) FROM AuditEntries WHERE Kind = 'Event' AND SubjectKey = '4'");
        Tampering.ChainAnew(community, Tampering.Ask<long>(community, "SELECT MAX(Seq) FROM AuditEntries"));
        await community.Database.MigrateAsync(Cancel);

        var fault = Assert.Single((await Tampering.CheckAsync(community)).Faults);
        Assert.Equal((RecordsFaultKind.RowAltered, $"RequestEvents, {code}, 4"), (fault.Kind, fault.Where));
    }

    [Fact]
    public async Task Check_WhenAFileChangedByOneByteOrIsGone_NamesTheDocument()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);
        await using var community = created;
        var files = Directory.GetFiles(community.DocumentsPath, "*", SearchOption.AllDirectories).Order().ToList();
        Assert.Equal(files.Count, (await Tampering.CheckAsync(community)).Counts.Files);
        var bytes = await File.ReadAllBytesAsync(files[0], Cancel);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(files[0], bytes, Cancel);
        File.Delete(files[1]);

        var report = await Tampering.CheckAsync(community);

        var ids = files.Take(2).Select(f => Tampering.Ask<string>(community, $"SELECT Id FROM Documents WHERE StoredName = '{Path.GetFileName(f)}'"));
        Assert.Equal(ids.Select(id => $"Documents, {code}, {id}").Order(), report.Faults.Select(f => f.Where).Order());
        Assert.All(report.Faults, f => Assert.Equal((RecordsFaultKind.FileDamaged, $"A document of request {code} has no file any more, or the file was changed. Restore it from a copy."), (f.Kind, f.Sentence)));
    }

    [Fact]
    public async Task Check_WhenThousandsAreWrong_NamesTwoHundredAndCountsAll()
    {
        await using var community = await TestCommunity.CreateAsync();
        await community.WriteAsync(db => db.People.AddRange(Enumerable.Range(0, 1300).Select(i => new Person("Ann", "Many", $"ann{i}@harbor.example.org", community.AgencyA))));
        await Tampering.AssertWholeAsync(community);
        var people = Tampering.Ask<long>(community, "SELECT COUNT(*) FROM People");
        Tampering.Sql(community, "UPDATE People SET IsActive = 0 WHERE LastName = 'Many'");
        var steps = new Steps();

        var report = await community.Get<RecordsCheck>().CheckAsync(community.Sal, steps, Cancel);

        Assert.Equal((1300, RecordsReport.MostFaults, false), (report.FaultTotal, report.Faults.Count, report.IsWhole));
        Assert.True(people > 1300);
        Assert.Equal(report.Counts.Entries, steps.Last("Log")!.Done);
        Assert.True(steps.Count("Log") >= 3);
    }

    [Fact]
    public async Task Check_WhenSomethingHappensBetweenAnyTwoOfItsReads_CallsNothingChanged()
    {
        using var statements = new Statements();
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.AdministratorReview);
        await using var community = created;
        await Tampering.AssertWholeAsync(community);
        statements.Take(community);
        await Tampering.CheckAsync(community);
        var reads = statements.Take(community).Count;
        Assert.InRange(reads, 20, 200);

        // an access changes, and once the initials go and a signature is set aside, after the first read, after the second, and so on
        for (var after = 0; after < reads; after++)
        {
            var passed = after;
            var returns = after == reads / 2;
            statements.LetHappenBetween(() => passed-- != 0 ? Task.CompletedTask
                : returns ? community.Requests.ReturnToUserAsync(community.Alma, code, [new ReturnItem(ReturnItem.Agreement, "Sign with both names.")], "", cancellationToken: Cancel)
                : community.WriteAsync(async db =>
                {
                    var nora = await db.People.SingleAsync(p => p.Id == community.Nora.PersonId);
                    if (nora.IsActive)
                        nora.Deactivate();
                    else
                        nora.Activate();
                }));

            Assert.Empty((await Tampering.CheckAsync(community)).Faults);
            Assert.True(passed < 0);
        }
    }

    [Fact]
    public async Task Check_WhenTheWholeLogIsSpoiled_NamesTwoHundredAndCountsAll()
    {
        var (created, _) = await TestCommunity.CreateAtAsync(RequestState.AccountCreated);
        await using var community = created;
        await community.WriteAsync(db => db.People.AddRange(Enumerable.Range(0, 200).Select(i => new Person("Ann", "Many", $"ann{i}@harbor.example.org", community.AgencyA))));
        await Tampering.PastTheLocksAsync(community, "UPDATE AuditEntries SET ActorId = SubjectKey WHERE Act <> 'Began' AND Kind <> 'Event'");

        var report = await Tampering.CheckAsync(community);

        Assert.Equal(Tampering.Ask<long>(community, "SELECT COUNT(*) FROM AuditEntries WHERE Act <> 'Began' AND Kind <> 'Event'"), report.FaultTotal);
        Assert.Equal(RecordsReport.MostFaults, report.Faults.Count);
    }

    [Fact]
    public async Task Check_WhenSomebodyElseAsks_IsNotFound()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.AdministratorReview);
        await using var community = created;
        var check = community.Get<RecordsCheck>();
        foreach (var caller in new[] { community.Alma, community.Dora, community.Boris, community.Nora, await community.SubjectOfAsync(code) })
        {
            await Assert.ThrowsAsync<NotFoundException>(() => check.CheckAsync(caller, null, Cancel));
            await Assert.ThrowsAsync<NotFoundException>(() => check.LastAsync(caller, Cancel));
        }

        Assert.Null(await check.LastAsync(community.Sal, Cancel));
        var report = await check.CheckAsync(community.Sal, null, Cancel);
        Assert.Same(report, await check.LastAsync(community.Sue, Cancel));
        Assert.Equal(report.Head, await check.HeadAsync(Cancel));
        Assert.Equal(Tampering.Ask<string>(community, "SELECT lower(hex(Hash)) FROM AuditEntries ORDER BY Seq DESC LIMIT 1"), report.Head.Hash);
    }

    [Fact]
    public async Task Entries_WhenReadWithAnAgencysReach_AreNotThere()
    {
        await using var community = await TestCommunity.CreateAsync();
        await using var db = community.Database.Read(new Reach(false, community.Alma.PersonId, [community.AgencyA], [community.AgencyA]));
        Assert.Equal((0, 0), (db.AuditEntries.Count(), db.AuditCheckpoints.Count()));
    }

    private sealed class Steps : IProgress<RecordsProgress>
    {
        private readonly List<RecordsProgress> _seen = [];

        public void Report(RecordsProgress value) => _seen.Add(value);

        public RecordsProgress? Last(string step) => _seen.LastOrDefault(s => s.Step == step);

        public int Count(string step) => _seen.Count(s => s.Step == step);
    }
}
