using System.Text.RegularExpressions;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Tests.Support;
using QRCoder;
using UglyToad.PdfPig;
using Xunit;

namespace HmisOnboarding.Tests.Agreements;

/// <summary>What the printed agreement shows of signatures, evidence and the way to verify it.</summary>
public sealed partial class SignedPdfTests
{
    private const string LongName = "Maria del Carmen Concepción de la Santísima Trinidad Fernández-Villavicencio y Gutiérrez-Echeverría von und zu Hohenstein";

    private static readonly AgreementPdf Pdf = new();

    public static TheoryData<string, PaperSize> EveryLayout => new MatrixTheoryData<string, PaperSize>(
        ["drawn", "mixed and open", "long names", "bare", "many events"], [PaperSize.Letter, PaperSize.A4]);

    [Theory]
    [MemberData(nameof(EveryLayout))]
    public void Draw_OnEachPaper_LaysNoInkOnTextAndNothingInTheMargins(string kind, PaperSize paper)
    {
        var bytes = Pdf.Draw(Layout(kind, paper));
        AgreementPdfTests.AssertClean(bytes);
        using var document = PdfDocument.Open(bytes);
        foreach (var page in PageInk.Of(bytes))
        {
            foreach (var ink in Strokes(document, page.Number))
            {
                Assert.All(page.Lines.Concat(page.Bars), other => Assert.False(ink.Touches(other), $"{kind}: ink on '{other.Text}'"));
                Assert.InRange(ink.Left, 54, page.Width - 54);
                Assert.InRange(ink.Right, 54, page.Width - 54);
            }
        }
    }

