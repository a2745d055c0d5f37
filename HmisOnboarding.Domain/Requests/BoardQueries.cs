using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Notifications;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.ServiceLevel;
using HmisOnboarding.Domain.Training;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Requests;

/// <summary>A request as one row of a list; equal rows look the same, so a live list draws only what changed.</summary>
public sealed record RequestRow(
    Guid Id, int Number, string Code, string PersonName, Guid AgencyId, string AgencyName, string TimeZoneId, string RoleTypeCode, string RoleTypeName, RequestState State, string StageName,
    RequestHolder Holder, string NextStep, DateTime StateSinceUtc, DateTime LastMoveUtc, DateTime? TargetUtc, DateTime? LimitUtc, bool Stuck, bool Returned, string? ReturnedBy,
    DateTime? AccountUtc, string? HmisUserName, Guid Version)
{
    /// <summary>The first thing of the checklist that has run out, or will within the days of notice or before the account; null when nothing does.</summary>
    public ExpiryNotice? Expiry { get; init; }

    /// <summary>It has run out already.</summary>
    public bool IsExpired { get; init; }

    /// <summary>The counted spans for a badge that ticks by itself, as <see cref="ServiceClock.OpenTime"/> writes them; null when plain time will do.</summary>
    public string? OpenTime { get; init; }

    /// <summary>When the limit was first missed, UTC; it stays after the account was made.</summary>
    public DateTime? LimitMissedUtc { get; init; }

    /// <summary>The system administrator who claimed the packet; null when nobody has.</summary>
    public Guid? ClaimedById { get; init; }

    /// <summary>Their name.</summary>
    public string? ClaimedByName { get; init; }

    /// <summary>Since when, UTC.</summary>
    public DateTime? ClaimedUtc { get; init; }

    /// <summary>When whoever has it was last reminded, UTC; null when nobody was at this step.</summary>
    public DateTime? RemindedUtc { get; init; }

    /// <summary>When the new user was asked whether the first login worked, UTC, and has not answered; null otherwise.</summary>
    public DateTime? LoginAskedUtc { get; init; }

    /// <summary>By when the present step is expected to be done, UTC, by the target of its holder; null when nothing is expected.</summary>
    public DateTime? ExpectedUtc { get; init; }

    /// <summary>That instant was over when the row was read.</summary>
    public bool IsStepLate { get; init; }
}

/// <summary>One column of the board.</summary>
public sealed record BoardColumn(string Stage, RequestHolder Holder, IReadOnlyList<RequestState> States, int Count, IReadOnlyList<RequestRow> Rows)
{
    /// <summary>Who acts for whom there now, for example "Delia Dean for Dora Dahl until Fri 6 Mar"; empty when nobody is away.</summary>
    public IReadOnlyList<string> StandIns { get; init; } = [];
}

/// <summary>The agency administrator's board: what needs them first, then everything by stage.</summary>
public sealed record BoardView(Guid AgencyId, string AgencyName, string TimeZoneId, bool Participates, IReadOnlyList<RequestRow> NeedsMe, IReadOnlyList<BoardColumn> Columns, int Open, int Stuck, int Done);

/// <summary>What a table of requests shows.</summary>
/// <param name="AgencyId">One agency, or null for all within reach.</param>
/// <param name="States">Only these steps, or null for all.</param>
/// <param name="Search">Part of a name or a code, or null.</param>
/// <param name="StuckOnly">Only those that have not moved for long.</param>
public sealed record RequestFilter(Guid? AgencyId = null, IReadOnlyList<RequestState>? States = null, string? Search = null, bool StuckOnly = false);

/// <summary>A slice of a table; <see cref="Next"/> leads on and is null at the end.</summary>
public sealed record RequestSlice(IReadOnlyList<RequestRow> Rows, RequestCursor? Next);

/// <summary>Where the next page begins: behind this row, in the order newest request first.</summary>
public sealed record RequestCursor(int Number);

/// <summary>An agreement that waits for the director, with all they need to decide.</summary>
public sealed record ToSignRow(
    RequestRow Row, string RolePlainWords, string JobTitle, string SupervisorName, int TrainingDone, int TrainingRequired, string AdministratorName, DateTime AttestedUtc, string? ForName);

