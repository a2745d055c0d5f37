using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Agreements.Sealing;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.ServiceLevel;
using HmisOnboarding.Domain.Submission;
using HmisOnboarding.Domain.Training;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Requests;

/// <summary>Reads one request for one person, under that person's rights at that moment.</summary>
public sealed class RequestQueries(HmisDatabase database, CommunityLibrary library, SealKey seal, TimeProvider clock)
{
    private const int MostTwins = 200;

    /// <summary>Everything the caller may see of a request.</summary>
    /// <exception cref="NotFoundException">There is no such request within the caller's reach.</exception>
    public async Task<RequestView> RequestAsync(Caller caller, string code, CancellationToken cancellationToken = default)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var db = database.Read(Reach.None);
        (var actor, db.Reach) = await db.LoadActorAsync(caller, now, cancellationToken);
        return await ReadAsync(db, actor, code, now, cancellationToken);
    }

    /// <summary>A request with the eyes of the product itself, for papers that are drawn without anybody asking.</summary>
    internal async Task<RequestView> WholeAsync(string code, CancellationToken cancellationToken)
    {
        await using var db = database.Read(Reach.Everything);
        return await ReadAsync(db, Actor.System, code, clock.GetUtcNow().UtcDateTime, cancellationToken);
    }

    private async Task<RequestView> ReadAsync(HmisDbContext db, Actor actor, string code, DateTime now, CancellationToken cancellationToken)
    {
        var request = await db.Requests.AsTracking()
            .Include(r => r.Evidence).Include(r => r.Exemptions).Include(r => r.Signatures).Include(r => r.Initials).Include(r => r.Consents).Include(r => r.Marks).Include(r => r.Events)
            .SingleOrDefaultAsync(r => r.Code == code, cancellationToken) ?? throw new NotFoundException();
        var agency = await db.Agencies.Include(a => a.Projects).SingleAsync(a => a.Id == request.AgencyId, cancellationToken);
        var act = await RequestDesk.ContextAsync(db, library, agency, request, actor, now, cancellationToken);
        act = act with { SealProblems = seal.Problems(now) };
        return await ViewAsync(db, request, agency, act, cancellationToken);
    }

    /// <summary>What the caller is to a request, for who only has to be led to their page.</summary>
    /// <exception cref="NotFoundException">There is no such request within the caller's reach.</exception>
    public async Task<ViewerPlace> PlaceAsync(Caller caller, string code, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        (var actor, db.Reach) = await db.LoadActorAsync(caller, clock.GetUtcNow().UtcDateTime, cancellationToken);
        var request = await db.Requests.Where(r => r.Code == code).Select(r => new { r.AgencyId, r.SubjectId }).SingleOrDefaultAsync(cancellationToken) ?? throw new NotFoundException();
        return PlaceOf(actor, request.SubjectId, request.AgencyId);
    }

    private static ViewerPlace PlaceOf(Actor actor, Guid subjectId, Guid agencyId) => new(actor.PersonId, actor.FullName, actor.PersonId == subjectId, actor.IsAdministratorOf(agencyId),
        actor.IsDirectorOf(agencyId), actor.IsSystemAdministrator, actor.SeatAt(SeatKind.ExecutiveDirector, agencyId)?.ForName)
    {
        ActsForAdministrator = actor.SeatAt(SeatKind.AgencyAdministrator, agencyId)?.ForName,
    };

    /// <summary>Codes of the requests that are about the caller, open ones first, newest first.</summary>
    public async Task<IReadOnlyList<string>> OwnCodesAsync(Caller caller, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        (_, db.Reach) = await db.LoadActorAsync(caller, clock.GetUtcNow().UtcDateTime, cancellationToken);
        return await db.Requests.Where(r => r.SubjectId == caller.PersonId)
            .OrderBy(r => r.State < RequestState.AccountCreated ? 0 : 1).ThenByDescending(r => r.Number).Select(r => r.Code).ToListAsync(cancellationToken);
    }

    private async Task<RequestView> ViewAsync(HmisDbContext db, OnboardingRequest request, Agency agency, ActContext act, CancellationToken cancellationToken)
    {
        var (actor, now, rules) = (act.Actor, act.NowUtc, act.Rules);
        var person = await db.People.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).SingleAsync(p => p.Id == request.SubjectId, cancellationToken);
        var holders = await HoldersAsync(db, request, now, cancellationToken);
        var viewer = PlaceOf(actor, request.SubjectId, agency.Id);
        // an infected file is gone, so there is nothing to open; its row stays for the record
        var documents = await db.Documents.Where(d => d.RequestId == request.Id && !db.DocumentScans.Any(s => s.Id == d.Id && s.Verdict == ScanVerdict.Infected))
            .ToDictionaryAsync(d => d.Id, cancellationToken);
        var twins = (viewer.IsAdministrator || viewer.IsSystemAdministrator) && !viewer.IsSubject ? await TwinsAsync(db, request, [.. documents.Values.Select(d => d.Sha256)], cancellationToken) : Twins.None;
        var accountExpected = Expectations.Account(request.State, request.StateSinceUtc, request.LimitUtc, rules.Settings, rules.Service);
        DateOnly? accountDay = accountExpected.ByUtc is { } by ? DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(by, rules.Zone)) : null;
        var checklist = request.Checklist(act);
        // also ended seats: each signature says who held the seat that day
        var seats = await db.Seats.Where(s => s.AgencyId == agency.Id).ToListAsync(cancellationToken);
        var moves = Enum.GetValues<RequestTrigger>().Where(request.Knows).ToDictionary(t => t, t => request.WhyNot(t, act));

        // the HMIS makes names by its rule of today, whatever rule held when the request was opened
        var settings = await library.SettingsAsync(db, (await CommunityLibrary.NewestAsync(db, now, cancellationToken)).Settings, cancellationToken);
        var suggested = ProvisioningRules.SuggestUserName(person.FirstName, person.LastName, settings.UserNames, request.Form.WorkEmail.Length > 0 ? request.Form.WorkEmail : person.Email);
        var names = viewer.IsSystemAdministrator && Stages.IsOpen(request.State) ? await FreeNameAsync(db, request, suggested, cancellationToken) : (Free: suggested, Taken: null);

        return new RequestView
        {
            Id = request.Id,
            Code = request.Code,
            Version = request.Version,
            SubjectId = request.SubjectId,
            SubjectName = request.SubjectName,
            SubjectFirstName = person.FirstName,
            LapsesUtc = request.LapsesUtc(rules.Settings, now),
            SubjectEmail = person.Email,
            SubjectCanSignIn = person.SignInSinceUtc is not null,
            AgencyId = agency.Id,
            AgencyName = agency.Name,
            AgencyEmailDomain = agency.EmailDomain,
            AgencyProjects = [.. agency.Projects.Select(p => p.Name).Order()],
            Zone = agency.Zone,
            RoleType = rules.Catalogue.RoleType(request.RoleTypeCode),
            State = request.State,
            StageName = Stages.Name(request.State),
            OpenedUtc = request.OpenedUtc,
            Steps = StepsOf(request),
            Holder = new(request.Holder, Stages.Title(request.Holder), [.. holders.Where(h => !h.IsAway).Select(h => h.Name)], request.StateSinceUtc, holders.Any(h => h.Id == actor.PersonId)),
            Next = Stages.Next(request.State),
            StepExpected = Expectations.Step(request.State, request.StateSinceUtc, request.LimitUtc, rules.Settings, rules.Service),
            AccountExpected = accountExpected,
            Checklist = [.. checklist.Select(row => Item(row, documents, twins) with
            {
                Notice = NoticeOf(row, act, accountDay),
                IsBeingChecked = row.Evidence?.DocumentId is { } file && act.Quarantine.Contains(file),
            })],
            AllEvidence = [.. request.Evidence.OrderByDescending(e => e.AddedUtc)],
            LearningCenterUser = request.LearningCenterUser,
            LearningCenterEmail = request.LearningCenterEmail,
            Agreement = new(rules.Agreement, request.AgreementHash, rules.AgreementVersion,
                [.. request.Signatures.OrderBy(s => s.AtUtc).Select(s => View(s, request.AgreementHash, seats))],
                request.Initials.Where(i => i.TextHash == request.AgreementHash).ToDictionary(i => i.ClauseNumber, i => new InitialView(i.Initials, i.AtUtc)),
                [.. request.OpenInitials(act)], request.ConsentOf(actor.PersonId, request.AgreementHash)?.AtUtc)
            {
                VerifyCode = request.VerifyCode,
                OnPaper = request.SignsOnPaper,
                Scan = request.PaperScanId is { } scan && documents.TryGetValue(scan, out var paper) ? new(paper.Id, paper.DisplayName, paper.ContentType, paper.UploadedAt, paper.Sha256) { IsBeingChecked = act.Quarantine.Contains(scan) } : null,
                Change = await ChangeAsync(db, library, request, rules, cancellationToken),
                NewerVersion = Stages.IsOpen(request.State) && act.NewestText is { } newest && newest.VersionNumber > rules.AgreementVersion ? newest.VersionNumber : null,
                RevokedNote = request.RevokedNote,
            },
            Form = request.Form,
            FormProblems = request.Form.Problems(rules.Catalogue, agency.EmailDomain, act.Today),
            Packet = Packet.Of(request, act),
            Clock = request.Clock,
            ClockReading = ServiceClock.Read(request.Clock, rules.Service, now),
            ClockExplanation = ClockExplanation.Of(request.Clock, rules.Service, agency.Zone, now),
            Service = rules.Service,
            ServiceInForce = act.NewestService,
            WhyNotReplan = request.WhyNotReplan(act),
            Claim = request.ClaimedById is { } claimer ? new(claimer, request.ClaimedByName ?? "", request.ClaimedUtc ?? request.StateSinceUtc) : null,
            LimitMissedUtc = request.LimitMissedUtc,
            ReadUtc = now,
            OpenItems = request.OpenItems,
            ReturnNote = request.ReturnNote,
            ReturnedBy = request.ReturnedBy,
            WaiverNote = request.WaiverNote,
            Timeline = [.. request.Events.OrderByDescending(e => e.Id).Select(e => new TimelineEntry(e.Id, e.AtUtc, e.Text, e.Reason, e.Kind, e.ActorName) { OnBehalfOf = e.OnBehalfOf })],
            TrainingSite = await db.TrainingSite.SingleOrDefaultAsync(t => t.RequestId == request.Id, cancellationToken),
            HelpDeskMessage = request.HelpDeskMessage.Length > 0 ? request.HelpDeskMessage : HelpDeskMessages.Draft(request, agency.Name, actor.FullName, rules),
            SubmittedUtc = request.SubmittedUtc,
            HmisUserName = request.HmisUserName,
            HmisRole = request.HmisRole,
            AccountUtc = request.AccountUtc,
            AccountByName = request.AccountByName,
            FirstLoginUtc = request.FirstLoginUtc,
            Invitation = viewer.IsAdministrator && person.SignInSinceUtc is null ? await InvitationAsync(db, person, agency.Id, now, cancellationToken) : null,
            Viewer = viewer,
            Moves = moves,
            Catalogue = rules.Catalogue,
            Settings = rules.Settings,
            SuggestedUserName = names.Free,
            SuggestionTaken = names.Taken,
            PossibleDuplicates = viewer.IsSystemAdministrator ? await DuplicatesAsync(db, request, person, cancellationToken) : [],
            RemindedUtc = request.RemindedUtc,
            Reminder = ReminderOf(request, act, viewer),
            ToldOfDelay = (request.Followed ?? FollowedUp.None).Told,
            NextTold = viewer.IsSubject ? null : request.OpenFollowUps(rules).FirstOrDefault(p => !p.IsReminder),
            LoginAskedUtc = request.LoginAskedUtc,
        };
    }

    private static ReminderView ReminderOf(OnboardingRequest request, ActContext act, ViewerPlace viewer)
    {
        var hasPart = viewer.IsSubject || viewer.IsAdministrator || viewer.IsSystemAdministrator;
        var isOpen = !Stages.IsClosed(request.State) && request.FirstLoginUtc is null && !(request.State == RequestState.AccountQueue && request.ClaimedById is null && viewer.IsSystemAdministrator);
        return new(hasPart && isOpen && !request.IsWith(act.Actor), request.RemindedUtc, request.RemindedByName, request.RemindableFromUtc(act), request.WhyNotRemind(act));
    }

    private static IReadOnlyList<StepView> StepsOf(OnboardingRequest request)
    {
        var current = Stages.StepOf(request.State);
        if (current < 0)
            current = request.Events.OrderBy(e => e.Id).Select(e => Stages.StepOf(e.From)).LastOrDefault(s => s >= 0);
        var finished = request.State == RequestState.AccountCreated;
        return [.. Stages.Steps.Select((name, index) =>
        {
            var done = index < current || finished;
            var last = done ? request.Events.OrderByDescending(e => e.Id).FirstOrDefault(e => Stages.StepOf(e.From) == index && Stages.StepOf(e.To) > index || (finished && index == current && e.Kind == nameof(RequestTrigger.RecordAccount))) : null;
            var standing = done ? StepStanding.Done
                : index > current ? StepStanding.Upcoming
                : Stages.IsClosed(request.State) ? StepStanding.Stopped
                : request.OpenItems.Count > 0 ? StepStanding.Returned
                : StepStanding.Current;
            return new StepView(name, standing, last?.AtUtc, last is null ? null : DelegationWords.For(last.ActorName, last.OnBehalfOf));
        })];
    }

    private static ChecklistItem Item(ChecklistRow row, Dictionary<Guid, StoredDocument> documents, Twins twins)
    {
        var e = row.Evidence;
        var document = e?.DocumentId is { } id ? documents.GetValueOrDefault(id) : null;
        return new(row.Course, row.Status, e?.Id, document?.Id, document is null ? null : e?.DocumentName, document?.ContentType, e?.CompletedOn, row.ExpiresOn, e?.ScorePercent, e?.CertificateNumber,
            e?.RejectionReason, e?.DecidedByName, e?.AddedUtc, e?.AddedByName, e is not null && e.DocumentId is null && row.Status != ChecklistStatus.Exempt,
            document is not null && twins.Files.Contains(document.Sha256))
        {
            DecidedUtc = e?.DecidedUtc,
            FromLearningCenter = e is { CompletionId: not null, DocumentId: null } && row.Status != ChecklistStatus.Exempt,
            Exemption = row.Exemption is { } x ? new(x.Id, x.Reason, x.LastDay, x.GivenByName, x.GivenUtc, x.EndedByName, x.EndedUtc, x.EndReason) : null,
            SameNumberElsewhere = e?.NumberKey is { } number && twins.Numbers.Contains(number),
            TwinCodes = [.. twins.Codes[document?.Sha256 ?? ""].Concat(twins.Codes[e?.NumberKey ?? ""]).Distinct().Order()],
            Check = e?.Check,
        };
    }

    private static ExpiryNotice? NoticeOf(ChecklistRow row, ActContext act, DateOnly? accountDay) =>
        row.Status is ChecklistStatus.Accepted or ChecklistStatus.Uploaded or ChecklistStatus.Exempt
            ? EvidenceRules.Notice(row.ExpiresOn, act.Today, act.Rules.Settings.ExpiryNoticeDays, accountDay) : null;

    private static SignatureView View(Signature s, string hash, List<Seat> seats) => new(s.Slot, s.SignerId, s.SignedName, s.SeatTitle, s.OnBehalfOf, s.AtUtc, s.ConsentAtUtc, s.TextHash, s.TextVersion,
        s.IpAddress, s.UserAgent, s.Note, s.HoldsFor(hash), s.VoidReason)
    {
        Id = s.Id,
        Method = s.Method,
        Ink = s.Ink,
        Email = s.Email,
        ProofMethod = s.ProofMethod,
        ProofUtc = s.ProofUtc,
        FirstViewedUtc = s.FirstViewedUtc,
        PaperSignedOn = s.PaperSignedOn,
        PaperConfirmedBy = s.PaperConfirmedBy,
        PaperScanSha256 = s.PaperScanSha256,
        VoidedAtUtc = s.VoidedAtUtc,
        DelegatedFromUtc = s.DelegatedFromUtc,
        DelegatedUntilUtc = s.DelegatedUntilUtc,
        DelegatedOnUtc = s.DelegatedOnUtc,
        Seat = SeatOf(s, seats),
    };

    private static SeatThen? SeatOf(Signature s, List<Seat> seats)
    {
        if (s.Slot == SignatureSlot.User)
            return null;
        var kind = s.Slot == SignatureSlot.Administrator ? SeatKind.AgencyAdministrator : SeatKind.ExecutiveDirector;
        var holder = s.DelegatedById ?? s.SignerId;
        return seats.Where(seat => seat.PersonId == holder && seat.Kind == kind && seat.IsHeldAt(s.AtUtc)).Select(seat => new SeatThen(s.OnBehalfOf ?? s.SignedName, seat.FromUtc, seat.UntilUtc)).FirstOrDefault();
    }

    // compared with the text that was signed last: that is what the people remember
    private static async Task<TextChange?> ChangeAsync(HmisDbContext db, CommunityLibrary library, OnboardingRequest request, RequestRules rules, CancellationToken cancellationToken)
    {
        if (request.Signatures.Where(s => s.TextHash != request.AgreementHash).MaxBy(s => s.AtUtc) is not { } last)
            return null;
        var old = await library.AgreementAsync(db, last.TextVersion, cancellationToken);
        return new(last.TextVersion, TextDifference.Between(old.Text, rules.Agreement));
    }

    private static async Task<List<Holding>> HoldersAsync(HmisDbContext db, OnboardingRequest request, DateTime now, CancellationToken cancellationToken)
    {
        if (request.Holder == RequestHolder.NewUser)
            return [new(request.SubjectId, request.SubjectName, false)];
        SeatKind? kind = request.Holder switch
        {
            RequestHolder.AgencyAdministrator => SeatKind.AgencyAdministrator,
            RequestHolder.ExecutiveDirector => SeatKind.ExecutiveDirector,
            RequestHolder.SystemAdministrator => SeatKind.SystemAdministrator,
            _ => null,
        };
        if (kind is null)
            return [];
        Guid? agencyId = kind == SeatKind.SystemAdministrator ? null : request.AgencyId;
        var seated = await (
            from seat in db.Seats
            join person in db.People on seat.PersonId equals person.Id
            where seat.Kind == kind && seat.AgencyId == agencyId && seat.FromUtc <= now && (seat.UntilUtc == null || now < seat.UntilUtc) && person.IsActive
            orderby person.LastName
            select new { person.Id, person.FirstName, person.LastName }).ToListAsync(cancellationToken);
        var delegates = await (
            from delegation in db.DelegationsInForce(now)
            join person in db.People on delegation.DelegateId equals person.Id
            where delegation.Kind == kind && delegation.AgencyId == agencyId && person.IsActive
            select new { person.Id, person.FirstName, person.LastName, delegation.HolderId }).ToListAsync(cancellationToken);
        var names = seated.ToDictionary(p => p.Id, p => $"{p.FirstName} {p.LastName}");
        // whoever holds the seat acts in their own name, also while they stand in
        var acting = delegates.Where(d => names.ContainsKey(d.HolderId) && !names.ContainsKey(d.Id)).ToList();
        return [.. acting.Select(d => new Holding(d.Id, DelegationWords.For($"{d.FirstName} {d.LastName}", names[d.HolderId]), false)),
            .. seated.Select(p => new Holding(p.Id, names[p.Id], acting.Any(d => d.HolderId == p.Id)))];
    }

    // somebody who is away can act, and is named with who acts for them
    private sealed record Holding(Guid Id, string Name, bool IsAway);

    /// <summary>
    /// Files and numbers of this request that were also used for somebody else. The fact is told even where the other one belongs to another
    /// agency; the code only where the viewer may see that request anyway.
    /// </summary>
    private static async Task<Twins> TwinsAsync(HmisDbContext db, OnboardingRequest request, List<string> hashes, CancellationToken cancellationToken)
    {
        var numbers = request.Evidence.Select(e => e.NumberKey).OfType<string>().Distinct().ToList();
        var files = await db.Documents.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).Where(d => hashes.Contains(d.Sha256) && d.SubjectId != request.SubjectId)
            .Select(d => new { Mark = d.Sha256, d.RequestId }).Distinct().Take(MostTwins).ToListAsync(cancellationToken);
        var same = await db.Evidence.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).Where(e => e.NumberKey != null && numbers.Contains(e.NumberKey) && e.SubjectId != request.SubjectId)
            .Select(e => new { Mark = e.NumberKey!, e.RequestId }).Distinct().Take(MostTwins).ToListAsync(cancellationToken);
        var ids = files.Concat(same).Select(t => t.RequestId).Distinct().ToList();
        var codes = ids.Count == 0 ? [] : await db.Requests.Where(r => ids.Contains(r.Id)).ToDictionaryAsync(r => r.Id, r => r.Code, cancellationToken);
        return new([.. files.Select(t => t.Mark)], [.. same.Select(t => t.Mark)],
            files.Concat(same).Where(t => codes.ContainsKey(t.RequestId)).ToLookup(t => t.Mark, t => codes[t.RequestId]));
    }

    private sealed record Twins(HashSet<string> Files, HashSet<string> Numbers, ILookup<string, string> Codes)
    {
        public static Twins None { get; } = new([], [], Array.Empty<string>().ToLookup(s => s));
    }

    private static async Task<InvitationStanding> InvitationAsync(HmisDbContext db, Person person, Guid agencyId, DateTime now, CancellationToken cancellationToken)
    {
        var seats = await InvitationRights.SeatsOfAsync(db, person.Id, now, cancellationToken);
        if (!InvitationRights.IsPlainUserOf(agencyId, person, seats))
            return new(null, InvitationRights.NotYours(person, agencyId, seats));
        var sent = await db.Notifications.Where(n => n.RecipientId == person.Id && n.Link != null && n.Link.StartsWith(InvitationLink.Prefix))
            .OrderByDescending(n => n.CreatedUtc).Select(n => (Guid?)n.Id).FirstOrDefaultAsync(cancellationToken);
        return new(sent, null);
    }

    /// <summary>
    /// Who has this HMIS user name already, in a sentence, for the system administrator who is about to record it for another person.
    /// Null when nobody here has it; what the HMIS holds beyond that is not known.
    /// </summary>
    /// <exception cref="NotFoundException">There is no such request within reach, or the caller is no system administrator.</exception>
    public async Task<string?> UserNameTakenAsync(Caller caller, string code, string userName, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        (var actor, db.Reach) = await db.LoadActorAsync(caller, clock.GetUtcNow().UtcDateTime, cancellationToken);
        if (!actor.IsSystemAdministrator)
            throw new NotFoundException();
        var subject = await db.Requests.Where(r => r.Code == code).Select(r => (Guid?)r.SubjectId).SingleOrDefaultAsync(cancellationToken) ?? throw new NotFoundException();
        return userName.Trim() is { Length: > 0 } name && await TakenAsync(db, subject, [name, name.ToLowerInvariant()], cancellationToken) is [var taken, ..] ? taken.Words : null;
    }

    private static async Task<(string Free, string? Taken)> FreeNameAsync(HmisDbContext db, OnboardingRequest request, string suggested, CancellationToken cancellationToken)
    {
        var candidates = ProvisioningRules.Candidates(suggested);
        var taken = await TakenAsync(db, request.SubjectId, candidates, cancellationToken);
        var free = candidates.FirstOrDefault(c => taken.All(t => t.Name != c)) ?? suggested;
        return (free, taken.Where(t => t.Name == suggested).Select(t => t.Words).FirstOrDefault());
    }

    // the HMIS takes a user name once; the same person at two agencies has one account
    private static async Task<IReadOnlyList<(string Name, string Words)>> TakenAsync(HmisDbContext db, Guid subjectId, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var taken = await db.Requests.Where(r => r.HmisUserName != null && names.Contains(r.HmisUserName) && r.SubjectId != subjectId)
            .OrderByDescending(r => r.Number).Select(r => new { Name = r.HmisUserName!, r.SubjectName, r.Code }).Take(MostTwins).ToListAsync(cancellationToken);
        return [.. taken.Select(t => (t.Name.ToLowerInvariant(), $"{t.Name} is the user name of {t.SubjectName} ({t.Code})."))];
    }

    private static async Task<IReadOnlyList<string>> DuplicatesAsync(HmisDbContext db, OnboardingRequest request, Person person, CancellationToken cancellationToken)
    {
        var same = await (
            from other in db.Requests
            join agency in db.Agencies on other.AgencyId equals agency.Id
            join subject in db.People on other.SubjectId equals subject.Id
            where other.Id != request.Id && (other.SubjectId == request.SubjectId || (subject.FirstName == person.FirstName && subject.LastName == person.LastName))
            orderby other.Number descending
            select new { other.Code, other.SubjectName, agency.Name, other.HmisUserName }).Take(5).ToListAsync(cancellationToken);
        var email = EmailAddress.IsAddress(request.Form.WorkEmail.Trim()) ? EmailAddress.Normalise(request.Form.WorkEmail) : "";
        var holder = email.Length == 0 ? null : await db.People.Where(p => p.Email == email && p.Id != person.Id).Select(p => new { p.FirstName, p.LastName }).FirstOrDefaultAsync(cancellationToken);
        IEnumerable<string> byEmail = holder is null ? [] : [$"The e-mail {email} belongs to {holder.FirstName} {holder.LastName} here. Ask the agency which of the two it is."];
        return [.. byEmail, .. same.Select(s => s.HmisUserName is null
            ? $"{s.SubjectName} also has the request {s.Code} at {s.Name}."
            : $"{s.SubjectName} has the HMIS account {s.HmisUserName} from {s.Name} ({s.Code}). Move it instead of making a second one.")];
    }
}
