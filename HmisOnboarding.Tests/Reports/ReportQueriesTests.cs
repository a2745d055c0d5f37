using System.Text;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Reports;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Updates;
using HmisOnboarding.Tests.Support;
using HmisOnboarding.Tests.Training.Compliance;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HmisOnboarding.Tests.Reports;

/// <summary>Figures that were worked out by hand, their lists, who may see them, and what they cost.</summary>
public sealed class ReportQueriesTests
{
    private static readonly ReportFilter March = new(Day: new DateOnly(2026, 3, 20));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Report_WhenReturnedPausedAndLate_CountsEachHoldersTimeAsWorkedOutByHand()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await WalkAsync(community);
        // later, when nothing is open any more, late is still late
        community.Clock.Advance(TimeSpan.FromDays(40));

        var report = await ReportAsync(community, March);

        Assert.Equal(("March 2026", false), (report.Period.Name, report.IsRunning));
        AssertFigures(report, RequestState.Training, count: 1, late: 0, hours: 72);
        // twice at this step: 24 h, and 1 h after the return; the middle of two is the lower one
        AssertFigures(report, RequestState.UserSignature, count: 2, late: 0, hours: 1);
        Assert.Equal(TimeSpan.FromHours(24), Figures(report, RequestState.UserSignature).NineOfTen);
        // 12 h until the return, 5 h until the signature
        AssertFigures(report, RequestState.AdministratorReview, count: 2, late: 0, hours: 5);
        // 4 days, and 3 were expected
        AssertFigures(report, RequestState.DirectorSignature, count: 1, late: 1, hours: 96);
        // 2 h, and 50 h after the return, where 1 day was expected
        AssertFigures(report, RequestState.Submission, count: 2, late: 1, hours: 2);
        // 30 h and 20 h with the system administrators; the 50 h between them do not count
        AssertFigures(report, RequestState.AccountQueue, count: 1, late: 1, hours: 50);
        Assert.Equal(0, Figures(report, RequestState.AccountQueue).InTarget);
        Assert.True(Figures(report, RequestState.AccountQueue).IsFew);
        Assert.Equal(StageFigures.None(RequestState.AwaitingDocuments), Figures(report, RequestState.AwaitingDocuments));

        var days = report.Days[0];
        Assert.Equal(1, days.Accounts);
        Assert.Equal([72, 25, 17, 96, 52, 0, 50], days.Steps.Select(s => s.Mean.TotalHours));
        Assert.Equal(TimeSpan.FromHours(312), days.Whole);
        Assert.Equal(["All agencies", "Harbor House"], report.Days.Select(d => d.AgencyName));

