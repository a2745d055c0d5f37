using MimeKit;

namespace HmisOnboarding.Domain.Mailing;

/// <summary>What went wrong on the way of a mail.</summary>
internal enum MailTroubleKind
{
    /// <summary>Nothing can be sent now: it is not the fault of the mail.</summary>
    Server,

    /// <summary>The connection broke while this mail was on its way: it may have arrived, and nobody said so.</summary>
    Broken,

    /// <summary>The server takes this mail later.</summary>
    Later,

    /// <summary>The server does not know the address.</summary>
    Address,

    /// <summary>The server takes this mail never.</summary>
    Refused,
}

/// <summary>A mail, or all mail, could not be sent; the message is a sentence for people.</summary>
internal sealed class MailTroubleException(MailTroubleKind kind, string words, Exception? cause = null) : Exception(words, cause)
{
    public MailTroubleKind Kind { get; } = kind;
}

/// <summary>One way for mails, open for several of them.</summary>
internal abstract class MailRoute : IAsyncDisposable
{
    /// <summary>Whether what was sent went to people, or only into a folder.</summary>
    public abstract bool IsMailbox { get; }

    /// <exception cref="MailTroubleException">The way is closed.</exception>
    public abstract Task OpenAsync();

    /// <summary>Returns when the other side said that it has the mail, and not before.</summary>
    /// <exception cref="MailTroubleException">It did not say so.</exception>
    public abstract Task SendAsync(MimeMessage message);

    public abstract ValueTask DisposeAsync();
}
