using System.Globalization;
using System.Text.RegularExpressions;

namespace HmisOnboarding.Domain.Training.Import;

/// <summary>How one way of writing dates reads the dates of a file.</summary>
/// <param name="Form">The way.</param>
/// <param name="Reads">How many of the dates it reads.</param>
/// <param name="Of">How many dates there are.</param>
/// <param name="Examples">Dates of the file as written and as read; those that another way reads differently come first.</param>
public sealed record DateReading(DateForm Form, int Reads, int Of, IReadOnlyList<(string Written, DateOnly Day)> Examples);

/// <summary>
/// A way of writing dates. The person says which one a file uses: 03/04 is a day in March in one export and in April in another, and no
/// look at the file can tell. A time behind the date is allowed and not used: the day counts as it is written.
/// </summary>
public sealed partial class DateForm
{
    private const int LongestDate = 60;
    private const int MostExamples = 2;
    private const int ExampleSearch = 500;

    private static readonly CultureInfo English = EnglishOfThisCentury();
    private readonly string[] _patterns;

    private DateForm(string code, string label, params string[] patterns)
    {
        Code = code;
        Label = label;
        _patterns = patterns;
    }

    /// <summary>Every way that can be chosen.</summary>
    public static IReadOnlyList<DateForm> All { get; } =
    [
        new("year-month-day", "Year, month, day: 2026-03-31", "yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyyMMdd"),
        new("month-day-year", "Month, day, year: 03/31/2026", "M/d/yyyy", "M-d-yyyy", "M.d.yyyy"),
        new("day-month-year", "Day, month, year: 31/03/2026", "d/M/yyyy", "d-M-yyyy", "d.M.yyyy"),
        new("month-day-short", "Month, day, short year: 03/31/26", "M/d/yy", "M-d-yy", "M.d.yy"),
        new("day-month-short", "Day, month, short year: 31/03/26", "d/M/yy", "d-M-yy", "d.M.yy"),
        new("month-name", "With the name of the month: 31 Mar 2026 or March 31, 2026",
            "d MMM yyyy", "d MMMM yyyy", "MMM d, yyyy", "MMMM d, yyyy", "d-MMM-yyyy", "d/MMM/yyyy", "ddd, d MMM yyyy", "dddd, d MMMM yyyy", "dddd, MMMM d, yyyy"),
    ];

    /// <summary>Its name in code and in addresses.</summary>
    public string Code { get; }

    /// <summary>Its name for people, with an example.</summary>
    public string Label { get; }

    /// <summary>The way with this code, or null.</summary>
    public static DateForm? Of(string? code) => All.FirstOrDefault(f => f.Code == code);

    /// <summary>How each way reads these dates, those ways first that read most. None is chosen: that is for a person to do.</summary>
    public static IReadOnlyList<DateReading> Readings(IReadOnlyCollection<string> dates) =>
        [.. All.Select(form => form.Read(dates)).Where(r => r.Reads > 0).OrderByDescending(r => r.Reads)];

    /// <summary>Reads a date that is written this way.</summary>
    public bool TryRead(string text, out DateOnly day)
    {
        day = default;
        return text.Length <= LongestDate && WithTime().Match(text.Trim()) is { Success: true } match
            && DateOnly.TryParseExact(match.Groups["date"].Value.Trim().TrimEnd(','), _patterns, English, DateTimeStyles.AllowInnerWhite, out day);
    }

    private DateReading Read(IReadOnlyCollection<string> dates)
    {
        var read = dates.Select(text => (Written: text, IsRead: TryRead(text, out var day), Day: day)).Where(r => r.IsRead).ToList();
        var examples = read.DistinctBy(r => r.Written).Take(ExampleSearch).OrderByDescending(r => All.Any(other => other.TryRead(r.Written, out var day) && day != r.Day)).Take(MostExamples);
        return new(this, read.Count, dates.Count, [.. examples.Select(r => (r.Written, r.Day))]);
    }

    private static CultureInfo EnglishOfThisCentury()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.Calendar.TwoDigitYearMax = 2099;
        return CultureInfo.ReadOnly(culture);
    }

    [GeneratedRegex(@"^(?<date>.+?)(?:(?:T|,?\s+)(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?\s*(?:[AaPp]\.?[Mm]\.?)?\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex WithTime();
}
