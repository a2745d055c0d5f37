using System.Globalization;
using System.Text;
using HmisOnboarding.Domain.Documents;
using Xunit;

namespace HmisOnboarding.Tests.Documents;

public sealed class PdfInspectionTests
{
    private static readonly DocumentLimits Limits = new();

    private const string Script = "<< /S /JavaScript /JS (app.alert\\(1\\)) >>";

    [Fact]
    public void Pdf_WhenPlain_CountsItsPages() => Assert.Equal(1, PdfInspection.Inspect(SamplePdf.Plain(), Limits));

    [Fact]
    public void Pdf_WhenObjectsArePackedAndHarmless_IsAccepted() =>
        Assert.Equal(1, PdfInspection.Inspect(SamplePdf.Packed("", "<< /Title (Privacy and JavaScript basics) >>"), Limits));

    [Theory]
    [InlineData("/OpenAction [3 0 R /Fit]")]
    [InlineData("/OpenAction << /S /GoTo /D [3 0 R /XYZ 0 200 0] >>")]
    [InlineData("/OpenAction 5 0 R")]
    [InlineData("/OpenAction null")]
    public void Pdf_WhenItOpensAtAPlace_IsAccepted(string catalog) =>
        Assert.Equal(1, PdfInspection.Inspect(SamplePdf.With(catalog, "", "<< /S /GoTo /D [3 0 R /Fit] >>"), Limits));

    [Theory]
    [InlineData("/OpenAction << /S /URI /URI (https://example.org) >>")]
    [InlineData("/OpenAction << /S /Named /N /Print >>")]
    [InlineData("/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next << /S /URI /URI (https://example.org) >> >>")]
    [InlineData("/OpenAction 5 0 R")]
    public void Pdf_WhenItActsOnOpening_IsRefused(string catalog) =>
        Refused(DocumentRefusal.ActivePdf, SamplePdf.With(catalog, "", "<< /S /URI /URI (https://example.org) >>"));

    [Theory]
    [InlineData("/OpenAction " + Script, "")]
    [InlineData("/Names << /JavaScript << /Names [(a) 5 0 R] >> >>", "")]
    [InlineData("/Names << /Java#53cript 5 0 R >>", "")]
    [InlineData("/Names << /EmbeddedFiles 5 0 R >>", "")]
    [InlineData("/AcroForm << /Fields [] /XFA 5 0 R >>", "")]
    [InlineData("/AA << /WC << /S /GoTo /D [3 0 R /Fit] >> >>", "")]
    [InlineData("", "/AA << /O << /S /URI /URI (https://example.org) >> >>")]
    [InlineData("", "/Annots [<< /Type /Annot /Subtype /Link /A << /S /Launch /F (calc.exe) >> >>]")]
    [InlineData("", "/Annots [<< /Type /Annot /Subtype /Link /A << /S /L#61unch /F (calc.exe) >> >>]")]
    [InlineData("", "/Annots [<< /Type /Annot /Subtype /Link /A << /S /Launch /S /GoTo /F (calc.exe) >> >>]")]
    [InlineData("", "/Annots [<< /Type /Annot /Subtype /Link /A << /S /GoToR /F (\\\\\\\\host\\\\share) >> >>]")]
    [InlineData("", "/Annots [<< /Type /Annot /Subtype /Link /A << /S /GoToE >> >>]")]
    [InlineData("", "/Annots [<< /Type /Annot /Subtype /Link /A << /S /SubmitForm /F (https://example.org) >> >>]")]
    [InlineData("", "/Annots [<< /Type /Annot /Subtype /Link /A << /S /ImportData /F (a.fdf) >> >>]")]
    [InlineData("", "/Annots [<< /Type /Annot /Subtype /Link /A << /S /URI /URI (javascript:alert\\(1\\)) >> >>]")]
    [InlineData("", "/Annots [<< /Type /Annot /Subtype /Link /A << /S /URI /URI (file:///etc/passwd) >> >>]")]
    [InlineData("", "/Annots [<< /Type /Annot /Subtype /RichMedia >>]")]
    [InlineData("", "/Annots [<< /Type /Annot /Subtype /FileAttachment /FS << /Type /Filespec /EF << /F 5 0 R >> >> >>]")]
    public void Pdf_WhenItCarriesAnythingActive_IsRefused(string catalog, string page) =>
        Refused(DocumentRefusal.ActivePdf, SamplePdf.With(catalog, page, "<< /Length 2 >>\nstream\nhi\nendstream"));

