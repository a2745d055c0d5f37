using System.Globalization;

namespace HmisOnboarding.Web.Components.Shared;

/// <summary>Dates and spans of time as people read them. The same words are made in wwwroot/js/time.js for what ticks.</summary>
public static class TimeText
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-US");

    /// <summary>"Tue 3 Mar, 14:10"; with the year only when it is not this one.</summary>
    public static string Moment(DateTime utc, TimeZoneInfo zone, DateTime nowUtc)
    {
        var local = Local(utc, zone);
        return $"{Day(DateOnly.FromDateTime(local), DateOnly.FromDateTime(Local(nowUtc, zone)))}, {local.ToString("HH:mm", English)}";
    }

    /// <summary>"14:10" today, "Tue 14:10" within six days, else as <see cref="Moment"/>.</summary>
    public static string Near(DateTime utc, TimeZoneInfo zone, DateTime nowUtc)
    {
        var local = Local(utc, zone);
        var days = (Local(nowUtc, zone).Date - local.Date).Days;
        return days switch
        {
            0 => $"today {local.ToString("HH:mm", English)}",
            > 0 and < 7 => local.ToString("ddd HH:mm", English),
            _ => Moment(utc, zone, nowUtc),
        };
    }

    /// <summary>"yesterday 14:10", "today 14:10", "tomorrow 14:10", else as <see cref="Moment"/>.</summary>
    public static string About(DateTime utc, TimeZoneInfo zone, DateTime nowUtc)
    {
        var local = Local(utc, zone);
        var time = local.ToString("HH:mm", English);
        return (local.Date - Local(nowUtc, zone).Date).Days switch
        {
            -1 => $"yesterday {time}",
            0 => $"today {time}",
            1 => $"tomorrow {time}",
            _ => $"on {Moment(utc, zone, nowUtc)}",
        };
    }

    /// <summary>"Tue 3 Mar"; with the year only when it is not this one.</summary>
    public static string Day(DateOnly day, DateOnly today) => day.ToString(day.Year == today.Year ? "ddd d MMM" : "ddd d MMM yyyy", English);

    /// <summary>"Tuesday 3 March 2026, 14:10:05, America/Detroit (UTC-05:00)".</summary>
    public static string Exact(DateTime utc, TimeZoneInfo zone)
    {
        var local = Local(utc, zone);
        var offset = zone.GetUtcOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc));
        var sign = offset < TimeSpan.Zero ? "-" : "+";
        return string.Create(English, $"{local:dddd d MMMM yyyy, HH:mm:ss}, {zone.Id} (UTC{sign}{offset:hh\\:mm})");
    }

    /// <summary>"2 d 4 h", "3 h 10 m", "12 m"; whole units, rounded down; the sign does not count.</summary>
    public static string Length(TimeSpan span)
    {
        var minutes = (long)Math.Floor(span.Duration().TotalMinutes);
        var (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
        return (days, hours, rest) switch
        {
            ( > 0, > 0, _) => $"{days} d {hours} h",
            ( > 0, _, _) => $"{days} d",
            (_, > 0, > 0) => $"{hours} h {rest} m",
            (_, > 0, _) => $"{hours} h",
            (_, _, > 0) => $"{rest} m",
            _ => "less than 1 m",
        };
    }

    /// <summary>"3 h 10 m left" before the goal, "5 h to the limit" between goal and limit, "late by 2 h" after.</summary>
    public static string Left(DateTime goalUtc, DateTime? limitUtc, DateTime nowUtc) =>
        nowUtc <= goalUtc ? $"{Length(goalUtc - nowUtc)} left"
        : limitUtc > nowUtc ? $"{Length(limitUtc.Value - nowUtc)} to the limit"
        : $"late by {Length(nowUtc - (limitUtc ?? goalUtc))}";

    /// <summary>For attributes that scripts read.</summary>
    public static string Iso(DateTime utc) => DateTime.SpecifyKind(utc, DateTimeKind.Utc).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static DateTime Local(DateTime utc, TimeZoneInfo zone) => TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), zone);
}
