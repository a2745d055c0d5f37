using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.ServiceLevel;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Reports;

/// <summary>
/// The numbers for the lead agency, and for an agency about itself. System administrators see all agencies; agency administrators and
/// directors their own; an agency out of reach answers like none. Every read costs the same number of statements, goes over the kept stays of
/// its period by an index, and holds as much as there are agencies and steps, however many requests there are.
/// </summary>
public sealed class ReportQueries(HmisDatabase database, CommunityLibrary library, TimeProvider clock)
{
    /// <summary>Stays on one page of a list.</summary>
    public const int PageSize = 50;

    private const int MostNext = 5;
    private static readonly TimeSpan SoonSpan = TimeSpan.FromHours(4);
    private static readonly RequestState[] Steps = [.. Enum.GetValues<RequestState>().Where(Stages.IsOpen)];

    /// <summary>The whole report. Without an agency in the filter: all for a system administrator, the own one for others.</summary>
    /// <exception cref="NotFoundException">The caller holds no seat, or the agency is not within reach.</exception>
    public async Task<ReportView> ReportAsync(Caller caller, ReportFilter filter, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        var sight = await EnterAsync(db, caller, filter.AgencyId, cancellationToken);
        var period = PeriodOf(filter, sight);
        var (now, before) = (await FiguresAsync(db, sight, period, cancellationToken), await FiguresAsync(db, sight, period.Before, cancellationToken));
        StageComparison Compare(RequestState state, Guid? agency) => new(now.Of(state, agency), before.Of(state, agency));

        var named = sight.Agencies.Where(a => sight.AgencyId is null && (now.Knows(a.Id) || before.Knows(a.Id))).ToList();
        return new(sight.NowUtc, period, period.UntilUtc > sight.NowUtc, sight.AgencyId, sight.AgencyName, sight.Agencies, sight.MayChooseAll, sight.Service.Policy.TargetHours, sight.Service.Policy.LimitHours,
            [.. Steps.Select(s => Compare(s, null))],
            [.. named.Select(a => new AgencyFigures(a.Id, a.Name, [.. Steps.Select(s => Compare(s, a.Id))]))],
            await DaysAsync(db, sight, period, now, before, cancellationToken),
            await ArrivalsAsync(db, sight, period, cancellationToken),
            await OpenAsync(db, sight, cancellationToken));
    }

    /// <summary>The stays behind a figure, one page at a time: those of the newest request first, or the longest first.</summary>
    /// <exception cref="NotFoundException">As for <see cref="ReportAsync"/>.</exception>
    public async Task<ReportList> ListAsync(Caller caller, ReportFilter filter, ReportFigure figure, ReportCursor? from = null, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        var sight = await EnterAsync(db, caller, filter.AgencyId, cancellationToken);
        var period = PeriodOf(filter, sight);
        var onTheWall = figure.Kind == ReportFigureKind.Way;
        var behind = (onTheWall ? OnTheWay(db, sight, period) : Behind(Of(db, sight), figure, period, sight.NowUtc)).Where(s => s.State == figure.State)
            .Select(s => new { Stay = s, Minutes = onTheWall ? s.ElapsedMinutes : s.MeasuredMinutes });
        var count = await behind.CountAsync(cancellationToken);
        var byLength = figure.LongestFirst;
        if (from is not null)
        {
            behind = behind.Where(b => (byLength && b.Minutes < from.Minutes)
                || ((!byLength || b.Minutes == from.Minutes) && (b.Stay.Number < from.Number || (b.Stay.Number == from.Number && b.Stay.Turn > from.Turn))));
        }

        var stays = (byLength ? behind.OrderByDescending(b => b.Minutes).ThenByDescending(b => b.Stay.Number) : behind.OrderByDescending(b => b.Stay.Number)).ThenBy(b => b.Stay.Turn).Take(PageSize + 1);
        var found = await (
            from one in stays
            join request in db.Requests on one.Stay.RequestId equals request.Id
            select new { one.Stay, one.Minutes, request.Code, request.SubjectName }).ToListAsync(cancellationToken);
        // a join keeps no order
        var rows = found.OrderByDescending(r => byLength ? r.Minutes : 0).ThenByDescending(r => r.Stay.Number).ThenBy(r => r.Stay.Turn).ToList();
        var names = sight.Agencies.ToDictionary(a => a.Id, a => a.Name);
        var page = rows.Take(PageSize).Select(r => new ReportRow(r.Stay.Number, r.Stay.Turn, r.Code, r.SubjectName, names[r.Stay.AgencyId], r.Stay.StartedUtc, r.Stay.EndedUtc,
            r.Stay.IsMeasured || onTheWall ? TimeSpan.FromMinutes(r.Minutes) : null, r.Stay.IsLate)).ToList();
        return new(period, sight.AgencyName, count, page, rows.Count > PageSize ? new(page[^1].Number, page[^1].Turn, rows[PageSize - 1].Minutes) : null);
    }