    [Fact]
    public void Pdf_WhenItLinksToAWebPage_IsAccepted() => Assert.Equal(1, PdfInspection.Inspect(
        SamplePdf.With("", "/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://example.org/verify/123) >> >>]"), Limits));

    [Fact]
    public void Pdf_WhenATitleSpeaksOfScripts_IsAccepted() => Assert.Equal(1, PdfInspection.Inspect(
        SamplePdf.With("", "", "<< /Title (HTML/JavaScript \\(Launch\\) /AA) >>"), Limits));

    [Fact]
    public void Pdf_WhenTheScriptIsPackedInAnObjectStream_IsRefused()
    {
        var pdf = SamplePdf.Packed("/OpenAction 6 0 R", Script);

        Assert.DoesNotContain("JavaScript", Encoding.Latin1.GetString(pdf), StringComparison.Ordinal);
        Refused(DocumentRefusal.ActivePdf, pdf);
    }

    [Fact]
    public void Pdf_WhenTheScriptIsPackedWithAnEscapedName_IsRefused() =>
        Refused(DocumentRefusal.ActivePdf, SamplePdf.Packed("/OpenAction 6 0 R", "<< /S /#4aavaScrip#74 /#4a#53 (x) >>"));

    [Fact]
    public void Pdf_WhenAnObjectIsLeftOutOfTheTable_IsStillRead()
    {
        var text = Encoding.Latin1.GetString(SamplePdf.Plain());
        var hidden = text.Replace("startxref", "9 0 obj\n" + Script + "\nendobj\nstartxref", StringComparison.Ordinal);

        Refused(DocumentRefusal.ActivePdf, Encoding.Latin1.GetBytes(hidden));
    }

    [Fact]
    public void Pdf_WhenAStreamLivesInAnotherFile_IsRefused() =>
        Refused(DocumentRefusal.ActivePdf, SamplePdf.With("", "", "<< /Length 0 /F (\\\\\\\\host\\\\share\\\\a) >>\nstream\n\nendstream"));

