using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Notifications;

namespace HmisOnboarding.Domain.Requests;

public sealed partial class OnboardingRequest
{
    /// <summary>The signature in a place that holds for the text of this request, or null.</summary>
    public Signature? ValidSignature(SignatureSlot slot) => _signatures.FirstOrDefault(s => s.Slot == slot && s.HoldsFor(AgreementHash));

    /// <summary>When the person agreed to sign that text electronically, or null.</summary>
    public SigningConsent? ConsentOf(Guid personId, string textHash) => _consents.FirstOrDefault(c => c.PersonId == personId && c.TextHash == textHash && c.WithdrawnAtUtc is null);

    /// <summary>Numbers of the clauses that ask for initials and have none for this text.</summary>
    public IEnumerable<string> OpenInitials(ActContext act) => act.Rules.Agreement.AllClauses
        .Where(c => c.AsksInitials && !_initials.Any(i => i.ClauseNumber == c.Number && i.TextHash == AgreementHash)).Select(c => c.Number);

    /// <summary>Asks whether the text that a page showed is still the one of this request; null where no page showed any.</summary>
    /// <exception cref="RuleViolationException">It is another one by now.</exception>
    internal void RequireShown(string? textHash) =>
        Require(textHash is null || textHash == AgreementHash, "The User Agreement has a new text. Read it, then go on.");

    /// <summary>The actor agrees to sign electronically; saying it twice keeps the first time.</summary>
    /// <exception cref="RuleViolationException">The actor has no place on this agreement, or the request is closed.</exception>
    public void GiveConsent(ActContext act)
    {
        RequireOpen();
        Require(act.Actor.PersonId == SubjectId || act.Actor.IsAdministratorOf(AgencyId) || act.Actor.IsDirectorOf(AgencyId),
            "Only the three people who sign this agreement can agree to sign it electronically.");
        Require(!SignsOnPaper || act.Actor.PersonId != SubjectId, "You chose to sign on paper. Change that first if you want to sign on screen.");
        if (ConsentOf(act.Actor.PersonId, AgreementHash) is not null)
            return;
        _consents.Add(new SigningConsent(Id, AgencyId, SubjectId, act.Actor.PersonId, AgreementHash, act.Rules.AgreementVersion, act.NowUtc));
        Record(act, nameof(GiveConsent), State, $"{Who(act)} agreed to sign electronically.", null);
    }

    /// <summary>The new user puts initials under a clause; doing it twice keeps the first time.</summary>
    /// <exception cref="RuleViolationException">Somebody else asks, the clause asks for none, the letters are not initials, or it is too late or too early.</exception>
    public void InitialClause(ActContext act, string clauseNumber, string initials)
    {
        Require(act.Actor.PersonId == SubjectId, $"Only {SubjectName} can do this, under their own sign-in.");
        Require(State == RequestState.UserSignature, Stages.NotNow(State));
        Require(act.Rules.Agreement.AllClauses.Any(c => c.Number == clauseNumber && c.AsksInitials), "This clause does not ask for initials.");
        var letters = initials.Trim();
        Require(letters.Length is >= 1 and <= 6 && letters.Any(char.IsLetter), "Initials are the first letters of your names, at most 6.");
        if (_initials.Any(i => i.ClauseNumber == clauseNumber && i.TextHash == AgreementHash))
            return;
        _initials.Add(new ClauseInitial(Id, AgencyId, SubjectId, clauseNumber, letters, AgreementHash, act.NowUtc));
        Record(act, nameof(InitialClause), State, $"{Who(act)} put initials under clause {clauseNumber}.", null);
    }

    /// <summary>The new user signs on screen.</summary>
    public void SignAsUser(ActContext act, SignatureMark mark)
    {
        Move(RequestTrigger.SignAsUser, act with { Mark = mark }, $"{Who(act)} signed the User Agreement.", null);
        AddSignature(act, SignatureSlot.User, mark, null, null);
        Settle();
        Tell(NoticeKind.ReadyForReview, Audience.AgencyAdministrators, $"{SubjectName} is ready for your review", $"{SubjectName} signed the User Agreement. Next: {Stages.Next(State)}.");
    }

