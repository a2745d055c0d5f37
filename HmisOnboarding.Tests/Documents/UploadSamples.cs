using System.Globalization;
using System.Text;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Tests.Support;
using SkiaSharp;

namespace HmisOnboarding.Tests.Documents;

/// <summary>One file as somebody sends it, and what has to become of it.</summary>
/// <param name="What">What is in it.</param>
/// <param name="SentAs">The name that the browser tells.</param>
/// <param name="Content">The bytes.</param>
/// <param name="Refusal">Why it is refused; null for a file that is taken.</param>
/// <param name="KeptAs">The name that people see afterwards, where it differs from the one sent.</param>
/// <param name="Loses">Words that are in the file and must not be in what is kept.</param>
internal sealed record UploadSample(string What, string SentAs, Func<byte[]> Content, DocumentRefusal? Refusal = null, string? KeptAs = null, string? Loses = null)
{
    public override string ToString() => What;
}

/// <summary>The table of hostile and honest files. Each is generated, so that the table says what is in it.</summary>
internal static class UploadSamples
{
    private const string Script = "<< /S /JavaScript /JS (app.alert\\(1\\)) >>";
    private const string Secret = "41.8781N-87.6298W";

    public static IReadOnlyList<UploadSample> Hostile { get; } =
    [
        new("script that runs on opening", "a.pdf", () => SamplePdf.With($"/OpenAction {Script}"), DocumentRefusal.ActivePdf),
        new("script under a name with hex digits", "a.pdf", () => SamplePdf.With("/OpenAction << /S /J#61vaScript /J#53 (x) >>"), DocumentRefusal.ActivePdf),
        new("script in an object stream", "a.pdf", () => SamplePdf.Packed("/OpenAction 6 0 R", Script), DocumentRefusal.ActivePdf),
        new("script in an object stream under a name with hex digits", "a.pdf", () => SamplePdf.Packed("/OpenAction 6 0 R", "<< /S /#4AavaScript /#4AS (x) >>"), DocumentRefusal.ActivePdf),
        new("script in the tree of names", "a.pdf", () => SamplePdf.With("/Names << /JavaScript << /Names [(a) 5 0 R] >> >>", "", Script), DocumentRefusal.ActivePdf),
        new("script behind the second of two equal keys", "a.pdf", () => SamplePdf.With("", "/Annots [<< /Subtype /Link /A << /S /JavaScript /S /GoTo /D [3 0 R /Fit] >> >>]"), DocumentRefusal.ActivePdf),
        new("script in an object that no table names", "a.pdf", Unlisted, DocumentRefusal.ActivePdf),
        new("start of a program", "a.pdf", () => Link("<< /S /Launch /F (calc.exe) >>"), DocumentRefusal.ActivePdf),
        new("web address that opens by itself", "a.pdf", () => SamplePdf.With("/OpenAction << /S /URI /URI (https://example.org) >>"), DocumentRefusal.ActivePdf),
        new("act when a page is shown", "a.pdf", () => SamplePdf.With("", "/AA << /O << /S /URI /URI (https://example.org) >> >>"), DocumentRefusal.ActivePdf),
        new("act when the file is closed", "a.pdf", () => SamplePdf.With("/AA << /WC << /S /Named /N /Print >> >>"), DocumentRefusal.ActivePdf),
        new("embedded file in the tree of names", "a.pdf", () => SamplePdf.With("/Names << /EmbeddedFiles << /Names [(a) 5 0 R] >> >>", "", "<< /Type /Filespec >>"), DocumentRefusal.ActivePdf),
        new("embedded file on a page", "a.pdf", () => SamplePdf.With("", "/Annots [<< /Subtype /FileAttachment /FS << /EF << /F 5 0 R >> >> >>]"), DocumentRefusal.ActivePdf),
        new("form of the XML kind", "a.pdf", () => SamplePdf.With("/AcroForm << /Fields [] /XFA 5 0 R >>", "", "<< /Length 1 >>\nstream\nx\nendstream"), DocumentRefusal.ActivePdf),
        new("rich media", "a.pdf", () => SamplePdf.With("", "/Annots [<< /Subtype /RichMedia >>]"), DocumentRefusal.ActivePdf),
        new("form that sends itself", "a.pdf", () => Link("<< /S /SubmitForm /F (https://example.org) >>"), DocumentRefusal.ActivePdf),
        new("form that reads a file", "a.pdf", () => Link("<< /S /ImportData /F (a.fdf) >>"), DocumentRefusal.ActivePdf),
        new("link into a file on a server", "a.pdf", () => Link("<< /S /GoToR /F (\\\\\\\\host\\\\share) >>"), DocumentRefusal.ActivePdf),
        new("link with a script address", "a.pdf", () => Link("<< /S /URI /URI (JavaScript:alert\\(1\\)) >>"), DocumentRefusal.ActivePdf),
        new("link to a file of this computer", "a.pdf", () => Link("<< /S /URI /URI (file:///etc/passwd) >>"), DocumentRefusal.ActivePdf),
        new("content that lies in another file", "a.pdf", () => SamplePdf.With("", "", "<< /Length 0 /F (http://example.org/x) >>\nstream\n\nendstream"), DocumentRefusal.ActivePdf),
        new("locked PDF", "a.pdf", () => SamplePdf.Classic(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", SamplePdf.Page, SamplePdf.Content,
            "<< /Filter /Standard /V 1 /R 2 /O (0123456789012345678901234567890A) /U (0123456789012345678901234567890A) /P -4 >>"], "/Encrypt 5 0 R /ID [<00> <00>]"), DocumentRefusal.EncryptedPdf),
        new("archive behind a PDF", "a.pdf", () => [.. SamplePdf.Plain(), .. Zip("")], DocumentRefusal.MixedContent),
        new("archive whose comment ends like a PDF", "a.pdf", () => [.. SamplePdf.Plain(), .. Zip("%%EOF")], DocumentRefusal.MixedContent),
        new("web page in front of a PDF", "a.pdf", () => [.. "<!DOCTYPE html><script>alert(1)</script>\n"u8, .. SamplePdf.Plain()], DocumentRefusal.MixedContent),
        new("web page that only mentions a PDF", "a.pdf", () => "<html><!-- %PDF-1.7 --><script>alert(1)</script></html>"u8.ToArray(), DocumentRefusal.MixedContent),
        new("web page behind the mark of a PDF", "a.pdf", () => "%PDF-<html><script>alert(1)</script></html>\n%%EOF"u8.ToArray(), DocumentRefusal.DamagedPdf),
        new("packed objects that swell", "a.pdf", () => Stream($"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", Zeros(64)), DocumentRefusal.TooComplex),
        new("packed page that swells beyond measure", "a.pdf", () => Stream("/Filter /FlateDecode", Zeros(600)), DocumentRefusal.TooComplex),
        new("packed page inside a packed page", "a.pdf", () => Stream("/Filter [/FlateDecode /FlateDecode]", SamplePdf.Deflate(Zeros(64))), DocumentRefusal.TooComplex),
        new("lists in lists without end", "a.pdf", () => SamplePdf.With("", "", new string('[', 200_000)), DocumentRefusal.DamagedPdf),
        new("200,000 names", "a.pdf", () => SamplePdf.With("", "", "[" + string.Concat(Enumerable.Range(0, 260_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"/N{i} "))) + "]"), DocumentRefusal.TooComplex),
        new("5,000 pages", "a.pdf", () => SamplePdf.WithPages(5_000), DocumentRefusal.TooManyPages),
        new("PDF cut short", "a.pdf", () => SamplePdf.Plain()[..300], DocumentRefusal.DamagedPdf),
        new("PDF above the limit", "a.pdf", () => [.. SamplePdf.Plain(), .. new byte[10 * 1024 * 1024]], DocumentRefusal.TooLarge),
        new("PDF under the name of a picture", "a.jpg", SamplePdf.Plain, DocumentRefusal.NameDisagrees),
        new("PNG of 30,000 by 30,000", "a.png", () => SamplePicture.HeaderOnly(30_000, 30_000), DocumentRefusal.PictureTooLarge),
        new("JPEG of 30,000 by 30,000", "a.jpg", () => DrawnFile.Claiming(DrawnFile.Jpeg([80, 128, 128], [200, 128, 128]), 30_000, 30_000), DocumentRefusal.PictureTooLarge),
        new("PNG whose size overflows", "a.png", () => SamplePicture.HeaderOnly(0x7FFFFFFF, 0x7FFFFFFF), DocumentRefusal.DamagedPicture),
        new("PNG cut short", "a.png", () => SamplePicture.Draw(SKEncodedImageFormat.Png, 400, 400) is var png ? png[..(png.Length / 2)] : [], DocumentRefusal.DamagedPicture),
        new("JPEG cut short", "a.jpg", () => SamplePicture.Draw(SKEncodedImageFormat.Jpeg, 400, 400) is var jpeg ? jpeg[..(jpeg.Length / 2)] : [], DocumentRefusal.DamagedPicture),
        new("JPEG of endless scans", "a.jpg", () => Scans(2_000), DocumentRefusal.DamagedPicture),
        new("nothing", "a.pdf", () => [], DocumentRefusal.Empty),
        new("one byte", "a.pdf", () => "%"u8.ToArray(), DocumentRefusal.WrongType),
        new("drawing of the web", "a.svg", () => "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"u8.ToArray(), DocumentRefusal.WrongType),
        new("drawing of the web under the name of a picture", "a.png", () => "<?xml version='1.0'?><svg onload='alert(1)'/>"u8.ToArray(), DocumentRefusal.WrongType),
        new("iPhone photo", "IMG_0001.HEIC", () => [0, 0, 0, 24, .. "ftypheic"u8, .. new byte[40]], DocumentRefusal.Heic),
        new("moving picture", "a.gif", () => [.. "GIF89a"u8, 1, 0, 1, 0, 0, 0, 0, 59], DocumentRefusal.WrongType),
        new("picture of another kind", "a.webp", () => SamplePicture.Draw(SKEncodedImageFormat.Webp), DocumentRefusal.WrongType),
        new("program", "setup.exe", () => [.. "MZ"u8, .. new byte[4_000]], DocumentRefusal.WrongType),
        new("program under the name of a certificate", "certificate.pdf", () => [.. "MZ"u8, .. new byte[4_000]], DocumentRefusal.WrongType),
        new("document of an office program", "certificate.docx", () => Zip(""), DocumentRefusal.WrongType),
        new("two endings, the last of a program", "certificate.pdf.exe", SamplePdf.Plain, DocumentRefusal.NameDisagrees),
        new("ending turned around", "certificate\u202Efdp.exe", SamplePdf.Plain, DocumentRefusal.NameDisagrees),
        new("ending behind a zero character", "certificate.exe\0.pdf", () => [.. "MZ"u8, .. new byte[4_000]], DocumentRefusal.WrongType),
    ];

    public static IReadOnlyList<UploadSample> Honest { get; } =
    [
        new("plain PDF", "a.pdf", SamplePdf.Plain),
        new("PDF 1.3", "a.pdf", () => Version("1.3")),
        new("PDF 2.0", "a.pdf", () => Version("2.0")),
        new("PDF of the certificate press", "a.pdf", () => TestCommunity.CertificatePdf("HMIS Basics")),
        new("PDF with object streams", "a.pdf", () => SamplePdf.Packed("", "<< /Harmless true >>")),
        new("PDF that opens at a page", "a.pdf", () => SamplePdf.With("/OpenAction [3 0 R /Fit]")),
        new("PDF that opens at a named place", "a.pdf", () => SamplePdf.With("/OpenAction << /S /GoTo /D (start) >> /Names << /Dests << /Names [(start) [3 0 R /Fit]] >> >>")),
        new("PDF with form fields", "a.pdf", () => SamplePdf.With("/AcroForm << /Fields [5 0 R] /DA (/Helv 0 Tf 0 g) >>", "/Annots [5 0 R]", "<< /Type /Annot /Subtype /Widget /FT /Tx /T (Name) /V (Nina Nova) /Rect [0 0 9 9] >>")),
        new("PDF with a signature field", "a.pdf", () => SamplePdf.With("/AcroForm << /Fields [5 0 R] /SigFlags 3 >>", "/Annots [5 0 R]",
            "<< /Subtype /Widget /FT /Sig /T (S) /Rect [0 0 0 0] /V 6 0 R >>", "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /ByteRange [0 9 19 9] /Contents <00> >>")),
        new("PDF with links to the web", "a.pdf", () => Link("<< /S /URI /URI (https://learning.example.org/verify?c=1) >>")),
        new("PDF with a mail link", "a.pdf", () => Link("<< /S /URI /URI (mailto:help@example.org) >>")),
        new("PDF with links to its own pages", "a.pdf", () => Link("<< /S /GoTo /D [3 0 R /XYZ 0 0 0] >>")),
        new("PDF with notes and marks", "a.pdf", () => SamplePdf.With("", "/Annots [<< /Subtype /Text /Contents (seen) /Rect [0 0 9 9] >> << /Subtype /Highlight /QuadPoints [0 0 1 0 0 1 1 1] /Rect [0 0 9 9] >>]")),
        new("PDF with bookmarks", "a.pdf", () => SamplePdf.With("/Outlines 5 0 R", "", "<< /First 6 0 R /Last 6 0 R /Count 1 >>", "<< /Title (Page 1) /Parent 5 0 R /Dest [3 0 R /Fit] >>")),
        new("PDF with a description in XML", "a.pdf", () => SamplePdf.With("/Metadata 5 0 R", "", "<< /Type /Metadata /Subtype /XML /Length 9 >>\nstream\n<rdf:RDF>\nendstream")),
        new("PDF with layers", "a.pdf", () => SamplePdf.With("/OCProperties << /OCGs [5 0 R] /D << /ON [5 0 R] >> >>", "", "<< /Type /OCG /Name (Logo) >>")),
        new("PDF with tags and a language", "a.pdf", () => SamplePdf.With("/Lang (en-US) /MarkInfo << /Marked true >> /StructTreeRoot 5 0 R", "", "<< /Type /StructTreeRoot >>")),
        new("PDF that speaks of scripts", "a.pdf", () => SamplePdf.With("", "", "<< /Title (JavaScript and /Launch for beginners) >>")),
        new("scan as a photo in a PDF", "a.pdf", () => Picture("/DCTDecode", SamplePicture.Draw(SKEncodedImageFormat.Jpeg))),
        new("scan as packed dots in a PDF", "a.pdf", () => Picture("/FlateDecode", SamplePdf.Deflate(new byte[3 * 64 * 32]))),
        new("PDF saved twice", "a.pdf", SavedTwice),
        new("PDF with 200 pages", "a.pdf", () => SamplePdf.WithPages(200)),
        new("PDF with white space at its end", "a.pdf", () => [.. SamplePdf.Plain(), .. "\r\n\r\n \0"u8]),
        new("JPEG", "photo.jpg", () => SamplePicture.Draw(SKEncodedImageFormat.Jpeg)),
        new("JPEG with the place and the way the camera was held", "photo.JPEG", () => SamplePicture.WithExif(SamplePicture.Draw(SKEncodedImageFormat.Jpeg), 6, Secret), Loses: Secret),
        new("grey JPEG", "photo.jpg", () => DrawnFile.Jpeg([80], [200])),
        new("progressive JPEG", "photo.jpg", () => DrawnFile.Jpeg([80, 128, 128], [200, 128, 128], progressive: true)),
        new("JPEG in the four colours of printing", "photo.jpg", () => DrawnFile.Jpeg([200, 200, 200, 255], [90, 90, 90, 255])),
        new("JPEG with a PDF behind it", "photo.jpg", () => [.. SamplePicture.Draw(SKEncodedImageFormat.Jpeg), .. SamplePdf.With($"/OpenAction {Script}")], Loses: "%PDF-"),
        new("JPEG with a PDF in its comment", "photo.jpg", () => DrawnFile.WithSegment(SamplePicture.Draw(SKEncodedImageFormat.Jpeg), 0xFE, SamplePdf.Plain()), Loses: "%PDF-"),
        new("PNG in true colour", "scan.png", () => DrawnFile.Png(20, 12, 8, 2)),
        new("PNG of one bit", "scan.png", () => DrawnFile.Png(20, 12, 1, 0)),
        new("PNG of four bits in grey", "scan.png", () => DrawnFile.Png(20, 12, 4, 0)),
        new("PNG of 16 bits in grey", "scan.png", () => DrawnFile.Png(20, 12, 16, 0)),
        new("PNG of 16 bits in colour", "scan.png", () => DrawnFile.Png(20, 12, 16, 2)),
        new("PNG with transparency", "scan.png", () => DrawnFile.Png(20, 12, 8, 6)),
        new("PNG in grey with transparency", "scan.png", () => DrawnFile.Png(20, 12, 8, 4)),
        new("PNG with a palette", "scan.png", () => DrawnFile.Png(20, 12, 4, 3, false, ("PLTE", [255, 0, 0, 0, 0, 255]))),
        new("PNG with a transparent palette", "scan.png", () => DrawnFile.Png(20, 12, 4, 3, false, ("PLTE", [255, 0, 0, 0, 0, 255]), ("tRNS", [0, 128]))),
        new("interlaced PNG", "scan.png", () => DrawnFile.Png(20, 12, 8, 2, interlaced: true)),
        new("PNG with words in it", "scan.png", () => DrawnFile.Png(20, 12, 8, 2, false, ("tEXt", [.. "Comment\0"u8, .. Encoding.ASCII.GetBytes(Secret)])), Loses: Secret),
        new("PNG with a web page behind it", "scan.png", () => [.. DrawnFile.Png(20, 12, 8, 2), .. "<script>alert(1)</script>"u8], Loses: "<script>"),
        new("PNG of one dot", "scan.png", () => DrawnFile.Png(1, 1, 8, 0)),
        new("PNG whose data go on and on", "scan.png", () => DrawnFile.File([("IHDR", [0, 0, 0, 20, 0, 0, 0, 12, 8, 0, 0, 0, 0]), ("IDAT", Zeros(300)), ("IEND", [])])),
        new("PNG with a swelling text", "scan.png", () => DrawnFile.Png(20, 12, 8, 2, false, ("zTXt", [.. "a\0\0"u8, .. Zeros(300)]))),
        new("name in Arabic", "\u0634\u0647\u0627\u062F\u0629.pdf", SamplePdf.Plain),
        new("name with accents in two pieces", "Zertifikat Ju\u0308rgen.pdf", SamplePdf.Plain, KeptAs: "Zertifikat J\u00FCrgen.pdf"),
        new("name with an emoji", "done \U0001F389.pdf", SamplePdf.Plain),
        new("name with a path", @"C:\Users\nina\..\certificate.pdf", SamplePdf.Plain, KeptAs: "certificate.pdf"),
        new("name with a path out of the folder", "../../../etc/certificate.pdf", SamplePdf.Plain, KeptAs: "certificate.pdf"),
        new("name with control characters", "a\r\nSet-Cookie: x\u0007.pdf", SamplePdf.Plain, KeptAs: "aSet-Cookie: x.pdf"),
        new("name that reads from right to left", "a\u202Ebc\u202C.pdf", SamplePdf.Plain, KeptAs: "abc.pdf"),
        new("very long name", new string('a', 5_000) + ".pdf", SamplePdf.Plain, KeptAs: new string('a', 116) + ".pdf"),
        new("two endings, the last of a PDF", "certificate.exe.pdf", SamplePdf.Plain),
        new("name with markup", "<img src=x onerror=alert(1)>.pdf", SamplePdf.Plain),
    ];

    public static UploadSample Named(string what) => Hostile.Concat(Honest).Single(s => s.What == what);

    private static byte[] Link(string act) => SamplePdf.With("", $"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A {act} >>]");

    private static byte[] Stream(string entries, byte[] data) =>
        SamplePdf.With("", "", $"<< {entries} /Length {data.Length} >>\nstream\n{Encoding.Latin1.GetString(data)}\nendstream");

    private static byte[] Picture(string filter, byte[] data) => SamplePdf.With("", "/Annots []",
        $"<< /Type /XObject /Subtype /Image /Width 64 /Height 32 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter {filter} /Length {data.Length} >>\nstream\n{Encoding.Latin1.GetString(data)}\nendstream");

    private static byte[] Version(string number) => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(SamplePdf.Plain()).Replace("%PDF-1.7", $"%PDF-{number}", StringComparison.Ordinal));

    private static byte[] Unlisted()
    {
        var text = Encoding.Latin1.GetString(SamplePdf.Plain());
        var at = text.IndexOf("xref\n", StringComparison.Ordinal);
        var table = $"99 0 obj\n{Script}\nendobj\n";
        return Encoding.Latin1.GetBytes(text.Insert(at, table).Replace($"startxref\n{at}", $"startxref\n{at + table.Length}", StringComparison.Ordinal));
    }

    private static byte[] SavedTwice()
    {
        var text = Encoding.Latin1.GetString(SamplePdf.Plain());
        var before = text[(text.LastIndexOf("startxref\n", StringComparison.Ordinal) + 10)..].Split('\n')[0];
        var start = text.Length;
        text += "5 0 obj\n<< /Title (Again) >>\nendobj\n";
        var table = text.Length;
        return Encoding.Latin1.GetBytes(text + string.Create(CultureInfo.InvariantCulture,
            $"xref\n5 1\n{start:D10} 00000 n \ntrailer\n<< /Size 6 /Root 1 0 R /Info 5 0 R /Prev {before} >>\nstartxref\n{table}\n%%EOF\n"));
    }

    private static byte[] Zip(string comment) => [.. "PK\x03\x04"u8, .. new byte[40], .. "PK\x05\x06"u8, .. new byte[16], (byte)comment.Length, 0, .. Encoding.ASCII.GetBytes(comment)];

    private static byte[] Zeros(int megabytes)
    {
        using var packed = new MemoryStream();
        using (var zlib = new System.IO.Compression.ZLibStream(packed, System.IO.Compression.CompressionLevel.Fastest))
        {
            var piece = new byte[1024 * 1024];
            for (var i = 0; i < megabytes; i++)
                zlib.Write(piece);
        }

        return packed.ToArray();
    }

    private static byte[] Scans(int count)
    {
        var jpeg = SamplePicture.Draw(SKEncodedImageFormat.Jpeg);
        byte[] scan = [0xFF, 0xDA, 0x00, 0x08, 0x01, 0x01, 0x00, 0x00, 0x3F, 0x00];
        return [.. jpeg.AsSpan(0, jpeg.Length - 2), .. Enumerable.Repeat(scan, count).SelectMany(s => s), 0xFF, 0xD9];
    }
}
