using HmisOnboarding.Domain.Mailing;
using HmisOnboarding.Domain.Notifications;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Updates;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Agencies;

/// <summary>What a system administrator says of an agency.</summary>
public sealed record AgencyData
{
    /// <summary>Full name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Everyday name.</summary>
    public string ShortName { get; init; } = "";

    /// <summary>Domain of the work e-mail.</summary>
    public string EmailDomain { get; init; } = "";

    /// <summary>IANA time zone.</summary>
    public string TimeZoneId { get; init; } = "America/Detroit";

    /// <summary>Whether it takes part.</summary>
    public ParticipationStatus Participation { get; init; }

    /// <summary>Last day of the participation agreement, where it has one.</summary>
    public DateOnly? ParticipationUntil { get; init; }

    /// <summary>First day of the participation agreement, where it is known.</summary>
    public DateOnly? ParticipationFrom { get; init; }

    /// <summary>Day on which the participation agreement on file was signed; null when none is on file.</summary>
    public DateOnly? AgreementSignedOn { get; init; }

    /// <summary>Where the participation agreement is kept.</summary>
    public string AgreementReference { get; init; } = "";

    /// <summary>All contacts, in the order of the screen.</summary>
    public IReadOnlyList<ContactData> Contacts { get; init; } = [];

    /// <summary>Projects as name and kind; known names stay.</summary>
    public IReadOnlyList<ProjectData> Projects { get; init; } = [];

    /// <summary>Why it is changed; needed for an agency that is there already.</summary>
    public string Reason { get; init; } = "";
}

/// <summary>A project of an agency.</summary>
public sealed record ProjectData(string Name, string Kind);

/// <summary>Somebody in a seat.</summary>
public sealed record SeatHolder(Guid SeatId, Guid PersonId, string FullName, string Email, SeatKind Kind, DateTime FromUtc, bool CanSignIn, string? InvitationLink);

/// <summary>An agency with its people.</summary>
public sealed record AgencyView(
    Guid Id, string Name, string ShortName, string EmailDomain, string TimeZoneId, ParticipationStatus Participation, DateOnly? ParticipationUntil,
    IReadOnlyList<ProjectData> Projects, IReadOnlyList<SeatHolder> Seats, int OpenRequests)
{
    /// <summary>First day of the participation agreement, where it is known.</summary>
    public DateOnly? ParticipationFrom { get; init; }

    /// <summary>Day on which the participation agreement on file was signed; null when none is on file.</summary>
    public DateOnly? AgreementSignedOn { get; init; }

    /// <summary>Where the participation agreement is kept.</summary>
    public string? AgreementReference { get; init; }

    /// <summary>Whom to write to or call.</summary>
    public IReadOnlyList<ContactData> Contacts { get; init; } = [];

    /// <summary>Who stands in for whom, now and planned.</summary>
    public IReadOnlyList<StandIn> StandIns { get; init; } = [];

    /// <summary>Who held a seat before, latest first; for those who hold one there, and for system administrators.</summary>
    public IReadOnlyList<FormerHolder> FormerHolders { get; init; } = [];
}

/// <summary>A change of an agency's data as shown.</summary>
/// <param name="Id">Random key.</param>
/// <param name="AtUtc">When, UTC.</param>
/// <param name="Author">Who.</param>
/// <param name="Reason">Why.</param>
/// <param name="What">What is different since then, one thing a line.</param>
public sealed record AgencyChangeView(Guid Id, DateTime AtUtc, string Author, string Reason, IReadOnlyList<string> What);

