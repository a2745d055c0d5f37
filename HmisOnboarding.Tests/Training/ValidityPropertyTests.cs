using CsCheck;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Tests.Requests;
using HmisOnboarding.Tests.Support;
using Xunit;

namespace HmisOnboarding.Tests.Training;

/// <summary>Validity against a slow oracle that knows nothing but the next day.</summary>
public sealed class ValidityPropertyTests
{
    private static readonly string[] Zones = ["America/Detroit", "America/Chicago", "Pacific/Honolulu", "Pacific/Apia", "Europe/Berlin", "Asia/Kolkata", "UTC"];

    private static readonly Gen<DateOnly> Days = Gen.OneOf(
        Gen.Int[new DateOnly(2015, 1, 1).DayNumber, new DateOnly(2034, 12, 31).DayNumber].Select(DateOnly.FromDayNumber),
        // the days on which calendars differ
        Gen.Select(Gen.Int[2015, 2034], Gen.Int[1, 12]).Select((year, month) => new DateOnly(year, month, DateTime.DaysInMonth(year, month))));

    [Fact]
    public void LastDay_WhenCountedDayByDay_IsTheSame() =>
        Gen.Select(Days, Gen.Int[1, 60]).InEveryCase(2_000, drawn =>
        {
            var (completed, months) = drawn;
            Assert.Equal(Oracle(completed, months), EvidenceRules.ExpiresOn(CourseOf(months), completed));
        });

    [Fact]
    public void IsValid_WhenAskedForEveryDayAround_FlipsOnceAfterTheLastDay() =>
        Gen.Select(Days, Gen.Int[1, 36], Gen.Int[-3, 3]).InEveryCase(1_000, drawn =>
        {
            var (completed, months, offset) = drawn;
            var last = Oracle(completed, months);
            Assert.Equal(offset <= 0, EvidenceRules.IsValidOn(CourseOf(months), completed, last.AddDays(offset)));
            Assert.True(EvidenceRules.IsValidOn(CourseOf(null), completed, last.AddYears(10)));
        });

    [Fact]
    public void Validity_WhenTheInstantIsInAnyZone_LastsUntilTheEndOfTheLocalDay() =>
        Gen.Select(Days, Gen.Int[1, 24], Gen.Int[0, Zones.Length - 1], Gen.Int[-2 * 24 * 60, 2 * 24 * 60]).InEveryCase(1_000, drawn =>
        {
            var (completed, months, zone, minutes) = drawn;
            var last = Oracle(completed, months);
            var place = TimeZoneInfo.FindSystemTimeZoneById(Zones[zone]);
            var instant = last.ToDateTime(new TimeOnly(12, 0), DateTimeKind.Utc).AddMinutes(minutes);
            var bare = BareRequest.New();
            var act = new ActContext(bare.Administrator, instant, bare.Rules with { Zone = place });

            // the wall clock on the spot: the certificate counts until its date is a later one
            var wall = TimeZoneInfo.ConvertTime(new DateTimeOffset(instant, TimeSpan.Zero), place);
            var expected = (wall.Year, wall.Month, wall.Day).CompareTo((last.Year, last.Month, last.Day)) <= 0;
            Assert.Equal(expected, EvidenceRules.IsValidOn(CourseOf(months), completed, act.Today));
        });

    [Fact]
    public void Completion_WhenAfterToday_IsAlwaysRefusedAndTodayNever() =>
        Gen.Select(Days, Gen.Int[0, 400], Gen.Int[1, 36]).InEveryCase(500, drawn =>
        {
            var (today, ahead, months) = drawn;
            var problems = EvidenceRules.Problems(CourseOf(months), today.AddDays(ahead), null, today);
            if (ahead == 0)
                Assert.Empty(problems);
            else
                Assert.Contains("in the future", Assert.Single(problems), StringComparison.Ordinal);
        });

    [Fact]
    public void Notice_WhenCountedDayByDay_IsGivenExactlyWithinTheDays() =>
        Gen.Select(Days, Gen.Int[-5, 120], Gen.Int[0, 90], Gen.Int[-1, 60]).InEveryCase(1_000, drawn =>
        {
            var (today, left, notice, accountIn) = drawn;
            var last = today.AddDays(left);
            DateOnly? account = accountIn < 0 ? null : today.AddDays(accountIn);
            var isNear = false;
            for (var (day, steps) = (today, 0); steps <= notice; steps++, day = day.AddDays(1))
                isNear |= day == last;
            var lapses = left >= 0 && account is { } by && last < by;
            Assert.Equal(left < 0 || !(isNear || lapses) ? null : new ExpiryNotice(last, lapses), EvidenceRules.Notice(last, today, notice, account));
        });

    [Theory]
    [InlineData("2024-02-29", 12, "2025-02-28")]
    [InlineData("2024-02-29", 48, "2028-02-29")]
    [InlineData("2025-08-31", 6, "2026-02-28")]
    [InlineData("2025-12-31", 2, "2026-02-28")]
    [InlineData("2025-01-30", 1, "2025-02-28")]
    public void LastDay_WhenTheMonthIsShorter_IsItsLastDay(string completed, int months, string last) =>
        Assert.Equal(DateOnly.Parse(last, System.Globalization.CultureInfo.InvariantCulture), EvidenceRules.ExpiresOn(CourseOf(months), DateOnly.Parse(completed, System.Globalization.CultureInfo.InvariantCulture)));

    // walks on day by day, counts the months it enters, and stops on the same number of day or on the last day of a shorter month
    private static DateOnly Oracle(DateOnly completed, int months)
    {
        var day = completed;
        for (var entered = 0; ;)
        {
            var next = day.AddDays(1);
            if (entered == months && (day.Day == completed.Day || next.Day == 1))
                return day;
            day = next;
            entered += day.Day == 1 ? 1 : 0;
        }
    }

    private static Course CourseOf(int? months) => new("X", "Course", "Summary", 10, null, months, []);
}
