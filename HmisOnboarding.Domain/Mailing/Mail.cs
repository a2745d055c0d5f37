using System.Security.Cryptography;
using System.Text;

namespace HmisOnboarding.Domain.Mailing;

/// <summary>How far an e-mail got.</summary>
public enum MailState
{
    /// <summary>Written with the change it tells of, and not tried yet.</summary>
    Queued,

    /// <summary>A sender has it now, until its lease ends.</summary>
    Sending,

    /// <summary>The mail server said that it has it.</summary>
    Sent,

    /// <summary>Put into the mailbox of a development copy; it left this machine for nowhere.</summary>
    InMailbox,

    /// <summary>Not sent, and tried again when it is due.</summary>
    Failed,

    /// <summary>Not sent, and not tried again by itself.</summary>
    GivenUp,

    /// <summary>Not sent, because there is nothing to tell any more.</summary>
    NotNeeded,
}

/// <summary>What an e-mail is made of.</summary>
public enum MailPurpose
{
    /// <summary>One notice.</summary>
    Notice,

    /// <summary>The notices of a day.</summary>
    Digest,

    /// <summary>The link with which a person chooses a password.</summary>
    Invitation,

    /// <summary>The link to a tracker, for somebody who has no account.</summary>
    Tracker,
}

/// <summary>
/// One e-mail to one person: a row of the outbox, written in the transaction of what it tells. Its words are made when it is sent, from the
/// notices it carries, to the address that the person has then. Its Message-ID never changes, so that a second arrival can be told from a second mail.
/// </summary>
public sealed class Mail
{
    /// <summary>Longest sentence about a failure that is kept.</summary>
    public const int ErrorLimit = 300;

    private Mail()
    {
    }

    internal Mail(string key, MailPurpose purpose, Guid recipientId, Guid? agencyId, Guid? requestId, DateTime queuedUtc, DateTime dueUtc)
    {
        Id = Guid.NewGuid();
        Key = key;
        Purpose = purpose;
        RecipientId = recipientId;
        AgencyId = agencyId;
        RequestId = requestId;
        Reference = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..40];
        QueuedUtc = TouchedUtc = queuedUtc;
        DueUtc = dueUtc;
    }

    /// <summary>Random key.</summary>
    public Guid Id { get; private set; }

    /// <summary>One person, one event, one occasion.</summary>
    public string Key { get; private set; } = "";

    /// <summary>The part of the Message-ID before the at sign, from the key.</summary>
    public string Reference { get; private set; } = "";

    /// <summary>The Message-ID without angle brackets; null until it was first tried, and the same ever after.</summary>
    public string? MessageId { get; private set; }

    /// <summary>What it is made of.</summary>
    public MailPurpose Purpose { get; private set; }

    /// <summary>Whom it is for.</summary>
    public Guid RecipientId { get; private set; }

    /// <summary>The agency it belongs to; null for system administrators' own matters and where it carries matters of several.</summary>
    public Guid? AgencyId { get; private set; }

    /// <summary>The request it is about; null where there is none or more than one.</summary>
    public Guid? RequestId { get; private set; }

    /// <summary>How far it got.</summary>
    public MailState State { get; private set; }

    /// <summary>When it was written, or queued again, UTC.</summary>
    public DateTime QueuedUtc { get; private set; }

    /// <summary>Not before this instant, UTC.</summary>
    public DateTime DueUtc { get; private set; }

    /// <summary>The last change of this row, UTC. In the future only where the clock was put back.</summary>
    public DateTime TouchedUtc { get; private set; }

    /// <summary>Which running sender has it; null while none does.</summary>
    public Guid? ClaimedBy { get; private set; }

    /// <summary>Until when it counts as being sent, UTC; null while nobody sends it.</summary>
    public DateTime? LeaseUntilUtc { get; private set; }

    /// <summary>Tries that ended, since it was queued.</summary>
    public int Attempts { get; private set; }

    /// <summary>Why it is not sent, in a sentence; null while nothing went wrong.</summary>
    public string? LastError { get; private set; }

    /// <summary>When the mail server took it, UTC; null while it did not.</summary>
    public DateTime? SentUtc { get; private set; }

    /// <summary>It was given up because the address was refused: it goes out when the address is corrected.</summary>
    public bool IsAddressRefused { get; private set; }

    /// <summary>Whether somebody still works on it.</summary>
    public bool IsOpen => State is MailState.Queued or MailState.Sending or MailState.Failed;

    /// <summary>One more matter is carried: where it is another agency's, the mail belongs to none of them alone.</summary>
    internal void Take(Guid? agencyId, Guid? requestId)
    {
        AgencyId = AgencyId == agencyId ? AgencyId : null;
        RequestId = RequestId == requestId ? RequestId : null;
    }

    internal void Claim(Guid by, string domain, DateTime nowUtc, TimeSpan lease)
    {
        MessageId ??= $"{Reference}@{domain}";
        (State, ClaimedBy, LeaseUntilUtc, TouchedUtc) = (MailState.Sending, by, nowUtc + lease, nowUtc);
    }

    internal void NoteSent(bool inMailbox, DateTime nowUtc)
    {
        Attempts++;
        (SentUtc, LastError) = (nowUtc, null);
        End(inMailbox ? MailState.InMailbox : MailState.Sent, nowUtc);
    }

    internal void NoteFailed(string words, DateTime nextUtc, DateTime nowUtc)
    {
        Attempts++;
        (LastError, DueUtc) = (Shortened(words), nextUtc);
        End(MailState.Failed, nowUtc);
    }

    internal void GiveUp(string words, bool isAddressRefused, DateTime nowUtc)
    {
        (LastError, IsAddressRefused) = (Shortened(words), isAddressRefused);
        End(MailState.GivenUp, nowUtc);
    }

    internal void NotNeeded(string words, DateTime nowUtc)
    {
        LastError = Shortened(words);
        End(MailState.NotNeeded, nowUtc);
    }

    /// <summary>Back as it was: nobody tried.</summary>
    internal void Release(DateTime nowUtc) => End(Attempts == 0 ? MailState.Queued : MailState.Failed, nowUtc);

    internal void HoldUntil(DateTime untilUtc, DateTime nowUtc)
    {
        DueUtc = untilUtc;
        TouchedUtc = nowUtc;
    }

    internal void QueueAgain(DateTime nowUtc)
    {
        (Attempts, LastError, IsAddressRefused, QueuedUtc, DueUtc) = (0, null, false, nowUtc, nowUtc);
        End(MailState.Queued, nowUtc);
    }

    private void End(MailState state, DateTime nowUtc) => (State, ClaimedBy, LeaseUntilUtc, TouchedUtc) = (state, null, null, nowUtc);

    private static string Shortened(string words) => words.Length <= ErrorLimit ? words : words[..(ErrorLimit - 1)] + "…";
}
