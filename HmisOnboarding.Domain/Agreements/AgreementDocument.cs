namespace HmisOnboarding.Domain.Agreements;

/// <summary>The sheet that a document is laid out for.</summary>
public enum PaperSize
{
    /// <summary>US Letter, 8.5 by 11 inches.</summary>
    Letter,

    /// <summary>ISO A4, 210 by 297 millimetres.</summary>
    A4,
}

/// <summary>
/// Everything that the printed User Agreement says, with nothing left to look up. Instants are UTC; the page
/// shows them in <see cref="Zone"/>. Equal content gives byte-identical PDFs, so the stored hash can be checked.
/// </summary>
public sealed record AgreementDocument
{
    /// <summary>Code that people quote for the request; in the footer of every page.</summary>
    public required string RequestCode { get; init; }

    /// <summary>Name of the agreement, for example "HMIS User Agreement".</summary>
    public required string Title { get; init; }

    /// <summary>Version of the text that was signed.</summary>
    public required string TextVersion { get; init; }

    /// <summary>SHA-256 of the text, as hexadecimal.</summary>
    public required string TextHash { get; init; }

    /// <summary>Agency that the new user works for.</summary>
    public required string AgencyName { get; init; }

    /// <summary>Community or HMIS that issues the agreement; printed above the title.</summary>
    public required string CommunityName { get; init; }

    /// <summary>The new user.</summary>
    public required string PersonName { get; init; }

    /// <summary>Role type that the access is asked for.</summary>
    public required string RoleTypeName { get; init; }

    /// <summary>Text before the first section; left out when null.</summary>
    public string? Introduction { get; init; }

    /// <summary>The clauses under their headings, in the order of the text.</summary>
    public required IReadOnlyList<AgreementSection> Sections { get; init; }

    /// <summary>
    /// One block for every signature that is asked for, signed or open, in the order of signing. The first one is the
    /// person's own, who also gives the initials.
    /// </summary>
    public required IReadOnlyList<SignatureBlock> Signatures { get; init; }

    /// <summary>What happened to the request, oldest first.</summary>
    public required IReadOnlyList<HistoryLine> History { get; init; }

    /// <summary>Further labelled facts for the certificate of completion.</summary>
    public IReadOnlyList<SheetLine> MoreFacts { get; init; } = [];

    /// <summary>Mark of this one agreement, for example the identifier of the request and its round of signing.</summary>
    public string? DocumentId { get; init; }

    /// <summary>Code by which anyone can ask whether this paper is valid; printed in groups of five, on every page.</summary>
    public string? VerificationCode { get; init; }

    /// <summary>Public page on which the code is typed, for example "https://hmis.example.org/verify".</summary>
    public string? VerificationAddress { get; init; }

    /// <summary>What the square code opens: the address followed by "/" and the code in groups; null when one of them is missing.</summary>
    public string? VerificationLink => string.IsNullOrWhiteSpace(VerificationAddress) || string.IsNullOrWhiteSpace(VerificationCode)
        ? null
        : $"{VerificationAddress.Trim().TrimEnd('/')}/{GroupedCode}";

    /// <summary>The files that were sealed before this one, oldest first; they stay inside the sealed file.</summary>
    public IReadOnlyList<SealedFile> SealedEarlier { get; init; } = [];

    /// <summary>Thumbprint of the certificate with which this file is sealed, as hexadecimal.</summary>
    public string? SealThumbprint { get; init; }

    /// <summary>Address of the time-stamp authority that is asked for this file, or "none set".</summary>
    public string? TimeStampAuthority { get; init; }

    /// <summary>Number of the newest entry of the audit chain when this copy was drawn.</summary>
    public long? AuditSequence { get; init; }

    /// <summary>Hash of that entry, as hexadecimal.</summary>
    public string? AuditHash { get; init; }

    /// <summary>The verification code as printed: in groups of five; a code that has other groups already keeps them.</summary>
    internal string? GroupedCode
    {
        get
        {
            var code = VerificationCode?.Trim();
            return string.IsNullOrEmpty(code) || code.Contains('-', StringComparison.Ordinal)
                ? code
                : string.Join('-', code.Chunk(5).Select(group => new string(group)));
        }
    }

    /// <summary>When this copy was drawn (UTC); the dates inside the file come from it.</summary>
    public required DateTime DrawnAtUtc { get; init; }

    /// <summary>Zone in which times are printed.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>Paper to lay out for.</summary>
    public PaperSize Paper { get; init; } = PaperSize.Letter;

    /// <summary>Whether every signature is there; otherwise each page says that it is not.</summary>
    public required bool Complete { get; init; }
}

/// <summary>A heading and its clauses.</summary>
public sealed record AgreementSection(string Heading, IReadOnlyList<AgreementClause> Clauses);

