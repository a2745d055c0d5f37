using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using HmisOnboarding.Web.Auth;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HmisOnboarding.Tests.Web;

public sealed partial class DocumentEndpointTests : IAsyncLifetime
{
    private TestCommunity _community = null!;
    private TestApp _bare = null!;
    private WebApplicationFactory<Program> _app = null!;
    private string _code = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _community = await TestCommunity.CreateAsync();
        _code = await _community.OpenAtAsync(RequestState.Submission);
        _bare = new TestApp();
        _app = _bare.WithWebHostBuilder(host =>
        {
            host.UseSetting("Storage:DataPath", _community.Folder);
            host.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(_community.Clock));
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _bare.DisposeAsync();
        await _community.DisposeAsync();
    }

    [Fact]
    public async Task Certificate_WhenOfOnesOwnAgency_ComesAsUploadedAndMayRunNothing()
    {
        var item = (await _community.ViewAsync(_code)).Checklist[0];
        var browser = await SignedInAsync(_community.Alma);

        var answer = await browser.GetAsync($"/documents/{item.DocumentId}", Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(TestCommunity.CertificatePdf(item.Course.Title), await answer.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal("application/pdf", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal(item.DocumentName, answer.Content.Headers.ContentDisposition.FileNameStar);
        Assert.Equal("sandbox; default-src 'none'; frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("DENY", answer.Headers.GetValues("X-Frame-Options").Single());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Preview_WhenAsked_IsInlineAndOnlyOwnPagesMayFrameIt(bool ofTheAgreement)
    {
        var item = (await _community.ViewAsync(_code)).Checklist[0];
        var browser = await SignedInAsync(_community.Alma);

        var answer = await browser.GetAsync(ofTheAgreement ? $"/requests/{_code}/agreement/preview" : $"/documents/{item.DocumentId}/preview", Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("inline", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.EndsWith("frame-ancestors 'self'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.StartsWith("sandbox; default-src 'none';", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("SAMEORIGIN", answer.Headers.GetValues("X-Frame-Options").Single());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task Papers_WhenOfOnesOwnAgency_AreDrawnAndPacked()
    {
        var view = await _community.ViewAsync(_code);
        var browser = await SignedInAsync(_community.Alma);

        foreach (var paper in new[] { "agreement", "form" })
        {
            var answer = await browser.GetAsync($"/requests/{_code}/{paper}.pdf", Cancel);
            Assert.Equal("application/pdf", answer.Content.Headers.ContentType!.MediaType);
            Assert.Contains(view.SubjectName, answer.Content.Headers.ContentDisposition!.FileNameStar, StringComparison.Ordinal);
            Assert.Equal("%PDF-"u8.ToArray(), (await answer.Content.ReadAsByteArrayAsync(Cancel))[..5]);
        }

        var packet = await browser.GetAsync($"/requests/{_code}/packet.zip", Cancel);
        Assert.Equal("application/zip", packet.Content.Headers.ContentType!.MediaType);
        Assert.Equal($"{_code} {view.SubjectName}.zip", packet.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.StartsWith("sandbox;", packet.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        await using var zip = await ZipArchive.CreateAsync(await packet.Content.ReadAsStreamAsync(Cancel), ZipArchiveMode.Read, leaveOpen: false, null, Cancel);
        Assert.Equal(2 + view.Checklist.Count, zip.Entries.Count);
        Assert.Equal(["01 User Request Form.pdf", "02 User Agreement.pdf"], zip.Entries.Take(2).Select(e => e.FullName));

        var bound = await browser.GetAsync($"/requests/{_code}/packet.pdf", Cancel);
        Assert.Equal("application/pdf", bound.Content.Headers.ContentType!.MediaType);
        Assert.Equal($"{_code} {view.SubjectName}.pdf", bound.Content.Headers.ContentDisposition!.FileNameStar);
        foreach (var header in new[] { "Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Cache-Control", "Referrer-Policy" })
            Assert.Equal(packet.Headers.GetValues(header), bound.Headers.GetValues(header));
        using var pdf = new PdfTools(await bound.Content.ReadAsByteArrayAsync(Cancel));
        await pdf.CheckAsync();
    }

    [Fact]
    public async Task Paper_WhenOfAnotherAgency_AnswersExactlyAsOneThatDoesNotExist()
    {
        var document = (await _community.ViewAsync(_code)).Checklist[0].DocumentId;
        var stranger = await SignedInAsync(_community.Boris);
        (string Foreign, string Unknown)[] pairs =
        [
            ($"/documents/{document}", $"/documents/{Guid.NewGuid()}"),
            ($"/documents/{document}/preview", $"/documents/{Guid.NewGuid()}/preview"),
            ($"/requests/{_code}/agreement.pdf", "/requests/HM-9999/agreement.pdf"),
            ($"/requests/{_code}/form.pdf", "/requests/HM-9999/form.pdf"),
            ($"/requests/{_code}/packet.zip", "/requests/HM-9999/packet.zip"),
            ($"/requests/{_code}/packet.pdf", "/requests/HM-9999/packet.pdf"),
        ];

        foreach (var (foreign, unknown) in pairs)
        {
            var (one, other) = (await stranger.GetAsync(foreign, Cancel), await stranger.GetAsync(unknown, Cancel));
            Assert.Equal(HttpStatusCode.NotFound, one.StatusCode);
            Assert.Equal(await AsReadAsync(other), await AsReadAsync(one));
        }
    }

    [Fact]
    public async Task Export_WhenASystemAdministratorAsks_IsADownloadAndForNobodyElse()
    {
        var answer = await (await SignedInAsync(_community.Sal)).GetAsync("/catalogue/export.json", Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.EndsWith(".json", answer.Content.Headers.ContentDisposition.FileNameStar, StringComparison.Ordinal);
        Assert.NotNull(CommunityFile.Read(await answer.Content.ReadAsByteArrayAsync(Cancel)).File);
        foreach (var other in new[] { _community.Alma, _community.Dora, _community.Nora })
            Assert.Equal(HttpStatusCode.NotFound, (await (await SignedInAsync(other)).GetAsync("/catalogue/export.json", Cancel)).StatusCode);
    }

    [Fact]
    public async Task FormAndPacket_WhenTheDirectorAsks_AreNothingForThem()
    {
        var director = await SignedInAsync(_community.Dora);

        Assert.Equal(HttpStatusCode.NotFound, (await director.GetAsync($"/requests/{_code}/form.pdf", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await director.GetAsync($"/requests/{_code}/packet.zip", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await director.GetAsync($"/requests/{_code}/packet.pdf", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await director.GetAsync($"/requests/{_code}/agreement.pdf", Cancel)).StatusCode);
    }

    [Fact]
    public async Task Paper_WhenNobodyIsSignedIn_LeadsToTheSignIn()
    {
        var document = (await _community.ViewAsync(_code)).Checklist[0].DocumentId;

        foreach (var address in new[] { $"/documents/{document}", $"/documents/{document}/preview", $"/requests/{_code}/agreement.pdf", $"/requests/{_code}/packet.zip" })
        {
            var answer = await Browser().GetAsync(address, Cancel);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            Assert.StartsWith("/Account/SignIn", answer.Headers.Location!.PathAndQuery, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Paper_WhenAccessHasEndedMeanwhile_IsRefused()
    {
        var document = (await _community.ViewAsync(_code)).Checklist[0].DocumentId;
        var browser = await SignedInAsync(_community.Alma);
        await _community.DeactivateAsync(_community.Alma);

        var answer = await browser.GetAsync($"/documents/{document}", Cancel);

        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
        Assert.NotEqual("application/pdf", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Document_WhenItsFileIsDamaged_SaysSoAndSendsNothingOfIt(bool isGone)
    {
        var document = (await _community.ViewAsync(_code)).Checklist[0].DocumentId;
        foreach (var file in Directory.GetFiles(_community.DocumentsPath, "*", SearchOption.AllDirectories))
        {
            if (isGone)
                File.Delete(file);
            else
                await File.AppendAllTextAsync(file, "x", Cancel);
        }

        var browser = await SignedInAsync(_community.Alma);

        foreach (var address in new[] { $"/documents/{document}", $"/documents/{document}/preview", $"/requests/{_code}/packet.zip" })
        {
            var answer = await browser.GetAsync(address, Cancel);
            Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
            Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
            Assert.Null(answer.Content.Headers.ContentDisposition);
            Assert.Contains("script-src", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Contains("missing or has changed", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Papers_WhenRead_ChangeNothing()
    {
        var document = (await _community.ViewAsync(_code)).Checklist[0].DocumentId;
        var browser = await SignedInAsync(_community.Alma);
        var before = _community.Dump();

        foreach (var address in new[] { $"/documents/{document}", $"/documents/{document}/preview", $"/requests/{_code}/agreement.pdf", $"/requests/{_code}/form.pdf", $"/requests/{_code}/packet.zip" })
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(address, Cancel)).StatusCode);

        Assert.Equal(before, _community.Dump());
    }

    [Fact]
    public async Task Compliance_WhenAskedForAsAFile_IsOfOnesOwnAgencyOnly()
    {
        var browser = await SignedInAsync(_community.Alma);

        var answer = await browser.GetAsync($"/compliance/export.csv?agency={_community.AgencyA}&part=in-order", Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(("attachment", "Compliance, Harbor House, 2026-03-03.csv"), (answer.Content.Headers.ContentDisposition!.DispositionType, answer.Content.Headers.ContentDisposition.FileNameStar));
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Contains(_code, await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        var foreign = await browser.GetAsync($"/compliance/export.csv?agency={_community.AgencyB}", Cancel);
        var unknown = await browser.GetAsync($"/compliance/export.csv?agency={Guid.NewGuid()}", Cancel);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (foreign.StatusCode, unknown.StatusCode));
        Assert.Equal(await AsReadAsync(unknown), await AsReadAsync(foreign));
        Assert.Equal(HttpStatusCode.NotFound, (await (await SignedInAsync(await _community.SubjectOfAsync(_code))).GetAsync("/compliance/export.csv", Cancel)).StatusCode);
    }

    [Fact]
    public async Task Numbers_WhenAskedForAsAFile_AreOfOnesOwnAgencyOnly()
    {
        foreach (var person in new[] { _community.Alma, _community.Dora })
        {
            var browser = await SignedInAsync(person);
            foreach (var (table, name) in new[] { ("", "Numbers"), ("&table=days", "Where the days went"), ("&table=arrivals", "When packets arrive"), ("&table=open", "Open by age") })
            {
                var answer = await browser.GetAsync($"/reports/export.csv?day=2026-03-03{table}", Cancel);
                Assert.Equal((HttpStatusCode.OK, "text/csv"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
                Assert.Equal($"{name}, Harbor House, March 2026.csv", answer.Content.Headers.ContentDisposition!.FileNameStar);
                Assert.DoesNotContain("All agencies", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
            }

            var foreign = await browser.GetAsync($"/reports/export.csv?agency={_community.AgencyB}", Cancel);
            var unknown = await browser.GetAsync($"/reports/export.csv?agency={Guid.NewGuid()}", Cancel);
            Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (foreign.StatusCode, unknown.StatusCode));
            Assert.Equal(await AsReadAsync(unknown), await AsReadAsync(foreign));
        }

        Assert.Equal(HttpStatusCode.NotFound, (await (await SignedInAsync(await _community.SubjectOfAsync(_code))).GetAsync("/reports/export.csv", Cancel)).StatusCode);
    }

    private HttpClient Browser() => _app.CreateClient(new() { AllowAutoRedirect = false, BaseAddress = new("http://localhost") });

    private async Task<HttpClient> SignedInAsync(Caller person)
    {
        var summary = await _community.People.FindPersonAsync(person.PersonId, Cancel);
        _app.Services.GetRequiredService<DemoSignIns>().Offer([new(person.PersonId, summary!.FullName, "", summary.Email)]);
        var browser = Browser();
        var page = await browser.GetStringAsync("/Account/SignIn", Cancel);
        var answer = await TestApp.SendAsync(browser, "/Account/TryItAs", ("__RequestVerificationToken", TestApp.Token(page)), ("person", person.PersonId.ToString()));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return browser;
    }

    /// <summary>Everything that arrives, but for the random word of each answer.</summary>
    private static async Task<string> AsReadAsync(HttpResponseMessage answer)
    {
        var headers = string.Join("\n", answer.Headers.Concat(answer.Content.Headers).Where(h => h.Key != "Date").Select(h => $"{h.Key}: {string.Join(", ", h.Value)}"));
        return Random().Replace($"{answer.StatusCode}\n{headers}\n{await answer.Content.ReadAsStringAsync(Cancel)}", "nonce");
    }

    [GeneratedRegex("nonce-[A-Za-z0-9+/=]{24}|nonce=\"[^\"]+\"")]
    private static partial Regex Random();
}
