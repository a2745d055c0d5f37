namespace HmisOnboarding.Domain.Agreements.Sealing;

/// <summary>What the bytes of a file say about themselves. They cannot say whether more seals were due: the record knows that.</summary>
/// <param name="Seals">The seals that were found, in the order of their revisions.</param>
/// <param name="CoversWholeFile">
/// True when the last seal is intact, ends where the file ends, and every revision lies wholly inside the next one.
/// </param>
/// <param name="DocumentMarks">
/// Ids of agreements that stand in the file, the most frequent first, so that damage to one of them does not mislead.
/// </param>
public sealed record SealReport(IReadOnlyList<SealFound> Seals, bool CoversWholeFile, IReadOnlyList<string> DocumentMarks)
{
    /// <summary>Whether the file is a revision that we sealed, to the last byte: every seal intact and ours.</summary>
    public bool IsGenuine => CoversWholeFile && Seals.All(seal => seal.IsIntact && seal.IsOurs);
}

/// <summary>One seal in a file.</summary>
/// <param name="FieldName">Name of its field; empty when it is not one of our making.</param>
/// <param name="IsIntact">Whether the sealed bytes, and the seal itself, are as they were on that day.</param>
/// <param name="IsOurs">Whether its certificate is among the known ones. Says nothing alone: see <paramref name="IsIntact"/>.</param>
/// <param name="Thumbprint">SHA-256 of its certificate, 64 lower-case hex digits; null when it cannot be read.</param>
/// <param name="SignedUtc">When the seal says that it was made; trustworthy only when intact and ours.</param>
/// <param name="TimeStampedUtc">
/// When a time stamp authority confirmed it; null without one. The stamp fits this seal; who the authority is, is not judged.
/// </param>
/// <param name="RevisionLength">How many bytes from the start of the file belong to this revision.</param>
public sealed record SealFound(
    string FieldName, bool IsIntact, bool IsOurs, string? Thumbprint, DateTime? SignedUtc, DateTime? TimeStampedUtc,
    long RevisionLength);
