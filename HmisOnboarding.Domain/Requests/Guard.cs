using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Training;

namespace HmisOnboarding.Domain.Requests;

/// <summary>
/// One condition of a move: the rule as the diagram prints it, and the sentences that a person reads when it is not met.
/// Pure: it looks at the request and at the act, and changes nothing.
/// </summary>
internal sealed record Guard(string Rule, Func<OnboardingRequest, ActContext, IEnumerable<string>> Unmet)
{
    public static readonly Guard IsSubject = new("by the new user themselves",
        (r, c) => Say(c.Actor.PersonId == r.SubjectId, $"Only {r.SubjectName} can do this, under their own sign-in."));

    public static readonly Guard IsAdministrator = new("by an administrator of the agency",
        (r, c) => Say(c.Actor.IsAdministratorOf(r.AgencyId), OrOver(r, c, SeatKind.AgencyAdministrator, "Only an agency administrator of this agency can do this.")));

    public static readonly Guard IsDirector = new("by the executive director or a named delegate",
        (r, c) => Say(c.Actor.IsDirectorOf(r.AgencyId), OrOver(r, c, SeatKind.ExecutiveDirector, "Only the executive director of this agency, or a named delegate, can do this.")));

    public static readonly Guard IsSystemAdministrator = new("by a system administrator",
        (r, c) => Say(c.Actor.IsSystemAdministrator, OrOver(r, c, SeatKind.SystemAdministrator, "Only a system administrator can do this.")));

    public static readonly Guard IsAdministratorOrSystemAdministrator = new("by an administrator of the agency or a system administrator",
        (r, c) => Say(c.Actor.IsAdministratorOf(r.AgencyId) || c.Actor.IsSystemAdministrator,
            "Only an agency administrator of this agency or a system administrator can do this."));

    public static readonly Guard MayReopen = new("by an administrator of the agency, after a refusal by a system administrator",
        (r, c) => r.State == RequestState.Denied
            ? Say(c.Actor.IsSystemAdministrator, "A refused request can only be opened again by a system administrator. Write to the help desk.")
            : Say(c.Actor.IsAdministratorOf(r.AgencyId), "Only an agency administrator of this agency can open it again."));

    public static readonly Guard IsSystemClock = new("by the clock",
        (_, c) => Say(c.Actor.IsSystem, "A request lapses by itself; nobody can do it by hand. Withdraw it instead."));

    public static readonly Guard IsNotSubject = new("not the new user themselves",
        (r, c) => Say(c.Actor.PersonId != r.SubjectId, "This request is for you, so somebody else has to do this step."));

    public static readonly Guard IsDistinctSigner = new("a person who has not signed this agreement yet, unless waived",
        (r, c) => r.SubjectId == c.Actor.PersonId
            ? ["This request is for you, so somebody else has to sign as executive director."]
            : Say(r.DistinctSignersWaived || c.Actor.SeatAt(SeatKind.ExecutiveDirector, r.AgencyId)?.ForName is not null || r.ValidSignature(SignatureSlot.Administrator)?.SignerId != c.Actor.PersonId,
                "You signed as agency administrator. A second person signs as executive director: name a delegate, or ask a system administrator for a waiver."));

    public static readonly Guard IsDelegateOfAnotherPaper = new("a delegate only for a paper that they have not signed in another place",
        (r, c) => c.Actor.SeatAt(SeatKind.ExecutiveDirector, r.AgencyId)?.ForName is not { } holder ? []
            : Say(!HasSigned(r, c), $"You signed this agreement already, so you cannot sign it for {holder} too. {holder} signs it, or names another delegate."));

    public static readonly Guard IsDelegateOfAnotherPacket = new("a delegate only for a packet whose agreement they have not signed",
        (r, c) => Say(c.Actor.SeatAt(SeatKind.SystemAdministrator, r.AgencyId)?.ForName is null || !HasSigned(r, c),
            "You signed the agreement of this packet, so a system administrator has to make the account."));

    public static readonly Guard LearningCenterAccountRecorded = new("Learning Center account recorded",
        (r, _) => Say(r.LearningCenterUser is not null, "Make your Learning Center account first, and enter its user name here."));

    public static readonly Guard EveryCourseHasEvidence = new("every required course has a certificate that is neither rejected nor expired",
        (r, c) => r.Checklist(c).Select(row => row.Status switch
        {
            ChecklistStatus.ToDo when row.Exemption is { } ended => $"{EndOf(ended, c, row.Course)} Upload the certificate.",
            ChecklistStatus.ToDo => $"Upload the certificate for {row.Course.Title}.",
            ChecklistStatus.Rejected => $"The certificate for {row.Course.Title} was rejected: {row.Evidence!.RejectionReason} Upload another one.",
            ChecklistStatus.Expired => $"The certificate for {row.Course.Title} expired on {EvidenceRules.Day(row.ExpiresOn!.Value)}. Upload the renewed one.",
            _ => null,
        }).OfType<string>());

