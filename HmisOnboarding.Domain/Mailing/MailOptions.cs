using HmisOnboarding.Domain.Agencies;

namespace HmisOnboarding.Domain.Mailing;

/// <summary>How the connection to the mail server is protected.</summary>
public enum MailTls
{
    /// <summary>Begins in the clear and must be encrypted before anything is said; usual on port 587.</summary>
    StartTls,

    /// <summary>Encrypted from the first byte; usual on port 465.</summary>
    Tls,

    /// <summary>Never encrypted; for a mail server on this machine.</summary>
    None,
}

/// <summary>Where e-mail goes. Without a server there is none, and nothing is ever said to be sent.</summary>
public sealed record MailOptions
{
    /// <summary>The mail server; null for none.</summary>
    public string? Host { get; init => field = Given(value); }

    /// <summary>Its port.</summary>
    public int Port { get; init; } = 587;

    /// <summary>How the connection is protected.</summary>
    public MailTls Tls { get; init; } = MailTls.StartTls;

    /// <summary>User name there; null for none.</summary>
    public string? User { get; init => field = Given(value); }

    /// <summary>Password there.</summary>
    public string? Password { get; init; }

    /// <summary>Address that mail comes from.</summary>
    public string? From { get; init => field = Given(value); }

    /// <summary>Name beside that address.</summary>
    public string FromName { get; init; } = "HMIS Onboarding";

    /// <summary>Where answers go; null for the sender.</summary>
    public string? ReplyTo { get; init => field = Given(value); }

    /// <summary>Seconds for each step of a conversation with the server.</summary>
    public double TimeoutSeconds { get; init; } = 15;

    /// <summary>Hours of trying after which a mail is given up.</summary>
    public double GiveUpHours { get; init; } = 72;

    /// <summary>Folder that mails are written into while there is no server; null for none. For development.</summary>
    public string? FolderPath { get; init; }

    /// <summary>A file with words of the community's own; null for those that the product ships.</summary>
    public string? TextsPath { get; init => field = Given(value); }

    /// <summary>Whether mails go anywhere.</summary>
    public bool IsOn => HasServer || FolderPath is not null;

    /// <summary>Whether there is a mail server.</summary>
    public bool HasServer => Host is not null;

    /// <summary>The sender, also where nobody set one, for a mailbox folder.</summary>
    public string Sender => From ?? "onboarding@localhost.localdomain";

    // an environment variable that is set to nothing means nothing
    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    /// <summary>What keeps these settings from working, in sentences; empty when they can be used.</summary>
    /// <param name="publicAddress">Where people reach the product: the links in mails begin with it.</param>
    public IReadOnlyList<string> Problems(string? publicAddress)
    {
        if (!IsOn)
            return [];
        var problems = new List<string>();
        if (!Uri.TryCreate(publicAddress, UriKind.Absolute, out var site) || site.Scheme is not ("https" or "http"))
            problems.Add("Site:Address is needed for the links in e-mails. It looks like https://onboarding.example.org.");
        if (HasServer && (From is null || !EmailAddress.IsAddress(From)))
            problems.Add("Mail:From needs the address that e-mail comes from. It looks like onboarding@example.org.");
        if (ReplyTo is not null && !EmailAddress.IsAddress(ReplyTo))
            problems.Add("Mail:ReplyTo is not an e-mail address.");
        if (Port is < 1 or > 65535)
            problems.Add("Mail:Port must be between 1 and 65535.");
        if (TimeoutSeconds is not (> 0 and <= 300))
            problems.Add("Mail:TimeoutSeconds must be above 0 and at most 300.");
        if (GiveUpHours is not (>= 1 and <= 720))
            problems.Add("Mail:GiveUpHours must be between 1 and 720.");
        if (HasServer && User is not null && Tls == MailTls.None && Host is not ("localhost" or "127.0.0.1" or "::1"))
            problems.Add("Mail:Tls is None, so the password would be sent in the clear. Set it to StartTls or Tls.");
        return problems;
    }
}
