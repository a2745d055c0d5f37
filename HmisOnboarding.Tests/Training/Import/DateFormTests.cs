using HmisOnboarding.Domain.Training.Import;
using Xunit;

namespace HmisOnboarding.Tests.Training.Import;

/// <summary>One writing has one meaning once the person has said the way; before that nothing is chosen.</summary>
public sealed class DateFormTests
{
    [Theory]
    [InlineData("year-month-day", "2026-03-04", "2026-03-04")]
    [InlineData("year-month-day", "2026/3/4 09:05", "2026-03-04")]
    [InlineData("year-month-day", "2026-03-04T23:59:59.123Z", "2026-03-04")]
    [InlineData("year-month-day", "2026-03-04T23:59:59+05:00", "2026-03-04")]
    [InlineData("month-day-year", "03/04/2026", "2026-03-04")]
    [InlineData("month-day-year", "3/4/2026, 9:05:00 PM", "2026-03-04")]
    [InlineData("day-month-year", "03/04/2026", "2026-04-03")]
    [InlineData("day-month-year", "29/02/2024", "2024-02-29")]
    [InlineData("day-month-year", "3.4.2026 17:00", "2026-04-03")]
    [InlineData("month-day-short", "03/04/26", "2026-03-04")]
    [InlineData("day-month-short", "03/04/49", "2049-04-03")]
    [InlineData("month-name", "4 Mar 2026", "2026-03-04")]
    [InlineData("month-name", "March 4, 2026", "2026-03-04")]
    [InlineData("month-name", "Wednesday, 4 March 2026, 9:05 AM", "2026-03-04")]
    public void Date_WhenWrittenThatWay_IsRead(string form, string written, string day)
    {
        Assert.True(DateForm.Of(form)!.TryRead(written, out var read));
        Assert.Equal(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), read);
    }

    [Theory]
    [InlineData("year-month-day", "03/04/2026")]
    [InlineData("month-day-year", "31/03/2026")]
    [InlineData("day-month-year", "29/02/2026")]
    [InlineData("month-day-year", "02/29/2025")]
    [InlineData("month-day-year", "03/04/26")]
    [InlineData("year-month-day", "2026-03-04 25:00")]
    [InlineData("year-month-day", "yesterday")]
    [InlineData("year-month-day", "")]
    public void Date_WhenWrittenAnotherWayOrNoDay_IsNotRead(string form, string written) => Assert.False(DateForm.Of(form)!.TryRead(written, out _));

    [Fact]
    public void Readings_WhenTwoWaysReadEverything_ShowBothWithTheDateThatTellsThemApart()
    {
        var readings = DateForm.Readings(["12/12/2025", "03/04/2026", "bad"]);
        Assert.Equal(["month-day-year", "day-month-year"], readings.Select(r => r.Form.Code));
        Assert.All(readings, r => Assert.Equal((2, 3), (r.Reads, r.Of)));
        Assert.Equal(("03/04/2026", new DateOnly(2026, 3, 4)), readings[0].Examples[0]);
        Assert.Equal(("03/04/2026", new DateOnly(2026, 4, 3)), readings[1].Examples[0]);
    }
}
