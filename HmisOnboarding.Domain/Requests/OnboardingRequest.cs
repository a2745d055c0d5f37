using System.Globalization;
using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Notifications;
using HmisOnboarding.Domain.Submission;
using HmisOnboarding.Domain.Training;

namespace HmisOnboarding.Domain.Requests;

/// <summary>
/// The request of one agency to give one person access to the HMIS, from the first course to the first login. Every change goes through
/// one of its verbs; each verb asks the rules, moves the request, writes its history and says whom to tell, all or nothing.
/// A refused verb throws <see cref="RuleViolationException"/> with every unmet sentence and changes nothing.
/// </summary>
public sealed partial class OnboardingRequest
{
    /// <summary>Longest reason or note.</summary>
    public const int ReasonLimit = 1000;

    private const string CodePrefix = "HM-";

    private readonly List<TrainingEvidence> _evidence = [];
    private readonly List<TrainingExemption> _exemptions = [];
    private readonly List<Signature> _signatures = [];
    private readonly List<ClauseInitial> _initials = [];
    private readonly List<SigningConsent> _consents = [];
    private readonly List<RequestEvent> _events = [];
    private readonly List<Notice> _notices = [];

    private OnboardingRequest()
    {
    }

    private OnboardingRequest(string code, Guid agencyId, Person subject, string roleTypeCode, IReadOnlyList<string> conditions, RequestVersions versions, string agreementHash, DateTime nowUtc)
    {
        Id = Guid.NewGuid();
        Code = code;
        Number = int.Parse(code[CodePrefix.Length..], CultureInfo.InvariantCulture);
        AgencyId = agencyId;
        SubjectId = subject.Id;
        SubjectName = subject.FullName;
        RoleTypeCode = roleTypeCode;
        Conditions = conditions;
        Versions = versions;
        AgreementHash = agreementHash;
        VerifyCode = Agreements.VerifyCode.New();
        OpenedUtc = nowUtc;
        StateSinceUtc = nowUtc;
        LastMoveUtc = nowUtc;
        Version = Guid.NewGuid();
    }

    /// <summary>Random key.</summary>
    public Guid Id { get; private set; }

    /// <summary>What people call it on the phone, for example HM-1042.</summary>
    public string Code { get; private set; } = "";

    /// <summary>The number in the code; it grows with every request.</summary>
    public int Number { get; private set; }

    /// <summary>Whose request it is.</summary>
    public Guid AgencyId { get; private set; }

    /// <summary>The new user.</summary>
    public Guid SubjectId { get; private set; }

    /// <summary>The new user's name as it was when the request was opened.</summary>
    public string SubjectName { get; private set; } = "";

    /// <summary>The role type asked for.</summary>
    public string RoleTypeCode { get; private set; } = "";

    /// <summary>Grants and tasks that ask for extra courses.</summary>
    public IReadOnlyList<string> Conditions { get; private set; } = [];

    /// <summary>The versions of catalogue, agreement and settings it was opened under.</summary>
    public RequestVersions Versions { get; private set; } = new(0, 0, 0);

    /// <summary>SHA-256 of the agreement text that is to be signed, lower-case hex.</summary>
    public string AgreementHash { get; private set; } = "";

    /// <summary>Where it is.</summary>
    public RequestState State { get; private set; }

    /// <summary>Since when it is there, UTC.</summary>
    public DateTime StateSinceUtc { get; private set; }

    /// <summary>When it was opened, UTC.</summary>
    public DateTime OpenedUtc { get; private set; }

    /// <summary>When anybody last did anything on it, UTC.</summary>
    public DateTime LastMoveUtc { get; private set; }

    /// <summary>Changes with every act; a save over another act is refused by it.</summary>
    public Guid Version { get; private set; }

    /// <summary>User name or e-mail at the Learning Center.</summary>
    public string? LearningCenterUser { get; private set; }

    /// <summary>E-mail of the account at the Learning Center, lower case; null where it is not known.</summary>
    public string? LearningCenterEmail { get; private set; }