/// <summary>What the director sees: what waits, and what was signed lately.</summary>
public sealed record ToSignView(string AgencyName, string TimeZoneId, IReadOnlyList<ToSignRow> Waiting, IReadOnlyList<SignedRow> Lately);

/// <summary>An agreement that the director signed.</summary>
public sealed record SignedRow(string Code, string PersonName, string RoleTypeName, DateTime AtUtc, string StageName, string? OnBehalfOf);

/// <summary>Which part of the queue, as one system administrator sees it. Each open packet of the help desk is in one of the first and third.</summary>
public enum QueuePart
{
    /// <summary>Packets with a running clock that nobody else has.</summary>
    NeedsMe,

    /// <summary>Those of them that the caller claimed.</summary>
    Mine,

    /// <summary>With somebody else: another system administrator, or the agency after a return, or documents are to follow.</summary>
    Others,

    /// <summary>Accounts made today.</summary>
    Done,
}

/// <summary>How much time is left to the limit.</summary>
public enum QueueLevel
{
    /// <summary>More than four hours.</summary>
    OnTrack,

    /// <summary>Four hours or less.</summary>
    DueSoon,

    /// <summary>None.</summary>
    Late,
}

/// <summary>What the queue shows.</summary>
/// <param name="Part">The part.</param>
/// <param name="AgencyId">One agency, or null for all. The counts follow it.</param>
/// <param name="RoleTypeCode">One role type, or null for all.</param>
/// <param name="Level">Only packets with that much time left, or null for all; for the parts whose clock runs.</param>
/// <param name="Search">Part of a name or a code, or null.</param>
/// <param name="TodayUtc">When the reader's day began, UTC; null counts the last 24 hours as today.</param>
public sealed record QueueWish(QueuePart Part = QueuePart.NeedsMe, Guid? AgencyId = null, string? RoleTypeCode = null, QueueLevel? Level = null, string? Search = null, DateTime? TodayUtc = null);

/// <summary>The system administrators' queue: counts of its parts, and rows by time left. A count of 100 means 100 or more.</summary>
/// <param name="Open">All packets with a running clock.</param>
/// <param name="NeedsMe">Of them, those that nobody else has.</param>
/// <param name="Mine">Of them, those that the caller claimed.</param>
/// <param name="Others">With somebody else, returned, or waiting for documents.</param>
/// <param name="Done">Accounts made today.</param>
/// <param name="DueSoon">Limit within four hours.</param>
/// <param name="Late">Past the limit.</param>
/// <param name="Rows">One page.</param>
/// <param name="Next">Leads to the next page; null at the end.</param>
/// <param name="RoleTypes">Code and name of each role type, to choose from.</param>
/// <param name="Service">The service hours in force.</param>
public sealed record QueueView(int Open, int NeedsMe, int Mine, int Others, int Done, int DueSoon, int Late, IReadOnlyList<RequestRow> Rows, QueueCursor? Next,
    IReadOnlyList<(string Code, string Name)> RoleTypes, ServicePolicy Service);

/// <summary>Where the next page of the queue begins: behind this limit and number.</summary>
public sealed record QueueCursor(DateTime SortUtc, int Number);

/// <summary>Numbers beside the entries of the rail.</summary>
public sealed record RailCounts(int NeedsMe, int ToSign, int Queue, int TrainingSite, int Unread);

/// <summary>Lists of requests, each for one kind of person, each read under that person's rights at that moment. No list counts rows or skips pages.</summary>
public sealed class BoardQueries(HmisDatabase database, CommunityLibrary library, TimeProvider clock)
{
    private const int ColumnSize = 25;
    /// <summary>Packets that are read at once by their codes.</summary>
    public const int MostPackets = 500;

    private const int MostCounted = 100;
    private const int MostClaims = 1000;
    private static readonly TimeSpan SoonSpan = TimeSpan.FromHours(4);

    private static readonly RequestState[] WithAdministrator = [RequestState.AdministratorReview, RequestState.Submission, RequestState.AwaitingDocuments];

