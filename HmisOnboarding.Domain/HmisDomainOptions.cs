using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Mailing;
using HmisOnboarding.Domain.Training.Import;

namespace HmisOnboarding.Domain;

/// <summary>Where the product keeps its things, and what the community's settings are before anybody changed them.</summary>
public sealed class HmisDomainOptions
{
    /// <summary>Path of the SQLite file.</summary>
    public required string DatabasePath { get; init; }

    /// <summary>Directory of the uploaded files, outside the web root.</summary>
    public required string DocumentsPath { get; init; }

    /// <summary>Address under which people reach the product, for example "https://onboarding.example.org"; printed with the verify code. Null when nobody set it.</summary>
    public string? PublicAddress { get; init; }

    /// <summary>The public verify page; null when the product does not know its own address.</summary>
    public string? VerifyAddress => PublicAddress is { } address ? $"{address.TrimEnd('/')}/verify" : null;

    /// <summary>Folder of the seal's key and certificates: not the database and not its backups. Beside the database when nobody set it.</summary>
    public string SealFolder { get => field ?? BesideDatabase("seal"); init; }

    /// <summary>A key of the community's own, in a PFX file; else the product makes one.</summary>
    public string? SealPfxPath { get; init; }

    /// <summary>Password of that file.</summary>
    public string? SealPfxPassword { get; init; }

    /// <summary>Time-stamp authority (RFC 3161) that confirms each seal; null for none.</summary>
    public Uri? TimeStampAuthority { get; init; }

    /// <summary>SHA-256 thumbprint of that authority's certificate; null to take any.</summary>
    public string? TimeStampThumbprint { get; init; }

    /// <summary>
    /// The file that gets a copy of every checkpoint of the log; beside the database where nothing is said.
    /// On another disk, or copied there, it proves more.
    /// </summary>
    public string CheckpointLogPath { get => field ?? BesideDatabase("checkpoints.log"); init; }

    /// <summary>Limits of one upload.</summary>
    public DocumentLimits UploadLimits { get; init; } = new();

    /// <summary>The virus scanner that uploads are sent to; off where nobody set one.</summary>
    public ScannerOptions Scanner { get; init; } = new();

    /// <summary>Where e-mail goes; nowhere where nobody set a server.</summary>
    public MailOptions Mail { get; init; } = new();

    /// <summary>Limits of one list of completions.</summary>
    public CompletionLimits ImportLimits { get; init; } = new();

    /// <summary>The settings that the first version is published with.</summary>
    public CommunitySettings FirstSettings { get; init; } = new();

    internal string BesideDatabase(string name) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(DatabasePath))!, name);
}
