using HmisOnboarding.Domain.Requests;

namespace HmisOnboarding.Domain.Reports;

/// <summary>
/// One stay of a request at a step, kept so that a report reads the rows of its period and never a history. It is begun and completed in the
/// transactions of the acts that begin and end the stay. The log does not prove it: it repeats the proven events, and is written anew from
/// them where it is missing.
/// </summary>
public sealed class StageTime
{
    /// <summary>Minutes of the span by which arrivals are counted: every time zone differs from UTC by a multiple of it.</summary>
    internal const int ArrivalMinutes = 15;

    private StageTime()
    {
    }

    internal StageTime(OnboardingRequest request, int turn, RequestState state, DateTime startedUtc)
    {
        RequestId = request.Id;
        Turn = turn;
        Number = request.Number;
        AgencyId = request.AgencyId;
        SubjectId = request.SubjectId;
        State = state;
        StartedUtc = startedUtc;
        ArrivalSlot = SlotOf(startedUtc);
    }

    /// <summary>The request.</summary>
    public Guid RequestId { get; private set; }

    /// <summary>1 for its first stay, one more for each that follows.</summary>
    public int Turn { get; private set; }

    /// <summary>The number in the request's code.</summary>
    public int Number { get; private set; }

    /// <summary>Its agency.</summary>
    public Guid AgencyId { get; private set; }

    /// <summary>Its new user.</summary>
    public Guid SubjectId { get; private set; }

    /// <summary>The step.</summary>
    public RequestState State { get; private set; }

    /// <summary>When the stay began, UTC.</summary>
    public DateTime StartedUtc { get; private set; }

    /// <summary>The quarter of an hour in which it began, counted from 1970 in UTC.</summary>
    public int ArrivalSlot { get; private set; }

    /// <summary>When it ended, UTC; null while it lasts.</summary>
    public DateTime? EndedUtc { get; private set; }

    /// <summary>How it ended.</summary>
    public StageOutcome Outcome { get; private set; }

    /// <summary>Whole minutes on the wall; 0 while it lasts.</summary>
    public int ElapsedMinutes { get; private set; }

    /// <summary>
    /// Whole minutes by which the holder is measured: those on the wall, but for the system administrators the counted service time of the
    /// whole clock, pauses left out, because that is what was promised.
    /// </summary>
    public int MeasuredMinutes { get; private set; }

    /// <summary>
    /// Whether it counts in shares and percentiles: the holder did their part or sent the request back. A packet that the system
    /// administrators sent back is judged when its account is made. A closed request is nobody's success or failure.
    /// </summary>
    public bool IsMeasured { get; private set; }

    /// <summary>The goal was missed: the community's days for the step, or the target of the service hours. It stays whatever happens later.</summary>
    public bool MissedTarget { get; private set; }

    /// <summary>The holder was late: the days for the step, or the limit of the service hours. It stays whatever happens later.</summary>
    public bool IsLate { get; private set; }

    /// <summary>The quarter of an hour of an instant.</summary>
    internal static int SlotOf(DateTime utc) => (int)((utc.Ticks - DateTime.UnixEpoch.Ticks) / (ArrivalMinutes * TimeSpan.TicksPerMinute));

    internal void End(DateTime endedUtc, StageOutcome outcome, TimeSpan? counted, bool missedTarget, bool isLate)
    {
        EndedUtc = endedUtc;
        Outcome = outcome;
        ElapsedMinutes = Minutes(endedUtc - StartedUtc);
        MeasuredMinutes = counted is { } time ? Minutes(time) : ElapsedMinutes;
        IsMeasured = outcome == StageOutcome.PassedOn || (outcome == StageOutcome.SentBack && State != RequestState.AccountQueue);
        MissedTarget = missedTarget;
        IsLate = isLate;
    }

    private static int Minutes(TimeSpan span) => (int)Math.Min(int.MaxValue, span.Ticks / TimeSpan.TicksPerMinute);
}
