using System.Text;
using HmisOnboarding.Domain.Requests;

namespace HmisOnboarding.Domain.Messages;

/// <summary>Who may read a message.</summary>
public enum MessageAudience
{
    /// <summary>Everybody on the request, the new user too.</summary>
    Everybody,

    /// <summary>The agency's administrators and director, and the system administrators; never the new user.</summary>
    Staff,
}

/// <summary>One message on a request. It is never edited and never removed, and the log proves it like the history.</summary>
public sealed class RequestMessage
{
    /// <summary>Longest message in characters.</summary>
    public const int TextLimit = 2000;

    private RequestMessage()
    {
    }

    internal RequestMessage(OnboardingRequest request, DateTime atUtc, Actor author, string authorPlace, MessageAudience audience, string text, string? sentDespite, bool isSubmission)
    {
        RequestId = request.Id;
        AgencyId = request.AgencyId;
        SubjectId = request.SubjectId;
        AtUtc = atUtc;
        AuthorId = author.PersonId;
        AuthorName = author.FullName;
        AuthorPlace = authorPlace;
        Audience = audience;
        Text = text;
        SentDespite = sentDespite;
        IsSubmission = isSubmission;
    }

    /// <summary>Order of writing.</summary>
    public long Id { get; private set; }

    /// <summary>The request.</summary>
    public Guid RequestId { get; private set; }

    /// <summary>Its agency.</summary>
    public Guid AgencyId { get; private set; }

    /// <summary>Its new user.</summary>
    public Guid SubjectId { get; private set; }

    /// <summary>When, UTC.</summary>
    public DateTime AtUtc { get; private set; }

    /// <summary>Who wrote it.</summary>
    public Guid AuthorId { get; private set; }

    /// <summary>Their name at that time.</summary>
    public string AuthorName { get; private set; } = "";

    /// <summary>As what they wrote: their seat, for whom as a delegate, or the new user.</summary>
    public string AuthorPlace { get; private set; } = "";

    /// <summary>Who may read it.</summary>
    public MessageAudience Audience { get; private set; }

    /// <summary>The words.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The warning that stood beside the text and was set aside; null where nothing stood out.</summary>
    public string? SentDespite { get; private set; }

    /// <summary>It is the message to the help desk that came with the packet.</summary>
    public bool IsSubmission { get; private set; }

    /// <summary>The text as it is kept: trimmed, one kind of line end, nothing that cannot be seen.</summary>
    public static string Clean(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var c in text.ReplaceLineEndings("\n"))
        {
            // direction overrides could make a line read otherwise than it was written
            if (c == '\n' || !(char.IsControl(c) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069')))
                kept.Append(c);
        }

        return kept.ToString().Trim();
    }
}

/// <summary>Up to where one person has read the messages of one request.</summary>
public sealed class MessageReading
{
    private MessageReading()
    {
    }

    internal MessageReading(Guid requestId, Guid agencyId, Guid subjectId, Guid personId)
    {
        RequestId = requestId;
        AgencyId = agencyId;
        SubjectId = subjectId;
        PersonId = personId;
    }

    /// <summary>The request.</summary>
    public Guid RequestId { get; private set; }

    /// <summary>Its agency.</summary>
    public Guid AgencyId { get; private set; }

    /// <summary>Its new user.</summary>
    public Guid SubjectId { get; private set; }

    /// <summary>Who read.</summary>
    public Guid PersonId { get; private set; }

    /// <summary>The last message that was on their screen.</summary>
    public long LastId { get; private set; }

    internal void ReadTo(long id) => LastId = Math.Max(LastId, id);
}
