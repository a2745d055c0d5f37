using HmisOnboarding.Domain.Notifications;
using HmisOnboarding.Domain.Requests;

namespace HmisOnboarding.Domain.Mailing;

/// <summary>
/// What one person is to be told, here and by e-mail. Subject and body are read inside the product and may name people; the e-mail is written
/// from the texts of its kind instead, and names nobody.
/// </summary>
/// <param name="Key">What makes it once-only: one person, one event, one occasion. The same key again changes nothing.</param>
/// <param name="Kind">What happened; decides the words of the e-mail and which choice of the person counts.</param>
/// <param name="Subject">One line, for the notice here.</param>
/// <param name="Body">What happened, what is next, who has it, for the notice here.</param>
public sealed record Message(string Key, NoticeKind Kind, string Subject, string Body)
{
    /// <summary>What makes the e-mail once-only where several notices share one; the key where null.</summary>
    public string? Occasion { get; init; }

    /// <summary>The request it is about; null where there is none.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>The agency that it belongs to; null for the system administrators' own matters.</summary>
    public Guid? AgencyId { get; init; }

    /// <summary>The person the matter is about.</summary>
    public Guid SubjectId { get; init; }

    /// <summary>Address inside the product, beginning with a slash; null where there is nothing to open.</summary>
    public string? Link { get; init; }

    /// <summary>The code of the request, for the e-mail; null where there is none.</summary>
    public string? Reference { get; init; }

    /// <summary>The step of the request after what happened, for "what is next" and "who has it"; null where there is none.</summary>
    public RequestState? Step { get; init; }
}
