using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Updates;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Notifications;

/// <summary>A notice as its recipient reads it.</summary>
public sealed record NoticeRow(Guid Id, string Subject, string Body, string? Link, DateTime CreatedUtc, bool Unread);

/// <summary>The notices of one person.</summary>
public sealed class NoticeQueries(HmisDatabase database, SingleWriter writer, TimeProvider clock)
{
    /// <summary>The newest notices to the caller, at most <paramref name="most"/>.</summary>
    public async Task<IReadOnlyList<NoticeRow>> NewestAsync(Caller caller, int most = 50, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        (_, db.Reach) = await db.LoadActorAsync(caller, clock.GetUtcNow().UtcDateTime, cancellationToken);
        return await db.Notifications.Where(n => n.RecipientId == caller.PersonId && (n.Link == Notification.AwayPage
                // what the reader cannot open any more went to the next holder of the seat
                || (n.RequestId != null && (n.Link == null || n.Link.StartsWith("/requests/")) && db.Requests.Any(r => r.Id == n.RequestId))))
            .OrderByDescending(n => n.CreatedUtc).ThenBy(n => n.Id).Take(most)
            .Select(n => new NoticeRow(n.Id, n.Subject, n.Body, n.Link, n.CreatedUtc, n.ReadUtc == null)).ToListAsync(cancellationToken);
    }

    /// <summary>Marks everything that was there until now as read.</summary>
    public Task MarkReadAsync(Caller caller, CancellationToken cancellationToken = default) =>
        writer.RunAsync(async (db, keys, ct) =>
        {
            var now = clock.GetUtcNow().UtcDateTime;
            (_, db.Reach) = await db.LoadActorAsync(caller, now, ct);
            foreach (var notice in await db.Notifications.Where(n => n.RecipientId == caller.PersonId && n.ReadUtc == null && n.CreatedUtc <= now).ToListAsync(ct))
                notice.MarkRead(now);
            await db.SaveChangesAsync(ct);
            keys.Add(ChangeKey.Person(caller.PersonId));
            return true;
        }, cancellationToken);
}
