using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Notifications;
using HmisOnboarding.Domain.Training;

namespace HmisOnboarding.Domain.Requests;

public sealed partial class OnboardingRequest
{
    /// <summary>The User Training Checklist: one row for each required course, prerequisites first, as of the act's local day.</summary>
    public IReadOnlyList<ChecklistRow> Checklist(ActContext act) =>
        [.. act.Rules.Catalogue.RequiredCourses(RoleTypeCode, Conditions).Select(course => EvidenceRules.Row(course, _evidence, act.Today))];

    /// <summary>Records the account at the Learning Center; the new user or the administrator who helps can do it until the account exists.</summary>
    /// <exception cref="RuleViolationException">Somebody else asks, the name is empty or too long, or the request is closed.</exception>
    public void RecordLearningCenterAccount(ActContext act, string userName)
    {
        RequireOpen();
        RequireSubjectOrAdministrator(act);
        var clean = userName.Trim();
        Require(clean.Length is > 0 and <= 120 && !clean.Any(char.IsControl), "Enter the user name or e-mail of your Learning Center account, at most 120 characters. Never enter the password.");
        LearningCenterUser = clean;
        Record(act, nameof(RecordLearningCenterAccount), State, $"{act.Actor.FullName} recorded the Learning Center account.", null);
    }

    /// <summary>Adds an uploaded certificate for a course. A renewal is added beside the older ones.</summary>
    /// <exception cref="RuleViolationException">The request is closed, the course is not required, or the data of the certificate do not fit.</exception>
    public TrainingEvidence AddCertificate(ActContext act, string courseCode, StoredDocument document, DateOnly completedOn, int? scorePercent, string? certificateNumber)
    {
        RequireMayAddCertificate(act);
        return AddEvidence(act, courseCode, document.Id, document.DisplayName, completedOn, scorePercent, certificateNumber,
            course => $"{act.Actor.FullName} uploaded the certificate for {course.Title}.");
    }

    /// <summary>
    /// Records that the administrator has seen a certificate on paper; it counts as accepted, but its file is still missing from the packet,
    /// so it has to follow.
    /// </summary>
    /// <exception cref="RuleViolationException">Somebody else asks, or the data of the certificate do not fit.</exception>
    public TrainingEvidence RecordPaperCertificate(ActContext act, string courseCode, DateOnly completedOn, int? scorePercent, string? certificateNumber)
    {
        RequireOpen();
        RequireReviewer(act);
        var evidence = AddEvidence(act, courseCode, null, null, completedOn, scorePercent, certificateNumber,
            course => $"{act.Actor.FullName} has seen the certificate for {course.Title} on paper.");
        evidence.Accept(act.Actor.FullName, act.NowUtc);
        return evidence;
    }

    /// <summary>Adds the file of a certificate that was known on paper only; the help desk does it for documents that arrive another way.</summary>
    /// <exception cref="RuleViolationException">The certificate is not there, has a file, or somebody else asks.</exception>
    public void AttachFile(ActContext act, Guid evidenceId, StoredDocument document)
    {
        RequireMayAttachFile(act);
        var evidence = Find(evidenceId);
        Require(evidence.DocumentId is null, "This certificate has its file already. Upload a renewed one as a new certificate.");
        evidence.AttachDocument(document.Id, document.DisplayName);
        Record(act, nameof(AttachFile), State, $"{act.Actor.FullName} added the file of the certificate for {Title(act, evidence.CourseCode)}.", null);
        Tell(Audience.AgencyAdministrators, $"{Code}: a document arrived", $"{act.Actor.FullName} added the certificate for {Title(act, evidence.CourseCode)} to the packet of {SubjectName}.");
    }

    /// <summary>The administrator found the certificate right. It can be undone by rejecting it.</summary>
    /// <exception cref="RuleViolationException">Somebody else asks, the certificate is expired, or it is not there.</exception>
    public void AcceptCertificate(ActContext act, Guid evidenceId)
    {
        RequireOpen();
        RequireReviewer(act);
        var evidence = Find(evidenceId);
        var course = act.Rules.Catalogue.Course(evidence.CourseCode);
        var problems = EvidenceRules.Problems(course, evidence.CompletedOn, evidence.ScorePercent, act.Today);
        if (problems.Count > 0)
            throw new RuleViolationException(problems);
        if (evidence.Decision == EvidenceDecision.Accepted)
            return;
        evidence.Accept(act.Actor.FullName, act.NowUtc);
        Record(act, nameof(AcceptCertificate), State, $"{act.Actor.FullName} accepted the certificate for {course.Title}.", null);
    }

