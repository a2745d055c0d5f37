using HmisOnboarding.Web.Components.Shared;
using Xunit;

namespace HmisOnboarding.Tests.Web;

public sealed class TimeTextTests
{
    private static readonly TimeZoneInfo Detroit = TimeZoneInfo.FindSystemTimeZoneById("America/Detroit");
    private static readonly DateTime Now = new(2026, 3, 10, 16, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("2026-03-03T19:10:00", "Tue 3 Mar, 14:10")]
    [InlineData("2025-12-31T17:00:00", "Wed 31 Dec 2025, 12:00")]
    [InlineData("2026-01-01T04:30:00", "Wed 31 Dec 2025, 23:30")]
    [InlineData("2026-03-08T06:59:00", "Sun 8 Mar, 01:59")]
    [InlineData("2026-03-08T07:00:00", "Sun 8 Mar, 03:00")]
    public void Moment_WhenReadInAZone_NamesTheYearOnlyWhenItIsAnother(string utc, string words) =>
        Assert.Equal(words, TimeText.Moment(Utc(utc), Detroit, Now));

    [Theory]
    [InlineData("2026-03-10T14:05:00", "today 10:05")]
    [InlineData("2026-03-10T03:59:00", "Mon 23:59")]
    [InlineData("2026-03-04T17:00:00", "Wed 12:00")]
    [InlineData("2026-03-03T19:10:00", "Tue 3 Mar, 14:10")]
    [InlineData("2026-03-11T14:00:00", "Wed 11 Mar, 10:00")]
    public void Near_WhenWithinAWeek_NamesTheWeekday(string utc, string words) => Assert.Equal(words, TimeText.Near(Utc(utc), Detroit, Now));

    [Theory]
    [InlineData(0, "less than 1 m")]
    [InlineData(12, "12 m")]
    [InlineData(60, "1 h")]
    [InlineData(190, "3 h 10 m")]
    [InlineData(1440, "1 d")]
    [InlineData(3125, "2 d 4 h")]
    [InlineData(-190, "3 h 10 m")]
    public void Length_WhenCounted_KeepsTheTwoLargestUnits(int minutes, string words) => Assert.Equal(words, TimeText.Length(TimeSpan.FromMinutes(minutes)));

    [Theory]
    [InlineData(190, null, "3 h 10 m left")]
    [InlineData(0, null, "less than 1 m left")]
    [InlineData(-120, null, "late by 2 h")]
    [InlineData(-120, 300, "5 h to the limit")]
    [InlineData(-1560, -120, "late by 2 h")]
    public void Left_WhenGoalAndLimitAreKnown_CountsToTheNextOne(int goal, int? limit, string words) =>
        Assert.Equal(words, TimeText.Left(Now.AddMinutes(goal), limit is { } l ? Now.AddMinutes(l) : null, Now));

    [Fact]
    public void Exact_WhenShownOnHover_NamesZoneAndOffset() =>
        Assert.Equal("Tuesday 3 March 2026, 14:10:00, America/Detroit (UTC-05:00)", TimeText.Exact(Utc("2026-03-03T19:10:00"), Detroit));

    private static DateTime Utc(string text) =>
        DateTime.SpecifyKind(DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture), DateTimeKind.Utc);
}
