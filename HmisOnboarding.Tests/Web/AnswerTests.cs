using System.Net;
using System.Text.RegularExpressions;
using Xunit;

namespace HmisOnboarding.Tests.Web;

public sealed partial class AnswerTests : IAsyncDisposable
{
    private readonly TestApp _app = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("/Account/SignIn")]
    [InlineData("/problem/404")]
    [InlineData("/queue")]
    public async Task Page_WhenAnswered_CarriesThePolicy(string address)
    {
        var answer = await _app.Browser().GetAsync(address, Cancel);

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Matches("^default-src 'none'; script-src 'self' 'nonce-[A-Za-z0-9+/=]{24}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'; object-src 'none'; manifest-src 'self'$", policy);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("same-origin", answer.Headers.GetValues("Cross-Origin-Opener-Policy").Single());
        Assert.Contains("camera=()", answer.Headers.GetValues("Permissions-Policy").Single(), StringComparison.Ordinal);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Page_WhenReadTwice_HasANewNonceThatItsImportMapCarries()
    {
        var browser = _app.Browser();
        var nonces = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            var answer = await browser.GetAsync("/Account/SignIn", Cancel);
            var nonce = Nonce().Match(answer.Headers.GetValues("Content-Security-Policy").Single()).Groups[1].Value;
            var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));
            Assert.Contains($"<script type=\"importmap\" nonce=\"{nonce}\"", page, StringComparison.Ordinal);
            Assert.DoesNotMatch("<script(?![^>]*(src=|importmap))", page);
            nonces.Add(nonce);
        }

        Assert.NotEqual(nonces[0], nonces[1]);
    }

    [Fact]
    public async Task Page_WhenRead_AsksNoOtherHostForAnything()
    {
        var browser = _app.Browser();
        await _app.SetUpAdministratorAsync(browser);

        foreach (var address in new[] { "/Account/SignIn", "/Account/ChangePassword", "/nothing-here" })
            Assert.DoesNotMatch("(src|href)=\"(https?:)?//", await browser.GetStringAsync(address, Cancel));
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData("http://localhost.evil.example")]
    public async Task LiveConnection_WhenAskedFromElsewhere_IsRefused(string origin)
    {
        var browser = _app.Browser();
        await _app.SetUpAdministratorAsync(browser);
        foreach (var address in new[] { "/_blazor", "/_blazor/negotiate?negotiateVersion=1" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address);
            request.Headers.Add("Origin", origin);
            Assert.Equal(HttpStatusCode.Forbidden, (await browser.SendAsync(request, Cancel)).StatusCode);
        }

        using var own = new HttpRequestMessage(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1");
        own.Headers.Add("Origin", "http://localhost");
        Assert.Equal(HttpStatusCode.OK, (await browser.SendAsync(own, Cancel)).StatusCode);
    }

    [Fact]
    public async Task LiveConnection_WhenNobodyIsSignedIn_IsNotOpened()
    {
        var answer = await _app.Browser().PostAsync("/_blazor/negotiate?negotiateVersion=1", null, Cancel);

        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Address_WhenUnknown_SaysSoWithTheRightStatus()
    {
        var browser = _app.Browser();
        await _app.SetUpAdministratorAsync(browser);

        var answer = await browser.GetAsync("/no-such-page", Cancel);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("There is nothing at this address for you", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AccountForms_WhenSentTooOften_AreRefusedAndReadingIsNot()
    {
        await using var app = new TestApp(postsPerMinute: 3);
        var browser = app.Browser();
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.OK, (await TestApp.PostAsync(browser, "/Account/SignIn", "sign-in", ("email", "a@b.example"), ("password", "x"))).StatusCode);

        var answer = await TestApp.PostAsync(browser, "/Account/SignIn", "sign-in", ("email", "a@b.example"), ("password", "x"));

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Contains("Wait one minute", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/Account/SignIn", Cancel)).StatusCode);
    }

    [Fact]
    public async Task Production_WhenAsked_UsesHttpsCookiesThatOnlyThisHostGets()
    {
        await using var app = new TestApp("Production");
        var browser = app.Browser();
        await app.SetUpAdministratorAsync(browser);

        var answer = await TestApp.PostAsync(browser, "/Account/SignIn", "sign-in", ("email", TestApp.AdministratorEmail), ("password", TestApp.Password));

        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("__Host-hmis=", StringComparison.Ordinal));
        Assert.Contains("; path=/; secure; samesite=lax; httponly", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("domain=", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("expires=", cookie, StringComparison.Ordinal);
        var plain = app.CreateClient(new() { AllowAutoRedirect = false, BaseAddress = new("http://localhost") });
        Assert.Equal(HttpStatusCode.TemporaryRedirect, (await plain.GetAsync("/Account/SignIn", Cancel)).StatusCode);
    }

    [GeneratedRegex("'nonce-([^']+)'")]
    private static partial Regex Nonce();
}
