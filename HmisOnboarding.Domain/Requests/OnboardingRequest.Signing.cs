using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Notifications;

namespace HmisOnboarding.Domain.Requests;

public sealed partial class OnboardingRequest
{
    /// <summary>The signature in a place that holds for the text of this request, or null.</summary>
    public Signature? ValidSignature(SignatureSlot slot) => _signatures.FirstOrDefault(s => s.Slot == slot && s.HoldsFor(AgreementHash));

    /// <summary>When the person agreed to sign that text electronically, or null.</summary>
    public SigningConsent? ConsentOf(Guid personId, string textHash) => _consents.FirstOrDefault(c => c.PersonId == personId && c.TextHash == textHash);

    /// <summary>Numbers of the clauses that ask for initials and have none for this text.</summary>
    public IEnumerable<string> OpenInitials(ActContext act) => act.Rules.Agreement.AllClauses
        .Where(c => c.AsksInitials && !_initials.Any(i => i.ClauseNumber == c.Number && i.TextHash == AgreementHash)).Select(c => c.Number);

    /// <summary>The actor agrees to sign electronically; saying it twice keeps the first time.</summary>
    /// <exception cref="RuleViolationException">The actor has no place on this agreement, or the request is closed.</exception>
    public void GiveConsent(ActContext act)
    {
        RequireOpen();
        Require(act.Actor.PersonId == SubjectId || act.Actor.IsAdministratorOf(AgencyId) || act.Actor.IsDirectorOf(AgencyId),
            "Only the three people who sign this agreement can agree to sign it electronically.");
        if (ConsentOf(act.Actor.PersonId, AgreementHash) is not null)
            return;
        _consents.Add(new SigningConsent(Id, AgencyId, SubjectId, act.Actor.PersonId, AgreementHash, act.NowUtc));
        Record(act, nameof(GiveConsent), State, $"{act.Actor.FullName} agreed to sign electronically.", null);
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
        Record(act, nameof(InitialClause), State, $"{act.Actor.FullName} put initials under clause {clauseNumber}.", null);
    }

    /// <summary>The new user signs with their typed name.</summary>
    public void SignAsUser(ActContext act, string typedName)
    {
        Move(RequestTrigger.SignAsUser, act with { TypedName = typedName }, $"{act.Actor.FullName} signed the User Agreement.", null);
        AddSignature(act, SignatureSlot.User, typedName, "New user", null, null);
        Settle();
        Tell(Audience.AgencyAdministrators, $"{SubjectName} is ready for your review", $"{SubjectName} signed the User Agreement. Next: {Stages.Next(State)}.");
    }

    /// <summary>The agency administrator attests that the checklist is complete and signs.</summary>
    public void SignAsAdministrator(ActContext act, string typedName)
    {
        Move(RequestTrigger.SignAsAdministrator, act with { TypedName = typedName }, $"{act.Actor.FullName} reviewed the training and signed as agency administrator.", null);
        AddSignature(act, SignatureSlot.Administrator, typedName, SeatKind.AgencyAdministrator.Title(), null, null);
        Settle();
        Tell(Audience.ExecutiveDirectors, $"An agreement waits for your signature: {SubjectName}", $"{act.Actor.FullName} reviewed the training of {SubjectName} and signed. Next: {Stages.Next(State)}.");
        Tell(Audience.NewUser, "Your agency administrator signed", $"{act.Actor.FullName} signed your User Agreement. It is now with the executive director.");
    }

    /// <summary>The administrator gives named items back to the new user; what was fine stays fine.</summary>
    public void ReturnToUser(ActContext act, IReadOnlyList<ReturnItem> items, string note)
    {
        RequireKnownItems(act, items);
        RequireNote(note);
        var name = act.Actor.FullName;
        Move(RequestTrigger.ReturnToUser, act with { Items = items }, $"{name} returned the request to {SubjectName}.", Written(items, note));
        RejectNamedCertificates(act, items);
        if (items.Any(i => i.Subject == ReturnItem.Agreement))
        {
            SetSignaturesAside(act.NowUtc, "The agency administrator asked for it to be signed again.", SignatureSlot.User);
            _initials.RemoveAll(i => i.TextHash == AgreementHash);
        }

        Await(items, note, name);
        Tell(Audience.NewUser, "Something has to be put right", $"{name} looked at your papers. {Written(items, note)}");
    }

