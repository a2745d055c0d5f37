using System.Globalization;

namespace HmisOnboarding.Domain.Reports;

/// <summary>How long a period of a report is.</summary>
public enum ReportSpan
{
    /// <summary>A calendar month.</summary>
    Month,

    /// <summary>A week from Monday to Sunday.</summary>
    Week,

    /// <summary>Three calendar months.</summary>
    Quarter,
}

/// <summary>
/// A calendar period in the zone of the community: from its first local midnight up to, and without, the midnight after its last day.
/// So a month in which the clocks change is an hour shorter or longer, and no instant lies in two months or in none.
/// </summary>
public sealed record ReportPeriod
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-US");

    private ReportPeriod(ReportSpan span, DateOnly first, TimeZoneInfo zone)
    {
        (Span, FirstDay, Zone) = (span, first, zone);
        Until = Next(span, first, 1);
        (FromUtc, UntilUtc) = (Midnight(first, zone), Midnight(Until, zone));
    }

    /// <summary>Its kind.</summary>
    public ReportSpan Span { get; }

    /// <summary>Its first local day.</summary>
    public DateOnly FirstDay { get; }

    /// <summary>The first local day behind it.</summary>
    public DateOnly Until { get; }

    /// <summary>The zone of its days.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>Its first instant, UTC.</summary>
    public DateTime FromUtc { get; }

    /// <summary>The first instant behind it, UTC.</summary>
    public DateTime UntilUtc { get; }

    /// <summary>The period before it, of the same kind.</summary>
    public ReportPeriod Before => new(Span, Next(Span, FirstDay, -1), Zone);

    /// <summary>The period behind it, of the same kind.</summary>
    public ReportPeriod After => new(Span, Until, Zone);

    /// <summary>"March 2026", "week of 2 March 2026", "quarter 1 of 2026".</summary>
    public string Name => Span switch
    {
        ReportSpan.Week => string.Create(English, $"week of {FirstDay:d MMMM yyyy}"),
        ReportSpan.Quarter => string.Create(English, $"quarter {(FirstDay.Month + 2) / 3} of {FirstDay.Year}"),
        _ => FirstDay.ToString("MMMM yyyy", English),
    };

    /// <summary>The period of that kind in which a local day lies. Days before 2000 and after 2199 are taken for those.</summary>
    public static ReportPeriod Of(ReportSpan span, DateOnly day, TimeZoneInfo zone)
    {
        var (least, most) = (new DateOnly(2000, 1, 3), new DateOnly(2199, 12, 31));
        day = day < least ? least : day > most ? most : day;
        return new(span, span switch
        {
            ReportSpan.Week => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
            ReportSpan.Quarter => new(day.Year, (day.Month - 1) / 3 * 3 + 1, 1),
            _ => new(day.Year, day.Month, 1),
        }, zone);
    }

    /// <summary>The local day of an instant.</summary>
    public static DateOnly DayOf(DateTime utc, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(utc, zone));

    /// <summary>The first instant of a local day, UTC: where midnight is skipped the first one after it, where it comes twice the earlier one.</summary>
    public static DateTime Midnight(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(local))
            local = local.AddMinutes(StageTime.ArrivalMinutes);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return DateTime.SpecifyKind(local - offset, DateTimeKind.Utc);
    }

    private static DateOnly Next(ReportSpan span, DateOnly first, int step) => span switch
    {
        ReportSpan.Week => first.AddDays(7 * step),
        ReportSpan.Quarter => first.AddMonths(3 * step),
        _ => first.AddMonths(step),
    };
}