    /// <summary>
    /// The new user prefers ink, or takes the consent to sign on screen back; an administrator of the agency can write it down for them.
    /// What was signed before stays valid. Saying it twice changes nothing.
    /// </summary>
    /// <exception cref="RuleViolationException">Somebody else asks, the new user has signed already, or the request is closed.</exception>
    public void ChoosePaper(ActContext act)
    {
        RequireRouteChoice(act);
        if (SignsOnPaper)
            return;
        SignsOnPaper = true;
        foreach (var consent in _consents.Where(c => c.PersonId == SubjectId))
            consent.Withdraw(act.NowUtc);
        Record(act, nameof(ChoosePaper), State, act.Actor.PersonId == SubjectId
            ? $"{SubjectName} chose to sign the User Agreement on paper."
            : $"{Who(act)} wrote down that {SubjectName} signs the User Agreement on paper.", null);
        Tell(NoticeKind.PaperChosen, Audience.AgencyAdministrators, $"{SubjectName} signs on paper", $"Print the User Agreement of {SubjectName}, have it signed and initialled in ink, then upload the scan and confirm it.");
        Tell(NoticeKind.PaperForYou, Audience.NewUser, "You sign on paper", "Your agency administrator prints the User Agreement for you. Sign and initial it in ink, and hand it back.");
    }

    /// <summary>Back to signing on screen. A scan that was uploaded stays in the record.</summary>
    /// <exception cref="RuleViolationException">Somebody else asks, the new user has signed already, or the request is closed.</exception>
    public void ChooseScreen(ActContext act)
    {
        RequireRouteChoice(act);
        if (!SignsOnPaper)
            return;
        SignsOnPaper = false;
        PaperScanId = null;
        Record(act, nameof(ChooseScreen), State, $"{SubjectName} signs the User Agreement on screen after all.", null);
    }

    /// <summary>Adds the scan of the paper that the new user signed; a later scan takes the place of an earlier one, which stays in the record.</summary>
    /// <exception cref="RuleViolationException">Somebody else asks, the person signs on screen, or it is not the time.</exception>
    public void AttachPaperScan(ActContext act, Documents.StoredDocument scan)
    {
        RequireMayAttachScan(act);
        PaperScanId = scan.Id;
        Record(act, nameof(AttachPaperScan), State, $"{Who(act)} uploaded the scan of the agreement signed on paper.", null);
        if (act.Actor.PersonId == SubjectId)
            Tell(NoticeKind.PaperUploaded, Audience.AgencyAdministrators, $"{SubjectName} uploaded the signed paper", $"Compare the scan with the paper, then confirm the signature of {SubjectName}.");
    }

    /// <summary>Asks before an upload whether a scan can be added at all.</summary>
    /// <exception cref="RuleViolationException">Somebody else asks, the person signs on screen, or it is not the time.</exception>
    public void RequireMayAttachScan(ActContext act)
    {
        Require(act.Actor.PersonId == SubjectId || act.Actor.IsAdministratorOf(AgencyId), $"Only {SubjectName} or an agency administrator can upload the signed paper.");
        Require(State == RequestState.UserSignature, Stages.NotNow(State));
        Require(SignsOnPaper, $"{SubjectName} signs on screen. Choose the paper way first.");
    }

    /// <summary>An agency administrator compared the scan with the paper and confirms that the new user signed and initialled it.</summary>
    public void ConfirmPaper(ActContext act, DateOnly signedOn, IdentityProof? proof)
    {
        Require(PaperScanId is null || act.IntactScan?.DocumentId == PaperScanId, "The file of the scan was altered, lost or replaced. Look at it again, or upload it again.");
        var mark = SignatureMark.Typed(SubjectName, proof);
        Move(RequestTrigger.ConfirmPaper, act with { Mark = mark, PaperSignedOn = signedOn }, $"{Who(act)} confirmed that {SubjectName} signed the User Agreement on paper.", null);
        _signatures.Add(new Signature(Id, AgencyId, SubjectId, SignatureSlot.User, SubjectId, SubjectName, "New user", act.NowUtc, AgreementHash, act.Rules.AgreementVersion)
        {
            Method = SignatureMethod.Paper,
            PaperSignedOn = signedOn,
            PaperConfirmedBy = Who(act),
            PaperScanId = PaperScanId,
            PaperScanSha256 = act.IntactScan?.Sha256,
            ProofMethod = proof?.Method,
            ProofUtc = proof?.ConfirmedUtc,
            IpAddress = act.Actor.Origin.IpAddress,
            UserAgent = act.Actor.Origin.UserAgent,
        });
        Settle();
        Tell(NoticeKind.PaperConfirmed, Audience.NewUser, "Your signature on paper is confirmed", $"{Who(act)} confirmed the User Agreement that you signed on paper. Next: {Stages.Next(State)}.");
    }

