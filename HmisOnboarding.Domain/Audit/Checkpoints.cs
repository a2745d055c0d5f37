using HmisOnboarding.Domain.Agreements.Sealing;
using HmisOnboarding.Domain.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace HmisOnboarding.Domain.Audit;

/// <summary>
/// Signs where the log stands, in the database and in a file outside it. The chain alone cannot tell that its end was cut off;
/// a signed statement that it once was longer can.
/// </summary>
public sealed class Checkpoints(HmisDatabase database, SingleWriter writer, CheckpointKey key, HmisDomainOptions options, ILogger<Checkpoints> logger) : IDisposable
{
    /// <summary>So many new entries ask for a checkpoint at the next call.</summary>
    public const int EveryEntries = 500;

    /// <summary>Fewer new entries ask for one after this time.</summary>
    public static readonly TimeSpan EveryTime = TimeSpan.FromDays(1);

    private readonly SemaphoreSlim _turn = new(1, 1);

    internal CheckpointLog Log { get; } = new(options.CheckpointLogPath);

    /// <summary>
    /// Writes a checkpoint when one is due, and the lines that the file outside still lacks. Called hourly; returns whether there is a new one.
    /// </summary>
    /// <exception cref="IOException">The file outside cannot be written; the next call tries again.</exception>
    public async Task<bool> WriteDueAsync(CancellationToken cancellationToken = default)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var written = await writer.RunAsync(async (db, _, ct) =>
            {
                db.Reach = Reach.Everything;
                if (await EventChain.HeadAsync(db, ct) is not { } head)
                    return false;
                var last = await db.AuditCheckpoints.AsNoTracking().OrderByDescending(c => c.Seq).FirstOrDefaultAsync(ct);
                if (last is not null && (head.Seq <= last.Seq || (head.Seq - last.Seq < EveryEntries && db.NowUtc - last.AtUtc < EveryTime)))
                    return false;
                // the log must be provable by whoever has nothing but the database
                await SealRegister.AddMissingAsync(db, key.Certificates(), ct);
                if (await db.SaveChangesAsync(ct) > 0)
                    head = await EventChain.HeadAsync(db, ct);
                db.AuditCheckpoints.Add(new AuditCheckpoint(head!.Seq, head.Hash, db.NowUtc, key));
                await db.SaveChangesAsync(ct);
                return true;
            }, cancellationToken);
            await CopyOutAsync(written, cancellationToken);
            return written;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    internal bool IsOurs(AuditCheckpoint checkpoint) => checkpoint.IsSignedBy(key);

    private async Task CopyOutAsync(bool oneIsNew, CancellationToken cancellationToken)
    {
        await using var db = database.Read(Reach.Everything);
        var rows = await db.AuditCheckpoints.OrderBy(c => c.Seq).ToListAsync(cancellationToken);
        var lines = (await Log.ReadAsync(cancellationToken)).OfType<AuditCheckpoint>().Select(c => c.ToLine()).ToHashSet(StringComparer.Ordinal);
        var lacking = rows.Where(r => !lines.Contains(r.ToLine())).ToList();
        if (lacking.Count == 0)
            return;
        await Log.AppendAsync(lacking, cancellationToken);
        if (lacking.Count > (oneIsNew ? 1 : 0))
            logger.LogWarning("{Count} checkpoints were missing in {File} and were written there again", lacking.Count - (oneIsNew ? 1 : 0), Log.Name);
    }
}
