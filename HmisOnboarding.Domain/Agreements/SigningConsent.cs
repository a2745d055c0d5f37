namespace HmisOnboarding.Domain.Agreements;

/// <summary>One person's agreement to sign electronically, an act of its own before any signature.</summary>
public sealed class SigningConsent
{
    private SigningConsent()
    {
    }

    internal SigningConsent(Guid requestId, Guid agencyId, Guid subjectId, Guid personId, string textHash, int textVersion, DateTime atUtc)
    {
        Id = Guid.NewGuid();
        RequestId = requestId;
        AgencyId = agencyId;
        SubjectId = subjectId;
        PersonId = personId;
        TextHash = textHash;
        TextVersion = textVersion;
        AtUtc = atUtc;
    }

    /// <summary>Random key.</summary>
    public Guid Id { get; private set; }

    /// <summary>The request it belongs to.</summary>
    public Guid RequestId { get; private set; }

    /// <summary>The agency it belongs to.</summary>
    public Guid AgencyId { get; private set; }

    /// <summary>The new user whom the agreement is about.</summary>
    public Guid SubjectId { get; private set; }

    /// <summary>Who agreed.</summary>
    public Guid PersonId { get; private set; }

    /// <summary>SHA-256 of the agreement, which contains the consent text.</summary>
    public string TextHash { get; private set; } = "";

    /// <summary>Version number of that text.</summary>
    public int TextVersion { get; private set; }

    /// <summary>When, UTC.</summary>
    public DateTime AtUtc { get; private set; }

    /// <summary>When the person took it back, UTC; null while it counts. What they signed before stays valid.</summary>
    public DateTime? WithdrawnAtUtc { get; private set; }

    internal void Withdraw(DateTime atUtc) => WithdrawnAtUtc ??= atUtc;
}