    /// <summary>
    /// The newest text of the User Agreement takes the place of the one the request was opened under. Where the words differ, all signatures
    /// over the old ones are set aside and the new user signs again; where they do not, every signature stays.
    /// </summary>
    public void TakeNewText(ActContext act)
    {
        var newest = act.NewestText ?? new NewestText(Versions.Agreement, AgreementHash);
        var changed = newest.Hash != AgreementHash;
        Move(RequestTrigger.TakeNewText, act, changed
            ? $"{Who(act)} put version {newest.VersionNumber} of the User Agreement in place of version {Versions.Agreement}."
            : $"{Who(act)} put version {newest.VersionNumber} of the User Agreement in place. Its words are the same, so the signatures stay.", null);
        var old = Versions.Agreement;
        Versions = Versions with { Agreement = newest.VersionNumber };
        if (!changed)
            return;
        var signed = _signatures.Any(s => s.VoidedAtUtc is null);
        if (signed)
            Tell(NoticeKind.TextChanged, Audience.Signers, $"The agreement of {SubjectName} has a new text", $"Version {newest.VersionNumber} replaces version {old}. What you signed is set aside; you will be asked again and see what changed.");
        SetSignaturesAside(act.NowUtc, $"The text changed from version {old} to version {newest.VersionNumber}.", Enum.GetValues<SignatureSlot>());
        AgreementHash = newest.Hash;
        PaperScanId = null;
        if (State == RequestState.UserSignature)
            Tell(NoticeKind.TextToSignAgain, Audience.NewUser, "The User Agreement has a new text", $"Please read what changed and sign version {newest.VersionNumber}.");
    }

    /// <summary>
    /// Ends the force of a complete agreement after the account exists, for example when access ended. The record stays, and the verify page says so.
    /// </summary>
    /// <exception cref="RuleViolationException">Somebody other than the executive director or a system administrator asks, the reason is missing, or there is nothing to revoke.</exception>
    public void RevokeAgreement(ActContext act, string reason)
    {
        Require(act.Actor.IsDirectorOf(AgencyId) || act.Actor.IsSystemAdministrator, "Only the executive director or a system administrator can revoke an agreement.");
        Require(act.Actor.PersonId != SubjectId, "This agreement is yours, so somebody else has to decide.");
        Require(State == RequestState.AccountCreated, "Only the agreement of an account that exists can be revoked. Withdraw the request instead.");
        Require(RevokedUtc is null, "This agreement is revoked already.");
        Require(!string.IsNullOrWhiteSpace(reason), "Say why in a sentence: the others will read it.");
        RequireNote(reason);
        RevokedUtc = act.NowUtc;
        RevokedNote = $"{Who(act)} revoked the agreement: {reason.Trim()}";
        Record(act, nameof(RevokeAgreement), State, $"{Who(act)} revoked the User Agreement.", reason.Trim());
        foreach (var audience in new[] { Audience.NewUser, Audience.AgencyAdministrators, Audience.SystemAdministrators })
            Tell(NoticeKind.Revoked, audience, $"The agreement of {SubjectName} is revoked", RevokedNote);
    }

    /// <summary>The agency administrator attests that the checklist is complete and signs.</summary>
    public void SignAsAdministrator(ActContext act, SignatureMark mark)
    {
        act = act with { Seat = SeatKind.AgencyAdministrator };
        Move(RequestTrigger.SignAsAdministrator, act with { Mark = mark }, $"{Who(act)} reviewed the training and signed as agency administrator.", null);
        AddSignature(act, SignatureSlot.Administrator, mark, SeatKind.AgencyAdministrator, null);
        Settle();
        Tell(NoticeKind.DirectorToSign, Audience.ExecutiveDirectors, $"An agreement waits for your signature: {SubjectName}", $"{Who(act)} reviewed the training of {SubjectName} and signed. Next: {Stages.Next(State)}.");
        Tell(NoticeKind.AdministratorSigned, Audience.NewUser, "Your agency administrator signed", $"{Who(act)} signed your User Agreement. It is now with the executive director.");
    }