    /// <summary>What the wall shows now. Without an agency: all for a system administrator, the own one for others.</summary>
    /// <exception cref="NotFoundException">As for <see cref="ReportAsync"/>.</exception>
    public async Task<WallView> WallAsync(Caller caller, Guid? agencyId = null, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        var sight = await EnterAsync(db, caller, agencyId, cancellationToken);
        var (now, soon) = (sight.NowUtc, sight.NowUtc + SoonSpan);
        var waiting = db.Requests.Where(r => r.State == RequestState.AccountQueue);
        if (sight.AgencyId is { } id)
            waiting = waiting.Where(r => r.AgencyId == id);
        var counts = await waiting.GroupBy(r => r.State)
            .Select(g => new { All = g.Count(), Late = g.Count(r => r.LimitUtc < now), Soon = g.Count(r => r.LimitUtc >= now && r.LimitUtc <= soon) }).SingleOrDefaultAsync(cancellationToken);
        var next = await waiting.OrderBy(r => r.LimitUtc).ThenBy(r => r.Id).Take(MostNext)
            .Select(r => new { r.Code, r.AgencyId, r.TargetUtc, r.LimitUtc, r.Clock, IsClaimed = r.ClaimedByName != null }).ToListAsync(cancellationToken);
        var names = sight.Agencies.ToDictionary(a => a.Id, a => a.Name);
        var packets = new List<WallPacket>();
        foreach (var packet in next)
        {
            var terms = await library.ServiceAsync(db, packet.Clock.PolicyVersion, cancellationToken);
            packets.Add(new(packet.Code, names[packet.AgencyId], packet.TargetUtc ?? now, packet.LimitUtc ?? now, ServiceClock.OpenTime(packet.Clock, terms), packet.IsClaimed));
        }

        var today = ReportPeriod.DayOf(now, sight.Zone);
        var (midnight, month) = (ReportPeriod.Midnight(today, sight.Zone), ReportPeriod.Of(ReportSpan.Month, today, sight.Zone));
        var slot = StageTime.SlotOf(midnight);
        var arrived = await Of(db, sight).CountAsync(s => s.State == RequestState.AccountQueue && s.ArrivalSlot >= slot, cancellationToken);
        return new(now, sight.AgencyName, sight.Zone, counts?.All ?? 0, counts?.Soon ?? 0, counts?.Late ?? 0, packets,
            await AccountsAsync(db, sight, midnight, cancellationToken), await AccountsAsync(db, sight, month.FromUtc, cancellationToken), arrived, await OpenAsync(db, sight, cancellationToken));
    }

    private async Task<Sight> EnterAsync(HmisDbContext db, Caller caller, Guid? agencyId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        (var actor, db.Reach) = await db.LoadActorAsync(caller, now, cancellationToken);
        var all = actor.IsSystemAdministrator;
        var own = actor.AgencyIds.ToList();
        if (!all && (own.Count == 0 || (agencyId is { } asked && !own.Contains(asked))))
            throw new NotFoundException();
        var offered = await db.Agencies.Where(a => all || own.Contains(a.Id)).OrderBy(a => a.Name).Select(a => new ReportAgency(a.Id, a.Name)).ToListAsync(cancellationToken);
        var chosen = agencyId ?? (all ? null : offered[0].Id);
        if (chosen is not null && offered.TrueForAll(a => a.Id != chosen))
            throw new NotFoundException();
        var service = await library.NewestServiceAsync(db, now, cancellationToken);
        return new(now, chosen, offered.Find(a => a.Id == chosen)?.Name, offered, all, service);
    }

