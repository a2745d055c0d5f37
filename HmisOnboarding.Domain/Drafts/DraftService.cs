using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Drafts;

/// <summary>A draft as it was saved.</summary>
public sealed record DraftView(string Content, DateTime SavedUtc, Guid Version);

/// <summary>What became of a save.</summary>
/// <param name="Version">The version that a next save names; null when there is no draft now.</param>
/// <param name="Other">What another device saved meanwhile; then nothing was written.</param>
public sealed record DraftSaved(Guid? Version, DraftView? Other);

/// <summary>
/// Keeps what a person is typing, so that it is there on any of their devices. Nobody else reads it, whatever their seat; what another device
/// saved is never written over without a question.
/// </summary>
public sealed class DraftService(HmisDatabase database, SingleWriter writer, TimeProvider clock)
{
    /// <summary>Drafts that one person may have; the oldest goes when there is one more.</summary>
    public const int Most = 40;

    /// <summary>How long a draft is kept after its last save.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    /// <summary>The caller's draft, or null.</summary>
    public async Task<DraftView?> FindAsync(Caller caller, string purpose, CancellationToken cancellationToken = default)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var db = database.Read(Reach.None);
        (_, db.Reach) = await db.LoadActorAsync(caller, now, cancellationToken);
        var since = now - KeptFor;
        return await db.Drafts.Where(d => d.Purpose == purpose && d.SavedUtc > since).Select(d => new DraftView(d.Content, d.SavedUtc, d.Version)).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>
    /// Saves the caller's draft over the version that this screen knows (null: none). Where another device has saved since, nothing is written and its
    /// words are the answer. Nothing to keep removes the draft.
    /// </summary>
    /// <exception cref="RuleViolationException">It is too long.</exception>
    public Task<DraftSaved> SaveAsync(Caller caller, string purpose, string content, Guid? seenVersion, CancellationToken cancellationToken = default) =>
        writer.RunAsync(async (db, _, ct) =>
        {
            if (content.Length > Draft.ContentLimit || purpose.Length > DraftPurpose.Limit)
                throw new RuleViolationException("This is too long to be kept while you type. Send it in parts.");
            var now = clock.GetUtcNow().UtcDateTime;
            db.Reach = (await db.LoadActorAsync(caller, now, ct)).Reach;
            var draft = await db.Drafts.SingleOrDefaultAsync(d => d.Purpose == purpose, ct);
            if (draft is not null && draft.Version != seenVersion && draft.Content != content)
                return new DraftSaved(draft.Version, new DraftView(draft.Content, draft.SavedUtc, draft.Version));
            if (content.Length == 0)
            {
                if (draft is not null)
                    db.Drafts.Remove(draft);
                await db.SaveChangesAsync(ct);
                return new DraftSaved(null, null);
            }

            if (draft is null)
            {
                foreach (var old in await db.Drafts.OrderByDescending(d => d.SavedUtc).ThenBy(d => d.Id).Skip(Most - 1).ToListAsync(ct))
                    db.Drafts.Remove(old);
                db.Drafts.Add(draft = new Draft(caller.PersonId, purpose));
            }

            draft.Save(content, now);
            await db.SaveChangesAsync(ct);
            return new DraftSaved(draft.Version, null);
        }, cancellationToken);

    /// <summary>Throws the caller's draft away.</summary>
    public Task DiscardAsync(Caller caller, string purpose, CancellationToken cancellationToken = default) =>
        writer.RunAsync(async (db, _, ct) =>
        {
            db.Reach = (await db.LoadActorAsync(caller, clock.GetUtcNow().UtcDateTime, ct)).Reach;
            return await ForgetAsync(db, purpose, ct);
        }, cancellationToken);

    /// <summary>Removes drafts that nobody has touched for <see cref="KeptFor"/>, at most <paramref name="most"/> at a time; returns how many.</summary>
    public Task<int> ForgetOldAsync(int most, CancellationToken cancellationToken = default) =>
        writer.RunAsync(async (db, _, ct) =>
        {
            db.Reach = Reach.Everything;
            var since = clock.GetUtcNow().UtcDateTime - KeptFor;
            var old = await db.Drafts.Where(d => d.SavedUtc <= since).OrderBy(d => d.SavedUtc).Take(most).ToListAsync(ct);
            db.Drafts.RemoveRange(old);
            await db.SaveChangesAsync(ct);
            return old.Count;
        }, cancellationToken);

    /// <summary>What was sent needs no draft any more; in the transaction of the sending.</summary>
    internal static async Task<bool> ForgetAsync(HmisDbContext db, string purpose, CancellationToken cancellationToken)
    {
        if (await db.Drafts.SingleOrDefaultAsync(d => d.Purpose == purpose, cancellationToken) is not { } draft)
            return false;
        db.Drafts.Remove(draft);
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }
}
