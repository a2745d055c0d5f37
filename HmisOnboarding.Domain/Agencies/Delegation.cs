namespace HmisOnboarding.Domain.Agencies;

/// <summary>
/// A named person who acts for the holder of a seat on some days. It is given by the holder alone, goes no further, and is shown as
/// "B for A" wherever B acts. The row never changes, but for its end, which is written once.
/// </summary>
public sealed class Delegation
{
    private Delegation()
    {
    }

    /// <summary>Appoints a delegate for a span of time; a system administrator's seat has no agency.</summary>
    /// <exception cref="ArgumentException">The delegate is the holder, the span is empty, or seat and agency do not fit.</exception>
    public Delegation(Guid? agencyId, SeatKind kind, Guid holderId, Guid delegateId, DateTime fromUtc, DateTime untilUtc)
    {
        if (holderId == delegateId)
            throw new ArgumentException("A person cannot act for themselves: choose somebody else.", nameof(delegateId));
        if (untilUtc <= fromUtc)
            throw new ArgumentException("The last day must not be before the first day.", nameof(untilUtc));
        if (kind == SeatKind.SystemAdministrator != agencyId is null)
            throw new ArgumentException("A system administrator's seat has no agency; every other seat has one.", nameof(agencyId));
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

    /// <summary>The agency the seat belongs to; null for a system administrator.</summary>
    public Guid? AgencyId { get; private set; }

    /// <summary>The seat that is delegated.</summary>
    public SeatKind Kind { get; private set; }

    /// <summary>Who is away.</summary>
    public Guid HolderId { get; private set; }

    /// <summary>Who acts meanwhile.</summary>
    public Guid DelegateId { get; private set; }

    /// <summary>Start, UTC, inclusive.</summary>
    public DateTime FromUtc { get; private set; }

    /// <summary>End as it was agreed, UTC, exclusive: the midnight after the last day.</summary>
    public DateTime UntilUtc { get; private set; }

    /// <summary>When it was given, UTC; null where that was not kept.</summary>
    public DateTime? GivenUtc { get; internal init; }

    /// <summary>The zone in which its days were meant; null where that was not kept.</summary>
    public string? TimeZoneId { get; internal init; }

    /// <summary>When somebody ended it before its time, UTC; null while nobody did.</summary>
    public DateTime? EndedUtc { get; private set; }

    /// <summary>Who ended it.</summary>
    public string? EndedByName { get; private set; }

    /// <summary>Why, where the person did not choose it, for example because the seat changed hands.</summary>
    public string? EndNote { get; private set; }

    /// <summary>The instant at which it is over, whichever way.</summary>
    public DateTime OverUtc => EndedUtc is { } ended && ended < UntilUtc ? ended : UntilUtc;

    /// <summary>Ends it before its time. What was done under it stays.</summary>
    /// <exception cref="InvalidOperationException">It is over already.</exception>
    internal void End(DateTime utc, string byName, string? note = null)
    {
        if (EndedUtc is not null || utc >= UntilUtc)
            throw new InvalidOperationException("This delegation is over.");
        (EndedUtc, EndedByName, EndNote) = (utc, byName, note);
    }
}
