using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Mailing;
using HmisOnboarding.Domain.Notifications;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Reports;
using HmisOnboarding.Domain.Training.Compliance;
using HmisOnboarding.Domain.Updates;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Requests;

/// <summary>
/// A request on the desk of one command: loaded within the actor's reach, with the rules it was opened under, and put away with its notices,
/// its counts and the keys that live screens wait for. Everything a command does to a request goes through here.
/// </summary>
internal sealed class RequestDesk
{
    private readonly HmisDbContext _db;
    private readonly ICollection<ChangeKey> _keys;
    private readonly RequestState? _before;
    private readonly HashSet<Guid> _remindedEnough = [];

    private RequestDesk(HmisDbContext db, ICollection<ChangeKey> keys, OnboardingRequest request, Agency agency, ActContext act, RequestState? before)
    {
        _db = db;
        _keys = keys;
        Request = request;
        Agency = agency;
        Act = act;
        _before = before;
    }

    public OnboardingRequest Request { get; }

    public Agency Agency { get; }

    public ActContext Act { get; }

    /// <exception cref="NotFoundException">There is no such request within reach.</exception>
    /// <exception cref="ConcurrentChangeException">Somebody else changed the request since the page showed it.</exception>
    public static async Task<RequestDesk> LoadAsync(
        HmisDbContext db, ICollection<ChangeKey> keys, CommunityLibrary library, Actor actor, string code, Guid? seenVersion, DateTime nowUtc, CancellationToken cancellationToken)
    {
        var request = await db.Requests
            .Include(r => r.Evidence).Include(r => r.Exemptions).Include(r => r.Signatures).Include(r => r.Initials).Include(r => r.Consents).Include(r => r.Marks)
            .SingleOrDefaultAsync(r => r.Code == code, cancellationToken) ?? throw await OutOfReachAsync(db, actor, code, nowUtc, cancellationToken);
        if (seenVersion is { } seen && seen != request.Version && await OthersChangeAsync(db, request.Id, seen, actor, cancellationToken) is { } change)
            throw new ConcurrentChangeException(change);
        var agency = await db.Agencies.Include(a => a.Projects).SingleAsync(a => a.Id == request.AgencyId, cancellationToken);
        var act = await ContextAsync(db, library, agency, request, actor, nowUtc, cancellationToken);
        return new(db, keys, request, agency, act, request.State);
    }

    public static RequestDesk ForNew(HmisDbContext db, ICollection<ChangeKey> keys, OnboardingRequest request, Agency agency, ActContext act)
    {
        db.Requests.Add(request);
        return new(db, keys, request, agency, act, null);
    }

    public static async Task<ActContext> ContextAsync(
        HmisDbContext db, CommunityLibrary library, Agency agency, OnboardingRequest request, Actor actor, DateTime nowUtc, CancellationToken cancellationToken)
    {
        var rules = await library.RulesAsync(db, request.Versions, agency.Zone, cancellationToken);
        var act = new ActContext(actor, nowUtc, rules) { AgencyEmailDomain = agency.EmailDomain };
        var service = await library.NewestServiceAsync(db, nowUtc, cancellationToken);
        act = act with
        {
            NewestService = service,
            Rules = rules with { Service = request.Clock.PolicyVersion > 0 ? await library.ServiceAsync(db, request.Clock.PolicyVersion, cancellationToken) : service },
        };
        var newest = (await CommunityLibrary.NewestAsync(db, nowUtc, cancellationToken)).Agreement;
        return act with
        {
            NewestText = new NewestText(newest, (await library.AgreementAsync(db, newest, cancellationToken)).Hash),
            AgencyParticipates = agency.ParticipatesOn(act.Today),
            OtherOpenRequest = await OtherOpenRequestAsync(db, agency.Id, request.SubjectId, request.Id, cancellationToken),
            Quarantine = (await db.DocumentScans.Where(s => s.RequestId == request.Id && s.Verdict == ScanVerdict.Waiting).Select(s => s.Id).ToListAsync(cancellationToken)).ToHashSet(),
        };
    }

