using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training.Import;
using HmisOnboarding.Tests.Persistence;
using HmisOnboarding.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HmisOnboarding.Tests.Documents;

public sealed class OrphanSweepTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sweep_WhenAFileHasNoRow_RemovesItADayLaterAndNothingElse()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.AdministratorReview);
        await using var community = created;
        var named = Files(community);
        var orphan = await community.Get<DocumentStore>().KeepAsync(TestCommunity.CertificatePdf("Lost"), "lost.pdf", Cancel);
        Date(community, community.Now);

        community.Clock.Advance(OrphanSweep.Age);
        Assert.Equal(0, await community.Get<OrphanSweep>().RunAsync(Cancel));
        Assert.Contains(orphan.StoredName, Files(community));
        community.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await community.Get<OrphanSweep>().RunAsync(Cancel));

        Assert.Equal(named, Files(community));
        await community.ViewAsync(code);
    }

    [Fact]
    public async Task Sweep_WhenTheDatabaseBelongsToOtherFiles_RemovesNone()
    {
        await using var community = await TestCommunity.CreateAsync();
        for (var i = 0; i < 30; i++)
            await community.Get<DocumentStore>().KeepAsync(TestCommunity.CertificatePdf("Lost"), "lost.pdf", Cancel);
        Date(community, community.Now.AddDays(-3));

        Assert.Equal(0, await community.Get<OrphanSweep>().RunAsync(Cancel));
        Assert.Equal(30, Files(community).Count);
    }

    [Fact]
    public void Naming_KnowsEveryTableWhoseRowsNameAFile()
    {
        using var db = new HmisDbContext(new DbContextOptionsBuilder<HmisDbContext>().UseSqlite("Data Source=:memory:").Options);
        Assert.Contains((typeof(StoredDocument), nameof(StoredDocument.StoredName)), OrphanSweep.Naming(db.Model));
        // who names a file under another word would lose it; a list of completions is read and not kept
        Assert.All(db.Model.GetEntityTypes().SelectMany(t => t.GetProperties())
            .Where(p => (p.Name.Contains("Stored", StringComparison.Ordinal) || p.Name.Contains("FileName", StringComparison.Ordinal)) && p.DeclaringType.ClrType != typeof(TrainingCompletion)), p => Assert.EndsWith("StoredName", p.Name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Upload_WhenTheCommitItselfFails_KeepsTheFileForTheSweep()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        var subject = await community.SubjectOfAsync(code);
        // a reference that is looked at by the commit only, left open by another command of the same commit
        AtomicityTests.Execute(community, "CREATE TABLE Late (Id INTEGER PRIMARY KEY, Other INTEGER REFERENCES Late(Id) DEFERRABLE INITIALLY DEFERRED)");
        AtomicityTests.Execute(community, "CREATE TRIGGER late AFTER INSERT ON Documents BEGIN INSERT INTO Late VALUES (1, 999); END");

        await Assert.ThrowsAsync<SqliteException>(() => community.UploadAsync(subject, code, "C01"));

        Assert.Single(Files(community));
        Assert.Equal(0, await CountAsync(community));
        AtomicityTests.Execute(community, "DROP TRIGGER late");
        await community.UploadAsync(subject, code, "C01");
        Date(community, community.Now);
        community.Clock.Advance(OrphanSweep.Age + TimeSpan.FromSeconds(1));
        Assert.Equal(1, await community.Get<OrphanSweep>().RunAsync(Cancel));
        Assert.Single(Files(community));
    }

    private static async Task<int> CountAsync(TestCommunity community)
    {
        await using var db = community.Database.Read(Reach.Everything);
        return await db.Documents.CountAsync(Cancel);
    }

    private static List<string> Files(TestCommunity community) =>
        [.. Directory.GetFiles(community.DocumentsPath, "*", SearchOption.AllDirectories).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    // files carry the time of the machine, the rules that of the test
    private static void Date(TestCommunity community, DateTime utc)
    {
        foreach (var file in Directory.GetFiles(community.DocumentsPath, "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(file, utc);
    }
}
