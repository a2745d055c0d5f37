using System.Globalization;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Audit;

/// <summary>One walk over all records, page by page, so that a million entries need no more memory than a thousand.</summary>
internal sealed class RecordsWalk(HmisDatabase database, DocumentStore documents, Checkpoints checkpoints, IProgress<RecordsProgress>? progress)
{
    private const int PageSize = 500;

    private readonly List<RecordsFault> _faults = [];
    private long _entries;
    private long _rows;
    private long _files;
    private long _signatures;

    public static AuditHead NoEntry { get; } = new(0, new string('0', 2 * AuditEntry.HashLength), DateTime.UnixEpoch);

    public IReadOnlyList<RecordsFault> Faults => _faults;

    public int FaultTotal { get; private set; }

    public RecordsCounts Counts => new(_entries, _rows, _files, _signatures);

    public async Task<AuditHead> RunAsync(CancellationToken cancellationToken)
    {
        await LocksAsync(cancellationToken);
        var head = await ChainAsync(cancellationToken);
        foreach (var row in ProvenRows.Current)
            await UnprovenAsync(row, cancellationToken);
        foreach (var row in ProvenRows.Current.Where(r => r.HasFile))
            await FilesAsync(row, cancellationToken);
        await CheckpointsAsync(cancellationToken);
        return head;
    }

