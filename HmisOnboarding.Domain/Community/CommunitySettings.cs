using System.Text.Json;
using System.Text.Json.Serialization;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Submission;

namespace HmisOnboarding.Domain.Community;

/// <summary>
/// What a Continuum of Care decides for itself: its name, its links, its limits and targets. Data with defaults, kept in versions;
/// a request keeps the version it was opened under.
/// </summary>
public sealed record CommunitySettings
{
    /// <summary>Longest name of the community or the help desk.</summary>
    public const int NameLimit = 120;

    /// <summary>Longest link.</summary>
    public const int LinkLimit = 500;

    /// <summary>The Continuum of Care.</summary>
    public string CommunityName { get; init; } = "Continuum of Care";

    /// <summary>Name of the desk that system administrators answer from.</summary>
    public string HelpDeskName { get; init; } = "HMIS Support Help Desk";

    /// <summary>Address of the help desk.</summary>
    public string HelpDeskEmail { get; init; } = "hmis-help@example.org";

    /// <summary>Where people make a Learning Center account and take courses.</summary>
    public string LearningCenterUrl { get; init; } = "https://learning.example.org/";

    /// <summary>The Learning Center's Getting Started Guide.</summary>
    public string GettingStartedUrl { get; init; } = "https://learning.example.org/getting-started";

    /// <summary>The document for agencies that do not take part yet.</summary>
    public string HowToParticipateUrl { get; init; } = "https://hmis.example.org/how-to-participate";

    /// <summary>The practice copy of the HMIS.</summary>
    public string TrainingSiteUrl { get; init; } = "https://training.example.org/";

    /// <summary>The HMIS itself, for the first login.</summary>
    public string HmisUrl { get; init; } = "https://hmis.example.org/";

    /// <summary>The sheet that agreements are laid out for: Letter or A4.</summary>
    public PaperSize PaperSize { get; init; } = PaperSize.Letter;

    /// <summary>Hours after an agency administrator forwarded it in which a wish for the Training Site is answered.</summary>
    public int TrainingSiteTargetHours { get; init; } = 24;

    /// <summary>Days a new user usually takes for the courses.</summary>
    public int TrainingTargetDays { get; init; } = 10;

    /// <summary>Days in which the new user signs.</summary>
    public int UserSignatureTargetDays { get; init; } = 2;

    /// <summary>Days in which the agency administrator reviews and signs.</summary>
    public int ReviewTargetDays { get; init; } = 2;

    /// <summary>Days in which the director signs.</summary>
    public int DirectorTargetDays { get; init; } = 3;

    /// <summary>Days in which the agency administrator submits.</summary>
    public int SubmissionTargetDays { get; init; } = 1;

    /// <summary>Days in which documents that follow should arrive.</summary>
    public int DocumentsTargetDays { get; init; } = 5;

    /// <summary>Days in one step after which a request is marked as stuck.</summary>
    public int StuckAfterDays { get; init; } = 5;

    /// <summary>Days without any move after which a request may lapse.</summary>
    public int LapseAfterDays { get; init; } = 60;

    /// <summary>Days before that at which the agency is warned.</summary>
    public int LapseWarningDays { get; init; } = 7;

    /// <summary>Days for which the link of a watcher works after the request has ended.</summary>
    public int WatcherDays { get; init; } = 14;

    /// <summary>Hours for which an invitation link works.</summary>
    public int InvitationHours { get; init; } = 72;

    /// <summary>Days ahead at which a certificate that will expire is shown.</summary>
    public int ExpiryNoticeDays { get; init; } = 60;

    /// <summary>Hours after a reminder in which the same request is not reminded of again.</summary>
    public int ReminderPauseHours { get; init; } = 24;

    /// <summary>What happens by itself while the training stands still.</summary>
    public StagePlan TrainingReminders { get; init; } = new() { AfterHandOff = "4 d", BeforeExpected = "2 d", AfterExpected = "1 d, 7 d, 21 d", Administrators = "3 d", SystemAdministrators = "21 d" };

    /// <summary>The same while the new user's signature is awaited.</summary>
    public StagePlan UserSignatureReminders { get; init; } = new() { BeforeExpected = "1 d", AfterExpected = "1 d, 4 d, 10 d", Administrators = "2 d", SystemAdministrators = "14 d" };

    /// <summary>The same while the review is awaited.</summary>
    public StagePlan ReviewReminders { get; init; } = new() { BeforeExpected = "1 d", AfterExpected = "1 d, 3 d, 7 d", Director = "2 d", SystemAdministrators = "5 d" };

