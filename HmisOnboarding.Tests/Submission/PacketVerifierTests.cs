using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Submission;
using HmisOnboarding.Tests.Audit;
using HmisOnboarding.Tests.Support;
using Xunit;

namespace HmisOnboarding.Tests.Submission;

/// <summary>Each of the five lines goes amber by what it is for, and by nothing else.</summary>
public sealed class PacketVerifierTests : IAsyncLifetime
{
    private TestCommunity _community = null!;
    private string _code = "";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private PacketVerifier Verifier => _community.Get<PacketVerifier>();

    public async ValueTask InitializeAsync() => (_community, _code) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);

    public ValueTask DisposeAsync() => _community.DisposeAsync();

    [Fact]
    public async Task Packet_WhenEverythingHolds_IsGreenAndLookedAtOnceForItsVersion()
    {
        var view = await _community.ViewAsync(_code);
        Assert.Null(Verifier.Known(view.Id, view.Version, view.Zone.Id));

        var verdict = await Verifier.VerifyAsync(_community.Sal, _code, cancellationToken: Stop);
        await Verifier.VerifyAsync(_community.Sue, _code, cancellationToken: Stop);

        Assert.True(verdict.IsGreen, string.Join("\n", verdict.Lines));
        Assert.Equal(["User Request Form", "Certificates", "Signatures", "Files", "Records"], verdict.Lines.Select(l => l.Name));
        Assert.Equal("4 of 4 hold today.", verdict.Lines[1].Words);
        Assert.Equal(1, Verifier.Looks);
        Assert.Same(verdict, Verifier.Known(view.Id, view.Version, view.Zone.Id));

        await _community.Boards.QueueAsync(_community.Sal, cancellationToken: Stop);
        Assert.Equal(1, Verifier.Looks);
        await _community.Requests.ClaimAsync(_community.Sal, _code, cancellationToken: Stop);
        var claimed = await _community.ViewAsync(_code);
        Assert.Null(Verifier.Known(claimed.Id, claimed.Version, claimed.Zone.Id));
        Assert.True((await Verifier.VerifyAsync(_community.Sal, _code, cancellationToken: Stop)).IsGreen);
        Assert.Equal(2, Verifier.Looks);
    }

    [Fact]
    public async Task Certificates_WhenOneRunsOutOverNight_AreAmberOnThatDay()
    {
        await Verifier.VerifyAsync(_community.Sal, _code, cancellationToken: Stop);

        // C02 holds for a year
        _community.Clock.Advance(TimeSpan.FromDays(360));
        var verdict = await Verifier.VerifyAsync(_community.Sal, _code, cancellationToken: Stop);

        var line = Assert.Single(verdict.Lines, l => !l.Ok);
        Assert.Equal("Certificates", line.Name);
        Assert.StartsWith("3 of 4 hold today. ", line.Words, StringComparison.Ordinal);
        Assert.Contains(" expired on ", line.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_WhenOneIsAltered_AreAmberWithItsName()
    {
        var file = Tampering.Ask<string>(_community, "SELECT StoredName FROM Documents ORDER BY Id LIMIT 1");
        var path = Directory.GetFiles(_community.DocumentsPath, "*", SearchOption.AllDirectories).Single(f => f.EndsWith(Path.GetFileName(file), StringComparison.Ordinal));
        await File.AppendAllTextAsync(path, "x", Stop);

        var verdict = await Verifier.VerifyAsync(_community.Sal, _code, cancellationToken: Stop);

        var line = Assert.Single(verdict.Lines, l => !l.Ok);
        Assert.Equal("Files", line.Name);
        Assert.Contains(" is gone or was altered.", line.Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE RequestEvents SET Text = 'Nothing happened.' WHERE Id = (SELECT MIN(Id) FROM RequestEvents)", "A line of the history was changed after it was written.")]
    [InlineData("DELETE FROM RequestEvents WHERE Id = (SELECT MAX(Id) FROM RequestEvents)", "The last act is missing in the history.")]
    [InlineData("UPDATE Requests SET VerifyCode = 'AAAAAAAAAAAAAAAAAAAA'", "The force of the agreement was changed after it was written.")]
    [InlineData("UPDATE AuditEntries SET AtUtc = '2020-01-01 00:00:00' WHERE Seq = (SELECT MAX(Seq) FROM AuditEntries WHERE Kind = 'Event')", "was changed after it was written.")]
    [InlineData("DELETE FROM AuditEntries WHERE Kind = 'Signature'", "No entry of the log proves a signature.")]
    public async Task Records_WhenARowOrItsEntryIsTamperedWith_AreAmber(string sql, string words)
    {
        Tampering.DropLocks(_community);
        Tampering.Sql(_community, sql);

        var verdict = await Verifier.VerifyAsync(_community.Sal, _code, cancellationToken: Stop);

        var line = Assert.Single(verdict.Lines, l => !l.Ok);
        Assert.Equal("Records", line.Name);
        Assert.Contains(words, line.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_WhenThePacketIsNotComplete_SayWhatIsMissing()
    {
        var (community, code) = await TestCommunity.CreateAtAsync(RequestState.DirectorSignature);
        await using var _ = community;

        var verdict = await community.Get<PacketVerifier>().VerifyAsync(community.Sal, code, cancellationToken: Stop);

        Assert.Equal([false, true, false, true, true], verdict.Lines.Select(l => l.Ok));
        Assert.Equal("The executive director has not signed this text.", verdict.Lines[2].Words);
    }

    [Fact]
    public async Task Verify_WhenAnAdministratorOfTheAgencyAsks_IsNotThere() =>
        await Assert.ThrowsAsync<NotFoundException>(() => Verifier.VerifyAsync(_community.Alma, _code, cancellationToken: Stop));
}