    [Fact]
    public async Task Draw_WhenSignaturesAreDrawn_PutsInkOnEachLineAndThePrintedNameBelow()
    {
        var bytes = Pdf.Draw(SignedSample.Finished());
        using var drawn = new PdfTools(bytes);
        var page = await PageWithAsync(drawn, "Signatures\n");
        using var document = PdfDocument.Open(bytes);
        var strokes = Strokes(document, page).OrderByDescending(ink => ink.Top).ToList();
        Assert.Equal(3, strokes.Count);
        // Without the running head, which names the person too.
        var lines = PageInk.Of(bytes)[page - 1].Lines.Where(line => line.Bottom < 740).ToList();
        foreach (var (ink, meaning, name) in strokes.Zip(
            ["I have read this", "I reviewed the", "I authorise this"], ["María Rodríguez", "Dana Cole", "Signature of Samuel"]))
        {
            Assert.InRange(ink.Top - ink.Bottom, 25, 46);
            Assert.InRange(lines.Single(line => Starts(line, meaning)).Bottom - ink.Top, 0, 20);
            Assert.InRange(ink.Bottom - lines.Single(line => Starts(line, name)).Top, 0, 20);
        }

        var text = await drawn.TextAsync(page);
        Assert.Contains("Name Signature of Samuel Okonkwo for Ruth Abara\n", text, StringComparison.Ordinal);
        Assert.Contains("Signed 4 Mar 2026 11:29 EST\n", text, StringComparison.Ordinal);
        Assert.Equal(3, Regex.Count(text, "Method Drawn by hand on a screen"));

        static bool Starts(InkBox line, string words) => line.Text.StartsWith(words, StringComparison.Ordinal)
            || line.Text.StartsWith(PdfTools.Squeeze(words), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Draw_WhenInkIsSmallOrWholeBox_FitsItWithoutBlowingItUp()
    {
        var finished = SignedSample.Finished();
        foreach (var (text, width, height) in new[] { ("1000 200 400 200;1400 200-400 200", 36.0, 18.0), ("0 0 3000 1000;3000 0-3000 1000", 128, 43), ("0 500 3000 20-3000 20", 267, 4) })
        {
            var blocks = finished.Signatures.Select(block => block with { Ink = InkDrawing.Parse(text) });
            var bytes = Pdf.Draw(finished with { Signatures = [.. blocks] });
            using var drawn = new PdfTools(bytes);
            using var document = PdfDocument.Open(bytes);
            var ink = Strokes(document, await PageWithAsync(drawn, "Signatures\n"))[0];
            Assert.InRange(ink.Right - ink.Left, width - 2, width + 2);
            Assert.InRange(ink.Top - ink.Bottom, height - 2, height + 2);
        }
    }

    [Fact]
    public async Task Draw_WhenSignedOnPaper_SaysSoWithDayAndConfirmation()
    {
        using var drawn = new PdfTools(Pdf.Draw(SignedSample.Open()));
        var text = await drawn.TextAsync(await PageWithAsync(drawn, "Signatures\n"));
        Assert.Contains("signed on paper, 3 Mar 2026\nName Dana Cole\n", text, StringComparison.Ordinal);
        Assert.Contains("Scan confirmed by Dana Cole, Agency Administrator\n3 Mar 2026 13:04 EST\n", text, StringComparison.Ordinal);
        Assert.Contains("Method Typed name\n", text, StringComparison.Ordinal);
        var evidence = await EvidenceAsync(drawn, "Record of signatures so far");
        Assert.Contains($"Scan (SHA-256) {SignedSample.Hash('e')}\n", evidence, StringComparison.Ordinal);
        Assert.Contains("3 Mar 2026 13:04:07 EST (2026-03-03 18:04:07 UTC)", evidence, StringComparison.Ordinal);
        Assert.Contains("Executive Director\nSigned not signed yet\n", evidence, StringComparison.Ordinal);
        Assert.Contains("This copy not complete\n", evidence, StringComparison.Ordinal);
        Assert.DoesNotContain("Certificate of completion", await drawn.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Draw_WhenAllIsKnown_PrintsEveryFactOfTheCertificate()
    {
        using var drawn = new PdfTools(Pdf.Draw(SignedSample.Finished()));
        var text = await EvidenceAsync(drawn, "Certificate of completion");
        foreach (var fact in new[]
        {
            $"Address {SignedSample.VerificationAddress}", $"Code {SignedSample.VerificationCode}", "This copy complete: all signatures are given",
            "Drawn 4 Mar 2026 11:30:05 EST (2026-03-04 16:30:05 UTC)", $"Request code {SampleAgreement.Code}",
            "Agreement mark 0198f3a2-7c41-7b6e-9d35-52a1c8e0b744", "Agreement HMIS User Agreement", "Text version 2026.1",
            $"Text (SHA-256) {SampleAgreement.Hash}", "Person María Rodríguez", "Agency Harbor Family Shelter", "Role type Case worker",
            "Community Kent County Continuum of Care", "Signatures 3 of 3 given",
            "Name María Rodríguez", "Seat New user of Harbor Family Shelter", "E-mail signer1@harbor.example.org",
            "Signed 3 Mar 2026 09:15:07 EST (2026-03-03 14:15:07 UTC)", "Method Drawn by hand on a screen, under the signer’s own sign-in",
            "Identity confirmed Password and code by e-mail, 3 Mar 2026 09:14:27 EST (2026-03-03 14:14:27 UTC)",
            "Electronic consent text version 2026.1, 3 Mar 2026 09:10:07 EST (2026-03-03 14:10:07 UTC)",
            "First viewed 3 Mar 2026 08:54:07 EST (2026-03-03 13:54:07 UTC)",
            "Initialled 27 of 27 clauses, first 3 Mar 2026 09:12:07 EST, last 3 Mar 2026 09:12:07 EST", "Initialled not asked of this signer",
            "Network address 2001:db8:4a00:17::1:9", "Device Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "Signed on behalf of nobody else",
            "Signed on behalf of Ruth Abara", "Delegate Named by Ruth Abara on 20 Feb 2026", "Waiver none", "Waiver Course “Informed Consent”",
            $"Text signed (SHA-256) {SampleAgreement.Hash}", "Signature mark 0198f3a2-8d00-7000-8000-000000000003",
            $"Sealed file 1 sealed 3 Mar 2026 09:16:07 EST (2026-03-03 14:16:07 UTC), SHA-256\n{SignedSample.Hash('a')}",
            $"Sealed file 2 sealed 3 Mar 2026 13:02:07 EST (2026-03-03 18:02:07 UTC), SHA-256\n{SignedSample.Hash('b')}",
            $"Seal certificate {SignedSample.Hash('c')}", "Time-stamp authority https://tsa.example.org", $"Audit record entry 184223, SHA-256\n{SignedSample.Hash('d')}",
        })
        {
            Assert.Contains("\n" + fact, text, StringComparison.Ordinal);
        }

        foreach (var happened in SignedSample.Finished().History)
            Assert.Contains(PdfTools.Squeeze(happened.Text), PdfTools.Squeeze(text), StringComparison.Ordinal);
        Assert.Equal(6, Regex.Count(text, "Reason: The certificate showed"));
        Assert.DoesNotContain("not recorded", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(EveryLayout))]
    public async Task Draw_OfAnyCertificate_LeavesNoFactWithoutValue(string kind, PaperSize paper)
    {
        var document = Layout(kind, paper);
        var bytes = Pdf.Draw(document);
        using var drawn = new PdfTools(bytes);
        var first = await PageWithAsync(drawn, document.Complete ? "Certificate of completion\n" : "Record of signatures so far\n");
        string[] headings =
        [
            "Certificate of completion", "Record of signatures so far", "HMIS User Agreement, request", "Verify this document", "Open the address", "whether this paper", "says whether", "valid, and which",
            "No public page is set", "Ask the community", "This agreement", "Seal and records", "What happened", .. document.Signatures.Select(block => block.SlotTitle),
        ];
        var known = headings.Select(PdfTools.Squeeze).ToList();
        var (facts, alone) = (0, 0);
        foreach (var page in PageInk.Of(bytes).Skip(first - 1))
        {
            // Between the running head and the foot, a line at the left edge is a label or one of the known headings.
            foreach (var label in page.Lines.Where(line => line.Left < 56 && line.Bottom > 58 && line.Top < page.Height - 56))
            {
                if (page.Lines.Any(line => line != label && Math.Abs(line.Bottom - label.Bottom) < 3 && line.Left > label.Right))
                    facts++;
                else if (known.Exists(heading => PdfTools.Squeeze(label.Text).StartsWith(heading, StringComparison.Ordinal)))
                    alone++;
                else
                    Assert.Fail($"'{label.Text}' on page {page.Number} has no value.");
            }
        }

        Assert.InRange(facts, 30, 200);
        Assert.InRange(alone, 8, 14);
    }

    [Theory]
    [InlineData(PaperSize.Letter)]
    [InlineData(PaperSize.A4)]
    public async Task Draw_WithVerificationAddress_PrintsACodeThatCamerasRead(PaperSize paper)
    {
        var document = SignedSample.Finished(paper);
        var bytes = Pdf.Draw(document);
        using var drawn = new PdfTools(bytes);
        var number = await PageWithAsync(drawn, "Certificate of completion\n");
        using var opened = PdfDocument.Open(bytes);
        var page = opened.GetPage(number);
        var box = page.Paths.Where(path => path.IsFilled).MaxBy(path => path.Count)!.GetBoundingRectangle()!.Value;

        var link = $"{SignedSample.VerificationAddress}/{SignedSample.VerificationCode}";
        Assert.Equal(link, document.VerificationLink);
        using var expected = QRCodeGenerator.GenerateQrCode(link, QRCodeGenerator.ECCLevel.M);
        var side = expected.ModuleMatrix.Count;
        var module = box.Width / (side - 8);
        Assert.InRange(module * side, 96, 110);
        Assert.Equal(box.Width, box.Height, 0.01);

        // The library's matrix has the four light modules on each side: they must be free on the page too.
        var painted = await RenderedPage.OfAsync(bytes, number, 200);
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                var (left, top) = (box.Left + (x - 4 + 0.5) * module, (double)page.Height - box.Top + (y - 4 + 0.5) * module);
                Assert.True(expected.ModuleMatrix[y][x] == painted.IsDark(left, top), $"module {x}, {y}");
            }
        }
    }

    [Fact]
    public async Task Draw_OnEveryPage_NamesTheCodeAndWhereToVerify()
    {
        using var drawn = new PdfTools(Pdf.Draw(SignedSample.Finished()));
        var pages = (await drawn.TextAsync()).Split('\f', StringSplitOptions.RemoveEmptyEntries);
        Assert.InRange(pages.Length, 8, 9);
        Assert.All(pages, page => Assert.Contains($"Verify with code {SignedSample.VerificationCode} at {SignedSample.VerificationAddress}\n", page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Draw_WithoutVerificationAddress_SaysSoAndDrawsNoCode()
    {
        using var drawn = new PdfTools(Pdf.Draw(SignedSample.Finished() with { VerificationAddress = " ", VerificationCode = "7K3M9QW2XRB8N4THVC6P" }));
        var text = await EvidenceAsync(drawn, "Certificate of completion");
        Assert.Contains("Address not recorded\nCode 7K3M9-QW2XR-B8N4T-HVC6P\n", text, StringComparison.Ordinal);
        Assert.Contains("No public page is set", text, StringComparison.Ordinal);
        Assert.Contains("Verification code 7K3M9-QW2XR-B8N4T-HVC6P\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Draw_WhenLinkIsTooLongForACode_Refuses() =>
        Assert.Throws<ArgumentException>(() => Pdf.Draw(SignedSample.Finished() with { VerificationAddress = "https://" + new string('a', 200) }));

    [Fact]
    public async Task Draw_HoweverManyEvents_LeavesNoLonelyLineOnTheLastPage()
    {
        var finished = SignedSample.Finished() with { Sections = [] };
        var pages = new HashSet<int>();
        for (var count = 22; count <= 34; count++)
        {
            using var drawn = new PdfTools(Pdf.Draw(finished with { History = [.. SignedSample.Events(count)] }));
            var texts = (await drawn.TextAsync()).Split('\f', StringSplitOptions.RemoveEmptyEntries);
            pages.Add(texts.Length);
            Assert.InRange(Regex.Count(texts[^1], @"Step \d+ was done"), 3, 40);
            Assert.InRange(Regex.Count(texts.Single(page => page.Contains("What happened\n", StringComparison.Ordinal)), @"Step \d+ was done"), 3, 40);
        }

        // The range holds the place where a page is added, or this proved nothing.
        Assert.Equal(2, pages.Count);
    }

    [Fact]
    public async Task Draw_WhenSomeActorsAreUnknown_SaysNotRecorded()
    {
        var events = SignedSample.Events(3).ToList();
        using var drawn = new PdfTools(Pdf.Draw(SignedSample.Finished() with { History = [events[0], events[1] with { Who = " " }, events[2] with { Reason = "محمد said so." }] }));
        var text = await EvidenceAsync(drawn, "Certificate of completion");
        Assert.Contains("When Who What\n1 Mar 2026 04:37:07 EST María Rodríguez, new", text, StringComparison.Ordinal);
        Assert.Contains("EST not recorded Step 2 was done", text, StringComparison.Ordinal);
        Assert.Contains("Reason: ", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("محمد عبد السلام")]
    [InlineData("שרה כהן")]
    public void Draw_WhenDelegateHasARightToLeftName_KeepsWhoForWhomInOrder(string name)
    {
        var finished = SignedSample.Finished();
        var bytes = Pdf.Draw(finished with { Signatures = [.. finished.Signatures.Take(2), finished.Signatures[2] with { SignedName = name }] });
        var line = PageInk.Of(bytes).SelectMany(page => page.Lines).Single(line => line.Text.Replace(" ", "", StringComparison.Ordinal).StartsWith("Signatureof", StringComparison.Ordinal));
        Assert.EndsWith("forRuthAbara", line.Text.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x\u0302\u0323 Q\u0301a")]
    [InlineData("Ŵ\u0323illa M\u030Cary")]
    public async Task Draw_WhenLettersCarryMarks_PrintsThemInOneFace(string name)
    {
        Assert.Empty(AgreementPdf.Uncovered(name));
        var finished = SignedSample.Finished();
        using var drawn = new PdfTools(Pdf.Draw(finished with { Signatures = [.. finished.Signatures.Select(block => block with { Ink = null, SignedName = name })] }));
        var signatures = await drawn.TextAsync(await PageWithAsync(drawn, "Signatures\n"));
        Assert.Contains(PdfTools.Squeeze(name.Normalize()), PdfTools.Squeeze(signatures).Normalize(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("typed name")]
    [InlineData("printed name")]
    [InlineData("e-mail")]
    [InlineData("event")]
    [InlineData("actor")]
    [InlineData("reason")]
    [InlineData("delegate")]
    [InlineData("waiver")]
    [InlineData("device")]
    [InlineData("scan confirmed by")]
    [InlineData("address")]
    public void Draw_WhenAnyPlaceHoldsUncoveredSigns_RefusesAndNamesThem(string place)
    {
        const string Bad = "田 and 😀";
        var finished = SignedSample.Finished();
        var (first, others) = (finished.Signatures[0], finished.Signatures.Skip(1));
        var spoiled = place switch
        {
            "typed name" => With(first with { Ink = null, SignedName = Bad }),
            "printed name" => With(first with { SignedName = Bad }),
            "e-mail" => With(first with { Email = Bad }),
            "event" => finished with { History = [new(SampleAgreement.Utc(1, 1, 1), Bad)] },
            "actor" => finished with { History = [new(SampleAgreement.Utc(1, 1, 1), "It happened.") { Who = Bad }] },
            "reason" => finished with { History = [new(SampleAgreement.Utc(1, 1, 1), "It happened.") { Reason = Bad }] },
            "delegate" => With(first with { OnBehalfOf = Bad }),
            "waiver" => With(first with { WaiverNote = Bad }),
            "device" => With(first with { Device = Bad }),
            "scan confirmed by" => With(SignedSample.OnPaper(first) with { PaperConfirmedBy = Bad }),
            _ => finished with { VerificationAddress = Bad },
        };
        Assert.Equal(["田", "😀"], Assert.Throws<UndrawableTextException>(() => Pdf.Draw(spoiled)).Characters);

        AgreementDocument With(SignatureBlock block) => finished with { Signatures = [block, .. others] };
    }

    [Fact]
    public async Task Draw_WhenTypedNameHas120Letters_ShrinksItAndCutsNothing()
    {
        using var drawn = new PdfTools(Pdf.Draw(Layout("long names", PaperSize.Letter)));
        var signatures = await drawn.TextAsync(await PageWithAsync(drawn, "Signatures\n"));
        Assert.Contains(PdfTools.Squeeze("and will keep to it." + LongName + "Seat"), PdfTools.Squeeze(signatures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Draw_WhenFullyEvidenced_StaysSmallSoundAndEqual()
    {
        var bytes = Pdf.Draw(SignedSample.Finished());
        Assert.InRange(bytes.Length, 40_000, 95_000);
        using var drawn = new PdfTools(bytes);
        await drawn.CheckAsync();
        Assert.All(Enumerable.Range(0, 5), _ => Assert.Equal(bytes, new AgreementPdf().Draw(SignedSample.Finished())));
    }

    [Fact]
    public void QrCode_AsSvg_HoldsTheSameModules()
    {
        var code = QrCode.Of(SignedSample.VerificationAddress);
        Assert.StartsWith("M0 0h7v1h-7z", code.ToSvgPath(), StringComparison.Ordinal);
        var dark = Enumerable.Range(0, code.Size * code.Size).Count(i => code.IsDark(i % code.Size, i / code.Size));
        Assert.Equal(dark, RunLength().Matches(code.ToSvgPath()).Sum(run => int.Parse(run.Groups[1].ValueSpan, null)));
        Assert.Throws<ArgumentException>(() => QrCode.Of(" "));
    }

    [GeneratedRegex(@"h(\d+)v1")]
    private static partial Regex RunLength();

    private static AgreementDocument Layout(string kind, PaperSize paper)
    {
        var finished = SignedSample.Finished(paper);
        return kind switch
        {
            "drawn" => finished,
            "mixed and open" => SignedSample.Open(paper),
            "long names" => finished with
            {
                PersonName = LongName,
                Signatures = [.. finished.Signatures.Select((block, i) => block with { SignedName = LongName, Ink = i == 1 ? block.Ink : null, OnBehalfOf = i == 2 ? LongName : null })],
            },
            "bare" => SampleAgreement.Finished() with { Paper = paper },
            _ => finished with { History = [.. SignedSample.Events(75)], SealedEarlier = [.. Enumerable.Range(1, 12).Select(n => new SealedFile(n, SignedSample.Hash('a')))] },
        };
    }

    private static async Task<int> PageWithAsync(PdfTools drawn, string words)
    {
        var page = Array.FindIndex((await drawn.TextAsync()).Split('\f'), text => text.Contains(words, StringComparison.Ordinal));
        Assert.True(page >= 0, $"No page says '{words}'.");
        return page + 1;
    }

    /// <summary>The text from the certificate's title on, without heads and feet between its pages.</summary>
    private static async Task<string> EvidenceAsync(PdfTools drawn, string title)
    {
        var text = await drawn.TextAsync();
        return text[text.IndexOf(title + "\n", StringComparison.Ordinal)..];
    }

    private static List<InkBox> Strokes(PdfDocument document, int page) =>
    [
        .. document.GetPage(page).Paths
            .Where(path => path.IsStroked && path.GetBoundingRectangle() is not null)
            .Select(path => path.GetBoundingRectangle()!.Value)
            .Select(box => new InkBox("ink", box.Left, box.Right, box.Bottom, box.Top)),
    ];
}
