using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.ServiceLevel;
using HmisOnboarding.Web.Background;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Playwright;
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
    public async Task Warning_WhenTheTestsClockPassesTheMark_AppearsLiveAndOnce()
    {
        try
        {
            await WalkAsync();
        }
        catch
        {
            await chromium.PictureAllAsync();
            throw;
        }
    }

    private async Task WalkAsync()
    {
        var (code, limit) = await LastOnTrackAsync();
        // late enough for every earlier mark of everybody, a little before the limit of this one
        app.Time.SetAhead(limit.AddSeconds(-25));
        await WatchAgainAsync();
        var page = await chromium.OpenAsync(app.Address);
        await DemoApp.SignInAsync(page, "System administrator");
        await page.GotoAsync($"/queue/{code}");
        var clock = page.Hook("clock").Locator("hmis-clock");
        await clock.And(page.Locator(".clock-soon")).WaitForAsync();
        Assert.Equal("less than 1 m to the limit", (await clock.InnerTextAsync()).Trim());
        await page.EvaluateAsync("() => { window.neverReloaded = true; }");
        await page.Hook("explain-clock").Locator("summary").ClickAsync();

        app.Time.SetAhead(limit.AddSeconds(1));
        await clock.And(page.Locator(".clock-late")).WaitForAsync(new() { Timeout = Moments });
        await WatchAgainAsync();

        await page.Hook("explain-clock").GetByText("The limit of 48 h passed on").WaitForAsync(new() { Timeout = Moments });
        await WatchAgainAsync();
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

    // the watch looks at its start and each minute; starting it again is a look now
    private async Task WatchAgainAsync()
    {
        var watch = app.Services.GetServices<IHostedService>().OfType<ClockWatch>().Single();
        await watch.StopAsync(Cancel);
        await watch.StartAsync(Cancel);
    }

    private async Task<(string Code, DateTime LimitUtc)> LastOnTrackAsync()
    {
        await using var db = app.Services.GetRequiredService<HmisDatabase>().Read(Reach.Everything);
        var last = await db.Requests.Where(r => r.State == RequestState.AccountQueue).OrderByDescending(r => r.LimitUtc).Select(r => new { r.Code, r.LimitUtc }).FirstAsync(Cancel);
        return (last.Code, last.LimitUtc!.Value);
    }
}
