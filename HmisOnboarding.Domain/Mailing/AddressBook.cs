using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Updates;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Mailing;

/// <summary>Somebody whose address a mail server does not know: a task until it is corrected.</summary>
/// <param name="PersonId">Whose.</param>
/// <param name="FullName">Their name.</param>
/// <param name="Email">The address that was refused.</param>
/// <param name="Problem">What the mail server said.</param>
/// <param name="SinceUtc">Since when it is known, UTC.</param>
/// <param name="Waiting">Mails that wait for the right address.</param>
/// <param name="WhyNot">Why the caller cannot correct it, with the way out; null when they can.</param>
public sealed record AddressTask(Guid PersonId, string FullName, string Email, string Problem, DateTime SinceUtc, int Waiting, string? WhyNot);

/// <summary>Addresses that were refused, and correcting them.</summary>
public sealed class AddressBook(HmisDatabase database, SingleWriter writer, CommunityLibrary library, TimeProvider clock)
{
    // what lies longer tells nothing new
    private static readonly TimeSpan StillNews = TimeSpan.FromDays(30);

    /// <summary>Refused addresses of the people of the caller's agencies, for agency administrators and directors; of everybody for system administrators.</summary>
    public async Task<IReadOnlyList<AddressTask>> TasksAsync(Caller caller, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        var now = Now();
        (var actor, db.Reach) = await db.LoadActorAsync(caller, now, cancellationToken);
        var agencies = actor.AgencyIds.ToList();
        var all = actor.IsSystemAdministrator;
        var people = await db.People.Where(p => p.AddressRefusedUtc != null && p.IsActive && (all || (p.AgencyId != null && agencies.Contains(p.AgencyId.Value))))
            .OrderBy(p => p.AddressRefusedUtc).ThenBy(p => p.Id).ToListAsync(cancellationToken);
        var tasks = new List<AddressTask>();
        foreach (var person in people)
        {
            // past the filter: how many wait is no secret to those who correct the address
            var waiting = await db.Mails.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).CountAsync(m => m.RecipientId == person.Id && m.State == MailState.GivenUp && m.IsAddressRefused, cancellationToken);
            tasks.Add(new(person.Id, person.FullName, person.Email, person.AddressRefusal!, person.AddressRefusedUtc!.Value, waiting, await WhyNotAsync(db, actor, person, now, cancellationToken)));
        }

        return tasks;
    }

    /// <summary>
    /// Gives a person another address. What waits for it is queued again; an open invitation is replaced, because its link may lie in somebody
    /// else's mailbox; and the history of every open request of the person says who did it.
    /// </summary>
    /// <exception cref="NotFoundException">There is no such person within reach.</exception>
    /// <exception cref="RuleViolationException">The caller may not, the address is none, the same, a private one, or somebody else's.</exception>
    public Task CorrectAsync(Caller caller, Guid personId, string email, CancellationToken cancellationToken = default) => writer.RunAsync(async (db, keys, ct) =>
    {
        var now = Now();
        (var actor, db.Reach) = await db.LoadActorAsync(caller, now, ct);
        var person = await db.People.SingleOrDefaultAsync(p => p.Id == personId && p.IsActive, ct) ?? throw new NotFoundException();
        if (await WhyNotAsync(db, actor, person, now, ct) is { } whyNot)
            throw actor.IsSystemAdministrator || actor.AgencyIds.Contains(person.AgencyId ?? Guid.Empty) ? new RuleViolationException(whyNot) : new NotFoundException();
        if (!EmailAddress.IsAddress(email.Trim()))
            throw new RuleViolationException("This is not an e-mail address. It looks like name@agency.org.");
        var address = EmailAddress.Normalise(email);
        if (address == person.Email)
            throw new RuleViolationException("This is the address that we have. Ask the person for the right one.");
        if (EmailAddress.IsPersonal(address) && !EmailAddress.IsPersonal(person.Email))
            throw new RuleViolationException("This is a private mail service. Use the work address of the person.");
        if (await db.People.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).AnyAsync(p => p.Email == address, ct))
            throw new RuleViolationException("Somebody else has this e-mail address. Check the spelling.");

        person.CorrectEmail(address);
        await InviteAnewAsync(db, person, now, ct);
        var oldest = now - StillNews;
        foreach (var mail in await db.Mails.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).Where(m => m.RecipientId == personId && m.State == MailState.GivenUp && m.IsAddressRefused && m.QueuedUtc >= oldest).ToListAsync(ct))
            mail.QueueAgain(now);
        foreach (var code in await db.Requests.Where(r => r.SubjectId == personId && r.State < RequestState.AccountCreated).Select(r => r.Code).ToListAsync(ct))
        {
            var desk = await RequestDesk.LoadAsync(db, keys, library, actor, code, null, now, ct);
            desk.Request.NoteAddressCorrected(desk.Act);
            await desk.PutAwayAsync(ct);
        }

        keys.Add(ChangeKey.Person(personId));
        keys.Add(ChangeKey.Directory);
        keys.Add(ChangeKey.Mail);
        if (person.AgencyId is { } agencyId)
            keys.Add(ChangeKey.Agency(agencyId));
        return await db.SaveChangesAsync(ct);
    }, cancellationToken);

    // whoever sets the address gets what is sent there: so by the rule of invitations
    private static async Task<string?> WhyNotAsync(HmisDbContext db, Actor actor, Person person, DateTime now, CancellationToken cancellationToken)
    {
        var seats = await InvitationRights.SeatsOfAsync(db, person.Id, now, cancellationToken);
        if (InvitationRights.MayHandOver(actor, person, seats))
            return null;
        return person.AgencyId is { } home && actor.IsAdministratorOf(home) && InvitationRights.IsPlainUserOf(home, person, seats)
            ? null
            : $"{person.FullName} has rights of their own. Your executive director or the help desk can correct the address.";
    }

    private static async Task InviteAnewAsync(HmisDbContext db, Person person, DateTime now, CancellationToken cancellationToken)
    {
        if (person.SignInSinceUtc is not null)
            return;
        var open = await db.Invitations.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).Where(i => i.PersonId == person.Id && i.ClosedUtc == null).ToListAsync(cancellationToken);
        var last = await db.Notifications.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).Where(n => n.RecipientId == person.Id && n.Link != null && n.Link.StartsWith(InvitationLink.Prefix))
            .OrderByDescending(n => n.CreatedUtc).FirstOrDefaultAsync(cancellationToken);
        if (open.Count == 0 || last is null)
            return;
        var validFor = open.Max(i => i.ExpiresUtc - i.CreatedUtc);
        await PeopleService.InviteAsync(db, person, last.AgencyId, last.RequestId, last.Body, now, validFor, cancellationToken);
    }

    private DateTime Now() => clock.GetUtcNow().UtcDateTime;
}
