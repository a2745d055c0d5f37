namespace HmisOnboarding.Domain.ServiceLevel;

/// <summary>How far along the promise of 24 to 48 hours a request is.</summary>
public enum ClockLevel
{
    /// <summary>The target is still ahead.</summary>
    OnTrack,

    /// <summary>The target has passed, the limit is still ahead.</summary>
    Soon,

    /// <summary>The limit has passed.</summary>
    Late,

    /// <summary>The clock does not run: the request is not with the system administrators.</summary>
    Paused,

    /// <summary>The account exists; the clock has ended.</summary>
    Ended,
}

/// <summary>What a person sees of a clock at one instant.</summary>
/// <param name="Level">How it stands.</param>
/// <param name="Counted">Time counted so far.</param>
/// <param name="TargetUtc">Instant of the target mark; null while the clock stands.</param>
/// <param name="LimitUtc">Instant of the limit mark; null while the clock stands.</param>
public sealed record ClockReading(ClockLevel Level, TimeSpan Counted, DateTime? TargetUtc, DateTime? LimitUtc)
{
    /// <summary>Counted time beyond the limit; null unless the limit passed while the clock ran, even when it ended since.</summary>
    public TimeSpan? OverdueBy { get; init; }

    /// <summary>The counted spans for a badge that ticks by itself, as <see cref="ServiceClock.OpenTime"/> writes them; null when plain time will do.</summary>
    public string? OpenTime { get; init; }
}

/// <summary>
/// The promise as pure arithmetic on instants: it runs only while the system administrators have the packet, and counts only what the
/// policy counts. A mark lies at the first instant at which its amount has been counted, and is missed when the clock runs on beyond that
/// instant: at exactly 24:00:00 the target is still met.
/// </summary>
public static class ServiceClock
{
    // behind the limit a badge goes on for a week, then it says "more than"
    private static readonly TimeSpan BadgeReach = TimeSpan.FromDays(7);

    /// <summary>
    /// Starts under a version of the policy, or resumes under the version it has; a running clock stays as it is.
    /// Time that a server's clock was set back by is never counted.
    /// </summary>
    public static ClockRecord Start(ClockRecord clock, int policyVersion, DateTime nowUtc)
    {
        if (clock.RunningSinceUtc is not null)
            return clock;
        var at = NotBefore(clock, nowUtc);
        return clock with
        {
            FirstStartUtc = clock.FirstStartUtc ?? at,
            PolicyVersion = clock.FirstStartUtc is null ? policyVersion : clock.PolicyVersion,
            Spans = [.. clock.Spans, new(at, null)],
            Pauses = EndPause(clock, at),
            EndedUtc = null,
        };
    }

    /// <summary>Stops with a reason. A clock that never started stays as it is; one that stands for another reason changes the reason.</summary>
    public static ClockRecord Pause(ClockRecord clock, ClockStop stop, string? note, DateTime nowUtc)
    {
        if (clock.FirstStartUtc is null || clock.EndedUtc is not null)
            return clock;
        if (clock.RunningSinceUtc is null && clock.Pauses is [.., { UntilUtc: null } standing] && standing.Stop == stop)
            return clock;
        var at = NotBefore(clock, nowUtc);
        return clock with { Spans = EndSpan(clock, at), Pauses = [.. EndPause(clock, at), new(at, null, stop, note)] };
    }

    /// <summary>Stops for good; a clock that has ended stays as it is.</summary>
    public static ClockRecord End(ClockRecord clock, DateTime nowUtc)
    {
        if (clock.EndedUtc is not null)
            return clock;
        var at = NotBefore(clock, nowUtc);
        return clock with { Spans = EndSpan(clock, at), Pauses = EndPause(clock, at), EndedUtc = at };
    }

    /// <summary>Counts everything anew, from the first start on, by another version of the policy.</summary>
    public static ClockRecord Replan(ClockRecord clock, int policyVersion, string by, string reason, DateTime nowUtc) =>
        clock with { PolicyVersion = policyVersion, Plans = [.. clock.Plans, new(NotBefore(clock, nowUtc), clock.PolicyVersion, policyVersion, by, reason)] };

    /// <summary>How much has been counted up to an instant.</summary>
    public static TimeSpan Counted(ClockRecord clock, WorkingCalendar calendar, DateTime nowUtc)
    {
        var counted = clock.Earlier;
        foreach (var span in clock.Spans)
            counted += calendar.Between(span.StartUtc, Earlier(span.EndUtc, nowUtc));
        return counted;
    }

