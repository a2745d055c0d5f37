using System.Globalization;
using System.Text;
using Ical.Net.CalendarComponents;

namespace HmisOnboarding.Domain.ServiceLevel;

/// <summary>One thing that cannot be read in a calendar file.</summary>
/// <param name="Line">The line, from 1; where the event begins when it concerns the whole event.</param>
/// <param name="Sentence">What it is and what to do.</param>
public sealed record HolidayFileProblem(int Line, string Sentence);

/// <summary>What a calendar file says.</summary>
/// <param name="Holidays">The days, in order; empty when there are problems.</param>
/// <param name="Notes">What was understood in a way that a person should know, in sentences.</param>
/// <param name="Problems">Why the file cannot be used, in the order of the file.</param>
public sealed record HolidayFileResult(IReadOnlyList<Holiday> Holidays, IReadOnlyList<string> Notes, IReadOnlyList<HolidayFileProblem> Problems);

/// <summary>
/// Reads holidays from an iCalendar file (RFC 5545): events of whole days with or without an end, alone or repeated each year. Anything else
/// is refused by line, so that no holiday is silently left out. Whatever the bytes are, it answers in sentences.
/// </summary>
public static class HolidayFile
{
    /// <summary>Largest file in bytes.</summary>
    public const int MostBytes = 512_000;

    /// <summary>Years ahead for which a rule is entered that cannot be kept as "every year on this date".</summary>
    public const int YearsAhead = 10;

    private const int LongestEventDays = 62;
    private const int MostProblems = 50;

