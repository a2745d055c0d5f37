using Microsoft.Extensions.Logging;

namespace HmisOnboarding.Domain.Mailing;

/// <summary>
/// Takes the mails that are due to the mail server, several over one connection, and writes down what the server said before the next one goes.
/// At least once: where the answer is lost a mail goes again, with the same Message-ID.
/// </summary>
public sealed partial class MailCarrier : IDisposable
{
    private const int MostAtATime = 20;

    private readonly MailDesk _desk;
    private readonly MailOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<MailCarrier> _logger;
    private readonly Guid _sender = Guid.NewGuid();
    private readonly SemaphoreSlim _turn = new(1, 1);
    // what the server took while the database could not be told: it is told, and not sent, the next time
    private readonly HashSet<Guid> _taken = [];
    private int _failures;
    private long _pausedAt;
    private TimeSpan _pause;

    /// <summary>Reads settings and texts; nothing is connected yet.</summary>
    /// <exception cref="ArgumentException">The settings cannot work; the message says why.</exception>
    /// <exception cref="FormatException">The texts of the community cannot be read.</exception>
    internal MailCarrier(MailDesk desk, HmisDomainOptions options, TimeProvider clock, ILogger<MailCarrier> logger)
    {
        if (options.Mail.Problems(options.PublicAddress) is { Count: > 0 } problems)
            throw new ArgumentException(string.Join(" ", problems), nameof(options));
        (_desk, _options, _clock, _logger) = (desk, options.Mail, clock, logger);
    }

    /// <summary>Sends what is due, and returns how many mails the server took. Stops between two mails, never within one.</summary>
    public async Task<int> CarryAsync(CancellationToken stoppingToken = default)
    {
        // by the clock that cannot be put back
        if (!_options.IsOn || (_failures > 0 && _clock.GetElapsedTime(_pausedAt) < _pause))
            return 0;
        await _turn.WaitAsync(stoppingToken);
        MailRoute? route = null;
        try
        {
            var sent = 0;
            while (!stoppingToken.IsCancellationRequested && await _desk.ClaimAsync(_sender, MostAtATime, stoppingToken) is { Count: > 0 } claimed)
            {
                route ??= await OpenAsync(claimed);
                if (route is null)
                    break;
                var (took, isOver) = await CarryAsync(route, claimed, stoppingToken);
                sent += took;
                if (isOver)
                    break;
            }

            return sent;
        }
        finally
        {
            if (route is not null)
                await route.DisposeAsync();
            _turn.Release();
        }
    }

    /// <summary>Lets go of what it holds; what is on its way was waited for before.</summary>
    public void Dispose() => _turn.Dispose();

    private async Task<MailRoute?> OpenAsync(IReadOnlyList<ClaimedMail> claimed)
    {
        MailRoute route = _options.HasServer ? new SmtpRoute(_options) : new MailboxRoute(_options.FolderPath!);
        try
        {
            await route.OpenAsync();
            return route;
        }
        catch (MailTroubleException e)
        {
            await route.DisposeAsync();
            await _desk.NoteFailedAsync(claimed, _sender, e.Message, MailBackOff.LongestForServer);
            Pause(e);
            return null;
        }
    }

    private async Task<(int Sent, bool IsOver)> CarryAsync(MailRoute route, IReadOnlyList<ClaimedMail> claimed, CancellationToken stoppingToken)
    {
        var sent = 0;
        for (var i = 0; i < claimed.Count; i++)
        {
            if (stoppingToken.IsCancellationRequested)
            {
                await _desk.ReleaseAsync([.. claimed.Skip(i)], _sender);
                return (sent, true);
            }

            var mail = claimed[i];
            try
            {
                if (!_taken.Contains(mail.Id))
                    await SendAsync(route, mail);
                _taken.Add(mail.Id);
                await _desk.NoteSentAsync(mail, _sender, route.IsMailbox);
                _taken.Remove(mail.Id);
                (sent, _failures) = (sent + 1, 0);
            }
            catch (MailTroubleException e) when (e.Kind is MailTroubleKind.Server or MailTroubleKind.Broken)
            {
                // the others were not tried, and are no worse for it
                await _desk.NoteFailedAsync([mail], _sender, e.Message, MailBackOff.LongestForServer);
                await _desk.ReleaseAsync([.. claimed.Skip(i + 1)], _sender);
                Pause(e);
                return (sent, true);
            }
            catch (MailTroubleException e)
            {
                LogTrouble(_logger, mail.Id, e.Kind);
                await (e.Kind switch
                {
                    MailTroubleKind.Later => _desk.NoteFailedAsync([mail], _sender, e.Message, MailBackOff.LongestForMail),
                    MailTroubleKind.Address => _desk.NoteAddressRefusedAsync(mail, _sender, e.Message),
                    _ => _desk.GiveUpAsync(mail, _sender, e.Message),
                });
            }
        }

        return (sent, false);
    }

    // one mail that cannot even be written must not keep the others waiting for ever
    private async Task SendAsync(MailRoute route, ClaimedMail mail)
    {
        try
        {
            await route.SendAsync(MimeLetter.Write(mail.Letter, mail.MessageId, mail.To, _options, _clock.GetUtcNow().UtcDateTime));
        }
        catch (Exception e) when (e is not MailTroubleException)
        {
            throw new MailTroubleException(MailTroubleKind.Broken, "The e-mail could not be sent.", e);
        }
    }

    private void Pause(MailTroubleException trouble)
    {
        _failures++;
        _pausedAt = _clock.GetTimestamp();
        // shorter than the wait of the mails: whoever is due when it ends goes first
        _pause = MailBackOff.After(_failures, TimeSpan.FromMinutes(5), "server") / 2;
        LogServer(_logger, trouble.Message, _pause);
    }

    [LoggerMessage(LogLevel.Warning, "Mail {MailId} was not taken: {Kind}")]
    private static partial void LogTrouble(ILogger logger, Guid mailId, MailTroubleKind kind);

    [LoggerMessage(LogLevel.Warning, "{Words} Mail rests for {Pause}")]
    private static partial void LogServer(ILogger logger, string words, TimeSpan pause);
}
