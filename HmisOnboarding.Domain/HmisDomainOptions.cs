using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Documents;

namespace HmisOnboarding.Domain;

/// <summary>Where the product keeps its things, and what the community's settings are before anybody changed them.</summary>
public sealed class HmisDomainOptions
{
    /// <summary>Path of the SQLite file.</summary>
    public required string DatabasePath { get; init; }

    /// <summary>Directory of the uploaded files, outside the web root.</summary>
    public required string DocumentsPath { get; init; }

    /// <summary>
    /// The file that gets a copy of every checkpoint of the log; beside the database where nothing is said.
    /// On another disk, or copied there, it proves more.
    /// </summary>
    public string CheckpointLogPath { get => field ?? BesideDatabase("checkpoints.log"); init; }

    /// <summary>Limits of one upload.</summary>
    public DocumentLimits UploadLimits { get; init; } = new();

    /// <summary>The settings that the first version is published with.</summary>
    public CommunitySettings FirstSettings { get; init; } = new();

    internal string BesideDatabase(string name) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(DatabasePath))!, name);
}
