using HmisOnboarding.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Audit;

/// <summary>
/// Continues the log in the transaction of the act: one entry for each proven row that is saved, and for each kind of row,
/// once, the entry from which on it is chained, with the rows that were there before.
/// </summary>
internal static class EventChain
{
    private const int PageSize = 1000;

    /// <summary>What is about to be saved and must be proven. Asked before saving, because afterwards nothing is new any more.</summary>
    public static List<Proof> Pending(HmisDbContext db)
    {
        var proofs = new List<Proof>();
        foreach (var entry in db.ChangeTracker.Entries())
        {
            foreach (var row in ProvenRows.Of(entry.Metadata.ClrType))
            {
                if (row.ActOf(entry) is { } act)
                    proofs.Add(new(row, act, entry.Entity));
            }
        }

        return proofs;
    }

    /// <summary>Adds the entries of saved rows to the context; the rows have their keys by now.</summary>
    public static async Task AddAsync(HmisDbContext db, IEnumerable<Proof> proofs, CancellationToken cancellationToken)
    {
        var head = await HeadAsync(db, cancellationToken);
        foreach (var (row, act, subject) in proofs)
            head = Add(db, head, row, act, row.KeyOf(subject), row.RequestOf(subject), row.ContentHash(db.Model, subject));
    }

    /// <summary>The last entry, or null while there is none.</summary>
    public static Task<AuditEntry?> HeadAsync(HmisDbContext db, CancellationToken cancellationToken) =>
        // the end of the log is nobody's data, and every command has to read it
        db.AuditEntries.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).AsNoTracking().OrderByDescending(e => e.Seq).FirstOrDefaultAsync(cancellationToken);

    /// <summary>
    /// Begins the log for every kind of row that it does not prove yet, and takes over the rows that are there: all or none of a database.
    /// A kind is begun once, so a row that is slipped in later is not taken over but found by the check.
    /// </summary>
    public static async Task BeginAsync(HmisDbContext db, CancellationToken cancellationToken)
    {
        var begun = await db.AuditEntries.Where(e => e.Act == AuditAct.Began).Select(e => e.Kind).ToListAsync(cancellationToken);
        var missing = ProvenRows.Current.Where(r => !begun.Contains(r.Kind)).ToList();
        if (missing.Count == 0)
            return;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var head = await HeadAsync(db, cancellationToken);
        foreach (var row in missing)
        {
            head = Add(db, head, row, AuditAct.Began, row.Kind.ToString(), null, new CanonicalBytes(row.Form).Hash());
            string? last = null;
            while (await row.KeysAsync(db, last, PageSize, cancellationToken) is { Count: > 0 } page)
            {
                var subjects = await row.FindAsync(db, page, cancellationToken);
                foreach (var (key, subject) in page.Select(k => (k, subjects[k])))
                    head = Add(db, head, row, AuditAct.TakenOver, key, row.RequestOf(subject), row.ContentHash(db.Model, subject));
                await db.SaveChangesAsync(cancellationToken);
                db.ChangeTracker.Clear();
                last = page[^1];
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        db.ChangeTracker.Clear();
    }

    private static AuditEntry Add(HmisDbContext db, AuditEntry? head, ProvenRow row, AuditAct act, string key, Guid? requestId, byte[] contentHash)
    {
        var entry = AuditEntry.After(head, db.NowUtc, db.ActorId, row.Kind, act, row.Form, key, requestId, contentHash);
        db.AuditEntries.Add(entry);
        return entry;
    }

    /// <summary>One row that is saved and what happens to it.</summary>
    internal sealed record Proof(ProvenRow Row, AuditAct Act, object Subject);
}
