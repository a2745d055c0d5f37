using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Notifications;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Domain.Training.Import;

namespace HmisOnboarding.Domain.Requests;

public sealed partial class OnboardingRequest
{
    /// <summary>The User Training Checklist: one row for each required course, prerequisites first, as of the act's local day.</summary>
    public IReadOnlyList<ChecklistRow> Checklist(ActContext act) =>
        [.. act.Rules.Catalogue.RequiredCourses(RoleTypeCode, Conditions).Select(course => EvidenceRules.Row(course, _evidence, _exemptions, act.Today))];

    /// <summary>Records the account at the Learning Center; the new user or the administrator who helps can do it until the account exists.</summary>
    /// <exception cref="RuleViolationException">Somebody else asks, the name is empty or too long, the e-mail is none, or the request is closed.</exception>
    /// <param name="act">Who acts, when, by which rules.</param>
    /// <param name="userName">The user name there; many sites take the e-mail for it.</param>
    /// <param name="email">The e-mail of that account; null where it is not known or the user name is the e-mail.</param>
    public void RecordLearningCenterAccount(ActContext act, string userName, string? email = null)
    {
        RequireOpen();
        RequireSubjectOrAdministrator(act);
        var clean = userName.Trim();
        Require(clean.Length is > 0 and <= 120 && !clean.Any(char.IsControl), "Enter the user name or e-mail of your Learning Center account, at most 120 characters. Never enter the password.");
        var address = string.IsNullOrWhiteSpace(email) ? (EmailAddress.IsAddress(clean) ? clean : null) : email.Trim();
        Require(address is null || EmailAddress.IsAddress(address), "The e-mail of the Learning Center account looks like name@agency.org. Leave it empty if you do not know it.");
        LearningCenterUser = clean;
        LearningCenterEmail = address is null ? null : EmailAddress.Normalise(address);
        Record(act, nameof(RecordLearningCenterAccount), State, $"{Who(act)} recorded the Learning Center account.", null);
    }