    /// <summary>The board of one agency in which the caller is administrator or director.</summary>
    /// <exception cref="NotFoundException">The agency is not within the caller's reach.</exception>
    public async Task<BoardView> BoardAsync(Caller caller, Guid agencyId, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        var (actor, context) = await EnterAsync(db, caller, cancellationToken);
        if (!actor.IsSystemAdministrator && !actor.AgencyIds.Contains(agencyId))
            throw new NotFoundException();
        var agency = await db.Agencies.SingleOrDefaultAsync(a => a.Id == agencyId, cancellationToken) ?? throw new NotFoundException();
        var counts = await db.StageCounts.Where(c => c.AgencyId == agencyId).ToDictionaryAsync(c => c.State, c => c.Count, cancellationToken);

        var rows = new Dictionary<RequestState, IReadOnlyList<RequestRow>>();
        foreach (var state in Enum.GetValues<RequestState>().Where(Stages.IsOpen))
        {
            rows[state] = counts.GetValueOrDefault(state) == 0 ? [] : await RowsAsync(db, context,
                db.Requests.Where(r => r.AgencyId == agencyId && r.State == state).OrderBy(r => r.StateSinceUtc).ThenBy(r => r.Id).Take(ColumnSize), cancellationToken);
        }

        var finished = await RowsAsync(db, context, db.Requests.Where(r => r.AgencyId == agencyId && r.State == RequestState.AccountCreated)
            .OrderByDescending(r => r.StateSinceUtc).ThenBy(r => r.Id).Take(10), cancellationToken);
        BoardColumn Column(string stage, params RequestState[] states) => new(stage, Stages.Holder(states[0]), states, states.Sum(s => counts.GetValueOrDefault(s)),
            [.. states.SelectMany(s => rows.GetValueOrDefault(s) ?? []).OrderByDescending(r => r.Stuck).ThenBy(r => r.StateSinceUtc).Take(ColumnSize)]);

        var columns = new List<BoardColumn>
        {
            Column("Training", RequestState.Training),
            Column("User Agreement", RequestState.UserSignature, RequestState.AdministratorReview),
            Column("Director's signature", RequestState.DirectorSignature),
            Column("Submission", RequestState.Submission),
            Column("Account creation", RequestState.AwaitingDocuments, RequestState.AccountQueue),
            new("Account created", RequestHolder.NewUser, [RequestState.AccountCreated], counts.GetValueOrDefault(RequestState.AccountCreated), finished),
        };
        var away = await DelegationService.ShownAsync(db, db.DelegationsInForce(context.Now).Where(d => d.AgencyId == agencyId || d.AgencyId == null), actor, context.Now, cancellationToken);
        columns = [.. columns.Select(c => away.Where(a => a.Kind == SeatOf(c.Holder)).ToList() is { Count: > 0 } here && c.States[0] != RequestState.AccountCreated
            ? c with { StandIns = [.. here.Select(a => $"{DelegationWords.For(a.DelegateName, a.HolderName)} until {DelegationWords.Until(a.UntilUtc, agency.Zone, context.Now)}")] } : c)];
        var all = rows.Values.SelectMany(r => r).ToList();
        return new(agency.Id, agency.Name, agency.TimeZoneId, agency.ParticipatesOn(Today(agency)),
            [.. all.Where(r => WithAdministrator.Contains(r.State)).OrderByDescending(r => r.Returned).ThenBy(r => r.StateSinceUtc)],
            columns, counts.Where(c => Stages.IsOpen(c.Key)).Sum(c => c.Value), all.Count(r => r.Stuck), counts.GetValueOrDefault(RequestState.AccountCreated));
    }