    public static Task<string?> OtherOpenRequestAsync(HmisDbContext db, Guid agencyId, Guid subjectId, Guid? exceptId, CancellationToken cancellationToken) =>
        db.Requests.Where(r => r.AgencyId == agencyId && r.SubjectId == subjectId && r.State < RequestState.AccountCreated && r.Id != exceptId)
            .Select(r => (string?)r.Code).FirstOrDefaultAsync(cancellationToken);

    /// <summary>Saves the request, its history, notices and counts together, and names the screens to tell.</summary>
    public async Task PutAwayAsync(CancellationToken cancellationToken)
    {
        Request.NoteFirstExpiry(Act);
        await WriteNoticesAsync(cancellationToken);
        await CountAsync(cancellationToken);
        if (await StandingBook.KeepAsync(_db, Request, Act.Rules.Catalogue, Act.Today, cancellationToken) || (_before is not null && Stages.IsOpen(_before.Value) != Stages.IsOpen(Request.State)))
        {
            _keys.Add(ChangeKey.Training(Request.AgencyId));
            _keys.Add(ChangeKey.TrainingOfAll);
        }

        if (await StageBook.KeepAsync(_db, Request, _before, Act, cancellationToken))
            _keys.Add(ChangeKey.Stages);
        await _db.SaveChangesAsync(cancellationToken);
        _keys.Add(ChangeKey.Request(Request.Id));
        _keys.Add(ChangeKey.Agency(Request.AgencyId));
        _keys.Add(ChangeKey.Person(Request.SubjectId));
        if (Touches(_before) || Touches(Request.State))
            _keys.Add(ChangeKey.Queue);
    }

    /// <summary>Saves what was said about the request, with its notices. The request itself is where it was, so no list and no count changes.</summary>
    public async Task PutBackAsync(CancellationToken cancellationToken)
    {
        await WriteNoticesAsync(cancellationToken);
        await _db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Tells the screens of the requests that share a file or a certificate number with this one: their flag appears now.</summary>
    public async Task TellTwinsAsync(string? sha256, string? numberKey, CancellationToken cancellationToken)
    {
        // across agencies on purpose: only keys leave, and each screen reads again under its own rights
        var byFile = sha256 is null ? [] : await _db.Documents.IgnoreQueryFilters([HmisDbContext.AgencyFilter])
            .Where(d => d.Sha256 == sha256 && d.SubjectId != Request.SubjectId).Select(d => d.RequestId).Distinct().ToListAsync(cancellationToken);
        var byNumber = numberKey is null ? [] : await _db.Evidence.IgnoreQueryFilters([HmisDbContext.AgencyFilter])
            .Where(e => e.NumberKey == numberKey && e.SubjectId != Request.SubjectId).Select(e => e.RequestId).Distinct().ToListAsync(cancellationToken);
        foreach (var id in byFile.Union(byNumber))
            _keys.Add(ChangeKey.Request(id));
    }

    /// <summary>Adds the row of a document and, where a scanner looked at its file, what it said.</summary>
    public void AddDocument(StoredDocument document, ScanAnswer? scan)
    {
        _db.Documents.Add(document);
        if (scan is not null)
            _db.DocumentScans.Add(new DocumentScan(document, scan));
    }

    /// <summary>
    /// Makes sure that a reminder reaches somebody. Who had <see cref="RequestService.RemindersADay"/> within a day gets no more of them.
    /// </summary>
    /// <exception cref="RuleViolationException">There is nobody, all of them had enough, or the asker sent too many.</exception>
    public async Task RequireRemindableAsync(Notice notice, CancellationToken cancellationToken)
    {
        var (giver, since, now) = (Act.Actor.PersonId, Act.NowUtc.AddDays(-1), Act.NowUtc);
        if (await _db.Events.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).CountAsync(e => e.Kind == nameof(OnboardingRequest.Remind) && e.ActorId == giver && e.AtUtc > since && e.AtUtc <= now, cancellationToken) >= RequestService.RemindersGivenADay)
            throw new RuleViolationException($"You sent {RequestService.RemindersGivenADay} reminders within a day, which is the limit. Go on tomorrow.");
        var people = await RecipientsAsync(notice, cancellationToken);
        if (people.Count == 0)
            throw new RuleViolationException($"Nobody is in the seat of the {Stages.Title(Request.Holder)} now, so nobody can be reminded.");
        if (!await AnyHearsAsync(people, cancellationToken))
        {
            throw new RuleViolationException(
                $"{string.Join(" and ", people.Select(p => p.FullName))} had {RequestService.RemindersADay} reminders within a day, which is the limit. Call them, or go on tomorrow.");
        }
    }

