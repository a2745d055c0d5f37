using HmisOnboarding.Domain.Mailing;
using HmisOnboarding.Domain.Notifications;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Reports;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Updates;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Agencies;

/// <summary>
/// Who stands in for whom. The holder of a seat names a delegate for some days, and nobody else does; the holder, the delegate and whoever
/// appoints to the seat can end it early. Who acts for somebody has no more rights than they have, and hands none on.
/// </summary>
public sealed class DelegationService(HmisDatabase database, SingleWriter writer, CommunityLibrary library, TimeProvider clock)
{
    /// <summary>Most days of one delegation; whoever leaves for longer hands the seat over.</summary>
    public const int MostDays = 366;

    /// <summary>Most people offered to choose from; somebody else is named by their e-mail.</summary>
    public const int MostCandidates = 200;

    private const int MostShown = 30;

    // a boundary is told even when the product stood still over it, but not for ever
    private static readonly TimeSpan LooksBack = TimeSpan.FromDays(2);

    private readonly Lock _turnGate = new();
    private DateTime? _turnedUtc;

    /// <summary>The caller's own seats with who stands in for them, whom to choose from, and for whom the caller stands in.</summary>
    public async Task<AwayView> AwayAsync(Caller caller, CancellationToken cancellationToken = default)
    {
        var now = Now();
        await using var db = database.Read(Reach.None);
        (var actor, db.Reach) = await db.LoadActorAsync(caller, now, cancellationToken);
        var own = actor.Seats.Where(s => s.ForName is null).DistinctBy(s => (s.Kind, s.AgencyId)).OrderByDescending(s => s.Kind).ToList();
        var agencyIds = own.Select(s => s.AgencyId).OfType<Guid>().ToList();
        var agencies = await db.Agencies.Where(a => agencyIds.Contains(a.Id)).ToDictionaryAsync(a => a.Id, cancellationToken);
        var rows = await ShownAsync(db, db.Delegations.Where(d => d.HolderId == caller.PersonId || d.DelegateId == caller.PersonId), actor, now, cancellationToken);

        var seats = new List<SeatAway>();
        foreach (var seat in own)
        {
            var agency = seat.AgencyId is { } id ? agencies[id] : null;
            var zone = await ZoneAsync(db, agency, now, cancellationToken);
            var given = rows.Where(r => r.HolderId == caller.PersonId && r.Kind == seat.Kind && r.AgencyId == seat.AgencyId).ToList();
            seats.Add(new(seat.Kind, seat.AgencyId, agency?.Name, zone, ReportPeriod.DayOf(now, zone), [.. given.Where(g => g.Standing != StandInStanding.Past)],
                [.. given.Where(g => g.Standing == StandInStanding.Past).Take(MostShown)], await CandidatesAsync(db, actor, seat, cancellationToken)));
        }

        return new(seats, [.. rows.Where(r => r.DelegateId == caller.PersonId && r.Standing != StandInStanding.Past)], now);
    }

    /// <summary>
    /// The holder of a seat names who stands in on some days, both days included, in the zone of the agency. From today means from now on.
    /// Somebody who is not known yet is named with their work e-mail and gets an invitation.
    /// </summary>
    /// <exception cref="RuleViolationException">The caller does not hold the seat, or person or days do not fit; the sentences say which.</exception>
    public Task<Guid> NameAsync(Caller caller, DelegationWish wish, CancellationToken cancellationToken = default) =>
        writer.RunAsync(async (db, keys, ct) =>
        {
            var now = Now();
            (var actor, db.Reach) = await db.LoadActorAsync(caller, now, ct);
            RequireHolder(actor, wish);
            var agency = wish.AgencyId is { } id ? await db.Agencies.SingleAsync(a => a.Id == id, ct) : null;
            var zone = await ZoneAsync(db, agency, now, ct);
            var (fromUtc, untilUtc) = Span(wish, zone, now);
            var before = await db.Delegations.Where(d => d.HolderId == caller.PersonId && d.Kind == wish.Kind && d.AgencyId == wish.AgencyId && d.FromUtc < untilUtc && fromUtc < d.UntilUtc
                && (d.EndedUtc == null || fromUtc < d.EndedUtc)).OrderBy(d => d.FromUtc).FirstOrDefaultAsync(ct);
            if (before is not null)
                throw new RuleViolationException($"{await NameOfAsync(db, before.DelegateId, ct)} stands in for you on {DelegationWords.Days(before.FromUtc, before.UntilUtc, zone, now)} already. End that first, or choose other days.");

            var person = await PersonAsync(db, wish, agency, ct);
            await RequireFitAsync(db, actor, wish, person, fromUtc, untilUtc, zone, now, ct);
            var rights = await InvitationRights.SeatsOfAsync(db, person.Id, now, ct);
            var given = new Delegation(wish.AgencyId, wish.Kind, caller.PersonId, person.Id, fromUtc, untilUtc) { GivenUtc = now, TimeZoneId = zone.Id };
            db.Delegations.Add(given);
            // whoever else knows an open link could act under it: the delegate gets one of their own
            if (person.SignInSinceUtc is null && (rights.Count == 0 || InvitationRights.MayHandOver(actor, person, rights)))
                await InviteAsync(db, actor, person, wish, now, ct);
            await TellGivenAsync(db, keys, actor, given, person, agency, zone, now, ct);
            Note(db, actor, agency, $"{wish.Kind.Title()}: {person.FullName} stands in for {actor.FullName}, {DelegationWords.Days(fromUtc, untilUtc, zone, now)}", now);
            await db.SaveChangesAsync(ct);
            await AnnounceAsync(db, keys, given, ct);
            return given.Id;
        }, cancellationToken);

