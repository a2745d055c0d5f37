using System.Text.Json.Serialization;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Defaults;
using HmisOnboarding.Domain.ServiceLevel;
using HmisOnboarding.Domain.Training;

namespace HmisOnboarding.Domain.Community;

/// <summary>One thing that is wrong with a file.</summary>
/// <param name="Line">The line, from 1. Null when it concerns the whole.</param>
/// <param name="Path">Where in the file, such as "catalogue.courses[3].minutes". Empty when it concerns the whole.</param>
/// <param name="Sentence">What is wrong and what to do.</param>
public sealed record FileProblem(long? Line, string Path, string Sentence);

/// <summary>A community's catalogue, agreement text, settings and service hours as one JSON file, for keeping and for carrying to another installation.</summary>
/// <param name="Catalogue">Role types and courses.</param>
/// <param name="Agreement">The agreement text.</param>
/// <param name="Settings">The settings.</param>
/// <param name="ServiceHours">The service hours; null in a file from before they had versions, which says nothing of them.</param>
public sealed record CommunityFile(
    [property: JsonPropertyOrder(1)] Catalogue Catalogue,
    [property: JsonPropertyOrder(2)] AgreementText Agreement,
    [property: JsonPropertyOrder(3)] CommunitySettings Settings,
    [property: JsonPropertyOrder(4), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ServicePolicy? ServiceHours = null)
{
    /// <summary>Largest file in bytes.</summary>
    public const int MostBytes = 1_000_000;

    /// <summary>What the file says of itself.</summary>
    public const string Form = "hmis-onboarding/1";

    /// <summary>The form of the file; a later one is refused rather than half understood.</summary>
    [JsonRequired]
    public string Format { get; init; } = Form;

    /// <summary>The file's bytes: UTF-8, indented, line feeds. <see cref="Read"/> gives an equal file back.</summary>
    public byte[] Write() => System.Text.Encoding.UTF8.GetBytes(DataFile.Write(this));

    /// <summary>
    /// Reads a file. Either it can be published as it is, or every problem that was found is told, with line and path where there is one.
    /// Whatever the bytes are, it answers in sentences.
    /// </summary>
    public static (CommunityFile? File, IReadOnlyList<FileProblem> Problems) Read(ReadOnlyMemory<byte> content)
    {
        if (content.Length > MostBytes)
            return (null, [new(null, "", $"The file has more than {MostBytes / 1_000_000} MB. A whole catalogue has far less. Choose another file.")]);
        var problems = DataFileCheck.Of<CommunityFile>(content.Span);
        if (problems.Count > 0)
            return (null, problems);
        CommunityFile file;
        try
        {
            file = DataFile.Read<CommunityFile>(System.Text.Encoding.UTF8.GetString(content.Span).TrimStart('\uFEFF'), "file");
        }
        catch (FormatException refused)
        {
            return (null, [new(null, "", refused.Message)]);
        }

        problems = file.Problems();
        return problems.Count > 0 ? (null, problems) : (file, []);
    }

    /// <summary>What stands in the way of publishing what the file says. Empty when it can be published.</summary>
    public IReadOnlyList<FileProblem> Problems() =>
    [
        .. Format == Form ? Array.Empty<FileProblem>() : [new(null, "format", $"The format must be \"{Form}\". Export a file here to see its form.")],
        .. Catalogue.Problems().Select(p => new FileProblem(null, "catalogue", p)),
        .. Agreement.Problems().Select(p => new FileProblem(null, "agreement", p)),
        .. Settings.Problems().Select(p => new FileProblem(null, "settings", p)),
        .. (ServiceHours?.Problems() ?? []).Select(p => new FileProblem(null, "serviceHours", p)),
    ];
}
