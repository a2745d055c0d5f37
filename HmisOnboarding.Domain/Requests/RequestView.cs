using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.ServiceLevel;
using HmisOnboarding.Domain.Submission;
using HmisOnboarding.Domain.Training;

namespace HmisOnboarding.Domain.Requests;

/// <summary>How a step of the stepper stands.</summary>
public enum StepStanding
{
    /// <summary>Behind.</summary>
    Done,

    /// <summary>Here.</summary>
    Current,

    /// <summary>Here again, with something to put right.</summary>
    Returned,

    /// <summary>Ahead.</summary>
    Upcoming,

    /// <summary>The request closed here.</summary>
    Stopped,
}

/// <summary>One step of the stepper, with the day it was done and by whom.</summary>
public sealed record StepView(string Name, StepStanding Standing, DateTime? DoneUtc, string? DoneBy);

/// <summary>Who has the request: an office and the people in it now.</summary>
/// <param name="Kind">The office.</param>
/// <param name="Title">The office in words.</param>
/// <param name="Names">Who sits in it; empty when the seat is vacant or the request is closed.</param>
/// <param name="SinceUtc">Since when it is with them.</param>
/// <param name="IsViewer">The viewer is one of them.</param>
public sealed record HolderView(RequestHolder Kind, string Title, IReadOnlyList<string> Names, DateTime SinceUtc, bool IsViewer);

/// <summary>When something is expected, and what the expectation rests on.</summary>
/// <param name="ByUtc">The instant; null when nothing is expected any more or the wait is not in anybody's hands.</param>
/// <param name="Basis">What it rests on, in words.</param>
public sealed record ExpectationView(DateTime? ByUtc, string Basis);

/// <summary>A row of the checklist with what a person needs to act on it.</summary>
public sealed record ChecklistItem(
    Course Course, ChecklistStatus Status, Guid? EvidenceId, Guid? DocumentId, string? DocumentName, string? DocumentType, DateOnly? CompletedOn, DateOnly? ExpiresOn,
    int? ScorePercent, string? CertificateNumber, string? RejectionReason, string? DecidedByName, DateTime? AddedUtc, string? AddedByName, bool PaperOnly, bool SameFileElsewhere)
{
    /// <summary>When it was accepted or rejected, UTC.</summary>
    public DateTime? DecidedUtc { get; init; }

    /// <summary>The exemption in force, or the last one where none is; null when there never was one.</summary>
    public ExemptionView? Exemption { get; init; }

    /// <summary>It runs out soon, or before the account can exist; null when neither.</summary>
    public ExpiryNotice? Notice { get; init; }

    /// <summary>It rests on the Learning Center's list alone; its file is still to follow.</summary>
    public bool FromLearningCenter { get; init; }

    /// <summary>The same certificate number was given for another person; told to administrators only.</summary>
    public bool SameNumberElsewhere { get; init; }

    /// <summary>Codes of other requests with the same file or number that the viewer may see; of other agencies only the fact is told.</summary>
    public IReadOnlyList<string> TwinCodes { get; init; } = [];

    /// <summary>What the file's own text says, and where that differs from what was entered; null for pictures, paper and files that were not read.</summary>
    public CertificateCheck? Check { get; init; }

    /// <summary>The virus check of its file is not done: nobody opens or accepts it.</summary>
    public bool IsBeingChecked { get; init; }

    /// <summary>Nothing is missing for this course today.</summary>
    public bool IsDone => Status.IsDone();
}

/// <summary>An exemption as shown.</summary>
/// <param name="Id">Random key.</param>
/// <param name="Reason">Why.</param>
/// <param name="LastDay">Last local day; null without an end.</param>
/// <param name="GivenByName">Who gave it.</param>
/// <param name="GivenUtc">When, UTC.</param>
/// <param name="EndedByName">Who ended it; null while nobody did.</param>
/// <param name="EndedUtc">When it was ended, UTC.</param>
/// <param name="EndReason">Why it was ended.</param>
public sealed record ExemptionView(Guid Id, string Reason, DateOnly? LastDay, string GivenByName, DateTime GivenUtc, string? EndedByName, DateTime? EndedUtc, string? EndReason);

