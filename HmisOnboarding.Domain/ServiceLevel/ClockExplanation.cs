namespace HmisOnboarding.Domain.ServiceLevel;

/// <summary>What one local day added to the clock.</summary>
/// <param name="Day">The day in the zone that is counted in.</param>
/// <param name="Counted">How much counted.</param>
/// <param name="Note">Why nothing or little did: a holiday, a day without working hours; null when there is nothing to say.</param>
public sealed record CountedDay(DateOnly Day, TimeSpan Counted, string? Note);

/// <summary>
/// A clock in sentences: when it started, what it counts, each day, each pause with its reason, and when it is due. Pure; everybody on the
/// request reads the same.
/// </summary>
public sealed record ClockExplanation
{
    /// <summary>Most days that are listed one by one; those before are summed up.</summary>
    public const int MostDays = 31;

    private ClockExplanation()
    {
    }

    /// <summary>Start and rule, in order.</summary>
    public IReadOnlyList<string> Start { get; private init; } = [];

    /// <summary>What each day added, in order. Days on which it stood all day are left out: the pauses tell of them.</summary>
    public IReadOnlyList<CountedDay> Days { get; private init; } = [];

    /// <summary>What days before those listed added; nothing as a rule.</summary>
    public TimeSpan BeforeDays { get; private init; }

    /// <summary>The pauses, one sentence each, in order.</summary>
    public IReadOnlyList<string> Pauses { get; private init; } = [];

    /// <summary>Each change of the policy version, one sentence each, in order.</summary>
    public IReadOnlyList<string> Plans { get; private init; } = [];

    /// <summary>The sum, and what is due when or what passed.</summary>
    public IReadOnlyList<string> Outcome { get; private init; } = [];

    /// <summary>Zone of the days when it is not the reader's own; null else.</summary>
    public string? DayZone { get; private init; }

    /// <summary>The whole in sentences, one after the other; days as "Fri 6 Mar: 1 h".</summary>
    public IReadOnlyList<string> Sentences { get; private init; } = [];

