using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.ServiceLevel;
using HmisOnboarding.Web.Background;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.Browser;

/// <summary>A mark passes while pages are open: the badge turns by itself, and the warning comes without a reload, once, also over a restart of the watch.</summary>
[Trait("Category", "Browser")]
public sealed class ClockWarningTests(Chromium chromium, DemoApp app) : IClassFixture<Chromium>, IClassFixture<DemoApp>
{
    private const float Moments = 30_000;

    private CancellationToken Cancel { get; } = TestContext.Current.CancellationToken;

    [Fact]
    public Task Warning_WhenTheTestsClockPassesTheMark_AppearsLiveAndOnce() => chromium.WalkAsync(WalkAsync);

    /// <summary>Friday 16:00, eight working hours a day: what the browser counts by itself, from the spans that the page was given.</summary>
    [Theory]
    [InlineData("2026-03-06T16:30", "7 h 30 m left", "good")]
    [InlineData("2026-03-07T12:00", "7 h left", "good")]
    [InlineData("2026-03-09T15:30", "30 m left", "soon")]
    [InlineData("2026-03-09T16:00", "less than 1 m left", "soon")]
    [InlineData("2026-03-10T08:30", "6 h 30 m to the limit", "soon")]
    [InlineData("2026-03-11T09:15", "late by 2 h 15 m", "late")]
    public async Task Badge_WhenWorkingHoursAreCounted_SaysCountedTime(string local, string words, string kind)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
        DateTime Utc(string text) => TimeZoneInfo.ConvertTimeToUtc(DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture), zone);
        var terms = new ServiceTerms(1, new() { Counting = CountedTime.WorkingHours, TargetHours = 8, LimitHours = 16 });
        var reading = ServiceClock.Read(ServiceClock.Start(ClockRecord.NotStarted, 1, Utc("2026-03-06T16:00")), terms, Utc("2026-03-06T16:00"));
        var page = await chromium.OpenAsync(app.Address);
        await page.GotoAsync("/Account/SignIn");

        var shown = await page.EvaluateAsync<string[]>(
            "async ([target, limit, now, open]) => { const time = await import('/js/time.js'); const c = time.clock(Date.parse(target), Date.parse(limit), Date.parse(now), time.spans(open)); return [c.words, c.kind]; }",
            new[] { Iso(reading.TargetUtc!.Value), Iso(reading.LimitUtc!.Value), Iso(Utc(local)), reading.OpenTime! });

        Assert.Equal([words, kind], shown);
    }

    private static string Iso(DateTime utc) => HmisOnboarding.Web.Components.Shared.TimeText.Iso(utc);

    private async Task WalkAsync()
    {
        var (code, limit) = await LastOnTrackAsync();
        app.Time.SetAhead(limit.AddMinutes(-2));
        using var before = await WatchAsync();
        var page = await chromium.OpenAsync(app.Address);
        await DemoApp.SignInAsync(page, "System administrator");
        app.Time.SetAhead(limit.AddSeconds(-25));
        await page.GotoAsync($"/queue/{code}");
        var clock = page.Hook("clock").Locator("hmis-clock");
        await clock.And(page.Locator(".clock-soon")).WaitForAsync();
        Assert.Equal("less than 1 m to the limit", (await clock.InnerTextAsync()).Trim());
        await page.EvaluateAsync("() => { window.neverReloaded = true; }");
        await page.Hook("explain-clock").Locator("summary").ClickAsync();

        app.Time.SetAhead(limit.AddSeconds(1));
        await clock.And(page.Locator(".clock-late")).WaitForAsync(new() { Timeout = Moments });
        using var watch = await WatchAsync();

        await page.Hook("explain-clock").GetByText("The limit of 48 h passed on").WaitForAsync(new() { Timeout = Moments });
        await app.Services.GetRequiredService<RequestService>().NoteMarksAsync(100, Cancel);
        Assert.True(await page.EvaluateAsync<bool>("() => window.neverReloaded === true"));
        await using var db = app.Services.GetRequiredService<HmisDatabase>().Read(Reach.Everything);
        var request = await db.Requests.SingleAsync(r => r.Code == code, Cancel);
        Assert.Equal(1, await db.Set<ServiceMark>().CountAsync(m => m.RequestId == request.Id && m.Kind == MarkKind.Limit, Cancel));
        var told = await db.Notifications.Where(n => n.RequestId == request.Id && n.Key.Contains(":mark:1:Limit:")).ToListAsync(Cancel);
        Assert.Equal(told.Count, told.DistinctBy(n => n.RecipientId).Count());
        Assert.NotEmpty(told);

        var axe = new Accessibility();
        await axe.CheckAsync(page, "packet with its clock explained");
        await page.GotoAsync("/settings/hours");
        await page.Hook("working").CheckAsync();
        await axe.CheckAsync(page, "service hours");
        axe.AssertNone();
    }

    // the watch looks at its start and each minute: one more of it is a look now, beside the one of the app
    private async Task<ClockWatch> WatchAsync()
    {
        var watch = ActivatorUtilities.CreateInstance<ClockWatch>(app.Services);
        await watch.StartAsync(Cancel);
        return watch;
    }

    private async Task<(string Code, DateTime LimitUtc)> LastOnTrackAsync()
    {
        await using var db = app.Services.GetRequiredService<HmisDatabase>().Read(Reach.Everything);
        var last = await db.Requests.Where(r => r.State == RequestState.AccountQueue).OrderByDescending(r => r.LimitUtc).Select(r => new { r.Code, r.LimitUtc }).FirstAsync(Cancel);
        return (last.Code, last.LimitUtc!.Value);
    }
}
