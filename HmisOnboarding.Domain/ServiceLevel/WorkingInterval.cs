using System.Globalization;
using System.Text.Json.Serialization;

namespace HmisOnboarding.Domain.ServiceLevel;

/// <summary>A part of a day in which the help desk works, in minutes after local midnight; the end is not part of it.</summary>
/// <param name="From">First minute, 0 to 1439.</param>
/// <param name="Until">Minute after the last, 1 to 1440; 1440 is midnight at the end of the day.</param>
public readonly record struct WorkingInterval(int From, int Until)
{
    /// <summary>Minutes of a day.</summary>
    public const int DayMinutes = 24 * 60;

    /// <summary>Whether it lies within one day and has a length.</summary>
    [JsonIgnore]
    public bool IsSound => From >= 0 && Until <= DayMinutes && From < Until;

    /// <summary>Reads "08:00-12:00"; a dash of any kind, spaces, and 24:00 at the end are fine.</summary>
    public static bool TryParse(string text, out WorkingInterval interval)
    {
        interval = default;
        var parts = text.Split(['-', '–', '—'], StringSplitOptions.TrimEntries);
        if (parts.Length != 2 || Minute(parts[0]) is not { } from || Minute(parts[1]) is not { } until)
            return false;
        interval = new(from, until);
        return interval.IsSound;
    }

    /// <summary>As in "08:00–12:00".</summary>
    public override string ToString() => $"{Text(From)}–{Text(Until)}";

    private static string Text(int minute) => string.Create(CultureInfo.InvariantCulture, $"{minute / 60:00}:{minute % 60:00}");

    private static int? Minute(string text)
    {
        var parts = text.Split(':');
        return parts.Length == 2 && parts[1].Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var hour)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minute) && minute < 60 && hour * 60 + minute <= DayMinutes
            ? hour * 60 + minute
            : null;
    }
}