/// <summary>
/// Agencies and who sits in which seat. System administrators keep agencies and appoint directors; directors and system administrators
/// appoint agency administrators; system administrators appoint each other.
/// </summary>
public sealed class AgencyService(HmisDatabase database, SingleWriter writer, CommunityLibrary library, TimeProvider clock)
{
    /// <summary>The agencies within reach, by name.</summary>
    public async Task<IReadOnlyList<AgencyView>> ListAsync(Caller caller, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        (var actor, db.Reach) = await db.LoadActorAsync(caller, Now(), cancellationToken);
        var now = Now();
        var agencies = await db.Agencies.Include(a => a.Projects).Include("_contacts").OrderBy(a => a.Name).ToListAsync(cancellationToken);
        var seats = await SeatsAsync(db, now, cancellationToken);
        seats = await WithoutOthersLinksAsync(db, actor, seats, now, cancellationToken);
        var counts = await db.StageCounts.Where(c => c.State < RequestState.AccountCreated).ToListAsync(cancellationToken);
        var standIns = await DelegationService.ShownAsync(db, db.Delegations.Where(d => d.AgencyId != null && now < d.UntilUtc && d.EndedUtc == null), actor, now, cancellationToken);
        var former = await FormerAsync(db, now, cancellationToken);
        return [.. agencies.Select(a => new AgencyView(a.Id, a.Name, a.ShortName, a.EmailDomain, a.TimeZoneId, a.Participation, a.ParticipationUntil,
            [.. a.Projects.OrderBy(p => p.Name).Select(p => new ProjectData(p.Name, p.Kind))],
            [.. seats.Where(s => s.AgencyId == a.Id).Select(s => s.Holder)],
            counts.Where(c => c.AgencyId == a.Id).Sum(c => c.Count))
        {
            ParticipationFrom = a.ParticipationFrom,
            AgreementSignedOn = a.AgreementSignedOn,
            AgreementReference = a.AgreementReference,
            // for those who hold a seat there, not for every new user of the agency
            Contacts = actor.IsSystemAdministrator || actor.AgencyIds.Contains(a.Id) ? [.. a.Contacts.Select(c => c.Data)] : [],
            StandIns = [.. standIns.Where(s => s.AgencyId == a.Id && s.Standing != StandInStanding.Past)],
            FormerHolders = actor.IsSystemAdministrator || actor.AgencyIds.Contains(a.Id) ? [.. former.Where(f => f.AgencyId == a.Id).Select(f => f.Holder)] : [],
        })];
    }

    /// <summary>What was changed about an agency, newest first, at most <paramref name="most"/>.</summary>
    /// <exception cref="NotFoundException">The caller is neither system administrator nor in a seat of that agency.</exception>
    public async Task<IReadOnlyList<AgencyChangeView>> HistoryAsync(Caller caller, Guid agencyId, int most = 20, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        (var actor, db.Reach) = await db.LoadActorAsync(caller, Now(), cancellationToken);
        if (!actor.IsSystemAdministrator && !actor.AgencyIds.Contains(agencyId))
            throw new NotFoundException();
        var changes = await db.AgencyChanges.Where(c => c.AgencyId == agencyId).OrderByDescending(c => c.AtUtc).ThenBy(c => c.Id).Take(most).ToListAsync(cancellationToken);
        return [.. changes.Select(c => new AgencyChangeView(c.Id, c.AtUtc, c.Author, c.Reason, c.What.Split('\n', StringSplitOptions.RemoveEmptyEntries)))];
    }

    /// <summary>The system administrators.</summary>
    public async Task<IReadOnlyList<SeatHolder>> SystemAdministratorsAsync(Caller caller, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        var now = Now();
        (var actor, db.Reach) = await db.LoadActorAsync(caller, now, cancellationToken);
        var seats = await WithoutOthersLinksAsync(db, actor, await SeatsAsync(db, now, cancellationToken), now, cancellationToken);
        return [.. seats.Where(s => s.AgencyId is null).Select(s => s.Holder)];
    }

    /// <summary>Who stands in for a system administrator, now and planned.</summary>
    public async Task<IReadOnlyList<StandIn>> SystemStandInsAsync(Caller caller, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        var now = Now();
        (var actor, db.Reach) = await db.LoadActorAsync(caller, now, cancellationToken);
        var rows = await DelegationService.ShownAsync(db, db.Delegations.Where(d => d.AgencyId == null && now < d.UntilUtc && d.EndedUtc == null), actor, now, cancellationToken);
        return [.. rows.Where(r => r.Standing != StandInStanding.Past)];
    }

