using System.Collections.Concurrent;
using System.Net;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Watchers;
using HmisOnboarding.Tests.Support;
using HmisOnboarding.Tests.Web;
using HmisOnboarding.Web.Auth;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace HmisOnboarding.Tests.Watchers;

/// <summary>The tracker, the short address of a request and its calendar files, asked over HTTP.</summary>
public sealed class TrackPageTests : IAsyncLifetime
{
    private readonly Ear _ear = new();
    private TestCommunity _community = null!;
    private TestApp _bare = null!;
    private WebApplicationFactory<Program> _app = null!;
    private string _code = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _community = await TestCommunity.CreateAsync();
        _code = await _community.OpenAtAsync(RequestState.DirectorSignature);
        _bare = new TestApp();
        _app = _bare.WithWebHostBuilder(host =>
        {
            host.UseSetting("Storage:DataPath", _community.Folder);
            host.UseSetting("Limits:TracksPerMinute", "12");
            host.ConfigureLogging(logging => logging.AddProvider(_ear));
            host.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(_community.Clock));
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _bare.DisposeAsync();
        await _community.DisposeAsync();
        _ear.Dispose();
    }

    [Fact]
    public async Task Page_WhenOpenedByTheLink_NeedsNoAccountAndNoLiveConnectionAndNamesNobody()
    {
        var link = await LetInAsync();

        var answer = await Browser().GetAsync(link, Cancel);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("Nina is on the way to HMIS", page, StringComparison.Ordinal);
        Assert.Contains("The executive director, since Tue 3 Mar", page, StringComparison.Ordinal);
        Assert.Contains("data-look-again=\"120\"", page, StringComparison.Ordinal);
        Assert.Contains("noindex", page, StringComparison.Ordinal);
        Assert.All(new[] { "<script src=\"_framework", "Nova", "Alma", "Dora", _code, "sam@" }, mark => Assert.DoesNotContain(mark, page, StringComparison.OrdinalIgnoreCase));
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
    }

    [Fact]
    public async Task Page_WhenTheLinkIsDeadOrMadeUp_SaysTheSameAndNothingOfTheRequest()
    {
        var link = await LetInAsync();
        var row = Assert.Single((await Watchers.ListAsync(_community.Alma, _code, Cancel)).Rows);
        await Watchers.EndAsync(_community.Alma, _code, row.Id, Cancel);

        var dead = await ContentAsync(link);
        var unknown = await ContentAsync(TrackerLink.Prefix + new string('0', 64));

        Assert.Contains("This link does not work", dead, StringComparison.Ordinal);
        Assert.Equal(unknown, dead);
    }

    [Fact]
    public async Task Secret_WhateverHappensToIt_IsInNoLineOfTheLog()
    {
        var link = await LetInAsync();
        for (var i = 0; i < 20; i++)
            await Browser().GetAsync(i % 2 == 0 ? link : link + "x", Cancel);
        await Browser().PostAsync(link, new StringContent("a=b"), Cancel);

        Assert.NotEmpty(_ear.Lines);
        Assert.DoesNotContain(_ear.Lines, line => line.Contains(link[TrackerLink.Prefix.Length..], StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Page_WhenOneAddressAsksTooOften_AsksItToWait()
    {
        var link = await LetInAsync();
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 15; i++)
            answers.Add((await Browser().GetAsync(link, Cancel)).StatusCode);

        Assert.Equal((12, 3), (answers.Count(a => a == HttpStatusCode.OK), answers.Count(a => a == HttpStatusCode.TooManyRequests)));
    }

    [Fact]
    public async Task ShortAddress_WhoeverFollowsIt_LeadsToTheirOwnPage()
    {
        foreach (var (person, page) in new[]
        {
            (await _community.SubjectOfAsync(_code), "/my-progress/"), (_community.Alma, "/requests/"), (_community.Dora, "/to-sign/"), (_community.Sal, "/queue/"),
        })
        {
            var answer = await (await SignedInAsync(person)).GetAsync($"/r/{_code.ToLowerInvariant()}", Cancel);
            Assert.Equal((HttpStatusCode.Redirect, page + _code), (answer.StatusCode, answer.Headers.Location!.OriginalString));
        }

        // whoever is not signed in comes back to it
        var stranger = await Browser().GetAsync($"/r/{_code}", Cancel);
        Assert.Contains($"ReturnUrl=%2Fr%2F{_code}", stranger.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShortAddress_WhenForeignOrUnknown_IsTheSameNotFoundPage()
    {
        var boris = await SignedInAsync(_community.Boris);

        var foreign = await boris.GetAsync($"/r/{_code}", Cancel);
        var unknown = await boris.GetAsync("/r/HM-9999", Cancel);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (foreign.StatusCode, unknown.StatusCode));
        Assert.Equal(ContentOf(await unknown.Content.ReadAsStringAsync(Cancel)), ContentOf(await foreign.Content.ReadAsStringAsync(Cancel)));
        Assert.Equal(HttpStatusCode.NotFound, (await boris.GetAsync($"/requests/{_code}/due/account.ics", Cancel)).StatusCode);
    }

    [Fact]
    public async Task CalendarFile_WhenItIsTheirDate_ComesAsAFileAndElseThereIsNone()
    {
        var dora = await SignedInAsync(_community.Dora);

        var answer = await dora.GetAsync($"/requests/{_code}/due/step.ics", Cancel);

        Assert.Equal((HttpStatusCode.OK, "text/calendar"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Equal($"{_code} step.ics", answer.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.StartsWith("BEGIN:VCALENDAR", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        foreach (var other in new[] { "other", "1", "step,account" })
            Assert.Equal(HttpStatusCode.NotFound, (await dora.GetAsync($"/requests/{_code}/due/{other}.ics", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await (await SignedInAsync(_community.Alma)).GetAsync($"/requests/{_code}/due/step.ics", Cancel)).StatusCode);
    }

    private WatcherService Watchers => _community.Get<WatcherService>();

    private async Task<string> LetInAsync() => (await Watchers.AddAsync(_community.Alma, _code, "sam@harbor.example.org", Cancel))!;

    private async Task<string> ContentAsync(string address) => ContentOf(await Browser().GetStringAsync(address, Cancel));

    private static string ContentOf(string page) => page[page.IndexOf("<main", StringComparison.Ordinal)..page.IndexOf("</main>", StringComparison.Ordinal)];

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

    /// <summary>Hears every line that the app logs at the levels it is delivered with, with the values in it.</summary>
    private sealed class Ear : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose() => Lines.Clear();
    }
}
