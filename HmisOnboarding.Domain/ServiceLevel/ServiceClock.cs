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

/// <summary>What the clock of one request has counted: elapsed time, plain hours, only while the system administrators have it.</summary>
/// <param name="FirstStartUtc">When the packet was complete for the first time; null before that.</param>
/// <param name="RunningSinceUtc">Start of the running span; null while it stands.</param>
/// <param name="Counted">Time of the ended spans.</param>
/// <param name="EndedUtc">When the account was recorded; null before.</param>
public sealed record ClockRecord(DateTime? FirstStartUtc, DateTime? RunningSinceUtc, TimeSpan Counted, DateTime? EndedUtc)
{
    /// <summary>A clock that was never started.</summary>
    public static ClockRecord NotStarted { get; } = new(null, null, TimeSpan.Zero, null);
}

/// <summary>What a person sees of a clock at one instant.</summary>
/// <param name="Level">How it stands.</param>
/// <param name="Counted">Time counted so far.</param>
/// <param name="TargetUtc">Instant of the 24 hour mark; null while the clock stands.</param>
/// <param name="LimitUtc">Instant of the 48 hour mark; null while the clock stands.</param>
public sealed record ClockReading(ClockLevel Level, TimeSpan Counted, DateTime? TargetUtc, DateTime? LimitUtc);

/// <summary>
/// The 24-48 hour promise as pure arithmetic on instants. A mark counts as missed when more time than the mark has been counted:
/// at exactly 24:00:00 the target is still met.
/// </summary>
public static class ServiceClock
{
    /// <summary>Starts or resumes; a running clock stays as it is.</summary>
    public static ClockRecord Start(ClockRecord clock, DateTime nowUtc) =>
        clock.RunningSinceUtc is not null ? clock : clock with { FirstStartUtc = clock.FirstStartUtc ?? nowUtc, RunningSinceUtc = nowUtc, EndedUtc = null };

    /// <summary>Stops and keeps what was counted; a standing clock stays as it is.</summary>
    public static ClockRecord Pause(ClockRecord clock, DateTime nowUtc) =>
        clock.RunningSinceUtc is not { } since ? clock : clock with { RunningSinceUtc = null, Counted = clock.Counted + Positive(nowUtc - since) };

    /// <summary>Stops for good.</summary>
    public static ClockRecord End(ClockRecord clock, DateTime nowUtc) => Pause(clock, nowUtc) with { EndedUtc = nowUtc };

    /// <summary>When a mark of so many hours is reached if the clock goes on running; null while it stands.</summary>
    public static DateTime? MarkUtc(ClockRecord clock, int hours) =>
        clock.RunningSinceUtc is { } since ? since + (TimeSpan.FromHours(hours) - clock.Counted) : null;

    /// <summary>Reads the clock at an instant against the two marks, in hours.</summary>
    public static ClockReading Read(ClockRecord clock, int targetHours, int limitHours, DateTime nowUtc)
    {
        var counted = clock.Counted + (clock.RunningSinceUtc is { } since ? Positive(nowUtc - since) : TimeSpan.Zero);
        var level = clock switch
        {
            { EndedUtc: not null } => ClockLevel.Ended,
            { RunningSinceUtc: null } => ClockLevel.Paused,
            _ when counted > TimeSpan.FromHours(limitHours) => ClockLevel.Late,
            _ when counted > TimeSpan.FromHours(targetHours) => ClockLevel.Soon,
            _ => ClockLevel.OnTrack,
        };
        return new(level, counted, MarkUtc(clock, targetHours), MarkUtc(clock, limitHours));
    }

    private static TimeSpan Positive(TimeSpan span) => span < TimeSpan.Zero ? TimeSpan.Zero : span;
}