    /// <summary>One page of the table of requests within reach, newest first.</summary>
    public async Task<RequestSlice> PageAsync(Caller caller, RequestFilter filter, RequestCursor? after = null, int size = 25, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        var (actor, context) = await EnterAsync(db, caller, cancellationToken);
        // one question for each agency and step: each has an index that gives it in this order, and together they would have none
        IReadOnlyList<RequestState?> states = filter.StuckOnly
            ? [.. Enum.GetValues<RequestState>().Where(s => Stages.IsOpen(s) && (filter.States is not { Count: > 0 } wanted || wanted.Contains(s)))]
            : filter.States is { Count: > 0 } only ? [.. only.Distinct()] : [null];
        var before = context.Now - TimeSpan.FromDays(context.Settings.StuckAfterDays);
        IQueryable<OnboardingRequest> Wished(IQueryable<OnboardingRequest> query)
        {
            if (filter.StuckOnly)
                query = query.Where(r => r.StateSinceUtc <= before);
            if (after is not null)
                query = query.Where(r => r.Number < after.Number);
            return Searched(query, filter.Search).OrderByDescending(r => r.Number).Take(size + 1);
        }

        var rows = new List<RequestRow>();
        foreach (var scope in Scopes(db, actor, filter.AgencyId))
        {
            foreach (var state in states)
                rows.AddRange(await RowsAsync(db, context, Wished(state is { } one ? scope.Where(r => r.State == one) : scope), cancellationToken));
        }

        // a request of one's own at one's own agency is found twice
        rows = [.. rows.DistinctBy(r => r.Id).OrderByDescending(r => r.Number).Take(size + 1)];
        return new([.. rows.Take(size)], rows.Count > size ? new(rows[size - 1].Number) : null);
    }

    // the same that the filter of the context lets through, in words that an index understands
    private static IEnumerable<IQueryable<OnboardingRequest>> Scopes(HmisDbContext db, Actor actor, Guid? agencyId)
    {
        if (agencyId is not null || actor.IsSystemAdministrator)
        {
            yield return OfAgency(db.Requests, agencyId);
            yield break;
        }

        foreach (var own in actor.AgencyIds)
            yield return db.Requests.Where(r => r.AgencyId == own);
        yield return db.Requests.Where(r => r.SubjectId == actor.PersonId);
    }

    /// <summary>What waits for the caller's signature as director or delegate, longest waiting first, and what they signed lately.</summary>
    public async Task<ToSignView> ToSignAsync(Caller caller, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        var (actor, context) = await EnterAsync(db, caller, cancellationToken);
        var seats = actor.Seats.Where(s => s.Kind == SeatKind.ExecutiveDirector).ToList();
        var agencies = seats.Select(s => s.AgencyId!.Value).Distinct().ToList();
        var waiting = await RowsAsync(db, context, db.Requests.Where(r => agencies.Contains(r.AgencyId) && r.State == RequestState.DirectorSignature)
            .OrderBy(r => r.StateSinceUtc).ThenBy(r => r.Id).Take(MostCounted), cancellationToken);
        var ids = waiting.Select(r => r.Id).ToList();
        var details = await db.Requests.Where(r => ids.Contains(r.Id)).Select(r => new { r.Id, r.Form, r.Conditions, r.Versions, r.RoleTypeCode }).ToDictionaryAsync(r => r.Id, cancellationToken);
        var attested = await db.Set<Signature>().Where(s => ids.Contains(s.RequestId) && s.Slot == SignatureSlot.Administrator && s.VoidedAtUtc == null)
            .Select(s => new { s.RequestId, s.SignedName, s.AtUtc }).ToListAsync(cancellationToken);
        var evidence = await db.Evidence.Where(e => ids.Contains(e.RequestId)).ToListAsync(cancellationToken);
        var exemptions = await db.Exemptions.Where(e => ids.Contains(e.RequestId)).ToListAsync(cancellationToken);

        var result = new List<ToSignRow>();
        foreach (var row in waiting)
        {
            var detail = details[row.Id];
            var catalogue = await library.CatalogueAsync(db, detail.Versions.Catalogue, cancellationToken);
            var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(context.Now, TimeZoneInfo.FindSystemTimeZoneById(row.TimeZoneId)));
            var required = catalogue.RequiredCourses(detail.RoleTypeCode, detail.Conditions);
            var done = required.Count(c => EvidenceRules.Row(c, evidence.Where(e => e.RequestId == row.Id), exemptions.Where(e => e.RequestId == row.Id), today).IsDone);
            var by = attested.FirstOrDefault(a => a.RequestId == row.Id);
            result.Add(new(row, catalogue.RoleType(detail.RoleTypeCode).PlainWords, detail.Form.JobTitle, detail.Form.SupervisorName, done, required.Count, by?.SignedName ?? "not recorded",
                by?.AtUtc ?? row.StateSinceUtc, seats.First(s => s.AgencyId == row.AgencyId).ForName));
        }

