namespace HmisOnboarding.Domain.Agencies;

/// <summary>Whether the agency takes part in the HMIS. Only an active participant can ask for new users.</summary>
public enum ParticipationStatus
{
    /// <summary>Participation agreement signed and in force.</summary>
    Active,

    /// <summary>No participation agreement yet.</summary>
    Prospective,

    /// <summary>The participation agreement has ended.</summary>
    Lapsed,
}

/// <summary>One organisation of the Continuum of Care.</summary>
public sealed class Agency
{
    /// <summary>Longest agency name.</summary>
    public const int NameLimit = 120;

    private readonly List<AgencyProject> _projects = [];

    private Agency()
    {
    }

    /// <summary>An agency as the lead agency records it.</summary>
    /// <exception cref="ArgumentException">A name or the e-mail domain is empty or too long, or the time zone is unknown.</exception>
    public Agency(string name, string shortName, string emailDomain, string timeZoneId, ParticipationStatus participation, DateOnly? participationUntil = null)
    {
        Id = Guid.NewGuid();
        Update(name, shortName, emailDomain, timeZoneId, participation, participationUntil);
    }

    /// <summary>Random key.</summary>
    public Guid Id { get; private set; }

    /// <summary>Full name, as printed on the agreement.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Everyday name for lists.</summary>
    public string ShortName { get; private set; } = "";

    /// <summary>Domain of the agency's work e-mail; other domains give a warning.</summary>
    public string EmailDomain { get; private set; } = "";

    /// <summary>IANA zone in which the agency's people read times.</summary>
    public string TimeZoneId { get; private set; } = "";

    /// <summary>Whether the participation agreement is in force.</summary>
    public ParticipationStatus Participation { get; private set; }

    /// <summary>Last day of the participation agreement, in the agency's zone; null when it has no end.</summary>
    public DateOnly? ParticipationUntil { get; private set; }

    /// <summary>The agency's HMIS projects.</summary>
    public IReadOnlyList<AgencyProject> Projects => _projects;

    /// <summary>The zone of <see cref="TimeZoneId"/>.</summary>
    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZoneId);

    /// <summary>Whether new requests can be opened on that day.</summary>
    public bool ParticipatesOn(DateOnly day) =>
        Participation == ParticipationStatus.Active && (ParticipationUntil is null || day <= ParticipationUntil);

    /// <summary>Replaces the agency's data.</summary>
    /// <exception cref="ArgumentException">A name or the e-mail domain is empty or too long, or the time zone is unknown.</exception>
    public void Update(string name, string shortName, string emailDomain, string timeZoneId, ParticipationStatus participation, DateOnly? participationUntil)
    {
        name = name.Trim();
        if (name.Length is 0 or > NameLimit)
            throw new ArgumentException($"An agency needs a name of at most {NameLimit} characters.", nameof(name));
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(timeZoneId, out _))
            throw new ArgumentException("This time zone is not known. Choose one from the list, for example America/Detroit.", nameof(timeZoneId));
        if (shortName.Trim().Length > NameLimit || emailDomain.Trim().Length > Person.EmailLimit)
            throw new ArgumentException($"The short name can have {NameLimit} characters, the e-mail domain {Person.EmailLimit}.", nameof(shortName));
        Name = name;
        ShortName = string.IsNullOrWhiteSpace(shortName) ? name : shortName.Trim();
        EmailDomain = emailDomain.Trim().TrimStart('@').ToLowerInvariant();
        TimeZoneId = timeZoneId;
        Participation = participation;
        ParticipationUntil = participationUntil;
    }

    /// <summary>Adds a project; a name that is there already is left as it is.</summary>
    public void AddProject(string name, string kind)
    {
        if (!_projects.Any(p => string.Equals(p.Name, name.Trim(), StringComparison.OrdinalIgnoreCase)))
            _projects.Add(new AgencyProject(Id, name.Trim(), kind.Trim()));
    }
}

/// <summary>One HMIS project of an agency, for example an emergency shelter.</summary>
public sealed class AgencyProject
{
    private AgencyProject()
    {
    }

    internal AgencyProject(Guid agencyId, string name, string kind)
    {
        Id = Guid.NewGuid();
        AgencyId = agencyId;
        Name = name;
        Kind = kind;
    }

    /// <summary>Random key.</summary>
    public Guid Id { get; private set; }

    /// <summary>Whose project it is.</summary>
    public Guid AgencyId { get; private set; }

    /// <summary>Its name in the HMIS.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Its kind in words, for example "Emergency shelter".</summary>
    public string Kind { get; private set; } = "";
}
