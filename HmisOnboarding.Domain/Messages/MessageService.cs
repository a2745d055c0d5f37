using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Drafts;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Updates;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Messages;

/// <summary>
/// The messages of a request. What is for staff only is kept from the new user by a filter of the tables, also where the new user holds a seat.
/// </summary>
public sealed class MessageService(HmisDatabase database, SingleWriter writer, CommunityLibrary library, TimeProvider clock)
{
    /// <summary>Messages that one screen shows.</summary>
    public const int MostShown = 200;

    /// <summary>Messages that one person may write on one request within an hour.</summary>
    public const int MostAnHour = 40;

    /// <summary>The messages that the caller may read.</summary>
    /// <exception cref="NotFoundException">There is no such request within the caller's reach.</exception>
    public async Task<MessageThread> ThreadAsync(Caller caller, string code, CancellationToken cancellationToken = default)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var db = database.Read(Reach.None);
        (var actor, db.Reach) = await db.LoadActorAsync(caller, now, cancellationToken);
        var request = await PlaceAsync(db, code, cancellationToken);
        var newest = await db.Messages.Where(m => m.RequestId == request.Id).OrderByDescending(m => m.Id).Take(MostShown).ToListAsync(cancellationToken);
        newest.Reverse();
        var total = newest.Count < MostShown ? newest.Count : await db.Messages.CountAsync(m => m.RequestId == request.Id, cancellationToken);
        var read = await db.MessageReadings.Where(r => r.RequestId == request.Id && r.PersonId == actor.PersonId).Select(r => r.LastId).SingleOrDefaultAsync(cancellationToken);
        var unread = await db.Messages.CountAsync(m => m.RequestId == request.Id && m.Id > read && m.AuthorId != actor.PersonId, cancellationToken);
        var rows = newest.Select(m => new MessageRow(m.Id, m.AtUtc, m.AuthorName, m.AuthorPlace, m.AuthorId == actor.PersonId, m.Audience, m.Text, m.SentDespite is not null, m.IsSubmission,
            m.Id > read && m.AuthorId != actor.PersonId)).ToList();
        if (newest.Count == total && !newest.Exists(m => m.IsSubmission) && await FirstSubmissionAsync(db, request, actor.PersonId, cancellationToken) is { } submitted)
            rows.Insert(rows.FindIndex(r => r.AtUtc >= submitted.AtUtc) is var at && at >= 0 ? at : rows.Count, submitted);