        var signed = await (
            from signature in db.Set<Signature>()
            join request in db.Requests on signature.RequestId equals request.Id
            where signature.SignerId == caller.PersonId && signature.Slot == SignatureSlot.Director && signature.VoidedAtUtc == null
            orderby signature.AtUtc descending
            select new { request.Code, request.SubjectName, request.RoleTypeCode, signature.AtUtc, request.State, signature.OnBehalfOf }).Take(10).ToListAsync(cancellationToken);
        var home = agencies.Count > 0 ? await db.Agencies.SingleAsync(a => a.Id == agencies[0], cancellationToken) : null;
        return new(home?.Name ?? "", home?.TimeZoneId ?? "Etc/UTC", result,
            [.. signed.Select(s => new SignedRow(s.Code, s.SubjectName, context.RoleName(s.RoleTypeCode), s.AtUtc, Stages.Name(s.State), s.OnBehalfOf))]);
    }

    /// <summary>The queue for a system administrator, by time left; packets past the limit come first, and what is with others by how long it is there.</summary>
    /// <exception cref="NotFoundException">The caller is no system administrator.</exception>
    public async Task<QueueView> QueueAsync(Caller caller, QueueWish? wish = null, QueueCursor? after = null, int size = 25, CancellationToken cancellationToken = default)
    {
        wish ??= new();
        await using var db = database.Read(Reach.None);
        var (actor, context) = await EnterAsync(db, caller, cancellationToken);
        if (!actor.IsSystemAdministrator)
            throw new NotFoundException();
        var (now, me, agencyId) = (context.Now, actor.PersonId, wish.AgencyId);
        var soon = now + SoonSpan;
        var since = wish.TodayUtc ?? now - TimeSpan.FromHours(24);
        var queue = OfAgency(db.Requests.Where(r => r.State == RequestState.AccountQueue), agencyId);
        var returned = OfAgency(db.Requests.Where(r => r.State < RequestState.AwaitingDocuments && r.SubmittedUtc != null), agencyId);
        var done = OfAgency(db.Requests.Where(r => r.State == RequestState.AccountCreated && r.AccountUtc >= since), agencyId);
        // a claim ends with the time in the queue, so who asks for claims need not name the step; of one agency, agency and step find fewer
        var claimed = agencyId is null ? db.Requests.Where(r => r.ClaimedById != null) : queue.Where(r => r.ClaimedById != null);
        var ownClaims = (agencyId is null ? db.Requests : queue).Where(r => r.ClaimedById == me);
        var elsewhere = claimed.Where(r => r.ClaimedById != me);

        var kept = await db.StageCounts.Where(c => c.State == RequestState.AccountQueue || c.State == RequestState.AwaitingDocuments).ToListAsync(cancellationToken);
        int Kept(RequestState state) => kept.Where(c => c.State == state && (agencyId is null || c.AgencyId == agencyId)).Sum(c => c.Count);
        // who has claimed is read once, for three figures
        var claimers = await claimed.Select(r => r.ClaimedById).Take(MostClaims).ToListAsync(cancellationToken);
        var mine = claimers.Count(c => c == me);
        var withOthers = claimers.Count - mine;

        IQueryable<OnboardingRequest> Wished(IQueryable<OnboardingRequest> query) =>
            Searched(wish.RoleTypeCode is { } role ? query.Where(r => r.RoleTypeCode == role) : query, wish.Search);
        IQueryable<OnboardingRequest> AtLevel(IQueryable<OnboardingRequest> query) => wish.Level switch
        {
            QueueLevel.OnTrack => query.Where(r => r.LimitUtc > soon),
            QueueLevel.DueSoon => query.Where(r => r.LimitUtc >= now && r.LimitUtc <= soon),
            QueueLevel.Late => query.Where(r => r.LimitUtc < now),
            _ => query,
        };
        // the first half alone leads the index to where the page begins; an OR at the top would not
        IQueryable<OnboardingRequest> ByLimit(IQueryable<OnboardingRequest> query) =>
            (after is null ? query : query.Where(r => r.LimitUtc >= after.SortUtc && (r.LimitUtc > after.SortUtc || r.Number > after.Number))).OrderBy(r => r.LimitUtc).ThenBy(r => r.Number);
        IQueryable<OnboardingRequest> BySince(IQueryable<OnboardingRequest> query) =>
            (after is null ? query : query.Where(r => r.StateSinceUtc >= after.SortUtc && (r.StateSinceUtc > after.SortUtc || r.Number > after.Number))).OrderBy(r => r.StateSinceUtc).ThenBy(r => r.Number);
        IQueryable<OnboardingRequest> ByAccount(IQueryable<OnboardingRequest> query) =>
            (after is null ? query : query.Where(r => r.AccountUtc <= after.SortUtc && (r.AccountUtc < after.SortUtc || r.Number < after.Number))).OrderByDescending(r => r.AccountUtc).ThenByDescending(r => r.Number);

        IReadOnlyList<RequestRow> rows;
        if (wish.Part == QueuePart.Others)
        {
            // each of the three has an index of its own; together they would have none
            var found = new List<RequestRow>();
            foreach (var source in new[] { elsewhere, OfAgency(db.Requests.Where(r => r.State == RequestState.AwaitingDocuments), agencyId), returned })
                found.AddRange(await RowsAsync(db, context, BySince(Wished(source)).Take(size + 1), cancellationToken));
            rows = [.. found.OrderBy(r => r.StateSinceUtc).ThenBy(r => r.Number).Take(size + 1)];
        }
        else
        {
            rows = await RowsAsync(db, context, wish.Part switch
            {
                QueuePart.Done => ByAccount(Wished(done)).Take(size + 1),
                QueuePart.Mine => ByLimit(AtLevel(Wished(ownClaims))).Take(size + 1),
                _ => ByLimit(AtLevel(Wished(queue.Where(r => r.ClaimedById == null || r.ClaimedById == me)))).Take(size + 1),
            }, cancellationToken);
        }

        var next = rows.Count > size ? rows[size - 1] : null;
        return new(Kept(RequestState.AccountQueue), Math.Max(0, Kept(RequestState.AccountQueue) - withOthers), mine,
            withOthers + Kept(RequestState.AwaitingDocuments) + await AtMostAsync(returned.OrderBy(r => r.StateSinceUtc), cancellationToken), await AtMostAsync(done, cancellationToken),
            await AtMostAsync(queue.Where(r => r.LimitUtc >= now && r.LimitUtc <= soon), cancellationToken), await AtMostAsync(queue.Where(r => r.LimitUtc < now), cancellationToken),
            [.. rows.Take(size)], next is null ? null : new(QueueOrder(wish.Part, next), next.Number),
            [.. context.Catalogue.RoleTypes.Select(r => (r.Code, r.Name))], context.Service.Policy);
    }

    /// <summary>These requests as rows, in this order; what does not exist is left out. At most <see cref="MostPackets"/>.</summary>
    /// <exception cref="NotFoundException">The caller is no system administrator.</exception>
    public async Task<IReadOnlyList<RequestRow>> PacketsAsync(Caller caller, IReadOnlyList<string> codes, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        var (actor, context) = await EnterAsync(db, caller, cancellationToken);
        if (!actor.IsSystemAdministrator)
            throw new NotFoundException();
        var wished = codes.Distinct().Take(MostPackets).ToList();
        var rows = await RowsAsync(db, context, db.Requests.Where(r => wished.Contains(r.Code)), cancellationToken);
        return [.. rows.OrderBy(r => wished.IndexOf(r.Code))];
    }

    /// <summary>
    /// Accounts whose new user was asked whether the first login worked and has not said so, longest waiting first, at most
    /// <paramref name="most"/>: of one agency for its people, of all for a system administrator.
    /// </summary>
    /// <exception cref="NotFoundException">The caller has no seat there.</exception>
    public async Task<IReadOnlyList<RequestRow>> LoginsToConfirmAsync(Caller caller, Guid? agencyId, int most = 25, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        var (actor, context) = await EnterAsync(db, caller, cancellationToken);
        if (!actor.IsSystemAdministrator && !(agencyId is { } id && actor.AgencyIds.Contains(id)))
            throw new NotFoundException();
        return await RowsAsync(db, context, OfAgency(db.Requests.Where(r => r.State == RequestState.AccountCreated && r.FirstLoginUtc == null && r.LoginAskedUtc != null), agencyId)
            .OrderBy(r => r.LoginAskedUtc).ThenBy(r => r.Number).Take(most), cancellationToken);
    }

    /// <summary>The instant by which a row is ordered in a part of the queue, UTC.</summary>
    public static DateTime QueueOrder(QueuePart part, RequestRow row) => part switch
    {
        QueuePart.Done => row.AccountUtc ?? DateTime.MaxValue,
        QueuePart.Others => row.StateSinceUtc,
        _ => row.LimitUtc ?? DateTime.MaxValue,
    };

    /// <summary>The numbers beside the rail for everything the caller is.</summary>
    public async Task<RailCounts> RailAsync(Caller caller, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        var (actor, _) = await EnterAsync(db, caller, cancellationToken);
        var counts = await db.StageCounts.ToListAsync(cancellationToken);
        int Sum(SeatKind kind, params RequestState[] states) => counts.Where(c => states.Contains(c.State) && actor.SeatAt(kind, c.AgencyId) is not null).Sum(c => c.Count);
        var stage = actor.IsSystemAdministrator ? TrainingSiteStage.Forwarded : TrainingSiteStage.Asked;
        var wishes = actor.Seats.Count == 0 ? 0 : (await db.TrainingSite.Where(t => t.Stage == stage).Select(t => t.Id).Take(MostCounted).ToListAsync(cancellationToken)).Count;
        var unread = (await db.Notifications.Where(n => n.RecipientId == caller.PersonId && n.ReadUtc == null
            && (n.Link == Notification.AwayPage || (n.RequestId != null && db.Requests.Any(r => r.Id == n.RequestId)))).Select(n => n.Id).Take(MostCounted).ToListAsync(cancellationToken)).Count;
        return new(Sum(SeatKind.AgencyAdministrator, WithAdministrator), Sum(SeatKind.ExecutiveDirector, RequestState.DirectorSignature),
            actor.IsSystemAdministrator ? counts.Where(c => c.State == RequestState.AccountQueue).Sum(c => c.Count) : 0, wishes, unread);
    }

    private async Task<(Actor Actor, ListContext Context)> EnterAsync(HmisDbContext db, Caller caller, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        (var actor, db.Reach) = await db.LoadActorAsync(caller, now, cancellationToken);
        var newest = await CommunityLibrary.NewestAsync(db, now, cancellationToken);
        return (actor, new(now, await library.SettingsAsync(db, newest.Settings, cancellationToken), await library.CatalogueAsync(db, newest.Catalogue, cancellationToken),
            await library.NewestServiceAsync(db, now, cancellationToken)));
    }

    private static SeatKind? SeatOf(RequestHolder holder) => holder switch
    {
        RequestHolder.AgencyAdministrator => SeatKind.AgencyAdministrator,
        RequestHolder.ExecutiveDirector => SeatKind.ExecutiveDirector,
        RequestHolder.SystemAdministrator => SeatKind.SystemAdministrator,
        _ => null,
    };

    private static IQueryable<OnboardingRequest> OfAgency(IQueryable<OnboardingRequest> query, Guid? agencyId) =>
        agencyId is { } id ? query.Where(r => r.AgencyId == id) : query;

    private static IQueryable<OnboardingRequest> Searched(IQueryable<OnboardingRequest> query, string? search)
    {
        if (string.IsNullOrWhiteSpace(search))
            return query;
        var text = $"%{search.Trim().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
        return query.Where(r => EF.Functions.Like(r.SubjectName, text, "\\") || EF.Functions.Like(r.Code, text, "\\"));
    }

    private static async Task<int> AtMostAsync(IQueryable<OnboardingRequest> query, CancellationToken cancellationToken) =>
        (await query.Select(r => r.Id).Take(MostCounted).ToListAsync(cancellationToken)).Count;

    private DateOnly Today(Agency agency) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(clock.GetUtcNow().UtcDateTime, agency.Zone));

    private async Task<IReadOnlyList<RequestRow>> RowsAsync(HmisDbContext db, ListContext context, IQueryable<OnboardingRequest> query, CancellationToken cancellationToken)
    {
        var rows = await query.Select(r => new
        {
            r.Id,
            r.Number,
            r.Code,
            r.SubjectName,
            r.AgencyId,
            r.RoleTypeCode,
            r.State,
            r.StateSinceUtc,
            r.LastMoveUtc,
            r.TargetUtc,
            r.LimitUtc,
            r.OpenItems,
            r.ReturnedBy,
            r.AccountUtc,
            r.HmisUserName,
            r.Version,
            r.FirstExpiry,
            r.Clock,
            r.LimitMissedUtc,
            r.ClaimedById,
            r.ClaimedByName,
            r.ClaimedUtc,
            r.RemindedUtc,
            LoginAskedUtc = r.State == RequestState.AccountCreated && r.FirstLoginUtc == null ? r.LoginAskedUtc : null,
        }).ToListAsync(cancellationToken);
        var agencyIds = rows.Select(r => r.AgencyId).Distinct().ToList();
        var agencies = await db.Agencies.Where(a => agencyIds.Contains(a.Id)).Select(a => new { a.Id, a.Name, a.TimeZoneId }).ToDictionaryAsync(a => a.Id, cancellationToken);
        var services = new Dictionary<int, ServiceTerms>();
        foreach (var version in rows.Select(r => r.Clock.PolicyVersion).Distinct())
            services[version] = version > 0 ? await library.ServiceAsync(db, version, cancellationToken) : context.Service;
        DateTime? Due(RequestState state, DateTime sinceUtc, DateTime? limitUtc, ServiceTerms service) => Expectations.Step(state, sinceUtc, limitUtc, context.Settings, service).ByUtc;
        var stuckBefore = context.Now - TimeSpan.FromDays(context.Settings.StuckAfterDays);
        return [.. rows.Select(r => new RequestRow(
            r.Id, r.Number, r.Code, r.SubjectName, r.AgencyId, agencies[r.AgencyId].Name, agencies[r.AgencyId].TimeZoneId, r.RoleTypeCode, context.RoleName(r.RoleTypeCode), r.State, Stages.Name(r.State),
            Stages.Holder(r.State), Stages.Next(r.State), r.StateSinceUtc, r.LastMoveUtc, r.TargetUtc, r.LimitUtc,
            Stages.IsOpen(r.State) && r.State != RequestState.AccountQueue && r.StateSinceUtc <= stuckBefore, r.OpenItems.Count > 0, r.ReturnedBy, r.AccountUtc, r.HmisUserName, r.Version)
        {
            Expiry = ExpiryOf(r.FirstExpiry, r.State, r.StateSinceUtc, r.LimitUtc, context, agencies[r.AgencyId].TimeZoneId, out var isExpired),
            IsExpired = isExpired,
            OpenTime = ServiceClock.OpenTime(r.Clock, services[r.Clock.PolicyVersion]),
            LimitMissedUtc = r.LimitMissedUtc,
            ClaimedById = r.ClaimedById,
            ClaimedByName = r.ClaimedByName,
            ClaimedUtc = r.ClaimedUtc,
            RemindedUtc = r.RemindedUtc,
            LoginAskedUtc = r.LoginAskedUtc,
            ExpectedUtc = Due(r.State, r.StateSinceUtc, r.LimitUtc, services[r.Clock.PolicyVersion]),
            IsStepLate = Due(r.State, r.StateSinceUtc, r.LimitUtc, services[r.Clock.PolicyVersion]) < context.Now,
        })];
    }

    private static ExpiryNotice? ExpiryOf(DateOnly? firstExpiry, RequestState state, DateTime sinceUtc, DateTime? limitUtc, ListContext context, string timeZoneId, out bool isExpired)
    {
        isExpired = false;
        if (firstExpiry is not { } last || !Stages.IsOpen(state))
            return null;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(timeZoneId);
        DateOnly Day(DateTime utc) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(utc, zone));
        var today = Day(context.Now);
        isExpired = last < today;
        return isExpired ? new(last, true)
            : EvidenceRules.Notice(last, today, context.Settings.ExpiryNoticeDays, Expectations.Account(state, sinceUtc, limitUtc, context.Settings, context.Service).ByUtc is { } by ? Day(by) : null);
    }

    private sealed record ListContext(DateTime Now, CommunitySettings Settings, Catalogue Catalogue, ServiceTerms Service)
    {
        public string RoleName(string code) => Catalogue.RoleTypes.FirstOrDefault(r => r.Code == code)?.Name ?? code;
    }
}
