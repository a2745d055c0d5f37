using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Tests.Documents;
using HmisOnboarding.Tests.Support;
using Xunit;

namespace HmisOnboarding.Tests.Training;

/// <summary>Reading a certificate helps and never decides: what is certain is offered, what differs is said, what can mean two things stays two.</summary>
public sealed class CertificateReadingTests
{
    private static readonly Course Privacy = Catalogue.Default.Course("C02");
    private static readonly Course Orientation = Catalogue.Default.Course("C01");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Certificate_WhenDrawnByALearningCenter_IsReadWhole()
    {
        var text = PdfInspection.ReadText(TestCommunity.CertificatePdf(Privacy.Title, "Maria Ruiz"), TimeProvider.System);
        var read = CertificateReading.Of(text, "Maria Ruiz", Privacy, Catalogue.Default.Courses);

        Assert.True(read.NamesPerson, text);
        Assert.True(read.NamesCourse, text);
        Assert.Equal((new DateOnly(2026, 2, 20), 92, "LC-2026-0001"), (read.Day, read.Score, read.Number));
        Assert.Empty(read.Differences("Maria Ruiz", Privacy, new DateOnly(2026, 2, 20), 92, "lc 2026 0001"));
    }

    [Theory]
    [InlineData("This certificate is awarded to\nJ. Smith\nfor completing", "The certificate says J. Smith, the request is for Maria Ruiz.")]
    [InlineData("This is to certify that John Smith has successfully completed", "The certificate says John Smith, the request is for Maria Ruiz.")]
    [InlineData("Learner: Mario Ruiz", "The certificate says Mario Ruiz, the request is for Maria Ruiz.")]
    [InlineData("awarded to Maria Elena Ruiz", null)]
    [InlineData("awarded to RUIZ, MARIA", null)]
    [InlineData("awarded to Mar\u00EDa Ru\u00EDz", null)]
    [InlineData("awarded to M aria R uiz", null)]
    [InlineData("Well done", null)]
    public void Name_WhenRead_DiffersOnlyWhereAnotherOneStands(string text, string? difference) =>
        Assert.Equal(difference is null ? [] : [difference], Read(text).Differences("Maria Ruiz", Privacy, new DateOnly(2026, 3, 3), null, null));

    [Theory]
    [InlineData("Completed on 3 March 2025", "The certificate says 3 March 2025, entered is 3 March 2026.")]
    [InlineData("Completion date: March 3rd, 2025", "The certificate says 3 March 2025, entered is 3 March 2026.")]
    [InlineData("Completed 2026-03-03", null)]
    [InlineData("Date: 03.03.2026", null)]
    [InlineData("Completed 03/04/2026", "The certificate says 03/04/2026, which can be 4 March 2026 or 3 April 2026, entered is 3 March 2026.")]
    [InlineData("Completed 04/03/2026", "The certificate says 04/03/2026, which can be 3 April 2026 or 4 March 2026, entered is 3 March 2026.")]
    [InlineData("Completed 3 March 2026, valid until 3 March 2027", null)]
    [InlineData("Valid until 3 March 2027", null)]
    [InlineData("Date of birth 3 March 2001", null)]
    public void Date_WhenRead_IsHeldAgainstTheOneEntered(string text, string? difference) =>
        Assert.Equal(difference is null ? [] : [difference], Read(text).Differences("Maria Ruiz", Privacy, new DateOnly(2026, 3, 3), null, null));

