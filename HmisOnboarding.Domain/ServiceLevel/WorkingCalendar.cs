using System.Collections.Concurrent;

namespace HmisOnboarding.Domain.ServiceLevel;

/// <summary>A stretch of time in UTC; the end is not part of it.</summary>
public readonly record struct OpenSpan(DateTime FromUtc, DateTime UntilUtc);

/// <summary>
/// Which time counts under a policy. An instant counts when the wall clock of the policy's zone shows a working minute of a day that is no
/// holiday. So an hour that the clocks skip in spring counts nothing, and an hour that they repeat in autumn counts twice: both are what
/// people really worked. With plain hours everything counts. Pure and safe for use by many at once.
/// </summary>
public sealed class WorkingCalendar
{
    // nothing that can be published needs longer; a policy that never opens must still end
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(30 * 366);

    private readonly ZoneOffsets _offsets;
    private readonly WorkingInterval[][] _week;
    private readonly bool _isPlain;
    private readonly bool _federal;
    private readonly Dictionary<DateOnly, string> _once = [];
    private readonly Dictionary<(int Month, int Day), Holiday> _yearly = [];
    private readonly ConcurrentDictionary<int, Dictionary<DateOnly, string>> _federalByYear = new();

    /// <summary>Reads the policy once.</summary>
    /// <exception cref="TimeZoneNotFoundException">The zone is unknown on this machine.</exception>
    public WorkingCalendar(ServicePolicy policy)
    {
        _isPlain = policy.Counting == CountedTime.PlainHours;
        Zone = TimeZoneInfo.TryFindSystemTimeZoneById(policy.TimeZoneId, out var zone) ? zone : _isPlain ? TimeZoneInfo.Utc : throw new TimeZoneNotFoundException(policy.TimeZoneId);
        _offsets = ZoneOffsets.Of(Zone);
        _week = [.. Enum.GetValues<DayOfWeek>().Select(d => policy.On(d).ToArray())];
        _federal = policy.FederalHolidays;
        foreach (var holiday in policy.Holidays)
        {
            if (!holiday.EveryYear)
                _once.TryAdd(holiday.Day, holiday.Name);
            // the same day may stand in the list from two years on: the earlier one already closes it
            else if (!_yearly.TryGetValue((holiday.Day.Month, holiday.Day.Day), out var known) || holiday.Day < known.Day)
                _yearly[(holiday.Day.Month, holiday.Day.Day)] = holiday;
        }
    }

    /// <summary>The zone of the working hours.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>Whether every hour counts.</summary>
    public bool CountsEverything => _isPlain;

    /// <summary>The name of the holiday on a local day; null when there is none. A local name goes before a federal one.</summary>
    public string? HolidayOn(DateOnly day) =>
        _once.TryGetValue(day, out var name) ? name
        : _yearly.TryGetValue((day.Month, day.Day), out var yearly) && yearly.Day <= day ? yearly.Name
        : _federal ? _federalByYear.GetOrAdd(day.Year, FederalDays).GetValueOrDefault(day)
        : null;

    /// <summary>The working hours of a local day; none on a holiday.</summary>
    public IReadOnlyList<WorkingInterval> HoursOn(DateOnly day) => _week[(int)day.DayOfWeek] is { Length: > 0 } hours && HolidayOn(day) is null ? hours : [];

    /// <summary>The spans that count within a stretch of time, in order.</summary>
    public IEnumerable<OpenSpan> Spans(DateTime fromUtc, DateTime untilUtc)
    {
        if (fromUtc >= untilUtc)
            yield break;
        if (_isPlain)
        {
            yield return new(fromUtc, untilUtc);
            yield break;
        }

        foreach (var (start, end) in Open(fromUtc.Ticks, untilUtc.Ticks))
            yield return new(new(start, DateTimeKind.Utc), new(end, DateTimeKind.Utc));
    }

    /// <summary>How much counts from one instant to another; nothing when the second is not later.</summary>
    public TimeSpan Between(DateTime fromUtc, DateTime untilUtc)
    {
        if (fromUtc >= untilUtc)
            return TimeSpan.Zero;
        if (_isPlain)
            return untilUtc - fromUtc;
        var ticks = 0L;
        foreach (var (start, end) in Open(fromUtc.Ticks, untilUtc.Ticks))
            ticks += end - start;
        return new(ticks);
    }

    /// <summary>
    /// The first instant at which so much has counted since <paramref name="fromUtc"/>: at the close of a day, not at the opening of the next.
    /// Nothing or less gives the start back. A calendar that never gets there answers with an instant 30 years on.
    /// </summary>
    public DateTime Add(DateTime fromUtc, TimeSpan amount)
    {
        if (amount <= TimeSpan.Zero)
            return fromUtc;
        if (_isPlain)
            return fromUtc + amount;
        var (left, last) = (amount.Ticks, fromUtc + Horizon);
        foreach (var (start, end) in Open(fromUtc.Ticks, last.Ticks))
        {
            if (end - start >= left)
                return new(start + left, DateTimeKind.Utc);
            left -= end - start;
        }

        return last;
    }

    private IEnumerable<(long Start, long End)> Open(long from, long until)
    {
        foreach (var piece in _offsets.From(from))
        {
            if (piece.Start >= until)
                yield break;
            var (start, end) = (Math.Max(piece.Start, from), Math.Min(piece.Until, until));
            var lastDay = DayNumber(end - 1 + piece.Offset);
            for (var number = DayNumber(start + piece.Offset); number <= lastDay; number++)
            {
                var day = DateOnly.FromDayNumber(number);
                var midnight = number * TimeSpan.TicksPerDay - piece.Offset;
                foreach (var hours in HoursOn(day))
                {
                    var opens = Math.Max(start, midnight + hours.From * TimeSpan.TicksPerMinute);
                    var closes = Math.Min(end, midnight + hours.Until * TimeSpan.TicksPerMinute);
                    if (opens < closes)
                        yield return (opens, closes);
                }
            }
        }
    }

    private static int DayNumber(long localTicks) => (int)(localTicks / TimeSpan.TicksPerDay);

    private static Dictionary<DateOnly, string> FederalDays(int year)
    {
        var days = new Dictionary<DateOnly, string>();
        foreach (var holiday in FederalHolidays.In(year))
            days.TryAdd(holiday.Day, holiday.Name);
        return days;
    }
}
