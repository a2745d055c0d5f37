using HmisOnboarding.Domain.Documents;

namespace HmisOnboarding.Web.Background;

/// <summary>Asks the virus scanner again about files that wait for it. How soon each file is due is its own matter.</summary>
public sealed class VirusSweep(Quarantine quarantine, TimeProvider clock, ILogger<VirusSweep> logger) : BackgroundService
{
    private const int MostAtATime = 50;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                await quarantine.SweepAsync(MostAtATime, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // a locked file now is no reason to leave the others waiting for ever
                logger.LogError(e, "The virus check of waiting files failed and is tried again in half a minute");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