    /// <summary>The administrator gives named items back to the new user; what was fine stays fine.</summary>
    public void ReturnToUser(ActContext act, IReadOnlyList<ReturnItem> items, string note)
    {
        RequireKnownItems(act, items);
        RequireNote(note);
        var name = Who(act);
        Move(RequestTrigger.ReturnToUser, act with { Items = items }, $"{name} returned the request to {SubjectName}.", Written(items, note));
        RejectNamedCertificates(act, items);
        if (items.Any(i => i.Subject == ReturnItem.Agreement))
        {
            SetSignaturesAside(act.NowUtc, "The agency administrator asked for it to be signed again.", SignatureSlot.User);
            _initials.RemoveAll(i => i.TextHash == AgreementHash);
            PaperScanId = null;
        }

        Await(items, note, name);
        Tell(NoticeKind.ToPutRight, Audience.NewUser, "Something has to be put right", $"{name} looked at your papers. {Written(items, note)}");
    }

    /// <summary>The executive director, or a delegate for them, signs.</summary>
    public void SignAsDirector(ActContext act, SignatureMark mark)
    {
        act = act with { Seat = SeatKind.ExecutiveDirector };
        Move(RequestTrigger.SignAsDirector, act with { Mark = mark }, $"{Who(act)} signed as executive director.", null);
        AddSignature(act, SignatureSlot.Director, mark, SeatKind.ExecutiveDirector, DistinctSignersWaived ? WaiverNote : null);
        Tell(NoticeKind.ReadyToSubmit, Audience.AgencyAdministrators, $"The agreement of {SubjectName} is signed by all three", $"{Who(act)} signed. Next: {Stages.Next(State)}.");
        Tell(NoticeKind.SignedByAll, Audience.NewUser, "All three have signed", $"{Who(act)} signed. Your agency administrator now sends the packet to the help desk.");
    }

    /// <summary>
    /// The director declines with a reason. It goes back to the agency administrator, whose signature is set aside;
    /// the new user's stays, because the text has not changed.
    /// </summary>
    public void DeclineAsDirector(ActContext act, string reason)
    {
        act = act with { Seat = SeatKind.ExecutiveDirector };
        Move(RequestTrigger.DeclineAsDirector, act with { Statement = reason }, $"{Who(act)} declined to sign.", reason);
        Tell(NoticeKind.DirectorDeclined, Audience.Signers, $"The director did not sign: {SubjectName}", $"{Who(act)} declined: {reason} It is now with the agency administrator.");
        Tell(NoticeKind.DirectorDeclined, Audience.AgencyAdministrators, $"The director did not sign: {SubjectName}", $"{Who(act)} declined: {reason} Put it right and sign again, or return it to {SubjectName}.");
        SetSignaturesAside(act.NowUtc, $"The executive director declined: {reason}", SignatureSlot.Administrator);
        Await([new ReturnItem(ReturnItem.Other, reason.Trim())], "", Who(act));
    }

    /// <summary>
    /// A system administrator lets one person sign as administrator and as director, for a small agency; the reason is printed on the agreement.
    /// Nobody can ever sign for their own request.
    /// </summary>
    /// <exception cref="RuleViolationException">Somebody else asks, or somebody with a seat in this agency; the reason is missing, or the director has signed.</exception>
    public void WaiveDistinctSigners(ActContext act, string reason)
    {
        act = act with { Seat = SeatKind.SystemAdministrator };
        RequireOpen();
        Require(act.Actor.IsSystemAdministrator, "Only a system administrator can allow one person to sign twice.");
        Require(act.Actor.PersonId != SubjectId, "This request is for you, so somebody else has to decide.");
        Require(!act.Actor.IsAdministratorOf(AgencyId) && !act.Actor.IsDirectorOf(AgencyId), "You sign for this agency yourself, so another system administrator has to decide.");
        RequireNote(reason);
        Require(!string.IsNullOrWhiteSpace(reason), "Say why: it is printed on the agreement.");
        Require(ValidSignature(SignatureSlot.Director) is null, "The executive director has signed already.");
        DistinctSignersWaived = true;
        WaiverNote = $"{Who(act)} allowed one person to sign as agency administrator and as executive director: {reason.Trim()}";
        Record(act, nameof(WaiveDistinctSigners), State, $"{Who(act)} allowed one person to sign in both seats.", reason.Trim());
        Tell(NoticeKind.OneMaySignTwice, Audience.AgencyAdministrators, $"{Code}: one person may sign twice", WaiverNote);
    }

