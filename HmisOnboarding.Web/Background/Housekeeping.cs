using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Audit;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Requests;

namespace HmisOnboarding.Web.Background;

/// <summary>
/// What has to happen although nobody asks: quiet requests lapse, new users are asked after their first login, what an aborted upload or a crash left behind goes, what was signed but not sealed
/// is sealed, and the log gets its checkpoints.
/// </summary>
public sealed class Housekeeping(
    RequestService requests, AgreementSealer sealer, DocumentStore documents, OrphanSweep orphans, Checkpoints checkpoints, TimeProvider clock, ILogger<Housekeeping> logger) : BackgroundService
{
    private const int MostAtATime = 50;
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // a copy from before the database kept them has them in the folder only
        await DoAsync(sealer.KeepCertificatesAsync, stoppingToken);
        // a stop in the wrong moment leaves a signature without its file
        await DoAsync(SealAsync, stoppingToken);
        await DoAsync(checkpoints.WriteDueAsync, stoppingToken);
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await DoAsync(TidyAsync, stoppingToken);
            await DoAsync(AskForLoginsAsync, stoppingToken);
            await DoAsync(SweepAsync, stoppingToken);
            await DoAsync(SealAsync, stoppingToken);
            await DoAsync(checkpoints.WriteDueAsync, stoppingToken);
        }
    }

    private async Task TidyAsync(CancellationToken stoppingToken)
    {
        var lapsed = await requests.LapseQuietRequestsAsync(MostAtATime, stoppingToken);
        var left = documents.DeleteTemporary(Every);
        if (lapsed > 0 || left > 0)
            logger.LogInformation("{Lapsed} requests lapsed, {Left} abandoned uploads removed", lapsed, left);
    }

    private async Task AskForLoginsAsync(CancellationToken stoppingToken)
    {
        var asked = await requests.AskForLoginsAsync(MostAtATime, stoppingToken);
        if (asked > 0)
            logger.LogInformation("{Asked} new users were asked whether the first login worked", asked);
    }

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        var removed = await orphans.RunAsync(stoppingToken);
        if (removed > 0)
            logger.LogWarning("{Removed} stored files without a row were removed", removed);
    }

    private async Task SealAsync(CancellationToken stoppingToken)
    {
        var late = await sealer.SealPendingAsync(MostAtATime, stoppingToken);
        if (late > 0)
            logger.LogInformation("{Late} agreements were sealed late", late);
    }

    // one failing does not keep the others from their turn
    private async Task DoAsync(Func<CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        try
        {
            await work(stoppingToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // a full disk or a locked file now is no reason to stop for ever
            logger.LogError(e, "Housekeeping failed and is tried again in an hour");
        }
    }
}
