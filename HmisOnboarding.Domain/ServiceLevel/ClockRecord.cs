using System.Text.Json.Serialization;

namespace HmisOnboarding.Domain.ServiceLevel;

/// <summary>Why a clock stands.</summary>
public enum ClockStop
{
    /// <summary>The packet was returned to the agency.</summary>
    Returned,

    /// <summary>Documents are to follow.</summary>
    WaitingForDocuments,

    /// <summary>The request was closed without an account.</summary>
    Closed,
}

/// <summary>A stretch of time in which the system administrators had the packet.</summary>
/// <param name="StartUtc">From when.</param>
/// <param name="EndUtc">Until when; null while it lasts.</param>
public sealed record ClockSpan(DateTime StartUtc, DateTime? EndUtc);

/// <summary>A stretch of time in which the clock stood after it had started.</summary>
/// <param name="FromUtc">From when.</param>
/// <param name="UntilUtc">Until when; null while it lasts.</param>
/// <param name="Stop">Why, as a kind.</param>
/// <param name="Note">Why, as it was said when it stopped; null when nothing was.</param>
public sealed record ClockPause(DateTime FromUtc, DateTime? UntilUtc, ClockStop Stop, string? Note);

/// <summary>The clock was set to another version of the policy.</summary>
/// <param name="AtUtc">When.</param>
/// <param name="FromVersion">The version before.</param>
/// <param name="ToVersion">The version since.</param>
/// <param name="By">Who did it.</param>
/// <param name="Reason">Why.</param>
public sealed record ClockPlan(DateTime AtUtc, int FromVersion, int ToVersion, string By, string Reason);

/// <summary>
/// What the clock of one request has seen: the spans in which it ran, the pauses with their reasons, and the version of the policy that it is
/// counted by. Nothing that is counted is kept: it follows from this and the policy.
/// </summary>
public sealed record ClockRecord
{
    /// <summary>A clock that was never started.</summary>
    public static ClockRecord NotStarted { get; } = new();

    /// <summary>When the packet was complete for the first time, UTC; null before that.</summary>
    public DateTime? FirstStartUtc { get; init; }

    /// <summary>When it ran, in order; only the last one can be open.</summary>
    public IReadOnlyList<ClockSpan> Spans { get; init; } = [];

    /// <summary>When it stood in between, in order; only the last one can be open.</summary>
    public IReadOnlyList<ClockPause> Pauses { get; init; } = [];

    /// <summary>When it was set to another version, in order.</summary>
    public IReadOnlyList<ClockPlan> Plans { get; init; } = [];

    /// <summary>The version of the policy that it is counted by; 0 before the first start.</summary>
    public int PolicyVersion { get; init; }

    /// <summary>When the account was recorded, UTC; null before.</summary>
    public DateTime? EndedUtc { get; init; }

    /// <summary>What an older release counted before spans were kept; nothing on clocks that were started since.</summary>
    public TimeSpan Earlier { get; init; }

    /// <summary>Start of the running span, UTC; null while it stands.</summary>
    [JsonIgnore]
    public DateTime? RunningSinceUtc => Spans is [.., { EndUtc: null } last] ? last.StartUtc : null;

    /// <summary>1 for the plan that it started with, one more for each time that it was set to another version.</summary>
    [JsonIgnore]
    public int PlanNumber => Plans.Count + 1;
}
