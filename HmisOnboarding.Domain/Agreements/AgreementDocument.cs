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

    /// <summary>One block for every signature that is asked for, signed or open, in the order of signing.</summary>
    public required IReadOnlyList<SignatureBlock> Signatures { get; init; }

    /// <summary>What happened to the request, oldest first.</summary>
    public required IReadOnlyList<HistoryLine> History { get; init; }

    /// <summary>Further labelled facts for the last page, for example where to verify the document.</summary>
    public IReadOnlyList<SheetLine> MoreFacts { get; init; } = [];

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
/// One signature, or the open place for it. A block without name and time is printed as "not signed yet";
/// a fact that a signed block lacks is printed as "not recorded".
/// </summary>
public sealed record SignatureBlock
{
    /// <summary>Whose place it is, for example "New user".</summary>
    public required string SlotTitle { get; init; }

    /// <summary>What this signature says, in words.</summary>
    public required string Meaning { get; init; }

    /// <summary>Name as typed by the signer.</summary>
    public string? SignedName { get; init; }

    /// <summary>Seat that the signer held on that day.</summary>
    public string? SeatTitle { get; init; }

    /// <summary>When it was signed (UTC).</summary>
    public DateTime? SignedAtUtc { get; init; }

    /// <summary>When the signer agreed to sign electronically (UTC).</summary>
    public DateTime? ConsentAtUtc { get; init; }

    /// <summary>How the signer proved who they are, for example "Password and code by e-mail".</summary>
    public string? Method { get; init; }

    /// <summary>Person for whom a delegate signed; null when nobody was represented.</summary>
    public string? OnBehalfOf { get; init; }

    /// <summary>SHA-256 of the text that this person signed, as hexadecimal.</summary>
    public string? TextHash { get; init; }

    /// <summary>What a reader must know, for example a waiver and its reason.</summary>
    public string? Note { get; init; }

    /// <summary>Further labelled facts for the last page, for example e-mail, address and device.</summary>
    public IReadOnlyList<SheetLine> MoreFacts { get; init; } = [];

    /// <summary>Whether somebody signed here.</summary>
    public bool IsSigned => SignedAtUtc is not null || !string.IsNullOrWhiteSpace(SignedName);
}

/// <summary>One thing that happened, at an instant in UTC.</summary>
public sealed record HistoryLine(DateTime AtUtc, string Text);
