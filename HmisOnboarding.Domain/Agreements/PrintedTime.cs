using System.Collections.Frozen;
using System.Globalization;

namespace HmisOnboarding.Domain.Agreements;

/// <summary>
/// Writes instants for paper: always with year and zone, never in the culture of the machine that draws.
/// The short zone names of .NET depend on the machine, so the North American ones are kept here; others show their offset.
/// </summary>
internal static class PrintedTime
{
    private static readonly FrozenDictionary<string, string> NorthAmerica = Letters(
        ("E", "America/New_York America/Detroit America/Toronto America/Indianapolis America/Fort_Wayne"),
        ("E", "America/Indiana/Indianapolis America/Indiana/Vincennes America/Indiana/Winamac"),
        ("E", "America/Indiana/Marengo America/Indiana/Petersburg America/Indiana/Vevay America/Louisville"),
        ("E", "America/Kentucky/Louisville America/Kentucky/Monticello US/Eastern US/Michigan US/East-Indiana"),
        ("C", "America/Chicago America/Menominee America/Indiana/Knox America/Indiana/Tell_City US/Central"),
        ("C", "America/North_Dakota/Center America/North_Dakota/New_Salem America/North_Dakota/Beulah"),
        ("M", "America/Denver America/Boise America/Phoenix US/Mountain US/Arizona"),
        ("P", "America/Los_Angeles US/Pacific"),
        ("AK", "America/Anchorage America/Juneau America/Sitka America/Metlakatla America/Yakutat America/Nome"),
        ("AK", "US/Alaska"),
        ("H", "America/Adak Pacific/Honolulu US/Hawaii"),
        ("A", "America/Puerto_Rico America/St_Thomas"));

    /// <summary>To the minute, as in "3 Mar 2026 09:12 EST".</summary>
    public static string ToMinute(DateTime utc, TimeZoneInfo zone) => Format(utc, zone, "d MMM yyyy HH:mm");

    /// <summary>To the second, with the same instant in UTC behind it.</summary>
    public static string ToSecondWithUtc(DateTime utc, TimeZoneInfo zone)
    {
        var local = ToSecond(utc, zone);
        return local.EndsWith(" UTC", StringComparison.Ordinal)
            ? local
            : $"{local} ({utc.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC)";
    }

    /// <summary>To the second, as in "3 Mar 2026 09:12:44 EST".</summary>
    public static string ToSecond(DateTime utc, TimeZoneInfo zone) => Format(utc, zone, "d MMM yyyy HH:mm:ss");

    /// <summary>A day without a time, as in "3 Mar 2026".</summary>
    public static string Day(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    private static FrozenDictionary<string, string> Letters(params (string Letters, string Zones)[] groups) =>
        groups
            .SelectMany(group => group.Zones.Split(' ').Select(zone => (zone, group.Letters)))
            .ToFrozenDictionary(pair => pair.zone, pair => pair.Letters, StringComparer.OrdinalIgnoreCase);

    private static string Format(DateTime utc, TimeZoneInfo zone, string pattern)
    {
        if (utc.Kind != DateTimeKind.Utc)
            throw new ArgumentException("A printed time starts from UTC.", nameof(utc));
        var local = TimeZoneInfo.ConvertTimeFromUtc(utc, zone);
        return $"{local.ToString(pattern, CultureInfo.InvariantCulture)} {ZoneName(utc, zone)}";
    }

    /// <summary>The zone in short, as in "EST" or "UTC+05:45".</summary>
    public static string ZoneName(DateTime utc, TimeZoneInfo zone)
    {
        var id = TimeZoneInfo.TryConvertWindowsIdToIanaId(zone.Id, out var iana) ? iana : zone.Id;
        if (NorthAmerica.TryGetValue(id, out var letters))
            return letters + (zone.IsDaylightSavingTime(utc) ? "DT" : "ST");
        var offset = zone.GetUtcOffset(utc);
        if (offset == TimeSpan.Zero)
            return "UTC";
        var sign = offset < TimeSpan.Zero ? '-' : '+';
        return $"UTC{sign}{offset.ToString(@"hh\:mm", CultureInfo.InvariantCulture)}";
    }
}