    private static ReportPeriod PeriodOf(ReportFilter filter, Sight sight) => ReportPeriod.Of(filter.Span, filter.Day ?? ReportPeriod.DayOf(sight.NowUtc, sight.Zone), sight.Zone);

    private static IQueryable<StageTime> Of(HmisDbContext db, Sight sight) =>
        sight.AgencyId is { } id ? db.StageTimes.Where(s => s.AgencyId == id) : db.StageTimes;

    private static IQueryable<StageTime> EndedIn(IQueryable<StageTime> stays, ReportPeriod period)
    {
        var (from, until) = (period.FromUtc, period.UntilUtc);
        // the steps by name, so that an index that begins with the step leads to the days
        return stays.Where(s => Steps.Contains(s.State) && s.EndedUtc >= from && s.EndedUtc < until);
    }

    // an account ends the way of its request: each stands there once
    private static IQueryable<StageTime> OnTheWay(HmisDbContext db, Sight sight, ReportPeriod period)
    {
        var accounts = EndedIn(Of(db, sight).Where(s => s.State == RequestState.AccountQueue && s.IsMeasured), period);
        return from account in accounts join stay in db.StageTimes on account.RequestId equals stay.RequestId where stay.EndedUtc != null select stay;
    }

    private static IQueryable<StageTime> Behind(IQueryable<StageTime> stays, ReportFigure figure, ReportPeriod period, DateTime nowUtc) => figure.Kind switch
    {
        ReportFigureKind.Measured => EndedIn(stays, period).Where(s => s.IsMeasured),
        ReportFigureKind.InTarget => EndedIn(stays, period).Where(s => s.IsMeasured && !s.MissedTarget),
        ReportFigureKind.Met => EndedIn(stays, period).Where(s => s.IsMeasured && !s.IsLate),
        ReportFigureKind.Late => EndedIn(stays, period).Where(s => s.IsMeasured && s.IsLate),
        ReportFigureKind.Closed => EndedIn(stays, period).Where(s => s.Outcome == StageOutcome.Closed),
        ReportFigureKind.Arrived => ArrivedIn(stays, figure, period),
        ReportFigureKind.Open => OpenOf(stays, figure, nowUtc),
        _ => throw new ArgumentOutOfRangeException(nameof(figure), figure.Kind, null),
    };

    private static IQueryable<StageTime> ArrivedIn(IQueryable<StageTime> stays, ReportFigure figure, ReportPeriod period)
    {
        var (first, last) = (StageTime.SlotOf(period.FromUtc), StageTime.SlotOf(period.UntilUtc));
        if (figure.Day is null && figure.Hour is null)
            return stays.Where(s => s.ArrivalSlot >= first && s.ArrivalSlot < last);
        var slots = Enumerable.Range(first, last - first)
            .Where(slot => LocalOf(slot, period.Zone) is var local && (figure.Day ?? local.DayOfWeek) == local.DayOfWeek && (figure.Hour ?? local.Hour) == local.Hour).ToList();
        return stays.Where(s => slots.Contains(s.ArrivalSlot));
    }

    private static IQueryable<StageTime> OpenOf(IQueryable<StageTime> stays, ReportFigure figure, DateTime nowUtc)
    {
        var open = stays.Where(s => s.EndedUtc == null);
        if (figure.Band is not { } place || place < 0 || place >= AgeBand.All.Count)
            return open;
        var newest = nowUtc.AddDays(-AgeBand.All[place].FromDays);
        var oldest = AgeBand.All[place].UntilDays is { } until ? nowUtc.AddDays(-until) : DateTime.MinValue;
        return open.Where(s => s.StartedUtc > oldest && (place == 0 || s.StartedUtc <= newest));
    }

