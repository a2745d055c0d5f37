namespace HmisOnboarding.Domain.Agreements;

/// <summary>What the verify page answers; each has its own words, colour and icon.</summary>
public enum Verdict
{
    /// <summary>The agreement with all three signatures, unaltered and in force.</summary>
    ValidComplete,

    /// <summary>Unaltered, but signatures are missing.</summary>
    ValidNotComplete,

    /// <summary>Unaltered, but a newer one took its place or its signatures were set aside.</summary>
    Superseded,

    /// <summary>Unaltered, but no longer in force.</summary>
    Revoked,

    /// <summary>Not the file as it was sealed.</summary>
    Altered,

    /// <summary>Nothing is known of it.</summary>
    Unknown,
}

/// <summary>One signature as the verify page shows it: no more than stands on the paper, and less of the name.</summary>
/// <param name="Seat">The place in words.</param>
/// <param name="Initials">First letters of the signer's names.</param>
/// <param name="SignedUtc">When.</param>
public sealed record VerifiedSignature(string Seat, string Initials, DateTime SignedUtc)
{
    /// <summary>First letters of the seat holder's names, where a delegate signed for them; null else.</summary>
    public string? ForInitials { get; init; }
}

/// <summary>
/// The answer about one paper. Without <see cref="Facts"/> nothing about any agreement is given away.
/// </summary>
/// <param name="Verdict">The answer.</param>
/// <param name="Facts">What is known of the agreement; null when it is unknown.</param>
/// <param name="AddedAfterSeal">For an altered file: it is a sealed one with something added behind the last seal.</param>
public sealed record VerifyAnswer(Verdict Verdict, VerifiedFacts? Facts = null, bool AddedAfterSeal = false)
{
    /// <summary>Nothing is known of it.</summary>
    public static readonly VerifyAnswer Unknown = new(Verdict.Unknown);
}

/// <summary>What the verify page may say of an agreement.</summary>
public sealed record VerifiedFacts
{
    /// <summary>Request code.</summary>
    public required string RequestCode { get; init; }

    /// <summary>Title of the agreement.</summary>
    public required string Title { get; init; }

    /// <summary>Number of the text.</summary>
    public required int TextVersion { get; init; }

    /// <summary>SHA-256 of the text.</summary>
    public required string TextHash { get; init; }

    /// <summary>The agency.</summary>
    public required string AgencyName { get; init; }

    /// <summary>First letters of the new user's names.</summary>
    public required string SubjectInitials { get; init; }

    /// <summary>The signatures that count, in order.</summary>
    public required IReadOnlyList<VerifiedSignature> Signatures { get; init; }

    /// <summary>SHA-256 of the newest sealed file, to compare by hand; null when none is sealed.</summary>
    public required string? NewestSha256 { get; init; }

    /// <summary>When that file was sealed, UTC.</summary>
    public required DateTime? SealedUtc { get; init; }

    /// <summary>Thumbprint of the certificate of its seal.</summary>
    public required string? SealThumbprint { get; init; }

    /// <summary>When a time-stamp authority confirmed it; null when none did.</summary>
    public required DateTime? TimeStampedUtc { get; init; }

    /// <summary>When it was revoked or the request was closed, UTC.</summary>
    public required DateTime? EndedUtc { get; init; }

    /// <summary>Zone in which times are shown.</summary>
    public required TimeZoneInfo Zone { get; init; }
}
