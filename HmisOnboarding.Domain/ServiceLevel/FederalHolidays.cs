namespace HmisOnboarding.Domain.ServiceLevel;

/// <summary>
/// The public holidays of federal employees in the United States: 5 U.S.C. 6103, and Executive Order 11582 for the weekday on which one is
/// observed that falls on a weekend. Pure; computed for any year, with Juneteenth from 2021.
/// </summary>
public static class FederalHolidays
{
    private const int FirstJuneteenth = 2021;

    /// <summary>
    /// The days of a year on which federal offices are closed, in order. A Saturday is observed on the Friday before, a Sunday on the Monday
    /// after; both days are named. The Friday before a New Year's Day on Saturday belongs to the year before.
    /// </summary>
    public static IReadOnlyList<Holiday> In(int year) =>
        [.. Named(year).Concat(year < DateOnly.MaxValue.Year ? Named(year + 1) : []).SelectMany(WithObserved).Where(h => h.Day.Year == year).OrderBy(h => h.Day)];

    private static IEnumerable<Holiday> WithObserved(Holiday holiday)
    {
        yield return holiday;
        if (holiday.Day.DayOfWeek is DayOfWeek.Saturday && holiday.Day > DateOnly.MinValue)
            yield return new(holiday.Day.AddDays(-1), $"{holiday.Name} (observed)");
        if (holiday.Day.DayOfWeek is DayOfWeek.Sunday)
            yield return new(holiday.Day.AddDays(1), $"{holiday.Name} (observed)");
    }

    private static IEnumerable<Holiday> Named(int year)
    {
        yield return new(new(year, 1, 1), "New Year's Day");
        yield return new(Nth(year, 1, DayOfWeek.Monday, 3), "Birthday of Martin Luther King, Jr.");
        yield return new(Nth(year, 2, DayOfWeek.Monday, 3), "Washington's Birthday");
        yield return new(Last(year, 5, DayOfWeek.Monday), "Memorial Day");
        if (year >= FirstJuneteenth)
            yield return new(new(year, 6, 19), "Juneteenth");
        yield return new(new(year, 7, 4), "Independence Day");
        yield return new(Nth(year, 9, DayOfWeek.Monday, 1), "Labor Day");
        yield return new(Nth(year, 10, DayOfWeek.Monday, 2), "Columbus Day");
        yield return new(new(year, 11, 11), "Veterans Day");
        yield return new(Nth(year, 11, DayOfWeek.Thursday, 4), "Thanksgiving Day");
        yield return new(new(year, 12, 25), "Christmas Day");
    }

    private static DateOnly Nth(int year, int month, DayOfWeek day, int number)
    {
        var first = new DateOnly(year, month, 1);
        return first.AddDays(((int)day - (int)first.DayOfWeek + 7) % 7 + 7 * (number - 1));
    }

    private static DateOnly Last(int year, int month, DayOfWeek day)
    {
        var last = new DateOnly(year, month, DateTime.DaysInMonth(year, month));
        return last.AddDays(-(((int)last.DayOfWeek - (int)day + 7) % 7));
    }
}
