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

    /// <summary>Longest note on where the participation agreement is kept.</summary>
    public const int ReferenceLimit = 200;

    /// <summary>Most contacts of one agency.</summary>
    public const int MostContacts = 20;

    private readonly List<AgencyProject> _projects = [];
    private readonly List<AgencyContact> _contacts = [];

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

    /// <summary>First day of the participation agreement, in the agency's zone; null when it began before anybody wrote it down.</summary>
    public DateOnly? ParticipationFrom { get; private set; }

    /// <summary>The day on which the participation agreement on file was signed; null when none is on file.</summary>
    public DateOnly? AgreementSignedOn { get; private set; }

    /// <summary>Where the participation agreement is kept, as the lead agency finds it again.</summary>
    public string? AgreementReference { get; private set; }

    /// <summary>Last day of the participation agreement, in the agency's zone; null when it has no end.</summary>
    public DateOnly? ParticipationUntil { get; private set; }

    /// <summary>The agency's HMIS projects.</summary>
    public IReadOnlyList<AgencyProject> Projects => _projects;

    /// <summary>Whom the lead agency writes to or calls; they need no seat.</summary>
    public IReadOnlyList<AgencyContact> Contacts => [.. _contacts.OrderBy(c => c.Position)];

    /// <summary>The zone of <see cref="TimeZoneId"/>.</summary>
    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZoneId);

    /// <summary>Whether new requests can be opened on that day.</summary>
    public bool ParticipatesOn(DateOnly day) =>
        Participation == ParticipationStatus.Active && (ParticipationFrom is null || ParticipationFrom <= day) && (ParticipationUntil is null || day <= ParticipationUntil);

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
        if (ParticipationFrom > participationUntil)
            ParticipationFrom = null;
        Participation = participation;
        ParticipationUntil = participationUntil;
    }

    /// <summary>Replaces what is known of the participation agreement, beside its status and its last day.</summary>
    /// <exception cref="ArgumentException">It would end before it begins, or the note on where it is kept is too long.</exception>
    public void RecordAgreement(DateOnly? from, DateOnly? signedOn, string? reference)
    {
        if (from > ParticipationUntil)
            throw new ArgumentException("Participation cannot end before it begins. Check both days.", nameof(from));
        if (reference?.Trim().Length > ReferenceLimit)
            throw new ArgumentException($"The note on where the agreement is kept can have {ReferenceLimit} characters.", nameof(reference));
        ParticipationFrom = from;
        AgreementSignedOn = signedOn;
        AgreementReference = string.IsNullOrWhiteSpace(reference) ? null : reference.Trim();
    }

    /// <summary>Replaces the contacts.</summary>
    /// <exception cref="ArgumentException">There are too many, or one has no name, or neither e-mail nor phone, or a text that is too long.</exception>
    public void ReplaceContacts(IReadOnlyList<ContactData> contacts)
    {
        if (contacts.Count > MostContacts)
            throw new ArgumentException($"An agency can have {MostContacts} contacts.", nameof(contacts));
        var wanted = contacts.Select(c => c.Clean()).ToList();
        if (wanted.SequenceEqual(Contacts.Select(c => c.Data)))
            return;
        _contacts.Clear();
        _contacts.AddRange(wanted.Select((c, position) => new AgencyContact(Id, c, position)));
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
