using HmisOnboarding.Domain.Notifications;

namespace HmisOnboarding.Domain.Mailing;

/// <summary>When a topic comes by e-mail. In the product it is always told at once.</summary>
public enum MailTiming
{
    /// <summary>As it happens.</summary>
    AtOnce,

    /// <summary>With the others of the day, in one e-mail.</summary>
    Daily,

    /// <summary>Not by e-mail.</summary>
    Never,
}

/// <summary>What a person chose about e-mail. A value; times of day are in the person's own zone.</summary>
/// <param name="Turn">Something to do.</param>
/// <param name="Progress">A step that somebody else did.</param>
/// <param name="Ended">A request that ended.</param>
/// <param name="Clock">The time for an account.</param>
/// <param name="DigestAt">When the daily e-mail comes.</param>
/// <param name="QuietFrom">No e-mail from this time of day; null for no quiet hours.</param>
/// <param name="QuietUntil">E-mail again from this time of day; null for no quiet hours.</param>
/// <param name="TimeZoneId">IANA zone of the person.</param>
public sealed record MailChoices(MailTiming Turn, MailTiming Progress, MailTiming Ended, MailTiming Clock, TimeOnly DigestAt, TimeOnly? QuietFrom, TimeOnly? QuietUntil, string TimeZoneId)
{
    /// <summary>What counts while a person chose nothing: everything at once, no quiet hours.</summary>
    public static MailChoices Usual(string timeZoneId) => new(MailTiming.AtOnce, MailTiming.AtOnce, MailTiming.AtOnce, MailTiming.AtOnce, new TimeOnly(8, 0), null, null, timeZoneId);

    /// <summary>The choice for a topic.</summary>
    public MailTiming For(NoticeTopic topic) => topic switch
    {
        NoticeTopic.Turn => Turn,
        NoticeTopic.Progress => Progress,
        NoticeTopic.Ended => Ended,
        _ => Clock,
    };

    /// <summary>What is wrong, in sentences; empty when it can be kept.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (QuietFrom is null != QuietUntil is null)
            problems.Add("Quiet hours need a beginning and an end.");
        if (QuietFrom is not null && QuietFrom == QuietUntil)
            problems.Add("Quiet hours cannot end when they begin. Choose another time, or none.");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZoneId, out _))
            problems.Add("Choose your time zone from the list.");
        if (new[] { Turn, Progress, Ended, Clock }.Any(t => !Enum.IsDefined(t)))
            problems.Add("Choose for each topic when it comes by e-mail.");
        return problems;
    }
}

/// <summary>The row of a person's choices.</summary>
public sealed class MailChoiceRow
{
    private MailChoiceRow()
    {
    }

    internal MailChoiceRow(Guid personId, MailChoices choices)
    {
        PersonId = personId;
        Choices = choices;
    }

    /// <summary>Whose.</summary>
    public Guid PersonId { get; private set; }

    /// <summary>What they chose.</summary>
    public MailChoices Choices { get; private set; } = null!;

    internal void Replace(MailChoices choices) => Choices = choices;
}
