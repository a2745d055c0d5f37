using System.Security.Cryptography;
using HmisOnboarding.Domain.Agreements.Sealing;
using HmisOnboarding.Tests.Support;
using Xunit;

namespace HmisOnboarding.Tests.Agreements.Sealing;

public sealed class TimeStampTests
{
    [Fact]
    public async Task SealAsync_WhenAnAuthorityAnswers_CarriesItsTimeInEverySeal()
    {
        await using var authority = await LoopbackAuthority.StartAsync(Manner.Honest);
        using var room = Room(authority.Address);
        var files = await room.ThreeAsync();
        Assert.All(files, file => Assert.Equal(LoopbackAuthority.Time.UtcDateTime, file.TimeStampedUtc));
        Assert.All(files, file => Assert.Null(file.TimeStampProblem));

        using var pdf = new PdfTools(files[2].Bytes);
        await pdf.CheckAsync();
        Assert.Equal(4, (await pdf.SignaturesAsync()).Split("Signature is Valid.").Length);
        Assert.InRange(files[2].Bytes.Length, 100_000, 300_000);
        var report = room.Inspect(files[2].Bytes);
        Assert.True(report.IsGenuine);
        Assert.All(report.Seals, seal => Assert.Equal(LoopbackAuthority.Time.UtcDateTime, seal.TimeStampedUtc));
    }

    [Fact]
    public async Task Inspect_WhenAByteOfTheSealChanged_MissesNothingOutsideTheAuthoritysOwnToken()
    {
        await using var authority = await LoopbackAuthority.StartAsync(Manner.Honest);
        using var room = Room(authority.Address);
        var file = await room.SealAsync(SealRoom.Drawing(1), null, SealRoom.Words(1));
        var hole = file.Bytes.AsSpan().LastIndexOf("/Contents <"u8) + "/Contents <".Length;
        var used = file.Bytes.AsSpan(hole).IndexOf("00000000000000000000000000000000"u8);
        // the name of the attribute that holds the token; what precedes the token is ours to the last bit
        var token = hole + file.Bytes.AsSpan(hole).IndexOf("060B2A864886F70D010910020E"u8) + 26;
        List<int> missed = [];
        for (var at = hole; at < hole + used; at++)
        {
            file.Bytes[at] ^= 1;
            if (room.Inspect(file.Bytes).IsGenuine)
                missed.Add(at);
            Assert.NotEqual(file.Sha256, Convert.ToHexStringLower(SHA256.HashData(file.Bytes)));
            file.Bytes[at] ^= 1;
        }

        // an authority may write its container in more than one way, so a few bits of it (a version number, an algorithm
        // named twice) carry nothing that is signed; the hash of the file is what notices them
        Assert.True(token > hole + 26);
        Assert.All(missed, at => Assert.InRange(at, token, hole + used));
        Assert.InRange(missed.Count, 0, 64);
        Assert.True(room.Inspect(file.Bytes).IsGenuine);
    }

    [Theory]
    [InlineData(nameof(Manner.Garbage), "does not fit the question")]
    [InlineData(nameof(Manner.WrongNonce), "does not fit the question")]
    [InlineData(nameof(Manner.OtherHash), "does not fit the question")]
    [InlineData(nameof(Manner.NotForTimeStamps), "does not fit the question")]
    [InlineData(nameof(Manner.Rejects), "does not fit the question")]
    [InlineData(nameof(Manner.ServerFault), "it answered with status 500")]
    [InlineData(nameof(Manner.TooLong), "its answer is too long")]
    [InlineData(nameof(Manner.LongAgo), "more than 5 minutes apart")]
    public async Task SealAsync_WhenTheAuthorityAnswersNonsense_SealsWithoutItAndSaysSo(string manner, string says)
    {
        await using var authority = await LoopbackAuthority.StartAsync(Enum.Parse<Manner>(manner));
        using var room = Room(authority.Address);
        await AssertUnstampedAsync(room, room.SealAsync(SealRoom.Drawing(1), null, SealRoom.Words(1)), says);
        Assert.True(authority.Asked.Task.IsCompleted);
    }

    [Fact]
    public async Task SealAsync_WhenTheSettingsNameACertificate_TakesStampsByThatOneOnly()
    {
        await using var named = await LoopbackAuthority.StartAsync(Manner.Honest);
        await using var stranger = await LoopbackAuthority.StartAsync(Manner.Honest);
        using var room = new SealRoom(folder => new SealOptions { FolderPath = folder, TimeStampAuthority = named.Address, TimeStampThumbprint = named.Thumbprint });
        Assert.Equal(LoopbackAuthority.Time.UtcDateTime, (await room.SealAsync(SealRoom.Drawing(1), null, SealRoom.Words(1))).TimeStampedUtc);

        using var other = new SealRoom(folder => new SealOptions { FolderPath = folder, TimeStampAuthority = stranger.Address, TimeStampThumbprint = named.Thumbprint });
        await AssertUnstampedAsync(other, other.SealAsync(SealRoom.Drawing(1), null, SealRoom.Words(1)), "its certificate is not the one that the settings name");
    }

    [Fact]
    public async Task SealAsync_WhenTheAuthorityIsDown_SealsWithoutItAndSaysSo()
    {
        Uri address;
        await using (var authority = await LoopbackAuthority.StartAsync(Manner.Honest))
            address = authority.Address;
        using var room = Room(address);
        await AssertUnstampedAsync(room, room.SealAsync(SealRoom.Drawing(1), null, SealRoom.Words(1)), "it cannot be reached");
    }

    [Fact]
    public async Task SealAsync_WhenTheAuthorityIsSilent_WaitsAsLongAsAllowed()
    {
        await using var authority = await LoopbackAuthority.StartAsync(Manner.Silent);
        using var room = Room(authority.Address);
        var sealing = room.SealAsync(SealRoom.Drawing(1), null, SealRoom.Words(1));
        await authority.Asked.Task.WaitAsync(TestContext.Current.CancellationToken);
        room.Clock.Advance(TimeSpan.FromSeconds(9));
        Assert.False(sealing.IsCompleted);
        room.Clock.Advance(TimeSpan.FromSeconds(2));
        await AssertUnstampedAsync(room, sealing, "it did not answer within 10 seconds");
    }

    [Fact]
    public async Task SealAsync_WhenTheCallerStops_StopsWaiting()
    {
        await using var authority = await LoopbackAuthority.StartAsync(Manner.Silent);
        using var room = Room(authority.Address);
        using var stop = new CancellationTokenSource();
        var sealing = room.Seal.SealAsync(SealRoom.Drawing(1), null, SealRoom.Words(1), stop.Token);
        await authority.Asked.Task.WaitAsync(TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sealing);
    }

    private static SealRoom Room(Uri authority) =>
        new(folder => new SealOptions { FolderPath = folder, TimeStampAuthority = authority });

    private static async Task AssertUnstampedAsync(SealRoom room, Task<SealedPdf> sealing, string says)
    {
        var file = await sealing;
        Assert.Null(file.TimeStampedUtc);
        Assert.Contains(says, file.TimeStampProblem, StringComparison.Ordinal);
        var report = room.Inspect(file.Bytes);
        Assert.True(report.IsGenuine);
        Assert.Null(Assert.Single(report.Seals).TimeStampedUtc);
        using var pdf = new PdfTools(file.Bytes);
        Assert.Contains("Signature is Valid.", await pdf.SignaturesAsync(), StringComparison.Ordinal);
    }
}
