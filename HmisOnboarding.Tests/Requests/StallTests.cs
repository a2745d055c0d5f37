using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HmisOnboarding.Tests.Requests;

/// <summary>A request in which nothing happens: warned of once, kept open or lapsed, and revived with what was done.</summary>
public sealed class StallTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Quiet_WhenTheClockIsLookedAtEveryHour_IsWarnedOfOnceAndThenLapses()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        var opened = community.Now;
        var (warned, lapsed) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var hour = 0; hour < 62 * 24; hour++)
        {
            if (await community.Requests.WarnOfLapseAsync(50, Cancel) > 0)
                warned.Add(community.Now - opened);
            if (await community.Requests.LapseQuietRequestsAsync(50, Cancel) > 0)
                lapsed.Add(community.Now - opened);
            community.Clock.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal([TimeSpan.FromDays(53)], warned);
        Assert.Equal([TimeSpan.FromDays(60)], lapsed);
        var notices = await community.Notices.NewestAsync(community.Abel, cancellationToken: Cancel);
        Assert.Single(notices, n => n.Subject == $"{code} closes by itself soon");
        Assert.Contains("closes on 2 May 2026", notices.Single(n => n.Subject == $"{code} closes by itself soon").Body, StringComparison.Ordinal);
        Assert.Single(await community.Notices.NewestAsync(await community.SubjectOfAsync(code), cancellationToken: Cancel), n => n.Subject == "Your request closes by itself soon");
    }

    [Fact]
    public async Task Quiet_WhenKeptOpen_BeginsAnewAndIsWarnedOfAgainOnlyAfterTheNextQuietTime()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        community.Clock.Advance(TimeSpan.FromDays(54));
        Assert.Equal(1, await community.Requests.WarnOfLapseAsync(50, Cancel));
        Assert.NotNull((await community.ViewAsync(code, community.Alma)).LapsesUtc);
        foreach (var other in new[] { community.Dora, community.Sal, await community.SubjectOfAsync(code) })
            await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.KeepOpenAsync(other, code, Cancel));

        await community.Requests.KeepOpenAsync(community.Alma, code, Cancel);

        Assert.Null((await community.ViewAsync(code, community.Alma)).LapsesUtc);
        Assert.Equal("Alma Ames keeps the request open.", (await community.ViewAsync(code)).Timeline[0].Text);
        community.Clock.Advance(TimeSpan.FromDays(52));
        Assert.Equal((0, 0), (await community.Requests.WarnOfLapseAsync(50, Cancel), await community.Requests.LapseQuietRequestsAsync(50, Cancel)));
        community.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal((1, 0), (await community.Requests.WarnOfLapseAsync(50, Cancel), await community.Requests.WarnOfLapseAsync(50, Cancel)));
    }

    [Fact]
    public async Task Warning_WhenThePacketIsWithTheHelpDesk_IsNeverGiven()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);
        await using var community = created;
        community.Clock.Advance(TimeSpan.FromDays(300));

        Assert.Equal(0, await community.Requests.WarnOfLapseAsync(50, Cancel));
        Assert.Null((await community.ViewAsync(code)).LapsesUtc);
    }

    [Fact]
    public async Task Lapsed_WhenRevived_KeepsItsCertificates()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        await community.UploadAsync(await community.SubjectOfAsync(code), code, "C01");
        community.Clock.Advance(TimeSpan.FromDays(61));
        Assert.Equal(1, await community.Requests.LapseQuietRequestsAsync(50, Cancel));

        await community.Requests.ReopenAsync(community.Alma, code, "The request is still needed.", cancellationToken: Cancel);

        var view = await community.ViewAsync(code);
        Assert.Equal(RequestState.Training, view.State);
        Assert.NotNull(view.Checklist.Single(i => i.Course.Code == "C01").EvidenceId);
        await using var db = community.Database.Read(Reach.Everything);
        Assert.Equal(0, await db.Requests.CountAsync(r => r.State == RequestState.Lapsed, Cancel));
    }
}