    public static readonly Guard ChecklistReviewed = new("every required certificate accepted and still valid",
        (r, c) => r.Checklist(c).Select(row => row.Status switch
        {
            ChecklistStatus.Accepted or ChecklistStatus.Exempt => null,
            ChecklistStatus.ToDo when row.Exemption is { } ended => $"{EndOf(ended, c, row.Course)} {r.SubjectName} has to upload the certificate.",
            ChecklistStatus.Uploaded when row.Evidence?.DocumentId is { } file && c.Quarantine.Contains(file) =>
                $"The file of the certificate for {row.Course.Title} is being checked for viruses. You can look at it when the check is done.",
            ChecklistStatus.Uploaded => $"Look at the certificate for {row.Course.Title}, then accept or reject it.",
            ChecklistStatus.Expired => $"The certificate for {row.Course.Title} expired on {EvidenceRules.Day(row.ExpiresOn!.Value)}. {r.SubjectName} has to upload the renewed one.",
            ChecklistStatus.Rejected => $"The certificate for {row.Course.Title} was rejected. {r.SubjectName} has to upload another one.",
            _ => $"The certificate for {row.Course.Title} is missing. {r.SubjectName} has to upload it.",
        }).OfType<string>());

    public static readonly Guard FilesPresent = new("the file of every certificate is here and unaltered, or documents are to follow",
        (r, c) => c.DocumentsToFollow ? [] : r.MissingFiles(c));

    public static readonly Guard FilesArrived = new("the file of every certificate is here and unaltered",
        (r, c) => r.MissingFiles(c));

    public static readonly Guard ConsentGiven = new("consent to sign electronically given",
        (r, c) => Say(r.ConsentOf(c.Actor.PersonId, c.Rules.AgreementHash) is not null, "Read the note on electronic signatures and agree to it first."));

    public static readonly Guard ClausesInitialled = new("every clause that asks for initials initialled",
        (r, c) =>
        {
            var open = r.OpenInitials(c).ToList();
            return Say(open.Count == 0, open.Count == 1 ? $"Initial clause {open[0]}." : $"Initial the clauses {string.Join(", ", open)}.");
        });

    public static readonly Guard TextIsPinned = new("the text is the version pinned to the request",
        (r, c) => Say(r.AgreementHash == c.Rules.AgreementHash, "The User Agreement has a new text. Read the new version before you sign."));

    public static readonly Guard UserSignatureHolds = new("the new user's signature holds for this text",
        (r, _) => Say(r.ValidSignature(SignatureSlot.User) is not null, $"{r.SubjectName} has to sign the User Agreement first."));

    public static readonly Guard EarlierSignaturesHold = new("the signatures of new user and agency administrator hold for this text",
        (r, _) => Say(r.ValidSignature(SignatureSlot.User) is not null && r.ValidSignature(SignatureSlot.Administrator) is not null,
            "The new user and the agency administrator have to sign first."));

    public static readonly Guard ThreeSignaturesHold = new("three signatures hold for the same text",
        (r, _) => Enum.GetValues<SignatureSlot>().Where(s => r.ValidSignature(s) is null).Select(s => s switch
        {
            SignatureSlot.User => $"The signature of {r.SubjectName} is missing.",
            SignatureSlot.Administrator => "The signature of the agency administrator is missing.",
            _ => "The signature of the executive director is missing.",
        }));

    public static readonly Guard NameMatches = new("the typed name is the signer's own",
        (_, c) => c.Mark is not { Method: SignatureMethod.Typed } mark ? []
            : Say(mark.TypedName is { } name && Person.IsSameName(name, c.Actor.FullName), $"Type your name as it stands in your account: {c.Actor.FullName}."));

    public static readonly Guard InkIsSignature = new("a drawn signature is more than a dot",
        (_, c) => c.Mark is not { Method: not SignatureMethod.Typed } mark ? []
            : mark.Method != SignatureMethod.Drawn || !InkDrawing.TryParse(mark.Ink, out var ink) ? ["The drawing did not arrive whole. Draw your signature again, or type your name."]
            : ink.Problems());

    public static readonly Guard IdentityConfirmed = new("the signer confirmed who they are within the last minutes",
        (_, c) => c.Mark is null ? []
            : Say(c.Mark.Proof?.IsFresh(c.Actor.PersonId, c.NowUtc) == true, "Enter your password again, so that the signature is surely yours."));

    public static readonly Guard SealReady = new("the seal of the community can be put on it",
        (_, c) => c.SealProblems.Count == 0 ? [] : ["Nobody can sign at this moment: the seal for signed agreements is not in order. What you typed is kept. Call the help desk.", .. c.SealProblems]);