    private static readonly HashSet<string> KnownRuleParts = new(StringComparer.OrdinalIgnoreCase) { "FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "WKST" };

    private static readonly HashSet<string> Refused = new(StringComparer.OrdinalIgnoreCase) { "RDATE", "EXRULE", "RECURRENCE-ID" };

    /// <summary>Reads a file.</summary>
    /// <param name="content">Its bytes, UTF-8.</param>
    /// <param name="today">Rules are entered for the years from this day's on.</param>
    public static HolidayFileResult Read(ReadOnlyMemory<byte> content, DateOnly today)
    {
        if (content.Length > MostBytes)
            return Failed(1, $"The file has more than {MostBytes / 1000} KB. A calendar of holidays has far less. Choose another file.");
        string text;
        try
        {
            text = new UTF8Encoding(false, true).GetString(content.Span).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return Failed(1, "The file is not plain text in UTF-8. Export it again as iCalendar (.ics).");
        }

        var lines = Unfold(text);
        if (lines.Count == 0 || !Is(lines[0], "BEGIN:VCALENDAR"))
            return Failed(1, "This is no iCalendar file: the first line must be BEGIN:VCALENDAR.");
        if (!lines.Any(l => Is(l, "END:VCALENDAR")))
            return Failed(lines[^1].Number, "The file ends too early: END:VCALENDAR is missing. Export it again.");

        var (holidays, notes, problems) = (new List<Holiday>(), new List<string>(), new List<HolidayFileProblem>());
        for (var at = 0; at < lines.Count && problems.Count < MostProblems; at++)
        {
            if (Is(lines[at], "BEGIN:VTODO") || Is(lines[at], "BEGIN:VJOURNAL"))
                problems.Add(new(lines[at].Number, "Only events can be holidays. Take out tasks and journal entries."));
            if (!Is(lines[at], "BEGIN:VEVENT"))
                continue;
            var end = lines.FindIndex(at, l => Is(l, "END:VEVENT"));
            if (end < 0)
            {
                problems.Add(new(lines[at].Number, "This event has no end: END:VEVENT is missing."));
                break;
            }

            ReadEvent(lines[at..(end + 1)], today, holidays, notes, problems);
            at = end;
        }

        if (problems.Count == 0 && holidays.Count == 0)
            problems.Add(new(1, "There are no events in the file. Choose a calendar of holidays."));
        if (problems.Count > 0)
            return new([], [], problems);
        return new([.. holidays.DistinctBy(h => (h.Day, h.EveryYear)).OrderBy(h => h.Day)], notes, []);
    }

    private static void ReadEvent(List<Line> lines, DateOnly today, List<Holiday> holidays, List<string> notes, List<HolidayFileProblem> problems)
    {
        var begin = lines[0].Number;
        // an alarm inside an event says nothing about the day
        var own = OwnLines(lines);
        var name = "";
        var before = problems.Count;
        Line? rule = null, start = null;
        foreach (var line in own)
        {
            var property = line.Name;
            if (Refused.Contains(property))
                problems.Add(new(line.Number, $"{property.ToUpperInvariant()} is not understood here. Enter those days as events of their own."));
            else if (Named(property, "DTSTART"))
                start = line;
            else if (Named(property, "RRULE") && rule is not null)
                problems.Add(new(line.Number, "This event has two rules. Split it into two events."));
            else if (Named(property, "RRULE"))
                rule = line;
            else if (Named(property, "STATUS") && line.Value.Trim().Equals("CANCELLED", StringComparison.OrdinalIgnoreCase))
                return;
            if ((Named(property, "DTSTART") || Named(property, "DTEND") || Named(property, "EXDATE")) && !line.Value.Split(',').All(IsDay))
            {
                problems.Add(new(line.Number, line.Value.Contains('T', StringComparison.Ordinal)
                    ? "A holiday is a whole day. This event has a time of day; make it an all-day event."
                    : $"\"{Short(line.Value)}\" is no date. Write year, month and day as eight digits."));
            }

            if (Named(property, "DURATION") && !(line.Value.Trim().ToUpperInvariant() is ['P', .. var digits, 'D' or 'W'] && digits.All(char.IsAsciiDigit)))
                problems.Add(new(line.Number, "The length must be whole days or weeks, such as P1D."));
        }

        if (start is null)
            problems.Add(new(begin, "This event has no DTSTART, so it is on no day."));
        if (rule is not null)
            CheckRule(rule, problems);
        if (problems.Count > before)
            return;

        CalendarEvent read;
        try
        {
            read = Ical.Net.Calendar.Load($"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{string.Join("\r\n", own.Select(l => l.Text).Prepend("BEGIN:VEVENT").Append("END:VEVENT"))}\r\nEND:VCALENDAR\r\n")!.Events[0]!;
            name = (read.Summary ?? "").Trim();
            if (name.Length is 0 or > ServicePolicy.NameLimit)
            {
                problems.Add(new(begin, $"This event needs a name (SUMMARY) of at most {ServicePolicy.NameLimit} characters."));
                return;
            }

            Enter(read, rule, name, begin, today, holidays, notes, problems);
        }
        catch (Exception refused) when (refused is ArgumentException or FormatException or System.Runtime.Serialization.SerializationException or InvalidOperationException or OverflowException)
        {
            problems.Add(new((rule ?? start)!.Number, "This event cannot be understood. Check its dates and its rule, or enter the day by hand."));
        }
    }

    private static void Enter(CalendarEvent read, Line? rule, string name, int begin, DateOnly today, List<Holiday> holidays, List<string> notes, List<HolidayFileProblem> problems)
    {
        var first = DateOnly.FromDateTime(read.Start!.Value);
        var length = read.End is { } end ? DateOnly.FromDateTime(end.Value).DayNumber - first.DayNumber : read.Duration is { } span ? (span.Weeks ?? 0) * 7 + (span.Days ?? 0) : 1;
        if (length < 1 || length > LongestEventDays)
        {
            problems.Add(new(begin, length < 1 ? "This event ends before it begins." : $"This event lasts more than {LongestEventDays} days. Split it."));
            return;
        }

        if (rule is null)
        {
            holidays.AddRange(Days(first, length, name, false));
            return;
        }

        if (IsPlainYearly(rule) && read.ExceptionDates.GetAllDates().FirstOrDefault() is null)
        {
            holidays.AddRange(Days(first, length, name, true));
            return;
        }

        var last = new DateOnly(Math.Min(9998, today.Year + YearsAhead), 12, 31);
        // entered from the year before, because an event of many days can reach into this one
        var days = read.GetOccurrences().TakeWhile(o => DateOnly.FromDateTime(o.Period.StartTime.Value) <= last)
            .Select(o => DateOnly.FromDateTime(o.Period.StartTime.Value)).Where(d => d.Year >= today.Year - 1).ToList();
        holidays.AddRange(days.SelectMany(d => Days(d, length, name, false)));
        if (!rule.Value.Contains("COUNT", StringComparison.OrdinalIgnoreCase) && !rule.Value.Contains("UNTIL", StringComparison.OrdinalIgnoreCase))
            notes.Add($"{name} follows a rule without an end. It is entered up to {last.Year}; read the file again before then.");
    }

    private static void CheckRule(Line rule, List<HolidayFileProblem> problems)
    {
        var parts = rule.Value.Split(';').Select(p => p.Split('=')).ToList();
        if (parts.FirstOrDefault(p => p.Length != 2 || !KnownRuleParts.Contains(p[0])) is { } unknown)
            problems.Add(new(rule.Number, $"The rule part {Short(unknown[0])} is not understood here. Enter those days as events of their own."));
        else if (!parts.Any(p => Named(p[0], "FREQ") && Named(p[1], "YEARLY")))
            problems.Add(new(rule.Number, "Only rules that repeat each year are understood (FREQ=YEARLY). Enter other days as events of their own."));
    }

    private static bool IsPlainYearly(Line rule) => rule.Value.Split(';').All(p =>
        p.StartsWith("FREQ=", StringComparison.OrdinalIgnoreCase) || p.StartsWith("WKST=", StringComparison.OrdinalIgnoreCase) || p.Equals("INTERVAL=1", StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<Holiday> Days(DateOnly first, int length, string name, bool everyYear) =>
        Enumerable.Range(0, length).Select(d => new Holiday(first.AddDays(d), name, everyYear));

    private static List<Line> OwnLines(List<Line> lines)
    {
        var (own, depth) = (new List<Line>(), 0);
        foreach (var line in lines[1..^1])
        {
            depth += Named(line.Name, "BEGIN") ? 1 : 0;
            if (depth == 0)
                own.Add(line);
            depth -= Named(line.Name, "END") ? 1 : 0;
        }

        return own;
    }

    // a line that begins with a space goes on with the one before
    private static List<Line> Unfold(string text)
    {
        var lines = new List<Line>();
        var number = 0;
        foreach (var raw in text.ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            if (raw.Length > 0 && raw[0] is ' ' or '\t' && lines.Count > 0)
                lines[^1] = lines[^1] with { Text = lines[^1].Text + raw[1..] };
            else if (raw.Trim().Length > 0)
                lines.Add(new(number, raw.TrimEnd()));
        }

        return lines;
    }

    private static bool IsDay(string text) =>
        DateOnly.TryParseExact(text.Trim(), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1900 and < 9000;

    private static bool Is(Line line, string text) => line.Text.Trim().Equals(text, StringComparison.OrdinalIgnoreCase);

    private static bool Named(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static string Short(string text) => text.Length > 40 ? text[..40] + "…" : text;

    private static HolidayFileResult Failed(int line, string sentence) => new([], [], [new(line, sentence)]);

    private sealed record Line(int Number, string Text)
    {
        public string Name => Text.Split(':', ';')[0].Trim();

        public string Value => Text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? Text[(colon + 1)..] : "";
    }
}