    /// <summary>The executive director, or a delegate for them, signs.</summary>
    public void SignAsDirector(ActContext act, string typedName)
    {
        var seat = act.Actor.SeatAt(SeatKind.ExecutiveDirector, AgencyId);
        var forWhom = seat?.ForName is { } holder ? $" for {holder}" : "";
        Move(RequestTrigger.SignAsDirector, act with { TypedName = typedName }, $"{act.Actor.FullName} signed as executive director{forWhom}.", null, seat?.ForName);
        AddSignature(act, SignatureSlot.Director, typedName, SeatKind.ExecutiveDirector.Title(), seat?.ForName, DistinctSignersWaived ? WaiverNote : null);
        Tell(Audience.AgencyAdministrators, $"The agreement of {SubjectName} is signed by all three", $"{act.Actor.FullName} signed{forWhom}. Next: {Stages.Next(State)}.");
        Tell(Audience.NewUser, "All three have signed", $"{act.Actor.FullName} signed{forWhom}. Your agency administrator now sends the packet to the help desk.");
    }

    /// <summary>
    /// The director declines with a reason. It goes back to the agency administrator, whose signature is set aside;
    /// the new user's stays, because the text has not changed.
    /// </summary>
    public void DeclineAsDirector(ActContext act, string reason)
    {
        var seat = act.Actor.SeatAt(SeatKind.ExecutiveDirector, AgencyId);
        Move(RequestTrigger.DeclineAsDirector, act with { Statement = reason }, $"{act.Actor.FullName} declined to sign.", reason, seat?.ForName);
        Tell(Audience.Signers, $"The director did not sign: {SubjectName}", $"{act.Actor.FullName} declined: {reason} It is now with the agency administrator.");
        Tell(Audience.AgencyAdministrators, $"The director did not sign: {SubjectName}", $"{act.Actor.FullName} declined: {reason} Put it right and sign again, or return it to {SubjectName}.");
        SetSignaturesAside(act.NowUtc, $"The executive director declined: {reason}", SignatureSlot.Administrator);
        Await([new ReturnItem(ReturnItem.Other, reason.Trim())], "", act.Actor.FullName);
    }

    /// <summary>
    /// A system administrator lets one person sign as administrator and as director, for a small agency; the reason is printed on the agreement.
    /// Nobody can ever sign for their own request.
    /// </summary>
    /// <exception cref="RuleViolationException">Somebody else asks, the reason is missing, or the director has signed.</exception>
    public void WaiveDistinctSigners(ActContext act, string reason)
    {
        RequireOpen();
        Require(act.Actor.IsSystemAdministrator, "Only a system administrator can allow one person to sign twice.");
        Require(act.Actor.PersonId != SubjectId, "This request is for you, so somebody else has to decide.");
        RequireNote(reason);
        Require(!string.IsNullOrWhiteSpace(reason), "Say why: it is printed on the agreement.");
        Require(ValidSignature(SignatureSlot.Director) is null, "The executive director has signed already.");
        DistinctSignersWaived = true;
        WaiverNote = $"{act.Actor.FullName} allowed one person to sign as agency administrator and as executive director: {reason.Trim()}";
        Record(act, nameof(WaiveDistinctSigners), State, $"{act.Actor.FullName} allowed one person to sign in both seats.", reason.Trim());
        Tell(Audience.AgencyAdministrators, $"{Code}: one person may sign twice", WaiverNote);
    }

    private void AddSignature(ActContext act, SignatureSlot slot, string typedName, string seatTitle, string? onBehalfOf, string? note) =>
        _signatures.Add(new Signature(Id, AgencyId, SubjectId, slot, act.Actor.PersonId, typedName.Trim(), seatTitle, onBehalfOf, act.NowUtc,
            ConsentOf(act.Actor.PersonId, AgreementHash)!.AtUtc, AgreementHash, act.Rules.AgreementVersion, act.Actor.Origin.IpAddress, act.Actor.Origin.UserAgent, note));

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
