using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Requests;

namespace HmisOnboarding.Web.Background;

/// <summary>What has to happen although nobody asks: quiet requests lapse, what an aborted upload left behind goes, and what was signed but not sealed is sealed.</summary>
public sealed class Housekeeping(RequestService requests, AgreementSealer sealer, DocumentStore documents, TimeProvider clock, ILogger<Housekeeping> logger) : BackgroundService
{
    private const int MostAtATime = 50;
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var lapsed = await requests.LapseQuietRequestsAsync(MostAtATime, stoppingToken);
                var late = await sealer.SealPendingAsync(MostAtATime, stoppingToken);
                var left = documents.DeleteTemporary(Every);
                if (lapsed > 0 || left > 0 || late > 0)
                    logger.LogInformation("{Lapsed} requests lapsed, {Left} abandoned uploads removed, {Late} agreements sealed late", lapsed, left, late);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // a full disk or a locked file now is no reason to stop for ever
                logger.LogError(e, "Housekeeping failed and is tried again in an hour");
            }
        }
    }
}