/// <summary>A signature as shown and printed.</summary>
public sealed record SignatureView(
    SignatureSlot Slot, Guid SignerId, string SignedName, string SeatTitle, string? OnBehalfOf, DateTime AtUtc, DateTime? ConsentAtUtc, string TextHash, int TextVersion, string? IpAddress,
    string? UserAgent, string? Note, bool Holds, string? VoidReason)
{
    /// <summary>Random key, printed on the certificate.</summary>
    public required Guid Id { get; init; }

    /// <summary>Typed, drawn or on paper.</summary>
    public required SignatureMethod Method { get; init; }

    /// <summary>The drawing in text form; null unless drawn.</summary>
    public required string? Ink { get; init; }

    /// <summary>E-mail of the signer's account on that day.</summary>
    public required string? Email { get; init; }

    /// <summary>How the signer, or who confirmed the paper, proved who they are.</summary>
    public required ProofMethod? ProofMethod { get; init; }

    /// <summary>When.</summary>
    public required DateTime? ProofUtc { get; init; }

    /// <summary>When the signer first opened the agreement.</summary>
    public required DateTime? FirstViewedUtc { get; init; }

    /// <summary>The day on the paper.</summary>
    public required DateOnly? PaperSignedOn { get; init; }

    /// <summary>Who confirmed the paper.</summary>
    public required string? PaperConfirmedBy { get; init; }

    /// <summary>SHA-256 of the scan that was compared with the paper.</summary>
    public required string? PaperScanSha256 { get; init; }

    /// <summary>When it was set aside.</summary>
    public required DateTime? VoidedAtUtc { get; init; }

    /// <summary>Start of the delegation under which it was signed; null when the holder signed.</summary>
    public DateTime? DelegatedFromUtc { get; init; }

    /// <summary>Its end, exclusive.</summary>
    public DateTime? DelegatedUntilUtc { get; init; }

    /// <summary>When it was given.</summary>
    public DateTime? DelegatedOnUtc { get; init; }

    /// <summary>Who held the seat that day, and from when until when; null for the new user, and where no seat is on record.</summary>
    public SeatThen? Seat { get; init; }
}

/// <summary>Who held the seat when a signature was given.</summary>
/// <param name="HolderName">Who.</param>
/// <param name="FromUtc">Since when, UTC.</param>
/// <param name="UntilUtc">Until when, UTC; null while they still do.</param>
public sealed record SeatThen(string HolderName, DateTime FromUtc, DateTime? UntilUtc);

/// <summary>The agreement with what has been initialled and signed.</summary>
public sealed record AgreementView(
    AgreementText Text, string Hash, int VersionNumber, IReadOnlyList<SignatureView> Signatures, IReadOnlyDictionary<string, InitialView> Initials,
    IReadOnlyList<string> OpenInitials, DateTime? ViewerConsentUtc)
{
    /// <summary>The signature that counts in a place, or null.</summary>
    public SignatureView? Holding(SignatureSlot slot) => Signatures.FirstOrDefault(s => s.Slot == slot && s.Holds);

    /// <summary>The signatures that count, in the order of signing.</summary>
    public IReadOnlyList<SignatureView> InOrder => [.. Enum.GetValues<SignatureSlot>().Select(Holding).TakeWhile(s => s is not null).OfType<SignatureView>()];

    /// <summary>The secret in the address of the verify page.</summary>
    public required string VerifyCode { get; init; }

    /// <summary>The new user signs on paper.</summary>
    public required bool OnPaper { get; init; }

    /// <summary>The scan of the signed paper, or null.</summary>
    public required ScanView? Scan { get; init; }

    /// <summary>What differs from the text that was signed before; null when nobody signed another text.</summary>
    public required TextChange? Change { get; init; }

    /// <summary>Number of a newer published text, when there is one.</summary>
    public required int? NewerVersion { get; init; }

    /// <summary>Why the complete agreement was revoked, or null.</summary>
    public required string? RevokedNote { get; init; }
}