    /// <summary>Adds an agency, or replaces the data of one; what changed goes into its history with author and reason.</summary>
    /// <exception cref="RuleViolationException">Somebody other than a system administrator asks, the data are wrong, or a change has no reason.</exception>
    public Task<Guid> SaveAsync(Caller caller, Guid? agencyId, AgencyData data, CancellationToken cancellationToken = default) =>
        ActAsync(caller, async (db, actor, _, ct) =>
        {
            if (!actor.IsSystemAdministrator)
                throw new RuleViolationException("Only a system administrator keeps the list of agencies.");
            var name = data.Name.Trim();
            if (await db.Agencies.AnyAsync(a => a.Name == name && a.Id != agencyId, ct))
                throw new RuleViolationException($"There is an agency with the name {name} already.");
            if (data.Projects.Any(p => p.Name.Trim().Length is 0 or > 120 || p.Kind.Trim().Length > 80))
                throw new RuleViolationException("Every project needs a name of at most 120 characters, and a kind of at most 80.");
            try
            {
                Agency agency;
                AgencySnapshot? before = null;
                if (agencyId is null)
                {
                    agency = new Agency(data.Name, data.ShortName, data.EmailDomain, data.TimeZoneId, data.Participation, data.ParticipationUntil);
                    db.Agencies.Add(agency);
                }
                else
                {
                    agency = await db.Agencies.Include(a => a.Projects).Include("_contacts").SingleOrDefaultAsync(a => a.Id == agencyId, ct) ?? throw new NotFoundException();
                    before = AgencySnapshot.Of(agency);
                    agency.Update(data.Name, data.ShortName, data.EmailDomain, data.TimeZoneId, data.Participation, data.ParticipationUntil);
                }

                foreach (var project in data.Projects)
                    agency.AddProject(project.Name, project.Kind);
                agency.RecordAgreement(data.ParticipationFrom, data.AgreementSignedOn, data.AgreementReference);
                agency.ReplaceContacts(data.Contacts);
                Note(db, agency, before, data.Reason, actor);
                return agency.Id;
            }
            catch (ArgumentException e)
            {
                throw new RuleViolationException(e.Message.Split(" (Parameter", 2)[0]);
            }
        }, cancellationToken);

    /// <summary>
    /// Puts a person in a seat, inviting them where they cannot sign in yet. A link that others may know by now stops working with it; only
    /// somebody who holds a seat already keeps the link of those who gave it.
    /// </summary>
    /// <exception cref="RuleViolationException">The caller may not appoint to this seat, or name and address do not fit.</exception>
    public Task AppointAsync(Caller caller, SeatKind kind, Guid? agencyId, string firstName, string lastName, string email, string? jobTitle, CancellationToken cancellationToken = default) =>
        ActAsync(caller, async (db, actor, _, ct) =>
        {
            RequireAppointer(actor, kind, agencyId);
            if (agencyId is { } id && !await db.Agencies.AnyAsync(a => a.Id == id, ct))
                throw new NotFoundException();
            var now = Now();
            return (await SeatAsync(db, actor, kind, agencyId, firstName, lastName, email, jobTitle, now, ct)).Id;
        }, cancellationToken);

    /// <summary>
    /// Puts another person in a seat and ends it for the one who sat there, in one act. What waits with the seat goes over: open work and claims,
    /// with a notice of each. What the former holder gave ends: delegations and open invitation links.
    /// </summary>
    /// <exception cref="NotFoundException">There is no such seat within the caller's reach.</exception>
    /// <exception cref="RuleViolationException">The caller may not appoint to this seat, it has ended, or name and address do not fit.</exception>
    public Task ReplaceAsync(Caller caller, Guid seatId, string firstName, string lastName, string email, string? jobTitle, CancellationToken cancellationToken = default) =>
        ActAsync(caller, async (db, actor, keys, ct) =>
        {
            var seat = await db.Seats.SingleOrDefaultAsync(s => s.Id == seatId, ct) ?? throw new NotFoundException();
            RequireAppointer(actor, seat.Kind, seat.AgencyId);
            var now = Now();
            if (!seat.IsHeldAt(now))
                throw new RuleViolationException("This seat has ended already. Appoint somebody instead.");
            var successor = await SeatAsync(db, actor, seat.Kind, seat.AgencyId, firstName, lastName, email, jobTitle, now, ct);
            await LeaveAsync(db, keys, actor, seat, successor, now, ct);
            return successor.Id;
        }, cancellationToken);