    /// <summary>
    /// Does what the plan of the step has due now: at most one reminder to whoever has it, and each due rung of the ladder. Where everybody had
    /// enough reminders for a day, the reminder waits.
    /// </summary>
    public async Task FollowUpAsync(CancellationToken cancellationToken)
    {
        var due = Request.OpenFollowUps(Act.Rules).Where(p => p.DueUtc <= Act.NowUtc).ToList();
        var reminders = due.Where(p => p.IsReminder).ToList();
        DateTime? later = null;
        if (reminders.Count > 0)
        {
            var people = await RecipientsAsync(new Notice(NoticeKind.Reminded, Request.Remindable, "", ""), cancellationToken);
            if (people.Count == 0 || await AnyHearsAsync(people, cancellationToken))
                Request.RemindByPlan(Act, reminders, people.Count > 0);
            else
                later = Act.NowUtc.AddHours(1);
        }

        foreach (var rung in due.Where(p => !p.IsReminder))
            Request.TellOfDelay(Act, rung, await FurtherAsync(rung, cancellationToken));
        Request.PlanFollowUps(Act.Rules, later);
        await PutBackAsync(cancellationToken);
        _keys.Add(ChangeKey.Request(Request.Id));
        _keys.Add(ChangeKey.Agency(Request.AgencyId));
        _keys.Add(ChangeKey.Person(Request.SubjectId));
    }

