using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Documents;
using HmisOnboarding.Tests.Support;
using Microsoft.Playwright;
using SkiaSharp;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.Browser;

/// <summary>A PDF and a picture are seen inside the page that judges them, under the policies that keep them from doing anything.</summary>
[Trait("Category", "Browser")]
public sealed class PreviewTests(Chromium chromium, LiveApp app) : IClassFixture<Chromium>, IClassFixture<LiveApp>
{
    private CancellationToken Cancel { get; } = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Preview_WhenOpened_ShowsThePictureAndThePdfInThePage()
    {
        var code = await OpenAsync();
        var page = await chromium.OpenAsync(app.Address);
        var refused = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                refused.Add(message.Text);
        };
        await page.SignInAsync("dana.cole@harbor.example.org");
        await page.GotoAsync($"/requests/{code}");

        // the first one that waits is open from the start
        var picture = page.Locator("[data-course=C01] img[data-test=preview]");
        await picture.WaitForAsync();
        await page.WaitForFunctionAsync("() => document.querySelector('[data-course=C01] img[data-test=preview]').naturalWidth === 640");

        await page.Locator("[data-course=C02] .review-head").ClickAsync();
        var frame = page.Locator("[data-course=C02] iframe[data-test=preview]");
        await frame.WaitForAsync();
        await frame.ScrollIntoViewIfNeededAsync();
        await SeesDrawnAsync(page, frame);

        Assert.Empty(refused);
        await page.Context.CloseAsync();
    }

    // the viewer of the browser is a page of its own that no script reaches: what counts is what a person sees
    private static async Task SeesDrawnAsync(IPage page, ILocator frame)
    {
        for (var i = 0; i < 50; i++)
        {
            var shot = await frame.ScreenshotAsync();
            if (Environment.GetEnvironmentVariable("HMIS_TEST_PICTURES") is { Length: > 0 } folder)
                await System.IO.File.WriteAllBytesAsync(Path.Combine(folder, "preview.png"), shot);
            using var seen = SKBitmap.Decode(shot);
            var red = seen.Pixels.Count(p => p.Red > 200 && p.Green < 60 && p.Blue < 60);
            if (red > 1_000)
                return;
            await page.WaitForTimeoutAsync(100);
        }

        Assert.Fail("The PDF is not drawn in the page.");
    }

    private async Task<string> OpenAsync()
    {
        var dana = new Caller(app.Administrator.Id);
        var requests = app.Service<RequestService>();
        var code = await requests.OpenAsync(dana, new NewRequest
        {
            AgencyId = app.AgencyId,
            FirstName = "Paula",
            LastName = "Pike",
            WorkEmail = "paula.pike@harbor.example.org",
            JobTitle = "Case Manager",
            SupervisorName = "Sam Super",
            SupervisorEmail = "sam@harbor.example.org",
            RoleTypeCode = TestCommunity.RoleType,
            Projects = ["Harbor Emergency Shelter"],
            EverHadAccount = false,
            StartsOn = DateOnly.FromDateTime(DateTimeOffset.Now.Date).AddDays(10),
        }, Cancel);
        const string Red = "1 0 0 rg 0 0 200 200 re f";
        var pdf = SamplePdf.Classic(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", SamplePdf.Page, $"<< /Length {Red.Length} >>\nstream\n{Red}\nendstream"]);
        foreach (var (course, name, content) in new[] { ("C01", "photo.jpg", SamplePicture.Draw(SKEncodedImageFormat.Jpeg, 640, 320)), ("C02", "certificate.pdf", pdf) })
        {
            using var file = new MemoryStream(content);
            await requests.UploadCertificateAsync(dana, code, course, file, name, DateOnly.FromDateTime(DateTimeOffset.Now.Date).AddDays(-20), 92, null, Cancel);
        }

        return code;
    }
}
