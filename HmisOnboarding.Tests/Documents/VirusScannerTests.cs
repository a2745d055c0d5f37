using System.Net;
using System.Net.Sockets;
using HmisOnboarding.Domain.Documents;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace HmisOnboarding.Tests.Documents;

/// <summary>Only a whole and clear answer makes a file clean; everything else that a scanner can do leaves it waiting.</summary>
public sealed class VirusScannerTests
{
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("stream: OK\0", ScanVerdict.Clean, "")]
    [InlineData("stream: Win.Test.EICAR_HDB-1 FOUND\0", ScanVerdict.Infected, "Win.Test.EICAR_HDB-1")]
    [InlineData("stream: a\nb FOUND\0", ScanVerdict.Infected, "a b")]
    [InlineData("stream: OK", ScanVerdict.Waiting, "The answer was cut: stream: OK")]
    [InlineData("stream: O", ScanVerdict.Waiting, "The answer was cut: stream: O")]
    [InlineData("", ScanVerdict.Waiting, "The scanner hung up without an answer.")]
    [InlineData("\0", ScanVerdict.Waiting, "The scanner said: ")]
    [InlineData("OK\0", ScanVerdict.Waiting, "The scanner said: OK")]
    [InlineData("stream: ok\0", ScanVerdict.Waiting, "The scanner said: stream: ok")]
    [InlineData("stream: OK FOUND it\0", ScanVerdict.Waiting, "The scanner said: stream: OK FOUND it")]
    [InlineData("stream:  FOUND\0", ScanVerdict.Waiting, "The scanner said: stream:  FOUND")]
    [InlineData("INSTREAM size limit exceeded. ERROR\0", ScanVerdict.Waiting, "The scanner said: INSTREAM size limit exceeded. ERROR")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n\0", ScanVerdict.Waiting, "The scanner said: HTTP/1.1 400 Bad Request    ")]
    public async Task Answer_WhenNotExactlyYesOrNo_LeavesTheFileWaiting(string answer, ScanVerdict verdict, string words)
    {
        await using var daemon = new ScriptedScanner { Answer = answer };

        Assert.Equal(new ScanAnswer(verdict, words), await ScanAsync(daemon.Address, [1, 2, 3]));
        Assert.Empty(daemon.Broken);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64 * 1024)]
    [InlineData(64 * 1024 + 1)]
    [InlineData(3_000_000)]
    public async Task File_WhenSent_ArrivesWholeInPieces(int length)
    {
        await using var daemon = new ScriptedScanner();
        var file = new byte[length];
        new Random(length).NextBytes(file);

        Assert.Equal(ScanVerdict.Clean, (await ScanAsync(daemon.Address, file)).Verdict);
        Assert.Equal(file, Assert.Single(daemon.Received));
        Assert.Empty(daemon.Broken);
    }

    [Fact]
    public async Task Scanner_WhenNobodyListens_LeavesTheFileWaiting()
    {
        var port = FreePort();
        var answer = await ScanAsync($"127.0.0.1:{port}", [1]);

        Assert.Equal(ScanVerdict.Waiting, answer.Verdict);
        Assert.StartsWith("The scanner could not be reached: ", answer.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scanner_WhenItsSocketIsMissing_LeavesTheFileWaiting() =>
        Assert.Equal(ScanVerdict.Waiting, (await ScanAsync($"unix:{Path.GetTempPath()}no-{Path.GetRandomFileName()}", [1])).Verdict);

    [Fact]
    public async Task Scanner_WhenItNeverAnswers_IsGivenUpAfterItsTime()
    {
        await using var daemon = new ScriptedScanner { Answer = null };
        var asked = daemon.Asked;
        var scan = ScanAsync(daemon.Address, [1]);
        await asked.WaitAsync(Cancel);

        Assert.False(scan.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(new ScanAnswer(ScanVerdict.Waiting, "No answer within 20 seconds."), await scan);
    }

    [Fact]
    public async Task Scanner_WhenTheUploaderLeaves_IsLeftToo()
    {
        await using var daemon = new ScriptedScanner { Answer = null };
        using var gone = new CancellationTokenSource();
        using var scanner = Scanner(daemon.Address);
        var asked = daemon.Asked;
        using var file = new MemoryStream([1]);
        var scan = scanner.ScanAsync(file, gone.Token);
        await asked.WaitAsync(Cancel);
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scan);
    }

    [Fact]
    public async Task Clean_WhenSaidBeforeTheEndOfTheFile_IsNotBelieved()
    {
        await using var daemon = new ScriptedScanner { StopsAfter = 1 };

        Assert.Equal(ScanVerdict.Waiting, (await ScanAsync(daemon.Address, new byte[30_000_000])).Verdict);
    }

    [Fact]
    public async Task Files_WhenManyComeAtOnce_TakeFourLines()
    {
        await using var daemon = new ScriptedScanner { Answer = null };
        using var scanner = Scanner(daemon.Address);
        var scans = Enumerable.Range(0, 7).Select(_ => scanner.ScanAsync(new MemoryStream([1]), Cancel)).ToList();
        while (daemon.Received.Count < 4)
            await Task.Yield();

        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.All(await Task.WhenAll(scans), answer => Assert.Equal(ScanVerdict.Waiting, answer.Verdict));
        Assert.Equal(4, daemon.Received.Count);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData(":3310")]
    [InlineData("localhost:0")]
    [InlineData("localhost:99999")]
    [InlineData("localhost:clamd")]
    [InlineData("two words:3310")]
    [InlineData("unix:")]
    [InlineData("unix:relative/clamd.sock")]
    public void Address_WhenItCannotBeOne_StopsTheStart(string address) =>
        Assert.Contains(address, Assert.Throws<ArgumentException>(() => Scanner(address)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("clamav:3310", true)]
    [InlineData("[::1]:3310", true)]
    [InlineData("unix:/run/clamav/clamd.ctl", true)]
    [InlineData("", false)]
    [InlineData(" ", false)]
    [InlineData(null, false)]
    public void Scanner_WhenNoAddressIsSet_IsOff(string? address, bool isOn)
    {
        using var scanner = Scanner(address);
        Assert.Equal(isOn, scanner.IsOn);
    }

    private async Task<ScanAnswer> ScanAsync(string address, byte[] file)
    {
        using var scanner = Scanner(address);
        using var content = new MemoryStream(file);
        return await scanner.ScanAsync(content, Cancel);
    }

    private VirusScanner Scanner(string? address) => new(new ScannerOptions { Address = address }, _clock);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
