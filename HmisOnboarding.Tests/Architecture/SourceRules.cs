using System.Text.RegularExpressions;

namespace HmisOnboarding.Tests.Architecture;

/// <summary>One thing that source files must not say, and the files in which they may.</summary>
/// <param name="Name">The rule in words.</param>
/// <param name="Applies">Paths, from the repository's root with forward slashes, that are held to it.</param>
/// <param name="Allowed">Paths that may.</param>
/// <param name="Forbidden">What they must not say.</param>
/// <param name="InComments">Also what is said in comments and in quotes.</param>
internal sealed record SourceRule(string Name, Regex Applies, Regex? Allowed, Regex Forbidden, bool InComments = false)
{
    /// <summary>Every breach as path and line.</summary>
    public IEnumerable<string> Breaches(string path, string source)
    {
        if (!Applies.IsMatch(path) || Allowed?.IsMatch(path) == true)
            yield break;
        var text = InComments ? source : path.EndsWith(".razor", StringComparison.Ordinal) ? SourceText.CodeOfRazor(source) : SourceText.CodeOf(source);
        foreach (Match match in Forbidden.Matches(text))
            yield return $"{path}:{text.AsSpan(0, match.Index).Count('\n') + 1} says '{match.Value.Trim()}' ({Name})";
    }
}

/// <summary>The rules of the house that can be read off the source.</summary>
internal static partial class SourceRules
{
    private const RegexOptions None = RegexOptions.None;

    // who may name the database: its own folder, and the services and queries that load, act and save
    private static readonly string[] UsersOfTheDatabase =
    [
        "Agencies/(AgencyService|DelegationService|InvitationRights|PeopleService)", "Agreements/AgreementSealer", "Agreements/Sealing/SealRegister", "Agreements/VerifyService", "Audit/(Checkpoints|EventChain|ProvenRow|RecordsCheck|RecordsWalk|RequestRecords)",
        "Community/CommunityService", "Community/ServiceHoursService", "Community/CatalogueService", "Community/Publication", "Documents/(OrphanSweep|Quarantine)", "Notifications/NoticeQueries", "Requests/BoardQueries", "Requests/RequestDesk",
        "Requests/RequestQueries", "Requests/RequestService", "Submission/(PacketService|PacketVerifier)", "Training/TrainingSiteService", "Training/Import/CompletionImportService", "Training/Import/CompletionMatch",
        "Training/Compliance/(ComplianceQueries|StandingBook)", "SavedViews/SavedViewService", "Reports/(ReportQueries|StageBook)",
    ];