    public static readonly Guard ElectronicChosen = new("the new user signs on screen",
        (r, _) => Say(!r.SignsOnPaper, "You chose to sign on paper. Change that first if you want to sign on screen."));

    public static readonly Guard PaperChosen = new("the new user signs on paper",
        (r, _) => Say(r.SignsOnPaper, $"{r.SubjectName} signs on screen. Only a person who chose paper can be confirmed on paper."));

    public static readonly Guard ScanAttached = new("the scan of the signed paper is here",
        (r, c) => r.PaperScanId is { } scan && c.Quarantine.Contains(scan)
            ? ["The scan is being checked for viruses. You can confirm it when the check is done."]
            : Say(r.PaperScanId is not null, "Upload the scan of the signed paper first."));

    public static readonly Guard PaperDayGiven = new("the day of the signature in ink is given",
        (r, c) => c.PaperSignedOn is not { } day ? []
            : Say(day <= c.Today && day >= DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(r.OpenedUtc, c.Rules.Zone)),
                "The day on the paper must lie between the opening of the request and today. Look at the date beside the signature."));

    public static readonly Guard NewerTextPublished = new("a newer text is published",
        (r, c) => Say(c.NewestText?.VersionNumber > r.Versions.Agreement, "This request has the newest text of the User Agreement already."));

    public static readonly Guard FormComplete = new("User Request Form complete",
        (r, c) => r.Form.Problems(c.Rules.Catalogue, c.AgencyEmailDomain, c.Today));

    public static readonly Guard AgencyParticipates = new("the agency takes part in the HMIS",
        (_, c) => Say(c.AgencyParticipates, "Your agency's participation agreement is not in force. Renew it with the lead agency first."));

    public static readonly Guard NoOtherOpenRequest = new("no other open request for the person at this agency",
        (r, c) => Say(c.OtherOpenRequest is null, $"There is an open request for {r.SubjectName} already: {c.OtherOpenRequest}. Go on with that one."));

    public static readonly Guard ReasonGiven = new("a reason is given",
        (_, c) => c.Statement is null ? []
            : string.IsNullOrWhiteSpace(c.Statement) ? ["Say why in a sentence: the others will read it."]
            : Say(c.Statement.Length <= OnboardingRequest.ReasonLimit, $"The reason can have {OnboardingRequest.ReasonLimit} characters."));

    public static readonly Guard ItemsNamed = new("what is wrong is named",
        (_, c) => c.Items is null ? [] : Say(c.Items.Count > 0, "Tick at least one thing that has to be put right."));

    public static readonly Guard AccountNamed = new("HMIS user name recorded, never a password",
        (_, c) => c.AccountName is null ? []
            : Say(c.AccountName.Trim().Length is > 0 and <= 60 && !c.AccountName.Trim().Any(char.IsWhiteSpace),
                "Enter the HMIS user name: one word, at most 60 characters. Never enter a password."));

    public static readonly Guard FirstLoginOpen = new("first login not confirmed yet",
        (r, _) => Say(r.FirstLoginUtc is null, "You have told us already that you logged in."));

    public static readonly Guard NotSubmitted = new("the packet is not submitted yet",
        (r, _) => Say(r.State < RequestState.AwaitingDocuments, "The packet is submitted, so this request does not lapse."));

    public static readonly Guard BeforeSubmission = new("before the packet is submitted",
        (r, _) => Say(r.State < RequestState.AwaitingDocuments, "The packet is submitted. Let the help desk return it first, then ask for the new text."));

    public static readonly Guard QuietForLong = new("no move for the number of days the community sets",
        (r, c) => Say(c.NowUtc - r.LastMoveUtc >= TimeSpan.FromDays(c.Rules.Settings.LapseAfterDays), "It is too early to let this request lapse."));

    private static bool HasSigned(OnboardingRequest request, ActContext act) =>
        Enum.GetValues<SignatureSlot>().Any(slot => request.ValidSignature(slot)?.SignerId == act.Actor.PersonId);

    // a page can be open longer than a delegation lasts: the refusal then says what happened
    private static string OrOver(OnboardingRequest request, ActContext act, SeatKind kind, string sentence) =>
        act.Actor.EndedAt(kind, request.AgencyId) is { } ended ? DelegationWords.Over(ended, act.Rules.Zone, act.NowUtc) : sentence;

    private static string EndOf(TrainingExemption exemption, ActContext act, Course course) =>
        $"The exemption from {course.Title} ended on {EvidenceRules.Day(exemption.EndedUtc is { } at ? DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(at, act.Rules.Zone)) : exemption.LastDay!.Value)}.";

    private static IEnumerable<string> Say(bool met, string sentence) => met ? [] : [sentence];
}