    /// <summary>The administrator found the certificate wrong; the new user reads the reason and uploads another one.</summary>
    /// <exception cref="RuleViolationException">Somebody else asks, the reason is missing, or the certificate is not there.</exception>
    public void RejectCertificate(ActContext act, Guid evidenceId, string reason)
    {
        RequireOpen();
        RequireReviewer(act);
        Require(!string.IsNullOrWhiteSpace(reason) && reason.Length <= ReasonLimit, $"Say what is wrong with the certificate, in at most {ReasonLimit} characters.");
        var evidence = Find(evidenceId);
        if (evidence.Decision == EvidenceDecision.Rejected)
            return;
        RejectEvidence(act, evidence, reason.Trim());
        Record(act, nameof(RejectCertificate), State, $"{act.Actor.FullName} rejected the certificate for {Title(act, evidence.CourseCode)}.", reason.Trim());
        Tell(Audience.NewUser, "A certificate needs another look",
            $"{act.Actor.FullName} could not accept the certificate for {Title(act, evidence.CourseCode)}: {reason.Trim()} Upload another one.");
    }

    /// <summary>The new user hands the training over; with a signature that still holds, it goes straight to the administrator.</summary>
    public void FinishTraining(ActContext act)
    {
        Move(RequestTrigger.FinishTraining, act, $"{act.Actor.FullName} finished the training.", null);
        TrainingWasFinished = true;
        OpenItems = [.. OpenItems.Where(i => i.Subject == ReturnItem.Agreement)];
        if (OpenItems.Count == 0)
            Settle();
        if (State == RequestState.AdministratorReview)
        {
            Tell(Audience.AgencyAdministrators, $"{SubjectName} is ready for your review", $"The certificates are complete again and the User Agreement is signed. Next: {Stages.Next(State)}.");
        }
    }

    /// <summary>Asks before an upload whether the actor can add a certificate at all.</summary>
    internal void RequireMayAddCertificate(ActContext act)
    {
        RequireOpen();
        RequireSubjectOrAdministrator(act);
    }

    /// <summary>Asks before an upload whether the actor can add a file that was missing.</summary>
    internal void RequireMayAttachFile(ActContext act)
    {
        RequireOpen();
        Require(act.Actor.IsAdministratorOf(AgencyId) || (act.Actor.IsSystemAdministrator && State is RequestState.AwaitingDocuments or RequestState.AccountQueue),
            "Only the agency administrator or the help desk can add this file.");
    }

    internal IEnumerable<string> MissingFiles(ActContext act) => Checklist(act)
        .Where(row => row.Status == ChecklistStatus.Accepted)
        .Select(row => row.Evidence!.DocumentId is not { } id ? $"The file of the certificate for {row.Course.Title} is missing: {(State == RequestState.Submission ? "upload it, or say that documents follow" : "upload it")}."
            : act.DamagedDocuments.Contains(id) ? $"The file of the certificate for {row.Course.Title} was altered or lost: upload it again."
            : null)
        .OfType<string>();

    private TrainingEvidence AddEvidence(
        ActContext act, string courseCode, Guid? documentId, string? documentName, DateOnly completedOn, int? scorePercent, string? certificateNumber, Func<Course, string> text)
    {
        var course = act.Rules.Catalogue.RequiredCourses(RoleTypeCode, Conditions).FirstOrDefault(c => c.Code == courseCode)
            ?? throw new RuleViolationException("This course is not needed for the role type of this request.");
        var problems = EvidenceRules.Problems(course, completedOn, scorePercent, act.Today);
        if (problems.Count > 0)
            throw new RuleViolationException(problems);
        var number = string.IsNullOrWhiteSpace(certificateNumber) ? null : certificateNumber.Trim();
        Require(number is null || number.Length <= 60, "A certificate number can have 60 characters.");
        var evidence = new TrainingEvidence(Id, AgencyId, SubjectId, course.Code, documentId, documentName, completedOn, scorePercent, number,
            act.Actor.PersonId, act.Actor.FullName, act.NowUtc);
        _evidence.Add(evidence);
        Record(act, nameof(AddCertificate), State, text(course), null);
        if (documentId is not null && State is RequestState.AdministratorReview or RequestState.Submission or RequestState.AwaitingDocuments)
            Tell(Audience.AgencyAdministrators, $"{SubjectName} uploaded a certificate", $"The certificate for {course.Title} waits for you.");
        return evidence;
    }

    private static void RejectEvidence(ActContext act, TrainingEvidence evidence, string reason) => evidence.Reject(reason, act.Actor.FullName, act.NowUtc);

    private static string Title(ActContext act, string courseCode) => act.Rules.Catalogue.Course(courseCode).Title;

    private TrainingEvidence Find(Guid evidenceId) =>
        _evidence.FirstOrDefault(e => e.Id == evidenceId) ?? throw new RuleViolationException("This certificate is not part of the request any more. Look at the fresh list.");

    private void RequireSubjectOrAdministrator(ActContext act) => Require(
        act.Actor.PersonId == SubjectId || act.Actor.IsAdministratorOf(AgencyId),
        $"Only {SubjectName} or an agency administrator of this agency can do this.");

    private void RequireReviewer(ActContext act)
    {
        Require(act.Actor.IsAdministratorOf(AgencyId) || (act.Actor.IsSystemAdministrator && State is RequestState.AwaitingDocuments or RequestState.AccountQueue),
            "Only an agency administrator of this agency can decide about certificates.");
        Require(act.Actor.PersonId != SubjectId, "These are your own certificates, so somebody else has to look at them.");
    }
}