/// <summary>The scan of an agreement signed on paper.</summary>
public sealed record ScanView(Guid DocumentId, string Name, string ContentType, DateTime UploadedUtc, string Sha256)
{
    /// <summary>The virus check of the file is not done: nobody opens or confirms it.</summary>
    public bool IsBeingChecked { get; init; }
}

/// <summary>What changed since the text that somebody signed on this request before.</summary>
/// <param name="FromVersion">Number of the old text.</param>
/// <param name="Parts">Where the words differ.</param>
public sealed record TextChange(int FromVersion, IReadOnlyList<ChangedPart> Parts);

/// <summary>Initials under a clause.</summary>
public sealed record InitialView(string Letters, DateTime AtUtc);

/// <summary>One thing of the packet: there, or missing with who has it.</summary>
/// <param name="Name">What.</param>
/// <param name="Ok">It is there and right.</param>
/// <param name="Missing">What is missing, in a sentence.</param>
/// <param name="With">Who can put it right.</param>
/// <param name="Anchor">Where on the request page it is mended: form, training or signatures.</param>
public sealed record PacketItem(string Name, bool Ok, string? Missing, string? With, string Anchor)
{
    /// <summary>What has to be known beside it, such as who gave an exemption and why.</summary>
    public string? Note { get; init; }
}

/// <summary>Who has claimed a packet.</summary>
/// <param name="PersonId">The system administrator.</param>
/// <param name="Name">Their name.</param>
/// <param name="SinceUtc">Since when, UTC.</param>
public sealed record ClaimView(Guid PersonId, string Name, DateTime SinceUtc);

/// <summary>One line of the timeline.</summary>
public sealed record TimelineEntry(long Id, DateTime AtUtc, string Text, string? Reason, string Kind, string ActorName)
{
    /// <summary>For whom a delegate acted; null else.</summary>
    public string? OnBehalfOf { get; init; }

    /// <summary>The name, or "B for A".</summary>
    public string Who => Agencies.DelegationWords.For(ActorName, OnBehalfOf);
}

/// <summary>How the new user's invitation stands; its link is not part of it, because whoever is shown the link is written down.</summary>
/// <param name="SentId">The open invitation's message; another one after each renewal, null when there is none.</param>
/// <param name="NotYours">Why this agency can neither see nor renew it, in sentences; null when it can.</param>
public sealed record InvitationStanding(Guid? SentId, string? NotYours);

/// <summary>What the viewer is to the request.</summary>
public sealed record ViewerPlace(Guid PersonId, string FullName, bool IsSubject, bool IsAdministrator, bool IsDirector, bool IsSystemAdministrator, string? ActsFor)
{
    /// <summary>For whom the viewer acts as agency administrator; null in a seat of one's own.</summary>
    public string? ActsForAdministrator { get; init; }
}

/// <summary>The memory of reminders at the present step, and whether the viewer can send one.</summary>
/// <param name="IsOffered">The viewer has a part in it, and it is with somebody else.</param>
/// <param name="LastUtc">When the last one went out, UTC; null when none did.</param>
/// <param name="ByName">Who sent it; null where it came by the plan.</param>
/// <param name="AgainUtc">From when the viewer can send the next one, UTC; null when now, or when there is another reason.</param>
/// <param name="WhyNot">Why the viewer cannot send one now; null when they can.</param>
public sealed record ReminderView(bool IsOffered, DateTime? LastUtc, string? ByName, DateTime? AgainUtc, string? WhyNot)
{
    /// <summary>Nothing to remind of.</summary>
    public static ReminderView None { get; } = new(false, null, null, null, null);
}

/// <summary>Everything one person may see of one request, read in one go, with what they may do and why not.</summary>
public sealed record RequestView
{
    /// <summary>Random key, for live updates.</summary>
    public required Guid Id { get; init; }

    /// <summary>The code that people use.</summary>
    public required string Code { get; init; }

    /// <summary>The version that was read; acts pass it so that nobody acts over a change they have not seen.</summary>
    public required Guid Version { get; init; }

    /// <summary>The new user.</summary>
    public required Guid SubjectId { get; init; }