    /// <summary>Makes a new invitation link for somebody in a seat who has not signed in yet.</summary>
    /// <exception cref="RuleViolationException">The caller may not appoint to every seat of the person, or the person can sign in.</exception>
    public Task InviteAgainAsync(Caller caller, Guid seatId, CancellationToken cancellationToken = default) =>
        ActAsync(caller, async (db, actor, _, ct) =>
        {
            var seat = await db.Seats.SingleOrDefaultAsync(s => s.Id == seatId, ct) ?? throw new NotFoundException();
            RequireAppointer(actor, seat.Kind, seat.AgencyId);
            var person = await db.People.SingleAsync(p => p.Id == seat.PersonId, ct);
            if (person.SignInSinceUtc is not null)
                throw new RuleViolationException($"{person.FullName} has chosen a password already and can sign in.");
            var now = Now();
            if (!InvitationRights.MayHandOver(actor, person, await InvitationRights.SeatsOfAsync(db, person.Id, now, ct)))
                throw new RuleViolationException($"{person.FullName} has rights beyond this agency. Ask the help desk for a new invitation.");
            await InviteToSeatAsync(db, actor, person, seat.Kind, seat.AgencyId, now, ct);
            return person.Id;
        }, cancellationToken);

    /// <summary>
    /// Ends a seat at once, with the delegations and the open invitation link of who sat there; claimed packets go back to the team.
    /// The last system administrator cannot leave.
    /// </summary>
    /// <exception cref="RuleViolationException">The caller may not, or nobody would be left to run the HMIS.</exception>
    public Task EndSeatAsync(Caller caller, Guid seatId, CancellationToken cancellationToken = default) =>
        ActAsync(caller, async (db, actor, keys, ct) =>
        {
            var seat = await db.Seats.SingleOrDefaultAsync(s => s.Id == seatId, ct) ?? throw new NotFoundException();
            RequireAppointer(actor, seat.Kind, seat.AgencyId);
            if (seat.Kind == SeatKind.SystemAdministrator && !await db.Seats.AnyAsync(s => s.Kind == SeatKind.SystemAdministrator && s.Id != seatId && s.UntilUtc == null, ct))
                throw new RuleViolationException("This is the last system administrator. Appoint another one first.");
            var now = Now();
            if (seat.IsHeldAt(now))
                await LeaveAsync(db, keys, actor, seat, null, now, ct);
            return seat.PersonId;
        }, cancellationToken);

    private void Note(HmisDbContext db, Agency agency, AgencySnapshot? before, string reason, Actor actor)
    {
        var what = before is null ? $"Added as {agency.Name}" : before.ChangesTo(AgencySnapshot.Of(agency));
        if (what.Length == 0)
            return;
        if (reason.Length > OnboardingRequest.ReasonLimit || (before is not null && string.IsNullOrWhiteSpace(reason)))
            throw new RuleViolationException($"Say in a sentence why you change the data of the agency, in at most {OnboardingRequest.ReasonLimit} characters.");
        db.AgencyChanges.Add(new AgencyChange(agency.Id, what, string.IsNullOrWhiteSpace(reason) ? "New agency." : reason.Trim(), actor.FullName, Now()));
    }

    private static void RequireAppointer(Actor actor, SeatKind kind, Guid? agencyId)
    {
        if (!MayAppoint(actor, kind, agencyId))
            throw new RuleViolationException("Your executive director appoints agency administrators. A system administrator appoints the others.");
        if (kind == SeatKind.SystemAdministrator != agencyId is null)
            throw new RuleViolationException("A system administrator belongs to no agency; the other seats belong to one.");
    }

    // who stands in for somebody appoints nobody: a seat would outlast the days
    internal static bool MayAppoint(Actor actor, SeatKind kind, Guid? agencyId) => actor.HoldsSystemSeat
        || (kind == SeatKind.AgencyAdministrator && agencyId is { } id && actor.Holds(SeatKind.ExecutiveDirector, id));

