namespace HmisOnboarding.Domain.Documents;

/// <summary>
/// A file that passed every check and is on disk. <paramref name="StoredName"/> is 32 hex digits and says nothing about the content;
/// <paramref name="Length"/> is bytes as kept (a picture is re-encoded); <paramref name="Sha256"/> is 64 lower-case hex digits of the kept bytes.
/// </summary>
public sealed record StoredFile(string StoredName, string DisplayName, string ContentType, long Length, string Sha256)
{
    /// <summary>What the virus scanner said; null where none is set or the product made the file itself.</summary>
    public ScanAnswer? Scan { get; init; }
}

/// <summary>Where documents are kept and what they may cost.</summary>
public sealed class DocumentStoreOptions
{
    /// <summary>A directory of the store's own, outside the web root. Made when missing, readable by the app's account only.</summary>
    public required string RootPath { get; set; }

    /// <summary>The limits of one upload.</summary>
    public DocumentLimits Limits { get; set; } = new();
}