    /// <summary>Explains a clock at an instant to people in a zone.</summary>
    public static ClockExplanation Of(ClockRecord clock, ServiceTerms terms, TimeZoneInfo readersZone, DateTime nowUtc)
    {
        string Moment(DateTime utc) => ServiceWords.Moment(utc, readersZone, nowUtc);
        if (clock.FirstStartUtc is not { } first)
        {
            string[] waiting = ["The clock has not started. It starts when the packet is complete.", .. Rule(terms, readersZone)];
            return new() { Start = waiting, Sentences = waiting };
        }

        var calendar = terms.Calendar;
        var zone = calendar.CountsEverything ? readersZone : calendar.Zone;
        IReadOnlyList<string> start =
        [
            $"The clock started on {Moment(first)}, when the packet was complete.",
            .. Rule(terms, readersZone),
            .. calendar.Between(first, first.AddMinutes(1)) > TimeSpan.Zero ? Array.Empty<string>()
                : [$"That is outside working hours: it counts from {Moment(calendar.Add(first, TimeSpan.FromTicks(1)))}."],
        ];
        var days = DaysOf(clock, calendar, zone, nowUtc);
        var before = days.SkipLast(MostDays).Aggregate(clock.Earlier, (sum, day) => sum + day.Counted);
        days = [.. days.TakeLast(MostDays)];
        IReadOnlyList<string> pauses = [.. clock.Pauses.Select(p =>
            $"It stood from {Moment(p.FromUtc)} {(p.UntilUtc is { } until ? $"to {Moment(until)}" : "on")}: {Why(p)}")];
        IReadOnlyList<string> plans = [.. clock.Plans.Select(p =>
            $"On {Moment(p.AtUtc)} {p.By} set it from version {p.FromVersion} of the service hours to version {p.ToVersion}. {Ended(p.Reason)}")];
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(nowUtc, zone));
        var result = ResultOf(clock, terms, nowUtc, Moment);
        return new()
        {
            Start = start,
            Days = days,
            BeforeDays = before,
            Pauses = pauses,
            Plans = plans,
            Outcome = result,
            DayZone = calendar.CountsEverything || zone.Id == readersZone.Id ? null : PrintedZone(zone, nowUtc),
            Sentences =
            [
                .. start,
                .. before > TimeSpan.Zero ? [$"Before these days: {ServiceWords.Length(before)}."] : Array.Empty<string>(),
                .. days.Select(d => $"{ServiceWords.Day(d.Day, today)}: {CountedWords(d)}."),
                .. pauses, .. plans, .. result,
            ],
        };
    }

    /// <summary>What a day added, in words: "8 h", "nothing, Memorial Day", "4 h".</summary>
    public static string CountedWords(CountedDay day) =>
        (day.Counted == TimeSpan.Zero ? "nothing" : ServiceWords.Length(day.Counted)) + (day.Note is null ? "" : $", {day.Note}");

    private static IEnumerable<string> Rule(ServiceTerms terms, TimeZoneInfo readersZone)
    {
        var policy = terms.Policy;
        if (terms.Calendar.CountsEverything)
        {
            yield return "It counts every hour while the system administrators have the packet.";
        }
        else
        {
            yield return "It counts the help desk's working hours while the system administrators have the packet.";
            yield return $"Working hours are {ServiceWords.Week(policy)}{(terms.Calendar.Zone.Id == readersZone.Id ? "" : $", in the zone {terms.Calendar.Zone.Id}")}."
                + (policy.FederalHolidays || policy.Holidays.Count > 0 ? " Holidays do not count." : "");
        }

        yield return $"The target is {policy.TargetHours} h and the limit {policy.LimitHours} h, by version {terms.Version} of the service hours.";
    }

    private static List<CountedDay> DaysOf(ClockRecord clock, WorkingCalendar calendar, TimeZoneInfo zone, DateTime nowUtc)
    {
        var days = new SortedDictionary<DateOnly, (TimeSpan Counted, bool Ran)>();
        foreach (var span in clock.Spans)
        {
            var end = span.EndUtc is { } e && e < nowUtc ? e : nowUtc;
            if (end <= span.StartUtc)
                continue;
            foreach (var open in calendar.Spans(span.StartUtc, end))
                Split(open.FromUtc, open.UntilUtc, zone, (day, length) => days[day] = (days.GetValueOrDefault(day).Counted + length, true));
            for (var day = LocalDay(span.StartUtc, zone); day <= LocalDay(end.AddTicks(-1), zone); day = day.AddDays(1))
                days.TryAdd(day, (TimeSpan.Zero, true));
        }

        return [.. days.Select(d => new CountedDay(d.Key, d.Value.Counted, d.Value.Counted > TimeSpan.Zero || calendar.CountsEverything ? null
            : calendar.HolidayOn(d.Key) ?? (calendar.HoursOn(d.Key).Count == 0 ? "no working hours" : "outside working hours")))];
    }

    // a local day ends where the local date changes, wherever the clocks put that
    private static void Split(DateTime fromUtc, DateTime untilUtc, TimeZoneInfo zone, Action<DateOnly, TimeSpan> add)
    {
        foreach (var piece in ZoneOffsets.Of(zone).From(fromUtc.Ticks))
        {
            if (piece.Start >= untilUtc.Ticks)
                return;
            var (at, end) = (Math.Max(piece.Start, fromUtc.Ticks), Math.Min(piece.Until, untilUtc.Ticks));
            while (at < end)
            {
                var day = (at + piece.Offset) / TimeSpan.TicksPerDay;
                var next = Math.Min(end, (day + 1) * TimeSpan.TicksPerDay - piece.Offset);
                add(DateOnly.FromDayNumber((int)day), new(next - at));
                at = next;
            }
        }
    }

    private static List<string> ResultOf(ClockRecord clock, ServiceTerms terms, DateTime nowUtc, Func<DateTime, string> moment)
    {
        var (policy, calendar) = (terms.Policy, terms.Calendar);
        var reading = ServiceClock.Read(clock, terms, nowUtc);
        var kind = calendar.CountsEverything ? "" : " of working time";
        var sentences = new List<string> { $"In all {ServiceWords.Length(reading.Counted)}{kind} {(clock.EndedUtc is null ? "are counted so far" : "were counted")}." };
        foreach (var (name, amount) in new[] { ("target", policy.Target), ("limit", policy.Limit) })
        {
            if (ServiceClock.MissedUtc(clock, calendar, amount, nowUtc) is { } missed)
                sentences.Add($"The {name} of {amount.TotalHours:0} h passed on {moment(missed)}.");
            else if (clock.EndedUtc is not null)
                sentences.Add($"The {name} of {amount.TotalHours:0} h was met.");
            else if (ServiceClock.MarkUtc(clock, calendar, amount) is { } due)
                sentences.Add($"The {name} of {amount.TotalHours:0} h is reached on {moment(due)}.");
            else
                sentences.Add($"The clock stands with {ServiceWords.Length(amount - reading.Counted)}{kind} left to the {name}.");
        }

        if (reading.OverdueBy is { } overdue)
            sentences.Add($"It {(clock.EndedUtc is null ? "is" : "was")} overdue by {ServiceWords.Length(overdue)}{kind}.");
        if (clock.EndedUtc is { } ended)
            sentences.Add($"It ended on {moment(ended)}, when the account was recorded.");
        return sentences;
    }

    private static string Why(ClockPause pause) => pause.Stop switch
    {
        ClockStop.Returned => $"the packet was with the agency. {(pause.Note is null ? "" : Ended(pause.Note))}".TrimEnd(),
        ClockStop.WaitingForDocuments => "documents were to follow.",
        _ => $"the request was closed. {(pause.Note is null ? "" : Ended(pause.Note))}".TrimEnd(),
    };

    private static string Ended(string text) => text.TrimEnd() is var t && t.Length > 0 && t[^1] is '.' or '!' or '?' ? text.TrimEnd() : text.TrimEnd() + ".";

    private static DateOnly LocalDay(DateTime utc, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(utc, zone));

    private static string PrintedZone(TimeZoneInfo zone, DateTime nowUtc) => Agreements.PrintedTime.ZoneName(nowUtc, zone);
}
