using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Agreements.Sealing;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using HmisOnboarding.Tests.Web;
using HmisOnboarding.Web.Features.Verify;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HmisOnboarding.Tests.Verify;

/// <summary>The verify page over HTTP, as a visitor without account gets it.</summary>
public sealed class VerifyPageTests : IAsyncLifetime
{
    private TestCommunity _community = null!;
    private TestApp _bare = null!;
    private WebApplicationFactory<Program> _app = null!;
    private RequestView _view = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _community = await TestCommunity.CreateAsync();
        _view = await _community.ViewAsync(await _community.OpenAtAsync(RequestState.Submission));
        _bare = new TestApp();
        _app = _bare.WithWebHostBuilder(host =>
        {
            host.UseSetting("Storage:DataPath", _community.Folder);
            host.UseSetting("Limits:VerifiesPerMinute", "12");
            host.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(_community.Clock).AddSingleton(_community.Get<SealOptions>()));
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _bare.DisposeAsync();
        await _community.DisposeAsync();
    }

    [Fact]
    public async Task Page_WhenAskedByTheAddressOfThePaper_AnswersWithoutSignInAndWithoutNames()
    {
        var visitor = _app.CreateClient(new() { AllowAutoRedirect = false });

        var answer = await visitor.GetAsync($"/verify/{VerifyCode.Grouped(_view.Agreement.VerifyCode)}", Cancel);
        var page = await answer.Content.ReadAsStringAsync(Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(nameof(Verdict.ValidComplete), VerdictOf(page));
        Assert.Contains(_view.Code, page, StringComparison.Ordinal);
        foreach (var secret in new[] { _view.SubjectName, _view.SubjectEmail, "Alma Ames", "Dora Dahl", _view.Id.ToString("N") })
            Assert.DoesNotContain(secret, page, StringComparison.OrdinalIgnoreCase);
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Theory]
    [InlineData("as sealed", nameof(Verdict.ValidComplete))]
    [InlineData("one bit", nameof(Verdict.Altered))]
    [InlineData("added", nameof(Verdict.Altered))]
    [InlineData("foreign", nameof(Verdict.Unknown))]
    [InlineData("no PDF", nameof(Verdict.Unknown))]
    public async Task Page_WhenAFileIsDropped_AnswersAboutExactlyThatFile(string what, string verdict)
    {
        var sealedFile = await ReadAsync((await _community.Packets.AgreementAsync(_community.Alma, _view.Code, Cancel)).Content);
        var file = what switch
        {
            "one bit" => [.. sealedFile[..5000], (byte)(sealedFile[5000] ^ 1), .. sealedFile[5001..]],
            "added" => [.. sealedFile, .. "%%EOF\n"u8],
            "foreign" => TestCommunity.CertificatePdf("Learning Center Orientation"),
            "no PDF" => "hello"u8.ToArray(),
            _ => sealedFile,
        };

        var page = await (await DropAsync(file)).Content.ReadAsStringAsync(Cancel);

        Assert.Equal(verdict, VerdictOf(page));
        Assert.Equal(verdict == nameof(Verdict.ValidComplete), page.Contains("verdict-good", StringComparison.Ordinal));
        Assert.Equal(what == "added", page.Contains("Altered after the last signature", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Page_WhenTheFileIsEmptyOrTooLarge_SaysWhatToDo()
    {
        Assert.Contains("Choose the PDF file of the agreement.", await (await DropAsync([])).Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Contains("larger than 10 MB", await (await DropAsync(new byte[VerifyService.LargestFile + 1000])).Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_WhenOneAddressAsksTooOften_AsksItToWait()
    {
        var visitor = _app.CreateClient(new() { AllowAutoRedirect = false });
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 15; i++)
            answers.Add((await visitor.GetAsync($"/verify/{i:D20}", Cancel)).StatusCode);

        Assert.Equal(12, answers.Count(a => a == HttpStatusCode.OK));
        Assert.Equal(3, answers.Count(a => a == HttpStatusCode.TooManyRequests));
        // the sign-in page has a count of its own
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/Account/SignIn", Cancel)).StatusCode);
    }

    [Fact]
    public void Words_ForEveryAnswer_AreTheirOwnAndOnlyOneIsGreen()
    {
        var answers = Enum.GetValues<Verdict>().Select(v => new VerifyAnswer(v)).Append(new VerifyAnswer(Verdict.Altered, null, AddedAfterSeal: true)).ToList();
        foreach (var ofFile in new[] { true, false })
        {
            var words = answers.Select(a => (a.Verdict, Words: VerdictWords.Of(a, ofFile))).ToList();
            Assert.Equal(words.Count, words.Select(w => w.Words.Title).Distinct().Count());
            Assert.Equal([Verdict.ValidComplete], words.Where(w => w.Words.Tone == "good").Select(w => w.Verdict));
            PlainWords.AssertPlain(new JsonArray([.. words.Select(w => JsonValue.Create(w.Words.Advice))]));
        }
    }

    private async Task<HttpResponseMessage> DropAsync(byte[] file)
    {
        var visitor = _app.CreateClient(new() { AllowAutoRedirect = false });
        var form = await visitor.GetStringAsync("/verify", Cancel);
        using var part = new ByteArrayContent(file);
        part.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        using var content = new MultipartFormDataContent
        {
            { new StringContent("verify-file"), "_handler" },
            { new StringContent(TestApp.Token(form)), "__RequestVerificationToken" },
            { part, "file", "agreement.pdf" },
        };
        return await visitor.PostAsync("/verify", content, Cancel);
    }

    private static string VerdictOf(string page)
    {
        const string Mark = "data-verdict=\"";
        var at = page.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length;
        Assert.True(at > Mark.Length, "There is no answer on the page.");
        return page[at..page.IndexOf('"', at)];
    }

    private static async Task<byte[]> ReadAsync(Stream content)
    {
        await using (content)
        {
            using var copy = new MemoryStream();
            await content.CopyToAsync(copy, Cancel);
            return copy.ToArray();
        }
    }
}
