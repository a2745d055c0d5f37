using System.Globalization;
using System.Text;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Tests.Support;
using Xunit;

namespace HmisOnboarding.Tests.Agreements;

public sealed class AgreementPdfTests
{
    private const string Band = "Not complete: signatures are missing";

    private static readonly AgreementPdf Pdf = new();

    [Fact]
    public async Task Draw_WhenFinished_HoldsEveryClauseWholeAndInOrder()
    {
        var document = SampleAgreement.Finished();
        using var drawn = new PdfTools(Pdf.Draw(document));
        var text = await drawn.BodyTextAsync();
        var at = 0;
        foreach (var section in document.Sections)
        {
            at = Find(section.Heading, at);
            foreach (var clause in section.Clauses)
            {
                at = Find(clause.Number + clause.Text, at);
                if (clause.AsksInitials)
                    at = Find("MR, 3 Mar 2026 09:12 EST", at);
            }
        }

        Find("Certificate of completion", at);

        int Find(string expected, int from)
        {
            var found = text.IndexOf(PdfTools.Squeeze(expected), from, StringComparison.Ordinal);
            Assert.True(found >= 0, $"'{expected}' is not in the text after {from}.");
            return found;
        }
    }

    [Fact]
    public async Task Draw_WhenFinished_PrintsWhoSignedAndWhenOnSignaturesAndOnLastPage()
    {
        var document = SampleAgreement.Finished();
        using var drawn = new PdfTools(Pdf.Draw(document));
        var text = await drawn.TextAsync();
        var signatures = text[text.IndexOf("Signatures\n", StringComparison.Ordinal)..text.IndexOf("Certificate of completion", StringComparison.Ordinal)];
        var evidence = text[text.IndexOf("Certificate of completion", StringComparison.Ordinal)..];
        Assert.All(document.Signatures, block => Assert.Contains(block.Meaning, signatures, StringComparison.Ordinal));
        foreach (var (name, minute, second) in new[]
        {
            ("María Rodríguez", "3 Mar 2026 09:15 EST", "3 Mar 2026 09:15:07 EST (2026-03-03 14:15:07 UTC)"),
            ("Dana Cole", "3 Mar 2026 13:01 EST", "3 Mar 2026 13:01:07 EST (2026-03-03 18:01:07 UTC)"),
            ("Samuel Okonkwo", "4 Mar 2026 11:29 EST", "4 Mar 2026 11:29:07 EST (2026-03-04 16:29:07 UTC)"),
        })
        {
            Assert.Contains(name, signatures, StringComparison.Ordinal);
            Assert.Contains(minute, signatures, StringComparison.Ordinal);
            Assert.Contains(name, evidence, StringComparison.Ordinal);
            Assert.Contains(second, evidence, StringComparison.Ordinal);
        }

        Assert.Equal(4, Occurrences(evidence, SampleAgreement.Hash));
        Assert.Contains("3 of 3 given", evidence, StringComparison.Ordinal);
        Assert.Contains("Signed by the executive director.", evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Zoë Müller-Ångström, Þórður Æsir")]
    [InlineData("Żaneta Świątek-Łęcka, Gökçe İnönü, Dvořák")]
    [InlineData("Nguyễn Thị Ánh Tuyết, Đặng Ngọc Ẩn")]
    [InlineData("Κωνσταντίνος Παπαδόπουλος")]
    [InlineData("Юлия Щёлокова, Євген Їжакевич")]
    [InlineData("محمد عبد السلام")]
    [InlineData("שרה כהן")]
    [InlineData("O’Neil “Ace” d’Angelo — affine officer, file, flow")]
    public async Task Draw_WhenNameHasAnyScript_GivesTheExactWordsBack(string name)
    {
        using var drawn = new PdfTools(Pdf.Draw(SampleAgreement.Finished(name)));
        var lines = (await drawn.ReadingTextAsync()).Split('\n').Select(PdfTools.WithoutDirectionMarks);
        // Person, signature, person and name on the last page: each stands alone on its line.
        Assert.Equal(4, lines.Count(line => line.Trim() == name));
        await drawn.CheckAsync();
    }

    [Fact]
    public async Task Draw_WhenNameIsDecomposed_PrintsItComposed()
    {
        var name = "Zoë Ruíz".Normalize(NormalizationForm.FormD);
        using var drawn = new PdfTools(Pdf.Draw(SampleAgreement.Finished(name)));
        Assert.Contains("Zoë Ruíz", await drawn.TextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Maria del Carmen Concepción de la Santísima Trinidad Fernández-Villavicencio y Gutiérrez-Echeverría von und zu Hohenstein")]
    [InlineData("Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswessenschafewarenwohlgepflegeundsorgfaltigkeit")]
    public async Task Draw_WhenNameHas120Letters_BreaksItInsideTheMargins(string name)
    {
        Assert.InRange(name.Length, 118, 122);
        var bytes = Pdf.Draw(SampleAgreement.Finished(name));
        using var drawn = new PdfTools(bytes);
        Assert.True(Occurrences(await drawn.BodyTextAsync(), PdfTools.Squeeze(name)) >= 4);
        AssertClean(bytes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Draw_OnEveryPage_PrintsNumberCodeAndBand(bool complete)
    {
        var bytes = Pdf.Draw(complete ? SampleAgreement.Finished() : SampleAgreement.Open());
        var pages = PageInk.Of(bytes).Count;
        Assert.InRange(pages, 5, 9);
        using var drawn = new PdfTools(bytes);
        for (var page = 1; page <= pages; page++)
        {
            var text = await drawn.TextAsync(page);
            Assert.Contains($"Page {page} of {pages}", text, StringComparison.Ordinal);
            Assert.Contains(SampleAgreement.Code, text, StringComparison.Ordinal);
            Assert.Equal(complete ? 0 : 1, Occurrences(text, Band));
        }
    }

    [Fact]
    public async Task Draw_WhenSignatureIsOpen_SaysSoOnBothPages()
    {
        using var drawn = new PdfTools(Pdf.Draw(SampleAgreement.Open()));
        var text = await drawn.TextAsync();
        Assert.Equal(2, Occurrences(text, "not signed yet"));
        Assert.Contains("2 of 3 given", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Draw_WhenFactsAreMissing_NamesThemInsteadOfLeavingGaps()
    {
        var finished = SampleAgreement.Finished();
        var bare = new SignatureBlock { SlotTitle = "New user", Meaning = "I will keep to it.", SignedAtUtc = SampleAgreement.Utc(3, 14, 15) };
        var section = new AgreementSection("Rules",
        [
            new("1", "Keep it safe.", null, null, true), new("2", "Keep it short.", "MR", null, true),
        ]);
        using var drawn = new PdfTools(Pdf.Draw(finished with
        {
            AgencyName = " ",
            Introduction = null,
            Sections = [section],
            Signatures = [bare],
            History = [],
        }));
        var lines = (await drawn.TextAsync()).Split('\n').Select(line => line.Trim()).ToList();
        foreach (var label in new[] { "Seat", "Method" })
            Assert.Equal(2, lines.Count(line => line == $"{label} not recorded"));
        foreach (var label in new[] { "Electronic consent", "Identity confirmed", "First viewed", "E-mail", "Text signed (SHA-256)", "Audit record", "Seal certificate" })
            Assert.Equal(1, lines.Count(line => line == $"{label} not recorded"));
        Assert.Equal(2, lines.Count(line => line == "Agency not recorded"));
        Assert.Contains("Name not recorded", lines);
        Assert.Contains("1 Keep it safe. initials: not yet", lines);
        Assert.Contains("2 Keep it short. MR, time not recorded", lines);
        Assert.Contains("Nothing is recorded yet.", lines);
    }

    [Fact]
    public async Task Draw_WhenSignatureIsForAnotherText_WarnsTheReader()
    {
        var finished = SampleAgreement.Finished();
        var stale = finished.Signatures[0] with { TextHash = SampleAgreement.Hash.Replace('3', '4') };
        using var drawn = new PdfTools(Pdf.Draw(finished with { Signatures = [stale, .. finished.Signatures.Skip(1)] }));
        var text = await drawn.TextAsync();
        Assert.Equal(2, Occurrences(text, "This signature was given for another version of the text."));
    }

    [Fact]
    public async Task Draw_WhenDelegateSigned_PrintsWhomAndWhy()
    {
        var finished = SampleAgreement.Finished();
        var deputy = finished.Signatures[2] with
        {
            OnBehalfOf = "Ruth Abara",
            Note = "The director is on leave.",
            MoreFacts = [new("E-mail", "samuel@harbor.example.org")],
        };
        using var drawn = new PdfTools(Pdf.Draw(finished with
        {
            Signatures = [.. finished.Signatures.Take(2), deputy],
            MoreFacts = [new("Verify this document", "https://hmis.example.org/verify")],
        }));
        var text = await drawn.TextAsync();
        Assert.Equal(1, Occurrences(text, "Name Signature of Samuel Okonkwo for Ruth Abara"));
        Assert.Equal(1, Occurrences(text, "Signed on behalf of Ruth Abara"));
        Assert.Equal(2, Occurrences(text, "Note The director is on leave."));
        Assert.Equal(1, Occurrences(text, "E-mail samuel@harbor.example.org"));
        Assert.Equal(1, Occurrences(text, "Verify this document https://hmis.example.org/verify"));
    }

    [Fact]
    public void Draw_WhenContentIsEqual_GivesEqualBytesOnEveryThread()
    {
        var small = SampleAgreement.Finished() with { Sections = [], History = [] };
        var first = Pdf.Draw(small);
        // Many: the library writes the file's number in one of two notations, the rarer one in about 1 of 150 files.
        var drawn = new byte[200][];
        Parallel.For(0, drawn.Length, i => drawn[i] = new AgreementPdf().Draw(small));
        Assert.All(drawn, bytes => Assert.Equal(first, bytes));
    }

    [Fact]
    public void Draw_WhenCultureDiffers_GivesEqualBytes()
    {
        var usual = Pdf.Draw(SampleAgreement.Finished());
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = new CultureInfo("ar-SA");
            Assert.Equal(usual, Pdf.Draw(SampleAgreement.Finished()));
        }
        finally
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = culture;
        }
    }

    [Fact]
    public void Draw_WhenContentDiffers_GivesAnotherFileIdentity()
    {
        var one = Identity(Pdf.Draw(SampleAgreement.Finished()));
        var two = Identity(Pdf.Draw(SampleAgreement.Finished("Maria <xmpMM:DocumentID>uuid: /ID [")));
        Assert.Matches("^[0-9A-F]{32}$", one);
        Assert.NotEqual(one, two);

        static string Identity(byte[] pdf)
        {
            var text = Encoding.Latin1.GetString(pdf);
            return text.Substring(text.LastIndexOf("/ID [<", StringComparison.Ordinal) + 6, 32);
        }
    }

    [Fact]
    public async Task Draw_WhenAClauseHasMarks_PrintsTheWordsBoldAndTheItemsBesideTheirDot()
    {
        var finished = SampleAgreement.Finished();
        var section = finished.Sections[0];
        var marked = finished with
        {
            Sections = [section with { Clauses = [section.Clauses[0] with { Text = "I follow **each of these rules** always:\n- No client data in mail.\n- مفتاح **سري** here." }, .. section.Clauses.Skip(1)] }, .. finished.Sections.Skip(1)],
        };

        using var drawn = new PdfTools(Pdf.Draw(marked));
        await drawn.CheckAsync();

        var text = await drawn.TextAsync();
        Assert.Contains("I follow each of these rules always:", text, StringComparison.Ordinal);
        Assert.Contains("• No client data in mail.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("**", text, StringComparison.Ordinal);
        using var plain = new PdfTools(Pdf.Draw(marked with { Sections = [.. marked.Sections.Select(s => s with { Clauses = [.. s.Clauses.Select(c => c with { Text = c.Text.Replace("**", "", StringComparison.Ordinal) })] })] }));
        // the same words, drawn with other letters
        Assert.Equal(await plain.TextAsync(), text);
        Assert.NotEqual((await plain.FontsAsync()).Length, (await drawn.FontsAsync()).Length);
    }

    [Fact]
    public async Task Draw_WhenJudgedByOtherTools_IsSoundSmallAndSelfContained()
    {
        var bytes = Pdf.Draw(SampleAgreement.Finished());
        using var drawn = new PdfTools(bytes);
        await drawn.CheckAsync();
        Assert.InRange(bytes.Length, 10_000, 120_000);
        var fonts = (await drawn.FontsAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2).ToList();
        Assert.Equal(3, fonts.Count);
        Assert.All(fonts, font => Assert.Matches(@"^[A-Z]{6}\+Noto.* yes yes yes ", font));

        var info = await drawn.InfoAsync();
        Assert.Contains("HMIS User Agreement: María Rodríguez", info, StringComparison.Ordinal);
        Assert.Matches("Author: +Kent County Continuum of Care", info);
        Assert.Matches($"Subject: +Request {SampleAgreement.Code}, Harbor Family Shelter, Case worker", info);
        Assert.Matches("CreationDate: +2026-03-04T16:30:05Z", info);
        var raw = Encoding.Latin1.GetString(bytes);
        Assert.Contains("<pdfaid:part>2</pdfaid:part>", raw, StringComparison.Ordinal);
        Assert.Contains("<pdfaid:conformance>B</pdfaid:conformance>", raw, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PaperSize.Letter, "612 x 792")]
    [InlineData(PaperSize.A4, "595 x 842")]
    public async Task Draw_OnEachPaper_HasItsSizeAndLaysNothingOnText(PaperSize paper, string size)
    {
        foreach (var document in new[] { SampleAgreement.Finished(), SampleAgreement.Open() })
        {
            var bytes = Pdf.Draw(document with { Paper = paper });
            using var drawn = new PdfTools(bytes);
            Assert.Contains(size, await drawn.InfoAsync(), StringComparison.Ordinal);
            AssertClean(bytes);
        }
    }

    [Fact]
    public async Task Draw_WhenClauseIsLongerThanAPage_GoesOnOnTheNext()
    {
        var finished = SampleAgreement.Finished();
        var text = string.Join('\n', Enumerable.Range(1, 120).Select(n => $"Sentence {n} says that records are kept with care."));
        var bytes = Pdf.Draw(finished with { Sections = [new("Rules", [new("1", text, "MR", SampleAgreement.Utc(3, 14, 12), true)])] });
        using var drawn = new PdfTools(bytes);
        var body = await drawn.BodyTextAsync();
        Assert.Contains(PdfTools.Squeeze("1" + text + "MR, 3 Mar 2026"), body, StringComparison.Ordinal);
        AssertClean(bytes);
    }

    [Fact]
    public async Task Draw_WhereverThePageEnds_KeepsHeadingsWithTheirClauses()
    {
        var open = SampleAgreement.Open() with { Signatures = [], History = [] };
        var holding = new List<int>();
        for (var lines = 24; lines <= 34; lines++)
        {
            using var drawn = new PdfTools(Pdf.Draw(open with
            {
                Introduction = string.Join('\n', Enumerable.Repeat("A line before the rules.", lines)),
                Sections = [new("The rules", [new("1", "First line of it.\nSecond line of it.\nThird line of it.", null, null, false)])],
            }));
            var pages = (await drawn.TextAsync()).Split('\f');
            holding.Add(Array.FindIndex(pages, page => page.Contains("The rules\n", StringComparison.Ordinal)));
            Assert.Contains("The rules\n1 First line of it.\nSecond line of it.", pages[holding[^1]], StringComparison.Ordinal);
        }

        // The range holds the place where the heading moves to the next page, or this proved nothing.
        Assert.Equal((0, 1), (holding[0], holding[^1]));
    }

    [Fact]
    public async Task Draw_WhenSignaturesFillThePage_SplitsNoBlock()
    {
        var finished = SampleAgreement.Finished() with { Sections = [], History = [] };
        var pagesUsed = new HashSet<int>();
        for (var lines = 1; lines <= 12; lines += 2)
        {
            var note = string.Join('\n', Enumerable.Range(1, lines).Select(n => $"Note line {n}"));
            var blocks = Enumerable.Range(1, 4).Select(n => finished.Signatures[0] with { SlotTitle = $"Slot {n} of 4", Note = note + $" end {n}" });
            using var drawn = new PdfTools(Pdf.Draw(finished with { Signatures = [.. blocks] }));
            var pages = (await drawn.TextAsync()).Split('\f');
            pagesUsed.Add(pages.Length);
            for (var n = 1; n <= 4; n++)
            {
                var holding = pages.Where(page => page.Contains($"Slot {n} of 4\n", StringComparison.Ordinal)).ToList();
                Assert.Equal(2, holding.Count);
                Assert.All(holding, page => Assert.Matches($"(?s)Slot {n} of 4\n.*Note line {lines} end {n}\n", page));
            }
        }

        Assert.True(pagesUsed.Count > 1);
    }

    [Fact]
    public void Draw_WhenCharactersAreUncovered_RefusesAndNamesThemAll()
    {
        var document = SampleAgreement.Finished("王 Maria 😀") with { Introduction = "Text with 王 and \u0007." };
        var refusal = Assert.Throws<UndrawableTextException>(() => Pdf.Draw(document));
        Assert.Equal(["王", "😀", "U+0007"], refusal.Characters);
        Assert.Contains("王 😀 U+0007", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("María, Nguyễn, Ελλάδα, Юлия, محمد, שרה; “quotes” — dash… №5 ½ € → ≥ ✓ ☐", new string[0])]
    [InlineData("tabs\t, breaks\r\nand \u200Bsoft\u00ADmarks\u202A\u202C", new string[0])]
    [InlineData("田中 and 田", new[] { "田", "中" })]
    [InlineData("family 👩‍👧 \uD800", new[] { "👩‍👧", "U+FFFD" })]
    public void Uncovered_ForAnyText_NamesWhatCannotBeDrawn(string text, string[] expected) =>
        Assert.Equal(expected, AgreementPdf.Uncovered(text));

    [Fact]
    public async Task Draw_WhenTextHoldsHiddenDirectionMarks_PrintsItsPlainOrder()
    {
        using var drawn = new PdfTools(Pdf.Draw(SampleAgreement.Finished("Ann \u202Eelop\u202C Cole")));
        Assert.Contains("Ann elop Cole", await drawn.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void Draw_WhenCalledCompleteWithOpenSignature_Refuses() =>
        Assert.Throws<ArgumentException>(() => Pdf.Draw(SampleAgreement.Open() with { Complete = true }));

    [Fact]
    public void Draw_WhenTimeIsNotUtc_Refuses()
    {
        var local = DateTime.SpecifyKind(SampleAgreement.DrawnAtUtc, DateTimeKind.Unspecified);
        Assert.Throws<ArgumentException>(() => Pdf.Draw(SampleAgreement.Finished() with { DrawnAtUtc = local }));
        Assert.Throws<ArgumentException>(() => Pdf.Draw(SampleAgreement.Finished() with { History = [new(local, "Opened.")] }));
    }

    [Theory]
    [InlineData("America/Chicago", 7, "4 Jul 2026 11:30:05 CDT")]
    [InlineData("America/Phoenix", 7, "4 Jul 2026 09:30:05 MST")]
    [InlineData("America/Los_Angeles", 1, "4 Jan 2026 08:30:05 PST")]
    [InlineData("America/Anchorage", 7, "4 Jul 2026 08:30:05 AKDT")]
    [InlineData("Europe/Berlin", 7, "4 Jul 2026 18:30:05 UTC+02:00")]
    [InlineData("UTC", 1, "4 Jan 2026 16:30:05 UTC")]
    public async Task Draw_InEachZone_NamesTheZoneOfThatDay(string zone, int month, string expected)
    {
        var at = new DateTime(2026, month, 4, 16, 30, 5, DateTimeKind.Utc);
        using var drawn = new PdfTools(Pdf.Draw(SampleAgreement.Finished() with
        {
            Zone = TimeZoneInfo.FindSystemTimeZoneById(zone),
            History = [new(at, "It happened then.")],
        }));
        Assert.Contains($"{expected} It happened then.", await drawn.TextAsync(), StringComparison.Ordinal);
    }

    internal static void AssertClean(byte[] pdf)
    {
        foreach (var page in PageInk.Of(pdf))
        {
            Assert.NotEmpty(page.Lines);
            Assert.Empty(page.Collisions((line, other) => line.Text.Replace(" ", "", StringComparison.Ordinal) == PdfTools.Squeeze(Band) && other.Text == "bar"));
            Assert.All(page.Lines, line => Assert.InRange(line.Left, 53.5, page.Width - 54));
            Assert.All(page.Lines, line => Assert.InRange(line.Right, 54, page.Width - 53.5));
            Assert.All(page.Lines, line => Assert.InRange(line.Bottom, 22, page.Height - 22));
            Assert.All(page.Bars, bar => Assert.InRange(bar.Left, 53.5, page.Width - 53.5));
            Assert.All(page.Bars, bar => Assert.InRange(bar.Right, 53.5, page.Width - 53.5));
        }
    }

    private static int Occurrences(string text, string part) =>
        text.Split(part, StringSplitOptions.None).Length - 1;
}