        var staff = actor.PersonId != request.SubjectId;
        var all = await ListenersAsync(db, request, MessageAudience.Everybody, false, now, cancellationToken);
        var some = staff ? await ListenersAsync(db, request, MessageAudience.Staff, false, now, cancellationToken) : [];
        return new(request.Id, rows, total - newest.Count, unread, staff,
            await NamesAsync(db, all, actor.PersonId, cancellationToken), await NamesAsync(db, some, actor.PersonId, cancellationToken),
            request.State is RequestState.AwaitingDocuments or RequestState.AccountQueue || actor.IsSystemAdministrator);
    }

    /// <summary>How many messages are new to the caller.</summary>
    /// <exception cref="NotFoundException">There is no such request within the caller's reach.</exception>
    public async Task<int> UnreadAsync(Caller caller, string code, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        (var actor, db.Reach) = await db.LoadActorAsync(caller, clock.GetUtcNow().UtcDateTime, cancellationToken);
        var request = await PlaceAsync(db, code, cancellationToken);
        var read = await db.MessageReadings.Where(r => r.RequestId == request.Id && r.PersonId == actor.PersonId).Select(r => r.LastId).SingleOrDefaultAsync(cancellationToken);
        return await db.Messages.CountAsync(m => m.RequestId == request.Id && m.Id > read && m.AuthorId != actor.PersonId, cancellationToken);
    }

    /// <summary>
    /// Sends a message and throws the caller's draft of it away. <paramref name="sendAnyway"/> answers the warning about words that look like a
    /// social security number or a birth date; <paramref name="tellHelpDesk"/> also tells the system administrators where they would not be told.
    /// </summary>
    /// <exception cref="RuleViolationException">It cannot be sent like this; the sentences say what to do.</exception>
    /// <exception cref="NotFoundException">There is no such request within the caller's reach.</exception>
    public Task SendAsync(Caller caller, string code, string text, MessageAudience audience, bool sendAnyway = false, bool tellHelpDesk = false, CancellationToken cancellationToken = default) =>
        writer.RunAsync(async (db, keys, ct) =>
        {
            var now = clock.GetUtcNow().UtcDateTime;
            (var actor, db.Reach) = await db.LoadActorAsync(caller, now, ct);
            var desk = await RequestDesk.LoadAsync(db, keys, library, actor, code, null, now, ct);
            var (requestId, since) = (desk.Request.Id, now.AddHours(-1));
            if (await db.Messages.CountAsync(m => m.RequestId == requestId && m.AuthorId == actor.PersonId && m.AtUtc > since, ct) >= MostAnHour)
                throw new RuleViolationException($"You wrote {MostAnHour} messages here within an hour. Call instead, or go on later.");
            var place = await PlaceAsync(db, code, ct);
            var told = await ListenersAsync(db, place, audience, tellHelpDesk, now, ct);
            desk.Request.WriteMessage(desk.Act, text, audience, sendAnyway, told.Where(id => id != actor.PersonId));
            await desk.PutBackAsync(ct);
            await DraftService.ForgetAsync(db, DraftPurpose.Message(code), ct);
            keys.Add(ChangeKey.Talk(requestId));
            return true;
        }, cancellationToken);

    /// <summary>Everything up to the newest message was on the caller's screen; the notices of these messages are read with them.</summary>
    /// <exception cref="NotFoundException">There is no such request within the caller's reach.</exception>
    public async Task MarkReadAsync(Caller caller, string code, CancellationToken cancellationToken = default)
    {
        await using (var look = database.Read(Reach.None))
        {
            // as a rule nothing is new: the writer is not asked for that
            (var reader, look.Reach) = await look.LoadActorAsync(caller, clock.GetUtcNow().UtcDateTime, cancellationToken);
            var seen = await PlaceAsync(look, code, cancellationToken);
            var last = await look.Messages.Where(m => m.RequestId == seen.Id).MaxAsync(m => (long?)m.Id, cancellationToken) ?? 0;
            if (last == 0 || await look.MessageReadings.AnyAsync(r => r.RequestId == seen.Id && r.PersonId == reader.PersonId && r.LastId >= last, cancellationToken))
                return;
        }

        await writer.RunAsync(async (db, keys, ct) =>
        {
            var now = clock.GetUtcNow().UtcDateTime;
            (var actor, db.Reach) = await db.LoadActorAsync(caller, now, ct);
            var request = await PlaceAsync(db, code, ct);
            var last = await db.Messages.Where(m => m.RequestId == request.Id).MaxAsync(m => (long?)m.Id, ct) ?? 0;
            var reading = await db.MessageReadings.SingleOrDefaultAsync(r => r.RequestId == request.Id && r.PersonId == actor.PersonId, ct);
            if (reading is null)
                db.MessageReadings.Add(reading = new MessageReading(request.Id, request.AgencyId, request.SubjectId, actor.PersonId));
            reading.ReadTo(last);
            foreach (var notice in await db.Notifications.Where(n => n.RecipientId == actor.PersonId && n.RequestId == request.Id && n.ReadUtc == null && n.Key.Contains(":message:")).ToListAsync(ct))
            {
                notice.MarkRead(now);
                keys.Add(ChangeKey.Person(actor.PersonId));
            }

            await db.SaveChangesAsync(ct);
            return true;
        }, cancellationToken);
    }

    private static async Task<Place> PlaceAsync(HmisDbContext db, string code, CancellationToken cancellationToken) =>
        await db.Requests.AsNoTracking().Where(r => r.Code == code).Select(r => new Place(r.Id, r.AgencyId, r.SubjectId, r.State, r.ClaimedById, r.SubmittedUtc, r.HelpDeskMessage))
            .SingleOrDefaultAsync(cancellationToken) ?? throw new NotFoundException();

    /// <summary>The message of a packet that was submitted before there were messages: it is on the request only.</summary>
    private static async Task<MessageRow?> FirstSubmissionAsync(HmisDbContext db, Place request, Guid readerId, CancellationToken cancellationToken)
    {
        if (request.SubmittedUtc is null || request.HelpDeskMessage.Length == 0 || await db.Messages.AnyAsync(m => m.RequestId == request.Id && m.IsSubmission, cancellationToken))
            return null;
        var sent = await db.Events.Where(e => e.RequestId == request.Id && e.Kind == nameof(RequestTrigger.Submit)).OrderByDescending(e => e.Id)
            .Select(e => new { e.AtUtc, e.ActorId, e.ActorName }).FirstOrDefaultAsync(cancellationToken);
        return sent is null ? null
            : new(0, sent.AtUtc, sent.ActorName, SeatKind.AgencyAdministrator.Title(), sent.ActorId == readerId, MessageAudience.Everybody, request.HelpDeskMessage, false, true, false);
    }

    /// <summary>
    /// Who hears of a message: the agency's administrators, the new user where it is for everybody, who has the request now, and who wrote before and
    /// still has to do with it.
    /// </summary>
    private static async Task<List<Guid>> ListenersAsync(HmisDbContext db, Place request, MessageAudience audience, bool helpDesk, DateTime now, CancellationToken cancellationToken)
    {
        var seats = await db.Seats.IgnoreQueryFilters([HmisDbContext.AgencyFilter])
            .Where(s => (s.AgencyId == request.AgencyId || s.AgencyId == null) && s.FromUtc <= now && (s.UntilUtc == null || now < s.UntilUtc))
            .Select(s => new { s.Kind, s.PersonId }).ToListAsync(cancellationToken);
        var delegates = await db.DelegationsInForce(now).Where(d => d.AgencyId == request.AgencyId).Select(d => new { d.Kind, PersonId = d.DelegateId }).ToListAsync(cancellationToken);
        seats.AddRange(delegates);
        var authors = await db.Messages.Where(m => m.RequestId == request.Id && (audience == MessageAudience.Staff || m.Audience == MessageAudience.Everybody))
            .Select(m => m.AuthorId).Distinct().ToListAsync(cancellationToken);
        var holders = Stages.Holder(request.State);
        var staff = seats.Where(s => s.Kind switch
        {
            SeatKind.AgencyAdministrator => true,
            SeatKind.ExecutiveDirector => holders == RequestHolder.ExecutiveDirector || authors.Contains(s.PersonId),
            _ => helpDesk || authors.Contains(s.PersonId)
                || (request.State is RequestState.AwaitingDocuments or RequestState.AccountQueue && (request.ClaimedById is null || request.ClaimedById == s.PersonId)),
        }).Select(s => s.PersonId);
        return [.. (audience == MessageAudience.Everybody ? staff.Append(request.SubjectId) : staff.Where(id => id != request.SubjectId)).Distinct()];
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(HmisDbContext db, List<Guid> ids, Guid exceptId, CancellationToken cancellationToken)
    {
        var people = await db.People.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).Where(p => ids.Contains(p.Id) && p.Id != exceptId && p.IsActive)
            .OrderBy(p => p.LastName).ThenBy(p => p.FirstName).Select(p => new { p.FirstName, p.LastName }).ToListAsync(cancellationToken);
        return [.. people.Select(p => $"{p.FirstName} {p.LastName}")];
    }

    private sealed record Place(Guid Id, Guid AgencyId, Guid SubjectId, RequestState State, Guid? ClaimedById, DateTime? SubmittedUtc, string HelpDeskMessage);
}
