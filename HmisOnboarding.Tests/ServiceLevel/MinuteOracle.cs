using HmisOnboarding.Domain.ServiceLevel;

namespace HmisOnboarding.Tests.ServiceLevel;

/// <summary>
/// The slow, plain way: it walks minute by minute, asks what the wall clock shows in that minute, and counts the minute when the help desk works
/// in it. No interval is cut, no zone is split into pieces. Only how far the wall clock is ahead is kept for each quarter of an hour, because
/// asking .NET for it every minute would take all day.
/// </summary>
internal sealed class MinuteOracle
{
    public static readonly DateTime Epoch = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private const int Quarter = 15;
    private const int Years = 4;
    private static readonly Dictionary<string, short[]> Ahead = [];
    private static readonly int EpochDay = DateOnly.FromDateTime(Epoch).DayNumber;

    private readonly short[] _ahead;
    private readonly bool[] _week = new bool[7 * WorkingInterval.DayMinutes];
    private readonly HashSet<int> _closed = [];
    private readonly bool _countsAll;

    public MinuteOracle(ServicePolicy policy)
    {
        _ahead = AheadOf(policy.TimeZoneId);
        _countsAll = policy.Counting == CountedTime.PlainHours;
        foreach (var day in policy.Week)
        {
            foreach (var hours in day.Intervals)
                Array.Fill(_week, true, (int)day.Day * WorkingInterval.DayMinutes + hours.From, hours.Until - hours.From);
        }

        foreach (var holiday in policy.Holidays)
        {
            for (var year = 2023; year <= 2029; year++)
            {
                if (holiday.EveryYear ? year >= holiday.Day.Year && (holiday.Day is not { Month: 2, Day: 29 } || DateTime.IsLeapYear(year)) : year == holiday.Day.Year)
                    _closed.Add(new DateOnly(year, holiday.Day.Month, holiday.Day.Day).DayNumber - EpochDay);
            }
        }

        if (policy.FederalHolidays)
            _closed.UnionWith(Federal);
    }

    // written down from the calendar of the Office of Personnel Management, not computed
    private static IReadOnlyList<int> Federal { get; } =
    [
        .. new[]
        {
            "2024-01-01", "2024-01-15", "2024-02-19", "2024-05-27", "2024-06-19", "2024-07-04", "2024-09-02", "2024-10-14", "2024-11-11", "2024-11-28", "2024-12-25",
            "2025-01-01", "2025-01-20", "2025-02-17", "2025-05-26", "2025-06-19", "2025-07-04", "2025-09-01", "2025-10-13", "2025-11-11", "2025-11-27", "2025-12-25",
            "2026-01-01", "2026-01-19", "2026-02-16", "2026-05-25", "2026-06-19", "2026-07-03", "2026-07-04", "2026-09-07", "2026-10-12", "2026-11-11", "2026-11-26", "2026-12-25",
            "2027-01-01", "2027-01-18", "2027-02-15", "2027-05-31", "2027-06-18", "2027-06-19", "2027-07-04", "2027-07-05", "2027-09-06", "2027-10-11", "2027-11-11", "2027-11-25", "2027-12-24",
            "2027-12-25", "2027-12-31", "2028-01-01", "2028-01-17", "2028-02-21", "2028-05-29", "2028-06-19", "2028-07-04", "2028-09-04", "2028-10-09", "2028-11-10", "2028-11-11", "2028-11-23", "2028-12-25",
        }.Select(d => DateOnly.Parse(d, System.Globalization.CultureInfo.InvariantCulture).DayNumber - EpochDay),
    ];

    /// <summary>The minutes that count from one minute after the epoch to another.</summary>
    public int Count(int from, int until)
    {
        var counted = 0;
        for (var minute = from; minute < until; minute++)
            counted += IsOpen(minute) ? 1 : 0;
        return counted;
    }

    /// <summary>The minute after the one in which the amount is full, no further than <paramref name="last"/>; -1 when it is not full by then.</summary>
    public int Add(int from, int amount, int last)
    {
        if (amount <= 0)
            return from;
        for (var minute = from; minute < last; minute++)
        {
            if (IsOpen(minute) && --amount == 0)
                return minute + 1;
        }

        return -1;
    }

    private bool IsOpen(int minute)
    {
        if (_countsAll)
            return true;
        var local = minute + _ahead[minute / Quarter];
        var day = local >= 0 ? local / WorkingInterval.DayMinutes : -1;
        var inDay = local - day * WorkingInterval.DayMinutes;
        // 1 January 2024 was a Monday
        var weekday = (day + 1 + 7) % 7;
        return _week[weekday * WorkingInterval.DayMinutes + inDay] && !_closed.Contains(day);
    }

    private static short[] AheadOf(string zoneId)
    {
        lock (Ahead)
        {
            if (Ahead.TryGetValue(zoneId, out var known))
                return known;
            var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneId);
            var ahead = new short[Years * 366 * 24 * 60 / Quarter];
            for (var i = 0; i < ahead.Length; i++)
                ahead[i] = (short)zone.GetUtcOffset(Epoch.AddMinutes(i * Quarter)).TotalMinutes;
            return Ahead[zoneId] = ahead;
        }
    }
}
