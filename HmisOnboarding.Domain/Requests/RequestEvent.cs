namespace HmisOnboarding.Domain.Requests;

/// <summary>
/// One thing that happened to a request, in one plain sentence. Written in the same transaction as the change and never altered.
/// </summary>
public sealed class RequestEvent
{
    private RequestEvent()
    {
    }

    internal RequestEvent(
        Guid requestId, Guid agencyId, Guid subjectId, DateTime atUtc, Actor actor, string? onBehalfOf, string kind,
        RequestState from, RequestState to, string text, string? reason, Guid version)
    {
        Version = version;
        RequestId = requestId;
        AgencyId = agencyId;
        SubjectId = subjectId;
        AtUtc = atUtc;
        ActorId = actor.PersonId;
        ActorName = actor.FullName;
        OnBehalfOf = onBehalfOf;
        Kind = kind;
        From = from;
        To = to;
        Text = text;
        Reason = reason;
        IpAddress = actor.Origin.IpAddress;
        UserAgent = actor.Origin.UserAgent;
    }

    /// <summary>Order of happening.</summary>
    public long Id { get; private set; }

    /// <summary>The request.</summary>
    public Guid RequestId { get; private set; }

    /// <summary>Its agency.</summary>
    public Guid AgencyId { get; private set; }

    /// <summary>Its new user.</summary>
    public Guid SubjectId { get; private set; }

    /// <summary>When, UTC.</summary>
    public DateTime AtUtc { get; private set; }

    /// <summary>Who acted.</summary>
    public Guid ActorId { get; private set; }

    /// <summary>Their name at that time.</summary>
    public string ActorName { get; private set; } = "";

    /// <summary>For whom a delegate acted.</summary>
    public string? OnBehalfOf { get; private set; }

    /// <summary>The move or act, for filters.</summary>
    public string Kind { get; private set; } = "";

    /// <summary>Where the request was before.</summary>
    public RequestState From { get; private set; }

    /// <summary>Where it was afterwards.</summary>
    public RequestState To { get; private set; }

    /// <summary>What happened, a whole sentence with the actor's name.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Why, in the actor's words.</summary>
    public string? Reason { get; private set; }

    /// <summary>The request's version after it; tells what happened since a page was read.</summary>
    public Guid Version { get; private set; }

    /// <summary>Where from, when known.</summary>
    public string? IpAddress { get; private set; }

    /// <summary>With which browser, when known.</summary>
    public string? UserAgent { get; private set; }
}
