using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Mailing;
using HmisOnboarding.Domain.Notifications;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Updates;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Agencies;

/// <summary>Whom an open invitation is for.</summary>
public sealed record InvitationView(Guid PersonId, string FullName, string Email, string? AgencyName, DateTime ExpiresUtc);

/// <summary>A seat as the frame of the application shows it.</summary>
public sealed record SeatSummary(SeatKind Kind, Guid? AgencyId, string? AgencyName, string? TimeZoneId)
{
    /// <summary>Who is away, where the person only stands in; null in a seat of one's own.</summary>
    public string? ForName { get; init; }

    /// <summary>Until when the person stands in, UTC, exclusive.</summary>
    public DateTime? UntilUtc { get; init; }
}

/// <summary>Somebody acts for somebody now, or did a short while ago.</summary>
/// <param name="Id">The delegation.</param>
/// <param name="Kind">The seat.</param>
/// <param name="AgencyName">Its agency.</param>
/// <param name="TimeZoneId">The zone of its days.</param>
/// <param name="HolderName">Who is away.</param>
/// <param name="DelegateName">Who acts.</param>
/// <param name="IsGiven">The person is the one who is away.</param>
/// <param name="IsOver">It ended within the last day.</param>
/// <param name="UntilUtc">End, UTC, exclusive.</param>
public sealed record StandInSummary(Guid Id, SeatKind Kind, string? AgencyName, string? TimeZoneId, string HolderName, string DelegateName, bool IsGiven, bool IsOver, DateTime UntilUtc);

/// <summary>A person with the seats they hold now, and whether a request is about them.</summary>
public sealed record PersonSummary(Guid Id, string FullName, string Email, bool IsActive, IReadOnlyList<SeatSummary> Seats, bool HasRequest)
{
    /// <summary>Who acts for the person now, and for whom the person acts or did within the last day.</summary>
    public IReadOnlyList<StandInSummary> StandIns { get; init; } = [];
}

/// <summary>People, invitations and the first start.</summary>
public sealed class PeopleService(HmisDatabase database, SingleWriter writer, TimeProvider clock)
{
    private static readonly TimeSpan FirstStartValidity = TimeSpan.FromHours(24);

    /// <summary>The invitation behind a secret; null when it is unknown, used or expired. Looking uses nothing up.</summary>
    public async Task<InvitationView?> FindInvitationAsync(string secret, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.Everything);
        var now = Now();
        var hash = Invitation.Hash(secret);
        return await (
            from invitation in db.Invitations
            join person in db.People on invitation.PersonId equals person.Id
            join agency in db.Agencies on person.AgencyId equals agency.Id into agencies
            from agency in agencies.DefaultIfEmpty()
            where invitation.TokenHash == hash && invitation.ClosedUtc == null && invitation.ExpiresUtc >= now && person.IsActive
            select new InvitationView(person.Id, person.FirstName + " " + person.LastName, person.Email, agency == null ? null : agency.Name, invitation.ExpiresUtc))
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Uses an invitation up and says whose it was; the link in the outbox is wiped with it.</summary>
    /// <exception cref="RuleViolationException">It is unknown, used or expired.</exception>
    public Task<Guid> AcceptInvitationAsync(string secret, CancellationToken cancellationToken = default) =>
        writer.RunAsync(async (db, keys, ct) =>
        {
            db.Reach = Reach.Everything;
            var now = Now();
            var hash = Invitation.Hash(secret);
            var invitation = await db.Invitations.SingleOrDefaultAsync(i => i.TokenHash == hash, ct);
            var person = invitation is null || !invitation.IsOpenAt(now) ? null : await db.People.SingleOrDefaultAsync(p => p.Id == invitation.PersonId && p.IsActive, ct);
            if (invitation is null || person is null)
                throw new RuleViolationException("This invitation cannot be used any more. Ask your agency administrator, or the help desk, for a new one.");
            invitation.Close(now);
            person.CanSignIn(now);
            foreach (var message in await db.Notifications.Where(n => n.RecipientId == person.Id && n.Link != null && n.Link.StartsWith(InvitationLink.Prefix)).ToListAsync(ct))
                message.DropLink();
            await db.SaveChangesAsync(ct);
            keys.Add(ChangeKey.Person(person.Id));
            if (person.AgencyId is { } agencyId)
                keys.Add(ChangeKey.Agency(agencyId));
            keys.Add(ChangeKey.Directory);
            // the pages of their requests show whether they can sign in
            foreach (var requestId in await db.Requests.Where(r => r.SubjectId == person.Id).Select(r => r.Id).ToListAsync(ct))
                keys.Add(ChangeKey.Request(requestId));
            return person.Id;
        }, cancellationToken);

