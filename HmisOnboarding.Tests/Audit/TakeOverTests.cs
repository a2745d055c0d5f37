using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Audit;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HmisOnboarding.Tests.Audit;

/// <summary>A database from before the log: its rows are taken over once, and said to be.</summary>
public sealed class TakeOverTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Migrating_WhenTheDatabaseIsOlderThanTheLog_TakesItsRowsOverOnceAndSaysSo()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.DirectorSignature);
        await using var community = created;
        await community.Requests.DeclineAsDirectorAsync(community.Dora, code, "The dates are wrong.", cancellationToken: Cancel);
        await community.EndSeatAsync(community.Abel, SeatKind.AgencyAdministrator);
        await MakeOldAsync(community);
        Assert.Equal(0, Tampering.Ask<long>(community, "SELECT COUNT(*) FROM sqlite_master WHERE name LIKE 'Audit%' OR type = 'trigger'"));

        await community.Database.MigrateAsync(Cancel);

        await Tampering.AssertWholeAsync(community);
        var entries = Tampering.Ask<long>(community, "SELECT COUNT(*) FROM AuditEntries");
        Assert.Equal(0, Tampering.Ask<long>(community, "SELECT COUNT(*) FROM AuditEntries WHERE Act NOT IN ('Began', 'TakenOver')"));
        Assert.Equal(Enum.GetValues<AuditKind>().Length, Tampering.Ask<long>(community, "SELECT COUNT(*) FROM AuditEntries WHERE Act = 'Began'"));
        foreach (var (kind, rows) in new[] { ("Event", "RequestEvents"), ("Signature", "Signatures"), ("SignatureSetAside", "Signatures WHERE VoidedAtUtc IS NOT NULL"), ("Initials", "ClauseInitials"), ("SeatEnd", "Seats WHERE UntilUtc IS NOT NULL"), ("Document", "Documents") })
        {
            var count = Tampering.Ask<long>(community, $"SELECT COUNT(*) FROM {rows}");
            Assert.True(count > 0, rows);
            Assert.Equal(count, Tampering.Ask<long>(community, $"SELECT COUNT(*) FROM AuditEntries WHERE Kind = '{kind}' AND Act = 'TakenOver'"));
        }

        await community.Database.MigrateAsync(Cancel);
        Assert.Equal(entries, Tampering.Ask<long>(community, "SELECT COUNT(*) FROM AuditEntries"));
        await community.OpenRequestAsync();
        await Tampering.AssertWholeAsync(community);
        Tampering.Refusal(community, "DELETE FROM RequestEvents");
    }

    [Fact]
    public async Task Starting_WhenARowOfAKindWithoutAnyYetWasSlippedIn_DoesNotTakeItOver()
    {
        await using var community = await TestCommunity.CreateAsync();
        Assert.Equal(0, Tampering.Ask<long>(community, "SELECT COUNT(*) FROM Delegations"));
        await Tampering.PastTheLocksAsync(community,
            "INSERT INTO Delegations (Id, AgencyId, Kind, HolderId, DelegateId, FromUtc, UntilUtc) SELECT Id, AgencyId, 1, PersonId, PersonId, FromUtc, '2030-01-01 00:00:00' FROM Seats WHERE AgencyId IS NOT NULL LIMIT 1");
        Assert.Equal(RecordsFaultKind.RowUnproven, Assert.Single((await Tampering.CheckAsync(community)).Faults).Kind);
    }

    [Fact]
    public async Task Starting_WhenTheWholeLogWasThrownAway_IsFoundByTheFileOutside()
    {
        var (created, _) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);
        await using var community = created;
        await community.Get<Checkpoints>().WriteDueAsync(Cancel);
        community.Clock.Advance(TimeSpan.FromHours(1));
        await Tampering.PastTheLocksAsync(community, "DELETE FROM AuditEntries; DELETE FROM AuditCheckpoints");
        Assert.NotEqual(0, Tampering.Ask<long>(community, "SELECT COUNT(*) FROM AuditEntries"));
        Assert.Contains((await Tampering.CheckAsync(community)).Faults, f => f.Kind is RecordsFaultKind.LogRewritten or RecordsFaultKind.LogCut);
    }

    [Fact]
    public void ProvenTables_WhenTheirModelIsRead_HoldNothingThatTheHashesWouldMiss()
    {
        using var db = new HmisDbContext(new DbContextOptionsBuilder<HmisDbContext>().UseSqlite("Data Source=:memory:").Options);
        string[] proven = ["RequestEvents", "Signatures", "ClauseInitials", "SigningConsents", "AgreementOpenings", "SealedRevisions", "SealCertificates", "Documents", "People", "Seats", "Delegations", "CommunityVersions"];
        var types = db.Model.GetEntityTypes().Where(t => proven.Contains(t.GetTableName())).ToList();
        Assert.Equal(proven.Length, types.Count);
        Assert.All(types, t =>
        {
            Assert.DoesNotContain(t.GetProperties(), p => p.IsShadowProperty());
            Assert.Empty(t.GetComplexProperties());
            Assert.DoesNotContain(t.GetNavigations(), n => n.TargetEntityType.IsOwned());
            Assert.Equal("Id", Assert.Single(t.FindPrimaryKey()!.Properties).Name);
        });
    }

    private static async Task MakeOldAsync(TestCommunity community)
    {
        Tampering.DropLocks(community);
        await using var db = community.Database.Read(Reach.Everything);
        await db.Database.MigrateAsync(db.Database.GetMigrations().First(), Cancel);
    }
}