    [Theory]
    [InlineData("Completed 03/04/2026", null)]
    [InlineData("Completed 13/04/2026", "2026-04-13")]
    [InlineData("Completed 04/13/2026", "2026-04-13")]
    [InlineData("Completed 29 February 2025", null)]
    [InlineData("Completed 1 May 2025. Completed 2 May 2025", null)]
    [InlineData("Issued 2 May 2025\nCompleted 1 May 2025", "2025-05-01")]
    [InlineData("Expires 2 May 2027", null)]
    [InlineData("Completed\n1st of May 2025", "2025-05-01")]
    public void Day_WhenNotExactlyOneCanBeMeant_IsNotGuessed(string text, string? day) =>
        Assert.Equal(day, Read(text).Day?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void Date_WhenItCanMeanTwoDaysAndOneWasEntered_IsShownAsTwo() =>
        Assert.Equal(["The certificate says 03/04/2026, which can be 4 March 2026 or 3 April 2026. Entered is 4 March 2026."],
            Read("Completed 03/04/2026").Differences("Maria Ruiz", Privacy, new DateOnly(2026, 3, 4), null, null));

    [Theory]
    [InlineData("Score: 92 %", 92)]
    [InlineData("Final grade 85/100", 85)]
    [InlineData("Score 17 out of 20", 85)]
    [InlineData("Result: 79.9 percent", 79)]
    [InlineData("Passing score: 80 %", null)]
    [InlineData("80 % required to pass. Your score: 91 %", 91)]
    [InlineData("Score 90 %, second try 95 %", null)]
    [InlineData("8 hours", null)]
    public void Score_WhenExactlyOneStandsThere_IsOffered(string text, int? score) => Assert.Equal(score, Read(text).Score);

    [Theory]
    [InlineData("Certificate number: LC-2026-0001", "LC-2026-0001")]
    [InlineData("Certificate No. A77-19", "A77-19")]
    [InlineData("Credential ID 5f3e9911", "5f3e9911")]
    [InlineData("Certificate of Completion", null)]
    [InlineData("Certificate ID: X-1 and Certificate ID: X-2", null)]
    public void Number_WhenExactlyOneStandsThere_IsOffered(string text, string? number) => Assert.Equal(number, Read(text).Number);

    [Fact]
    public void Title_WhenOfAnotherCourse_IsSaid()
    {
        Assert.Equal([$"The certificate has another course title: {Orientation.Title}."],
            Read($"has completed the course\n{Orientation.Title}").Differences("Maria Ruiz", Privacy, new DateOnly(2026, 3, 3), null, null));
        Assert.Equal(["The certificate has another course title: Fire Safety."], Read("Course: Fire Safety").Differences("Maria Ruiz", Privacy, new DateOnly(2026, 3, 3), null, null));
        Assert.Empty(Read($"Course: {Privacy.Title.ToUpperInvariant()}").Differences("Maria Ruiz", Privacy, new DateOnly(2026, 3, 3), null, null));
    }

    [Fact]
    public void Title_WhenItStandsInsideALongerOne_IsTheLongerOne()
    {
        var longer = Privacy with { Code = "X1", Title = Privacy.Title + " for Directors" };
        var read = CertificateReading.Of($"Course: {longer.Title}", "Maria Ruiz", Privacy, [Privacy, longer]);
        Assert.Equal((false, longer.Title), (read.NamesCourse, read.OtherTitle));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n \u0000 ")]
    public void Nothing_WhenThereIsNoText_DecidesNothing(string text)
    {
        var read = Read(text);
        Assert.False(read.HasText);
        Assert.Empty(read.Differences("Maria Ruiz", Privacy, new DateOnly(2026, 3, 3), 90, "A-1234"));
    }

    [Fact]
    public async Task Upload_WhenTheFileNamesSomebodyElse_IsTakenAndTheDifferenceIsKept()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync(firstName: "Maria", lastName: "Ruiz");
        await community.UploadAsync(await community.SubjectOfAsync(code), code, "C02", new DateOnly(2025, 4, 1), 95);

        var item = (await community.ViewAsync(code)).Checklist.Single(i => i.Course.Code == "C02");

        Assert.Equal(ChecklistStatus.Uploaded, item.Status);
        Assert.Equal(["The certificate says Nina Nova, the request is for Maria Ruiz.", "The certificate says 20 February 2026, entered is 1 April 2025.", "The certificate says 92 percent, entered is 95 percent."], item.Check!.Differences);
        // it blocks nothing: the administrator confirms by accepting
        await community.Requests.AcceptCertificateAsync(community.Alma, code, item.EvidenceId!.Value, Cancel);
        Assert.Equal(ChecklistStatus.Accepted, (await community.ViewAsync(code)).Checklist.Single(i => i.Course.Code == "C02").Status);
    }

    [Fact]
    public async Task Peek_WhenTheFileIsChosen_KeepsNothing()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        var before = community.Dump();
        var subject = await community.SubjectOfAsync(code);

        using var content = new MemoryStream(TestCommunity.CertificatePdf(Privacy.Title));
        var read = await community.Requests.ReadCertificateAsync(subject, code, "C02", content, "privacy.pdf", Cancel);
        using var page = new MemoryStream("<html>"u8.ToArray());
        using var picture = new MemoryStream(SamplePicture.Draw(SkiaSharp.SKEncodedImageFormat.Png));

        Assert.Equal((new DateOnly(2026, 2, 20), 92, "LC-2026-0001"), (read!.Day, read.Score, read.Number));
        Assert.Null(await community.Requests.ReadCertificateAsync(subject, code, "C02", page, "privacy.pdf", Cancel));
        Assert.Null(await community.Requests.ReadCertificateAsync(subject, code, "C02", picture, "privacy.png", Cancel));
        Assert.Equal(before, community.Dump());
        Assert.Empty(Directory.GetFiles(community.DocumentsPath, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task SameNumber_WhenAnotherPersonHasIt_IsFlaggedOnBothAndTheCodeStaysWithinTheAgency()
    {
        await using var community = await TestCommunity.CreateAsync();
        var (first, second, foreign) = (await community.OpenRequestAsync(), await community.OpenRequestAsync(), await community.OpenRequestAsync(community.Boris));
        await community.UploadAsync(await community.SubjectOfAsync(first), first, "C02", number: "AB-77-1234");
        Assert.False((await community.ViewAsync(first, community.Alma)).Checklist.Single(i => i.Course.Code == "C02").SameNumberElsewhere);

        await community.Requests.RecordPaperCertificateAsync(community.Alma, second, "C09", new DateOnly(2026, 2, 20), 90, "ab 771234", Cancel);
        await community.Requests.RecordPaperCertificateAsync(community.Boris, foreign, "C02", new DateOnly(2026, 2, 20), 90, "AB771234", Cancel);

        async Task<ChecklistItem> ItemAsync(string code, Caller by) => (await community.ViewAsync(code, by)).Checklist.Single(i => i.CertificateNumber is not null);
        var (own, twin, far) = (await ItemAsync(first, community.Alma), await ItemAsync(second, community.Alma), await ItemAsync(foreign, community.Boris));
        Assert.All([own, twin, far], i => Assert.True(i.SameNumberElsewhere));
        Assert.Equal([second], own.TwinCodes);
        Assert.Equal([first], twin.TwinCodes);
        Assert.Empty(far.TwinCodes);
        Assert.False((await ItemAsync(first, await community.SubjectOfAsync(first))).SameNumberElsewhere);
    }

    [Fact]
    public async Task SameNumber_WhenItIsShortOrThePersonsOwn_IsNotFlagged()
    {
        await using var community = await TestCommunity.CreateAsync();
        var (first, second) = (await community.OpenRequestAsync(), await community.OpenRequestAsync());
        await community.Requests.RecordPaperCertificateAsync(community.Alma, first, "C01", new DateOnly(2026, 2, 20), null, "12", Cancel);
        await community.Requests.RecordPaperCertificateAsync(community.Alma, second, "C01", new DateOnly(2026, 2, 20), null, "12", Cancel);
        await community.Requests.RecordPaperCertificateAsync(community.Alma, second, "C02", new DateOnly(2026, 2, 20), 90, "OWN-1234", Cancel);
        await community.Requests.RecordPaperCertificateAsync(community.Alma, second, "C09", new DateOnly(2026, 2, 20), 90, "OWN-1234", Cancel);
        Assert.All((await community.ViewAsync(second, community.Alma)).Checklist, i => Assert.False(i.SameNumberElsewhere));
    }

    [Theory]
    [InlineData("/Resources << /Font << /F 5 0 R >> /XObject << /A 6 0 R >> >>", "/A Do")]
    public void Text_WhenFormsCallEachOtherForEver_IsLeftUnread(string resources, string content)
    {
        var pdf = LoopingPdf(resources, content);
        PdfInspection.Inspect(pdf, new DocumentLimits());
        Assert.Equal("", PdfInspection.ReadText(pdf, TimeProvider.System));
    }

    [Theory]
    [InlineData("BT /F 12 Tf 72 700 Td (Completed) Tj 70 0 Td (1 May 2025) Tj 0 -20 Td [(Sc) 20 (ore:) -400 (92 %)] TJ ET", "Completed 1 May 2025\nScore: 92 %\n")]
    [InlineData("BT /F 12 Tf 14 TL 72 700 Td <4D61726961> Tj T* (Ru\\355z) Tj ET", "Maria\nRu\u00EDz\n")]
    public void Text_WhenThePageIsPlain_IsReadLineByLine(string content, string expected) =>
        Assert.Equal(expected, PdfInspection.ReadText(PlainPdf(content), TimeProvider.System));

    [Fact]
    public void Text_WhenThePageNeverEnds_StopsAtTheLimit()
    {
        var many = string.Concat(Enumerable.Repeat("(abcdefghijklmnopqrstuvwxyz) Tj ", 20_000));
        Assert.InRange(PdfInspection.ReadText(PlainPdf($"BT /F 12 Tf {many} ET"), TimeProvider.System).Length, 0, PdfInspection.TextCharacters + 30);
        var nothing = string.Concat(Enumerable.Repeat("q Q ", 200_000));
        Assert.Equal("", PdfInspection.ReadText(PlainPdf(nothing), TimeProvider.System));
    }

    private static CertificateReading Read(string text) => CertificateReading.Of(text, "Maria Ruiz", Privacy, Catalogue.Default.Courses);

    private static byte[] PlainPdf(string content) => Pdf("/Resources << /Font << /F 5 0 R >> >>", content, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");

    // form 6 draws form 7 and form 7 draws form 6
    private static byte[] LoopingPdf(string resources, string content) => Pdf(resources, content,
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", Form("/B 7 0 R", "/B Do"), Form("/A 6 0 R", "/A Do"));

    private static string Form(string forms, string content) =>
        $"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << {forms} >> >> /Length {content.Length} >>\nstream\n{content}\nendstream";

    private static byte[] Pdf(string resources, string content, params string[] more)
    {
        var objects = new List<string>
        {
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R {resources} >>",
            $"<< /Length {content.Length} >>\nstream\n{content}\nendstream",
        };
        objects.AddRange(more);
        return SamplePdf.Classic(objects);
    }
}
