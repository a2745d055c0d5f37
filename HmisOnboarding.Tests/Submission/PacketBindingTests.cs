using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Submission;
using HmisOnboarding.Tests.Agreements;
using HmisOnboarding.Tests.Documents;
using HmisOnboarding.Tests.Support;
using SkiaSharp;
using UglyToad.PdfPig;
using Xunit;

namespace HmisOnboarding.Tests.Submission;

/// <summary>The whole packet as one PDF, judged by qpdf and poppler.</summary>
public sealed partial class PacketBindingTests : IAsyncLifetime
{
    private TestCommunity _community = null!;
    private string _code = "";
    private RequestView _view = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        (_community, _code) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);
        _view = await _community.ViewAsync(_code);
    }

    public ValueTask DisposeAsync() => _community.DisposeAsync();

    [Fact]
    public async Task Packet_WhenBound_HasCoverAndPartsInTheOrderOfTheZipWithTheirPagesAndHashes()
    {
        var (_, entries) = await _community.Packets.PacketAsync(_community.Sal, _code, Stop);
        var file = await _community.Packets.BoundPacketAsync(_community.Sal, _code, Stop);
        using var pdf = new PdfTools(await AllOfAsync(file.Content));

        Assert.Equal(($"{_code} {_view.SubjectName}.pdf", "application/pdf"), (file.Name, file.ContentType));
        await pdf.CheckAsync();
        var bookmarks = Bookmarks(pdf.Bytes);
        Assert.Equal(["Cover", .. entries.Select(e => Path.GetFileNameWithoutExtension(e.Name))], bookmarks.Select(b => b.Title));
        var cover = PdfTools.Squeeze(await pdf.TextAsync(1));
        foreach (var fact in new[] { _code, _view.SubjectName, _view.AgencyName, _view.RoleType.Name, "by Sal Stone, 3 Mar 2026", "papers lose their electronic seals and signatures; the sealed original is in the ZIP of this packet and at https://onboarding.example.org/verify" })
            Assert.Contains(PdfTools.Squeeze(fact), cover, StringComparison.Ordinal);

        var page = bookmarks[1].Page;
        for (var i = 0; i < entries.Count; i++)
        {
            await using var content = await entries[i].Open(Stop);
            var part = await AllOfAsync(content);
            var pages = PagesOf(part);
            Assert.Equal(page, bookmarks[i + 1].Page);
            Assert.Contains(PdfTools.Squeeze($"Page {page}{(pages > 1 ? $" to {page + pages - 1}" : "")} {bookmarks[i + 1].Title} SHA-256 {Convert.ToHexStringLower(SHA256.HashData(part))}"), cover, StringComparison.Ordinal);
            for (var own = 1; own <= pages; own++, page++)
                Assert.True((await RenderedPage.OfAsync(part, own, 60)).LooksLike(await RenderedPage.OfAsync(pdf.Bytes, page, 60)), $"Page {own} of {entries[i].Name} looks different.");
        }

        Assert.Equal(page - 1, await PageCountAsync(pdf));
        // nothing claims to be signed any more
        Assert.DoesNotContain("/ByteRange"u8.ToArray(), pdf.Bytes);
        Assert.DoesNotContain("/AcroForm"u8.ToArray(), pdf.Bytes);
        Assert.Empty(Directory.GetFiles(Path.Combine(_community.DocumentsPath, "incoming")));
    }

    [Fact]
    public async Task Packet_WhenADocumentIsAltered_IsNotMadeAtAll()
    {
        var stored = Directory.GetFiles(_community.DocumentsPath, "*", SearchOption.AllDirectories);
        foreach (var file in stored)
            await File.AppendAllTextAsync(file, "x", Stop);

        await Assert.ThrowsAsync<DocumentDamagedException>(() => _community.Packets.BoundPacketAsync(_community.Sal, _code, Stop));
        Assert.Empty(Directory.GetFiles(Path.Combine(_community.DocumentsPath, "incoming")));
    }

    [Fact]
    public async Task Packet_WhenFilesAreHostile_HasAPageInTheirPlaceThatNamesThem()
    {
        var samples = UploadSamples.Hostile.Where(s => s.Content().Length is > 0 and < 2_000_000).ToList();
        var locked = new PdfTools(SamplePdf.Plain());
        using (locked)
        {
            byte[][] more =
            [
                [], await locked.RewrittenAsync("--encrypt", "", "owner", "256", "--"), await locked.RewrittenAsync("--encrypt", "user", "owner", "256", "--"),
                SamplePdf.Plain()[..^200], [.. "%PDF-1.7\n"u8, .. new byte[5000]], SamplePicture.Draw(SKEncodedImageFormat.Jpeg, 900, 900)[..^4000],
            ];
            var files = samples.Select(s => s.Content()).Concat(more).ToList();

            using var pdf = new PdfTools(await BindAsync([.. files.Select((f, i) => Entry($"Certificate {i}.pdf", f))]));

            await pdf.CheckAsync();
            Assert.InRange(samples.Count, 20, 500);
            Assert.Equal(files.Count + 1, Bookmarks(pdf.Bytes).Count);
            var all = await pdf.TextAsync();
            Assert.Contains("The file is locked, by a password or by its permissions.", all, StringComparison.Ordinal);
            Assert.DoesNotContain("JavaScript", all, StringComparison.Ordinal);
            Assert.DoesNotContain("/JavaScript"u8.ToArray(), pdf.Bytes);
            // the last six cannot be read at all, so each has a page that says so
            foreach (var (title, page) in Bookmarks(pdf.Bytes).TakeLast(more.Length))
            {
                var text = PdfTools.Squeeze(await pdf.TextAsync(page));
                Assert.Contains(PdfTools.Squeeze($"{title} This file could not be bound in. This page keeps its place."), text, StringComparison.Ordinal);
                Assert.Contains(PdfTools.Squeeze($" {title}.pdf Where In the ZIP of this packet, under this name."), text, StringComparison.Ordinal);
            }
        }
    }

    public static TheoryData<string, byte[]> Odd => new()
    {
        { "honest", SamplePdf.Plain() },
        { "turned, and what it inherits", SamplePdf.Classic(
            ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [5 0 R] /Count 1 /MediaBox [0 0 300 200] /Rotate -90 /Resources << /Font << /F1 6 0 R >> >> >>", "<< /Type /Page /Parent 5 0 R /Contents 4 0 R /CropBox [10 10 290 190] >>",
                Stream("BT /F1 24 Tf 40 80 Td (turned) Tj ET"), "<< /Type /Pages /Parent 2 0 R /Kids [3 0 R] /Count 1 >>", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]) },
        { "palette in a string of every byte", SamplePdf.Classic(
            ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R /Resources << /XObject << /I#20m 5 0 R >> >> >>",
                Stream("q 200 0 0 200 0 0 cm /I#20m Do Q"), $"<< /Type /XObject /Subtype /Image /Width 16 /Height 16 /BitsPerComponent 8 /ColorSpace [/Indexed /DeviceGray 255 ({Every()})] /Length 256 >>\nstream\n{Ramp()}\nendstream"]) },
        { "layer that does not show", SamplePdf.Classic(
            ["<< /Type /Catalog /Pages 2 0 R /OCProperties << /OCGs [5 0 R 6 0 R] /D << /OFF [5 0 R] >> >> >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R /Resources << /Properties << /L1 5 0 R /L2 6 0 R >> >> >>",
                Stream("/OC /L1 BDC 0 0 100 100 re f EMC /OC /L2 BDC 100 100 50 50 re f EMC"), "<< /Type /OCG /Name (draft) >>", "<< /Type /OCG /Name (real) >>"]) },
        { "filled field and a ticked box", SamplePdf.Classic(
            ["<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R 7 0 R] >> >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R /Annots [5 0 R 7 0 R] /Resources << >> >>",
                Stream("0 0 20 20 re f"), "<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (yes) /F 4 /P 3 0 R /Rect [50 50 90 90] /AP << /N 6 0 R >> >>",
                $"<< /Type /XObject /Subtype /Form /BBox [0 0 40 40] {Stream("5 5 20 20 re f")[2..]}",
                "<< /Type /Annot /Subtype /Widget /FT /Btn /T (b) /V /On /AS /On /F 4 /P 3 0 R /Rect [120 120 160 160] /AP << /N << /On 6 0 R /Off 8 0 R >> >> >>", $"<< /Type /XObject /Subtype /Form /BBox [0 0 40 40] {Stream("")[2..]}"]) },
    };

    [Theory]
    [MemberData(nameof(Odd))]
    public async Task Page_WhenOdd_LooksAsItDidAlone(string what, byte[] certificate)
    {
        using var alone = new PdfTools(certificate);
        await alone.CheckAsync();
        foreach (var file in new[] { certificate, await alone.RewrittenAsync("--object-streams=generate", "--min-version=1.5"), await alone.RewrittenAsync("--linearize") })
        {
            using var pdf = new PdfTools(await BindAsync(Entry("a.pdf", file), Entry("b.pdf", file)));
            await pdf.CheckAsync();
            Assert.Equal(3, await PageCountAsync(pdf));
            var before = await RenderedPage.OfAsync(file, 1, 72);
            Assert.False(before.IsBlank, what);
            Assert.True(before.LooksLike(await RenderedPage.OfAsync(pdf.Bytes, 2, 72)), what);
            Assert.True(before.LooksLike(await RenderedPage.OfAsync(pdf.Bytes, 3, 72)), what);
        }
    }

    [Theory]
    [InlineData("/Annots [<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (yes) /Rect [50 50 90 90] >>]")]
    [InlineData("/Annots [<< /Type /Annot /Subtype /FreeText /Contents (void) /DA (/Helv 12 Tf) /Rect [50 50 90 90] >>]")]
    public async Task Page_WhenAViewerWouldDrawOnItByItsOwnRules_IsLeftInTheZip(string page)
    {
        using var pdf = new PdfTools(await BindAsync(Entry("C05 Ethics.pdf", SamplePdf.With("", page))));

        await pdf.CheckAsync();
        Assert.Contains("This file could not be bound in.", await pdf.TextAsync(2), StringComparison.Ordinal);
        Assert.Contains("Not bound in. The file is in the ZIP: 01 C05 Ethics.pdf", await pdf.TextAsync(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_WhenInACertificate_StayBehind()
    {
        using var pdf = new PdfTools(await BindAsync(Entry("a.pdf", SamplePdf.With("", "/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://example.org/track) >> >>]"))));

        await pdf.CheckAsync();
        Assert.DoesNotContain("example.org/track", System.Text.Encoding.Latin1.GetString(pdf.Bytes), StringComparison.Ordinal);
        Assert.DoesNotContain("could not be bound in", await pdf.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_WhenBound_AreEachOnAPageOfTheirOwn()
    {
        var jpeg = SamplePicture.Draw(SKEncodedImageFormat.Jpeg, 1600, 900);
        using var pdf = new PdfTools(await BindAsync(
            Entry("wide.jpg", jpeg), Entry("tall.png", SamplePicture.Draw(SKEncodedImageFormat.Png, 90, 160)), Entry("clear.png", Clear()), Entry("turned.jpg", SamplePicture.WithExif(jpeg, 6, "Nikon"))));

        await pdf.CheckAsync();
        Assert.Equal(5, await PageCountAsync(pdf));
        using var read = PdfDocument.Open(pdf.Bytes);
        Assert.Equal([true, false, false, false], Enumerable.Range(2, 4).Select(n => read.GetPage(n).Width > read.GetPage(n).Height));
        var wide = Assert.Single(read.GetPage(2).GetImages());
        // as stored: not decoded and packed once more
        Assert.Equal(jpeg, wide.RawBytes.ToArray());
        Assert.InRange(wide.BoundingBox.Width, 719, 721);
        Assert.InRange(Assert.Single(read.GetPage(3).GetImages()).BoundingBox.Width, 67, 68);
        var clear = await RenderedPage.OfAsync(pdf.Bytes, 4, 72);
        Assert.True(clear.IsBlank, "What is clear is white on paper.");
        var turned = Assert.Single(read.GetPage(5).GetImages());
        Assert.Equal((900, 1600), (turned.WidthInSamples, turned.HeightInSamples));
        Assert.DoesNotContain("Nikon"u8.ToArray(), pdf.Bytes);
    }

    [Fact]
    public async Task Cover_WhenItNeedsMorePages_StillTellsTheRightOnes()
    {
        var certificates = Enumerable.Range(1, 30).Select(i => Entry($"C{i:00} {new string('n', 60)}.pdf", SamplePdf.WithPages(i % 3 + 1))).ToArray();
        using var pdf = new PdfTools(await BindAsync(certificates));

        await pdf.CheckAsync();
        var bookmarks = Bookmarks(pdf.Bytes);
        Assert.True(bookmarks[1].Page > 2);
        var cover = "";
        for (var page = 1; page < bookmarks[1].Page; page++)
            cover += await pdf.TextAsync(page) + "\n";
        var told = PageInContents().Matches(cover).Select(m => int.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
        Assert.Equal(bookmarks.Skip(1).Select(b => b.Page), told);
    }

    [Fact]
    public async Task Packet_WhenBoundTwice_IsTheSameBytesAndTheZipHasTheSameFiles()
    {
        Assert.Equal(await BindAsync(Entry("a.pdf", SamplePdf.Plain())), await BindAsync(Entry("a.pdf", SamplePdf.Plain())));

        var (_, entries) = await _community.Packets.PacketAsync(_community.Sal, _code, Stop);
        using var zip = new MemoryStream();
        await PacketArchive.WriteZipAsync(zip, entries, Stop);
        using var read = new ZipArchive(zip, ZipArchiveMode.Read);
        var bound = await _community.Packets.BoundPacketAsync(_community.Alma, _code, Stop);
        Assert.Equal(read.Entries.Select(e => Path.GetFileNameWithoutExtension(e.Name)[3..]), Bookmarks(await AllOfAsync(bound.Content)).Skip(1).Select(b => b.Title));
    }

    internal static PacketEntry Entry(string name, byte[] content) => new(name, _ => Task.FromResult<Stream>(new MemoryStream(content)), TestCommunity.Start.UtcDateTime);

    private async Task<byte[]> BindAsync(params PacketEntry[] entries) => await AllOfAsync(await new PacketBinding(_community.Get<DocumentStore>(), _community.Get<AgreementPdf>())
        .BindAsync(new(_view, _community.Now, "https://onboarding.example.org/verify"), entries, Stop));

    private static async Task<byte[]> AllOfAsync(Stream content)
    {
        await using (content)
        {
            using var whole = new MemoryStream();
            await content.CopyToAsync(whole, Stop);
            return whole.ToArray();
        }
    }

    private static int PagesOf(byte[] pdf)
    {
        using var document = PdfDocument.Open(pdf);
        return document.NumberOfPages;
    }

    private static List<(string Title, int Page)> Bookmarks(byte[] pdf)
    {
        using var document = PdfDocument.Open(pdf);
        Assert.True(document.TryGetBookmarks(out var bookmarks));
        return [.. bookmarks.Roots.Cast<UglyToad.PdfPig.Outline.DocumentBookmarkNode>().Select(n => (n.Title, n.PageNumber))];
    }

    private static async Task<int> PageCountAsync(PdfTools pdf) => int.Parse(PageCount().Match(await pdf.InfoAsync()).Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    private static string Stream(string content) => $"<< /Length {content.Length} >>\nstream\n{content}\nendstream";

    private static string Ramp() => string.Concat(Enumerable.Range(0, 256).Select(i => (char)i));

    private static string Every() => string.Concat(Enumerable.Range(0, 256).Select(i => i is '(' or ')' or '\\' or '\r' ? $"\\{Convert.ToString(i, 8).PadLeft(3, '0')}" : ((char)i).ToString()));

    private static byte[] Clear()
    {
        using var bitmap = new SKBitmap(64, 64, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        bitmap.Erase(SKColors.Transparent);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    [GeneratedRegex(@"^Pages:\s+(\d+)$", RegexOptions.Multiline)]
    private static partial Regex PageCount();

    [GeneratedRegex(@"^Page (\d+)\b(?! of)", RegexOptions.Multiline)]
    private static partial Regex PageInContents();
}