    private static DateTime LocalOf(int slot, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTimeFromUtc(DateTime.UnixEpoch.AddMinutes((double)slot * StageTime.ArrivalMinutes), zone);

    private static async Task<PeriodFigures> FiguresAsync(HmisDbContext db, Sight sight, ReportPeriod period, CancellationToken cancellationToken)
    {
        var ended = EndedIn(Of(db, sight), period);
        var counts = await ended.GroupBy(s => new { s.State, s.AgencyId }).Select(g => new
        {
            g.Key.State,
            g.Key.AgencyId,
            Count = g.Count(s => s.IsMeasured),
            InTarget = g.Count(s => s.IsMeasured && !s.MissedTarget),
            Late = g.Count(s => s.IsMeasured && s.IsLate),
            Closed = g.Count(s => s.Outcome == StageOutcome.Closed),
        }).ToListAsync(cancellationToken);
        var figures = new PeriodFigures();
        foreach (var row in counts)
            figures.Add(row.State, row.AgencyId, row.Count, row.InTarget, row.Late, row.Closed);

        // in order and one by one: what is held is a tally for each agency and step
        var times = ended.Where(s => s.IsMeasured).GroupBy(s => new { s.State, s.MeasuredMinutes, s.AgencyId })
            .Select(g => new { g.Key.State, g.Key.AgencyId, g.Key.MeasuredMinutes, Times = g.Count() }).OrderBy(t => t.State).ThenBy(t => t.MeasuredMinutes);
        await foreach (var time in times.AsAsyncEnumerable().WithCancellation(cancellationToken))
            figures.Pass(time.State, time.AgencyId, time.MeasuredMinutes, time.Times);
        return figures;
    }

    private static async Task<StageFigures> AccountsAsync(HmisDbContext db, Sight sight, DateTime fromUtc, CancellationToken cancellationToken)
    {
        var row = await Of(db, sight).Where(s => s.State == RequestState.AccountQueue && s.EndedUtc >= fromUtc && s.IsMeasured).GroupBy(s => s.State)
            .Select(g => new { Count = g.Count(), InTarget = g.Count(s => !s.MissedTarget), Late = g.Count(s => s.IsLate) }).SingleOrDefaultAsync(cancellationToken);
        return row is null ? StageFigures.None(RequestState.AccountQueue) : new(RequestState.AccountQueue, row.Count, row.InTarget, row.Late, 0, null, null);
    }

    private static async Task<IReadOnlyList<DaysSpent>> DaysAsync(
        HmisDbContext db, Sight sight, ReportPeriod period, PeriodFigures now, PeriodFigures before, CancellationToken cancellationToken)
    {
        async Task<ILookup<Guid, (RequestState State, long Minutes, int Stays)>> SpentAsync(ReportPeriod span)
        {
            var sums = await OnTheWay(db, sight, span).GroupBy(s => new { s.AgencyId, s.State })
                .Select(g => new { g.Key.AgencyId, g.Key.State, Minutes = g.Sum(s => (long)s.ElapsedMinutes), Stays = g.Count() }).ToListAsync(cancellationToken);
            return sums.ToLookup(s => s.AgencyId, s => (s.State, s.Minutes, s.Stays));
        }

        var (spent, earlier) = (await SpentAsync(period), await SpentAsync(period.Before));
        DaysSpent? Row(Guid? agencyId, string name)
        {
            var (accounts, accountsBefore) = (now.Of(RequestState.AccountQueue, agencyId).Count, before.Of(RequestState.AccountQueue, agencyId).Count);
            if (accounts == 0)
                return null;
            var sums = (agencyId is { } id ? spent[id] : spent.SelectMany(s => s)).ToLookup(s => s.State);
            var sumBefore = (agencyId is { } same ? earlier[same] : earlier.SelectMany(s => s)).Sum(s => s.Minutes);
            return new(agencyId, name, accounts, [.. Steps.Select(s => new StepMean(s, TimeSpan.FromMinutes(sums[s].Sum(t => t.Minutes) / accounts), sums[s].Sum(t => t.Stays)))],
                accountsBefore == 0 ? null : TimeSpan.FromMinutes(sumBefore / accountsBefore), accountsBefore);
        }

        var rows = sight.Agencies.Where(a => sight.AgencyId is null && now.Knows(a.Id)).Select(a => Row(a.Id, a.Name));
        return [.. rows.Prepend(Row(null, sight.AgencyName ?? "All agencies")).OfType<DaysSpent>()];
    }

    private static async Task<IReadOnlyList<ArrivalCount>> ArrivalsAsync(HmisDbContext db, Sight sight, ReportPeriod period, CancellationToken cancellationToken)
    {
        var (first, last) = (StageTime.SlotOf(period.FromUtc), StageTime.SlotOf(period.UntilUtc));
        var slots = await Of(db, sight).Where(s => s.State == RequestState.AccountQueue && s.ArrivalSlot >= first && s.ArrivalSlot < last)
            .GroupBy(s => s.ArrivalSlot).Select(g => new { Slot = g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        return [.. slots.GroupBy(s => LocalOf(s.Slot, period.Zone) is var local ? (local.DayOfWeek, local.Hour) : default, s => s.Count)
            .Select(g => new ArrivalCount(g.Key.DayOfWeek, g.Key.Hour, g.Sum())).OrderBy(a => ((int)a.Day + 6) % 7).ThenBy(a => a.Hour)];
    }

    private static async Task<IReadOnlyList<OpenAges>> OpenAsync(HmisDbContext db, Sight sight, CancellationToken cancellationToken)
    {
        var marks = AgeBand.All.Skip(1).Select(b => sight.NowUtc.AddDays(-b.FromDays)).ToArray();
        var (one, two, three, four) = (marks[0], marks[1], marks[2], marks[3]);
        var rows = await Of(db, sight).Where(s => Steps.Contains(s.State) && s.EndedUtc == null).GroupBy(s => s.State).Select(g => new
        {
            State = g.Key,
            A = g.Count(s => s.StartedUtc > one),
            B = g.Count(s => s.StartedUtc <= one && s.StartedUtc > two),
            C = g.Count(s => s.StartedUtc <= two && s.StartedUtc > three),
            D = g.Count(s => s.StartedUtc <= three && s.StartedUtc > four),
            E = g.Count(s => s.StartedUtc <= four),
            Oldest = g.Min(s => s.StartedUtc),
        }).ToDictionaryAsync(r => r.State, cancellationToken);
        return [.. Steps.Select(s => rows.TryGetValue(s, out var r)
            ? new OpenAges(s, [r.A, r.B, r.C, r.D, r.E], DateTime.SpecifyKind(r.Oldest, DateTimeKind.Utc)) : new OpenAges(s, [0, 0, 0, 0, 0], null))];
    }

    private sealed record Sight(DateTime NowUtc, Guid? AgencyId, string? AgencyName, IReadOnlyList<ReportAgency> Agencies, bool MayChooseAll, ServiceTerms Service)
    {
        public TimeZoneInfo Zone => Service.Calendar.Zone;
    }

    /// <summary>Counts and tallies of one period, for each agency and over all that were read.</summary>
    private sealed class PeriodFigures
    {
        private readonly Dictionary<(RequestState State, Guid? Agency), (int Count, int InTarget, int Late, int Closed)> _counts = [];
        private readonly Dictionary<(RequestState State, Guid? Agency), PercentileTally> _tallies = [];
        private readonly HashSet<Guid> _agencies = [];

        public bool Knows(Guid agency) => _agencies.Contains(agency);

        public void Add(RequestState state, Guid agency, int count, int inTarget, int late, int closed)
        {
            _agencies.Add(agency);
            foreach (var whose in new Guid?[] { null, agency })
            {
                var sum = _counts.GetValueOrDefault((state, whose));
                _counts[(state, whose)] = (sum.Count + count, sum.InTarget + inTarget, sum.Late + late, sum.Closed + closed);
            }
        }

        public void Pass(RequestState state, Guid agency, int minutes, int times)
        {
            foreach (var whose in new Guid?[] { null, agency })
            {
                if (!_tallies.TryGetValue((state, whose), out var tally))
                    _tallies[(state, whose)] = tally = new(_counts.GetValueOrDefault((state, whose)).Count);
                tally.Add(minutes, times);
            }
        }

        public StageFigures Of(RequestState state, Guid? agency)
        {
            if (!_counts.TryGetValue((state, agency), out var sum))
                return StageFigures.None(state);
            var tally = _tallies.GetValueOrDefault((state, agency));
            return new(state, sum.Count, sum.InTarget, sum.Late, sum.Closed, Span(tally?.Median), Span(tally?.NineOfTen));
        }

        private static TimeSpan? Span(int? minutes) => minutes is { } some ? TimeSpan.FromMinutes(some) : null;
    }
}