    /// <summary>Ends a delegation now, before its time. What was done under it stays.</summary>
    /// <exception cref="NotFoundException">There is no such delegation within the caller's reach.</exception>
    /// <exception cref="RuleViolationException">The caller is neither holder nor delegate nor appoints to the seat, or it is over.</exception>
    public Task EndAsync(Caller caller, Guid delegationId, CancellationToken cancellationToken = default) =>
        writer.RunAsync(async (db, keys, ct) =>
        {
            var now = Now();
            (var actor, db.Reach) = await db.LoadActorAsync(caller, now, ct);
            var given = await db.Delegations.SingleOrDefaultAsync(d => d.Id == delegationId, ct);
            if (given is null || !(actor.IsSystemAdministrator || given.DelegateId == caller.PersonId || (given.AgencyId is { } home && actor.AgencyIds.Contains(home))))
                throw new NotFoundException();
            if (!MayEnd(actor, given))
                throw new RuleViolationException("Only the person who is away, the delegate, or whoever appoints to the seat can end this.");
            if (given.OverUtc <= now)
                throw new RuleViolationException("This delegation is over already.");
            var agency = given.AgencyId is { } id ? await db.Agencies.SingleAsync(a => a.Id == id, ct) : null;
            var zone = ZoneOf(given, agency);
            var holder = await NameOfAsync(db, given.HolderId, ct);
            var standIn = await NameOfAsync(db, given.DelegateId, ct);
            var hadBegun = given.FromUtc <= now;
            given.End(now, actor.FullName);
            await TellAsync(db, keys, $"delegation:{given.Id:N}:ended", given, [given.HolderId, given.DelegateId], actor.PersonId, $"{standIn} no longer stands in for {holder}",
                hadBegun ? $"{actor.FullName} ended it. {holder} acts again alone as {given.Kind.Title().ToLowerInvariant()}. What was signed stays."
                : $"{actor.FullName} took it back before it began. It was meant for {DelegationWords.Days(given.FromUtc, given.UntilUtc, zone, now)}.", now, ct);
            Note(db, actor, agency, $"{given.Kind.Title()}: {standIn} no longer stands in for {holder}", now);
            await db.SaveChangesAsync(ct);
            await ClaimsFollowAsync(db, keys, library, actor, now, ct);
            await AnnounceAsync(db, keys, given, ct);
            return true;
        }, cancellationToken);

