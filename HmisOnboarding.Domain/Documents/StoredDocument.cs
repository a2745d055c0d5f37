namespace HmisOnboarding.Domain.Documents;

/// <summary>What a document is in the packet.</summary>
public enum DocumentKind
{
    /// <summary>A training certificate.</summary>
    Certificate,
    /// <summary>The User Agreement as signed and sealed here.</summary>
    SignedAgreement,
    /// <summary>A scan of a User Agreement signed on paper.</summary>
    PaperAgreement,
    /// <summary>Anything else that belongs to the request.</summary>
    Other,
}

/// <summary>One document of one request: whose it is, who uploaded it, and the proof that its bytes are unchanged. Never edited after it is made.</summary>
public sealed class StoredDocument
{
    private StoredDocument()
    {
    }

    /// <summary>Records a stored file. <paramref name="uploadedAt"/> is UTC.</summary>
    /// <exception cref="ArgumentException">An id is empty, the kind is unknown, or the time is not UTC.</exception>
    public StoredDocument(StoredFile file, Guid agencyId, Guid subjectId, Guid requestId, DocumentKind kind, Guid uploadedBy, DateTime uploadedAt)
    {
        ArgumentNullException.ThrowIfNull(file);
        Id = Guid.NewGuid();
        AgencyId = Known(agencyId, nameof(agencyId));
        SubjectId = Known(subjectId, nameof(subjectId));
        RequestId = Known(requestId, nameof(requestId));
        UploadedBy = Known(uploadedBy, nameof(uploadedBy));
        Kind = Enum.IsDefined(kind) ? kind : throw new ArgumentOutOfRangeException(nameof(kind));
        UploadedAt = uploadedAt.Kind == DateTimeKind.Utc ? uploadedAt : throw new ArgumentException("The time of an upload is UTC.", nameof(uploadedAt));
        DisplayName = file.DisplayName;
        ContentType = file.ContentType;
        Length = file.Length;
        Sha256 = file.Sha256;
        StoredName = file.StoredName;
    }

    /// <summary>Random, so that it cannot be guessed; never the only control.</summary>
    public Guid Id { get; private set; }

    /// <summary>The agency whose data this is.</summary>
    public Guid AgencyId { get; private set; }

    /// <summary>The person the document is about.</summary>
    public Guid SubjectId { get; private set; }

    /// <summary>The onboarding request it belongs to.</summary>
    public Guid RequestId { get; private set; }

    /// <summary>What it is in the packet.</summary>
    public DocumentKind Kind { get; private set; }

    /// <summary>The cleaned name that people see. Text, never markup.</summary>
    public string DisplayName { get; private set; } = "";

    /// <summary>The media type by content, from our own table.</summary>
    public string ContentType { get; private set; } = "";

    /// <summary>Bytes as kept.</summary>
    public long Length { get; private set; }

    /// <summary>SHA-256 of the kept bytes, 64 lower-case hex digits.</summary>
    public string Sha256 { get; private set; } = "";

    /// <summary>The name in the store, 32 hex digits.</summary>
    public string StoredName { get; private set; } = "";

    /// <summary>The person who uploaded it.</summary>
    public Guid UploadedBy { get; private set; }

    /// <summary>When it was uploaded, UTC.</summary>
    public DateTime UploadedAt { get; private set; }

    private static Guid Known(Guid id, string name) => id != Guid.Empty ? id : throw new ArgumentException("An id is missing.", name);
}
