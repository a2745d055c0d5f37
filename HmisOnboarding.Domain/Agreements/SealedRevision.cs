using HmisOnboarding.Domain.Documents;

namespace HmisOnboarding.Domain.Agreements;

/// <summary>
/// The agreement as it was sealed after one signature. A later revision begins with the bytes of the one it was built on, so each signer's
/// own version stays inside the last file. Never edited after it is made.
/// </summary>
public sealed class SealedRevision
{
    private SealedRevision()
    {
    }

    internal SealedRevision(Signature signature, SealedRevision? parent, StoredDocument document, DateTime sealedUtc, string thumbprint, DateTime? timeStampedUtc)
    {
        Id = Guid.NewGuid();
        RequestId = signature.RequestId;
        AgencyId = signature.AgencyId;
        SubjectId = signature.SubjectId;
        SignatureId = signature.Id;
        Slot = signature.Slot;
        ParentId = parent?.Id;
        Number = (parent?.Number ?? 0) + 1;
        DocumentId = document.Id;
        Sha256 = document.Sha256;
        Length = document.Length;
        SealedUtc = sealedUtc;
        SealThumbprint = thumbprint;
        TimeStampedUtc = timeStampedUtc;
    }

    /// <summary>Random key.</summary>
    public Guid Id { get; private set; }

    /// <summary>The request it belongs to.</summary>
    public Guid RequestId { get; private set; }

    /// <summary>The agency it belongs to.</summary>
    public Guid AgencyId { get; private set; }

    /// <summary>The new user whom the agreement is about.</summary>
    public Guid SubjectId { get; private set; }

    /// <summary>The signature after which it was sealed.</summary>
    public Guid SignatureId { get; private set; }

    /// <summary>The place of that signature.</summary>
    public SignatureSlot Slot { get; private set; }

    /// <summary>The revision it continues; null for the first.</summary>
    public Guid? ParentId { get; private set; }

    /// <summary>1, 2 or 3: how many seals the file carries.</summary>
    public int Number { get; private set; }

    /// <summary>The stored file.</summary>
    public Guid DocumentId { get; private set; }

    /// <summary>SHA-256 of the whole file, lower-case hex.</summary>
    public string Sha256 { get; private set; } = "";

    /// <summary>Bytes of the file.</summary>
    public long Length { get; private set; }

    /// <summary>When it was sealed, UTC.</summary>
    public DateTime SealedUtc { get; private set; }

    /// <summary>SHA-256 of the certificate of the seal, lower-case hex.</summary>
    public string SealThumbprint { get; private set; } = "";

    /// <summary>When a time-stamp authority confirmed it, UTC; null where none is set or it did not answer.</summary>
    public DateTime? TimeStampedUtc { get; private set; }

    /// <summary>The name of the signature field in the file.</summary>
    public static string FieldOf(SignatureSlot slot, int number) => $"{slot}{number}";

    /// <summary>The mark of an agreement, found in every sealed file of it.</summary>
    public static string MarkOf(Guid requestId) => requestId.ToString("N");
}