    /// <summary>
    /// Tells people and open pages of delegations that began or ended with the day. The clock of the system calls it every minute; a quiet
    /// minute writes nothing. Returns how many turned.
    /// </summary>
    public async Task<int> TurnAsync(CancellationToken cancellationToken = default)
    {
        var now = Now();
        DateTime since;
        lock (_turnGate)
        {
            since = _turnedUtc is { } last && last <= now ? last : now - LooksBack;
            _turnedUtc = now;
        }

        List<Guid> turned;
        await using (var look = database.Read(Reach.Everything))
        {
            turned = await look.Delegations.Where(d => (since < d.FromUtc && d.FromUtc <= now) || (since < d.UntilUtc && d.UntilUtc <= now && d.EndedUtc == null)).Select(d => d.Id).ToListAsync(cancellationToken);
        }

        if (turned.Count == 0)
            return 0;
        try
        {
            return await writer.RunAsync(async (db, keys, ct) =>
            {
                db.Reach = Reach.Everything;
                foreach (var given in await db.Delegations.Where(d => turned.Contains(d.Id)).ToListAsync(ct))
                    await TurnAsync(db, keys, given, now, ct);
                await db.SaveChangesAsync(ct);
                await ClaimsFollowAsync(db, keys, library, Actor.System, now, ct);
                return turned.Count;
            }, cancellationToken);
        }
        catch
        {
            // the same boundaries are looked at again in a minute
            lock (_turnGate)
                _turnedUtc = since;
            throw;
        }
    }

    /// <summary>Ends every delegation that somebody gave from a seat which they leave; they are told with the change of the seat.</summary>
    internal static async Task EndOfSeatAsync(HmisDbContext db, ICollection<ChangeKey> keys, Seat seat, string byName, DateTime nowUtc, CancellationToken cancellationToken)
    {
        var left = await db.Delegations.Where(d => d.HolderId == seat.PersonId && d.Kind == seat.Kind && d.AgencyId == seat.AgencyId && d.EndedUtc == null && nowUtc < d.UntilUtc).ToListAsync(cancellationToken);
        foreach (var given in left)
        {
            given.End(nowUtc, byName, "The seat changed hands.");
            await TellAsync(db, keys, $"delegation:{given.Id:N}:ended", given, [given.DelegateId], null, "You no longer stand in",
                $"{await NameOfAsync(db, given.HolderId, cancellationToken)} left the seat of {given.Kind.Title().ToLowerInvariant()}. What you signed stays.", nowUtc, cancellationToken);
            await AnnounceAsync(db, keys, given, cancellationToken);
        }
    }

    /// <summary>
    /// Gives back every claim whose claimer has no system administrator's seat any more and acts for nobody: to the holder for whom they claimed
    /// it, to the successor in the seat, or to the team.
    /// </summary>
    internal static async Task ClaimsFollowAsync(
        HmisDbContext db, ICollection<ChangeKey> keys, CommunityLibrary library, Actor actor, DateTime nowUtc, CancellationToken cancellationToken, Guid? formerId = null, Guid? successorId = null)
    {
        if (!db.Reach.All)
            return;
        var claimed = await db.Requests.Where(r => r.ClaimedById != null).Select(r => new { r.Code, ClaimerId = r.ClaimedById!.Value }).ToListAsync(cancellationToken);
        if (claimed.Count == 0)
            return;
        var seated = await db.Seats.Where(s => s.Kind == SeatKind.SystemAdministrator && s.FromUtc <= nowUtc && (s.UntilUtc == null || nowUtc < s.UntilUtc)).Select(s => s.PersonId).ToListAsync(cancellationToken);
        var delegates = await db.DelegationsInForce(nowUtc).Where(d => d.Kind == SeatKind.SystemAdministrator).Select(d => d.DelegateId).ToListAsync(cancellationToken);
        foreach (var claim in claimed.Where(c => !seated.Contains(c.ClaimerId) && !delegates.Contains(c.ClaimerId)))
        {
            var heirId = claim.ClaimerId == formerId ? successorId
                : await db.Delegations.Where(d => d.Kind == SeatKind.SystemAdministrator && d.DelegateId == claim.ClaimerId && d.FromUtc <= nowUtc).OrderByDescending(d => d.FromUtc)
                    .Select(d => (Guid?)d.HolderId).FirstOrDefaultAsync(cancellationToken);
            var heir = heirId is { } id && seated.Contains(id) ? await db.People.SingleAsync(p => p.Id == id, cancellationToken) : null;
            var desk = await RequestDesk.LoadAsync(db, keys, library, actor, claim.Code, null, nowUtc, cancellationToken);
            desk.Request.ClaimFollowsSeat(desk.Act, heir);
            await desk.PutAwayAsync(cancellationToken);
        }
    }