    private async Task<bool> AnyHearsAsync(List<Person> people, CancellationToken cancellationToken)
    {
        var (ids, since, now) = (people.Select(p => p.Id).ToList(), Act.NowUtc.AddDays(-1), Act.NowUtc);
        var earlier = await _db.Notifications.IgnoreQueryFilters([HmisDbContext.AgencyFilter])
            .Where(n => ids.Contains(n.RecipientId) && n.CreatedUtc > since && n.CreatedUtc <= now && n.Key.Contains(":" + OnboardingRequest.ReminderKey))
            .GroupBy(n => n.RecipientId).Select(g => new { Id = g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        _remindedEnough.UnionWith(earlier.Where(e => e.Count >= RequestService.RemindersADay).Select(e => e.Id));
        return !ids.TrueForAll(_remindedEnough.Contains);
    }

    // never whoever has it, asked for it or is its new user; never twice; and at a step that ends with a signature or an account nobody who signed
    // this paper, because the one who is told is the one who would act next
    private async Task<List<Person>> FurtherAsync(PlannedFollowUp rung, CancellationToken cancellationToken)
    {
        var to = rung.Kind switch
        {
            FollowUpKind.TellAdministrators => Audience.AgencyAdministrators,
            FollowUpKind.TellDirector => Audience.ExecutiveDirectors,
            _ => Audience.SystemAdministrators,
        };
        var asked = await _db.Events.Where(e => e.RequestId == Request.Id && e.Kind == "Open").Select(e => e.ActorId).ToListAsync(cancellationToken);
        HashSet<Guid> left = [Request.SubjectId, .. asked, .. (Request.Followed ?? FollowedUp.None).Told.SelectMany(t => t.PersonIds)];
        left.UnionWith((await RecipientsAsync(new Notice(NoticeKind.Delayed, Request.Remindable, "", ""), cancellationToken)).Select(p => p.Id));
        if (Request.State is RequestState.UserSignature or RequestState.AdministratorReview or RequestState.DirectorSignature)
            left.UnionWith(Request.Signatures.Where(s => s.VoidedAtUtc is null).Select(s => s.SignerId));
        return [.. (await RecipientsAsync(new Notice(NoticeKind.Delayed, to, "", ""), cancellationToken)).Where(p => !left.Contains(p.Id)).OrderBy(p => p.LastName).ThenBy(p => p.FirstName)];
    }

    // a reminder goes to nobody who cannot do it: the new user in an office of the agency, or who has signed this paper in another place
    private async Task<IEnumerable<Guid>> WithoutThoseWhoAreDoneAsync(List<Guid> ids, IQueryable<Seat> seats, CancellationToken cancellationToken)
    {
        if (Request.Holder == RequestHolder.NewUser)
            return ids;
        var done = new HashSet<Guid> { Request.SubjectId };
        if (Request.State == RequestState.DirectorSignature)
        {
            done.UnionWith(Request.Signatures.Where(s => s.VoidedAtUtc is null).Select(s => s.SignerId));
            if (Request.DistinctSignersWaived)
                done.ExceptWith(await seats.Where(s => s.Kind == SeatKind.ExecutiveDirector && s.AgencyId == Request.AgencyId).Select(s => s.PersonId).ToListAsync(cancellationToken));
        }

        return ids.Where(id => !done.Contains(id));
    }

    private static bool Touches(RequestState? state) =>
        state is RequestState.AwaitingDocuments or RequestState.AccountQueue or RequestState.AccountCreated or RequestState.Denied;

    // whoever saw the request a moment ago, as a delegate, is told that this is over; for everybody else it does not exist
    private static async Task<Exception> OutOfReachAsync(HmisDbContext db, Actor actor, string code, DateTime nowUtc, CancellationToken cancellationToken)
    {
        if (actor.Ended.Count == 0)
            return new NotFoundException();
        var known = await db.Requests.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).Where(r => r.Code == code).Select(r => new { r.AgencyId, r.OpenedUtc }).SingleOrDefaultAsync(cancellationToken);
        var ended = known is null ? null : actor.Ended.FirstOrDefault(e => (e.AgencyId is null || e.AgencyId == known.AgencyId) && known.OpenedUtc <= e.EndedUtc);
        if (ended is null)
            return new NotFoundException();
        var zone = (await db.Agencies.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).SingleAsync(a => a.Id == known!.AgencyId, cancellationToken)).Zone;
        return new RuleViolationException(DelegationWords.Over(ended, zone, nowUtc));
    }

    // what the actor did since then themselves, in another tab or a moment ago, is no surprise to them
    private static async Task<string?> OthersChangeAsync(HmisDbContext db, Guid requestId, Guid seenVersion, Actor actor, CancellationToken cancellationToken)
    {
        var seen = await db.Events.Where(e => e.RequestId == requestId && e.Version == seenVersion).OrderByDescending(e => e.Id).Select(e => (long?)e.Id).FirstOrDefaultAsync(cancellationToken) ?? 0;
        return await db.Events.Where(e => e.RequestId == requestId && e.Id > seen && e.ActorId != actor.PersonId)
            .OrderByDescending(e => e.Id).Select(e => e.Text).FirstOrDefaultAsync(cancellationToken);
    }