    /// <summary>Whether the training step was finished once; a return can open it again.</summary>
    public bool TrainingWasFinished { get; private set; }

    /// <summary>The User Request Form as far as it is filled.</summary>
    public UserRequestForm Form { get; private set; } = new();

    /// <summary>The message to the help desk as it was sent or will be sent.</summary>
    public string HelpDeskMessage { get; private set; } = "";

    /// <summary>When the packet was last submitted, UTC.</summary>
    public DateTime? SubmittedUtc { get; private set; }

    /// <summary>What has to be put right; empty when nothing was returned.</summary>
    public IReadOnlyList<ReturnItem> OpenItems { get; private set; } = [];

    /// <summary>The note that came with the last return or decline; null when that is settled.</summary>
    public string? ReturnNote { get; private set; }

    /// <summary>Who returned or declined; null when that is settled.</summary>
    public string? ReturnedBy { get; private set; }

    /// <summary>A system administrator allowed one person to sign as administrator and as director.</summary>
    public bool DistinctSignersWaived { get; private set; }

    /// <summary>Why and by whom, printed on the agreement.</summary>
    public string? WaiverNote { get; private set; }

    /// <summary>The new user does not want to sign on screen: the agreement is printed, signed in ink and scanned.</summary>
    public bool SignsOnPaper { get; private set; }

    /// <summary>The scan of the paper that the new user signed, or null.</summary>
    public Guid? PaperScanId { get; private set; }

    /// <summary>The secret in the address that leads from the paper to the verify page: 20 letters and digits.</summary>
    public string VerifyCode { get; private set; } = "";

    /// <summary>When the complete agreement was revoked, UTC; null while it is in force.</summary>
    public DateTime? RevokedUtc { get; private set; }

    /// <summary>Why it was revoked and by whom, in a sentence.</summary>
    public string? RevokedNote { get; private set; }

    /// <summary>The user name in the HMIS, once made; there is never a password.</summary>
    public string? HmisUserName { get; private set; }

    /// <summary>The role given in the HMIS.</summary>
    public string? HmisRole { get; private set; }

    /// <summary>When the account was recorded, UTC.</summary>
    public DateTime? AccountUtc { get; private set; }

    /// <summary>Who recorded it.</summary>
    public string? AccountByName { get; private set; }

    /// <summary>When the new user logged in for the first time, UTC.</summary>
    public DateTime? FirstLoginUtc { get; private set; }

    /// <summary>All certificates, also rejected and replaced ones.</summary>
    public IReadOnlyList<TrainingEvidence> Evidence => _evidence;

    /// <summary>Exemptions from courses, also those that ended.</summary>
    public IReadOnlyList<TrainingExemption> Exemptions => _exemptions;

    /// <summary>The first day on which something of the checklist runs out, as of the last act; null when nothing does or the request is closed. For lists.</summary>
    public DateOnly? FirstExpiry { get; private set; }

    /// <summary>All signatures, also those set aside.</summary>
    public IReadOnlyList<Signature> Signatures => _signatures;

    /// <summary>Initials under clauses.</summary>
    public IReadOnlyList<ClauseInitial> Initials => _initials;

    /// <summary>Who agreed to sign electronically.</summary>
    public IReadOnlyList<SigningConsent> Consents => _consents;

    /// <summary>History; when loaded for an act it holds only what the act adds.</summary>
    public IReadOnlyList<RequestEvent> Events => _events;

    /// <summary>Notices that the acts since loading gave rise to; not stored as such.</summary>
    public IReadOnlyList<Notice> Notices => _notices;

    /// <summary>The code of a number.</summary>
    public static string CodeOf(int number) => CodePrefix + number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whom it is with, as a kind of person.</summary>
    public RequestHolder Holder => Stages.Holder(State);

