using HmisOnboarding.Domain.Audit;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using Xunit;

namespace HmisOnboarding.Tests.Audit;

/// <summary>What the database itself refuses, whoever writes.</summary>
public sealed class AppendOnlyTests
{
    private const string Never = "never";

    public static TheoryData<string, string> Attacks => new()
    {
        { "UPDATE AuditEntries SET AtUtc = '2020-01-01 00:00:00' WHERE Seq = 5", Never },
        { "UPDATE AuditEntries SET Seq = Seq + 100000", Never },
        { "UPDATE OR REPLACE AuditEntries SET Seq = 6 WHERE Seq = 5", Never },
        { "DELETE FROM AuditEntries WHERE Seq = 5", Never },
        { "DELETE FROM AuditEntries WHERE Seq = (SELECT MAX(Seq) FROM AuditEntries)", Never },
        { "DELETE FROM AuditEntries", Never },
        { $"INSERT OR REPLACE INTO AuditEntries {Copy("Seq", "PrevHash")} WHERE Seq = 5", "" },
        { $"REPLACE INTO AuditEntries {Copy("Seq", "PrevHash")} WHERE Seq = (SELECT MAX(Seq) FROM AuditEntries)", "" },
        { $"INSERT INTO AuditEntries {Copy("(SELECT MAX(Seq) + 1 FROM AuditEntries)", "PrevHash")} WHERE Seq = 5", "continues" },
        { $"INSERT INTO AuditEntries {Copy("(SELECT MAX(Seq) + 2 FROM AuditEntries)", "(SELECT Hash FROM AuditEntries ORDER BY Seq DESC LIMIT 1)")} WHERE Seq = 5", "continues" },
        { $"INSERT OR IGNORE INTO AuditEntries {Copy("0", "zeroblob(32)")} WHERE Seq = 5", "continues" },
        { $"INSERT INTO AuditEntries {Copy("-1", "zeroblob(32)")} WHERE Seq = 5", "continues" },
        { "UPDATE RequestEvents SET Text = 'Nothing happened.' WHERE Id = 2", Never },
        { "UPDATE OR IGNORE RequestEvents SET AtUtc = '2020-01-01 00:00:00'", Never },
        { "DELETE FROM RequestEvents WHERE Id = 2", Never },
        { "INSERT OR REPLACE INTO RequestEvents SELECT * FROM RequestEvents WHERE Id = 2", Never },
        { "UPDATE Signatures SET SignedName = 'Somebody Else'", Never },
        { "UPDATE Signatures SET AtUtc = '2020-01-01 00:00:00'", Never },
        { "DELETE FROM Signatures", Never },
        { "INSERT OR REPLACE INTO Signatures SELECT * FROM Signatures WHERE VoidedAtUtc IS NULL", Never },
        { "UPDATE Signatures SET VoidedAtUtc = NULL, VoidReason = NULL WHERE VoidedAtUtc IS NOT NULL", Never },
        { "UPDATE Signatures SET VoidReason = 'Another reason.' WHERE VoidedAtUtc IS NOT NULL", Never },
        { "UPDATE SigningConsents SET AtUtc = '2020-01-01 00:00:00'", Never },
        { "DELETE FROM SigningConsents", Never },
        { "INSERT OR REPLACE INTO SigningConsents SELECT * FROM SigningConsents", Never },
        { "UPDATE Documents SET Sha256 = 'ff'", Never },
        { "DELETE FROM Documents", Never },
        { "REPLACE INTO Documents SELECT * FROM Documents", Never },
        { "UPDATE CommunityVersions SET Content = '{}'", Never },
        { "DELETE FROM CommunityVersions", Never },
        { "UPDATE Seats SET FromUtc = '2020-01-01 00:00:00'", Never },
        { "UPDATE Seats SET UntilUtc = NULL WHERE UntilUtc IS NOT NULL", Never },
        { "DELETE FROM Seats", Never },
        { "UPDATE AuditCheckpoints SET Seq = 1", Never },
        { "DELETE FROM AuditCheckpoints", Never },
        { "INSERT OR REPLACE INTO AuditCheckpoints SELECT * FROM AuditCheckpoints", Never },
    };

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task Statement_WhenItWouldChangeWhatHappened_IsRefusedByTheDatabase(string sql, string word)
    {
        await using var community = await BusyAsync();
        var before = community.Dump();

        Assert.Contains(word, Tampering.Refusal(community, sql), StringComparison.Ordinal);

        Assert.Equal(before, community.Dump());
        Tampering.DropLocks(community);
        var left = Record.Exception(() => Tampering.Sql(community, sql));
        // without the lock it would have gone through, so it is the lock that refused it
        Assert.True(left is null || sql.Contains("INSERT INTO", StringComparison.Ordinal) || sql.Contains("Seq", StringComparison.Ordinal) || sql.StartsWith("DELETE", StringComparison.Ordinal), left?.Message);
    }

    [Fact]
    public async Task Entry_WhenItContinuesTheLog_IsTaken()
    {
        await using var community = await BusyAsync();
        Tampering.Sql(community, $"INSERT INTO AuditEntries {Copy("(SELECT MAX(Seq) + 1 FROM AuditEntries)", "(SELECT Hash FROM AuditEntries ORDER BY Seq DESC LIMIT 1)")} WHERE Seq = 5");
    }

    [Fact]
    public async Task Locks_WhenOneIsMissingOrWatered_AreReportedAndSetAgainAtTheNextStart()
    {
        await using var community = await BusyAsync();
        Tampering.Sql(community, "DROP TRIGGER \"AppendOnly_RequestEvents_Change\"");
        Tampering.Sql(community, "DROP TRIGGER \"AppendOnly_Signatures_Change\"; CREATE TRIGGER \"AppendOnly_Signatures_Change\" BEFORE UPDATE ON \"Signatures\" WHEN 0 BEGIN SELECT 1; END");

        var report = await Tampering.CheckAsync(community);
        Assert.Equal([(RecordsFaultKind.LockMissing, "RequestEvents"), (RecordsFaultKind.LockMissing, "Signatures")], report.Faults.Select(f => (f.Kind, f.Where)).OrderBy(f => f.Where));

        await community.Database.MigrateAsync(TestContext.Current.CancellationToken);
        await Tampering.AssertWholeAsync(community);
        Tampering.Refusal(community, "UPDATE RequestEvents SET Text = 'Nothing happened.'");
        Tampering.Refusal(community, "UPDATE Signatures SET SignedName = 'Nobody'");
    }

    // one signature set aside, one that counts, a seat that ended, a checkpoint
    private static async Task<TestCommunity> BusyAsync()
    {
        var (community, code) = await TestCommunity.CreateAtAsync(RequestState.DirectorSignature);
        await community.Requests.DeclineAsDirectorAsync(community.Dora, code, "The dates are wrong.", cancellationToken: TestContext.Current.CancellationToken);
        await community.EndSeatAsync(community.Abel, Domain.Agencies.SeatKind.AgencyAdministrator);
        await community.Get<Checkpoints>().WriteDueAsync(TestContext.Current.CancellationToken);
        return community;
    }

    private static string Copy(string seq, string prev) =>
        "(Seq, AtUtc, ClockWentBack, Kind, Act, Form, SubjectKey, RequestId, ActorId, ContentHash, PrevHash, Hash) "
        + $"SELECT {seq}, AtUtc, ClockWentBack, Kind, Act, Form, SubjectKey, RequestId, ActorId, ContentHash, {prev}, Hash FROM AuditEntries";
}
