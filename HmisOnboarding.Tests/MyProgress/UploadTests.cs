using Bunit;
using HmisOnboarding.Tests.Documents;
using HmisOnboarding.Tests.Support;
using HmisOnboarding.Web.Features.MyProgress;
using Microsoft.AspNetCore.Components.Forms;
using Xunit;

namespace HmisOnboarding.Tests.MyProgress;

public sealed class UploadTests : MyProgressTest
{
    private const string Course = "C02";

    private static InputFileContent Certificate { get; } =
        InputFileContent.CreateFromBinary(TestCommunity.CertificatePdf("Basic Privacy and Security"), "privacy.pdf", null, "application/pdf");

    [Fact]
    public async Task Upload_WhenTheCertificateIsRight_IsStoredAndTheRowSaysUploaded()
    {
        var code = await Community.OpenRequestAsync();
        var page = await OpenFormAsync(code);
        Choose(page, Certificate);
        Type(page, "2026-02-20", "92", "LC-7");

        await UploadAsync(page);

        Eventually(page, () => Assert.Equal("Uploaded", Words(Row(page, Course).QuerySelector("[data-test=status]")!)));
        var item = (await Community.ViewAsync(code)).Checklist.Single(i => i.Course.Code == Course);
        Assert.Equal((new DateOnly(2026, 2, 20), 92, "LC-7", "privacy.pdf"), (item.CompletedOn!.Value, item.ScorePercent!.Value, item.CertificateNumber, item.DocumentName));
        Assert.Equal($"/documents/{item.DocumentId}/preview", Row(page, Course).QuerySelector("[data-test=preview]")!.GetAttribute("href"));
        Assert.Empty(page.FindAll("[data-test=upload-form]"));
        Assert.Contains("Expires Sat 20 Feb 2027", Words(Row(page, Course)), StringComparison.Ordinal);
        Assert.Equal("The certificate for Basic Privacy and Security is uploaded.", page.Find("[role=status]").TextContent);
    }

    [Fact]
    public async Task Upload_WhenTheContentIsNoCertificate_SaysSoBesideTheFileAndKeepsWhatWasTyped()
    {
        var code = await Community.OpenRequestAsync();
        var page = await OpenFormAsync(code);
        Choose(page, InputFileContent.CreateFromText("<html>Sign in again</html>", "privacy.pdf", null, "application/pdf"));
        Type(page, "2026-02-20", "92", "LC-7");

        await UploadAsync(page);

        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-test=file-problem]")));
        Assert.Equal("privacy.pdf", Hook(page, "chosen").TextContent);
        Assert.Equal(("2026-02-20", "92", "LC-7"), (Value(page, "completed-on"), Value(page, "score"), Value(page, "certificate-number")));
        Assert.Null((await Community.ViewAsync(code)).Checklist.Single(i => i.Course.Code == Course).EvidenceId);
        Assert.Empty(Directory.GetFiles(Community.DocumentsPath, "*", SearchOption.AllDirectories));

