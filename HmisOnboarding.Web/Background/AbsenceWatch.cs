using HmisOnboarding.Domain.Agencies;

namespace HmisOnboarding.Web.Background;

/// <summary>Looks once a minute, and at the start, which delegations began or ended with the day: people are told once, and open pages read again.</summary>
public sealed class AbsenceWatch(DelegationService delegations, TimeProvider clock, ILogger<AbsenceWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            await LookAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (await delegations.TurnAsync(stoppingToken) is var turned and > 0)
                logger.LogInformation("{Turned} delegations began or ended", turned);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // a full disk or a locked file now is no reason to stop for ever
            logger.LogError(e, "Looking at the delegations failed and is tried again in a minute");
        }
    }
}