    /// <summary>The delegations of some query as they are shown, newest first.</summary>
    internal static async Task<List<StandIn>> ShownAsync(HmisDbContext db, IQueryable<Delegation> query, Actor actor, DateTime nowUtc, CancellationToken cancellationToken)
    {
        // few, and put in order here: no read of a list sorts in the database
        var rows = (await query.AsNoTracking().ToListAsync(cancellationToken)).OrderByDescending(d => d.FromUtc).ThenBy(d => d.Id).ToList();
        if (rows.Count == 0)
            return [];
        // a delegate can have their home in another agency; whoever may see the delegation may see both names
        var ids = rows.SelectMany(r => new[] { r.HolderId, r.DelegateId }).Distinct().ToList();
        var people = await db.People.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).AsNoTracking().Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, cancellationToken);
        var agencyIds = rows.Select(r => r.AgencyId).OfType<Guid>().Distinct().ToList();
        var agencies = await db.Agencies.AsNoTracking().Where(a => agencyIds.Contains(a.Id)).ToDictionaryAsync(a => a.Id, cancellationToken);
        Agency? Of(Delegation row) => row.AgencyId is { } id ? agencies.GetValueOrDefault(id) : null;
        var rowIds = rows.Select(r => r.Id).ToList();
        var inForce = await db.DelegationsInForce(nowUtc).Where(d => rowIds.Contains(d.Id)).Select(d => d.Id).ToListAsync(cancellationToken);
        var invited = rows.Where(r => people[r.DelegateId].SignInSinceUtc is null && nowUtc < r.OverUtc).Select(r => people[r.DelegateId]).DistinctBy(p => p.Id).ToList();
        var links = new Dictionary<Guid, string?>();
        foreach (var person in invited)
        {
            var rights = await InvitationRights.SeatsOfAsync(db, person.Id, nowUtc, cancellationToken);
            links[person.Id] = !InvitationRights.MayHandOver(actor, person, rights) ? null
                : await db.Notifications.Where(n => n.RecipientId == person.Id && n.Link != null && n.Link.StartsWith(InvitationLink.Prefix)).Select(n => n.Link).FirstOrDefaultAsync(cancellationToken);
        }

        return [.. rows.Select(r => new StandIn(r.Id, r.Kind, r.AgencyId, Of(r)?.Name, r.HolderId, people[r.HolderId].FullName, r.DelegateId, people[r.DelegateId].FullName,
            r.FromUtc, r.OverUtc, ZoneOf(r, Of(r)), Standing(r, inForce.Contains(r.Id), nowUtc))
        {
            EndedByName = r.EndedByName,
            EndNote = r.EndNote,
            MayEnd = nowUtc < r.OverUtc && MayEnd(actor, r),
            CanSignIn = people[r.DelegateId].SignInSinceUtc is not null,
            InvitationLink = links.GetValueOrDefault(r.DelegateId),
        })];
    }

    private static StandInStanding Standing(Delegation given, bool isInForce, DateTime nowUtc) =>
        isInForce ? StandInStanding.Now : nowUtc < given.FromUtc && nowUtc < given.OverUtc ? StandInStanding.Planned : StandInStanding.Past;

    private static bool MayEnd(Actor actor, Delegation given) =>
        given.HolderId == actor.PersonId || given.DelegateId == actor.PersonId || AgencyService.MayAppoint(actor, given.Kind, given.AgencyId);

    private static void RequireHolder(Actor actor, DelegationWish wish)
    {
        if (actor.Holds(wish.Kind, wish.AgencyId))
            return;
        var forName = actor.Seats.FirstOrDefault(s => s.Kind == wish.Kind && s.AgencyId == wish.AgencyId)?.ForName;
        throw new RuleViolationException(forName is null
            ? "Only the person in a seat names who stands in for them."
            : $"You stand in for {forName} yourself. Only {forName} can name somebody else.");
    }

    private static (DateTime FromUtc, DateTime UntilUtc) Span(DelegationWish wish, TimeZoneInfo zone, DateTime nowUtc)
    {
        var today = ReportPeriod.DayOf(nowUtc, zone);
        if (wish.FirstDay < today)
            throw new RuleViolationException("The first day is in the past. Choose today or a later day.");
        if (wish.LastDay < wish.FirstDay)
            throw new RuleViolationException("The last day is before the first day. Look at both days again.");
        if (wish.FirstDay > today.AddDays(MostDays) || wish.LastDay > wish.FirstDay.AddDays(MostDays - 1))
            throw new RuleViolationException("Choose days within a year. Whoever leaves for longer hands the seat over.");
        var from = ReportPeriod.Midnight(wish.FirstDay, zone);
        return (from < nowUtc ? nowUtc : from, ReportPeriod.Midnight(wish.LastDay.AddDays(1), zone));
    }

    private static async Task<Person> PersonAsync(HmisDbContext db, DelegationWish wish, Agency? agency, CancellationToken cancellationToken)
    {
        const string NotHere = "Choose somebody who works for your agency. People of other agencies cannot stand in.";
        if (wish.PersonId is { } id)
        {
            var chosen = await db.People.SingleOrDefaultAsync(p => p.Id == id, cancellationToken);
            return chosen is not null && await BelongsAsync(db, chosen, agency?.Id, cancellationToken) ? chosen : throw new RuleViolationException(NotHere);
        }

        if (string.IsNullOrWhiteSpace(wish.Email))
            throw new RuleViolationException("Choose who stands in for you, or enter a name and a work e-mail.");
        var candidate = PeopleService.NewPerson(wish.FirstName, wish.LastName, wish.Email, agency?.Id, null);
        var known = await db.People.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).SingleOrDefaultAsync(p => p.Email == candidate.Email, cancellationToken);
        if (known is null)
        {
            db.People.Add(candidate);
            return candidate;
        }

        if (!await BelongsAsync(db, known, agency?.Id, cancellationToken))
            throw new RuleViolationException(NotHere);
        return known.SignsAs(candidate.FullName) ? known : throw new RuleViolationException("This e-mail belongs to somebody with another name. Check the spelling of both.");
    }

    private static async Task<bool> BelongsAsync(HmisDbContext db, Person person, Guid? agencyId, CancellationToken cancellationToken) =>
        person.AgencyId == agencyId || await db.Seats.AnyAsync(s => s.PersonId == person.Id && s.AgencyId == agencyId && s.UntilUtc == null, cancellationToken);

    private static async Task RequireFitAsync(HmisDbContext db, Actor actor, DelegationWish wish, Person person, DateTime fromUtc, DateTime untilUtc, TimeZoneInfo zone, DateTime nowUtc, CancellationToken cancellationToken)
    {
        if (person.Id == actor.PersonId)
            throw new RuleViolationException("Nobody stands in for themselves. Choose somebody else.");
        if (!person.IsActive)
            throw new RuleViolationException($"The access of {person.FullName} was ended. Choose somebody else.");
        // system administrators work side by side; a stand-in of theirs goes on with what the other has claimed
        if (wish.Kind != SeatKind.SystemAdministrator && await db.Seats.AnyAsync(s => s.PersonId == person.Id && s.Kind == wish.Kind && s.AgencyId == wish.AgencyId && s.UntilUtc == null, cancellationToken))
            throw new RuleViolationException($"{person.FullName} is {wish.Kind.Title().ToLowerInvariant()} too and can act anyway. Nothing has to be arranged.");
        var away = await db.Delegations.Where(d => d.HolderId == person.Id && d.FromUtc < untilUtc && fromUtc < d.UntilUtc && (d.EndedUtc == null || fromUtc < d.EndedUtc)).OrderBy(d => d.FromUtc).FirstOrDefaultAsync(cancellationToken);
        if (away is not null)
            throw new RuleViolationException($"{person.FullName} is away on {DelegationWords.Days(away.FromUtc, away.UntilUtc, zone, nowUtc)} too, and a stand-in cannot pass it on. Choose somebody else.");
    }

    private static async Task<IReadOnlyList<Candidate>> CandidatesAsync(HmisDbContext db, Actor actor, HeldSeat seat, CancellationToken cancellationToken)
    {
        var me = actor.PersonId;
        var (kind, agencyId) = (seat.Kind, seat.AgencyId);
        var held = await db.Seats.Where(s => s.AgencyId == agencyId && s.UntilUtc == null).Select(s => new { s.PersonId, s.Kind }).ToListAsync(cancellationToken);
        var same = kind == SeatKind.SystemAdministrator ? [] : held.Where(h => h.Kind == kind).Select(h => h.PersonId).ToList();
        var here = held.Select(h => h.PersonId).ToList();
        var people = await db.People.Where(p => p.IsActive && p.Id != me && (p.AgencyId == agencyId || here.Contains(p.Id)) && !same.Contains(p.Id))
            .OrderBy(p => here.Contains(p.Id) ? 0 : 1).ThenBy(p => p.LastName).ThenBy(p => p.FirstName).Take(MostCandidates)
            .Select(p => new { p.Id, p.FirstName, p.LastName, p.JobTitle, CanSignIn = p.SignInSinceUtc != null }).ToListAsync(cancellationToken);
        return [.. people.Select(p => new Candidate(p.Id, $"{p.FirstName} {p.LastName}", held.FirstOrDefault(h => h.PersonId == p.Id)?.Kind.Title() ?? p.JobTitle, p.CanSignIn,
            kind == SeatKind.ExecutiveDirector && held.Any(h => h.PersonId == p.Id && h.Kind == SeatKind.AgencyAdministrator)))];
    }

    private async Task InviteAsync(HmisDbContext db, Actor actor, Person person, DelegationWish wish, DateTime nowUtc, CancellationToken cancellationToken)
    {
        var settings = await library.SettingsAsync(db, (await CommunityLibrary.NewestAsync(db, nowUtc, cancellationToken)).Settings, cancellationToken);
        await PeopleService.InviteAsync(db, person, wish.AgencyId, null,
            $"{actor.FullName} asks you to stand in as {wish.Kind.Title().ToLowerInvariant()}. Open the link and choose a password.", nowUtc, TimeSpan.FromHours(settings.InvitationHours), cancellationToken);
    }

    private static async Task TellGivenAsync(
        HmisDbContext db, ICollection<ChangeKey> keys, Actor actor, Delegation given, Person person, Agency? agency, TimeZoneInfo zone, DateTime nowUtc, CancellationToken cancellationToken)
    {
        var days = DelegationWords.Days(given.FromUtc, given.UntilUtc, zone, nowUtc);
        var where = agency is null ? "" : $" of {agency.Name}";
        await TellOneAsync(db, keys, $"delegation:{given.Id:N}:given", given, person, $"You stand in for {actor.FullName}",
            $"{actor.FullName} named you as delegate, {days}, for the seat of {given.Kind.Title().ToLowerInvariant()}{where}. You can: {DelegationWords.May(given.Kind)}", nowUtc, cancellationToken);
        if (given.Kind != SeatKind.ExecutiveDirector)
            return;
        var administrators = await SeatedAsync(db, SeatKind.AgencyAdministrator, given.AgencyId, nowUtc, cancellationToken);
        await TellAsync(db, keys, $"delegation:{given.Id:N}:known", given, [.. administrators.Where(a => a != person.Id)], actor.PersonId, $"{person.FullName} signs for {actor.FullName}",
            $"{actor.FullName} is away, {days}. {person.FullName} signs agreements meanwhile; {actor.FullName} still can.", nowUtc, cancellationToken);
    }

    private static async Task TurnAsync(HmisDbContext db, ICollection<ChangeKey> keys, Delegation given, DateTime nowUtc, CancellationToken cancellationToken)
    {
        var agency = given.AgencyId is { } id ? await db.Agencies.SingleAsync(a => a.Id == id, cancellationToken) : null;
        var zone = ZoneOf(given, agency);
        var holder = await NameOfAsync(db, given.HolderId, cancellationToken);
        var standIn = await NameOfAsync(db, given.DelegateId, cancellationToken);
        if (given.OverUtc <= nowUtc)
        {
            if (given.EndedUtc is null)
                await TellAsync(db, keys, $"delegation:{given.Id:N}:over", given, [given.HolderId, given.DelegateId], null, $"{standIn} no longer stands in for {holder}",
                    $"The agreed days are over. {holder} acts again alone as {given.Kind.Title().ToLowerInvariant()}. What was signed stays.", nowUtc, cancellationToken);
        }
        else if (given.GivenUtc < given.FromUtc)
        {
            await TellAsync(db, keys, $"delegation:{given.Id:N}:begun", given, [given.HolderId, given.DelegateId], null, $"{standIn} stands in for {holder} from now on",
                $"Until {DelegationWords.Until(given.OverUtc, zone, nowUtc)}. Both can act; the first one counts.", nowUtc, cancellationToken);
        }

        await AnnounceAsync(db, keys, given, cancellationToken);
    }

    private static async Task TellAsync(
        HmisDbContext db, ICollection<ChangeKey> keys, string key, Delegation given, IReadOnlyList<Guid> to, Guid? exceptId, string subject, string body, DateTime nowUtc, CancellationToken cancellationToken)
    {
        var ids = to.Where(p => p != exceptId).Distinct().ToList();
        foreach (var person in await db.People.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).Where(p => ids.Contains(p.Id) && p.IsActive).ToListAsync(cancellationToken))
        {
            await TellOneAsync(db, keys, key, given, person, subject, body, nowUtc, cancellationToken);
        }
    }

    // a boundary can be looked at twice, and is told once
    private static Task<bool> TellOneAsync(
        HmisDbContext db, ICollection<ChangeKey> keys, string key, Delegation given, Person person, string subject, string body, DateTime nowUtc, CancellationToken cancellationToken) =>
        Outbox.TellAsync(db, keys, person, new Message($"{key}:{person.Id:N}", NoticeKind.Absence, subject, body)
        {
            AgencyId = given.AgencyId,
            SubjectId = person.Id,
            Link = Notification.AwayPage,
        }, nowUtc, cancellationToken);

    private static void Note(HmisDbContext db, Actor actor, Agency? agency, string what, DateTime nowUtc)
    {
        if (agency is not null)
            db.AgencyChanges.Add(new AgencyChange(agency.Id, what, "Absence.", actor.FullName, nowUtc));
    }

    // everybody whose page shows who has it, and the pages of both people
    private static async Task AnnounceAsync(HmisDbContext db, ICollection<ChangeKey> keys, Delegation given, CancellationToken cancellationToken)
    {
        keys.Add(ChangeKey.Directory);
        keys.Add(ChangeKey.Person(given.HolderId));
        keys.Add(ChangeKey.Person(given.DelegateId));
        if (given.AgencyId is { } agencyId)
            keys.Add(ChangeKey.Agency(agencyId));
        else
            keys.Add(ChangeKey.Queue);
        foreach (var request in await WaitingWithAsync(db, given.Kind, given.AgencyId, cancellationToken))
            keys.Add(ChangeKey.Request(request.Id));
    }

    /// <summary>Requests that wait for somebody in that seat.</summary>
    internal static Task<List<OnboardingRequest>> WaitingWithAsync(HmisDbContext db, SeatKind kind, Guid? agencyId, CancellationToken cancellationToken)
    {
        List<RequestState> states = [.. Enum.GetValues<RequestState>().Where(s => Stages.IsOpen(s) && Stages.Holder(s) == kind switch
        {
            SeatKind.AgencyAdministrator => RequestHolder.AgencyAdministrator,
            SeatKind.ExecutiveDirector => RequestHolder.ExecutiveDirector,
            _ => RequestHolder.SystemAdministrator,
        })];
        return db.Requests.AsNoTracking().Where(r => states.Contains(r.State) && (agencyId == null || r.AgencyId == agencyId)).OrderBy(r => r.Number).Take(MostCandidates).ToListAsync(cancellationToken);
    }

    private static Task<List<Guid>> SeatedAsync(HmisDbContext db, SeatKind kind, Guid? agencyId, DateTime nowUtc, CancellationToken cancellationToken) =>
        db.Seats.Where(s => s.Kind == kind && s.AgencyId == agencyId && s.FromUtc <= nowUtc && (s.UntilUtc == null || nowUtc < s.UntilUtc)).Select(s => s.PersonId).ToListAsync(cancellationToken);

    private static async Task<string> NameOfAsync(HmisDbContext db, Guid personId, CancellationToken cancellationToken)
    {
        var person = await db.People.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).Where(p => p.Id == personId).Select(p => new { p.FirstName, p.LastName }).SingleAsync(cancellationToken);
        return $"{person.FirstName} {person.LastName}";
    }

    private static TimeZoneInfo ZoneOf(Delegation given, Agency? agency) =>
        given.TimeZoneId is { } id && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : agency?.Zone ?? TimeZoneInfo.Utc;

    // system administrators keep the hours of the help desk
    private async Task<TimeZoneInfo> ZoneAsync(HmisDbContext db, Agency? agency, DateTime nowUtc, CancellationToken cancellationToken) =>
        agency?.Zone ?? (await library.NewestServiceAsync(db, nowUtc, cancellationToken)).Calendar.Zone;

    private DateTime Now() => clock.GetUtcNow().UtcDateTime;
}
