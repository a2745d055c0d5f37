using HmisOnboarding.Domain.Requests;

namespace HmisOnboarding.Domain.Reports;

/// <summary>How a stay at a step ended.</summary>
public enum StageOutcome
{
    /// <summary>It has not ended.</summary>
    Running,

    /// <summary>The holder did their part and the request went on.</summary>
    PassedOn,

    /// <summary>The request went back to an earlier step.</summary>
    SentBack,

    /// <summary>The request was withdrawn, lapsed or was refused.</summary>
    Closed,
}

/// <summary>A stretch of time that a request spent at one step, with one kind of holder.</summary>
/// <param name="Turn">1 for the first stay of the request, one more for each that follows.</param>
/// <param name="State">The step.</param>
/// <param name="StartedUtc">When it began, UTC.</param>
/// <param name="EndedUtc">When it ended, UTC; null while it lasts.</param>
/// <param name="Outcome">How it ended.</param>
public sealed record StageStay(int Turn, RequestState State, DateTime StartedUtc, DateTime? EndedUtc, StageOutcome Outcome)
{
    /// <summary>Who had the request.</summary>
    public RequestHolder Holder => Stages.Holder(State);

    /// <summary>Time on the wall; null while the stay lasts.</summary>
    public TimeSpan? Elapsed => EndedUtc - StartedUtc;
}

/// <summary>
/// Where the time of a request went, read off its history. Pure. A step that is entered again is a stay of its own, so nobody inherits the
/// time of somebody before. Time in which a request was closed belongs to no step.
/// </summary>
public static class StageTimes
{
    /// <summary>The stays of a history in the order in which it happened; events that move nothing change nothing.</summary>
    public static IReadOnlyList<StageStay> Of(IEnumerable<RequestEvent> history)
    {
        var stays = new List<StageStay>();
        foreach (var happened in history)
        {
            if (stays.Count == 0 && Stages.IsOpen(happened.From))
                stays.Add(new(1, happened.From, happened.AtUtc, null, StageOutcome.Running));
            if (happened.From == happened.To)
                continue;
            if (stays is [.., { EndedUtc: null } last])
                stays[^1] = last with { EndedUtc = End(last.StartedUtc, happened.AtUtc), Outcome = OutcomeOf(happened.From, happened.To) };
            if (Stages.IsOpen(happened.To))
                stays.Add(new(stays.Count + 1, happened.To, End(stays is [.., { EndedUtc: { } before }] ? before : happened.AtUtc, happened.AtUtc), null, StageOutcome.Running));
        }

        return stays;
    }

    /// <summary>How a stay ends by a move from one step to another.</summary>
    public static StageOutcome OutcomeOf(RequestState from, RequestState to) =>
        Stages.IsClosed(to) ? StageOutcome.Closed : to < from ? StageOutcome.SentBack : StageOutcome.PassedOn;

    // a server's clock that was set back must not make a stay shorter than nothing
    internal static DateTime End(DateTime startedUtc, DateTime atUtc) => atUtc > startedUtc ? atUtc : startedUtc;
}
