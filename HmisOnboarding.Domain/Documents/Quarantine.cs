using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace HmisOnboarding.Domain.Documents;

/// <summary>How the virus check stands, for whoever runs the system.</summary>
/// <param name="IsOn">A scanner is set.</param>
/// <param name="Waiting">Files without a verdict.</param>
/// <param name="OldestUtc">Since when the oldest of them waits, UTC; null while none does.</param>
/// <param name="LastProblem">Why the scanner gave no verdict last; null while nothing waits.</param>
public sealed record QuarantineStatus(bool IsOn, int Waiting, DateTime? OldestUtc, string? LastProblem);

/// <summary>
/// Files whose virus check is not done: asks the scanner again, lets clean files go and destroys infected ones. Open pages move with the verdict.
/// </summary>
public sealed partial class Quarantine(
    HmisDatabase database, SingleWriter writer, CommunityLibrary library, DocumentStore documents, VirusScanner scanner, TimeProvider clock, ILogger<Quarantine> logger)
{
    // a scanner that is away stays away for the rest of this round
    private const int MostFailures = 3;

    /// <summary>Asks about at most <paramref name="most"/> files that are due, and returns how many verdicts came.</summary>
    public async Task<int> SweepAsync(int most, CancellationToken cancellationToken = default)
    {
        await DestroyAsync(cancellationToken);
        if (!scanner.IsOn)
            return 0;

        var now = clock.GetUtcNow().UtcDateTime;
        List<Held> due;
        await using (var db = database.Read(Reach.Everything))
        {
            due = await (
                from scan in db.DocumentScans
                join document in db.Documents on scan.Id equals document.Id
                join request in db.Requests on scan.RequestId equals request.Id
                where scan.Verdict == ScanVerdict.Waiting && scan.NextTryUtc <= now
                orderby scan.NextTryUtc
                select new Held(scan.Id, request.Code, document.StoredName, document.Sha256)).Take(most).ToListAsync(cancellationToken);
        }

        var (verdicts, failures) = (0, 0);
        foreach (var held in due)
        {
            var answer = await AskAsync(held, cancellationToken);
            await KeepAsync(held, answer, cancellationToken);
            if (answer.Verdict != ScanVerdict.Waiting)
            {
                verdicts++;
                continue;
            }

            LogNoVerdict(logger, held.Code, answer.Words);
            if (++failures == MostFailures)
                break;
        }

        await DestroyAsync(cancellationToken);
        return verdicts;
    }

    /// <summary>How the check stands.</summary>
    /// <exception cref="NotFoundException">The caller is no system administrator.</exception>
    public async Task<QuarantineStatus> StatusAsync(Caller caller, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        (var actor, db.Reach) = await db.LoadActorAsync(caller, clock.GetUtcNow().UtcDateTime, cancellationToken);
        if (!actor.IsSystemAdministrator)
            throw new NotFoundException();
        var waiting = await (
            from scan in db.DocumentScans
            join document in db.Documents on scan.Id equals document.Id
            where scan.Verdict == ScanVerdict.Waiting
            orderby scan.NextTryUtc descending
            select new { document.UploadedAt, scan.LastProblem }).ToListAsync(cancellationToken);
        return new(scanner.IsOn, waiting.Count, waiting.Count == 0 ? null : waiting.Min(w => w.UploadedAt), waiting.FirstOrDefault()?.LastProblem);
    }

    private async Task<ScanAnswer> AskAsync(Held held, CancellationToken cancellationToken)
    {
        try
        {
            return await documents.ScanAsync(held.StoredName, held.Sha256, cancellationToken);
        }
        catch (DocumentDamagedException)
        {
            // the records check tells of it; here it only means that nobody can say it is clean
            return new(ScanVerdict.Waiting, "The file is missing or altered.");
        }
    }

    private Task<bool> KeepAsync(Held held, ScanAnswer answer, CancellationToken cancellationToken) => writer.RunAsync(async (db, keys, ct) =>
    {
        db.Reach = Reach.Everything;
        var now = clock.GetUtcNow().UtcDateTime;
        db.ActAs(null, now);
        var scan = await db.DocumentScans.SingleAsync(s => s.Id == held.Id, ct);
        if (scan.Verdict != ScanVerdict.Waiting)
            return false;
        scan.Take(answer, now);
        if (answer.Verdict == ScanVerdict.Waiting)
        {
            await db.SaveChangesAsync(ct);
            return false;
        }

        var desk = await RequestDesk.LoadAsync(db, keys, library, Actor.System, held.Code, null, now, ct);
        if (answer.Verdict == ScanVerdict.Infected)
        {
            var document = await db.Documents.SingleAsync(d => d.Id == held.Id, ct);
            desk.Request.LoseInfectedFile(desk.Act, document, answer.Words);
            LogInfected(logger, held.Code, answer.Words);
        }

        await desk.PutAwayAsync(ct);
        return true;
    }, cancellationToken);

    // after the commit, and again at the next round when a stop came in between: a verdict never stands beside the bytes for long
    private async Task DestroyAsync(CancellationToken cancellationToken)
    {
        List<Held> infected;
        await using (var db = database.Read(Reach.Everything))
        {
            infected = await (
                from scan in db.DocumentScans
                join document in db.Documents on scan.Id equals document.Id
                where scan.Verdict == ScanVerdict.Infected && scan.DestroyedUtc == null
                select new Held(scan.Id, "", document.StoredName, document.Sha256)).ToListAsync(cancellationToken);
        }

        foreach (var held in infected)
        {
            await documents.DeleteAsync(held.StoredName, cancellationToken);
            await writer.RunAsync(async (db, _, ct) =>
            {
                db.Reach = Reach.Everything;
                (await db.DocumentScans.SingleAsync(s => s.Id == held.Id, ct)).NoteDestroyed(clock.GetUtcNow().UtcDateTime);
                return await db.SaveChangesAsync(ct);
            }, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A file of {Code} still waits for its virus check: {Words}")]
    private static partial void LogNoVerdict(ILogger logger, string code, string words);

    [LoggerMessage(LogLevel.Error, "A file of {Code} was infected and is destroyed: {Finding}")]
    private static partial void LogInfected(ILogger logger, string code, string finding);

    private sealed record Held(Guid Id, string Code, string StoredName, string Sha256);
}
