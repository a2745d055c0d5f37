using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Agreements.Sealing;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Drafts;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Submission;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Domain.Updates;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Requests;

/// <summary>
/// What people do to requests, one method for each intent. Each one loads, acts, saves and tells as one command of the one writer:
/// the actor is looked up at that moment, a foreign or unknown request is <see cref="NotFoundException"/>, a refused act is
/// <see cref="RuleViolationException"/> and changes nothing. Where a page passes the version it showed, an act over somebody else's
/// change is <see cref="ConcurrentChangeException"/>.
/// </summary>
public sealed class RequestService(HmisDatabase database, SingleWriter writer, CommunityLibrary library, DocumentStore documents, RefusedUploads refused, SealKey seal, AgreementSealer sealer, TimeProvider clock)
{
    /// <summary>Reminders that one person gets within a day, from whomever and about whatever.</summary>
    public const int RemindersADay = 10;

    /// <summary>Reminders that one person sends within a day.</summary>
    public const int RemindersGivenADay = 50;

    // whose account is older than that when the follow-up is first switched on is left in peace
    private const int FollowUpWindowDays = 30;

    /// <summary>Opens a request for a named person and invites the person where they cannot sign in yet. Returns the request's code.</summary>
    public Task<string> OpenAsync(Caller caller, NewRequest wish, CancellationToken cancellationToken = default) =>
        writer.RunAsync(async (db, keys, ct) =>
        {
            var now = Now();
            var actor = await EnterAsync(db, caller, now, ct);
            var agency = actor.IsAdministratorOf(wish.AgencyId)
                ? await db.Agencies.Include(a => a.Projects).SingleAsync(a => a.Id == wish.AgencyId, ct)
                : throw new NotFoundException();

            var versions = await CommunityLibrary.NewestAsync(db, now, ct);
            var rules = await library.RulesAsync(db, versions, agency.Zone, ct);
            var act = new ActContext(actor, now, rules) { AgencyEmailDomain = agency.EmailDomain };
            var problems = wish.Problems(rules.Catalogue, agency, act.Today);
            var unprintable = PacketService.Unprintable($"{wish.FirstName} {wish.LastName}");
            if (unprintable.Count > 0)
                problems = [.. problems, $"The agreement cannot print {string.Join(" ", unprintable)}. Write the name in letters of a European, Arabic or Hebrew alphabet."];
            if (problems.Count > 0)
                throw new RuleViolationException(problems);

            var person = await FindOrAddPersonAsync(db, wish, agency, ct);
            act = act with
            {
                AgencyParticipates = agency.ParticipatesOn(act.Today),
                OtherOpenRequest = await RequestDesk.OtherOpenRequestAsync(db, agency.Id, person.Id, null, ct),
            };
            var open = await db.StageCounts.Where(c => c.AgencyId == agency.Id && c.State < RequestState.AccountCreated).SumAsync(c => c.Count, ct);
            if (open >= rules.Settings.OpenRequestsPerAgency)
                throw new RuleViolationException($"Your agency has {open} open requests, which is the limit. Withdraw those that are not needed, then try again.");

            var request = OnboardingRequest.Open(await NextCodeAsync(db, ct), agency, person, wish.RoleTypeCode, wish.Conditions, wish.ToForm(), versions, act);
            var desk = RequestDesk.ForNew(db, keys, request, agency, act);
            // what the Learning Center reported before there was a request
            request.TakeCompletions(act, await db.Completions.AsNoTracking().Where(c => c.SubjectId == person.Id).ToListAsync(ct));
            // who has rights elsewhere was invited by those who gave them: that link is none of this agency's business
            if (person.SignInSinceUtc is null && InvitationRights.IsPlainUserOf(agency.Id, person, await InvitationRights.SeatsOfAsync(db, person.Id, now, ct)))
                await PeopleService.InviteAsync(db, person, agency.Id, request.Id, InvitationText(actor, agency), now, TimeSpan.FromHours(rules.Settings.InvitationHours), ct);
            await desk.PutAwayAsync(ct);
            await DraftService.ForgetAsync(db, DraftPurpose.NewRequest(agency.Id), ct);
            keys.Add(ChangeKey.Directory);
            return request.Code;
        }, cancellationToken);

    /// <summary>Makes a new invitation link for the new user; the earlier one stops working.</summary>
    /// <exception cref="RuleViolationException">Somebody else asks, the person can sign in, or the person's rights reach beyond this agency.</exception>
    public Task RenewInvitationAsync(Caller caller, string code, CancellationToken cancellationToken = default) =>
        DeskAsync(caller, code, null, async (db, desk, ct) =>
        {
            if (!desk.Act.Actor.IsAdministratorOf(desk.Request.AgencyId))
                throw new RuleViolationException("Only an agency administrator of this agency can invite again.");
            var person = await InviteeAsync(db, desk, ct);
            await PeopleService.InviteAsync(db, person, desk.Request.AgencyId, desk.Request.Id, InvitationText(desk.Act.Actor, desk.Agency),
                desk.Act.NowUtc, TimeSpan.FromHours(desk.Act.Rules.Settings.InvitationHours), ct);
            return true;
        }, cancellationToken);