    private async Task<Person> SeatAsync(
        HmisDbContext db, Actor actor, SeatKind kind, Guid? agencyId, string firstName, string lastName, string email, string? jobTitle, DateTime now, CancellationToken ct)
    {
        var person = await FindOrAddAsync(db, firstName, lastName, email, agencyId, jobTitle, ct);
        var before = await InvitationRights.SeatsOfAsync(db, person.Id, now, ct);
        if (await db.Seats.AnyAsync(s => s.PersonId == person.Id && s.Kind == kind && s.AgencyId == agencyId && s.UntilUtc == null, ct))
            throw new RuleViolationException($"{person.FullName} has this seat already.");
        db.Seats.Add(new Seat(person.Id, kind, agencyId, now));
        if (person.SignInSinceUtc is null && (before.Count == 0 || InvitationRights.MayHandOver(actor, person, before)))
            await InviteToSeatAsync(db, actor, person, kind, agencyId, now, ct);
        return person;
    }

    private async Task LeaveAsync(HmisDbContext db, ICollection<ChangeKey> keys, Actor actor, Seat seat, Person? successor, DateTime now, CancellationToken ct)
    {
        var former = await db.People.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).SingleAsync(p => p.Id == seat.PersonId, ct);
        seat.End(now);
        await DelegationService.EndOfSeatAsync(db, keys, seat, actor.FullName, now, ct);
        if (former.SignInSinceUtc is null)
            await PeopleService.CloseInvitationsAsync(db, former.Id, now, ct);
        var title = seat.Kind.Title();
        if (seat.AgencyId is { } agencyId)
        {
            db.AgencyChanges.Add(new AgencyChange(agencyId, successor is null ? $"{title}: {former.FullName} left the seat" : $"{title}: {successor.FullName} in place of {former.FullName}",
                "Change of the seat.", actor.FullName, now));
            keys.Add(ChangeKey.Agency(agencyId));
        }

        foreach (var request in await DelegationService.WaitingWithAsync(db, seat.Kind, seat.AgencyId, ct))
        {
            keys.Add(ChangeKey.Request(request.Id));
            // packets of the team belong to nobody until they are claimed
            if (successor is null || (seat.Kind == SeatKind.SystemAdministrator && request.ClaimedById != former.Id) || request.SubjectId == successor.Id)
                continue;
            await Outbox.TellAsync(db, keys, successor, new Message($"seat:{seat.Id:N}:{request.Id:N}", NoticeKind.SeatTaken, $"{request.Code} waits with you now: {request.SubjectName}",
                $"You took the seat of {title.ToLowerInvariant()} over from {former.FullName}. Next: {Stages.Next(request.State)}.")
            {
                RequestId = request.Id,
                AgencyId = request.AgencyId,
                SubjectId = request.SubjectId,
                Link = $"/requests/{request.Code}",
                Reference = request.Code,
                Step = request.State,
            }, now, ct);
        }