    public static IReadOnlyList<SourceRule> All { get; } =
    [
        new("the Domain knows no web", Domain(), null, new(@"\b(Microsoft\.AspNetCore|MudBlazor|HmisOnboarding\.Web)\b", None)),
        new("rules and records know no database", Domain(), new($"^HmisOnboarding\\.Domain/(Persistence/.*|{string.Join('|', UsersOfTheDatabase)})\\.cs$", None),
            new(@"\b(EntityFrameworkCore|DbContext|HmisDbContext|DbSet)\b", None)),
        new("only the drawing files know the drawing library", Domain(), new(@"/(Agreements/AgreementPdf[^/]*|Documents/ImageInspection)\.cs$", None), new(@"\b(SkiaSharp|HarfBuzzSharp|SK[A-Z][A-Za-z]+)\b", None)),
        new("only the inspection knows the PDF reader", Product(), new(@"/Documents/PdfInspection(\.(Text|Pages))?\.cs$", None), new(@"\bUglyToad\b", None)),
        new("only the table of moves knows the state machine", Product(), new(@"/Requests/RequestWorkflow[^/]*\.cs$", None), new(@"\bStateless\b|\bStateMachine<", None)),
        new("only the workflow and its users name guards", Product(), new(@"^HmisOnboarding\.Domain/Requests/(Guard|RequestWorkflow)\.cs$", None), new(@"\bGuard\.\w", None)),
        new("screens know no database and no HTTP", new(@"^HmisOnboarding\.Web/Features/", None), null, new(@"\b(\w*DbContext\w*|IDbContextFactory|HmisDatabase|SingleWriter|HttpContext|IHttpContextAccessor)\b", None)),
        new("time comes from the clock that is passed", Product(), null, new(@"\bDateTime(Offset)?\s*\.\s*(Now|UtcNow|Today)\b", None)),
        new("no async void", Product(), null, new(@"\basync\s+void\b", None)),
        new("nobody blocks on a task", Product(), null, new(@"(?<!await\s[\w.]+)\.Result\b(?!\s*[<(=])|\.Wait\(|\.GetAwaiter\(\)\s*\.GetResult\(|\bThread\.Sleep\b", None)),
        new("no text becomes markup but the icons' own", Product(), new(@"/Components/Shared/Icon\.razor$", None), new(@"\bMarkupString\b|\bAddMarkupContent\b", None)),
        new("a filter is set aside by its name only", Product(), null, new(@"\bIgnoreQueryFilters\(\s*\)", None)),
        new("raw SQL has one file", Product(), new(@"/Persistence/(HmisDatabase|AppendOnly)\.cs$", None), new(@"\b(FromSql\w*|ExecuteSql\w*|SqlQuery\w*|CommandText|CreateCommand)\b", None)),
        new("rows change where the log sees it", Product(), null, new(@"\bExecute(Update|Delete)(Async)?\b", None)),
        // a plain link is taken by the page router, which knows no files and answers that nothing is there
        new("files are downloaded or opened beside the page", new(@"^HmisOnboarding\.Web/.*\.razor$", None), null,
            new("""<a\s(?=[^>]*(\.pdf|\.zip|/documents/|/preview))(?![^>]*(\sdownload|target="_blank"))[^>]*>""", None), InComments: true),
        new("nothing is left for later", new(@"^(HmisOnboarding\.|docs/).*\.(cs|razor|js|css|md|json)$", None), new(@"/Architecture/", None), new(@"\b(TODO|FIXME|HACK|XXX)\b", None), InComments: true),
        new("folders are named by what they are about", Anything(), null, AnythingText()),
    ];

    /// <summary>Whether a file of one feature names another feature, by namespace or by the name of one of its pages.</summary>
    public static IEnumerable<string> NeighboursNamed(string path, string source, IReadOnlyDictionary<string, string> featureOfPage)
    {
        if (FeatureOf(path) is not { } own)
            yield break;
        var code = path.EndsWith(".razor", StringComparison.Ordinal) ? SourceText.CodeOfRazor(source) : SourceText.CodeOf(source);
        foreach (Match match in FeatureNamespace().Matches(code))
        {
            if (match.Groups[1].Value != own)
                yield return $"{path} names the feature {match.Groups[1].Value}.";
        }

        foreach (var (page, feature) in featureOfPage.Where(f => f.Value != own))
        {
            if (Regex.IsMatch(code, $@"(<|typeof\(|nameof\()\s*{page}\b"))
                yield return $"{path} names {page} of the feature {feature}.";
        }
    }

    /// <summary>The feature folder of a file, or null.</summary>
    public static string? FeatureOf(string path) => FeatureFolder().Match(path) is { Success: true } m ? m.Groups[1].Value : null;

    [GeneratedRegex(@"^HmisOnboarding\.Domain/.*\.cs$")]
    private static partial Regex Domain();

    [GeneratedRegex(@"^HmisOnboarding\.(Domain|Web)/.*\.(cs|razor)$")]
    private static partial Regex Product();

    [GeneratedRegex(@"(^|/)(Helpers?|Utils?|Utilities|Common|Managers?|Models?|Misc)/")]
    private static partial Regex Anything();

    [GeneratedRegex(@"\A")]
    private static partial Regex AnythingText();

    [GeneratedRegex(@"^HmisOnboarding\.Web/Features/([^/]+)/")]
    private static partial Regex FeatureFolder();

    [GeneratedRegex(@"\bFeatures\.(\w+)\b")]
    private static partial Regex FeatureNamespace();
}