    /// <summary>The same while the director's signature is awaited.</summary>
    public StagePlan DirectorReminders { get; init; } = new() { BeforeExpected = "1 d", AfterExpected = "1 d, 4 d, 8 d", Administrators = "2 d", SystemAdministrators = "3 d" };

    /// <summary>The same while the packet is awaited.</summary>
    public StagePlan SubmissionReminders { get; init; } = new() { BeforeExpected = "4 h", AfterExpected = "1 d, 3 d, 7 d", Director = "2 d", SystemAdministrators = "5 d" };

    /// <summary>The same while documents that follow are awaited.</summary>
    public StagePlan DocumentsReminders { get; init; } = new() { BeforeExpected = "1 d", AfterExpected = "1 d, 5 d, 10 d", Director = "3 d", SystemAdministrators = "5 d" };

    /// <summary>Days after which a new user who has not confirmed the first login is asked whether it worked.</summary>
    public int LoginFollowUpDays { get; init; } = 3;

    /// <summary>How the HMIS of the community makes user names.</summary>
    public UserNameRule UserNames { get; init; } = UserNameRule.FirstInitialLastName;

    /// <summary>Uploads of one person a day in megabytes.</summary>
    public int UploadMegabytesADay { get; init; } = 50;

    /// <summary>Open requests one agency may have.</summary>
    public int OpenRequestsPerAgency { get; init; } = 200;

    /// <summary>Days without any move after which a request that may lapse is warned of; at least one, whatever was set.</summary>
    public int QuietDaysBeforeWarning() => Math.Max(1, LapseAfterDays - LapseWarningDays);

    private static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    /// <summary>Reads settings; a field that is absent has its default.</summary>
    /// <exception cref="JsonException">The text is not such a document.</exception>
    public static CommunitySettings Parse(string json) =>
        JsonSerializer.Deserialize<CommunitySettings>(json, Json) ?? throw new JsonException("The settings are empty.");

    /// <summary>Writes the settings so that <see cref="Parse"/> reads them back.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>What is wrong with the settings, in sentences; empty when they can be published.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        foreach (var (name, url) in new[]
        {
            ("Learning Center", LearningCenterUrl), ("Getting Started Guide", GettingStartedUrl), ("How To Participate", HowToParticipateUrl),
            ("Training Site", TrainingSiteUrl), ("HMIS", HmisUrl),
        })
        {
            if (url.Length > LinkLimit || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http"))
                problems.Add($"The link to the {name} must begin with https:// and have at most {LinkLimit} characters.");
        }

        if (!Agencies.EmailAddress.IsAddress(HelpDeskEmail))
            problems.Add("The help desk needs an e-mail address.");
        if (new[] { CommunityName, HelpDeskName }.Any(n => string.IsNullOrWhiteSpace(n) || n.Length > NameLimit))
            problems.Add($"The community and the help desk each need a name of at most {NameLimit} characters.");
        if (Agreements.AgreementPdf.Uncovered(CommunityName) is { Count: > 0 } unprintable)
            problems.Add($"The agreement cannot print {string.Join(" ", unprintable)} in the name of the community. Use letters of a European, Arabic or Hebrew alphabet.");
        if (new[] { TrainingTargetDays, UserSignatureTargetDays, ReviewTargetDays, DirectorTargetDays, SubmissionTargetDays, DocumentsTargetDays, StuckAfterDays, LapseAfterDays, LapseWarningDays, WatcherDays, ExpiryNoticeDays, LoginFollowUpDays }.Any(d => d is < 1 or > 3650))
            problems.Add("Every number of days must be between 1 and 3650.");
        if (LapseWarningDays >= LapseAfterDays)
            problems.Add("The agency must be warned fewer days before than a request needs to lapse.");
        if (TrainingSiteTargetHours is < 1 or > 720)
            problems.Add("A wish for the Training Site must be answered within 1 to 720 hours.");
        if (InvitationHours is < 1 or > 720)
            problems.Add("An invitation must work for 1 to 720 hours.");
        if (ReminderPauseHours is < 1 or > 720)
            problems.Add("A reminder can be repeated after 1 to 720 hours.");
        problems.AddRange(new[]
        {
            (TrainingReminders, "training"), (UserSignatureReminders, "signature of the new user"), (ReviewReminders, "review"),
            (DirectorReminders, "signature of the director"), (SubmissionReminders, "submission"), (DocumentsReminders, "documents that follow"),
        }.SelectMany(p => p.Item1.Problems(p.Item2)));
        if (!Enum.IsDefined(UserNames))
            problems.Add("Choose how the HMIS makes user names.");
        if (UploadMegabytesADay is < 10 or > 10_000)
            problems.Add("The uploads of one person must be limited to 10 to 10,000 megabytes a day.");
        return problems;
    }
}
