namespace HmisOnboarding.Domain.Agencies;

/// <summary>
/// A named person who acts for the holder of a seat for some dates, inside the same agency. It is shown as "B for A" wherever B acts.
/// </summary>
public sealed class Delegation
{
    private Delegation()
    {
    }

    /// <summary>Appoints a delegate for a span of time.</summary>
    /// <exception cref="ArgumentException">The delegate is the holder, or the span is empty.</exception>
    public Delegation(Guid agencyId, SeatKind kind, Guid holderId, Guid delegateId, DateTime fromUtc, DateTime untilUtc)
    {
        if (holderId == delegateId)
            throw new ArgumentException("A person cannot act for themselves: choose somebody else.", nameof(delegateId));
        if (untilUtc <= fromUtc)
            throw new ArgumentException("The last day must be after the first day.", nameof(untilUtc));
        Id = Guid.NewGuid();
        AgencyId = agencyId;
        Kind = kind;
        HolderId = holderId;
        DelegateId = delegateId;
        FromUtc = fromUtc;
        UntilUtc = untilUtc;
    }

    /// <summary>Random key.</summary>
    public Guid Id { get; private set; }

    /// <summary>The agency the seat belongs to.</summary>
    public Guid AgencyId { get; private set; }

    /// <summary>The seat that is delegated.</summary>
    public SeatKind Kind { get; private set; }

    /// <summary>Who is away.</summary>
    public Guid HolderId { get; private set; }

    /// <summary>Who acts meanwhile.</summary>
    public Guid DelegateId { get; private set; }

    /// <summary>Start, UTC, inclusive.</summary>
    public DateTime FromUtc { get; private set; }

    /// <summary>End, UTC, exclusive.</summary>
    public DateTime UntilUtc { get; private set; }
}
