using HmisOnboarding.Domain.Agencies;

namespace HmisOnboarding.Domain.Requests;

/// <summary>A seat that the actor holds now, or acts in for somebody who is away.</summary>
/// <param name="Kind">The office.</param>
/// <param name="AgencyId">Its agency; null for a system administrator.</param>
/// <param name="ForName">The holder's name when the actor is a delegate; else null.</param>
public sealed record HeldSeat(SeatKind Kind, Guid? AgencyId, string? ForName = null);

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
    /// <summary>The clock of the system itself; the only one that may lapse a request.</summary>
    public static Actor System { get; } = new(Guid.Empty, "HMIS Onboarding", [], new Caller(Guid.Empty));

    /// <summary>Whether this is the system's own clock.</summary>
    public bool IsSystem => PersonId == Guid.Empty;

    /// <summary>Whether the person runs the HMIS for all agencies.</summary>
    public bool IsSystemAdministrator => Seats.Any(s => s.Kind == SeatKind.SystemAdministrator);

    /// <summary>The seat of that kind at that agency, or null.</summary>
    public HeldSeat? SeatAt(SeatKind kind, Guid agencyId) => Seats.FirstOrDefault(s => s.Kind == kind && s.AgencyId == agencyId);

    /// <summary>Whether the person is an administrator of that agency.</summary>
    public bool IsAdministratorOf(Guid agencyId) => SeatAt(SeatKind.AgencyAdministrator, agencyId) is not null;

    /// <summary>Whether the person signs as director of that agency, also as a delegate.</summary>
    public bool IsDirectorOf(Guid agencyId) => SeatAt(SeatKind.ExecutiveDirector, agencyId) is not null;

    /// <summary>The agencies in which the person holds a seat.</summary>
    public IEnumerable<Guid> AgencyIds => Seats.Where(s => s.AgencyId is not null).Select(s => s.AgencyId!.Value).Distinct();
}
