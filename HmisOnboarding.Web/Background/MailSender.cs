using HmisOnboarding.Domain.Mailing;

namespace HmisOnboarding.Web.Background;

/// <summary>
/// Sends what is due, every few seconds. Which mails those are is a question to an index, so a quiet minute costs nothing; when to try again
/// is the carrier's own matter. A stop waits for the mail that is on its way.
/// </summary>
public sealed class MailSender(MailCarrier carrier, TimeProvider clock, ILogger<MailSender> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                await carrier.CarryAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // a locked file now is no reason to leave all mails for ever
                logger.LogError(e, "Sending mails failed and is tried again in a few seconds");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
