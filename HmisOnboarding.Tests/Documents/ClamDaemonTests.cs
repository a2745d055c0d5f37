using System.IO.Compression;
using System.Text;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Tests.Support;
using SkiaSharp;
using Xunit;

namespace HmisOnboarding.Tests.Documents;

/// <summary>The harmless test virus through a real daemon, end to end through the store.</summary>
public sealed class ClamDaemonTests(ClamDaemon daemon) : IClassFixture<ClamDaemon>, IDisposable
{
    private readonly string _root = Path.Combine(Path.GetTempPath(), "documents-" + Path.GetRandomFileName());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Eicar => Encoding.ASCII.GetString(ClamDaemon.Eicar);

    public void Dispose()
    {
        if (Directory.Exists(_root))
            Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task Eicar_WhenItRidesInAPdf_IsRefusedAndNothingStays()
    {
        var pdf = Carrying(Eicar);
        Assert.Equal(1, PdfInspection.Inspect(pdf, new DocumentLimits()));

        await RefusedAsync(pdf, "certificate.pdf");
    }

    [Fact]
    public async Task Eicar_WhenItHidesInAPackedStreamOfAPdf_IsRefused()
    {
        var packed = Encoding.Latin1.GetString(SamplePdf.Deflate(Encoding.ASCII.GetBytes(Eicar)));
        await RefusedAsync(Carrying(packed, "/Filter /FlateDecode"), "certificate.pdf");
    }

    [Fact]
    public async Task Eicar_WhenItHangsOnAPicture_IsRefusedAlthoughDrawingItAnewWouldLoseIt() =>
        await RefusedAsync([.. SamplePicture.Draw(SKEncodedImageFormat.Png), .. ClamDaemon.Eicar], "certificate.png");

    [Fact]
    public async Task Eicar_WhenPlainOrZipped_IsFoundByTheScannerAlone()
    {
        using var scanner = Scanner();
        using var zip = new MemoryStream();
        await using (var archive = await ZipArchive.CreateAsync(zip, ZipArchiveMode.Create, leaveOpen: true, null, Cancel))
        await using (var entry = await archive.CreateEntry("a.com").OpenAsync(Cancel))
            await entry.WriteAsync(ClamDaemon.Eicar, Cancel);

        foreach (var file in new[] { ClamDaemon.Eicar, zip.ToArray() })
            Assert.Equal(new ScanAnswer(ScanVerdict.Infected, ClamDaemon.Finding), await scanner.ScanAsync(new MemoryStream(file), Cancel));
    }

    [Fact]
    public async Task Files_WhenHonest_AreClean()
    {
        foreach (var (name, content) in new[] { ("a.pdf", SamplePdf.Plain()), ("b.pdf", TestCommunity.CertificatePdf("HMIS Basics")), ("c.jpg", SamplePicture.Draw(SKEncodedImageFormat.Jpeg)) })
            Assert.Equal(new ScanAnswer(ScanVerdict.Clean), (await Store().ReceiveAsync(new MemoryStream(content), name, Cancel)).Scan);
    }

    [Fact]
    public async Task File_WhenAboveTheDaemonsOwnLimit_WaitsAndIsNeitherCleanNorRefused()
    {
        using var scanner = Scanner();
        var answer = await scanner.ScanAsync(new MemoryStream(new byte[ClamDaemon.MostBytes + 1_000_000]), Cancel);

        Assert.Equal(ScanVerdict.Waiting, answer.Verdict);
        Assert.NotEqual("", answer.Words);
    }

    [Fact]
    public async Task Certificate_WhenInfected_IsRefusedToThePersonAndRecorded()
    {
        await using var community = await TestCommunity.CreateWithScannerAsync(daemon.Address);
        var code = await community.OpenRequestAsync();
        var subject = await community.SubjectOfAsync(code);
        using var file = new MemoryStream(Carrying(Eicar));

        await Assert.ThrowsAsync<DocumentRefusedException>(() => community.Requests.UploadCertificateAsync(subject, code, "C02", file, "privacy.pdf", new DateOnly(2026, 2, 20), 92, null, Cancel));

        Assert.Equal($"privacy.pdf: {ClamDaemon.Finding}", (await community.ViewAsync(code)).Timeline[0].Reason);
        await community.UploadAsync(subject, code, "C02");
        Assert.False((await community.ViewAsync(code)).Checklist.Single(i => i.Course.Code == "C02").IsBeingChecked);
    }

    private static byte[] Carrying(string data, string filter = "") => SamplePdf.With("", "", $"<< {filter} /Length {data.Length} >>\nstream\n{data}\nendstream");

    private async Task RefusedAsync(byte[] content, string name)
    {
        var refusal = await Assert.ThrowsAsync<DocumentRefusedException>(() => Store().ReceiveAsync(new MemoryStream(content), name, Cancel));

        Assert.Equal((DocumentRefusal.Infected, ClamDaemon.Finding), (refusal.Reason, refusal.Finding));
        Assert.Empty(Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories));
    }

    private DocumentStore Store() => new(new DocumentStoreOptions { RootPath = _root }, TimeProvider.System, Scanner());

    private VirusScanner Scanner() => new(new ScannerOptions { Address = daemon.Address, TimeLimit = TimeSpan.FromMinutes(1) }, TimeProvider.System);
}