        // 10:00 and 18:00 UTC; in New York it is summer time by then
        Assert.Equal([new(DayOfWeek.Thursday, 6, 1), new(DayOfWeek.Sunday, 14, 1)], report.Arrivals);
        Assert.All(report.Open, o => Assert.Equal((0, null), (o.Count, o.OldestUtc)));
        var late = await ListAsync(community, March, new(ReportFigureKind.Late, RequestState.AccountQueue));
        Assert.Equal((code, true, TimeSpan.FromHours(50)), late.Rows.Select(r => (r.Code, r.IsLate, r.Measured!.Value)).Single());
    }

    [Fact]
    public async Task Report_WhenReopened_LeavesTheTimeInBetweenToNobody()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        community.Clock.Advance(TimeSpan.FromDays(2));
        await community.Requests.WithdrawAsync(community.Alma, code, "The position was not filled.", cancellationToken: Cancel);
        community.Clock.Advance(TimeSpan.FromDays(5));
        await community.Requests.ReopenAsync(community.Alma, code, "The position is filled after all.", cancellationToken: Cancel);
        community.Clock.Advance(TimeSpan.FromDays(1));
        await community.AdvanceToAsync(RequestState.UserSignature, code);

        var report = await ReportAsync(community, March);

        AssertFigures(report, RequestState.Training, count: 1, late: 0, hours: 24);
        Assert.Equal(1, Figures(report, RequestState.Training).Closed);
        Assert.Equal(code, (await ListAsync(community, March, new(ReportFigureKind.Closed, RequestState.Training))).Rows.Single().Code);
        Assert.Equal([1, 0, 0, 0, 0], report.Open.Single(o => o.State == RequestState.UserSignature).Bands);
        await AssertHistoryAsync(community, code);
    }

    [Fact]
    public async Task Report_WhenThePeriodIsOverOrAhead_HasNothingAndNoZeroTimes()
    {
        await using var community = await TestCommunity.CreateAsync();
        await WalkAsync(community);

        var april = await ReportAsync(community, March with { Day = new DateOnly(2026, 4, 1) });

        Assert.All(april.Stages, s => Assert.Equal((0, null, null), (s.Now.Count, s.Now.Median, s.Now.NineOfTen)));
        Assert.Equal(1, april.Stages.Single(s => s.Now.State == RequestState.AccountQueue).Before.Count);
        Assert.Null(StageFigures.Percent(april.Stages[0].Now.Met, april.Stages[0].Now.Count));
        Assert.Empty(april.Days);
        Assert.Empty(april.Arrivals);
    }

    [Fact]
    public async Task Figures_WhenTheirListsAreOpened_CountWhatIsInThem()
    {
        await using var community = await TestCommunity.CreateAsync();
        await WalkAsync(community);
        await community.OpenAtAsync(RequestState.DirectorSignature);
        await community.OpenAtAsync(RequestState.Submission, community.Boris);
        await community.OpenAtAsync(RequestState.Withdrawn);
        foreach (var agency in new Guid?[] { null, community.AgencyA, community.AgencyB })
        {
            var filter = March with { AgencyId = agency };
            var report = await ReportAsync(community, filter);
            foreach (var figures in report.Stages.Select(s => s.Now))
            {
                foreach (var (kind, count) in new[]
                {
                    (ReportFigureKind.Measured, figures.Count), (ReportFigureKind.InTarget, figures.InTarget), (ReportFigureKind.Met, figures.Met), (ReportFigureKind.Late, figures.Late), (ReportFigureKind.Closed, figures.Closed),
                })
                {
                    var list = await ListAsync(community, filter, new(kind, figures.State));
                    Assert.Equal((count, count), (list.Count, list.Rows.Count));
                }
            }

            foreach (var open in report.Open)
            {
                for (var band = 0; band < AgeBand.All.Count; band++)
                    Assert.Equal(open.Bands[band], (await ListAsync(community, filter, new(ReportFigureKind.Open, open.State, Band: band))).Count);
            }

            foreach (var mean in report.Days.Take(1).SelectMany(d => d.Steps))
            {
                var way = await ListAsync(community, filter, new(ReportFigureKind.Way, mean.State));
                Assert.Equal((mean.Stays, mean.Stays), (way.Count, way.Rows.Count));
                Assert.Equal(mean.Mean * report.Days[0].Accounts, way.Rows.Aggregate(TimeSpan.Zero, (sum, r) => sum + r.Measured!.Value));
            }

            foreach (var hour in report.Arrivals)
                Assert.Equal(hour.Count, (await ListAsync(community, filter, new(ReportFigureKind.Arrived, RequestState.AccountQueue, hour.Day, hour.Hour))).Count);
        }
    }

    [Fact]
    public async Task Agencies_WhenForeignOrUnknown_AnswerAlike()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await WalkAsync(community);
        await community.OpenRequestAsync(community.Boris);
        await community.DelegateAsync(community.Dora, community.Delia);
        var queries = community.Get<ReportQueries>();
        var figure = new ReportFigure(ReportFigureKind.Open, RequestState.Training);

        foreach (var reader in new[] { community.Alma, community.Dora, community.Delia })
        {
            var report = await queries.ReportAsync(reader, March, Cancel);
            Assert.Equal(("Harbor House", false, 0), (report.AgencyName, report.MayChooseAll, report.Open.Sum(o => o.Count)));
            Assert.Equal(0, (await queries.ListAsync(reader, March, figure, cancellationToken: Cancel)).Count);
            Assert.Equal("Harbor House", (await queries.WallAsync(reader, cancellationToken: Cancel)).AgencyName);
            foreach (var agency in new[] { community.AgencyB, Guid.NewGuid() })
            {
                await Assert.ThrowsAsync<NotFoundException>(() => queries.ReportAsync(reader, March with { AgencyId = agency }, Cancel));
                await Assert.ThrowsAsync<NotFoundException>(() => queries.ListAsync(reader, March with { AgencyId = agency }, figure, cancellationToken: Cancel));
                await Assert.ThrowsAsync<NotFoundException>(() => queries.WallAsync(reader, agency, Cancel));
            }
        }

        foreach (var nobody in new[] { community.Nora, await community.SubjectOfAsync(code) })
        {
            await Assert.ThrowsAsync<NotFoundException>(() => queries.ReportAsync(nobody, March, Cancel));
            await Assert.ThrowsAsync<NotFoundException>(() => queries.WallAsync(nobody, cancellationToken: Cancel));
        }

        Assert.Equal(1, (await ListAsync(community, March, figure)).Count);
        await Assert.ThrowsAsync<NotFoundException>(() => queries.ReportAsync(community.Sal, March with { AgencyId = Guid.NewGuid() }, Cancel));
    }

    [Fact]
    public async Task Report_WhenThereAreFiveThousandRequests_CostsWhatItCostsForAHundred()
    {
        using var reads = new Reads();
        await using var few = await TestCommunity.CreateAsync();
        await using var many = await TestCommunity.CreateAsync();
        foreach (var (community, times) in new[] { (few, 99), (many, 4999) })
        {
            await ManyStays.AddAsync(community, await WalkAsync(community), times);
            await ReportAsync(community, March);
            await community.Get<ReportQueries>().WallAsync(community.Sal, cancellationToken: Cancel);
        }

        async Task<(int Statements, int Rows)> CostAsync(TestCommunity community, Func<ReportQueries, Task> read)
        {
            reads.Take(community);
            await read(community.Get<ReportQueries>());
            return reads.Take(community);
        }

        foreach (var read in new Func<ReportQueries, Task>[]
        {
            q => q.ListAsync(few.Sal, March, new(ReportFigureKind.Way, RequestState.Training, LongestFirst: true), cancellationToken: Cancel),
            q => q.ReportAsync(few.Sal, March, Cancel), q => q.WallAsync(few.Sal, cancellationToken: Cancel), q => q.ListAsync(few.Sal, March, new(ReportFigureKind.Measured, RequestState.Training), cancellationToken: Cancel),
        })
        {
            var (small, large) = (await CostAsync(few, read), await CostAsync(many, read));
            Assert.Equal(small.Statements, large.Statements);
            Assert.InRange(large.Statements, 5, 20);
            // equal times are one row: what comes back does not grow with the requests
            Assert.InRange(large.Rows, 1, 150);
        }

        var report = await ReportAsync(many, March);
        Assert.Equal((5000, 5000), (Figures(report, RequestState.AccountQueue).Count, report.Days[0].Accounts));
        Assert.Equal(TimeSpan.FromHours(50), Figures(report, RequestState.AccountQueue).Median);
    }

    [Theory]
    [InlineData(ReportFigureKind.Measured, false)]
    [InlineData(ReportFigureKind.Measured, true)]
    [InlineData(ReportFigureKind.Way, true)]
    public async Task List_WhenWalked_HoldsEachStayOnceInItsOrder(ReportFigureKind kind, bool longestFirst)
    {
        await using var community = await TestCommunity.CreateAsync();
        await ManyStays.AddAsync(community, await WalkAsync(community), 69);
        var seen = new List<ReportRow>();
        ReportCursor? from = null;
        do
        {
            var page = await community.Get<ReportQueries>().ListAsync(community.Sal, March, new(kind, RequestState.UserSignature, LongestFirst: longestFirst), from, Cancel);
            Assert.Equal(140, page.Count);
            seen.AddRange(page.Rows);
            from = page.Next;
        }
        while (from is not null);

        Assert.Equal(140, seen.Select(s => (s.Number, s.Turn)).Distinct().Count());
        Assert.Equal(70, seen.Count(s => s.Measured == TimeSpan.FromHours(24)));
        Assert.Equal(seen.OrderByDescending(s => longestFirst ? s.Measured : null).ThenByDescending(s => s.Number).ThenBy(s => s.Turn), seen);
    }

    [Fact]
    public async Task Stays_WhenTheyAreMissing_AreWrittenFromTheHistoryAtTheStart()
    {
        await using var community = await TestCommunity.CreateAsync();
        await WalkAsync(community);
        await community.OpenAtAsync(RequestState.AwaitingDocuments, community.Boris);
        await community.OpenAtAsync(RequestState.Denied);
        await community.OpenRequestAsync();
        var before = community.Dump();
        await community.WriteAsync(async db => await db.StageTimes.ExecuteDeleteAsync(Cancel));
        Assert.NotEqual(before, community.Dump());

        await community.Database.MigrateAsync(Cancel);

        Assert.Equal(before, community.Dump());
    }

    [Fact]
    public async Task Export_WhenAnAgencyIsCalledLikeAFormula_HasOnlyText()
    {
        await using var community = await TestCommunity.CreateAsync();
        await WalkAsync(community);
        await community.WriteAsync(async db =>
        {
            var agency = await db.Agencies.SingleAsync(a => a.Id == community.AgencyA, Cancel);
            db.Entry(agency).Property(a => a.Name).CurrentValue = "=HYPERLINK(\"x\")";
        });

        var report = await ReportAsync(community, March);
        var text = Encoding.UTF8.GetString(ReportExport.File(report)[3..]);
        var lines = text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("Numbers, all agencies, March 2026.csv", ReportExport.FileName(report));
        Assert.Equal(1 + 7 + 7, lines.Length);
        Assert.Contains("\"'=HYPERLINK(\"\"x\"\")\"", lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(",=", text, StringComparison.Ordinal);
        Assert.Contains("\"Account creation\",\"system administrator\",\"service hours\",1,0,0,1,0,0,100,50.00,50.00,0,\"February 2026\",0,0,0,0,\"\",\"\"", lines[7], StringComparison.Ordinal);
        // nothing ended here: the share and the times are empty, not 0
        Assert.Contains("\"Documents to follow\",\"agency administrator\",\"on the wall\",0,0,0,0,\"\",\"\",\"\",\"\",\"\",0,", lines[6], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wall_WhenPacketsComeAndGo_IsToldAndSaysSo()
    {
        await using var community = await TestCommunity.CreateAsync();
        var told = new SemaphoreSlim(0);
        using var watch = community.Changes.Subscribe([ChangeKey.Stages], () => Task.FromResult(told.Release()));
        var code = await community.OpenAtAsync(RequestState.AccountQueue);
        Assert.True(await told.WaitAsync(TimeSpan.FromSeconds(30), Cancel));

        var wall = await community.Get<ReportQueries>().WallAsync(community.Sal, cancellationToken: Cancel);
        Assert.Equal((1, 0, 0, 1), (wall.Waiting, wall.DueSoon, wall.Late, wall.ArrivedToday));
        Assert.Equal((code, "Harbor House"), (wall.Next[0].Code, wall.Next[0].AgencyName));

        community.Clock.Advance(TimeSpan.FromHours(45));
        Assert.Equal((1, 1, 0), await CountsAsync());
        community.Clock.Advance(TimeSpan.FromHours(4));
        Assert.Equal((1, 0, 1), await CountsAsync());
        await community.AdvanceToAsync(RequestState.AccountCreated, code);
        wall = await community.Get<ReportQueries>().WallAsync(community.Sal, cancellationToken: Cancel);
        Assert.Equal((0, 1, 1, 1, 0), (wall.Waiting, wall.Today.Count, wall.Today.Late, wall.Month.Count, wall.ArrivedToday));

        async Task<(int, int, int)> CountsAsync() => await community.Get<ReportQueries>().WallAsync(community.Sal, cancellationToken: Cancel) is var w ? (w.Waiting, w.DueSoon, w.Late) : default;
    }

    /// <summary>One request with a return, a pause and two late holders; the story is told in the first test.</summary>
    internal static async Task<string> WalkAsync(TestCommunity community)
    {
        // the seal that tests share is as old as the first who asks for it, and this walk signs days later
        _ = community.Seal.Certificate;
        var code = await community.OpenRequestAsync();
        async Task AfterAsync(double hours, RequestState target)
        {
            community.Clock.Advance(TimeSpan.FromHours(hours));
            await community.AdvanceToAsync(target, code);
        }

        await AfterAsync(72, RequestState.UserSignature);
        await AfterAsync(24, RequestState.AdministratorReview);
        community.Clock.Advance(TimeSpan.FromHours(12));
        await community.Requests.ReturnToUserAsync(community.Alma, code, [new ReturnItem(ReturnItem.Agreement, "Sign with both names.")], "", cancellationToken: Cancel);
        await AfterAsync(1, RequestState.AdministratorReview);
        await AfterAsync(5, RequestState.DirectorSignature);
        await AfterAsync(96, RequestState.Submission);
        await AfterAsync(2, RequestState.AccountQueue);
        community.Clock.Advance(TimeSpan.FromHours(30));
        await community.Requests.ReturnToAgencyAsync(community.Sal, code, [new ReturnItem(ReturnItem.Form, "The project is missing.")], "", cancellationToken: Cancel);
        await AfterAsync(50, RequestState.AccountQueue);
        await AfterAsync(20, RequestState.AccountCreated);
        await AssertHistoryAsync(community, code);
        return code;
    }

    /// <summary>What was kept act by act is what the history says.</summary>
    private static async Task AssertHistoryAsync(TestCommunity community, string code)
    {
        await using var db = community.Database.Read(Reach.Everything);
        var id = await db.Requests.Where(r => r.Code == code).Select(r => r.Id).SingleAsync(Cancel);
        var kept = await db.StageTimes.Where(s => s.RequestId == id).OrderBy(s => s.Turn).ToListAsync(Cancel);
        var told = StageTimes.Of(await db.Events.Where(e => e.RequestId == id).OrderBy(e => e.Id).ToListAsync(Cancel));
        Assert.Equal(told.Select(s => (s.Turn, s.State, s.StartedUtc, s.EndedUtc, s.Outcome)), kept.Select(s => (s.Turn, s.State, s.StartedUtc, s.EndedUtc, s.Outcome)));
        Assert.All(told.Where(s => s.EndedUtc is not null), s => Assert.Equal((int)s.Elapsed!.Value.TotalMinutes, kept[s.Turn - 1].ElapsedMinutes));
    }

    private static void AssertFigures(ReportView report, RequestState state, int count, int late, double hours) =>
        Assert.Equal((count, late, TimeSpan.FromHours(hours)), (Figures(report, state).Count, Figures(report, state).Late, Figures(report, state).Median!.Value));

    private static StageFigures Figures(ReportView report, RequestState state) => report.Stages.Single(s => s.Now.State == state).Now;

    private static Task<ReportView> ReportAsync(TestCommunity community, ReportFilter filter) => community.Get<ReportQueries>().ReportAsync(community.Sal, filter, Cancel);

    private static Task<ReportList> ListAsync(TestCommunity community, ReportFilter filter, ReportFigure figure) =>
        community.Get<ReportQueries>().ListAsync(community.Sal, filter, figure, cancellationToken: Cancel);
}
