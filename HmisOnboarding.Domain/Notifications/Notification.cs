using HmisOnboarding.Domain.Mailing;
using HmisOnboarding.Domain.Requests;

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
/// <param name="Kind">What it tells of; decides the words of the e-mail.</param>
/// <param name="To">For whom.</param>
/// <param name="Subject">One line.</param>
/// <param name="Body">What happened, what is next, who has it.</param>
public sealed record Notice(NoticeKind Kind, Audience To, string Subject, string Body)
{
    /// <summary>What makes it once-only on its request, where it is told without an act of a person; null else.</summary>
    public string? Key { get; init; }

    /// <summary>The one person it is for, where the request does not say so; null else.</summary>
    public Guid? PersonId { get; init; }
}

/// <summary>
/// What one person was told, written in the same transaction as the change it tells of. The e-mail that carries it is a row of its own.
/// Nobody is told of their own act.
/// </summary>
public sealed class Notification
{
    /// <summary>Where a notice about a delegation leads.</summary>
    public const string AwayPage = "/away";

    private Notification()
    {
    }

    internal Notification(Message message, Guid recipientId, string recipientEmail, DateTime createdUtc)
    {
        Id = Guid.NewGuid();
        Key = message.Key;
        Kind = message.Kind;
        RequestId = message.RequestId;
        AgencyId = message.AgencyId;
        SubjectId = message.SubjectId;
        RecipientId = recipientId;
        RecipientEmail = recipientEmail;
        Subject = message.Subject;
        Body = message.Body;
        Link = message.Link;
        Reference = message.Reference;
        Step = message.Step;
        CreatedUtc = createdUtc;
    }

    /// <summary>Random key.</summary>
    public Guid Id { get; private set; }

    /// <summary>What makes the message unique, so that it is written and sent once.</summary>
    public string Key { get; private set; } = "";

    /// <summary>What it tells of.</summary>
    public NoticeKind Kind { get; private set; }

    /// <summary>The e-mail that carries it; null where the person chose none, and for notices from before there was e-mail.</summary>
    public Guid? MailId { get; private set; }

    /// <summary>The code of the request, for the words of the e-mail.</summary>
    public string? Reference { get; private set; }

    /// <summary>The step at which the request was then, for "what is next" and "who has it".</summary>
    public RequestState? Step { get; private set; }

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

    internal void CarryBy(Guid mailId) => MailId = mailId;
}