/// <summary>One numbered clause; the initials are printed beside it where the text asks for them.</summary>
/// <param name="Number">Number as printed, for example "12".</param>
/// <param name="Text">The clause; a line feed starts a new paragraph.</param>
/// <param name="Initials">Initials given, or null when none yet.</param>
/// <param name="InitialledAtUtc">When they were given (UTC).</param>
/// <param name="AsksInitials">Whether this clause asks for initials.</param>
public sealed record AgreementClause(
    string Number, string Text, string? Initials, DateTime? InitialledAtUtc, bool AsksInitials);

/// <summary>
/// One signature, or the open place for it: typed, drawn (<see cref="Ink"/>) or on paper
/// (<see cref="SignedOnPaperOn"/>). A block without any of them and without a time is printed as "not signed yet"; a
/// fact that a signed block lacks is printed as "not recorded".
/// </summary>
public sealed record SignatureBlock
{
    /// <summary>Whose place it is, for example "New user".</summary>
    public required string SlotTitle { get; init; }

    /// <summary>What this signature says, in words.</summary>
    public required string Meaning { get; init; }

    /// <summary>Name of the signer, as typed or, for a drawn or paper signature, as it is in print below.</summary>
    public string? SignedName { get; init; }

    /// <summary>Seat that the signer held on that day.</summary>
    public string? SeatTitle { get; init; }

    /// <summary>When it was signed (UTC).</summary>
    public DateTime? SignedAtUtc { get; init; }

    /// <summary>When the signer agreed to sign electronically (UTC).</summary>
    public DateTime? ConsentAtUtc { get; init; }

    /// <summary>How it was signed, in words; when null, the page says typed, drawn or on paper by what is there.</summary>
    public string? Method { get; init; }

    /// <summary>The signature as it was drawn; null when it was typed or is on paper.</summary>
    public InkDrawing? Ink { get; init; }

    /// <summary>Day that the paper carries; set only when the signature is on paper.</summary>
    public DateOnly? SignedOnPaperOn { get; init; }

    /// <summary>Who compared the scan of the paper with its signer, name and seat.</summary>
    public string? PaperConfirmedBy { get; init; }

    /// <summary>When that was done (UTC).</summary>
    public DateTime? PaperConfirmedAtUtc { get; init; }

    /// <summary>SHA-256 of the scan, as hexadecimal.</summary>
    public string? PaperScanHash { get; init; }

    /// <summary>E-mail address of the signer's account.</summary>
    public string? Email { get; init; }

    /// <summary>How the signer proved who they are right before signing, for example "password and code by e-mail".</summary>
    public string? IdentityConfirmedBy { get; init; }

    /// <summary>When they did (UTC).</summary>
    public DateTime? IdentityConfirmedAtUtc { get; init; }

    /// <summary>Version of the text about electronic signing that the signer agreed to.</summary>
    public string? ConsentVersion { get; init; }

    /// <summary>When the signer first had the agreement on the screen (UTC).</summary>
    public DateTime? FirstViewedAtUtc { get; init; }

    /// <summary>Network address that the signature came from.</summary>
    public string? IpAddress { get; init; }

    /// <summary>Device and browser that it came from.</summary>
    public string? Device { get; init; }

    /// <summary>Who let the delegate sign, since when and why; null when nobody was represented.</summary>
    public string? DelegateNote { get; init; }

    /// <summary>A rule that was waived for this signature, by whom and why; null when none was.</summary>
    public string? WaiverNote { get; init; }

    /// <summary>Mark of this one signature in the records.</summary>
    public string? SignatureId { get; init; }

    /// <summary>Person for whom a delegate signed; null when nobody was represented.</summary>
    public string? OnBehalfOf { get; init; }

    /// <summary>SHA-256 of the text that this person signed, as hexadecimal.</summary>
    public string? TextHash { get; init; }

    /// <summary>What a reader must know beside the signature.</summary>
    public string? Note { get; init; }

    /// <summary>Further labelled facts for the certificate of completion.</summary>
    public IReadOnlyList<SheetLine> MoreFacts { get; init; } = [];

    /// <summary>Whether somebody signed here.</summary>
    public bool IsSigned => SignedAtUtc is not null || SignedOnPaperOn is not null || Ink is not null || !string.IsNullOrWhiteSpace(SignedName);
}

/// <summary>One thing that happened, at an instant in UTC.</summary>
/// <param name="AtUtc">When (UTC).</param>
/// <param name="Text">What, in one sentence.</param>
public sealed record HistoryLine(DateTime AtUtc, string Text)
{
    /// <summary>Who did it, name and seat, or the product itself.</summary>
    public string? Who { get; init; }

    /// <summary>Why, in their words; left out when null.</summary>
    public string? Reason { get; init; }
}

/// <summary>A file that was sealed before.</summary>
/// <param name="Number">Which revision of the agreement, from 1.</param>
/// <param name="Sha256">SHA-256 of the whole file, as hexadecimal.</param>
/// <param name="SealedAtUtc">When it was sealed (UTC).</param>
public sealed record SealedFile(int Number, string Sha256, DateTime? SealedAtUtc = null);