    private void AddSignature(ActContext act, SignatureSlot slot, SignatureMark mark, SeatKind? seat, string? note)
    {
        var held = seat is { } kind ? act.Actor.SeatAt(kind, AgencyId) : null;
        _signatures.Add(new Signature(Id, AgencyId, SubjectId, slot, act.Actor.PersonId, mark.TypedName?.Trim() ?? act.Actor.FullName, seat?.Title() ?? "New user", act.NowUtc, AgreementHash, act.Rules.AgreementVersion)
        {
            Method = mark.Method,
            Ink = mark.Ink,
            Email = act.ActorEmail,
            ProofMethod = mark.Proof?.Method,
            ProofUtc = mark.Proof?.ConfirmedUtc,
            FirstViewedUtc = act.FirstViewedUtc,
            ConsentAtUtc = ConsentOf(act.Actor.PersonId, AgreementHash)?.AtUtc,
            OnBehalfOf = held?.ForName,
            DelegationId = held?.Under?.DelegationId,
            DelegatedById = held?.Under?.HolderId,
            DelegatedFromUtc = held?.Under?.FromUtc,
            DelegatedUntilUtc = held?.Under?.UntilUtc,
            DelegatedOnUtc = held?.Under?.GivenUtc,
            IpAddress = act.Actor.Origin.IpAddress,
            UserAgent = act.Actor.Origin.UserAgent,
            Note = note,
        });
    }

    private void RequireRouteChoice(ActContext act)
    {
        RequireOpen();
        Require(act.Actor.PersonId == SubjectId || act.Actor.IsAdministratorOf(AgencyId), $"Only {SubjectName} or an agency administrator can say this.");
        Require(ValidSignature(SignatureSlot.User) is null, $"{SubjectName} has signed already.");
    }

    private void SetSignaturesAside(DateTime atUtc, string reason, params SignatureSlot[] slots)
    {
        foreach (var signature in _signatures.Where(s => slots.Contains(s.Slot) && s.VoidedAtUtc is null))
            signature.SetAside(atUtc, reason);
    }

    private void Await(IReadOnlyList<ReturnItem> items, string note, string returnedBy)
    {
        OpenItems = items;
        ReturnNote = string.IsNullOrWhiteSpace(note) ? null : note.Trim();
        ReturnedBy = returnedBy;
    }

    private void RejectNamedCertificates(ActContext act, IReadOnlyList<ReturnItem> items)
    {
        foreach (var item in items)
        {
            var row = Checklist(act).FirstOrDefault(r => r.Course.Code == item.Subject);
            if (row?.Evidence is { } evidence && evidence.Decision != Training.EvidenceDecision.Rejected)
                RejectEvidence(act, evidence, item.Sentence);
        }
    }

    private void RequireKnownItems(ActContext act, IReadOnlyList<ReturnItem> items)
    {
        var courses = act.Rules.Catalogue.RequiredCourses(RoleTypeCode, Conditions).Select(c => c.Code).ToHashSet();
        Require(items.All(i => i.Subject is ReturnItem.Agreement or ReturnItem.Form or ReturnItem.Other || courses.Contains(i.Subject)),
            "One of the ticked things is not part of this request any more. Look at the fresh list.");
        Require(items.All(i => !string.IsNullOrWhiteSpace(i.Sentence) && i.Sentence.Length <= ReasonLimit), $"Say for each ticked thing what is wrong, in at most {ReasonLimit} characters.");
    }

    private static void RequireNote(string note) => Require(note.Length <= ReasonLimit, $"The note can have {ReasonLimit} characters.");

    private static string Written(IReadOnlyList<ReturnItem> items, string note) =>
        string.Join(" ", items.Select(i => i.Sentence.Trim()).Append(note.Trim()).Where(t => t.Length > 0));
}
