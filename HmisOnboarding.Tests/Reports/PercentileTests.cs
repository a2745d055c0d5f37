using HmisOnboarding.Domain.Reports;
using Xunit;

namespace HmisOnboarding.Tests.Reports;

/// <summary>Nearest rank, against lists that are sorted and counted; and the calendar of the periods.</summary>
public sealed class PercentileTests
{
    [Fact]
    public void Tally_WhenValuesAreDrawnAtRandom_SaysWhatASortedListSays()
    {
        var random = new Random(20260303);
        for (var round = 0; round < 3000; round++)
        {
            var values = Enumerable.Range(0, random.Next(0, 60)).Select(_ => random.Next(0, round % 3 == 0 ? 5 : 5000)).ToList();
            var tally = new PercentileTally(values.Count);
            foreach (var same in values.GroupBy(v => v).OrderBy(g => g.Key))
                tally.Add(same.Key, same.Count());

            Assert.Equal((Oracle(values, 50), Oracle(values, 90)), (tally.Median, tally.NineOfTen));
        }
    }

    [Fact]
    public void Rank_WhenThereIsNothing_IsNone()
    {
        Assert.Null(Percentiles.Rank(0, 50));
        var tally = new PercentileTally(0);
        Assert.Null(tally.Median);
        Assert.Null(tally.NineOfTen);
    }

    [Theory]
    [InlineData(1, 50, 1)]
    [InlineData(1, 90, 1)]
    [InlineData(2, 50, 1)]
    [InlineData(3, 50, 2)]
    [InlineData(10, 90, 9)]
    [InlineData(11, 90, 10)]
    [InlineData(100, 100, 100)]
    public void Rank_WhenThereAreSome_IsThePlaceOfThatShare(long count, int percentile, long rank) => Assert.Equal(rank, Percentiles.Rank(count, percentile));

    [Theory]
    [InlineData(0, 0, null)]
    [InlineData(0, 7, 0)]
    [InlineData(7, 7, 100)]
    [InlineData(1, 300, 1)]
    [InlineData(299, 300, 99)]
    [InlineData(38, 41, 93)]
    public void Percent_WhenRounded_SaysAllOrNoneOnlyWhereItIs(int part, int whole, int? percent) => Assert.Equal(percent, StageFigures.Percent(part, whole));

    [Theory]
    [InlineData("America/New_York")]
    [InlineData("America/Havana")]
    [InlineData("Asia/Kathmandu")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("America/Santiago")]
    public void Periods_WhenTheClocksChange_MeetWithoutGapOrOverlap(string id)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(id);
        foreach (var span in Enum.GetValues<ReportSpan>())
        {
            var period = ReportPeriod.Of(span, new(2025, 12, 31), zone);
            for (var i = 0; i < 60; i++)
            {
                Assert.Equal(period.UntilUtc, period.After.FromUtc);
                Assert.Equal(period, period.After.Before);
                Assert.Equal(period.FirstDay, ReportPeriod.DayOf(period.FromUtc, zone));
                Assert.Equal(period.FirstDay.AddDays(-1), ReportPeriod.DayOf(period.FromUtc.AddTicks(-1), zone));
                period = period.After;
            }
        }
    }

    [Fact]
    public void Period_WhenNamed_IsTheCalendarOne()
    {
        ReportPeriod Of(ReportSpan span) => ReportPeriod.Of(span, new(2026, 3, 8), TimeZoneInfo.FindSystemTimeZoneById("America/New_York"));
        Assert.Equal(("March 2026", new DateOnly(2026, 2, 1)), (Of(ReportSpan.Month).Name, Of(ReportSpan.Month).Before.FirstDay));
        Assert.Equal("week of 2 March 2026", Of(ReportSpan.Week).Name);
        Assert.Equal("quarter 1 of 2026", Of(ReportSpan.Quarter).Name);
        // the clocks go forward on 8 March
        Assert.Equal(7 * 24 - 1, (Of(ReportSpan.Week).UntilUtc - Of(ReportSpan.Week).FromUtc).TotalHours);
    }

    private static int? Oracle(List<int> values, int percentile)
    {
        // the smallest value that at least so many of a hundred do not exceed
        foreach (var value in values.Order())
        {
            if (values.Count(v => v <= value) * 100 >= percentile * values.Count)
                return value;
        }

        return null;
    }
}
