using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Audit;

/// <summary>
/// Holds the rows of one request against the log: each has its entry, says what it said then, and the entry hangs between its neighbours.
/// It reads what belongs to this request only; whether something is missing elsewhere is the business of <see cref="RecordsCheck"/>.
/// </summary>
internal static class RequestRecords
{
    private const int PageSize = 500;

    /// <summary>How many rows were compared, and what is wrong, in sentences; no sentence where nothing is.</summary>
    public static async Task<(int Rows, IReadOnlyList<string> Faults)> CheckAsync(HmisDbContext db, Guid requestId, CancellationToken cancellationToken)
    {
        var request = await db.Requests.SingleAsync(r => r.Id == requestId, cancellationToken);
        var events = await db.Events.Where(e => e.RequestId == requestId).OrderBy(e => e.Id).ToListAsync(cancellationToken);
        List<object> rows =
        [
            request, .. events,
            .. await db.Set<Signature>().Where(s => s.RequestId == requestId).ToListAsync(cancellationToken),
            .. await db.Set<ClauseInitial>().Where(i => i.RequestId == requestId).ToListAsync(cancellationToken),
            .. await db.Set<SigningConsent>().Where(c => c.RequestId == requestId).ToListAsync(cancellationToken),
            .. await db.Openings.Where(o => o.RequestId == requestId).ToListAsync(cancellationToken),
            .. await db.SealedRevisions.Where(r => r.RequestId == requestId).ToListAsync(cancellationToken),
            .. await db.Documents.Where(d => d.RequestId == requestId).ToListAsync(cancellationToken),
            .. await db.DocumentScans.Where(s => s.RequestId == requestId).ToListAsync(cancellationToken),
            .. await db.Messages.Where(m => m.RequestId == requestId).ToListAsync(cancellationToken),
            .. await db.Exemptions.Where(e => e.RequestId == requestId).ToListAsync(cancellationToken),
        ];
        var proofs = rows.SelectMany(row => ProvenRows.Of(row.GetType()).Where(p => p.Holds(row)).Select(p => (Proven: p, Key: p.KeyOf(row), Row: row))).ToList();
        var entries = new List<AuditEntry>();
        foreach (var keys in proofs.Select(p => p.Key).Distinct().Chunk(PageSize))
        {
            var some = keys.ToList();
            entries.AddRange(await db.AuditEntries.Where(e => EF.Parameter(some).Contains(e.SubjectKey) && e.Act != AuditAct.Began && e.Act != AuditAct.Removed).ToListAsync(cancellationToken));
        }

        var last = entries.GroupBy(e => (e.Kind, e.SubjectKey)).ToDictionary(g => g.Key, g => g.MaxBy(e => e.Seq)!);
        var faults = new List<string>();
        foreach (var (proven, key, row) in proofs)
        {
            if (!last.TryGetValue((proven.Kind, key), out var entry))
                faults.Add($"No entry of the log proves {Thing(proven.Kind)}.");
            else if (ProvenRows.Under(entry.Form) is not { } form || !form.ContentHash(db.Model, row).AsSpan().SequenceEqual(entry.ContentHash))
                faults.Add($"{Capital(Thing(proven.Kind))} was changed after it was written.");
        }

        // the act that gave the request its version is the last one of its history
        if (events.Count == 0 || events[^1].Version != request.Version && events.TrueForAll(e => e.Version != request.Version))
            faults.Add("The last act is missing in the history.");
        faults.AddRange(await LinksAsync(db, last.Values, cancellationToken));
        return (proofs.Count, [.. faults.Distinct()]);
    }

    private static async Task<IReadOnlyList<string>> LinksAsync(HmisDbContext db, IReadOnlyCollection<AuditEntry> entries, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        foreach (var some in entries.Chunk(PageSize))
        {
            var before = some.Where(e => e.Seq > 1).Select(e => e.Seq - 1).ToList();
            var hashes = await db.AuditEntries.Where(e => EF.Parameter(before).Contains(e.Seq)).Select(e => new { e.Seq, e.Hash }).ToDictionaryAsync(e => e.Seq, e => e.Hash, cancellationToken);
            foreach (var entry in some)
            {
                if (!entry.Hash.AsSpan().SequenceEqual(entry.ComputeHash()))
                    faults.Add($"Entry {entry.Seq} of the log was changed after it was written.");
                else if (entry.Seq > 1 && !(hashes.TryGetValue(entry.Seq - 1, out var hash) && entry.PrevHash.AsSpan().SequenceEqual(hash)))
                    faults.Add($"Entry {entry.Seq} of the log does not follow what stands before it.");
            }
        }

        return faults;
    }

    private static string Thing(AuditKind kind) => kind switch
    {
        AuditKind.Event => "a line of the history",
        AuditKind.Signature or AuditKind.SignatureSetAside => "a signature",
        AuditKind.Initials => "the initials under a clause",
        AuditKind.Consent or AuditKind.ConsentWithdrawn => "the agreement to sign electronically",
        AuditKind.Opening => "the first opening of the agreement",
        AuditKind.SealedFile => "a sealed file",
        AuditKind.Document or AuditKind.DocumentScan => "a document",
        AuditKind.Message => "a message",
        AuditKind.Exemption or AuditKind.ExemptionEnd => "an exemption",
        _ => "the force of the agreement",
    };

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}