    /// <summary>When so much is counted if the clock goes on running; null while it stands.</summary>
    public static DateTime? MarkUtc(ClockRecord clock, WorkingCalendar calendar, TimeSpan amount) =>
        clock.RunningSinceUtc is null ? null : ReachedUtc(clock, calendar, amount);

    /// <summary>When so much was or will be counted; null when the clock stands before it, or never started.</summary>
    public static DateTime? ReachedUtc(ClockRecord clock, WorkingCalendar calendar, TimeSpan amount)
    {
        var left = amount - clock.Earlier;
        if (left <= TimeSpan.Zero)
            return clock.FirstStartUtc;
        foreach (var span in clock.Spans)
        {
            if (span.EndUtc is not { } end)
                return calendar.Add(span.StartUtc, left);
            var counted = calendar.Between(span.StartUtc, end);
            if (counted >= left)
                return calendar.Add(span.StartUtc, left);
            left -= counted;
        }

        return null;
    }

    /// <summary>When a mark was missed: it was reached, and the clock ran on beyond it before <paramref name="nowUtc"/>. Null when it was not.</summary>
    public static DateTime? MissedUtc(ClockRecord clock, WorkingCalendar calendar, TimeSpan amount, DateTime nowUtc) =>
        ReachedUtc(clock, calendar, amount) is { } at && clock.Spans is [.., var last] && Earlier(last.EndUtc, nowUtc) > at ? at : null;

    /// <summary>Reads the clock at an instant under its policy.</summary>
    public static ClockReading Read(ClockRecord clock, ServiceTerms terms, DateTime nowUtc)
    {
        var (calendar, policy) = (terms.Calendar, terms.Policy);
        var counted = Counted(clock, calendar, nowUtc);
        var late = MissedUtc(clock, calendar, policy.Limit, nowUtc) is not null;
        var level = clock switch
        {
            { EndedUtc: not null } => ClockLevel.Ended,
            { RunningSinceUtc: null } => ClockLevel.Paused,
            _ when late => ClockLevel.Late,
            _ when MissedUtc(clock, calendar, policy.Target, nowUtc) is not null => ClockLevel.Soon,
            _ => ClockLevel.OnTrack,
        };
        return new(level, counted, MarkUtc(clock, calendar, policy.Target), MarkUtc(clock, calendar, policy.Limit))
        {
            OverdueBy = late ? counted - policy.Limit : null,
            OpenTime = OpenTime(clock, terms),
        };
    }

    /// <summary>
    /// The spans that count, for a badge in the browser: "minute+length" pairs with a comma between, in minutes since 1970, from the last start
    /// (or the limit, when that passed before) to a week after the limit. Null when the clock stands, or when time on the wall is the same.
    /// It says the same at each reading, so that a row that shows it is drawn again only after a change.
    /// </summary>
    public static string? OpenTime(ClockRecord clock, ServiceTerms terms)
    {
        if (clock.RunningSinceUtc is not { } since || MarkUtc(clock, terms.Calendar, terms.Policy.Limit) is not { } limit)
            return null;
        if (terms.Calendar.CountsEverything && limit >= since)
            return null;
        var (from, until) = (limit < since ? limit : since, limit + BadgeReach);
        var open = clock.Spans.SelectMany(s => terms.Calendar.Spans(s.StartUtc > from ? s.StartUtc : from, Earlier(s.EndUtc, until)));
        return string.Join(',', open.Select(s => $"{Minute(s.FromUtc)}+{Minute(s.UntilUtc) - Minute(s.FromUtc)}"));
    }

    private static long Minute(DateTime utc) => (utc.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMinute;

    private static DateTime Earlier(DateTime? one, DateTime other) => one is { } end && end < other ? end : other;

    // a server's clock that was set back must not turn a span around
    private static DateTime NotBefore(ClockRecord clock, DateTime nowUtc)
    {
        var last = clock.Spans is [.., var span] ? span.EndUtc ?? span.StartUtc : DateTime.MinValue;
        if (clock.Pauses is [.., var pause] && (pause.UntilUtc ?? pause.FromUtc) is var paused && paused > last)
            last = paused;
        return nowUtc > last ? nowUtc : last;
    }

    private static IReadOnlyList<ClockSpan> EndSpan(ClockRecord clock, DateTime at) =>
        clock.Spans is [.., { EndUtc: null } last] ? [.. clock.Spans.SkipLast(1), last with { EndUtc = at }] : clock.Spans;

    private static IReadOnlyList<ClockPause> EndPause(ClockRecord clock, DateTime at) =>
        clock.Pauses is [.., { UntilUtc: null } last] ? [.. clock.Pauses.SkipLast(1), last with { UntilUtc = at }] : clock.Pauses;
}
