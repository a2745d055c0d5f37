namespace HmisOnboarding.Domain.Agreements;

/// <summary>That one person opened one text of an agreement for the first time; evidence of a signature, never altered.</summary>
public sealed class AgreementOpening
{
    private AgreementOpening()
    {
    }

    internal AgreementOpening(Guid requestId, Guid agencyId, Guid subjectId, Guid personId, string textHash, DateTime atUtc)
    {
        Id = Guid.NewGuid();
        RequestId = requestId;
        AgencyId = agencyId;
        SubjectId = subjectId;
        PersonId = personId;
        TextHash = textHash;
        AtUtc = atUtc;
    }

    /// <summary>Random key.</summary>
    public Guid Id { get; private set; }

    /// <summary>The request.</summary>
    public Guid RequestId { get; private set; }

    /// <summary>Its agency.</summary>
    public Guid AgencyId { get; private set; }

    /// <summary>Its new user.</summary>
    public Guid SubjectId { get; private set; }

    /// <summary>Who opened it.</summary>
    public Guid PersonId { get; private set; }

    /// <summary>SHA-256 of the text, lower-case hex.</summary>
    public string TextHash { get; private set; } = "";

    /// <summary>When, UTC.</summary>
    public DateTime AtUtc { get; private set; }
}
