using System.Text;
using HmisOnboarding.Domain.Documents;
using Xunit;

namespace HmisOnboarding.Tests.Documents;

public sealed class DocumentRulesTests
{
    private static readonly DocumentLimits Limits = new();

    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16];
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];
    private static readonly byte[] Heic = [0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0];

    [Fact]
    public void Length_WhenOneByteAboveTheLimit_NamesSizeLimitAndWayOut()
    {
        var refusal = Refused(DocumentRefusal.TooLarge, () => DocumentRules.RequireLength(Limits.MaxBytes + 1, Limits));

        Assert.Equal("This file is 10.1 MB. The limit is 10 MB: save a smaller copy or take a photo of the certificate, then upload it again.", refusal.Message);
    }

    [Fact]
    public void Length_WhenTwelvePointFour_SaysSo() =>
        Assert.StartsWith("This file is 12.4 MB.", DocumentRules.TooLarge(13_002_342, Limits).Message, StringComparison.Ordinal);

    [Fact]
    public void Length_WhenAtTheLimit_IsAccepted() => DocumentRules.RequireLength(Limits.MaxBytes, Limits);

    [Fact]
    public void Length_WhenZero_IsRefused() => Refused(DocumentRefusal.Empty, () => DocumentRules.RequireLength(0, Limits));

    [Theory]
    [InlineData("a.pdf", DocumentFormat.Pdf)]
    [InlineData("A.PDF", DocumentFormat.Pdf)]
    [InlineData("a.jpg", DocumentFormat.Jpeg)]
    [InlineData("a.JPEG", DocumentFormat.Jpeg)]
    [InlineData("a.png", DocumentFormat.Png)]
    public void Format_WhenNameAndContentAgree_IsTold(string name, DocumentFormat format) =>
        Assert.Equal(format, DocumentRules.RequireFormat(Head(format), name));

    [Theory]
    [InlineData("certificate.pdf", DocumentFormat.Jpeg, "The name ends in .pdf, but the file is a JPEG picture. Rename it so that it ends in .jpg, then upload it again.")]
    [InlineData("certificate", DocumentFormat.Pdf, "The name has no ending, but the file is a PDF. Rename it so that it ends in .pdf, then upload it again.")]
    [InlineData("photo.heic", DocumentFormat.Jpeg, "The name ends in .heic, but the file is a JPEG picture. Rename it so that it ends in .jpg, then upload it again.")]
    [InlineData("a.pdf.exe", DocumentFormat.Pdf, "The name ends in .exe, but the file is a PDF. Rename it so that it ends in .pdf, then upload it again.")]
    public void Format_WhenTheNameSaysOtherwise_SaysBoth(string name, DocumentFormat format, string message)
    {
        var refusal = Refused(DocumentRefusal.NameDisagrees, () => DocumentRules.RequireFormat(Head(format), name));

        Assert.Equal(message, refusal.Message);
    }

    [Theory]
    [InlineData("MZ\u0090\0\u0003", "certificate.pdf")]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\">", "certificate.png")]
    [InlineData("GIF89a\u0001\0\u0001\0", "certificate.jpg")]
    [InlineData("PK\u0003\u0004", "certificate.pdf")]
    [InlineData("<html>", "certificate.pdf")]
    [InlineData("%", "certificate.pdf")]
    public void Format_WhenTheContentIsSomethingElse_IsRefused(string content, string name) =>
        Refused(DocumentRefusal.WrongType, () => DocumentRules.RequireFormat(Encoding.Latin1.GetBytes(content), name));

    [Theory]
    [InlineData("IMG_0001.HEIC")]
    [InlineData("IMG_0001.jpg")]
    public void Format_WhenAnIphonePhoto_SaysHowToSendAJpeg(string name)
    {
        var refusal = Refused(DocumentRefusal.Heic, () => DocumentRules.RequireFormat(Heic, name));

        Assert.Contains("choose Most Compatible", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("JPEG", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("certificate.pdf", "certificate.pdf")]
    [InlineData("../../etc/passwd.pdf", "passwd.pdf")]
    [InlineData(@"C:\Users\ann\My  Certificate .pdf", "My Certificate.pdf")]
    [InlineData("a\r\nBcc: x\0.pdf", "aBcc: x.pdf")]
    [InlineData("\u202Efdp.exe", "fdp.exe")]
    [InlineData("caf\u0065\u0301.png", "caf\u00E9.png")]
    [InlineData("\u0141ukasz \u0634\u0647\u0627\u062F\u0629.jpg", "\u0141ukasz \u0634\u0647\u0627\u062F\u0629.jpg")]
    [InlineData("a\uD800.pdf", "a.pdf")]
    [InlineData(".pdf", "document.pdf")]
    [InlineData("folder/", "document")]
    [InlineData("...", "document")]
    [InlineData("\u200B\u2066", "document")]
    [InlineData("", "document")]
    [InlineData(null, "document")]
    public void Name_WhenCleaned_IsOneHonestSegment(string? given, string expected) => Assert.Equal(expected, DocumentRules.CleanName(given));

    [Fact]
    public void Name_WhenVeryLong_KeepsItsEndingAndWholeCharacters()
    {
        var name = DocumentRules.CleanName(string.Concat(Enumerable.Repeat("\U0001F469\u200D\U0001F680", 3_000)) + ".pdf");

        Assert.InRange(name.Length, 100, DocumentRules.MaxNameLength);
        Assert.EndsWith("\U0001F680.pdf", name, StringComparison.Ordinal);
    }

    [Fact]
    public void Name_WhenOneCharacterHasEndlessMarks_IsCutAndKept() =>
        Assert.InRange(DocumentRules.CleanName("a" + new string('\u0301', 5_000) + ".pdf").Length, 5, DocumentRules.MaxNameLength);

    [Fact]
    public void Name_WhenCleanedTwice_StaysTheSame()
    {
        foreach (var name in (string[])["..a..pdf", " .x. .png", "a . pdf", "x" + new string(' ', 300) + ".pdf", ". .pdf", "a/.pdf"])
            Assert.Equal(DocumentRules.CleanName(name), DocumentRules.CleanName(DocumentRules.CleanName(name)));
    }

    [Fact]
    public void Refusals_WhenReadByAPerson_ArePlain()
    {
        IEnumerable<Exception> all =
        [
            DocumentRules.TooLarge(13_000_000, Limits), DocumentRules.TooLarge(null, Limits), new DocumentDamagedException(),
            Refused(DocumentRefusal.Empty, () => DocumentRules.RequireLength(0, Limits)),
            Refused(DocumentRefusal.WrongType, () => DocumentRules.RequireFormat("MZ"u8, "a.pdf")),
            Refused(DocumentRefusal.Heic, () => DocumentRules.RequireFormat(Heic, "a.heic")),
            Refused(DocumentRefusal.NameDisagrees, () => DocumentRules.RequireFormat(Jpeg, "a.pdf")),
            Refused(DocumentRefusal.MixedContent, () => DocumentRules.RequirePlainEnds("<html>%PDF-1.7 %%EOF"u8)),
            Refused(DocumentRefusal.DamagedPdf, () => DocumentRules.RequirePlainEnds("%PDF-1.7 cut"u8)),
        ];

        Assert.All(all, refusal => PlainSentences.AssertPlain(refusal.Message));
    }

    private static byte[] Head(DocumentFormat format) => format switch
    {
        DocumentFormat.Pdf => "%PDF-1.7"u8.ToArray(),
        DocumentFormat.Jpeg => Jpeg,
        _ => Png,
    };

    private static DocumentRefusedException Refused(DocumentRefusal reason, Action act)
    {
        var refusal = Assert.Throws<DocumentRefusedException>(act);
        Assert.Equal(reason, refusal.Reason);
        return refusal;
    }
}
