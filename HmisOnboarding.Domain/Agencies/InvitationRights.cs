using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Agencies;

/// <summary>
/// Whose invitation somebody may make anew or look at. Whoever opens the link chooses the password and has every right of its person from
/// then on: so the link is only for those who could give the person all of these rights anyway.
/// </summary>
internal static class InvitationRights
{
    // whose delegate it is makes no difference here
    private const string Delegated = "a holder who is away";

    /// <summary>The seats that a person holds or acts in, now or later, in every agency.</summary>
    public static async Task<IReadOnlyList<HeldSeat>> SeatsOfAsync(HmisDbContext db, Guid personId, DateTime nowUtc, CancellationToken cancellationToken)
    {
        // a right in another agency counts as much as one that the caller can see
        var seats = await db.Seats.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).Where(s => s.PersonId == personId && (s.UntilUtc == null || nowUtc < s.UntilUtc))
            .Select(s => new HeldSeat(s.Kind, s.AgencyId, null)).ToListAsync(cancellationToken);
        var delegated = await db.Delegations.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).Where(d => d.DelegateId == personId && nowUtc < d.UntilUtc && (d.EndedUtc == null || nowUtc < d.EndedUtc))
            .Select(d => new HeldSeat(d.Kind, d.AgencyId, Delegated)).ToListAsync(cancellationToken);
        return [.. seats, .. delegated];
    }

    /// <summary>A person of this agency without any seat: their link may go through the agency's hands.</summary>
    public static bool IsPlainUserOf(Guid agencyId, Person person, IReadOnlyList<HeldSeat> seats) => person.AgencyId == agencyId && seats.Count == 0;

    /// <summary>
    /// System administrators hand over every link; a director only those of people of the own agency who are administrators there at most.
    /// A delegate is the second person on a paper, so nobody of the agency gets to know their link, and delegates hand over none.
    /// </summary>
    public static bool MayHandOver(Actor actor, Person person, IReadOnlyList<HeldSeat> seats) => actor.HoldsSystemSeat
        || (person.AgencyId is { } home && actor.Holds(SeatKind.ExecutiveDirector, home)
            && seats.All(s => s.Kind == SeatKind.AgencyAdministrator && s.AgencyId == home && s.ForName is null));

    /// <summary>Why an agency cannot make a new link for somebody, and the way out.</summary>
    public static string NotYours(Person person, Guid agencyId, IReadOnlyList<HeldSeat> seats) =>
        $"{person.FullName} has an invitation from {Sender(person, agencyId, seats)} already. If it was lost, ask the help desk for a new one.";

    // which other agency it is stays unsaid
    private static string Sender(Person person, Guid agencyId, IReadOnlyList<HeldSeat> seats) =>
        seats.Any(s => s.Kind == SeatKind.SystemAdministrator) ? "the help desk"
        : person.AgencyId == agencyId || seats.Any(s => s.AgencyId == agencyId) ? "this agency"
        : person.AgencyId is null && seats.Count == 0 ? "the help desk"
        : "another agency";
}
