using System.Security.Cryptography;
using System.Text;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Tests.Support;
using SkiaSharp;
using Xunit;

namespace HmisOnboarding.Tests.Documents;

/// <summary>Every file of the table, written to a folder, sent from there, and answered as the table says.</summary>
public sealed class UploadSampleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("samples-").FullName;
    private readonly string _root = Path.Combine(Path.GetTempPath(), "documents-" + Path.GetRandomFileName());
    private readonly DocumentStore _store;

    public UploadSampleTests() => _store = new DocumentStore(new DocumentStoreOptions { RootPath = _root }, TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Hostile => [.. UploadSamples.Hostile.Select(s => s.What)];

    public static TheoryData<string> Honest => [.. UploadSamples.Honest.Select(s => s.What)];

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        Directory.Delete(_root, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Hostile_WhenSent_IsRefusedForTheRightReasonAndLeavesNothing(string what)
    {
        var sample = UploadSamples.Named(what);

        var refusal = await Assert.ThrowsAsync<DocumentRefusedException>(() => SendAsync(sample));

        Assert.Equal(sample.Refusal, refusal.Reason);
        PlainSentences.AssertPlain(refusal.Message);
        Assert.Empty(Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [MemberData(nameof(Honest))]
    public async Task Honest_WhenSent_IsKept(string what)
    {
        var sample = UploadSamples.Named(what);
        var stored = await SendAsync(sample);

        Assert.Equal(sample.KeptAs ?? sample.SentAs, stored.DisplayName);
        await using var opened = await _store.OpenAsync(stored.StoredName, stored.Sha256, Cancel);
        using var copy = new MemoryStream();
        await opened.CopyToAsync(copy, Cancel);
        var kept = copy.ToArray();
        Assert.Equal(stored.Sha256, Convert.ToHexStringLower(SHA256.HashData(kept)));
        if (stored.ContentType == "application/pdf")
        {
            Assert.Equal(sample.Content(), kept);
            return;
        }

        using var before = SKBitmap.Decode(sample.Content());
        using var after = SKBitmap.Decode(kept);
        var turned = sample.What.Contains("camera was held", StringComparison.Ordinal);
        Assert.Equal(turned ? (before.Height, before.Width) : (before.Width, before.Height), (after.Width, after.Height));
        Assert.Equal(turned, after.Height > after.Width);
        if (!turned)
            AssertAlike(before.GetPixel(before.Width - 1, before.Height - 1), after.GetPixel(after.Width - 1, after.Height - 1));
        if (sample.Loses is { } words)
        {
            Assert.Contains(words, Encoding.Latin1.GetString(sample.Content()), StringComparison.Ordinal);
            Assert.DoesNotContain(words, Encoding.Latin1.GetString(kept), StringComparison.Ordinal);
            Assert.DoesNotContain("Exif", Encoding.Latin1.GetString(kept), StringComparison.Ordinal);
        }
    }

    // the same by a tool of others, which writes what real writers write
    [Theory]
    [InlineData(null, "--linearize")]
    [InlineData(null, "--object-streams=generate")]
    [InlineData(null, "--stream-data=compress", "--recompress-flate", "--compression-level=9")]
    [InlineData(null, "--qdf")]
    [InlineData(null, "--force-version=2.0")]
    [InlineData(DocumentRefusal.EncryptedPdf, "--encrypt", "", "owner", "256", "--")]
    [InlineData(DocumentRefusal.EncryptedPdf, "--encrypt", "user", "owner", "128", "--use-aes=y", "--")]
    public async Task Pdf_WhenWrittenAnewByQpdf_IsJudgedTheSame(DocumentRefusal? refusal, params string[] arguments)
    {
        using var tools = new PdfTools(TestCommunity.CertificatePdf("HMIS Basics"));
        var sample = new UploadSample("", "a.pdf", () => []) { Content = await ContentAsync(tools, arguments) };

        if (refusal is null)
            Assert.Equal("application/pdf", (await SendAsync(sample)).ContentType);
        else
            Assert.Equal(refusal, (await Assert.ThrowsAsync<DocumentRefusedException>(() => SendAsync(sample))).Reason);
    }

    [Fact]
    public async Task Script_WhenPackedByQpdf_IsFound()
    {
        using var tools = new PdfTools(SamplePdf.With("/OpenAction << /S /JavaScript /JS (x) >>"));
        var sample = new UploadSample("", "a.pdf", () => []) { Content = await ContentAsync(tools, "--object-streams=generate") };

        Assert.DoesNotContain("JavaScript", Encoding.Latin1.GetString(sample.Content()), StringComparison.Ordinal);
        Assert.Equal(DocumentRefusal.ActivePdf, (await Assert.ThrowsAsync<DocumentRefusedException>(() => SendAsync(sample))).Reason);
    }

    [Fact]
    public void Table_WhenCounted_HasEnoughOfBothAndNoneTwice()
    {
        Assert.InRange(UploadSamples.Hostile.Count, 25, int.MaxValue);
        Assert.InRange(UploadSamples.Honest.Count, 25, int.MaxValue);
        Assert.All(UploadSamples.Hostile, s => Assert.NotNull(s.Refusal));
        Assert.All(UploadSamples.Honest, s => Assert.Null(s.Refusal));
        var all = UploadSamples.Hostile.Concat(UploadSamples.Honest).Select(s => s.What).ToList();
        Assert.Equal(all.Count, all.Distinct().Count());
        // whatever can be refused stands in the table; viruses need their scanner
        Assert.Equal(Enum.GetValues<DocumentRefusal>().Except([DocumentRefusal.Infected]).Order(), UploadSamples.Hostile.Select(s => s.Refusal!.Value).Distinct().Order());
    }

    private static async Task<Func<byte[]>> ContentAsync(PdfTools tools, params string[] arguments)
    {
        var bytes = await tools.RewrittenAsync(arguments);
        return () => bytes;
    }

    private static void AssertAlike(SKColor expected, SKColor actual)
    {
        Assert.InRange(actual.Red, expected.Red - 6, expected.Red + 6);
        Assert.InRange(actual.Green, expected.Green - 6, expected.Green + 6);
        Assert.InRange(actual.Blue, expected.Blue - 6, expected.Blue + 6);
        Assert.Equal(expected.Alpha, actual.Alpha);
    }

    private async Task<StoredFile> SendAsync(UploadSample sample)
    {
        var path = Path.Combine(_folder, Path.GetRandomFileName());
        await File.WriteAllBytesAsync(path, sample.Content(), Cancel);
        await using var file = File.OpenRead(path);
        return await _store.ReceiveAsync(file, sample.SentAs, Cancel);
    }
}
