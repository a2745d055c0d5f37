using System.Security.Cryptography;
using System.Text;
using HmisOnboarding.Domain.Documents;
using Microsoft.Extensions.Time.Testing;
using SkiaSharp;
using Xunit;

namespace HmisOnboarding.Tests.Documents;

public sealed class DocumentStoreTests : IDisposable
{
    private readonly string _root = Path.Combine(Path.GetTempPath(), "documents-" + Path.GetRandomFileName());
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly DocumentStore _store;

    public DocumentStoreTests() => _store = new DocumentStore(new DocumentStoreOptions { RootPath = _root }, _clock);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Upload_WhenAGoodPdf_IsKeptUnchanged()
    {
        var pdf = SamplePdf.Plain();
        var stored = await Receive(pdf, "C:\\fake\\HMIS Basics.pdf");

        Assert.Equal(new StoredFile(stored.StoredName, "HMIS Basics.pdf", "application/pdf", pdf.Length, Convert.ToHexStringLower(SHA256.HashData(pdf))), stored);
        Assert.Matches("^[0-9a-f]{32}$", stored.StoredName);
        await using var opened = await _store.OpenAsync(stored.StoredName, stored.Sha256, Cancel);
        using var copy = new MemoryStream();
        await opened.CopyToAsync(copy, Cancel);
        Assert.Equal(pdf, copy.ToArray());
        AssertNothingTemporary();
    }