    /// <summary>The new user's name.</summary>
    public required string SubjectName { get; init; }

    /// <summary>The new user's first name: all that leaves the product.</summary>
    public required string SubjectFirstName { get; init; }

    /// <summary>When the request closes by itself if nothing happens, UTC; null where it does not, or that day is far.</summary>
    public DateTime? LapsesUtc { get; init; }

    /// <summary>The new user's work e-mail.</summary>
    public required string SubjectEmail { get; init; }

    /// <summary>Whether the new user has chosen a password yet.</summary>
    public required bool SubjectCanSignIn { get; init; }

    /// <summary>The agency.</summary>
    public required Guid AgencyId { get; init; }

    /// <summary>Its name.</summary>
    public required string AgencyName { get; init; }

    /// <summary>Domain of the agency's work e-mail.</summary>
    public required string AgencyEmailDomain { get; init; }

    /// <summary>Names of the agency's projects.</summary>
    public required IReadOnlyList<string> AgencyProjects { get; init; }

    /// <summary>Its time zone.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>The role type asked for.</summary>
    public required RoleType RoleType { get; init; }

    /// <summary>Where it is; never shown as such.</summary>
    public required RequestState State { get; init; }

    /// <summary>Where it is, in words.</summary>
    public required string StageName { get; init; }

    /// <summary>When it was opened.</summary>
    public required DateTime OpenedUtc { get; init; }

    /// <summary>The stepper.</summary>
    public required IReadOnlyList<StepView> Steps { get; init; }

    /// <summary>Who has it.</summary>
    public required HolderView Holder { get; init; }

    /// <summary>What happens next.</summary>
    public required string Next { get; init; }

    /// <summary>When the present step should be done.</summary>
    public required ExpectationView StepExpected { get; init; }

    /// <summary>When the account should exist.</summary>
    public required ExpectationView AccountExpected { get; init; }

    /// <summary>The User Training Checklist.</summary>
    public required IReadOnlyList<ChecklistItem> Checklist { get; init; }

    /// <summary>All certificates ever given, newest first.</summary>
    public required IReadOnlyList<TrainingEvidence> AllEvidence { get; init; }

    /// <summary>User name at the Learning Center.</summary>
    public required string? LearningCenterUser { get; init; }

    /// <summary>E-mail of that account; null where it is not known.</summary>
    public required string? LearningCenterEmail { get; init; }

    /// <summary>That account has another e-mail than the new user's work e-mail: completions cannot be matched to the person.</summary>
    public bool LearningCenterEmailDiffers => LearningCenterEmail is { } other && !string.Equals(other, SubjectEmail, StringComparison.OrdinalIgnoreCase);

    /// <summary>The agreement.</summary>
    public required AgreementView Agreement { get; init; }

    /// <summary>The User Request Form.</summary>
    public required UserRequestForm Form { get; init; }

    /// <summary>What is missing on the form.</summary>
    public required IReadOnlyList<string> FormProblems { get; init; }

    /// <summary>The packet.</summary>
    public required IReadOnlyList<PacketItem> Packet { get; init; }

    /// <summary>The clock's record.</summary>
    public required ClockRecord Clock { get; init; }

    /// <summary>The clock as it stood when this was read.</summary>
    public required ClockReading ClockReading { get; init; }

    /// <summary>The clock in sentences, the same for everybody on the request.</summary>
    public required ClockExplanation ClockExplanation { get; init; }

    /// <summary>The service hours that the clock is counted by.</summary>
    public required ServiceTerms Service { get; init; }

    /// <summary>The service hours in force now, which a new clock starts under.</summary>
    public required ServiceTerms ServiceInForce { get; init; }

    /// <summary>Why the viewer cannot set the clock to the service hours in force; empty when they can.</summary>
    public required IReadOnlyList<string> WhyNotReplan { get; init; }

    /// <summary>Who has claimed the packet; null when nobody has.</summary>
    public required ClaimView? Claim { get; init; }

    /// <summary>When the limit was first missed, UTC; it stays after the account was made. Null when it never was.</summary>
    public required DateTime? LimitMissedUtc { get; init; }