    /// <summary>
    /// The link of the new user's open invitation, to hand over where the message was lost. Whoever has it could choose the password, so that
    /// an administrator was shown it is written into the history, once for each invitation, and stands on the certificate of completion.
    /// </summary>
    /// <exception cref="RuleViolationException">Somebody else asks, the person can sign in, there is no open invitation, or the person's rights reach beyond this agency.</exception>
    public Task<string> ShowInvitationLinkAsync(Caller caller, string code, CancellationToken cancellationToken = default) =>
        DeskAsync(caller, code, null, async (db, desk, ct) =>
        {
            if (!desk.Act.Actor.IsAdministratorOf(desk.Request.AgencyId))
                throw new RuleViolationException("Only an agency administrator of this agency can see the link.");
            var person = await InviteeAsync(db, desk, ct);
            var message = await db.Notifications.Where(n => n.RecipientId == person.Id && n.Link != null && n.Link.StartsWith(InvitationLink.Prefix))
                .OrderByDescending(n => n.CreatedUtc).Select(n => new { n.Link, n.CreatedUtc }).FirstOrDefaultAsync(ct)
                ?? throw new RuleViolationException("There is no open invitation. Make a new link.");
            var (requestId, actorId) = (desk.Request.Id, desk.Act.Actor.PersonId);
            if (!await db.Events.AnyAsync(e => e.RequestId == requestId && e.ActorId == actorId && e.Kind == nameof(OnboardingRequest.NoteInvitationShown) && e.AtUtc >= message.CreatedUtc, ct))
                desk.Request.NoteInvitationShown(desk.Act);
            return message.Link!;
        }, cancellationToken);