    private async Task LocksAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Read(Reach.Everything);
        foreach (var table in await AppendOnly.OpenTablesAsync(db, cancellationToken))
            Fault(RecordsFaultKind.LockMissing, table, $"The lock that keeps rows of {table} unchanged is missing. Start the application again: it puts the lock back.");
    }

    private async Task<AuditHead> ChainAsync(CancellationToken cancellationToken)
    {
        long total;
        await using (var db = database.Read(Reach.Everything))
            total = (await EventChain.HeadAsync(db, cancellationToken))?.Seq ?? 0;
        var before = new Link(0, new byte[AuditEntry.HashLength], DateTime.MinValue);
        var head = NoEntry;
        while (true)
        {
            await using var db = database.Read(Reach.Everything);
            var last = before.Seq;
            var numbers = await db.AuditEntries.Where(e => e.Seq > last).Select(e => e.Seq).OrderBy(s => s).Take(PageSize).ToListAsync(cancellationToken);
            if (numbers.Count == 0)
                return head;
            var page = await ReadAsync(numbers, some => EntriesAsync(db, some, cancellationToken));
            foreach (var number in numbers)
            {
                var entry = page.GetValueOrDefault(number);
                before = Follow(before, number, entry);
                head = entry?.ToHead() ?? head;
            }

            foreach (var form in page.Values.Where(e => e.Act is not (AuditAct.Began or AuditAct.Removed)).GroupBy(e => e.Form))
                await CompareAsync(db, form.Key, [.. form], cancellationToken);
            _entries += numbers.Count;
            Tell("Log", _entries, total);
        }
    }

    private static async Task<IReadOnlyDictionary<long, AuditEntry>> EntriesAsync(HmisDbContext db, IReadOnlyList<long> numbers, CancellationToken cancellationToken) =>
        await db.AuditEntries.Where(e => EF.Parameter(numbers).Contains(e.Seq)).ToDictionaryAsync(e => e.Seq, cancellationToken);

    // a value that is no date or no id at all stops a whole page: then the good ones are read one by one, and the bad one is missing
    private static async Task<IReadOnlyDictionary<TKey, T>> ReadAsync<TKey, T>(IReadOnlyList<TKey> keys, Func<IReadOnlyList<TKey>, Task<IReadOnlyDictionary<TKey, T>>> read) where TKey : notnull
    {
        try
        {
            return await read(keys);
        }
        catch (Exception e) when (e is FormatException or InvalidCastException or InvalidOperationException or OverflowException)
        {
            if (keys.Count == 1)
                return new Dictionary<TKey, T>();
            var found = new Dictionary<TKey, T>();
            foreach (var half in keys.Chunk((keys.Count + 1) / 2))
            {
                foreach (var (key, row) in await ReadAsync(half, read))
                    found.Add(key, row);
            }

            return found;
        }
    }

    private Link Follow(Link before, long seq, AuditEntry? entry)
    {
        var expected = before.Seq + 1;
        var number = Number(seq);
        if (seq != expected)
        {
            var gap = seq - 1 == expected ? Number(expected) : $"{Number(expected)} to {Number(seq - 1)}";
            Fault(RecordsFaultKind.EntryMissing, $"AuditEntries, {gap}", $"Missing in the log: {gap}.");
        }
        else if (entry is not null && before.Hash is not null && !entry.PrevHash.AsSpan().SequenceEqual(before.Hash))
        {
            Fault(RecordsFaultKind.ChainBroken, $"AuditEntries, {number}", $"Entry {number} of the log does not follow what stands before it. One of the two was changed.");
        }
        else if (entry is not null && entry.AtUtc < before.AtUtc)
        {
            Fault(RecordsFaultKind.ChainBroken, $"AuditEntries, {number}", $"Entry {number} of the log is dated before the entry that precedes it.");
        }

        if (entry is not null && entry.Hash.AsSpan().SequenceEqual(entry.ComputeHash()))
            return new(seq, entry.Hash, entry.AtUtc);
        Fault(RecordsFaultKind.EntryAltered, $"AuditEntries, {number}", $"Entry {number} of the log was changed after it was written.");
        // what it says of the time counts for nothing
        return new(seq, entry?.Hash, before.AtUtc);
    }

    private async Task CompareAsync(HmisDbContext db, string form, List<AuditEntry> entries, CancellationToken cancellationToken)
    {
        if (ProvenRows.Under(form) is not { } proven || entries.Exists(e => e.Kind != proven.Kind))
        {
            foreach (var entry in entries)
                Fault(RecordsFaultKind.EntryAltered, $"AuditEntries, {Number(entry.Seq)}", $"Entry {Number(entry.Seq)} of the log has a form that this version does not know.");
            return;
        }

        // people go on meanwhile. First the entries, then the rows, then whether a later entry speaks of them: in that order
        // a change in between is the later entry's business, and no fault
        var keys = entries.Select(e => e.SubjectKey).Distinct().ToList();
        var rows = await ReadAsync(keys, some => proven.FindAsync(db, some, cancellationToken));
        var unreadable = keys.Where(k => !rows.ContainsKey(k)).ToList();
        if (unreadable.Count > 0)
            unreadable = [.. await proven.ExistingAsync(db, unreadable, cancellationToken)];
        var kind = proven.Kind;
        var removed = !proven.MayBeRemoved ? [] : (await db.AuditEntries.Where(e => e.Kind == kind && e.Act == AuditAct.Removed && EF.Parameter(keys).Contains(e.SubjectKey))
            .Select(e => e.SubjectKey).ToListAsync(cancellationToken)).ToHashSet();
        var latest = proven.IsFinal ? null : await db.AuditEntries.Where(e => e.Kind == kind && e.Act != AuditAct.Removed && EF.Parameter(keys).Contains(e.SubjectKey))
            .GroupBy(e => e.SubjectKey).Select(g => new { g.Key, Seq = g.Max(e => e.Seq) }).ToDictionaryAsync(g => g.Key, g => g.Seq, cancellationToken);
        foreach (var entry in entries.Where(e => latest is null || latest[e.SubjectKey] == e.Seq))
        {
            _rows++;
            if (!rows.TryGetValue(entry.SubjectKey, out var row))
            {
                if (unreadable.Contains(entry.SubjectKey))
                    await RowFaultAsync(db, RecordsFaultKind.RowAltered, proven, entry.SubjectKey, entry.RequestId, "was changed after it was written. Entry", entry.Seq, cancellationToken);
                else if (!removed.Contains(entry.SubjectKey))
                    await RowFaultAsync(db, RecordsFaultKind.RowMissing, proven, entry.SubjectKey, entry.RequestId, "is gone. Entry", entry.Seq, cancellationToken);
            }
            else if (!proven.ContentHash(db.Model, row).AsSpan().SequenceEqual(entry.ContentHash))
            {
                await RowFaultAsync(db, RecordsFaultKind.RowAltered, proven, entry.SubjectKey, entry.RequestId, "was changed after it was written. Entry", entry.Seq, cancellationToken);
            }
        }
    }

    private async Task UnprovenAsync(ProvenRow proven, CancellationToken cancellationToken)
    {
        var kind = proven.Kind;
        string? last = null;
        while (true)
        {
            await using var db = database.Read(Reach.Everything);
            // the rows before the entries, which are committed with them: what is written meanwhile is never without its proof
            var keys = await proven.KeysAsync(db, last, PageSize, cancellationToken);
            if (keys.Count == 0)
                return;
            var known = (await db.AuditEntries.Where(e => e.Kind == kind && e.Act != AuditAct.Began && e.Act != AuditAct.Removed && EF.Parameter(keys).Contains(e.SubjectKey))
                .Select(e => e.SubjectKey).Distinct().ToListAsync(cancellationToken)).ToHashSet();
            foreach (var key in keys.Where(k => !known.Contains(k)))
            {
                var row = await ReadAsync([key], some => proven.FindAsync(db, some, cancellationToken));
                await RowFaultAsync(db, RecordsFaultKind.RowUnproven, proven, key, row.TryGetValue(key, out var subject) ? proven.RequestOf(subject) : null, "was written past the application: no entry of the log proves it.", null, cancellationToken);
            }

            last = keys[^1];
        }
    }

    private async Task FilesAsync(ProvenRow proven, CancellationToken cancellationToken)
    {
        string? last = null;
        while (true)
        {
            IReadOnlyList<string> keys;
            IReadOnlyDictionary<string, object> rows;
            await using (var db = database.Read(Reach.Everything))
            {
                keys = await proven.KeysAsync(db, last, PageSize, cancellationToken);
                if (keys.Count == 0)
                    return;
                rows = await ReadAsync(keys, some => proven.FindAsync(db, some, cancellationToken));
            }

            foreach (var (key, row) in rows)
            {
                if (!await IsIntactAsync(proven.FileOf(row)!, cancellationToken))
                {
                    await using var db = database.Read(Reach.Everything);
                    // destroyed on purpose; that verdict is proven by an entry of its own
                    if (row is StoredDocument { Id: var id } && await db.DocumentScans.AnyAsync(s => s.Id == id && s.Verdict == ScanVerdict.Infected, cancellationToken))
                        continue;
                    await RowFaultAsync(db, RecordsFaultKind.FileDamaged, proven, key, proven.RequestOf(row), "has no file any more, or the file was changed. Restore it from a copy.", null, cancellationToken);
                }

                Tell("Files", ++_files, 0);
            }

            last = keys[^1];
        }
    }

    private async Task<bool> IsIntactAsync(KeptFile file, CancellationToken cancellationToken)
    {
        try
        {
            return await documents.IsIntactAsync(file.StoredName, file.Sha256, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // a file that cannot be read is as good as gone, and the rest is still worth looking at
            return false;
        }
    }

    private async Task CheckpointsAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Read(Reach.Everything);
        var rows = await db.AuditCheckpoints.OrderBy(c => c.Seq).ToListAsync(cancellationToken);
        var lines = await checkpoints.Log.ReadAsync(cancellationToken);
        // read last, so that no checkpoint can be ahead of it that was written meanwhile
        var head = (await EventChain.HeadAsync(db, cancellationToken))?.Seq ?? 0;
        var file = checkpoints.Log.Name;
        var genuine = new List<AuditCheckpoint>();
        foreach (var (checkpoint, where) in rows.Select(r => (Checkpoint: (AuditCheckpoint?)r, Where: $"AuditCheckpoints, {Number(r.Seq)}"))
            .Concat(lines.Select((l, i) => (l, $"{file}, line {Number(i + 1)}"))))
        {
            Tell("Checkpoints", ++_signatures, rows.Count + lines.Count);
            if (checkpoint is not null && checkpoints.IsOurs(checkpoint))
                genuine.Add(checkpoint);
            else
                Fault(RecordsFaultKind.CheckpointForged, where, "This checkpoint does not carry our signature.");
        }

        foreach (var cut in genuine.Where(c => c.Seq > head).OrderByDescending(c => c.Seq).Take(1))
        {
            Fault(RecordsFaultKind.LogCut, $"AuditEntries, {Number(head + 1)} to {Number(cut.Seq)}",
                $"The log had {Number(cut.Seq)} entries at its checkpoint and now ends at {Number(head)}. The last {Number(cut.Seq - head)} were cut off.");
        }

        await RewrittenAsync(db, genuine, cancellationToken);

        foreach (var line in lines.OfType<AuditCheckpoint>().Where(l => !rows.Exists(l.SaysTheSameAs)))
            Fault(RecordsFaultKind.CheckpointMissing, $"AuditCheckpoints, {Number(line.Seq)}", $"The checkpoint at entry {Number(line.Seq)} is in {file} only. It was removed from the database.");
        // between the commit and the line in the file there is a moment
        foreach (var row in rows.SkipLast(1).Where(r => !lines.Any(l => l is not null && l.SaysTheSameAs(r))))
            Fault(RecordsFaultKind.CheckpointMissing, $"{file}, entry {Number(row.Seq)}", $"The checkpoint at entry {Number(row.Seq)} is missing in {file}. It is written there again within the hour.");
    }

    private async Task RewrittenAsync(HmisDbContext db, List<AuditCheckpoint> genuine, CancellationToken cancellationToken)
    {
        foreach (var some in genuine.DistinctBy(c => (c.Seq, Convert.ToHexStringLower(c.Hash))).OrderBy(c => c.Seq).Chunk(PageSize))
        {
            var numbers = some.Select(c => c.Seq).ToList();
            var hashes = await db.AuditEntries.Where(e => EF.Parameter(numbers).Contains(e.Seq)).Select(e => new { e.Seq, e.Hash }).ToDictionaryAsync(e => e.Seq, e => e.Hash, cancellationToken);
            foreach (var checkpoint in some.Where(c => hashes.TryGetValue(c.Seq, out var hash) && !hash.AsSpan().SequenceEqual(c.Hash)))
            {
                Fault(RecordsFaultKind.LogRewritten, $"AuditEntries, {Number(checkpoint.Seq)}",
                    $"Entry {Number(checkpoint.Seq)} of the log is not the one that was signed on {checkpoint.AtUtc.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)}. The log was written anew at or before it.");
            }
        }
    }

    private async Task RowFaultAsync(
        HmisDbContext db, RecordsFaultKind kind, ProvenRow proven, string key, Guid? requestId, string what, long? seq, CancellationToken cancellationToken)
    {
        // whoever looks at thousands of faults needs their number, not their names
        if (_faults.Count == RecordsReport.MostFaults)
        {
            FaultTotal++;
            return;
        }

        var code = requestId is { } id ? await db.Requests.Where(r => r.Id == id).Select(r => r.Code).SingleOrDefaultAsync(cancellationToken) : null;
        var thing = proven.Kind switch
        {
            AuditKind.Event => $"Event {key}",
            AuditKind.Signature => "A signature",
            AuditKind.SignatureSetAside => "The setting aside of a signature",
            AuditKind.Initials => "Initials under a clause",
            AuditKind.Consent => "The agreement to sign electronically",
            AuditKind.Document => "A document",
            AuditKind.PersonAccess => "The access of a person",
            AuditKind.Seat => "A seat",
            AuditKind.SeatEnd => "The end of a seat",
            AuditKind.Delegation => "A delegation",
            AuditKind.DelegationEnd => "The end of a delegation",
            AuditKind.ConsentWithdrawn => "The withdrawal of the agreement to sign electronically",
            AuditKind.Opening => "The first opening of an agreement",
            AuditKind.SealedFile => "A sealed file",
            AuditKind.AgencyChange => "A change of an agency's data",
            AuditKind.SealCertificate => "A certificate of the seal",
            AuditKind.AgreementForce => "The force of an agreement",
            AuditKind.CommunityVersion => "A published version of the community's data",
            AuditKind.CommunityVersionWithdrawn => "The withdrawal of a version of the community's data",
            AuditKind.Completion => "A completion that the Learning Center reported",
            AuditKind.Message => "A message",
            _ => proven.Kind.ToString(),
        };
        var table = db.Model.FindEntityType(proven.Type)!.GetTableName();
        var known = seq is { } number ? $"{what} {Number(number)} of the log proves it." : what;
        Fault(kind, string.Join(", ", new[] { table, code, key }.Where(p => p is not null)), $"{thing}{(code is null ? "" : $" of request {code}")} {known}");
    }

    private void Fault(RecordsFaultKind kind, string where, string sentence)
    {
        FaultTotal++;
        if (_faults.Count < RecordsReport.MostFaults)
            _faults.Add(new(kind, where, sentence));
    }

    private void Tell(string step, long done, long total)
    {
        if (done % PageSize == 0 || done == total || step == "Log")
            progress?.Report(new(step, done, Math.Max(done, total)));
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>What the next entry has to follow; the hash is null where it could not be read.</summary>
    private sealed record Link(long Seq, byte[]? Hash, DateTime AtUtc);
}
