namespace HmisOnboarding.Domain.Agreements.Sealing;

/// <summary>Where the key of the seal is kept, and which authority confirms the time.</summary>
public sealed class SealOptions
{
    /// <summary>
    /// A directory of the seal's own, outside the database and its backups. Holds the key that the product made, and the
    /// public certificates of every key ever used. Made when missing, readable by the app's account only.
    /// </summary>
    public required string FolderPath { get; init; }

    /// <summary>A PFX (PKCS#12) file to seal with, RSA or elliptic curve. Null: the product makes a key of its own.</summary>
    public string? PfxPath { get; init; }

    /// <summary>Password of the PFX file; null when it has none.</summary>
    public string? PfxPassword { get; init; }

    /// <summary>Address of an RFC 3161 time stamp authority. Null: seals carry the time of this server only.</summary>
    public Uri? TimeStampAuthority { get; init; }

    /// <summary>SHA-256 thumbprint of the certificate with which that authority signs. Null: any certificate made for time stamps.</summary>
    public string? TimeStampThumbprint { get; init; }

    /// <summary>How long to wait for the authority before the seal is made without it.</summary>
    public TimeSpan TimeStampTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
