namespace HmisOnboarding.Domain.Agreements;

/// <summary>The three places on the User Agreement, in the order in which they are signed.</summary>
public enum SignatureSlot
{
    /// <summary>Applies and promises.</summary>
    User,

    /// <summary>Reviewed the training and attests.</summary>
    Administrator,

    /// <summary>Authorises for the agency.</summary>
    Director,
}

/// <summary>
/// One signature with its evidence. It holds for exactly the text whose hash it carries; when that text changes, or the next
/// signer sends it back, it is set aside with the reason and stays in the record.
/// </summary>
public sealed class Signature
{
    private Signature()
    {
    }

    internal Signature(Guid requestId, Guid agencyId, Guid subjectId, SignatureSlot slot, Guid signerId, string signedName, string seatTitle, DateTime atUtc, string textHash, int textVersion)
    {
        Id = Guid.NewGuid();
        RequestId = requestId;
        AgencyId = agencyId;
        SubjectId = subjectId;
        Slot = slot;
        SignerId = signerId;
        SignedName = signedName;
        SeatTitle = seatTitle;
        AtUtc = atUtc;
        TextHash = textHash;
        TextVersion = textVersion;
    }

    /// <summary>Random key.</summary>
    public Guid Id { get; private set; }

    /// <summary>The request it belongs to.</summary>
    public Guid RequestId { get; private set; }

    /// <summary>The agency it belongs to.</summary>
    public Guid AgencyId { get; private set; }

    /// <summary>The new user whom the agreement is about.</summary>
    public Guid SubjectId { get; private set; }

    /// <summary>Which of the three places.</summary>
    public SignatureSlot Slot { get; private set; }

    /// <summary>Who signed.</summary>
    public Guid SignerId { get; private set; }

    /// <summary>The name as it was typed; for a drawing or a signature on paper, the name of the account.</summary>
    public string SignedName { get; private set; } = "";

    /// <summary>Typed, drawn or on paper.</summary>
    public SignatureMethod Method { get; internal init; }

    /// <summary>The drawing in the text form of <see cref="InkDrawing"/>; null unless drawn.</summary>
    public string? Ink { get; internal init; }

    /// <summary>E-mail of the signer's account on that day.</summary>
    public string? Email { get; internal init; }

    /// <summary>How the signer proved who they are; null where nobody could ask (paper).</summary>
    public ProofMethod? ProofMethod { get; internal init; }

    /// <summary>When the signer proved it, UTC.</summary>
    public DateTime? ProofUtc { get; internal init; }

    /// <summary>When the signer first opened the agreement, UTC; null when that was not seen.</summary>
    public DateTime? FirstViewedUtc { get; internal init; }

    /// <summary>The day of the signature in ink, for one on paper.</summary>
    public DateOnly? PaperSignedOn { get; internal init; }

    /// <summary>Who compared the scan with the paper, for one on paper.</summary>
    public string? PaperConfirmedBy { get; internal init; }

    /// <summary>The scan that was compared with the paper, for one on paper.</summary>
    public Guid? PaperScanId { get; internal init; }

    /// <summary>SHA-256 of that scan's file when it was compared, lower-case hex.</summary>
    public string? PaperScanSha256 { get; internal init; }

    /// <summary>The seat in which it was signed, in words.</summary>
    public string SeatTitle { get; private set; } = "";

    /// <summary>The seat holder, when a delegate signed.</summary>
    public string? OnBehalfOf { get; internal init; }

    /// <summary>The delegation under which it was signed; null when the holder signed.</summary>
    public Guid? DelegationId { get; internal init; }

    /// <summary>Who gave that delegation.</summary>
    public Guid? DelegatedById { get; internal init; }

    /// <summary>Its start, UTC, as agreed when it was signed.</summary>
    public DateTime? DelegatedFromUtc { get; internal init; }

    /// <summary>Its end, UTC, exclusive, as agreed when it was signed.</summary>
    public DateTime? DelegatedUntilUtc { get; internal init; }

    /// <summary>When it was given, UTC; null where that was not kept.</summary>
    public DateTime? DelegatedOnUtc { get; internal init; }

    /// <summary>When, UTC.</summary>
    public DateTime AtUtc { get; private set; }

    /// <summary>When the signer agreed to sign electronically, UTC; null for a signature on paper.</summary>
    public DateTime? ConsentAtUtc { get; internal init; }

    /// <summary>SHA-256 of the text that was signed, lower-case hex.</summary>
    public string TextHash { get; private set; } = "";

    /// <summary>Version number of that text.</summary>
    public int TextVersion { get; private set; }

    /// <summary>Where it was signed from, when known.</summary>
    public string? IpAddress { get; internal init; }

    /// <summary>With which browser, when known.</summary>
    public string? UserAgent { get; internal init; }

    /// <summary>What has to be read with it, for example a waiver; printed on the agreement.</summary>
    public string? Note { get; internal init; }

    /// <summary>When it was set aside, UTC; null while it counts.</summary>
    public DateTime? VoidedAtUtc { get; private set; }

    /// <summary>Why it was set aside.</summary>
    public string? VoidReason { get; private set; }

    /// <summary>Whether it counts for that text.</summary>
    public bool HoldsFor(string textHash) => VoidedAtUtc is null && TextHash == textHash;

    internal void SetAside(DateTime atUtc, string reason)
    {
        VoidedAtUtc ??= atUtc;
        VoidReason ??= reason;
    }
}

/// <summary>Initials under one clause.</summary>
public sealed class ClauseInitial
{
    private ClauseInitial()
    {
    }

    internal ClauseInitial(Guid requestId, Guid agencyId, Guid subjectId, string clauseNumber, string initials, string textHash, DateTime atUtc)
    {
        Id = Guid.NewGuid();
        RequestId = requestId;
        AgencyId = agencyId;
        SubjectId = subjectId;
        ClauseNumber = clauseNumber;
        Initials = initials;
        TextHash = textHash;
        AtUtc = atUtc;
    }

    /// <summary>Random key.</summary>
    public Guid Id { get; private set; }

    /// <summary>The request it belongs to.</summary>
    public Guid RequestId { get; private set; }

    /// <summary>The agency it belongs to.</summary>
    public Guid AgencyId { get; private set; }

    /// <summary>Who initialled: the new user.</summary>
    public Guid SubjectId { get; private set; }

    /// <summary>The clause.</summary>
    public string ClauseNumber { get; private set; } = "";

    /// <summary>The letters.</summary>
    public string Initials { get; private set; } = "";

    /// <summary>SHA-256 of the agreement text they were given for.</summary>
    public string TextHash { get; private set; } = "";

    /// <summary>When, UTC.</summary>
    public DateTime AtUtc { get; private set; }
}