    /// <summary>The person with the seats held now; null when nobody has that id.</summary>
    public async Task<PersonSummary?> FindPersonAsync(Guid personId, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.Everything);
        var now = Now();
        var person = await db.People.SingleOrDefaultAsync(p => p.Id == personId, cancellationToken);
        if (person is null)
            return null;
        var seats = await (
            from seat in db.Seats
            join agency in db.Agencies on seat.AgencyId equals agency.Id into agencies
            from agency in agencies.DefaultIfEmpty()
            where seat.PersonId == personId && seat.FromUtc <= now && (seat.UntilUtc == null || now < seat.UntilUtc)
            select new SeatSummary(seat.Kind, seat.AgencyId, agency == null ? null : agency.Name, agency == null ? null : agency.TimeZoneId)).ToListAsync(cancellationToken);
        var told = now - Actor.EndIsTold;
        var rows = await (
            from delegation in db.Delegations
            join holder in db.People on delegation.HolderId equals holder.Id
            join standIn in db.People on delegation.DelegateId equals standIn.Id
            join agency in db.Agencies on delegation.AgencyId equals agency.Id into agencies
            from agency in agencies.DefaultIfEmpty()
            where (delegation.DelegateId == personId || delegation.HolderId == personId)
                && delegation.FromUtc <= now && told < delegation.UntilUtc && (delegation.EndedUtc == null || told < delegation.EndedUtc)
            orderby delegation.FromUtc, delegation.Id
            select new { Row = delegation, Holder = holder.FirstName + " " + holder.LastName, StandIn = standIn.FirstName + " " + standIn.LastName, Agency = agency }).AsNoTracking().ToListAsync(cancellationToken);
        var ids = rows.Select(r => r.Row.Id).ToList();
        var inForce = rows.Count == 0 ? [] : await db.DelegationsInForce(now).Where(d => ids.Contains(d.Id)).Select(d => d.Id).ToListAsync(cancellationToken);
        var delegated = rows.Where(r => r.Row.DelegateId == personId && inForce.Contains(r.Row.Id) && !seats.Any(s => s.Kind == r.Row.Kind && s.AgencyId == r.Row.AgencyId))
            .Select(r => new SeatSummary(r.Row.Kind, r.Row.AgencyId, r.Agency?.Name, r.Agency?.TimeZoneId) { ForName = r.Holder, UntilUtc = r.Row.OverUtc });
        var standIns = rows.Where(r => inForce.Contains(r.Row.Id) || r.Row.DelegateId == personId)
            .Select(r => new StandInSummary(r.Row.Id, r.Row.Kind, r.Agency?.Name, r.Row.TimeZoneId ?? r.Agency?.TimeZoneId, r.Holder, r.StandIn, r.Row.HolderId == personId, !inForce.Contains(r.Row.Id),
                r.Row.OverUtc < now || inForce.Contains(r.Row.Id) ? r.Row.OverUtc : now));
        var hasRequest = await db.Requests.AnyAsync(r => r.SubjectId == personId, cancellationToken);
        return new(person.Id, person.FullName, person.Email, person.IsActive, [.. seats, .. delegated], hasRequest) { StandIns = [.. standIns] };
    }

    /// <summary>Whose work e-mail this is; null where it is nobody's.</summary>
    public async Task<Guid?> FindByEmailAsync(string email, CancellationToken cancellationToken = default)
    {
        if (!EmailAddress.IsAddress(email.Trim()))
            return null;
        var address = EmailAddress.Normalise(email);
        await using var db = database.Read(Reach.Everything);
        return await db.People.Where(p => p.Email == address).Select(p => (Guid?)p.Id).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>
    /// A fresh secret with which the first system administrator can be made, valid for a day and once; null when there is one already.
    /// Every call makes the earlier secrets worthless.
    /// </summary>
    public Task<string?> FirstStartSecretAsync(CancellationToken cancellationToken = default) =>
        writer.RunAsync<string?>(async (db, _, ct) =>
        {
            db.Reach = Reach.Everything;
            if (await db.Seats.AnyAsync(s => s.Kind == SeatKind.SystemAdministrator, ct))
                return null;
            var now = Now();
            foreach (var older in await db.Invitations.Where(i => i.PersonId == Guid.Empty && i.ClosedUtc == null).ToListAsync(ct))
                older.Close(now);
            var (invitation, secret) = Invitation.Create(Guid.Empty, now, FirstStartValidity);
            db.Invitations.Add(invitation);
            await db.SaveChangesAsync(ct);
            return secret;
        }, cancellationToken);

    /// <summary>Whether a secret would make the first system administrator now.</summary>
    public async Task<bool> IsFirstStartSecretAsync(string secret, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.Everything);
        return await OpenFirstStart(db, secret, Now()).AnyAsync(cancellationToken) && !await db.Seats.AnyAsync(s => s.Kind == SeatKind.SystemAdministrator, cancellationToken);
    }

    /// <summary>
    /// Makes the first system administrator under a key that the caller chose, and uses the secret up. The sign-in account is made before,
    /// so that a secret is never used up for somebody who then cannot sign in.
    /// </summary>
    /// <exception cref="RuleViolationException">The secret is worthless, there is an administrator already, or name or address are wrong.</exception>
    public Task<Guid> SetUpFirstAdministratorAsync(Guid personId, string secret, string firstName, string lastName, string email, CancellationToken cancellationToken = default) =>
        writer.RunAsync(async (db, _, ct) =>
        {
            db.Reach = Reach.Everything;
            var now = Now();
            var invitation = await OpenFirstStart(db, secret, now).SingleOrDefaultAsync(ct);
            if (invitation is null || await db.Seats.AnyAsync(s => s.Kind == SeatKind.SystemAdministrator, ct))
                throw new RuleViolationException("This link cannot be used any more. Start the application again: it prints a new one while there is no system administrator.");
            var person = NewPerson(firstName, lastName, email, null, "System Administrator", personId);
            person.CanSignIn(now);
            invitation.Close(now);
            db.People.Add(person);
            db.Seats.Add(new Seat(person.Id, SeatKind.SystemAdministrator, null, now));
            await db.SaveChangesAsync(ct);
            return person.Id;
        }, cancellationToken);

    /// <summary>Makes the first system administrator and uses the secret up.</summary>
    /// <exception cref="RuleViolationException">The secret is worthless, there is an administrator already, or name or address are wrong.</exception>
    public Task<Guid> SetUpFirstAdministratorAsync(string secret, string firstName, string lastName, string email, CancellationToken cancellationToken = default) =>
        SetUpFirstAdministratorAsync(Guid.NewGuid(), secret, firstName, lastName, email, cancellationToken);

    internal static Person NewPerson(string firstName, string lastName, string email, Guid? agencyId, string? jobTitle, Guid? personId = null)
    {
        if (jobTitle?.Trim().Length > Person.JobTitleLimit)
            throw new RuleViolationException($"A job title can have {Person.JobTitleLimit} characters.");
        var unprintable = AgreementPdf.Uncovered($"{firstName} {lastName}");
        if (unprintable.Count > 0)
            throw new RuleViolationException($"The agreement cannot print {string.Join(" ", unprintable)}. Write the name in letters of a European, Arabic or Hebrew alphabet.");
        try
        {
            return new Person(personId ?? Guid.NewGuid(), firstName, lastName, email, agencyId, jobTitle, null);
        }
        catch (ArgumentException e)
        {
            throw new RuleViolationException(e.Message.Split(" (Parameter", 2)[0]);
        }
    }

    /// <summary>
    /// Invites a person to choose a password: earlier links stop working, and the message with the new link is put in the outbox.
    /// </summary>
    internal static async Task InviteAsync(HmisDbContext db, Person person, Guid? agencyId, Guid? requestId, string body, DateTime nowUtc, TimeSpan validFor, CancellationToken cancellationToken)
    {
        await CloseInvitationsAsync(db, person.Id, nowUtc, cancellationToken);
        var (invitation, secret) = Invitation.Create(person.Id, nowUtc, validFor);
        db.Invitations.Add(invitation);
        await Outbox.TellAsync(db, [], person, new Message($"invitation:{invitation.Id:N}", NoticeKind.Invitation, "You are invited to HMIS Onboarding", body)
        {
            RequestId = requestId,
            AgencyId = agencyId,
            SubjectId = person.Id,
            Link = InvitationLink.Prefix + secret,
        }, nowUtc, cancellationToken);
    }

    /// <summary>Makes every open link of a person worthless.</summary>
    internal static async Task CloseInvitationsAsync(HmisDbContext db, Guid personId, DateTime nowUtc, CancellationToken cancellationToken)
    {
        foreach (var older in await db.Invitations.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).Where(i => i.PersonId == personId && i.ClosedUtc == null).ToListAsync(cancellationToken))
            older.Close(nowUtc);
        foreach (var message in await db.Notifications.IgnoreQueryFilters([HmisDbContext.AgencyFilter])
            .Where(n => n.RecipientId == personId && n.Link != null && n.Link.StartsWith(InvitationLink.Prefix)).ToListAsync(cancellationToken))
            message.DropLink();
    }

    private static IQueryable<Invitation> OpenFirstStart(HmisDbContext db, string secret, DateTime now)
    {
        var hash = Invitation.Hash(secret);
        return db.Invitations.Where(i => i.TokenHash == hash && i.PersonId == Guid.Empty && i.ClosedUtc == null && i.ExpiresUtc >= now);
    }

    private DateTime Now() => clock.GetUtcNow().UtcDateTime;
}
