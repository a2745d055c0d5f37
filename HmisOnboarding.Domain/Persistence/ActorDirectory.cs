using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Persistence;

/// <summary>
/// Finds out, at the moment of each command and each read, who the caller is and how far they reach. The one place that looks past the
/// agency filter: it has to, because the filter follows from what is found here.
/// </summary>
internal static class ActorDirectory
{
    /// <summary>
    /// The delegations that count at an instant. Who acts for somebody has no more rights than they have:
    /// when the holder's seat or access ends, the delegation ends with it.
    /// </summary>
    public static IQueryable<Delegation> DelegationsInForce(this HmisDbContext db, DateTime nowUtc) => db.Delegations.Where(d =>
        d.FromUtc <= nowUtc && nowUtc < d.UntilUtc
        && db.People.Any(p => p.Id == d.HolderId && p.IsActive)
        && db.Seats.Any(s => s.PersonId == d.HolderId && s.Kind == d.Kind && s.AgencyId == d.AgencyId && s.FromUtc <= nowUtc && (s.UntilUtc == null || nowUtc < s.UntilUtc)));

    public static async Task<(Actor Actor, Reach Reach)> LoadActorAsync(this HmisDbContext db, Caller caller, DateTime nowUtc, CancellationToken cancellationToken)
    {
        var person = await db.People.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).AsNoTracking()
            .Where(p => p.Id == caller.PersonId).Select(p => new { p.FirstName, p.LastName, p.AgencyId, p.IsActive }).SingleOrDefaultAsync(cancellationToken);
        if (person is not { IsActive: true })
            throw new RuleViolationException("Your access has ended. Talk to your agency administrator or to the help desk.");

        var seats = await db.Seats.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).AsNoTracking()
            .Where(s => s.PersonId == caller.PersonId && s.FromUtc <= nowUtc && (s.UntilUtc == null || nowUtc < s.UntilUtc))
            .Select(s => new HeldSeat(s.Kind, s.AgencyId, null)).ToListAsync(cancellationToken);
        var delegated = await (
            from delegation in db.DelegationsInForce(nowUtc).IgnoreQueryFilters([HmisDbContext.AgencyFilter])
            join holder in db.People.IgnoreQueryFilters([HmisDbContext.AgencyFilter]) on delegation.HolderId equals holder.Id
            where delegation.DelegateId == caller.PersonId
            select new { delegation.Kind, delegation.AgencyId, holder.FirstName, holder.LastName }).AsNoTracking().ToListAsync(cancellationToken);
        seats.AddRange(delegated.Select(d => new HeldSeat(d.Kind, d.AgencyId, $"{d.FirstName} {d.LastName}")));

        db.ActAs(caller.PersonId, nowUtc);
        var actor = new Actor(caller.PersonId, $"{person.FirstName} {person.LastName}", seats, caller);
        var own = await db.Requests.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).AsNoTracking()
            .Where(r => r.SubjectId == caller.PersonId).Select(r => r.AgencyId).Distinct().ToListAsync(cancellationToken);
        var agencies = actor.AgencyIds.ToList();
        var named = agencies.Concat(own).Concat(person.AgencyId is { } home ? [home] : []).Distinct().ToList();
        return (actor, new Reach(actor.IsSystemAdministrator, caller.PersonId, agencies, named));
    }
}