    private async Task WriteNoticesAsync(CancellationToken cancellationToken)
    {
        var number = 0;
        foreach (var notice in Request.Notices)
        {
            number++;
            foreach (var recipient in await RecipientsAsync(notice, cancellationToken))
            {
                if (_remindedEnough.Contains(recipient.Id))
                    continue;
                // whoever has two parts in one act reads both notices, and gets one e-mail
                var key = notice.Key is { } once ? $"{Request.Id:N}:{once}:{recipient.Id:N}" : $"{Request.Id:N}:{Request.Version:N}:{number}:{recipient.Id:N}";
                await Outbox.TellAsync(_db, _keys, recipient, new Message(key, notice.Kind, notice.Subject, notice.Body)
                {
                    Occasion = notice.Key is null ? $"{Request.Id:N}:{Request.Version:N}:{notice.Kind}:{recipient.Id:N}" : null,
                    RequestId = Request.Id,
                    AgencyId = Request.AgencyId,
                    SubjectId = Request.SubjectId,
                    Link = $"/requests/{Request.Code}",
                    Reference = Request.Code,
                    Step = Request.State,
                }, Act.NowUtc, cancellationToken);
            }
        }
    }

    private async Task<List<Person>> RecipientsAsync(Notice notice, CancellationToken cancellationToken)
    {
        var now = Act.NowUtc;
        var actorId = Act.Actor.PersonId;
        var seats = _db.Seats.Where(s => s.FromUtc <= now && (s.UntilUtc == null || now < s.UntilUtc));
        // who is away still hears everything, and so does who acts for them
        Task<List<Guid>> HoldersAsync(SeatKind kind, Guid? agencyId) => seats.Where(s => s.Kind == kind && s.AgencyId == agencyId).Select(s => s.PersonId)
            .Concat(_db.DelegationsInForce(now).Where(d => d.Kind == kind && d.AgencyId == agencyId).Select(d => d.DelegateId)).ToListAsync(cancellationToken);
        var ids = notice.To switch
        {
            Audience.NewUser => [Request.SubjectId],
            Audience.AgencyAdministrators => await HoldersAsync(SeatKind.AgencyAdministrator, Request.AgencyId),
            Audience.ExecutiveDirectors => await HoldersAsync(SeatKind.ExecutiveDirector, Request.AgencyId),
            Audience.SystemAdministrators => await HoldersAsync(SeatKind.SystemAdministrator, null),
            Audience.FormerClaimer or Audience.OnePerson when notice.PersonId is { } former => [former],
            Audience.Claimer when Request.ClaimedById is { } claimer =>
                [claimer, .. await _db.DelegationsInForce(now).Where(d => d.Kind == SeatKind.SystemAdministrator && d.HolderId == claimer).Select(d => d.DelegateId).ToListAsync(cancellationToken)],
            Audience.Claimer => await HoldersAsync(SeatKind.SystemAdministrator, null),
            Audience.Signers => [.. Request.Signatures.Where(s => s.VoidedAtUtc is null).Select(s => s.SignerId)],
            _ => throw new ArgumentOutOfRangeException(nameof(notice), notice.To, null),
        };
        // nobody is told of their own act, and nobody twice of the same
        var told = (notice.Kind == NoticeKind.Reminded ? await WithoutThoseWhoAreDoneAsync([.. ids], seats, cancellationToken) : ids).Distinct().Where(id => id != actorId).ToList();
        // somebody whose home is another agency can be the new user here: the ids came from within reach
        return await _db.People.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).Where(p => told.Contains(p.Id) && p.IsActive).ToListAsync(cancellationToken);
    }

    private async Task CountAsync(CancellationToken cancellationToken)
    {
        if (_before == Request.State)
            return;
        if (_before is { } before)
            (await CounterAsync(before, cancellationToken)).Add(-1);
        (await CounterAsync(Request.State, cancellationToken)).Add(+1);
    }

    private async Task<StageCount> CounterAsync(RequestState state, CancellationToken cancellationToken)
    {
        var counter = await _db.StageCounts.SingleOrDefaultAsync(c => c.AgencyId == Request.AgencyId && c.State == state, cancellationToken);
        if (counter is null)
            _db.StageCounts.Add(counter = new StageCount(Request.AgencyId, state));
        return counter;
    }
}
