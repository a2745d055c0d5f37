using System.Globalization;
using HmisOnboarding.Domain.Agreements;

namespace HmisOnboarding.Domain.ServiceLevel;

/// <summary>The words for instants, lengths and working hours, the same in sentences, notices and history.</summary>
public static class ServiceWords
{
    private static readonly CultureInfo English = CultureInfo.InvariantCulture;

    /// <summary>"Fri 6 Mar, 16:00 EST"; with the year only when it is not that of <paramref name="nowUtc"/>.</summary>
    public static string Moment(DateTime utc, TimeZoneInfo zone, DateTime nowUtc)
    {
        var local = TimeZoneInfo.ConvertTimeFromUtc(utc, zone);
        return $"{Day(DateOnly.FromDateTime(local), DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(nowUtc, zone)))}, {local.ToString("HH:mm", English)} {PrintedTime.ZoneName(utc, zone)}";
    }

    /// <summary>"Fri 6 Mar"; with the year only when it is not that of <paramref name="today"/>.</summary>
    public static string Day(DateOnly day, DateOnly today) => day.ToString(day.Year == today.Year ? "ddd d MMM" : "ddd d MMM yyyy", English);

    /// <summary>What the policy means for a packet that is complete at an instant, in two sentences, in the zone of the help desk.</summary>
    public static string Example(ServicePolicy policy, DateTime completeUtc)
    {
        var calendar = new WorkingCalendar(policy);
        string Due(TimeSpan amount) => Moment(calendar.Add(completeUtc, amount), calendar.Zone, completeUtc);
        return $"A packet that is complete on {Moment(completeUtc, calendar.Zone, completeUtc)} is due on {Due(policy.Target)}. It is late after {Due(policy.Limit)}.";
    }

    /// <summary>"12 h 30 min", "4 h", "20 min", "less than a minute"; whole minutes, rounded down. Days are not used: a working day has no fixed length.</summary>
    public static string Length(TimeSpan span)
    {
        var minutes = (long)Math.Floor(span.Duration().TotalMinutes);
        return (minutes / 60, minutes % 60) switch
        {
            (0, 0) => "less than a minute",
            (0, var rest) => $"{rest} min",
            (var hours, 0) => $"{hours} h",
            var (hours, rest) => $"{hours} h {rest} min",
        };
    }

    /// <summary>"Monday to Friday 08:00–12:00 and 13:00–17:00; Saturday 09:00–12:00". Empty when no day is open.</summary>
    public static string Week(ServicePolicy policy)
    {
        DayOfWeek[] days = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];
        var parts = new List<string>();
        for (var first = 0; first < days.Length;)
        {
            var hours = List([.. policy.On(days[first]).Select(i => i.ToString())]);
            var last = first;
            while (last + 1 < days.Length && List([.. policy.On(days[last + 1]).Select(i => i.ToString())]) == hours)
                last++;
            if (hours.Length > 0)
                parts.Add($"{days[first]}{(last == first ? "" : last == first + 1 ? $" and {days[last]}" : $" to {days[last]}")} {hours}");
            first = last + 1;
        }

        return string.Join("; ", parts);
    }

    private static string List(IReadOnlyList<string> parts) => parts.Count < 2 ? string.Concat(parts) : $"{string.Join(", ", parts.SkipLast(1))} and {parts[^1]}";
}
