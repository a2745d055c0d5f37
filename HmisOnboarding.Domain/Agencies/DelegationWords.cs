using HmisOnboarding.Domain.Reports;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.ServiceLevel;

namespace HmisOnboarding.Domain.Agencies;

/// <summary>The words for delegations, the same on screens, in notices, in history and on paper.</summary>
public static class DelegationWords
{
    /// <summary>"Delia Dean for Dora Dahl"; only the one name where the other is missing.</summary>
    public static string For(string? name, string? holder) => holder is null ? name ?? "" : name is null ? holder : $"{name} for {holder}";

    /// <summary>The last local day of a span that ends, exclusive, at an instant.</summary>
    public static DateOnly LastDay(DateTime untilUtc, TimeZoneInfo zone) => ReportPeriod.DayOf(untilUtc.AddTicks(-1), zone);

    /// <summary>"Fri 6 Mar" for a span that ends with a day, "Fri 6 Mar, 14:05 EST" for one that ends within it.</summary>
    public static string Until(DateTime untilUtc, TimeZoneInfo zone, DateTime nowUtc)
    {
        var last = LastDay(untilUtc, zone);
        return ReportPeriod.Midnight(last.AddDays(1), zone) == untilUtc
            ? ServiceWords.Day(last, ReportPeriod.DayOf(nowUtc, zone))
            : ServiceWords.Moment(untilUtc, zone, nowUtc);
    }

    /// <summary>"Mon 2 Mar to Fri 6 Mar", or the one day.</summary>
    public static string Days(DateTime fromUtc, DateTime untilUtc, TimeZoneInfo zone, DateTime nowUtc)
    {
        var (first, last, today) = (ReportPeriod.DayOf(fromUtc, zone), LastDay(untilUtc, zone), ReportPeriod.DayOf(nowUtc, zone));
        return first == last ? ServiceWords.Day(first, today) : $"{ServiceWords.Day(first, today)} to {ServiceWords.Day(last, today)}";
    }

    /// <summary>Why an act is refused whose delegation ended while the page was open.</summary>
    public static string Over(EndedStandIn ended, TimeZoneInfo zone, DateTime nowUtc) =>
        $"You acted for {ended.ForName} until {Until(ended.EndedUtc, zone, nowUtc)}. That is over, so nothing was done. What you typed is still on this page.";

    /// <summary>What a delegate may do in a seat, in a sentence.</summary>
    public static string May(SeatKind kind) => kind switch
    {
        SeatKind.ExecutiveDirector => "Read and sign the agreements that wait for the director, or decline them with a reason.",
        SeatKind.AgencyAdministrator => "Open requests, review training, sign as agency administrator and send packets to the help desk.",
        _ => "Do the work of a system administrator, and go on with what the holder has claimed.",
    };

    /// <summary>What a delegate may not do, whichever the seat.</summary>
    public const string MayNot = "Appoint people, name another delegate, or sign a paper twice.";
}
