namespace HmisOnboarding.Domain.Notifications;

/// <summary>Whom a notice is for; the people behind it are looked up when it is written.</summary>
public enum Audience
{
    /// <summary>The new user of the request.</summary>
    NewUser,

    /// <summary>Every administrator of the agency.</summary>
    AgencyAdministrators,

    /// <summary>The agency's director and who acts for them now.</summary>
    ExecutiveDirectors,

    /// <summary>Every system administrator.</summary>
    SystemAdministrators,

    /// <summary>The system administrator whose packet another one took over, named by <see cref="Notice.PersonId"/>.</summary>
    FormerClaimer,

    /// <summary>The system administrator who claimed the packet; every one while nobody has.</summary>
    Claimer,

    /// <summary>Everybody who has signed the agreement of the request.</summary>
    Signers,

    /// <summary>One person, named by <see cref="Notice.PersonId"/>.</summary>
    OnePerson,
}

/// <summary>A notice that an act gives rise to.</summary>
/// <param name="To">For whom.</param>
/// <param name="Subject">One line.</param>
/// <param name="Body">What happened, what is next, who has it.</param>
public sealed record Notice(Audience To, string Subject, string Body)
{
    /// <summary>What makes it once-only on its request, where it is told without an act of a person; null else.</summary>
    public string? Key { get; init; }

    /// <summary>The one person it is for, where the request does not say so; null else.</summary>
    public Guid? PersonId { get; init; }
}

/// <summary>
/// One message to one person: a row of the outbox, written in the same transaction as the change it tells of. Nobody is told of their own act.
/// </summary>
public sealed class Notification
{
    /// <summary>Where a notice about a delegation leads.</summary>
    public const string AwayPage = "/away";

    private Notification()
    {
    }

    internal Notification(string key, Guid? requestId, Guid? agencyId, Guid subjectId, Guid recipientId, string recipientEmail, string subject, string body, string? link, DateTime createdUtc)
    {
        Id = Guid.NewGuid();
        Key = key;
        RequestId = requestId;
        AgencyId = agencyId;
        SubjectId = subjectId;
        RecipientId = recipientId;
        RecipientEmail = recipientEmail;
        Subject = subject;
        Body = body;
        Link = link;
        CreatedUtc = createdUtc;
    }

    /// <summary>Random key.</summary>
    public Guid Id { get; private set; }

    /// <summary>What makes the message unique, so that it is written and sent once.</summary>
    public string Key { get; private set; } = "";

    /// <summary>The request it is about; null for an invitation to a seat.</summary>
    public Guid? RequestId { get; private set; }

    /// <summary>The agency it belongs to; null for system administrators' own matters.</summary>
    public Guid? AgencyId { get; private set; }

    /// <summary>The person the matter is about.</summary>
    public Guid SubjectId { get; private set; }

    /// <summary>Whom it is for.</summary>
    public Guid RecipientId { get; private set; }

    /// <summary>Where it goes.</summary>
    public string RecipientEmail { get; private set; } = "";

    /// <summary>One line.</summary>
    public string Subject { get; private set; } = "";

    /// <summary>The text.</summary>
    public string Body { get; private set; } = "";

    /// <summary>Address inside the application; for an invitation it holds the secret until the link is used.</summary>
    public string? Link { get; private set; }

    /// <summary>When it was written, UTC.</summary>
    public DateTime CreatedUtc { get; private set; }

    /// <summary>When the recipient opened it here, UTC.</summary>
    public DateTime? ReadUtc { get; private set; }

    internal void MarkRead(DateTime utc) => ReadUtc ??= utc;

    internal void DropLink() => Link = null;
}