        keys.Add(ChangeKey.Person(former.Id));
        await db.SaveChangesAsync(ct);
        if (seat.Kind == SeatKind.SystemAdministrator)
        {
            await DelegationService.ClaimsFollowAsync(db, keys, library, actor, now, ct, former.Id, successor?.Id);
            keys.Add(ChangeKey.Queue);
        }
    }

    private static async Task<List<(Guid? AgencyId, FormerHolder Holder)>> FormerAsync(HmisDbContext db, DateTime now, CancellationToken cancellationToken)
    {
        var seats = await db.Seats.AsNoTracking().Where(s => s.AgencyId != null && s.UntilUtc != null && s.UntilUtc <= now).OrderByDescending(s => s.UntilUtc).ToListAsync(cancellationToken);
        var ids = seats.Select(s => s.PersonId).Distinct().ToList();
        // somebody who held a seat here can have their home elsewhere
        var people = ids.Count == 0 ? [] : await db.People.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).AsNoTracking().Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, cancellationToken);
        return [.. seats.Select(s => (s.AgencyId, new FormerHolder(s.Id, people[s.PersonId].FullName, s.Kind, s.FromUtc, s.UntilUtc!.Value)))];
    }

    private static async Task<Person> FindOrAddAsync(HmisDbContext db, string firstName, string lastName, string email, Guid? agencyId, string? jobTitle, CancellationToken cancellationToken)
    {
        var candidate = PeopleService.NewPerson(firstName, lastName, email, agencyId, jobTitle);
        var known = await db.People.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).SingleOrDefaultAsync(p => p.Email == candidate.Email, cancellationToken);
        if (known is null)
        {
            db.People.Add(candidate);
            return candidate;
        }

        return known.SignsAs(candidate.FullName)
            ? known
            : throw new RuleViolationException("This e-mail belongs to somebody with another name. Check the spelling of both.");
    }

    private async Task InviteToSeatAsync(HmisDbContext db, Actor actor, Person person, SeatKind kind, Guid? agencyId, DateTime nowUtc, CancellationToken cancellationToken)
    {
        var settings = await library.SettingsAsync(db, (await CommunityLibrary.NewestAsync(db, nowUtc, cancellationToken)).Settings, cancellationToken);
        await PeopleService.InviteAsync(db, person, agencyId, null, $"{actor.FullName} put you in the seat of {kind.Title()}. Open the link and choose a password.",
            nowUtc, TimeSpan.FromHours(settings.InvitationHours), cancellationToken);
    }

    // a link lets its reader sign in as the invited person, with all that person's rights
    private static async Task<List<(Guid? AgencyId, SeatHolder Holder)>> WithoutOthersLinksAsync(
        HmisDbContext db, Actor actor, List<(Guid? AgencyId, SeatHolder Holder)> seats, DateTime now, CancellationToken cancellationToken)
    {
        var hidden = new HashSet<Guid>();
        foreach (var id in seats.Where(s => s.Holder.InvitationLink is not null).Select(s => s.Holder.PersonId).Distinct())
        {
            var person = await db.People.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).SingleAsync(p => p.Id == id, cancellationToken);
            if (!InvitationRights.MayHandOver(actor, person, await InvitationRights.SeatsOfAsync(db, id, now, cancellationToken)))
                hidden.Add(id);
        }

        return [.. seats.Select(s => hidden.Contains(s.Holder.PersonId) ? (s.AgencyId, s.Holder with { InvitationLink = null }) : s)];
    }

    private static async Task<List<(Guid? AgencyId, SeatHolder Holder)>> SeatsAsync(HmisDbContext db, DateTime now, CancellationToken cancellationToken)
    {
        var seats = await (
            from seat in db.Seats
            join person in db.People on seat.PersonId equals person.Id
            where seat.FromUtc <= now && (seat.UntilUtc == null || now < seat.UntilUtc)
            orderby seat.Kind, person.LastName, person.FirstName
            select new
            {
                seat.Id,
                seat.AgencyId,
                seat.Kind,
                seat.FromUtc,
                PersonId = person.Id,
                person.FirstName,
                person.LastName,
                person.Email,
                person.SignInSinceUtc,
                Link = db.Notifications.Where(n => n.RecipientId == person.Id && n.Link != null && n.Link.StartsWith(InvitationLink.Prefix)).Select(n => n.Link).FirstOrDefault(),
            }).ToListAsync(cancellationToken);
        return [.. seats.Select(s => (s.AgencyId, new SeatHolder(s.Id, s.PersonId, $"{s.FirstName} {s.LastName}", s.Email, s.Kind, s.FromUtc, s.SignInSinceUtc is not null, s.Link)))];
    }

    private Task<Guid> ActAsync(Caller caller, Func<HmisDbContext, Actor, ICollection<ChangeKey>, CancellationToken, Task<Guid>> act, CancellationToken cancellationToken) =>
        writer.RunAsync(async (db, keys, ct) =>
        {
            (var actor, db.Reach) = await db.LoadActorAsync(caller, Now(), ct);
            var id = await act(db, actor, keys, ct);
            await db.SaveChangesAsync(ct);
            keys.Add(ChangeKey.Directory);
            keys.Add(ChangeKey.Person(id));
            return id;
        }, cancellationToken);

    private DateTime Now() => clock.GetUtcNow().UtcDateTime;
}