    /// <summary>Adds an uploaded certificate for a course. A renewal is added beside the older ones.</summary>
    /// <exception cref="RuleViolationException">The request is closed, the course is not required, or the data of the certificate do not fit.</exception>
    /// <param name="act">Who acts, when, by which rules.</param>
    /// <param name="courseCode">The course.</param>
    /// <param name="document">The stored file.</param>
    /// <param name="completedOn">Day of completion.</param>
    /// <param name="scorePercent">Score, where the certificate says one.</param>
    /// <param name="certificateNumber">The issuer's number, where there is one.</param>
    /// <param name="text">What could be read of the file; null when it is a picture. It helps the reviewer and decides nothing.</param>
    public TrainingEvidence AddCertificate(
        ActContext act, string courseCode, StoredDocument document, DateOnly completedOn, int? scorePercent, string? certificateNumber, string? text = null)
    {
        RequireMayAddCertificate(act);
        var evidence = AddEvidence(act, courseCode, document.Id, document.DisplayName, completedOn, scorePercent, certificateNumber,
            course => $"{Who(act)} uploaded the certificate for {course.Title}.");
        KeepReading(act, evidence, text);
        return evidence;
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
            course => $"{Who(act)} has seen the certificate for {course.Title} on paper.");
        evidence.Accept(Who(act), act.NowUtc);
        return evidence;
    }

    /// <summary>Adds the file of a certificate that was known on paper only; the help desk does it for documents that arrive another way.</summary>
    /// <exception cref="RuleViolationException">The certificate is not there, has a file, or somebody else asks.</exception>
    public void AttachFile(ActContext act, Guid evidenceId, StoredDocument document, string? text = null)
    {
        RequireMayAttachFile(act);
        var evidence = Find(evidenceId);
        Require(evidence.DocumentId is null, "This certificate has its file already. Upload a renewed one as a new certificate.");
        evidence.AttachDocument(document.Id, document.DisplayName);
        KeepReading(act, evidence, text);
        Record(act, nameof(AttachFile), State, $"{Who(act)} added the file of the certificate for {Title(act, evidence.CourseCode)}.", null);
        Tell(NoticeKind.DocumentArrived, Audience.AgencyAdministrators, $"{Code}: a document arrived", $"{Who(act)} added the certificate for {Title(act, evidence.CourseCode)} to the packet of {SubjectName}.");
    }

    /// <summary>
    /// Takes over what the Learning Center reported: for each required course the latest completion that is valid, if it is later than what is
    /// there already. It waits for review like a certificate, and its file has to follow like that of one seen on paper.
    /// Returns for how many courses; 0 changes nothing.
    /// </summary>
    /// <exception cref="RuleViolationException">Somebody else asks, or the request is closed.</exception>
    public int TakeCompletions(ActContext act, IReadOnlyList<TrainingCompletion> completions)
    {
        RequireOpen();
        Require(act.Actor.IsAdministratorOf(AgencyId) || act.Actor.IsSystemAdministrator, "Only an agency administrator of this agency or a system administrator can import completions.");
        var taken = new List<Course>();
        foreach (var course in act.Rules.Catalogue.RequiredCourses(RoleTypeCode, Conditions))
        {
            var latest = completions.Where(c => c.SubjectId == SubjectId && c.CourseCode == course.Code && EvidenceRules.Problems(course, c.CompletedOn, c.ScorePercent, act.Today).Count == 0)
                .OrderByDescending(c => c.CompletedOn).FirstOrDefault();
            if (latest is null || !Gains(latest))
                continue;
            var evidence = new TrainingEvidence(Id, AgencyId, SubjectId, course.Code, null, null, latest.CompletedOn, latest.ScorePercent, latest.CertificateNumber,
                act.Actor.PersonId, Who(act), act.NowUtc);
            evidence.RestOn(latest.Id);
            _evidence.Add(evidence);
            taken.Add(course);
        }

        if (taken.Count > 0)
            Record(act, nameof(TakeCompletions), State, $"{Who(act)} took over from the Learning Center that {SubjectName} completed {string.Join(", ", taken.Select(c => c.Title))}.", null);
        return taken.Count;
    }

    /// <summary>Whether a completion says more than what is there: it was not taken before, and nothing of its day or later stands.</summary>
    internal bool Gains(TrainingCompletion completion) =>
        !_evidence.Exists(e => e.CompletionId == completion.Id || (e.CourseCode == completion.CourseCode && e.Decision != EvidenceDecision.Rejected && e.CompletedOn >= completion.CompletedOn));

    /// <summary>The administrator found the certificate right. It can be undone by rejecting it.</summary>
    /// <exception cref="RuleViolationException">Somebody else asks, the certificate is expired, or it is not there.</exception>
    public void AcceptCertificate(ActContext act, Guid evidenceId)
    {
        RequireOpen();
        RequireReviewer(act);
        var evidence = Find(evidenceId);
        Require(evidence.DocumentId is not { } file || !act.Quarantine.Contains(file), "The file of this certificate is being checked for viruses. You can accept it when the check is done.");
        var course = act.Rules.Catalogue.Course(evidence.CourseCode);
        var problems = EvidenceRules.Problems(course, evidence.CompletedOn, evidence.ScorePercent, act.Today);
        if (problems.Count > 0)
            throw new RuleViolationException(problems);
        if (evidence.Decision == EvidenceDecision.Accepted)
            return;
        evidence.Accept(Who(act), act.NowUtc);
        Record(act, nameof(AcceptCertificate), State, $"{Who(act)} accepted the certificate for {course.Title}.", null);
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
        Record(act, nameof(RejectCertificate), State, $"{Who(act)} rejected the certificate for {Title(act, evidence.CourseCode)}.", reason.Trim());
        Tell(NoticeKind.CertificateSentBack, Audience.NewUser, "A certificate needs another look",
            $"{Who(act)} could not accept the certificate for {Title(act, evidence.CourseCode)}: {reason.Trim()} Upload another one.");
    }

    /// <summary>
    /// Frees the new user from one course until the end of <paramref name="lastDay"/>, or without an end. It counts as accepted while it lasts.
    /// </summary>
    /// <exception cref="RuleViolationException">Somebody else asks, the reason is missing, the last day is over, or an exemption is in force already.</exception>
    public TrainingExemption ExemptFromCourse(ActContext act, string courseCode, string reason, DateOnly? lastDay)
    {
        RequireOpen();
        RequireExempter(act);
        var course = act.Rules.Catalogue.RequiredCourses(RoleTypeCode, Conditions).FirstOrDefault(c => c.Code == courseCode)
            ?? throw new RuleViolationException("This course is not needed for the role type of this request.");
        RequireExemptionReason(reason);
        Require(lastDay is not { } last || last >= act.Today, "The last day of an exemption is today or later. Choose another day, or leave it open.");
        Require(!_exemptions.Exists(e => e.CourseCode == courseCode && e.IsInForceOn(act.Today)), $"There is an exemption from {course.Title} already. End it first, then give another one.");
        var exemption = new TrainingExemption(Id, AgencyId, SubjectId, courseCode, reason.Trim(), lastDay, act.Actor.PersonId, Who(act), act.NowUtc);
        _exemptions.Add(exemption);
        var until = lastDay is { } day ? $" until {EvidenceRules.Day(day)}" : "";
        Record(act, nameof(ExemptFromCourse), State, $"{Who(act)} gave an exemption from {course.Title}{until}.", reason.Trim());
        Tell(NoticeKind.CourseNotNeeded, Audience.NewUser, $"You do not need {course.Title}", $"{Who(act)} gave you an exemption{until}: {reason.Trim()}");
        if (act.Actor.IsSystemAdministrator)
            Tell(NoticeKind.CourseNotNeeded, Audience.AgencyAdministrators, $"{SubjectName} does not need {course.Title}", $"{Who(act)} gave an exemption{until}: {reason.Trim()}");
        return exemption;
    }

    /// <summary>Ends an exemption at once; from then on the certificate is needed.</summary>
    /// <exception cref="RuleViolationException">Somebody else asks, the reason is missing, or it is not in force any more.</exception>
    public void EndExemption(ActContext act, Guid exemptionId, string reason)
    {
        RequireOpen();
        RequireExempter(act);
        RequireExemptionReason(reason);
        var exemption = _exemptions.Find(e => e.Id == exemptionId && e.IsInForceOn(act.Today)) ?? throw new RuleViolationException("This exemption has ended already. Look at the fresh list.");
        exemption.End(reason.Trim(), Who(act), act.NowUtc);
        var title = Title(act, exemption.CourseCode);
        Record(act, nameof(EndExemption), State, $"{Who(act)} ended the exemption from {title}.", reason.Trim());
        Tell(NoticeKind.CourseNeeded, Audience.NewUser, $"You need {title} after all", $"{Who(act)} ended your exemption: {reason.Trim()} Take the course, then upload its certificate.");
        Tell(NoticeKind.CourseNeeded, Audience.AgencyAdministrators, $"{SubjectName} needs {title} after all", $"{Who(act)} ended the exemption: {reason.Trim()}");
    }

    /// <summary>Keeps the first day on which something runs out, for lists that do not read the checklist.</summary>
    internal void NoteFirstExpiry(ActContext act) => FirstExpiry = Stages.IsClosed(State) || State == RequestState.AccountCreated ? null
        : Checklist(act).Where(row => row.Status is not (ChecklistStatus.ToDo or ChecklistStatus.Rejected)).Min(row => row.ExpiresOn);

    /// <summary>The new user hands the training over; with a signature that still holds, it goes straight to the administrator.</summary>
    public void FinishTraining(ActContext act)
    {
        Move(RequestTrigger.FinishTraining, act, $"{Who(act)} finished the training.", null);
        TrainingWasFinished = true;
        OpenItems = [.. OpenItems.Where(i => i.Subject == ReturnItem.Agreement)];
        if (OpenItems.Count == 0)
            Settle();
        if (State == RequestState.AdministratorReview)
        {
            Tell(NoticeKind.ReadyForReview, Audience.AgencyAdministrators, $"{SubjectName} is ready for your review", $"The certificates are complete again and the User Agreement is signed. Next: {Stages.Next(State)}.");
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
            : act.Quarantine.Contains(id) ? $"The file of the certificate for {row.Course.Title} is being checked for viruses. It counts when the check is done."
            : act.DamagedDocuments.Contains(id) ? $"The file of the certificate for {row.Course.Title} was altered or lost: upload it again."
            : null)
        .OfType<string>();

    /// <summary>Notes that an upload was refused because the virus check found something. Nothing else changes, so it can be noted at any step.</summary>
    internal void RefuseInfectedUpload(ActContext act, string fileName, string finding) =>
        Record(act, nameof(RefuseInfectedUpload), State, $"The virus check refused a file that {Who(act)} uploaded. No copy was kept.", $"{fileName}: {finding}");

    /// <summary>
    /// The late virus check of a kept file found something: the file is destroyed, and whatever rested on it is open again.
    /// </summary>
    internal void LoseInfectedFile(ActContext act, StoredDocument document, string finding)
    {
        foreach (var evidence in _evidence.Where(e => e.DocumentId == document.Id))
        {
            // seen on paper before the file came: that still stands, and the file is to follow again
            if (evidence.Decision == EvidenceDecision.Accepted)
                evidence.DetachDocument();
            else
                RejectEvidence(act, evidence, InfectedReason);
        }

        if (PaperScanId == document.Id)
            PaperScanId = null;
        Record(act, nameof(LoseInfectedFile), State, $"The virus check found something in {document.DisplayName}. The file was destroyed.", finding);
        var body = $"{document.DisplayName} was destroyed. {InfectedReason} Then upload it again.";
        Tell(NoticeKind.VirusFound, Audience.NewUser, "The virus check found something", body);
        Tell(NoticeKind.VirusFound, Audience.AgencyAdministrators, $"The virus check found something in a file of {SubjectName}", body);
    }

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
            act.Actor.PersonId, Who(act), act.NowUtc);
        _evidence.Add(evidence);
        Record(act, nameof(AddCertificate), State, text(course), null);
        if (documentId is not null && State is RequestState.AdministratorReview or RequestState.Submission or RequestState.AwaitingDocuments)
            Tell(NoticeKind.CertificateUploaded, Audience.AgencyAdministrators, $"{SubjectName} uploaded a certificate", $"The certificate for {course.Title} waits for you.");
        return evidence;
    }

    private void KeepReading(ActContext act, TrainingEvidence evidence, string? text)
    {
        if (text is null)
            return;
        var course = act.Rules.Catalogue.Course(evidence.CourseCode);
        var reading = CertificateReading.Of(text, SubjectName, course, act.Rules.Catalogue.Courses);
        evidence.KeepCheck(new(reading, reading.Differences(SubjectName, course, evidence.CompletedOn, evidence.ScorePercent, evidence.CertificateNumber)));
    }

    private void RejectEvidence(ActContext act, TrainingEvidence evidence, string reason) => evidence.Reject(reason, Who(act), act.NowUtc);

    private const string InfectedReason = "The virus check found something harmful in the file. Get a fresh copy from where the course was taken.";

    private static string Title(ActContext act, string courseCode) => act.Rules.Catalogue.Course(courseCode).Title;

    private TrainingEvidence Find(Guid evidenceId) =>
        _evidence.FirstOrDefault(e => e.Id == evidenceId) ?? throw new RuleViolationException("This certificate is not part of the request any more. Look at the fresh list.");

    private void RequireSubjectOrAdministrator(ActContext act) => Require(
        act.Actor.PersonId == SubjectId || act.Actor.IsAdministratorOf(AgencyId),
        $"Only {SubjectName} or an agency administrator of this agency can do this.");

    private void RequireExempter(ActContext act)
    {
        Require(act.Actor.IsAdministratorOf(AgencyId) || act.Actor.IsSystemAdministrator,
            "Only an agency administrator of this agency or a system administrator can decide about exemptions.");
        Require(act.Actor.PersonId != SubjectId, "This request is for you, so somebody else has to decide about exemptions.");
    }

    private static void RequireExemptionReason(string reason) =>
        Require(!string.IsNullOrWhiteSpace(reason) && reason.Length <= ReasonLimit, $"Say why in a sentence, in at most {ReasonLimit} characters: the others will read it.");

    private void RequireReviewer(ActContext act)
    {
        Require(act.Actor.IsAdministratorOf(AgencyId) || (act.Actor.IsSystemAdministrator && State is RequestState.AwaitingDocuments or RequestState.AccountQueue),
            "Only an agency administrator of this agency can decide about certificates.");
        Require(act.Actor.PersonId != SubjectId, "These are your own certificates, so somebody else has to look at them.");
    }
}
