namespace HmisOnboarding.Domain.Agreements.Sealing;

/// <summary>What one seal says.</summary>
/// <param name="FieldName">Name of the signature field, unlike every earlier one of the file; no full stop in it.</param>
/// <param name="SignerName">The person whose signature is sealed, in any script.</param>
/// <param name="Reason">What the signature means, in words.</param>
/// <param name="AtUtc">
/// When the seal is made (UTC, whole seconds are kept). It has to lie within the validity of the key, so a seal that is
/// made late carries the late time.
/// </param>
/// <param name="DocumentMark">
/// 32 lower-case hex digits that name the agreement. They stand in the file many times over, to be found when it is damaged.
/// </param>
/// <param name="Location">Where it was signed; left out when null.</param>
public sealed record SealWords(
    string FieldName, string SignerName, string Reason, DateTime AtUtc, string DocumentMark, string? Location = null);

/// <summary>A sealed file.</summary>
/// <param name="Bytes">The whole file, with every earlier revision in it.</param>
/// <param name="Sha256">SHA-256 of the whole file, 64 lower-case hex digits. The one test that misses nothing.</param>
/// <param name="Thumbprint">SHA-256 of the certificate that sealed, 64 lower-case hex digits.</param>
/// <param name="TimeStampedUtc">Time that the authority confirmed, or null without an authority or without its answer.</param>
/// <param name="TimeStampProblem">A sentence for a person when an authority was asked in vain; otherwise null.</param>
public sealed record SealedPdf(
    byte[] Bytes, string Sha256, string Thumbprint, DateTime? TimeStampedUtc, string? TimeStampProblem);
