using System.Security.Cryptography;
using System.Text;
using HmisOnboarding.Domain.Agreements.Sealing;
using HmisOnboarding.Tests.Support;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Tokens;
using Xunit;

namespace HmisOnboarding.Tests.Agreements.Sealing;

public sealed class PdfSealTests
{
    [Fact]
    public async Task SealAsync_WhenThreeSign_GivesRevisionsThatOtherToolsAccept()
    {
        var (files, _) = await SealRoom.FinishedAsync();
        for (var count = 1; count <= 3; count++)
        {
            using var pdf = new PdfTools(files[count - 1].Bytes);
            var structure = await pdf.CheckAsync();
            Assert.Contains("No syntax or stream encoding errors found", structure, StringComparison.Ordinal);
            Assert.DoesNotContain("WARNING", structure, StringComparison.Ordinal);

            var signatures = Split(await pdf.SignaturesAsync());
            Assert.Equal(count, signatures.Count);
            for (var i = 0; i < count; i++)
            {
                Assert.Contains($"Signature Field Name: Signature{i + 1}", signatures[i], StringComparison.Ordinal);
                Assert.Contains("Signature is Valid.", signatures[i], StringComparison.Ordinal);
                Assert.Contains("Signature Type: ETSI.CAdES.detached", signatures[i], StringComparison.Ordinal);
                Assert.Contains($"Signing Time: Mar 04 2026 17:0{i + 1}:00", signatures[i], StringComparison.Ordinal);
                Assert.Contains(i == count - 1 ? "- Total document signed" : "- Not total document signed", signatures[i], StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task SealAsync_WhenSealedAgain_KeepsEveryEarlierFileByteForByte()
    {
        var (files, _) = await SealRoom.FinishedAsync();
        Assert.Equal(SealRoom.Drawing(1), files[0].Bytes[..SealRoom.Drawing(1).Length]);
        Assert.Equal(files[0].Bytes, files[1].Bytes[..files[0].Bytes.Length]);
        Assert.Equal(files[1].Bytes, files[2].Bytes[..files[1].Bytes.Length]);
        Assert.All(files, file => Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(file.Bytes)), file.Sha256));
        Assert.InRange(files[2].Bytes.Length, 100_000, 300_000);
    }

    [Fact]
    public async Task SealAsync_WhenSealedAgain_ShowsTheNewDrawingOnly()
    {
        var (files, _) = await SealRoom.FinishedAsync();
        for (var count = 1; count <= 3; count++)
        {
            using var pdf = new PdfTools(files[count - 1].Bytes);
            using var drawn = new PdfTools(SealRoom.Drawing(count));
            Assert.Equal(await drawn.TextAsync(), await pdf.TextAsync());
            Assert.Equal(Facts(await drawn.InfoAsync()), Facts(await pdf.InfoAsync()));

            var fonts = (await pdf.FontsAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)[2..];
            Assert.Equal(3, fonts.Length);
            Assert.All(fonts, font => Assert.Matches(@"Identity-H\s+yes yes yes", font));
        }

        // title, dates and pages; not the size and the version of the format
        static List<string> Facts(string info) =>
            [.. info.Split('\n').Where(l => l.Split(':')[0] is "Title" or "Subject" or "Keywords" or "Author" or "CreationDate" or "ModDate" or "Pages" or "Metadata Stream")];
    }

    [Fact]
    public async Task SealAsync_WhenThreeSign_OpensInAReaderWithAllFieldsOnTheLastPage()
    {
        var (files, _) = await SealRoom.FinishedAsync();
        using var document = PdfDocument.Open(files[2].Bytes);
        var last = document.NumberOfPages;
        Assert.True(document.TryGetForm(out var form));
        Assert.Equal(["Signature1", "Signature2", "Signature3"], form!.Fields.Select(field => field.Information.PartialName));
        Assert.Equal(3, Assert.IsType<ArrayToken>(document.GetPage(last).Dictionary.Data["Annots"]).Data.Count);
        Assert.All(Enumerable.Range(1, last - 1), page => Assert.DoesNotContain("Annots", document.GetPage(page).Dictionary.Data.Keys));
    }

    [Fact]
    public async Task SealAsync_WhenTheDrawingHasManyPages_FindsTheLastOne()
    {
        using var room = new SealRoom();
        var document = SampleAgreement.Finished();
        var drawn = SealRoom.Draw(document with { Sections = [.. Enumerable.Repeat(document.Sections, 5).SelectMany(s => s)] });
        var one = await room.SealAsync(drawn, null, SealRoom.Words(1));
        var two = await room.SealAsync(drawn, one, SealRoom.Words(2));

        using var pdf = new PdfTools(two.Bytes);
        await pdf.CheckAsync();
        Assert.Equal(2, Split(await pdf.SignaturesAsync()).Count(s => s.Contains("Signature is Valid.", StringComparison.Ordinal)));
        using var read = PdfDocument.Open(two.Bytes);
        Assert.True(read.NumberOfPages > 16, $"{read.NumberOfPages} pages need no tree.");
        Assert.Contains("Annots", read.GetPage(read.NumberOfPages).Dictionary.Data.Keys);
        Assert.True(room.Inspect(two.Bytes).IsGenuine);
    }

    [Theory]
    [InlineData("María (Rodríguez) \\ Ünal")]
    [InlineData("محمد عبد السلام")]
    [InlineData("王小明 𠮷田")]
    [InlineData("O'Neil (Ace) \\) >> endobj /ByteRange [0 1 2 3]")]
    [InlineData("Plain Name")]
    public async Task SealAsync_WhenNamesHoldAnyCharacters_GivesThemBack(string text)
    {
        using var room = new SealRoom();
        var file = await room.SealAsync(
            SealRoom.Drawing(1), null, SealRoom.Words(1) with { SignerName = text, Reason = "Because " + text, Location = text });

        using var pdf = new PdfTools(file.Bytes);
        await pdf.CheckAsync();
        Assert.Contains("Signature is Valid.", await pdf.SignaturesAsync(), StringComparison.Ordinal);
        Assert.True(room.Inspect(file.Bytes).IsGenuine);
        using var document = PdfDocument.Open(file.Bytes);
        Assert.True(document.TryGetForm(out var form));
        var seal = (DictionaryToken)document.Structure.GetObject(
            ((IndirectReferenceToken)form!.Fields[0].Dictionary.Data["V"]).Data).Data;
        Assert.Equal(text, Text(seal.Data["Name"]));
        Assert.Equal("Because " + text, Text(seal.Data["Reason"]));
        Assert.Equal(text, Text(seal.Data["Location"]));

        static string Text(IToken token) => token is HexToken hex
            ? Encoding.BigEndianUnicode.GetString(hex.Bytes.ToArray()).TrimStart('\uFEFF')
            : ((StringToken)token).Data;
    }

    [Fact]
    public async Task SealAsync_WhenTheEarlierFileWasAltered_IsRefused()
    {
        using var room = new SealRoom();
        var one = await room.SealAsync(SealRoom.Drawing(1), null, SealRoom.Words(1));
        one.Bytes[800] ^= 1;
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => room.SealAsync(SealRoom.Drawing(2), one, SealRoom.Words(2)));
        Assert.Equal("The earlier version of this agreement is not as it was sealed.", refused.Message);
    }

    [Fact]
    public async Task SealAsync_WhenWordsDoNotFit_IsRefused()
    {
        using var room = new SealRoom();
        var one = await room.SealAsync(SealRoom.Drawing(1), null, SealRoom.Words(1));
        await Refuse(SealRoom.Words(1));
        await Refuse(SealRoom.Words(2) with { DocumentMark = new string('f', 32) });
        await Refuse(SealRoom.Words(2) with { DocumentMark = "0123" });
        await Refuse(SealRoom.Words(2) with { FieldName = "a.b" });
        await Refuse(SealRoom.Words(2) with { AtUtc = new DateTime(2026, 3, 4, 17, 0, 0, DateTimeKind.Local) });
        await Refuse(SealRoom.Words(2) with { Reason = new string('r', 2001) });

        Task Refuse(SealWords words) =>
            Assert.ThrowsAsync<ArgumentException>(() => room.SealAsync(SealRoom.Drawing(2), one, words));
    }

    [Fact]
    public async Task SealAsync_WhenTheDrawingIsNoPdf_IsRefused()
    {
        using var room = new SealRoom();
        foreach (var drawn in new[] { [], "%PDF-1.4 startxref 99999999999"u8.ToArray(), SealRoom.Drawing(1)[..5000], SealRoom.Drawing(1)[..^200] })
            await Assert.ThrowsAsync<InvalidDataException>(() => room.SealAsync(drawn, null, SealRoom.Words(1)));
    }

    private static List<string> Split(string signatures) => [.. signatures.Split("Signature #")[1..]];
}