    [Fact]
    public void Pdf_WhenLockedByAPassword_IsRefused() => Refused(DocumentRefusal.EncryptedPdf, SamplePdf.Classic(
        ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", SamplePdf.Page, SamplePdf.Content,
         $"<< /Filter /Standard /V 1 /R 2 /P -44 /O <{new string('a', 64)}> /U <{new string('b', 64)}> >>"],
        $"/Encrypt 5 0 R /ID [<{new string('0', 32)}> <{new string('0', 32)}>]"));

    [Fact]
    public void Pdf_WhenCutShort_IsRefused()
    {
        var pdf = SamplePdf.Plain();
        Refused(DocumentRefusal.DamagedPdf, pdf[..(pdf.Length / 2)]);
    }

    [Fact]
    public void Pdf_WhenOnlyItsFirstLineIsReal_IsRefused() => Refused(DocumentRefusal.DamagedPdf, "%PDF-1.7\nnothing here\n%%EOF\n"u8.ToArray());

    [Fact]
    public void Pdf_WhenItHasNoPage_IsRefused() => Refused(DocumentRefusal.DamagedPdf, SamplePdf.Classic(
        ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>"]));

    [Fact]
    public void Pdf_WhenItHasTheMostPagesAllowed_IsAccepted() => Assert.Equal(200, PdfInspection.Inspect(SamplePdf.WithPages(200), Limits));

    [Fact]
    public void Pdf_WhenOnePageTooMany_SaysHowManyAndTheLimit()
    {
        var refusal = Refused(DocumentRefusal.TooManyPages, SamplePdf.WithPages(201));

        Assert.Equal("This PDF has 201 pages. The limit is 200: save only the pages of the certificate, then upload the new file.", refusal.Message);
    }

    [Fact]
    public void Pdf_WhenPagesAreFarTooMany_IsRefusedBeforeOpening() => Refused(DocumentRefusal.TooManyPages, SamplePdf.WithPages(5_000));

    [Fact]
    public void Pdf_WhenItHasTooManyParts_IsRefused() => Refused(DocumentRefusal.TooComplex,
        SamplePdf.With("", "", "[" + string.Concat(Enumerable.Repeat("1 ", 210_000)) + "]"));

    [Fact]
    public void Pdf_WhenMadeOfNames_IsRefusedBeforeTheyAreRead() => Refused(DocumentRefusal.TooComplex,
        SamplePdf.With("", "", "[" + string.Concat(Enumerable.Repeat("/a", 230_000)) + "]"));

    [Theory]
    [InlineData("[", 200_000)]
    [InlineData("<</a ", 100_000)]
    public void Pdf_WhenNestedWithoutEnd_IsRefused(string opening, int depth) => Refused(DocumentRefusal.DamagedPdf,
        SamplePdf.With("", "", string.Concat(Enumerable.Repeat(opening, depth))));

    [Fact]
    public void Pdf_WhenANameTreeLoops_IsRefused() => Refused(DocumentRefusal.DamagedPdf,
        SamplePdf.With("/Names << /Dests 5 0 R >>", "", "<< /Kids [6 0 R] >>", "<< /Kids [5 0 R] >>"));

    [Fact]
    public void Pdf_WhenANameTreeLoopsThroughPackedObjects_IsRefused() => Refused(DocumentRefusal.DamagedPdf,
        SamplePdf.Packed("/Names << /Dests 6 0 R >>", "<< /Kids [6 0 R] >>"));

    [Fact]
    public void Pdf_WhenATreeGrowsWithoutMeasure_IsRefused()
    {
        // each level names the next one twice: 40 objects, 2^40 leaves
        var levels = Enumerable.Range(5, 40).Select(number => $"<< /Kids [{number + 1} 0 R {number + 1} 0 R] >>");
        Refused(DocumentRefusal.TooComplex, SamplePdf.With("/Names << /Dests 5 0 R >>", "", [.. levels, "<< /Names [] >>"]));
    }

    [Fact]
    public void Pdf_WhenThePageTreeIsVeryDeep_IsRefused()
    {
        const int Depth = 10_000;
        var nodes = Enumerable.Range(2, Depth).Select(number => string.Create(CultureInfo.InvariantCulture,
            $"<< /Type /Pages /Kids [{number + 1} 0 R] /Count 1 {(number > 2 ? $"/Parent {number - 1} 0 R" : "")} >>"));
        Refused(DocumentRefusal.DamagedPdf, SamplePdf.Classic(
            ["<< /Type /Catalog /Pages 2 0 R >>", .. nodes, $"<< /Type /Page /Parent {Depth + 1} 0 R /MediaBox [0 0 9 9] >>"]));
    }

    [Fact]
    public void Pdf_WhenPackedDataSwells_IsRefused()
    {
        var bomb = Encoding.Latin1.GetString(SamplePdf.Deflate(new byte[40 * 1024 * 1024]));
        Refused(DocumentRefusal.TooComplex, SamplePdf.With("", "",
            $"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length {bomb.Length} >>\nstream\n{bomb}\nendstream"));
    }

    [Fact]
    public void Pdf_WhenEveryObjectMakesTheReaderSearch_GivesUp()
    {
        // an endless string after each object header: read naively that is the square of the file's length
        var body = "(" + string.Concat(Enumerable.Repeat("1 0 obj ( ", 60_000));
        Assert.Throws<DocumentRefusedException>(() => PdfInspection.Inspect(SamplePdf.With("", "", body), Limits));
    }

    [Fact]
    public void Pdf_WhenTwoValuesShareAnObject_IsRefused() => Refused(DocumentRefusal.DamagedPdf, SamplePdf.With("", "", "<< >> << /Kids [5 0 R] >>"));

    [Theory]
    [InlineData("<!DOCTYPE html><script>alert(1)</script>")]
    [InlineData("\u00EF\u00BB\u00BF")]
    public void Pdf_WhenSomethingStandsInFront_IsRefused(string front) =>
        Refused(DocumentRefusal.MixedContent, [.. Encoding.Latin1.GetBytes(front), .. SamplePdf.Plain()]);

    [Fact]
    public void Pdf_WhenAZipFollows_IsRefused() => Refused(DocumentRefusal.MixedContent, [.. SamplePdf.Plain(), .. "PK\x03\x04"u8, .. new byte[40]]);

    [Fact]
    public void Pdf_WhenAZipHidesTheEndMarkInItsComment_IsRefused()
    {
        byte[] directory = [.. "PK\x05\x06"u8, .. new byte[16], 6, 0, .. "%%EOF\n"u8];
        Refused(DocumentRefusal.MixedContent, [.. SamplePdf.Plain(), .. directory]);
    }

    [Fact]
    public void Pdf_WhenWhiteSpaceFollows_IsAccepted() => Assert.Equal(1, PdfInspection.Inspect((byte[])[.. SamplePdf.Plain(), .. "\r\n \0\0"u8], Limits));

    private static DocumentRefusedException Refused(DocumentRefusal reason, byte[] pdf)
    {
        var refusal = Assert.Throws<DocumentRefusedException>(() => PdfInspection.Inspect(pdf, Limits));
        Assert.Equal(reason, refusal.Reason);
        PlainSentences.AssertPlain(refusal.Message);
        return refusal;
    }
}