        Choose(page, Certificate);
        await UploadAsync(page);
        Eventually(page, () => Assert.Equal("Uploaded", Words(Row(page, Course).QuerySelector("[data-test=status]")!)));
    }

    [Fact]
    public async Task Choose_WhenThePdfCanBeRead_FillsInWhatIsCertainAndLeavesWhatWasTyped()
    {
        var page = await OpenFormAsync(await Community.OpenRequestAsync());
        await page.Find("[data-test=certificate-number]").InputAsync(new() { Value = "MY-1" });

        Choose(page, Certificate);

        Eventually(page, () => Assert.StartsWith("Filled in from the certificate: date, score. Compare and change", Words(Hook(page, "read")), StringComparison.Ordinal));
        Assert.Equal(("2026-02-20", "92", "MY-1"), (Value(page, "completed-on"), Value(page, "score"), Value(page, "certificate-number")));

        // another file takes back what the first one filled in
        Choose(page, InputFileContent.CreateFromText("%PDF-1.7", "empty.pdf"));
        Eventually(page, () => Assert.StartsWith("Nothing could be read", Words(Hook(page, "read")), StringComparison.Ordinal));
        Assert.Equal(("", "", "MY-1"), (Value(page, "completed-on") ?? "", Value(page, "score") ?? "", Value(page, "certificate-number")));
    }

    [Fact]
    public async Task Choose_WhenTheFileIsTooLarge_SaysItsSizeBeforeAnythingIsSent()
    {
        var page = await OpenFormAsync(await Community.OpenRequestAsync());

        Choose(page, InputFileContent.CreateFromBinary(new byte[12 * 1024 * 1024], "scan.pdf"));

        Assert.Equal("This file is 12 MB. The limit is 10 MB: save a smaller copy or take a photo of the certificate, then upload it again.", Hook(page, "file-problem").TextContent);
        Assert.Equal("true", page.Find("input[type=file]").GetAttribute("aria-invalid"));
    }

    [Theory]
    [InlineData("maria ssn 219-09-9999.pdf", "This looks like it holds a social security number. Remove it: this site must not keep one.")]
    [InlineData("privacy.pdf", null)]
    public async Task Choose_WhenTheNameLooksPrivate_Warns(string name, string? warning)
    {
        var page = await OpenFormAsync(await Community.OpenRequestAsync());

        Choose(page, InputFileContent.CreateFromText("%PDF-1.7", name));

        Assert.Equal(warning, page.FindAll("[data-test=file-warning]").Select(Words).SingleOrDefault());
    }

    [Theory]
    [InlineData(null, "92", "date-problem", "Enter the completion date that is printed on the certificate.")]
    [InlineData("2026-03-09", "92", "date-problem", "The completion date 9 March 2026 is in the future. Enter the date that is printed on the certificate.")]
    [InlineData("2024-03-09", "92", "date-problem", "The certificate for Basic Privacy and Security expired on 9 March 2025. Take the course again and upload the renewed one.")]
    [InlineData("2026-02-20", "79", "score-problem", "The pass score for Basic Privacy and Security is 80 percent and this certificate says 79. Take the quiz again, then upload the new certificate.")]
    [InlineData("2026-02-20", "good", "score-problem", "Enter the score as a whole number, for example 85. Leave it empty if none is shown.")]
    public async Task Upload_WhenAFactIsWrong_SaysItBesideItsFieldAndStoresNothing(string? date, string score, string hook, string sentence)
    {
        var code = await Community.OpenRequestAsync();
        var page = await OpenFormAsync(code);
        Choose(page, InputFileContent.CreateFromBinary(SamplePicture.Draw(SkiaSharp.SKEncodedImageFormat.Png), "privacy.png"));
        Type(page, date, score, "");

        await UploadAsync(page);

        Assert.Equal(sentence, Hook(page, hook).TextContent);
        Assert.Single(page.FindAll("[data-test=upload-form] [role=alert]"));
        Assert.Equal(score, Value(page, "score"));
        Assert.Null((await Community.ViewAsync(code)).Checklist.Single(i => i.Course.Code == Course).EvidenceId);
    }

    [Fact]
    public async Task Upload_WhenNoFileIsChosen_AsksForIt()
    {
        var page = await OpenFormAsync(await Community.OpenRequestAsync());
        Type(page, "2026-02-20", "92", "");

        await UploadAsync(page);

        Assert.Equal("Choose the certificate first: a photo or a PDF.", Hook(page, "file-problem").TextContent);
    }

    [Fact]
    public async Task Upload_WhenAccessEndedMeanwhile_SaysWhyAtTheButton()
    {
        var code = await Community.OpenRequestAsync();
        var page = await OpenFormAsync(code);
        Choose(page, Certificate);
        Type(page, "2026-02-20", "92", "");
        var form = page.FindComponent<HmisOnboarding.Web.Components.Requests.UploadForm>();
        await Community.DeactivateAsync(await Community.SubjectOfAsync(code));

        await PressAsync(form, "[data-test=upload] button");

        form.WaitForAssertion(() => Assert.NotEmpty(form.FindAll(".act-refused")));
        Assert.Equal("2026-02-20", form.Find("[data-test=completed-on]").GetAttribute("value"));
    }

    [Fact]
    public async Task Row_WhenACertificateIsAcceptedOrRunsOutSoon_StaysVisibleAndSaysUntilWhen()
    {
        var code = await Community.OpenRequestAsync();
        await Community.UploadAsync(await Community.SubjectOfAsync(code), code, "C01");
        await Community.UploadAsync(await Community.SubjectOfAsync(code), code, Course, new DateOnly(2025, 4, 1));
        await Community.AcceptAllAsync(code);

        var page = await OpenAsync(code);

        Assert.Equal("Accepted", Words(Row(page, "C01").QuerySelector("[data-test=status]")!));
        Assert.Equal("Accepted, expires soon", Words(Row(page, Course).QuerySelector("[data-test=status]")!));
        Assert.Contains("Expires Wed 1 Apr. Take the course again in time", Words(Row(page, Course)), StringComparison.Ordinal);
        Assert.Contains("2 of 4 certificates accepted", Hook(page, "checklist-count").TextContent, StringComparison.Ordinal);

        await Community.UploadAsync(await Community.SubjectOfAsync(code), code, Course, new DateOnly(2026, 3, 2));
        Eventually(page, () => Assert.Contains("A newer certificate, taken Mon 2 Mar, waits", Words(Row(page, Course)), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Row_WhenTheCertificateExpired_SaysWhenAndTakesARenewedOne()
    {
        var code = await Community.OpenRequestAsync();
        await Community.UploadAsync(await Community.SubjectOfAsync(code), code, Course, new DateOnly(2025, 3, 3));
        Community.Clock.Advance(TimeSpan.FromDays(1));

        var page = await OpenAsync(code);

        Assert.Equal("Expired", Words(Row(page, Course).QuerySelector("[data-test=status]")!));
        Assert.Contains("It expired on Tue 3 Mar.", Words(Row(page, Course)), StringComparison.Ordinal);
        Assert.Equal("Upload a renewed one", Row(page, Course).QuerySelector("[data-test=open-upload]")!.TextContent);
    }

    [Fact]
    public async Task Sheet_WhenPrinted_HasOneLineForEachCourse()
    {
        var code = await Community.OpenRequestAsync();
        await Community.UploadAsync(await Community.SubjectOfAsync(code), code, Course);

        var page = await OpenAsync(code);

        var rows = Hook(page, "checklist-sheet").QuerySelectorAll("tbody tr").Select(Words).ToList();
        Assert.Equal(4, rows.Count);
        Assert.Contains(rows, r => r == "Basic Privacy and SecurityFri 20 Feb 2026 92 % LC-2026-0001 Sat 20 Feb 2027 ☐ to review");
    }

    private async Task<IRenderedComponent<MyProgressPage>> OpenFormAsync(string code)
    {
        var page = await OpenAsync(code);
        await page.Find($"[data-code={Course}] [data-test=open-upload]").ClickAsync(new());
        return page;
    }

    private static void Choose(IRenderedComponent<MyProgressPage> page, InputFileContent file) => page.FindComponent<InputFile>().UploadFiles(file);

    private static void Type(IRenderedComponent<MyProgressPage> page, string? date, string score, string number)
    {
        if (date is not null)
            page.Find("[data-test=completed-on]").Change(date);
        page.Find("[data-test=score]").Input(score);
        page.Find("[data-test=certificate-number]").Input(number);
    }

    private static string? Value(IRenderedComponent<MyProgressPage> page, string test) => Hook(page, test).GetAttribute("value");

    private Task UploadAsync(IRenderedComponent<MyProgressPage> page) => PressAsync(page, "[data-test=upload] button");
}