    /// <summary>
    /// Opens a request for a named person. The administrator of the agency does it, never the person themselves;
    /// the agency takes part, and there is no other open request for the person there.
    /// </summary>
    /// <exception cref="RuleViolationException">One of these does not hold, the role type is unknown, or the form data are wrong.</exception>
    public static OnboardingRequest Open(string code, Agency agency, Person subject, string roleTypeCode, IReadOnlyList<string> conditions, UserRequestForm form, RequestVersions versions, ActContext by)
    {
        var reasons = new List<string>();
        if (!by.Actor.IsAdministratorOf(agency.Id))
            reasons.Add("Only an agency administrator of this agency can open a request.");
        if (by.Actor.PersonId == subject.Id)
            reasons.Add("Nobody asks for their own access. Ask another administrator, or your director, to open it.");
        if (!by.AgencyParticipates)
            reasons.Add("Your agency's participation agreement is not in force. Read How To Participate In HMIS, or write to the help desk.");
        if (by.OtherOpenRequest is { } other)
            reasons.Add($"There is an open request for {subject.FullName} already: {other}. Go on with that one.");
        if (by.Rules.Catalogue.OfferedRoleTypes.All(r => r.Code != roleTypeCode))
            reasons.Add("Choose a role type from the list.");
        if (reasons.Count > 0)
            throw new RuleViolationException(reasons);

        var request = new OnboardingRequest(code, agency.Id, subject, roleTypeCode, conditions, versions, by.Rules.AgreementHash, by.NowUtc) { Form = form };
        var role = by.Rules.Catalogue.RoleType(roleTypeCode).Name;
        request.PlanFollowUps(by.Rules);
        request.Record(by, "Open", request.State, $"{request.Who(by)} opened the request for {subject.FullName} as {role}.", null);
        request.Tell(NoticeKind.Opened, Audience.NewUser, "Your way to the HMIS begins",
            $"{request.Who(by)} of {agency.Name} asked for HMIS access for you. Next: take the courses for the role type {role} and upload each certificate.");
        return request;
    }

    /// <summary>
    /// Why this person cannot make this move now: every unmet condition as a sentence, empty when they can.
    /// Buttons, refusals and tests all read it here.
    /// </summary>
    public IReadOnlyList<string> WhyNot(RequestTrigger trigger, ActContext act) => new RequestWorkflow(this).WhyNot(trigger, act);

    /// <summary>The moves and conditions as a Mermaid diagram, written by the machine itself.</summary>
    public static string WorkflowDiagram() => new RequestWorkflow(new OnboardingRequest()).Diagram();

    /// <summary>Whether a move exists at the present step at all, whoever asks.</summary>
    public bool Knows(RequestTrigger trigger) => new RequestWorkflow(this).Knows(trigger);

    /// <summary>Takes the request back, from any step before the account exists. The record stays.</summary>
    public void Withdraw(ActContext act, string reason)
    {
        Move(RequestTrigger.Withdraw, act with { Statement = reason }, $"{Who(act)} withdrew the request.", reason);
        Tell(NoticeKind.Withdrawn, Audience.NewUser, "Your request was withdrawn", $"{Who(act)} withdrew the request for HMIS access: {reason}");
        Tell(NoticeKind.Withdrawn, Audience.Signers, $"{Code} was withdrawn", $"{Who(act)} withdrew the request for {SubjectName}: {reason}");
    }

    /// <summary>Closes a request in which nothing moved for the number of days that the community sets; done by the clock alone.</summary>
    public void Lapse(ActContext act)
    {
        Move(RequestTrigger.Lapse, act, $"The request lapsed: nothing happened for {act.Rules.Settings.LapseAfterDays} days.", null);
        Tell(NoticeKind.Lapsed, Audience.NewUser, "Your request lapsed", "Nothing happened for a long time, so the request closed by itself. Your agency administrator can open it again.");
        Tell(NoticeKind.Lapsed, Audience.AgencyAdministrators, $"{Code} lapsed", $"The request for {SubjectName} closed by itself. You can open it again; what was done is kept.");
    }

