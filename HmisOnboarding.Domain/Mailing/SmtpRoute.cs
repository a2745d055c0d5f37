using System.Net.Sockets;
using System.Security.Authentication;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace HmisOnboarding.Domain.Mailing;

/// <summary>To a mail server by SMTP. The only file that speaks with one.</summary>
internal sealed class SmtpRoute : MailRoute
{
    private readonly MailOptions _options;
    private readonly SmtpClient _client;

    public SmtpRoute(MailOptions options)
    {
        _options = options;
        _client = new SmtpClient { Timeout = (int)TimeSpan.FromSeconds(options.TimeoutSeconds).TotalMilliseconds };
    }

    public override bool IsMailbox => false;

    public override async Task OpenAsync()
    {
        using var patience = Patience();
        try
        {
            await _client.ConnectAsync(_options.Host!, _options.Port, Security(_options.Tls), patience.Token);
            if (_options.User is { } user)
                await _client.AuthenticateAsync(user, _options.Password ?? "", patience.Token);
        }
        catch (Exception e)
        {
            throw new MailTroubleException(MailTroubleKind.Server, OpeningWords(e), e);
        }
    }

    public override async Task SendAsync(MimeMessage message)
    {
        using var patience = Patience();
        try
        {
            await _client.SendAsync(FormatFor(message), message, patience.Token);
        }
        catch (SmtpCommandException e)
        {
            throw Judge(e);
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException)
        {
            throw new MailTroubleException(MailTroubleKind.Broken, "The mail server did not answer in time.", e);
        }
        catch (Exception e) when (e is IOException or SocketException or ProtocolException or ServiceNotConnectedException or ServiceNotAuthenticatedException)
        {
            throw new MailTroubleException(MailTroubleKind.Broken, "The connection broke before the mail server said that it has the e-mail.", e);
        }
        catch (Exception e) when (e is NotSupportedException or FormatException or InvalidOperationException or ArgumentException)
        {
            throw new MailTroubleException(MailTroubleKind.Refused, "The mail server cannot take this e-mail. If the address has letters with accents, use one without.", e);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        try
        {
            using var patience = Patience();
            if (_client.IsConnected)
                await _client.DisconnectAsync(true, patience.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or ProtocolException or CommandException or OperationCanceledException or TimeoutException or ServiceNotConnectedException)
        {
            // the mails are told by now; whether the goodbye arrives changes nothing
        }
        finally
        {
            _client.Dispose();
        }
    }

    private CancellationTokenSource Patience() => new(TimeSpan.FromSeconds(_options.TimeoutSeconds));

    private FormatOptions FormatFor(MimeMessage message)
    {
        var isInternational = message.To.Mailboxes.Any(m => m.IsInternational) && _client.Capabilities.HasFlag(SmtpCapabilities.UTF8);
        var format = FormatOptions.Default.Clone();
        format.International = isInternational;
        return format;
    }

    private static SecureSocketOptions Security(MailTls tls) => tls switch
    {
        MailTls.StartTls => SecureSocketOptions.StartTls,
        MailTls.Tls => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.None,
    };

    private static string OpeningWords(Exception e) => e switch
    {
        SslHandshakeException => "The connection to the mail server could not be encrypted, or its certificate is not trusted.",
        MailKit.Security.AuthenticationException or System.Security.Authentication.AuthenticationException or InvalidCredentialException => "The mail server does not take the user name and password of the settings.",
        NotSupportedException => "The mail server does not offer what the settings ask for: encryption, or a sign-in.",
        OperationCanceledException or TimeoutException => "The mail server did not answer in time.",
        CommandException or ProtocolException => "The mail server does not take connections now.",
        _ => "The mail server cannot be reached.",
    };

    private MailTroubleException Judge(SmtpCommandException e)
    {
        var code = (int)e.StatusCode;
        var said = MailTexts.OneLine(e.Message, 160);
        if (code == 421 || !_client.IsConnected)
            return new(MailTroubleKind.Broken, $"The mail server closed the connection: {said}", e);
        if (e.ErrorCode == SmtpErrorCode.SenderNotAccepted)
            return new(MailTroubleKind.Server, "The mail server does not take e-mail from the address of the settings.", e);
        if (code < 500)
            return new(MailTroubleKind.Later, $"The mail server asks to try later: {said}", e);
        // 550, 551 and 553 speak of the mailbox, but for those that name a policy (5.7)
        if (e.ErrorCode == SmtpErrorCode.RecipientNotAccepted && code is 550 or 551 or 553 && !said.Contains("5.7.", StringComparison.Ordinal))
            return new(MailTroubleKind.Address, "The mail server says that this address does not exist.", e);
        return new(MailTroubleKind.Refused, $"The mail server refused the e-mail: {said}", e);
    }
}