    [Fact]
    public async Task Upload_WhenKept_LiesPrivateInATwoLevelDirectory()
    {
        var stored = await Receive(SamplePdf.Plain(), "a.pdf");
        var path = Path.Combine(_root, stored.StoredName[..2], stored.StoredName[2..4], stored.StoredName);

        Assert.True(File.Exists(path));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_root));
        }
    }

    [Fact]
    public async Task Upload_WhenTheSameFileComesTwice_IsKeptTwiceUnderOneHash()
    {
        var first = await Receive(SamplePdf.Plain(), "a.pdf");
        var second = await Receive(SamplePdf.Plain(), "a.pdf");

        Assert.NotEqual(first.StoredName, second.StoredName);
        Assert.Equal(first.Sha256, second.Sha256);
    }

    [Fact]
    public async Task Upload_WhenAPhoto_IsKeptRedrawnWithItsOwnHash()
    {
        var photo = SamplePicture.WithExif(SamplePicture.Draw(SKEncodedImageFormat.Jpeg), 6, "home address");
        var stored = await Receive(photo, "photo.JPG");

        Assert.Equal("image/jpeg", stored.ContentType);
        Assert.True(await _store.IsIntactAsync(stored.StoredName, stored.Sha256, Cancel));
        var kept = await File.ReadAllBytesAsync(PathOf(stored), Cancel);
        Assert.Equal(stored.Length, kept.Length);
        Assert.Equal(stored.Sha256, Convert.ToHexStringLower(SHA256.HashData(kept)));
        Assert.DoesNotContain("home address", Encoding.Latin1.GetString(kept), StringComparison.Ordinal);
        AssertNothingTemporary();
    }

    public static TheoryData<string, byte[], DocumentRefusal> Refusals => new()
    {
        { "a.pdf", [], DocumentRefusal.Empty },
        { "a.pdf", [(byte)'%'], DocumentRefusal.WrongType },
        { "a.pdf", [.. "MZ"u8, .. new byte[4000]], DocumentRefusal.WrongType },
        { "a.png", [.. "<svg onload='x'>"u8], DocumentRefusal.WrongType },
        { "a.jpg", [.. "GIF89a"u8, .. new byte[40], .. "PK\x03\x04"u8], DocumentRefusal.WrongType },
        { "a.pdf", [.. "<html>"u8, .. SamplePdf.Plain()], DocumentRefusal.MixedContent },
        { "a.pdf", [.. SamplePdf.Plain(), .. "PK\x03\x04"u8], DocumentRefusal.MixedContent },
        { "a.png", SamplePdf.Plain(), DocumentRefusal.NameDisagrees },
        { "a.pdf", SamplePdf.With("/OpenAction << /S /JavaScript /JS (x) >>"), DocumentRefusal.ActivePdf },
        { "a.pdf", SamplePdf.Plain()[..200], DocumentRefusal.DamagedPdf },
        { "a.png", SamplePicture.HeaderOnly(30_000, 30_000), DocumentRefusal.PictureTooLarge },
        { "a.png", SamplePicture.HeaderOnly(300, 300), DocumentRefusal.DamagedPicture },
        { "../../../x.heic", [0, 0, 0, 24, .. "ftypheic"u8, .. new byte[20]], DocumentRefusal.Heic },
    };

    [Theory]
    [MemberData(nameof(Refusals), DisableDiscoveryEnumeration = true)]
    public async Task Upload_WhenRefused_LeavesNothing(string name, byte[] content, DocumentRefusal reason)
    {
        var refusal = await Assert.ThrowsAsync<DocumentRefusedException>(() => Receive(content, name));

        Assert.Equal(reason, refusal.Reason);
        AssertEmpty();
    }

    [Fact]
    public async Task Upload_WhenFarMoreIsSentThanDeclared_IsCutAtTheLimit()
    {
        await using var flood = new EndlessPdf(50L * 1024 * 1024, declared: 1024);
        var refusal = await Assert.ThrowsAsync<DocumentRefusedException>(() => _store.ReceiveAsync(flood, "a.pdf", Cancel));

        Assert.Equal(DocumentRefusal.TooLarge, refusal.Reason);
        Assert.Equal("This file is larger than 10 MB. Save a smaller copy or take a photo of the certificate, then upload it again.", refusal.Message);
        Assert.InRange(flood.Sent, 10L * 1024 * 1024, 11L * 1024 * 1024);
        AssertEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5_000)]
    [InlineData(500_000)]
    public async Task Upload_WhenTheSenderGoesAway_LeavesNothing(long after)
    {
        await using var broken = new EndlessPdf(1_000_000, declared: 1_000_000) { BreaksAfter = after };

        await Assert.ThrowsAsync<IOException>(() => _store.ReceiveAsync(broken, "a.pdf", Cancel));
        AssertEmpty();
    }

    [Fact]
    public async Task Upload_WhenCancelledHalfWay_LeavesNothing()
    {
        using var stop = new CancellationTokenSource();
        await using var slow = new EndlessPdf(5_000_000, declared: 1) { Sending = sent => { if (sent > 1_000_000) stop.Cancel(); } };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _store.ReceiveAsync(slow, "a.pdf", stop.Token));
        AssertEmpty();
    }

    [Fact]
    public async Task Uploads_WhenManyComeAtOnce_AreAllKept()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 24).Select(number => Task.Run(() =>
            Receive(number % 2 == 0 ? SamplePdf.Plain() : SamplePicture.Draw(SKEncodedImageFormat.Png), number % 2 == 0 ? "a.pdf" : "a.png"), Cancel)));

        Assert.Equal(24, all.Select(file => file.StoredName).Distinct().Count());
        foreach (var file in all)
            Assert.True(await _store.IsIntactAsync(file.StoredName, file.Sha256, Cancel));
        AssertNothingTemporary();
    }

    [Fact]
    public async Task Document_WhenOneByteChangedOnDisk_IsNotGiven()
    {
        var stored = await Receive(SamplePdf.Plain(), "a.pdf");
        var bytes = await File.ReadAllBytesAsync(PathOf(stored), Cancel);
        bytes[100] ^= 1;
        await File.WriteAllBytesAsync(PathOf(stored), bytes, Cancel);

        Assert.False(await _store.IsIntactAsync(stored.StoredName, stored.Sha256, Cancel));
        var damage = await Assert.ThrowsAsync<DocumentDamagedException>(() => _store.OpenAsync(stored.StoredName, stored.Sha256, Cancel));
        Assert.Contains("Upload the document again", damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Document_WhenReplacedByAnother_IsNotGiven()
    {
        var mine = await Receive(SamplePdf.Plain(), "a.pdf");
        var other = await Receive(SamplePdf.WithPages(3), "b.pdf");
        File.Copy(PathOf(other), PathOf(mine), overwrite: true);

        await Assert.ThrowsAsync<DocumentDamagedException>(() => _store.OpenAsync(mine.StoredName, mine.Sha256, Cancel));
    }

    [Fact]
    public async Task Document_WhenMissing_IsReportedAndNothingElseBreaks()
    {
        var stored = await Receive(SamplePdf.Plain(), "a.pdf");
        await _store.DeleteAsync(stored.StoredName, Cancel);
        await _store.DeleteAsync(stored.StoredName, Cancel);

        Assert.False(await _store.IsIntactAsync(stored.StoredName, stored.Sha256, Cancel));
        await Assert.ThrowsAsync<DocumentDamagedException>(() => _store.OpenAsync(stored.StoredName, stored.Sha256, Cancel));
        await _store.DeleteAsync(new string('a', 32), Cancel);
    }

    [Theory]
    [InlineData("../../../../../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF")]
    [InlineData("..23456789abcdef0123456789abcdef")]
    [InlineData("/e23456789abcdef0123456789abcdef")]
    public async Task StoredName_WhenNotOfThisStore_OpensNothing(string name)
    {
        await Assert.ThrowsAsync<DocumentDamagedException>(() => _store.OpenAsync(name, new string('0', 64), Cancel));
        Assert.False(await _store.IsIntactAsync(name, new string('0', 64), Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => _store.DeleteAsync(name, Cancel));
    }

    [Fact]
    public async Task Sweep_WhenUploadsBrokeOff_RemovesOldOnesOnly()
    {
        var stored = await Receive(SamplePdf.Plain(), "a.pdf");
        var old = Path.Combine(_root, "incoming", "old.part");
        var fresh = Path.Combine(_root, "incoming", "fresh.part");
        await File.WriteAllTextAsync(old, "x", Cancel);
        await File.WriteAllTextAsync(fresh, "x", Cancel);
        File.SetLastWriteTimeUtc(old, _clock.GetUtcNow().UtcDateTime.AddMinutes(-61));

        Assert.Equal(1, _store.DeleteTemporary(TimeSpan.FromHours(1)));
        Assert.False(File.Exists(old));
        Assert.True(File.Exists(fresh));
        Assert.True(await _store.IsIntactAsync(stored.StoredName, stored.Sha256, Cancel));
    }

    [Fact]
    public async Task StoredNames_WhenFilesAreOldEnough_ListsTheKeptOnes()
    {
        var stored = await Receive(SamplePdf.Plain(), "a.pdf");
        await File.WriteAllTextAsync(Path.Combine(_root, "incoming", "old.part"), "x", Cancel);

        Assert.Empty(_store.StoredNames(TimeSpan.FromHours(1)));
        _clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal([stored.StoredName], _store.StoredNames(TimeSpan.FromHours(1)));
    }

    private Task<StoredFile> Receive(byte[] content, string name) => _store.ReceiveAsync(new MemoryStream(content), name, Cancel);

    private string PathOf(StoredFile stored) => Path.Combine(_root, stored.StoredName[..2], stored.StoredName[2..4], stored.StoredName);

    private void AssertEmpty() => Assert.Empty(Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories));

    private void AssertNothingTemporary() => Assert.Empty(Directory.EnumerateFiles(Path.Combine(_root, "incoming")));
}
