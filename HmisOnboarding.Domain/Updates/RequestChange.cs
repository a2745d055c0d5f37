namespace HmisOnboarding.Domain.Updates;

/// <summary>
/// What live screens wait for. Only ids travel: whoever is told reads the truth again under their own rights.
/// </summary>
public readonly record struct ChangeKey(string Value)
{
    /// <summary>One request, for its own page.</summary>
    public static ChangeKey Request(Guid requestId) => new($"request:{requestId:N}");

    /// <summary>The messages of one request; nothing else of it has changed.</summary>
    public static ChangeKey Talk(Guid requestId) => new($"talk:{requestId:N}");

    /// <summary>Everything of one agency, for its administrators and director.</summary>
    public static ChangeKey Agency(Guid agencyId) => new($"agency:{agencyId:N}");

    /// <summary>What the courses of an agency's people say: told only when that changed, not at every act.</summary>
    public static ChangeKey Training(Guid agencyId) => new($"training:{agencyId:N}");

    /// <summary>The same for all agencies.</summary>
    public static ChangeKey TrainingOfAll { get; } = new("training");

    /// <summary>A request of any agency came to another step.</summary>
    public static ChangeKey Stages { get; } = new("stages");

    /// <summary>Everything about one person, for the new user's own page.</summary>
    public static ChangeKey Person(Guid personId) => new($"person:{personId:N}");

    /// <summary>Everything that the system administrators have or will have.</summary>
    public static ChangeKey Queue { get; } = new("queue");

    /// <summary>Who has a packet of the queue open; no request has changed.</summary>
    public static ChangeKey Looking { get; } = new("looking");

    /// <summary>What became of e-mails, for whoever runs the system.</summary>
    public static ChangeKey Mail { get; } = new("mail");

    /// <summary>The list of agencies, people and seats.</summary>
    public static ChangeKey Directory { get; } = new("directory");
}
