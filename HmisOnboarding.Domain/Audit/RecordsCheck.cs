using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;

namespace HmisOnboarding.Domain.Audit;

/// <summary>
/// Looks whether the records are whole: the log link by link, every proven row against it, rows that no entry proves, the signed checkpoints
/// and every stored file. It changes nothing and holds nobody up; one check runs at a time.
/// </summary>
public sealed class RecordsCheck(HmisDatabase database, DocumentStore documents, Checkpoints checkpoints, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private RecordsReport? _last;

    /// <summary>Checks everything and keeps the report as the last one.</summary>
    /// <exception cref="NotFoundException">The caller is no system administrator.</exception>
    /// <exception cref="RuleViolationException">The caller's access has ended.</exception>
    public async Task<RecordsReport> CheckAsync(Caller caller, IProgress<RecordsProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        await RequireSystemAdministratorAsync(caller, cancellationToken);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var started = Now();
            var walk = new RecordsWalk(database, documents, checkpoints, progress);
            var head = await walk.RunAsync(cancellationToken);
            return _last = new(started, Now(), head, walk.Counts, walk.Faults, walk.FaultTotal);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The report of the last check since the application started, or null.</summary>
    /// <exception cref="NotFoundException">The caller is no system administrator.</exception>
    /// <exception cref="RuleViolationException">The caller's access has ended.</exception>
    public async Task<RecordsReport?> LastAsync(Caller caller, CancellationToken cancellationToken = default)
    {
        await RequireSystemAdministratorAsync(caller, cancellationToken);
        return _last;
    }

    /// <summary>Where the log stands now, for printing: whoever holds the paper can tell later that nothing before it was changed.</summary>
    public async Task<AuditHead> HeadAsync(CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.Everything);
        return (await EventChain.HeadAsync(db, cancellationToken))?.ToHead() ?? RecordsWalk.NoEntry;
    }

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    private async Task RequireSystemAdministratorAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var db = database.Read(Reach.None);
        (var actor, db.Reach) = await db.LoadActorAsync(caller, Now(), cancellationToken);
        if (!actor.IsSystemAdministrator)
            throw new NotFoundException();
    }

    private DateTime Now() => clock.GetUtcNow().UtcDateTime;
}