    /// <summary>Opens a closed request again where it can go on; valid certificates and signatures are kept.</summary>
    public void Reopen(ActContext act, string reason)
    {
        Move(RequestTrigger.Reopen, act with { Statement = reason }, $"{Who(act)} opened the request again.", reason);
        SetSignaturesAside(act.NowUtc, "The request was opened again.", SignatureSlot.Administrator, SignatureSlot.Director);
        Tell(NoticeKind.Resumed, Audience.NewUser, "Your request goes on", $"{Who(act)} opened your request again. Next: {Stages.Next(State)}.");
    }

    internal void NoteTrainingSite(ActContext act, string text, string? reason, Audience? tell, string subject)
    {
        Record(act, "TrainingSite", State, text, reason);
        if (tell is { } audience)
            Tell(audience == Audience.NewUser ? NoticeKind.TrainingSiteAnswered : NoticeKind.TrainingSiteAsked, audience, subject, reason is null ? text : $"{text} {reason}");
    }

    /// <summary>An administrator of the agency was shown the new user's invitation link, and could have used it.</summary>
    internal void NoteInvitationShown(ActContext act) =>
        Record(act, nameof(NoteInvitationShown), State, $"{Who(act)} was shown the invitation link of {SubjectName}.", null);

    /// <summary>Somebody gave the new user another e-mail address: invitations and notices go there from now on.</summary>
    internal void NoteAddressCorrected(ActContext act) =>
        Record(act, nameof(NoteAddressCorrected), State, $"{act.Actor.FullName} corrected the e-mail address of {SubjectName}.", null);

    internal void MoveTo(RequestState state) => State = state;

    private void Move(RequestTrigger trigger, ActContext act, string text, string? reason)
    {
        var from = State;
        new RequestWorkflow(this).Fire(trigger, act);
        if (from != State)
            (StateSinceUtc, RemindedUtc, RemindedByName, Followed) = (act.NowUtc, null, null, null);
        TurnClock(act, from, reason);
        PlanFollowUps(act.Rules);
        Record(act, trigger.ToString(), from, text, reason);
    }

    private void Record(ActContext act, string kind, RequestState from, string text, string? reason)
    {
        LastMoveUtc = act.NowUtc;
        Version = Guid.NewGuid();
        _events.Add(new RequestEvent(Id, AgencyId, SubjectId, act.NowUtc, act.Actor, HolderFor(act), kind, from, State, text, reason, Version));
    }

    // a line of the history that overtakes nobody: the version that others saw still stands
    private void Note(ActContext act, string kind, string text) =>
        _events.Add(new RequestEvent(Id, AgencyId, SubjectId, act.NowUtc, act.Actor, HolderFor(act), kind, State, State, text, null, Version));

    // "B for A" where a delegate acts, in history, notices and notes alike
    internal string Who(ActContext act) => DelegationWords.For(act.Actor.FullName, HolderFor(act));

    private string? HolderFor(ActContext act)
    {
        if (act.Actor.PersonId == SubjectId)
            return null;
        var seat = act.Seat is { } kind ? act.Actor.SeatAt(kind, AgencyId)
            : act.Actor.SeatAt(SeatKind.AgencyAdministrator, AgencyId) ?? act.Actor.SeatAt(SeatKind.ExecutiveDirector, AgencyId) ?? act.Actor.SeatAt(SeatKind.SystemAdministrator, AgencyId);
        return seat?.ForName;
    }

    private void Tell(NoticeKind kind, Audience audience, string subject, string body) => _notices.Add(new Notice(kind, audience, subject, body));

    private void Settle()
    {
        OpenItems = [];
        ReturnNote = null;
        ReturnedBy = null;
    }

    private static void Require(bool met, string sentence)
    {
        if (!met)
            throw new RuleViolationException(sentence);
    }

    private void RequireOpen() => Require(Stages.IsOpen(State), Stages.NotNow(State));
}

/// <summary>The numbers of the versions that a request was opened under.</summary>
/// <param name="Catalogue">Role types, courses, requirements.</param>
/// <param name="Agreement">Text of the User Agreement.</param>
/// <param name="Settings">Limits and targets.</param>
public sealed record RequestVersions(int Catalogue, int Agreement, int Settings);
