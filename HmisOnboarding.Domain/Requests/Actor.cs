using HmisOnboarding.Domain.Agencies;

namespace HmisOnboarding.Domain.Requests;

/// <summary>A seat that the actor holds now, or acts in for somebody who is away.</summary>
/// <param name="Kind">The office.</param>
/// <param name="AgencyId">Its agency; null for a system administrator.</param>
/// <param name="ForName">The holder's name when the actor is a delegate; else null.</param>
public sealed record HeldSeat(SeatKind Kind, Guid? AgencyId, string? ForName = null)
{
    /// <summary>The delegation under which a delegate acts; null in a seat of one's own.</summary>
    public ActingUnder? Under { get; init; }
}

/// <summary>The delegation under which somebody acts, as it is printed beside a signature.</summary>
/// <param name="DelegationId">Which one.</param>
/// <param name="HolderId">Who is away.</param>
/// <param name="FromUtc">Start, UTC, inclusive.</param>
/// <param name="UntilUtc">Agreed end, UTC, exclusive.</param>
/// <param name="GivenUtc">When it was given, UTC; null where that was not kept.</param>
public sealed record ActingUnder(Guid DelegationId, Guid HolderId, DateTime FromUtc, DateTime UntilUtc, DateTime? GivenUtc);

/// <summary>A delegation that is over since a short while, so that a page that was open meanwhile can be told.</summary>
/// <param name="Kind">The office.</param>
/// <param name="AgencyId">Its agency; null for a system administrator.</param>
/// <param name="ForName">Who was away.</param>
/// <param name="EndedUtc">Since when it is over, UTC.</param>
public sealed record EndedStandIn(SeatKind Kind, Guid? AgencyId, string ForName, DateTime EndedUtc);

/// <summary>
/// The person who acts, with the seats they hold at this moment. Made from the database at every command and never kept:
/// an open page outlives an ended seat.
/// </summary>
/// <param name="PersonId">Who.</param>
/// <param name="FullName">As on their papers; a signature must repeat it.</param>
/// <param name="Seats">Seats held now, own ones before delegated ones.</param>
/// <param name="Origin">Where the call came from, kept as evidence.</param>
public sealed record Actor(Guid PersonId, string FullName, IReadOnlyList<HeldSeat> Seats, Caller Origin)
{
    /// <summary>For how long after its end a delegation is named as the reason of a refusal.</summary>
    public static readonly TimeSpan EndIsTold = TimeSpan.FromDays(1);

    /// <summary>Delegations to this person that ended within <see cref="EndIsTold"/>, latest first.</summary>
    public IReadOnlyList<EndedStandIn> Ended { get; init; } = [];

    /// <summary>The clock of the system itself; the only one that may lapse a request.</summary>
    public static Actor System { get; } = new(Guid.Empty, "HMIS Onboarding", [], new Caller(Guid.Empty));

    /// <summary>Whether this is the system's own clock.</summary>
    public bool IsSystem => PersonId == Guid.Empty;

    /// <summary>Whether the person runs the HMIS for all agencies.</summary>
    public bool IsSystemAdministrator => Seats.Any(s => s.Kind == SeatKind.SystemAdministrator);

    /// <summary>The seat of that kind at that agency, or null; a system administrator's seat is at every agency.</summary>
    public HeldSeat? SeatAt(SeatKind kind, Guid agencyId) => Seats.FirstOrDefault(s => s.Kind == kind && (s.AgencyId == agencyId || kind == SeatKind.SystemAdministrator));

    /// <summary>Whether the person holds a system administrator's seat themselves, and not as a delegate.</summary>
    public bool HoldsSystemSeat => Holds(SeatKind.SystemAdministrator, null);

    /// <summary>Whether the person sits in that seat themselves, and not as a delegate.</summary>
    public bool Holds(SeatKind kind, Guid? agencyId) => Seats.Any(s => s.Kind == kind && s.AgencyId == agencyId && s.ForName is null);

    /// <summary>The delegation to this person for that seat that ended a short while ago, or null.</summary>
    public EndedStandIn? EndedAt(SeatKind kind, Guid agencyId) => Ended.FirstOrDefault(e => e.Kind == kind && (e.AgencyId == agencyId || e.AgencyId is null));

    /// <summary>Whether the person is an administrator of that agency.</summary>
    public bool IsAdministratorOf(Guid agencyId) => SeatAt(SeatKind.AgencyAdministrator, agencyId) is not null;

    /// <summary>Whether the person signs as director of that agency, also as a delegate.</summary>
    public bool IsDirectorOf(Guid agencyId) => SeatAt(SeatKind.ExecutiveDirector, agencyId) is not null;

    /// <summary>The agencies in which the person holds a seat.</summary>
    public IEnumerable<Guid> AgencyIds => Seats.Where(s => s.AgencyId is not null).Select(s => s.AgencyId!.Value).Distinct();
}
