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
        d.FromUtc <= nowUtc && nowUtc < d.UntilUtc && (d.EndedUtc == null || nowUtc < d.EndedUtc)
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
        var told = nowUtc - Actor.EndIsTold;
        var given = await (
            from delegation in db.Delegations.IgnoreQueryFilters([HmisDbContext.AgencyFilter])
            join holder in db.People.IgnoreQueryFilters([HmisDbContext.AgencyFilter]) on delegation.HolderId equals holder.Id
            where delegation.DelegateId == caller.PersonId && delegation.FromUtc <= nowUtc && told < delegation.UntilUtc && (delegation.EndedUtc == null || told < delegation.EndedUtc)
            select new
            {
                Row = delegation,
                holder.FirstName,
                holder.LastName,
                // as in DelegationsInForce: no more rights than the holder has
                HolderMayAct = holder.IsActive && db.Seats.Any(s => s.PersonId == delegation.HolderId && s.Kind == delegation.Kind && s.AgencyId == delegation.AgencyId
                    && s.FromUtc <= nowUtc && (s.UntilUtc == null || nowUtc < s.UntilUtc)),
            }).AsNoTracking().ToListAsync(cancellationToken);
        // a handful, put in order here
        seats.AddRange(given.Where(g => g.HolderMayAct && nowUtc < g.Row.OverUtc).OrderBy(g => g.Row.FromUtc).ThenBy(g => g.Row.Id).Select(g => new HeldSeat(g.Row.Kind, g.Row.AgencyId, $"{g.FirstName} {g.LastName}")
        {
            Under = new(g.Row.Id, g.Row.HolderId, g.Row.FromUtc, g.Row.UntilUtc, g.Row.GivenUtc),
        }));

        db.ActAs(caller.PersonId, nowUtc);
        var actor = new Actor(caller.PersonId, $"{person.FirstName} {person.LastName}", seats, caller)
        {
            Ended = [.. given.Where(g => !g.HolderMayAct || g.Row.OverUtc <= nowUtc).Select(g => new EndedStandIn(g.Row.Kind, g.Row.AgencyId, $"{g.FirstName} {g.LastName}",
                g.Row.OverUtc < nowUtc ? g.Row.OverUtc : nowUtc)).OrderByDescending(e => e.EndedUtc)],
        };
        var own = await db.Requests.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).AsNoTracking()
            .Where(r => r.SubjectId == caller.PersonId).Select(r => r.AgencyId).Distinct().ToListAsync(cancellationToken);
        var agencies = actor.AgencyIds.ToList();
        var named = agencies.Concat(own).Concat(person.AgencyId is { } home ? [home] : []).Distinct().ToList();
        return (actor, new Reach(actor.IsSystemAdministrator, caller.PersonId, agencies, named));
    }
}
