using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Mailing;
using HmisOnboarding.Domain.Notifications;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Updates;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Watchers;

/// <summary>Lets somebody outside follow one request by a link, read-only, until some days after its end.</summary>
public sealed class WatcherService(HmisDatabase database, SingleWriter writer, CommunityLibrary library, RequestQueries queries, TimeProvider clock)
{
    /// <summary>People who may follow one request at a time.</summary>
    public const int Most = 5;

    private const string Gone = "This watcher was ended already.";

    /// <summary>Who follows the request.</summary>
    /// <exception cref="NotFoundException">There is no such request within the caller's reach.</exception>
    public async Task<WatcherList> ListAsync(Caller caller, string code, CancellationToken cancellationToken = default)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var db = database.Read(Reach.None);
        (var actor, db.Reach) = await db.LoadActorAsync(caller, now, cancellationToken);
        var request = await db.Requests.Where(r => r.Code == code).Select(r => new { r.Id, r.AgencyId, r.SubjectId, r.State, r.Versions }).SingleOrDefaultAsync(cancellationToken) ?? throw new NotFoundException();
        var rows = await db.Watchers.Where(w => w.RequestId == request.Id && w.EndedUtc == null).OrderBy(w => w.AskedUtc).ThenBy(w => w.Id)
            .Select(w => new WatcherRow(w.Id, w.Email, w.AskedByName, w.AskedUtc, w.AddedUtc, w.AddedByName, w.FirstOpenedUtc)).ToListAsync(cancellationToken);
        var settings = await library.SettingsAsync(db, request.Versions.Settings, cancellationToken);
        var administers = actor.IsAdministratorOf(request.AgencyId) && actor.PersonId != request.SubjectId;
        return new(request.Id, rows, administers, actor.PersonId == request.SubjectId, !Stages.IsOpen(request.State), settings.WatcherDays);
    }

    /// <summary>
    /// Names somebody by e-mail. By an agency administrator the link is made and returned, to hand over; by the new user it is a wish, to which an
    /// administrator has to agree, and null is returned.
    /// </summary>
    /// <exception cref="RuleViolationException">The address is none, it follows already, there are enough, or the caller may not.</exception>
    public Task<string?> AddAsync(Caller caller, string code, string email, CancellationToken cancellationToken = default) =>
        RunAsync(caller, code, async (db, desk, ct) =>
        {
            var (request, actor) = (desk.Request, desk.Act.Actor);
            var own = actor.PersonId == request.SubjectId;
            if (!own && !actor.IsAdministratorOf(request.AgencyId))
                throw new RuleViolationException("Only an agency administrator of this agency, or the new user, can name somebody.");
            if (!Stages.IsOpen(request.State))
                throw new RuleViolationException("This request has ended, so there is nothing to follow any more.");
            if (!EmailAddress.IsAddress(email.Trim()))
                throw new RuleViolationException("Enter one e-mail address, for example name@agency.org.");
            var watcher = new Watcher(request, email, actor, desk.Act.NowUtc);
            var there = await db.Watchers.Where(w => w.RequestId == request.Id && w.EndedUtc == null).Select(w => w.Email).ToListAsync(ct);
            if (there.Contains(watcher.Email))
                throw new RuleViolationException($"{watcher.Email} is on the list already.");
            if (there.Count >= Most)
                throw new RuleViolationException($"{Most} people are on the list, which is the limit. End one of them first.");
            db.Watchers.Add(watcher);
            if (!own)
                return await AgreeAsync(db, desk, watcher, ct);
            request.NoteWatcher(desk.Act, WatcherStep.Asked, watcher.Email);
            return null;
        }, cancellationToken);

    /// <summary>An agency administrator agrees to a wish of the new user; the link is made and returned.</summary>
    /// <exception cref="RuleViolationException">Somebody else agrees, or the wish is settled already.</exception>
    public Task<string?> AgreeAsync(Caller caller, string code, Guid watcherId, CancellationToken cancellationToken = default) =>
        RunAsync(caller, code, async (db, desk, ct) =>
        {
            var watcher = await FindAsync(db, desk, watcherId, ct);
            if (!desk.Act.Actor.IsAdministratorOf(desk.Request.AgencyId) || desk.Act.Actor.PersonId == desk.Request.SubjectId)
                throw new RuleViolationException("Only an agency administrator of this agency can agree.");
            if (watcher.EndedUtc is not null)
                throw new RuleViolationException(Gone);
            if (watcher.AddedUtc is not null)
                throw new RuleViolationException($"{watcher.AddedByName} agreed already.");
            return await AgreeAsync(db, desk, watcher, ct);
        }, cancellationToken);

    /// <summary>An agency administrator or the new user ends a watcher, or says no to a wish: the link is dead at once.</summary>
    /// <exception cref="RuleViolationException">Somebody else asks.</exception>
    public Task EndAsync(Caller caller, string code, Guid watcherId, CancellationToken cancellationToken = default) =>
        RunAsync(caller, code, async (db, desk, ct) =>
        {
            var watcher = await FindAsync(db, desk, watcherId, ct);
            if (!desk.Act.Actor.IsAdministratorOf(desk.Request.AgencyId) && desk.Act.Actor.PersonId != desk.Request.SubjectId)
                throw new RuleViolationException("Only an agency administrator of this agency, or the new user, can end it.");
            if (watcher.EndedUtc is not null)
                return null;
            watcher.End(desk.Act.NowUtc);
            await DropLinkAsync(db, watcher.Id, ct);
            desk.Request.NoteWatcher(desk.Act, WatcherStep.Ended, watcher.Email);
            return null;
        }, cancellationToken);

    /// <summary>
    /// What the holder of this secret sees; null where it is unknown, ended or over, without saying which. The first time goes into the history.
    /// </summary>
    public async Task<TrackerView?> TrackAsync(string secret, CancellationToken cancellationToken = default)
    {
        // every secret has this length: nothing else is worth a look
        if (secret.Length != 64)
            return null;
        var now = clock.GetUtcNow().UtcDateTime;
        var hash = Invitation.Hash(secret);
        string? code;
        bool isFirst;
        await using (var db = database.Read(Reach.Everything))
        {
            var found = await (
                from watcher in db.Watchers
                join request in db.Requests on watcher.RequestId equals request.Id
                where watcher.TokenHash == hash && watcher.EndedUtc == null
                select new { request.Code, watcher.FirstOpenedUtc }).SingleOrDefaultAsync(cancellationToken);
            if (found is null)
                return null;
            (code, isFirst) = (found.Code, found.FirstOpenedUtc is null);
        }

        var view = await queries.WholeAsync(code, cancellationToken);
        DateTime? ends = Stages.IsOpen(view.State) ? null : view.Holder.SinceUtc.AddDays(view.Settings.WatcherDays);
        if (ends < now)
            return null;
        if (isFirst)
            await NoteOpenedAsync(hash, code, cancellationToken);
        var over = !Stages.IsOpen(view.State);
        return new(view.SubjectFirstName, view.AgencyName, view.State, [.. view.Steps.Select(s => new TrackerStep(s.Name, s.Standing, s.DoneUtc))],
            over ? "" : view.Next, over ? "" : view.Holder.Title, view.Holder.SinceUtc,
            over ? null : view.StepExpected.ByUtc, over ? null : view.AccountExpected.ByUtc, ends, view.Zone, now);
    }

    private Task<bool> NoteOpenedAsync(string hash, string code, CancellationToken cancellationToken) =>
        writer.RunAsync(async (db, keys, ct) =>
        {
            db.Reach = Reach.Everything;
            var now = clock.GetUtcNow().UtcDateTime;
            if (await db.Watchers.SingleOrDefaultAsync(w => w.TokenHash == hash && w.FirstOpenedUtc == null, ct) is not { } watcher)
                return false;
            var desk = await RequestDesk.LoadAsync(db, keys, library, Actor.System, code, null, now, ct);
            watcher.NoteOpened(now);
            await DropLinkAsync(db, watcher.Id, ct);
            desk.Request.NoteWatcher(desk.Act, WatcherStep.Opened, watcher.Email);
            await desk.PutBackAsync(ct);
            Tell(keys, desk.Request);
            return true;
        }, cancellationToken);

    private Task<string?> RunAsync(Caller caller, string code, Func<HmisDbContext, RequestDesk, CancellationToken, Task<string?>> act, CancellationToken cancellationToken) =>
        writer.RunAsync(async (db, keys, ct) =>
        {
            var now = clock.GetUtcNow().UtcDateTime;
            (var actor, db.Reach) = await db.LoadActorAsync(caller, now, ct);
            var desk = await RequestDesk.LoadAsync(db, keys, library, actor, code, null, now, ct);
            var link = await act(db, desk, ct);
            await desk.PutBackAsync(ct);
            Tell(keys, desk.Request);
            return link;
        }, cancellationToken);

    private static async Task<string> AgreeAsync(HmisDbContext db, RequestDesk desk, Watcher watcher, CancellationToken cancellationToken)
    {
        var link = TrackerLink.Prefix + watcher.Agree(desk.Act.Actor, desk.Act.NowUtc);
        desk.Request.NoteWatcher(desk.Act, WatcherStep.Added, watcher.Email);
        // no word more than the page itself shows, and no full name
        await Outbox.TellOutsiderAsync(db, watcher.Id, watcher.Email, new Message($"{desk.Request.Id:N}:watcher:{watcher.Id:N}", NoticeKind.TrackerShared,
            "Follow an HMIS account request", $"{desk.Agency.Name} lets you follow an HMIS account request. The link shows the steps, who has it and by when. It needs no account. Keep it to yourself.")
        {
            RequestId = desk.Request.Id,
            AgencyId = desk.Request.AgencyId,
            SubjectId = desk.Request.SubjectId,
            Link = link,
        }, desk.Act.NowUtc, cancellationToken);
        return link;
    }

    private static async Task<Watcher> FindAsync(HmisDbContext db, RequestDesk desk, Guid watcherId, CancellationToken cancellationToken)
    {
        var requestId = desk.Request.Id;
        return await db.Watchers.SingleOrDefaultAsync(w => w.Id == watcherId && w.RequestId == requestId, cancellationToken) ?? throw new NotFoundException();
    }

    // the secret stands in the message only until it has arrived, or is worth nothing
    private static async Task DropLinkAsync(HmisDbContext db, Guid watcherId, CancellationToken cancellationToken)
    {
        // by name of the row: the one who ends it need not be able to see it
        foreach (var message in await db.Notifications.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).Where(n => n.RecipientId == watcherId && n.Link != null).ToListAsync(cancellationToken))
            message.DropLink();
    }

    private static void Tell(ICollection<ChangeKey> keys, OnboardingRequest request)
    {
        keys.Add(ChangeKey.Request(request.Id));
        keys.Add(ChangeKey.Person(request.SubjectId));
    }
}