    /// <summary>Records the account at the Learning Center, with its e-mail where the user name is not the e-mail.</summary>
    public Task RecordLearningCenterAccountAsync(Caller caller, string code, string userName, string? email = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(caller, code, null, (request, act) => request.RecordLearningCenterAccount(act, userName, email), cancellationToken);

    /// <summary>
    /// Receives a certificate: rights and quota first, then the file is streamed, inspected and hashed, then the row is written with the act.
    /// A refused certificate leaves no file behind.
    /// </summary>
    /// <exception cref="DocumentRefusedException">The file cannot be taken; the message says what to do.</exception>
    public async Task UploadCertificateAsync(
        Caller caller, string code, string courseCode, Stream content, string fileName, DateOnly completedOn, int? scorePercent, string? certificateNumber,
        CancellationToken cancellationToken = default)
    {
        await RequireUploadAllowanceAsync(caller, code, (request, act) => request.RequireMayAddCertificate(act), cancellationToken);
        await StoreAsync(content, fileName, async (_, desk, file, text, ct) =>
        {
            var document = NewDocument(desk, file, DocumentKind.Certificate);
            var evidence = desk.Request.AddCertificate(desk.Act, courseCode, document, completedOn, scorePercent, certificateNumber, text);
            await desk.TellTwinsAsync(file.Sha256, evidence.NumberKey, ct);
            desk.AddDocument(document, file.Scan);
        }, caller, code, cancellationToken);
    }

    /// <summary>
    /// What a certificate seems to say, before it is uploaded, so that the person need not type it. Nothing is kept.
    /// Null when it is no PDF, too large to be sent twice, or nothing could be read.
    /// </summary>
    /// <exception cref="NotFoundException">There is no such request or course within the caller's reach.</exception>
    public async Task<CertificateReading?> ReadCertificateAsync(Caller caller, string code, string courseCode, Stream content, string fileName, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        await EnterAsync(db, caller, Now(), cancellationToken);
        var request = await db.Requests.Where(r => r.Code == code).Select(r => new { r.SubjectName, r.Versions }).SingleOrDefaultAsync(cancellationToken) ?? throw new NotFoundException();
        var catalogue = await library.CatalogueAsync(db, request.Versions.Catalogue, cancellationToken);
        var course = catalogue.Courses.FirstOrDefault(c => c.Code == courseCode) ?? throw new NotFoundException();
        var text = await documents.PeekTextAsync(content, fileName, cancellationToken);
        return text.Length == 0 ? null : CertificateReading.Of(text, request.SubjectName, course, catalogue.Courses);
    }

    /// <summary>Adds the file of a certificate that was known on paper only.</summary>
    /// <exception cref="DocumentRefusedException">The file cannot be taken; the message says what to do.</exception>
    public async Task AttachFileAsync(Caller caller, string code, Guid evidenceId, Stream content, string fileName, CancellationToken cancellationToken = default)
    {
        await RequireUploadAllowanceAsync(caller, code, (request, act) => request.RequireMayAttachFile(act), cancellationToken);
        await StoreAsync(content, fileName, async (_, desk, file, text, ct) =>
        {
            var document = NewDocument(desk, file, DocumentKind.Certificate);
            desk.Request.AttachFile(desk.Act, evidenceId, document, text);
            await desk.TellTwinsAsync(file.Sha256, null, ct);
            desk.AddDocument(document, file.Scan);
        }, caller, code, cancellationToken);
    }

    /// <summary>Records a certificate that the administrator has seen on paper.</summary>
    public Task RecordPaperCertificateAsync(Caller caller, string code, string courseCode, DateOnly completedOn, int? scorePercent, string? certificateNumber, CancellationToken cancellationToken = default) =>
        DeskAsync(caller, code, null, async (_, desk, ct) =>
        {
            var evidence = desk.Request.RecordPaperCertificate(desk.Act, courseCode, completedOn, scorePercent, certificateNumber);
            await desk.TellTwinsAsync(null, evidence.NumberKey, ct);
            return true;
        }, cancellationToken);

    /// <summary>Frees the new user from one course, with a reason that everybody on the request reads, until the end of a day or without an end.</summary>
    public Task ExemptFromCourseAsync(Caller caller, string code, string courseCode, string reason, DateOnly? lastDay, CancellationToken cancellationToken = default) =>
        ChangeAsync(caller, code, null, (request, act) => request.ExemptFromCourse(act, courseCode, reason, lastDay), cancellationToken);

    /// <summary>Ends an exemption at once, with a reason.</summary>
    public Task EndExemptionAsync(Caller caller, string code, Guid exemptionId, string reason, CancellationToken cancellationToken = default) =>
        ChangeAsync(caller, code, null, (request, act) => request.EndExemption(act, exemptionId, reason), cancellationToken);

    /// <summary>Accepts a certificate.</summary>
    public Task AcceptCertificateAsync(Caller caller, string code, Guid evidenceId, CancellationToken cancellationToken = default) =>
        ChangeAsync(caller, code, null, (request, act) => request.AcceptCertificate(act, evidenceId), cancellationToken);

    /// <summary>Rejects a certificate with a reason that the new user reads.</summary>
    public Task RejectCertificateAsync(Caller caller, string code, Guid evidenceId, string reason, CancellationToken cancellationToken = default) =>
        ChangeAsync(caller, code, null, (request, act) => request.RejectCertificate(act, evidenceId, reason), cancellationToken);

    /// <summary>The new user hands the training over.</summary>
    public Task FinishTrainingAsync(Caller caller, string code, Guid? seenVersion = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(caller, code, seenVersion, (request, act) => request.FinishTraining(act), cancellationToken);

    /// <summary>The caller agrees to sign electronically; <paramref name="shownText"/> is the hash of the text that was in front of them.</summary>
    /// <exception cref="RuleViolationException">The text is another one by now, or the caller has no place on it.</exception>
    public Task GiveConsentAsync(Caller caller, string code, string? shownText = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(caller, code, null, (request, act) =>
        {
            request.RequireShown(shownText);
            request.GiveConsent(act);
        }, cancellationToken);

    /// <summary>The new user initials a clause; <paramref name="shownText"/> is the hash of the text that was in front of them.</summary>
    /// <exception cref="RuleViolationException">The text is another one by now, or it is not the time.</exception>
    public Task InitialClauseAsync(Caller caller, string code, string clauseNumber, string initials, string? shownText = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(caller, code, null, (request, act) =>
        {
            request.RequireShown(shownText);
            request.InitialClause(act, clauseNumber, initials);
        }, cancellationToken);

    /// <summary>
    /// Notes that the caller has the agreement in front of them; only the first time of each text counts, and only for those who sign it.
    /// It is evidence, no act: the request itself does not change.
    /// </summary>
    public Task NoteOpenedAsync(Caller caller, string code, CancellationToken cancellationToken = default) =>
        writer.RunAsync(async (db, _, ct) =>
        {
            var now = Now();
            var actor = await EnterAsync(db, caller, now, ct);
            var request = await db.Requests.AsNoTracking().Where(r => r.Code == code).Select(r => new { r.Id, r.AgencyId, r.SubjectId, r.AgreementHash }).SingleOrDefaultAsync(ct)
                ?? throw new NotFoundException();
            var signs = actor.PersonId == request.SubjectId || actor.IsAdministratorOf(request.AgencyId) || actor.IsDirectorOf(request.AgencyId);
            if (!signs || await db.Openings.AnyAsync(o => o.RequestId == request.Id && o.PersonId == actor.PersonId && o.TextHash == request.AgreementHash, ct))
                return false;
            db.Openings.Add(new AgreementOpening(request.Id, request.AgencyId, request.SubjectId, actor.PersonId, request.AgreementHash, now));
            await db.SaveChangesAsync(ct);
            return true;
        }, cancellationToken);

    /// <summary>The new user prefers to sign on paper, or an agency administrator writes it down for them.</summary>
    public Task ChoosePaperAsync(Caller caller, string code, CancellationToken cancellationToken = default) =>
        ChangeAsync(caller, code, null, (request, act) => request.ChoosePaper(act), cancellationToken);

    /// <summary>The new user signs on screen after all.</summary>
    public Task ChooseScreenAsync(Caller caller, string code, CancellationToken cancellationToken = default) =>
        ChangeAsync(caller, code, null, (request, act) => request.ChooseScreen(act), cancellationToken);

    /// <summary>Receives the scan of the agreement that the new user signed on paper.</summary>
    /// <exception cref="DocumentRefusedException">The file cannot be taken; the message says what to do.</exception>
    public async Task UploadPaperScanAsync(Caller caller, string code, Stream content, string fileName, CancellationToken cancellationToken = default)
    {
        await RequireUploadAllowanceAsync(caller, code, (request, act) => request.RequireMayAttachScan(act), cancellationToken);
        await StoreAsync(content, fileName, (_, desk, file, _, _) =>
        {
            desk.Request.RequireMayAttachScan(desk.Act);
            var document = NewDocument(desk, file, DocumentKind.PaperAgreement);
            desk.Request.AttachPaperScan(desk.Act, document);
            desk.AddDocument(document, file.Scan);
            return Task.CompletedTask;
        }, caller, code, cancellationToken);
    }

    /// <summary>
    /// An agency administrator confirms the scan: the new user signed in ink on that day. The scan's file is hashed again before, and the
    /// signature holds which one it was.
    /// </summary>
    public async Task ConfirmPaperAsync(Caller caller, string code, DateOnly signedOn, IdentityProof? proof, Guid? seenVersion = null, CancellationToken cancellationToken = default)
    {
        var scan = await IntactScanAsync(caller, code, cancellationToken);
        await SignAsync(caller, code, seenVersion, (request, act) => request.ConfirmPaper(act with { IntactScan = scan }, signedOn, proof), cancellationToken);
    }

    /// <summary>Puts the newest text of the User Agreement in place of the one the request was opened under.</summary>
    public Task TakeNewTextAsync(Caller caller, string code, Guid? seenVersion = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(caller, code, seenVersion, (request, act) => request.TakeNewText(act), cancellationToken);

    /// <summary>The executive director or a system administrator ends the force of a complete agreement.</summary>
    public Task RevokeAgreementAsync(Caller caller, string code, string reason, CancellationToken cancellationToken = default) =>
        ChangeAsync(caller, code, null, (request, act) => request.RevokeAgreement(act, reason), cancellationToken);

    /// <summary>The new user signs the User Agreement.</summary>
    public Task SignAsUserAsync(Caller caller, string code, SignatureMark mark, Guid? seenVersion = null, CancellationToken cancellationToken = default) =>
        SignAsync(caller, code, seenVersion, (request, act) => request.SignAsUser(act, mark), cancellationToken);

    /// <summary>The agency administrator attests and signs.</summary>
    public Task SignAsAdministratorAsync(Caller caller, string code, SignatureMark mark, Guid? seenVersion = null, CancellationToken cancellationToken = default) =>
        SignAsync(caller, code, seenVersion, (request, act) => request.SignAsAdministrator(act, mark), cancellationToken);

    /// <summary>The agency administrator gives named items back to the new user.</summary>
    public Task ReturnToUserAsync(Caller caller, string code, IReadOnlyList<ReturnItem> items, string note, Guid? seenVersion = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(caller, code, seenVersion, (request, act) => request.ReturnToUser(act, items, note), cancellationToken);

    /// <summary>The executive director signs.</summary>
    public Task SignAsDirectorAsync(Caller caller, string code, SignatureMark mark, Guid? seenVersion = null, CancellationToken cancellationToken = default) =>
        SignAsync(caller, code, seenVersion, (request, act) => request.SignAsDirector(act, mark), cancellationToken);

    /// <summary>The executive director declines with a reason.</summary>
    public Task DeclineAsDirectorAsync(Caller caller, string code, string reason, Guid? seenVersion = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(caller, code, seenVersion, (request, act) => request.DeclineAsDirector(act, reason), cancellationToken);

    /// <summary>A system administrator lets one person sign in both seats.</summary>
    public Task WaiveDistinctSignersAsync(Caller caller, string code, string reason, CancellationToken cancellationToken = default) =>
        ChangeAsync(caller, code, null, (request, act) => request.WaiveDistinctSigners(act, reason), cancellationToken);

    /// <summary>Saves the User Request Form as far as it is filled.</summary>
    public Task FillFormAsync(Caller caller, string code, UserRequestForm form, CancellationToken cancellationToken = default) =>
        ChangeAsync(caller, code, null, (request, act) => request.FillForm(act, form), cancellationToken);

    /// <summary>
    /// Saves the answers of the User Request Form that changed since <paramref name="basedOn"/>, the form that was on the screen. An answer that
    /// somebody, or another device, changed too is not written over: unless the person has chosen, nothing is saved and the clashes say where.
    /// </summary>
    public Task<IReadOnlyList<FormClash>> SaveFormAsync(Caller caller, string code, UserRequestForm form, UserRequestForm basedOn, FormClashChoice choice, CancellationToken cancellationToken = default) =>
        DeskAsync(caller, code, null, (_, desk, _) =>
        {
            var (merged, clashes) = FormMerge.Of(form, basedOn, desk.Request.Form, choice);
            if (clashes.Count == 0)
                desk.Request.FillForm(desk.Act, merged);
            return Task.FromResult(clashes);
        }, cancellationToken);

    /// <summary>Submits the packet, with documents to follow where files are missing and the submitter says so.</summary>
    public Task SubmitAsync(Caller caller, string code, string message, bool documentsToFollow, Guid? seenVersion = null, CancellationToken cancellationToken = default) =>
        ChangeWithFilesAsync(caller, code, seenVersion, (request, act) => request.Submit(act, message, documentsToFollow), cancellationToken);

    /// <summary>All documents that were to follow are there.</summary>
    public Task DocumentsReceivedAsync(Caller caller, string code, Guid? seenVersion = null, CancellationToken cancellationToken = default) =>
        ChangeWithFilesAsync(caller, code, seenVersion, (request, act) => request.DocumentsReceived(act), cancellationToken);

    /// <summary>A system administrator gives named items back to the agency.</summary>
    public Task ReturnToAgencyAsync(Caller caller, string code, IReadOnlyList<ReturnItem> items, string note, Guid? seenVersion = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(caller, code, seenVersion, (request, act) => request.ReturnToAgency(act, items, note), cancellationToken);

    /// <summary>A system administrator records the account; never a password.</summary>
    public Task RecordAccountAsync(Caller caller, string code, string hmisUserName, string roleGiven, Guid? seenVersion = null, CancellationToken cancellationToken = default) =>
        ChangeWithFilesAsync(caller, code, seenVersion, (request, act) => request.RecordAccount(act, hmisUserName, roleGiven), cancellationToken);

    /// <summary>A system administrator refuses the account.</summary>
    public Task DenyAsync(Caller caller, string code, string reason, Guid? seenVersion = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(caller, code, seenVersion, (request, act) => request.Deny(act, reason), cancellationToken);

    /// <summary>The new user tells that the first login worked.</summary>
    public Task ConfirmFirstLoginAsync(Caller caller, string code, CancellationToken cancellationToken = default) =>
        ChangeAsync(caller, code, null, (request, act) => request.ConfirmFirstLogin(act), cancellationToken);

    /// <summary>The agency administrator takes the request back.</summary>
    public Task WithdrawAsync(Caller caller, string code, string reason, Guid? seenVersion = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(caller, code, seenVersion, (request, act) => request.Withdraw(act, reason), cancellationToken);

    /// <summary>Opens a closed request again.</summary>
    public Task ReopenAsync(Caller caller, string code, string reason, Guid? seenVersion = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(caller, code, seenVersion, (request, act) => request.Reopen(act, reason), cancellationToken);

    /// <summary>
    /// Lapses the requests in which nothing happened for as long as the community allows, at most <paramref name="most"/> at a time.
    /// The clock of the system calls it; returns how many lapsed.
    /// </summary>
    public Task<int> LapseQuietRequestsAsync(int most, CancellationToken cancellationToken = default) =>
        writer.RunAsync(async (db, keys, ct) =>
        {
            db.Reach = Reach.Everything;
            var now = Now();
            var settings = await library.SettingsAsync(db, (await CommunityLibrary.NewestAsync(db, now, ct)).Settings, ct);
            var quietSince = now - TimeSpan.FromDays(settings.LapseAfterDays);
            var codes = await db.Requests.Where(r => r.State < RequestState.AwaitingDocuments && r.LastMoveUtc <= quietSince).OrderBy(r => r.LastMoveUtc).Select(r => r.Code).Take(most).ToListAsync(ct);
            var lapsed = 0;
            foreach (var code in codes)
            {
                var desk = await RequestDesk.LoadAsync(db, keys, library, Actor.System, code, null, now, ct);
                if (desk.Request.WhyNot(RequestTrigger.Lapse, desk.Act).Count > 0)
                    continue;
                desk.Request.Lapse(desk.Act);
                await desk.PutAwayAsync(ct);
                lapsed++;
            }

            return lapsed;
        }, cancellationToken);

    /// <summary>
    /// Warns of requests that will lapse soon, each quiet time once, at most <paramref name="most"/> at a time. The clock of the system calls it;
    /// returns how many were warned of.
    /// </summary>
    public async Task<int> WarnOfLapseAsync(int most, CancellationToken cancellationToken = default)
    {
        var now = Now();
        List<string> codes;
        await using (var look = database.Read(Reach.Everything))
        {
            var settings = await library.SettingsAsync(look, (await CommunityLibrary.NewestAsync(look, now, cancellationToken)).Settings, cancellationToken);
            var quietSince = now - TimeSpan.FromDays(settings.QuietDaysBeforeWarning());
            codes = await look.Requests.Where(r => r.State < RequestState.AwaitingDocuments && r.LastMoveUtc <= quietSince && (r.LapseWarnedUtc == null || r.LapseWarnedUtc <= r.LastMoveUtc))
                .OrderBy(r => r.LastMoveUtc).Select(r => r.Code).Take(most).ToListAsync(cancellationToken);
        }

        return codes.Count == 0 ? 0 : await writer.RunAsync(async (db, keys, ct) =>
        {
            db.Reach = Reach.Everything;
            var warned = 0;
            foreach (var code in codes)
            {
                var desk = await RequestDesk.LoadAsync(db, keys, library, Actor.System, code, null, now, ct);
                // it may have moved while this waited in line
                if (desk.Request.LapsesUtc(desk.Act.Rules.Settings, now) is null)
                    continue;
                desk.Request.WarnOfLapse(desk.Act);
                await desk.PutBackAsync(ct);
                keys.Add(ChangeKey.Request(desk.Request.Id));
                warned++;
            }

            return warned;
        }, cancellationToken);
    }

    /// <summary>The agency keeps a quiet request open: the days until it lapses begin anew.</summary>
    public Task KeepOpenAsync(Caller caller, string code, CancellationToken cancellationToken = default) =>
        ChangeAsync(caller, code, null, (request, act) => request.KeepOpen(act), cancellationToken);

    /// <summary>A system administrator takes a waiting packet; whoever comes second is told who has it.</summary>
    public Task ClaimAsync(Caller caller, string code, Guid? seenVersion = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(caller, code, seenVersion, (request, act) => request.Claim(act), cancellationToken);

    /// <summary>A system administrator gives a claimed packet back to the team.</summary>
    public Task ReleaseAsync(Caller caller, string code, Guid? seenVersion = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(caller, code, seenVersion, (request, act) => request.Release(act), cancellationToken);

    /// <summary>A system administrator goes on with a packet that <paramref name="from"/> claimed; the history and a notice say so.</summary>
    public Task TakeOverAsync(Caller caller, string code, Guid from, Guid? seenVersion = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(caller, code, seenVersion, (request, act) => request.TakeOver(act, from), cancellationToken);

    /// <summary>
    /// An administrator or the new user reminds whoever has the request, by a notice. The history keeps it; one request is reminded of once within the hours
    /// that the community sets, and one person gets at most <see cref="RemindersADay"/> a day.
    /// </summary>
    public Task RemindAsync(Caller caller, string code, CancellationToken cancellationToken = default) =>
        DeskAsync(caller, code, null, async (_, desk, ct) =>
        {
            await desk.RequireRemindableAsync(desk.Request.Remind(desk.Act), ct);
            return true;
        }, cancellationToken);

    /// <summary>
    /// Does what the plans of the steps have due: reminders to whoever has a request, and the rungs of the ladder when a step is late; at most
    /// <paramref name="most"/> requests at a time, the longest due first. What was done is kept with the request in the same transaction, so each
    /// moment happens once whatever stops in between. The clock of the system calls it; returns how many requests were looked at.
    /// </summary>
    public async Task<int> FollowUpAsync(int most, CancellationToken cancellationToken = default)
    {
        var now = Now();
        List<string> codes;
        await using (var look = database.Read(Reach.Everything))
            codes = await look.Requests.Where(r => r.NextFollowUpUtc <= now).OrderBy(r => r.NextFollowUpUtc).Select(r => r.Code).Take(most).ToListAsync(cancellationToken);

        // one command each: other people's acts come in between, and one that fails holds up no others before it
        foreach (var code in codes)
        {
            await writer.RunAsync(async (db, keys, ct) =>
            {
                db.Reach = Reach.Everything;
                var desk = await RequestDesk.LoadAsync(db, keys, library, Actor.System, code, null, now, ct);
                await desk.FollowUpAsync(ct);
                return true;
            }, cancellationToken);
        }

        return codes.Count;
    }

    /// <summary>
    /// Asks new users who have had their account for the days that the community sets, and have not said that they logged in, whether it worked;
    /// at most <paramref name="most"/> at a time, each once. The clock of the system calls it; returns how many were asked.
    /// </summary>
    public async Task<int> AskForLoginsAsync(int most, CancellationToken cancellationToken = default)
    {
        var now = Now();
        int days;
        List<string> codes;
        await using (var look = database.Read(Reach.Everything))
        {
            days = (await library.SettingsAsync(look, (await CommunityLibrary.NewestAsync(look, now, cancellationToken)).Settings, cancellationToken)).LoginFollowUpDays;
            var (oldest, newest) = (now.AddDays(-days - FollowUpWindowDays), now.AddDays(-days));
            codes = await look.Requests.Where(r => r.State == RequestState.AccountCreated && r.FirstLoginUtc == null && r.LoginAskedUtc == null && r.AccountUtc >= oldest && r.AccountUtc <= newest)
                .OrderBy(r => r.AccountUtc).Select(r => r.Code).Take(most).ToListAsync(cancellationToken);
        }

        // as a rule there is nobody to ask: the writer is not asked for that
        return codes.Count == 0 ? 0 : await writer.RunAsync(async (db, keys, ct) =>
        {
            db.Reach = Reach.Everything;
            var asked = 0;
            foreach (var code in codes)
            {
                var desk = await RequestDesk.LoadAsync(db, keys, library, Actor.System, code, null, now, ct);
                if (!desk.Request.AskForLogin(desk.Act, days))
                    continue;
                await desk.PutAwayAsync(ct);
                asked++;
            }

            return asked;
        }, cancellationToken);
    }

    /// <summary>A system administrator sets the clock to the service hours in force, with a reason that stays in the history.</summary>
    public Task ReplanClockAsync(Caller caller, string code, string reason, Guid? seenVersion = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(caller, code, seenVersion, (request, act) => request.ReplanClock(act, reason), cancellationToken);

    /// <summary>
    /// Writes down the marks that clocks have passed and tells whom they concern, for at most <paramref name="most"/> requests at a time, the
    /// longest passed first. Each mark is written and told once: row, notices and the next instant are one transaction. The clock of the system
    /// calls it; returns how many marks there were.
    /// </summary>
    public async Task<int> NoteMarksAsync(int most, CancellationToken cancellationToken = default)
    {
        var now = Now();
        await using (var look = database.Read(Reach.Everything))
        {
            // as a rule nothing is due: the writer is not asked for that
            if (!await look.Requests.AnyAsync(r => r.NextMarkUtc < now, cancellationToken))
                return 0;
        }

        return await writer.RunAsync(async (db, keys, ct) =>
        {
            db.Reach = Reach.Everything;
            var codes = await db.Requests.Where(r => r.NextMarkUtc < now).OrderBy(r => r.NextMarkUtc).Select(r => r.Code).Take(most).ToListAsync(ct);
            var noted = 0;
            foreach (var code in codes)
            {
                var desk = await RequestDesk.LoadAsync(db, keys, library, Actor.System, code, null, now, ct);
                noted += desk.Request.NoteMarks(desk.Act);
                await desk.PutAwayAsync(ct);
            }

            return noted;
        }, cancellationToken);
    }

    private Task<bool> ChangeAsync(Caller caller, string code, Guid? seenVersion, Action<OnboardingRequest, ActContext> act, CancellationToken cancellationToken) =>
        DeskAsync(caller, code, seenVersion, (_, desk, _) =>
        {
            act(desk.Request, desk.Act);
            return Task.FromResult(true);
        }, cancellationToken);

    private async Task ChangeWithFilesAsync(Caller caller, string code, Guid? seenVersion, Action<OnboardingRequest, ActContext> act, CancellationToken cancellationToken)
    {
        // hashing files takes a while: it is done before the command enters the line
        var damaged = await DamagedDocumentsAsync(caller, code, cancellationToken);
        await ChangeAsync(caller, code, seenVersion, (request, context) => act(request, context with { DamagedDocuments = damaged }), cancellationToken);
    }

    private async Task SignAsync(Caller caller, string code, Guid? seenVersion, Action<OnboardingRequest, ActContext> act, CancellationToken cancellationToken)
    {
        await DeskAsync(caller, code, seenVersion, async (db, desk, ct) =>
        {
            var (requestId, text, signer) = (desk.Request.Id, desk.Request.AgreementHash, caller.PersonId);
            act(desk.Request, desk.Act with
            {
                SealProblems = seal.Problems(desk.Act.NowUtc),
                ActorEmail = await db.People.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).Where(p => p.Id == signer).Select(p => p.Email).SingleOrDefaultAsync(ct),
                FirstViewedUtc = await db.Openings.Where(o => o.RequestId == requestId && o.PersonId == signer && o.TextHash == text).Select(o => (DateTime?)o.AtUtc).SingleOrDefaultAsync(ct),
            });
            return true;
        }, cancellationToken);

        // the signature stands from here on; whoever asked does not wait for less than the whole, but cannot undo it by leaving
        await sealer.SealAsync(code, CancellationToken.None);
    }

    private Task<T> DeskAsync<T>(Caller caller, string code, Guid? seenVersion, Func<HmisDbContext, RequestDesk, CancellationToken, Task<T>> act, CancellationToken cancellationToken) =>
        writer.RunAsync(async (db, keys, ct) =>
        {
            var now = Now();
            var actor = await EnterAsync(db, caller, now, ct);
            var desk = await RequestDesk.LoadAsync(db, keys, library, actor, code, seenVersion, now, ct);
            var result = await act(db, desk, ct);
            await desk.PutAwayAsync(ct);
            return result;
        }, cancellationToken);

    private async Task StoreAsync(Stream content, string fileName, Func<HmisDbContext, RequestDesk, StoredFile, string?, CancellationToken, Task> act, Caller caller, string code, CancellationToken cancellationToken)
    {
        StoredFile file;
        try
        {
            file = await documents.ReceiveAsync(content, fileName, cancellationToken);
        }
        catch (DocumentRefusedException notTaken)
        {
            refused.Note(caller.PersonId);
            // whoever leaves now does not take the record of it along
            if (notTaken.Finding is { } finding)
                await ChangeAsync(caller, code, null, (request, act) => request.RefuseInfectedUpload(act, DocumentRules.CleanName(fileName), finding), CancellationToken.None);
            throw;
        }

        try
        {
            // before the command enters the line: reading takes a moment
            var text = await documents.TextAsync(file, cancellationToken);
            await DeskAsync(caller, code, null, async (db, desk, ct) =>
            {
                await act(db, desk, file, text, ct);
                return true;
            }, cancellationToken);
        }
        catch (Exception fault) when (SingleWriter.WasRefused(fault))
        {
            await documents.DeleteAsync(file.StoredName, CancellationToken.None);
            throw;
        }
    }

    private static StoredDocument NewDocument(RequestDesk desk, StoredFile file, DocumentKind kind) =>
        new(file, desk.Request.AgencyId, desk.Request.SubjectId, desk.Request.Id, kind, desk.Act.Actor.PersonId, desk.Act.NowUtc);

    // before a byte is stored or looked at: there is one inspection for all
    private async Task RequireUploadAllowanceAsync(Caller caller, string code, Action<OnboardingRequest, ActContext> requireMay, CancellationToken cancellationToken)
    {
        var now = Now();
        await using var db = database.Read(Reach.None);
        var actor = await EnterAsync(db, caller, now, cancellationToken);
        var request = await db.Requests.AsTracking().Include(r => r.Evidence).SingleOrDefaultAsync(r => r.Code == code, cancellationToken) ?? throw new NotFoundException();
        var agency = await db.Agencies.SingleAsync(a => a.Id == request.AgencyId, cancellationToken);
        requireMay(request, await RequestDesk.ContextAsync(db, library, agency, request, actor, now, cancellationToken));
        if (refused.IsEnough(caller.PersonId))
            throw new RuleViolationException($"{RefusedUploads.Most} of your files could not be taken within an hour. Wait an hour, or ask the help desk what is wrong with them.");
        var settings = await library.SettingsAsync(db, (await CommunityLibrary.NewestAsync(db, now, cancellationToken)).Settings, cancellationToken);
        var since = now.AddDays(-1);
        var bytes = await db.Documents.Where(d => d.UploadedBy == caller.PersonId && d.UploadedAt >= since && d.Kind != DocumentKind.SignedAgreement).SumAsync(d => d.Length, cancellationToken);
        if (bytes > settings.UploadMegabytesADay * 1024L * 1024L)
            throw new RuleViolationException($"You have uploaded {settings.UploadMegabytesADay} MB within a day, which is the limit. Go on tomorrow, or send smaller files.");
    }

    private async Task<CheckedScan?> IntactScanAsync(Caller caller, string code, CancellationToken cancellationToken)
    {
        await using var db = database.Read(Reach.None);
        await EnterAsync(db, caller, Now(), cancellationToken);
        var scan = await (
            from request in db.Requests
            join document in db.Documents on request.PaperScanId equals document.Id
            where request.Code == code
            select new { document.Id, document.StoredName, document.Sha256 }).SingleOrDefaultAsync(cancellationToken);
        return scan is not null && await documents.IsIntactAsync(scan.StoredName, scan.Sha256, cancellationToken) ? new(scan.Id, scan.Sha256) : null;
    }

    private async Task<IReadOnlySet<Guid>> DamagedDocumentsAsync(Caller caller, string code, CancellationToken cancellationToken)
    {
        await using var db = database.Read(Reach.None);
        await EnterAsync(db, caller, Now(), cancellationToken);
        var files = await (
            from request in db.Requests
            join document in db.Documents on request.Id equals document.RequestId
            where request.Code == code
            select new { document.Id, document.StoredName, document.Sha256 }).ToListAsync(cancellationToken);
        var damaged = new HashSet<Guid>();
        foreach (var file in files)
        {
            if (!await documents.IsIntactAsync(file.StoredName, file.Sha256, cancellationToken))
                damaged.Add(file.Id);
        }

        return damaged;
    }

    private static async Task<Person> FindOrAddPersonAsync(HmisDbContext db, NewRequest wish, Agency agency, CancellationToken cancellationToken)
    {
        var email = EmailAddress.Normalise(wish.WorkEmail);
        var known = await db.People.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).SingleOrDefaultAsync(p => p.Email == email, cancellationToken);
        if (known is null)
        {
            var person = PeopleService.NewPerson(wish.FirstName, wish.LastName, email, agency.Id, wish.JobTitle);
            db.People.Add(person);
            return person;
        }

        if (!known.SignsAs($"{wish.FirstName} {wish.LastName}"))
            throw new RuleViolationException("This e-mail belongs to somebody with another name. Check the spelling of both, or write to the help desk.");
        if (!known.IsActive)
            throw new RuleViolationException($"The access of {known.FullName} was ended. Ask the help desk to take the person back first.");
        return known;
    }

    private static async Task<string> NextCodeAsync(HmisDbContext db, CancellationToken cancellationToken)
    {
        // one writer: nobody else takes the number meanwhile; the newest request has the highest one
        var last = await db.Requests.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).OrderByDescending(r => r.Number).Select(r => r.Number).FirstOrDefaultAsync(cancellationToken);
        return OnboardingRequest.CodeOf(Math.Max(last, 1000) + 1);
    }

    private static async Task<Actor> EnterAsync(HmisDbContext db, Caller caller, DateTime nowUtc, CancellationToken cancellationToken)
    {
        var (actor, reach) = await db.LoadActorAsync(caller, nowUtc, cancellationToken);
        db.Reach = reach;
        return actor;
    }

    // somebody whose home is another agency can be the new user here, and the answer must say so
    private static async Task<Person> InviteeAsync(HmisDbContext db, RequestDesk desk, CancellationToken cancellationToken)
    {
        var person = await db.People.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).SingleAsync(p => p.Id == desk.Request.SubjectId, cancellationToken);
        if (person.SignInSinceUtc is not null)
            throw new RuleViolationException($"{person.FullName} has chosen a password already and can sign in.");
        var seats = await InvitationRights.SeatsOfAsync(db, person.Id, desk.Act.NowUtc, cancellationToken);
        return InvitationRights.IsPlainUserOf(desk.Request.AgencyId, person, seats)
            ? person
            : throw new RuleViolationException(InvitationRights.NotYours(person, desk.Request.AgencyId, seats));
    }

    private static string InvitationText(Actor actor, Agency agency) =>
        $"{actor.FullName} of {agency.Name} asks for HMIS access for you. Open the link, choose a password, and see your first step.";

    private DateTime Now() => clock.GetUtcNow().UtcDateTime;
}
