using System.Security.Cryptography;
using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Audit;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using Xunit;

namespace HmisOnboarding.Tests.Audit;

/// <summary>Signed statements find what the chain alone cannot: that its end is gone, or that all of it was written anew.</summary>
public sealed class CheckpointTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Checkpoint_WhenCalledHourly_IsWrittenOnceADayOrAfterFiveHundredEntriesOrNotAtAll()
    {
        await using var community = await TestCommunity.CreateAsync();
        var checkpoints = community.Get<Checkpoints>();
        Task AddAsync(int people) => community.WriteAsync(db =>
            db.People.AddRange(Enumerable.Range(0, people).Select(_ => new Person("Ann", "Many", $"{Guid.NewGuid():N}@harbor.example.org", community.AgencyA))));

        Assert.True(await checkpoints.WriteDueAsync(Cancel));
        community.Clock.Advance(TimeSpan.FromDays(2));
        Assert.False(await checkpoints.WriteDueAsync(Cancel), "Nothing is new.");
        await AddAsync(499);
        Assert.True(await checkpoints.WriteDueAsync(Cancel), "A day is over.");
        await AddAsync(499);
        community.Clock.Advance(Checkpoints.EveryTime - TimeSpan.FromTicks(1));
        Assert.False(await checkpoints.WriteDueAsync(Cancel), "Not enough for the first day.");
        await AddAsync(1);
        Assert.True(await checkpoints.WriteDueAsync(Cancel), "Five hundred are new.");

        Assert.Equal(3, Lines(community).Length);
        await Tampering.AssertWholeAsync(community);
        Assert.Equal(6, (await Tampering.CheckAsync(community)).Counts.Checkpoints);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(community.Folder, "checkpoints.log")));
        }
    }

    [Fact]
    public async Task Checkpoint_WhenTheKeyWasReplacedOrPutBackWhileRunning_CarriesTheKeyThatSignedIt()
    {
        await using var community = await TestCommunity.CreateWithOwnSealAsync();
        var checkpoints = community.Get<Checkpoints>();
        Assert.True(await checkpoints.WriteDueAsync(Cancel));
        var first = community.Seal.Thumbprint;

        await community.Sealer.ReplaceKeyAsync(community.Sal, Cancel);
        await community.OpenRequestAsync();
        community.Clock.Advance(Checkpoints.EveryTime);
        Assert.True(await checkpoints.WriteDueAsync(Cancel));

        Assert.NotEqual(first, community.Seal.Thumbprint);
        Assert.Equal([first, community.Seal.Thumbprint], Lines(community).Select(l => l.Split(' ')[4]));
        await Tampering.AssertWholeAsync(community);
    }

    [Theory]
    [InlineData("DELETE FROM AuditCheckpoints WHERE Seq = (SELECT MAX(Seq) FROM AuditCheckpoints)")]
    [InlineData("SELECT 1")]
    public async Task Check_WhenTheEndOfTheLogAndItsRowsAreCutOff_FindsIt(string besides)
    {
        await using var community = await TestCommunity.CreateAsync();
        // else the checkpoint writes them down, and they are among the last ten
        await community.Sealer.KeepCertificatesAsync(Cancel);
        for (var i = 0; i < 10; i++)
            await community.WriteAsync(db => db.People.Add(new Person("Ann", "Late", $"{Guid.NewGuid():N}@harbor.example.org", community.AgencyA)));
        await community.Get<Checkpoints>().WriteDueAsync(Cancel);
        var head = Tampering.Ask<long>(community, "SELECT MAX(Seq) FROM AuditEntries");
        await Tampering.PastTheLocksAsync(community, $"DELETE FROM AuditEntries WHERE Seq > {head - 10}; DELETE FROM People WHERE LastName = 'Late'; {besides}");

        var report = await Tampering.CheckAsync(community);

        Assert.Equal(new(RecordsFaultKind.LogCut, $"AuditEntries, {head - 9} to {head}",
            $"The log had {head} entries at its checkpoint and now ends at {head - 10}. The last 10 were cut off."), report.Faults[0]);
        Assert.Equal(besides.StartsWith("DELETE", StringComparison.Ordinal) ? [RecordsFaultKind.CheckpointMissing] : [], report.Faults.Skip(1).Select(f => f.Kind));
    }

    [Fact]
    public async Task Check_WhenTheEndIsCutAfterTheLastCheckpoint_CannotTell()
    {
        // the limit of the promise, as docs/decisions/0009 says it
        await using var community = await TestCommunity.CreateAsync();
        await community.Get<Checkpoints>().WriteDueAsync(Cancel);
        await community.WriteAsync(db => db.People.Add(new Person("Ann", "Late", "ann@harbor.example.org", community.AgencyA)));
        await Tampering.PastTheLocksAsync(community, "DELETE FROM AuditEntries WHERE Seq = (SELECT MAX(Seq) FROM AuditEntries); DELETE FROM People WHERE LastName = 'Late'");
        Assert.Empty((await Tampering.CheckAsync(community)).Faults);
    }

    [Fact]
    public async Task Check_WhenTheWholeChainWasWrittenAnewAroundAnEditedEvent_IsFoundByTheCheckpointOnly()
    {
        var (created, _) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);
        await using var community = created;
        await community.Get<Checkpoints>().WriteDueAsync(Cancel);
        var head = Tampering.Ask<long>(community, "SELECT MAX(Seq) FROM AuditEntries");
        Tampering.DropLocks(community);
        Tampering.Sql(community, "UPDATE RequestEvents SET Text = 'Nothing happened.' WHERE Id = 4");
        Tampering.Sql(community, $"UPDATE AuditEntries SET ContentHash = x'{Convert.ToHexString(Tampering.ContentOfEvent(community, 4))}' WHERE Kind = 'Event' AND SubjectKey = '4'");
        Tampering.ChainAnew(community, 1);
        await community.Database.MigrateAsync(Cancel);

        var fault = Assert.Single((await Tampering.CheckAsync(community)).Faults);
        Assert.Equal(new(RecordsFaultKind.LogRewritten, $"AuditEntries, {head}",
            $"Entry {head} of the log is not the one that was signed on {community.Now:yyyy-MM-dd HH:mm} UTC. The log was written anew at or before it."), fault);

        // so it says even when the checkpoint in the database is made to fit: the file outside still has the true one
        await Tampering.PastTheLocksAsync(community, "UPDATE AuditCheckpoints SET Hash = (SELECT Hash FROM AuditEntries ORDER BY Seq DESC LIMIT 1)");
        var kinds = (await Tampering.CheckAsync(community)).Faults.Select(f => f.Kind).ToList();
        Assert.Equal([RecordsFaultKind.CheckpointForged, RecordsFaultKind.LogRewritten, RecordsFaultKind.CheckpointMissing], kinds);
    }

    [Fact]
    public async Task Check_WhenACheckpointIsSignedByAnotherKeyOrTheLineIsNone_CallsItForged()
    {
        await using var community = await TestCommunity.CreateAsync();
        await community.Get<Checkpoints>().WriteDueAsync(Cancel);
        var line = Lines(community).Single();
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var forged = line[..line.LastIndexOf(' ')] + " " + Convert.ToBase64String(stranger.SignData("anything"u8.ToArray(), HashAlgorithmName.SHA256));
        await File.AppendAllLinesAsync(LogOf(community), [forged, "no line of ours", line.Replace(line.Split(' ')[4], new string('0', 64), StringComparison.Ordinal)], Cancel);
        Assert.NotEqual(line, forged);

        var report = await Tampering.CheckAsync(community);

        Assert.Equal(["checkpoints.log, line 2", "checkpoints.log, line 3", "checkpoints.log, line 4"], report.Faults.Select(f => f.Where));
        Assert.All(report.Faults, f => Assert.Equal((RecordsFaultKind.CheckpointForged, "This checkpoint does not carry our signature."), (f.Kind, f.Sentence)));
    }

    [Fact]
    public async Task Log_WhenLinesAreMissingOrTorn_AreReportedAndWrittenAgainAtTheNextCall()
    {
        await using var community = await TestCommunity.CreateAsync();
        for (var i = 0; i < 3; i++)
        {
            await community.WriteAsync(db => db.People.Add(new Person("Ann", "Day", $"{Guid.NewGuid():N}@harbor.example.org", community.AgencyA)));
            Assert.True(await community.Get<Checkpoints>().WriteDueAsync(Cancel));
            community.Clock.Advance(TimeSpan.FromDays(1));
        }

        var lines = Lines(community);
        await File.WriteAllTextAsync(LogOf(community), lines[0] + "\n" + lines[1][..40], Cancel);
        var faults = (await Tampering.CheckAsync(community)).Faults;
        Assert.Equal([RecordsFaultKind.CheckpointForged, RecordsFaultKind.CheckpointMissing], faults.Select(f => f.Kind));

        Assert.False(await community.Get<Checkpoints>().WriteDueAsync(Cancel));
        Assert.Equal(lines, Lines(community));
        await Tampering.AssertWholeAsync(community);
    }

    private static string LogOf(TestCommunity community) => Path.Combine(community.Folder, "checkpoints.log");

    private static string[] Lines(TestCommunity community) => File.ReadAllLines(LogOf(community));
}
