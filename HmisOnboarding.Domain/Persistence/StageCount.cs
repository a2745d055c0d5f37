using HmisOnboarding.Domain.Requests;

namespace HmisOnboarding.Domain.Persistence;

/// <summary>How many requests of an agency are at a step. Kept in the transaction of every move, so that no live screen ever counts rows.</summary>
public sealed class StageCount
{
    private StageCount()
    {
    }

    internal StageCount(Guid agencyId, RequestState state)
    {
        AgencyId = agencyId;
        State = state;
    }

    /// <summary>The agency.</summary>
    public Guid AgencyId { get; private set; }

    /// <summary>The step.</summary>
    public RequestState State { get; private set; }

    /// <summary>Number of requests.</summary>
    public int Count { get; private set; }

    internal void Add(int difference) => Count += difference;
}
