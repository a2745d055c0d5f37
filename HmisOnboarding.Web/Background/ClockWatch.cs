using HmisOnboarding.Domain.Requests;

namespace HmisOnboarding.Web.Background;

/// <summary>
/// Looks once a minute, and at the start, which clocks have passed a mark and which steps have a reminder or a rung of the ladder due: it is
/// written down, told once, and seen by every open page. Which those are is a question to an index, so a quiet minute costs nothing.
/// </summary>
public sealed class ClockWatch(RequestService requests, TimeProvider clock, ILogger<ClockWatch> logger) : BackgroundService
{
    private const int MostAtATime = 100;
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
        await AllAsync(requests.NoteMarksAsync, "Marks of clocks that have passed", stoppingToken);
        await AllAsync(requests.FollowUpAsync, "Requests that were followed up", stoppingToken);
    }

    // one failing does not keep the other from its turn
    private async Task AllAsync(Func<int, CancellationToken, Task<int>> look, string what, CancellationToken stoppingToken)
    {
        try
        {
            // after a long stop there can be more than one handful
            while (await look(MostAtATime, stoppingToken) is var noted and > 0)
                logger.LogInformation("{What}: {Noted}", what, noted);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // a full disk or a locked file now is no reason to stop for ever
            logger.LogError(e, "Looking at the clocks failed and is tried again in a minute");
        }
    }
}