    /// <summary>When this was read, UTC.</summary>
    public required DateTime ReadUtc { get; init; }

    /// <summary>What has to be put right.</summary>
    public required IReadOnlyList<ReturnItem> OpenItems { get; init; }

    /// <summary>The note of the last return.</summary>
    public required string? ReturnNote { get; init; }

    /// <summary>Who returned it.</summary>
    public required string? ReturnedBy { get; init; }

    /// <summary>Waiver of distinct signers, as printed.</summary>
    public required string? WaiverNote { get; init; }

    /// <summary>History, newest first.</summary>
    public required IReadOnlyList<TimelineEntry> Timeline { get; init; }

    /// <summary>The wish for the Training Site, or null.</summary>
    public required TrainingSiteAccess? TrainingSite { get; init; }

    /// <summary>The message to the help desk: the one sent, or a draft to edit.</summary>
    public required string HelpDeskMessage { get; init; }

    /// <summary>When it was last submitted.</summary>
    public required DateTime? SubmittedUtc { get; init; }

    /// <summary>User name in the HMIS.</summary>
    public required string? HmisUserName { get; init; }

    /// <summary>Role given in the HMIS.</summary>
    public required string? HmisRole { get; init; }

    /// <summary>When the account was recorded.</summary>
    public required DateTime? AccountUtc { get; init; }

    /// <summary>Who recorded it.</summary>
    public required string? AccountByName { get; init; }

    /// <summary>When the new user confirmed the first login.</summary>
    public required DateTime? FirstLoginUtc { get; init; }

    /// <summary>The invitation of a new user who cannot sign in yet, for the agency administrator; null for others and once it is used.</summary>
    public required InvitationStanding? Invitation { get; init; }

    /// <summary>What the viewer is to it.</summary>
    public required ViewerPlace Viewer { get; init; }

    /// <summary>For every move that exists at this step: why the viewer cannot make it; empty when they can.</summary>
    public required IReadOnlyDictionary<RequestTrigger, IReadOnlyList<string>> Moves { get; init; }

    /// <summary>The catalogue the request was opened under.</summary>
    public required Catalogue Catalogue { get; init; }

    /// <summary>The settings the request was opened under.</summary>
    public required CommunitySettings Settings { get; init; }

    /// <summary>A user name for the HMIS by the community's rule; for the system administrator the first one that nobody here has.</summary>
    public required string SuggestedUserName { get; init; }

    /// <summary>Who has the user name that the rule gives, in a sentence, for the system administrator; null while it is free.</summary>
    public string? SuggestionTaken { get; init; }

    /// <summary>When whoever has the request was last reminded, UTC; null when nobody was at this step.</summary>
    public DateTime? RemindedUtc { get; init; }

    /// <summary>The reminder that the viewer can send, and what is remembered of the last one.</summary>
    public ReminderView Reminder { get; init; } = ReminderView.None;

    /// <summary>Who was told that the present step is late; empty while nobody was.</summary>
    public IReadOnlyList<ToldOfDelay> ToldOfDelay { get; init; } = [];

    /// <summary>Whom the plan tells next if it stays as it is, for people of the agency and the help desk; null when nobody further.</summary>
    public PlannedFollowUp? NextTold { get; init; }

    /// <summary>When the new user was asked whether the first login worked, UTC; null while that was not needed.</summary>
    public DateTime? LoginAskedUtc { get; init; }

    /// <summary>Other requests or people that look like the same person, for the system administrator.</summary>
    public required IReadOnlyList<string> PossibleDuplicates { get; init; }

    /// <summary>Whether the viewer can make the move now.</summary>
    public bool Can(RequestTrigger trigger) => Moves.TryGetValue(trigger, out var why) && why.Count == 0;

    /// <summary>Why the viewer cannot make the move; the reason that the step is another one when it does not exist here.</summary>
    public IReadOnlyList<string> WhyNot(RequestTrigger trigger) => Moves.TryGetValue(trigger, out var why) ? why : [Stages.NotNow(State)];
}
