using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Training.Compliance;

/// <summary>
/// People by requirements, for agency administrators and directors of the own agency and for system administrators. Every read costs the same
/// number of statements and, but for its counts, one page of rows, however many people there are. An agency out of reach answers like none.
/// </summary>
public sealed class ComplianceQueries(HmisDatabase database, CommunityLibrary library, TimeProvider clock)
{
    /// <summary>People on one page.</summary>
    public const int PageSize = 50;

    private const int ExportBatch = 250;
    private const string ByName = "NOCASE";
    private const string Collated = "The database compares, by the collation that is named; a StringComparison cannot be translated.";

    // beside the days of the settings: this week and this month
    private static readonly int[] NearMarks = [7, 30];

    /// <summary>
    /// One page by name, with the counts of all parts. Without an agency in the filter: all for a system administrator, the own one for others.
    /// </summary>
    /// <exception cref="NotFoundException">The caller holds no seat, or the agency is not within reach.</exception>
    public async Task<ComplianceView> PageAsync(Caller caller, ComplianceFilter filter, ComplianceCursor? from = null, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        var sight = await EnterAsync(db, caller, filter, cancellationToken);
        var people = PeopleOf(db, sight);
        var fitting = Fitting(db, people, sight);
        var rows = await RowsAsync(db, sight, fitting, from, PageSize, withEmail: false, cancellationToken);
        var counts = await CountsAsync(db, people, sight, cancellationToken);
        var before = rows.Count == 0 ? 0 : await Before(fitting, rows[0].PersonName, rows[0].Number).CountAsync(cancellationToken);
        return new(sight.AgencyId, sight.AgencyName, sight.Agencies, sight.MayChooseAll, sight.Courses, counts, rows, before, FitOf(counts, filter));
    }

    /// <summary>
    /// Everybody who fits, for a file: the columns at once, the rows in batches while they are read. Each batch asks anew what the caller may see.
    /// </summary>
    /// <exception cref="NotFoundException">As for <see cref="PageAsync"/>.</exception>
    public async Task<ComplianceExport> ExportAsync(Caller caller, ComplianceFilter filter, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        var sight = await EnterAsync(db, caller, filter, cancellationToken);
        return new(sight.AgencyName ?? "all agencies", sight.Now, sight.Courses, ReadAsync(caller, filter, sight.Courses, cancellationToken));
    }

    private async IAsyncEnumerable<ComplianceRow> ReadAsync(
        Caller caller, ComplianceFilter filter, IReadOnlyList<ComplianceCourse> courses, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ComplianceCursor? from = null;
        do
        {
            IReadOnlyList<ComplianceRow> batch;
            await using (var db = database.Read(Reach.None))
            {
                // the columns stand in the file already: a course that appears meanwhile is left out
                var sight = await EnterAsync(db, caller, filter, cancellationToken) with { Courses = courses };
                batch = await RowsAsync(db, sight, Fitting(db, PeopleOf(db, sight), sight), from, ExportBatch, withEmail: true, cancellationToken);
            }

            foreach (var row in batch)
                yield return row;
            from = batch.Count == ExportBatch ? new(batch[^1].Number) : null;
        }
        while (from is not null);
    }

    private async Task<Sight> EnterAsync(HmisDbContext db, Caller caller, ComplianceFilter filter, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        (var actor, db.Reach) = await db.LoadActorAsync(caller, now, cancellationToken);
        var all = actor.IsSystemAdministrator;
        var own = actor.AgencyIds.ToList();
        if (!all && (own.Count == 0 || (filter.AgencyId is { } asked && !own.Contains(asked))))
            throw new NotFoundException();

        var offered = await db.Agencies.Where(a => all || own.Contains(a.Id)).OrderBy(a => a.Name).Select(a => new { a.Id, a.Name, a.TimeZoneId }).ToListAsync(cancellationToken);
        var chosen = filter.AgencyId ?? (all ? null : offered[0].Id);
        if (chosen is not null && offered.TrueForAll(a => a.Id != chosen))
            throw new NotFoundException();

        var newest = await CommunityLibrary.NewestAsync(db, now, cancellationToken);
        var settings = await library.SettingsAsync(db, newest.Settings, cancellationToken);
        var seen = offered.Where(a => chosen is null || a.Id == chosen).ToDictionary(a => a.Id, a => (a.Name, DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(now, TimeZoneInfo.FindSystemTimeZoneById(a.TimeZoneId)))));
        var codes = await db.Standings.Where(s => chosen == null || s.AgencyId == chosen).Select(s => s.CourseCode).Distinct().ToListAsync(cancellationToken);
        return new(now, filter, chosen, chosen is { } id ? seen[id].Name : null, [.. offered.Select(a => new ComplianceAgency(a.Id, a.Name))], all, seen, settings,
            await library.CatalogueAsync(db, newest.Catalogue, cancellationToken), await CoursesAsync(db, codes, newest.Catalogue, cancellationToken));
    }

    /// <summary>Titles as the newest catalogue has them; a course that it dropped is found in the last one that had it.</summary>
    private async Task<IReadOnlyList<ComplianceCourse>> CoursesAsync(HmisDbContext db, List<string> codes, int newest, CancellationToken cancellationToken)
    {
        var found = new List<ComplianceCourse>();
        for (var number = newest; number > 0 && codes.Count > 0; number--)
        {
            var catalogue = await library.CatalogueAsync(db, number, cancellationToken);
            found.AddRange(catalogue.Courses.Where(c => codes.Contains(c.Code)).Select(c => new ComplianceCourse(c.Code, c.Title)));
            codes = [.. codes.Where(code => found.TrueForAll(c => c.Code != code))];
        }

        return found;
    }

    /// <summary>One row a person and agency: the newest of the requests that are under way or ended with an account.</summary>
    private static IQueryable<OnboardingRequest> PeopleOf(HmisDbContext db, Sight sight)
    {
        var people = db.Requests.Where(r => r.State <= RequestState.AccountCreated
            && !db.Requests.Any(n => n.SubjectId == r.SubjectId && n.AgencyId == r.AgencyId && n.Number > r.Number && n.State <= RequestState.AccountCreated));
        if (sight.AgencyId is { } agencyId)
            people = people.Where(r => r.AgencyId == agencyId);
        if (!string.IsNullOrWhiteSpace(sight.Filter.Search))
        {
            var text = $"%{sight.Filter.Search.Trim().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
            people = people.Where(r => EF.Functions.Like(r.SubjectName, text, "\\") || EF.Functions.Like(r.Code, text, "\\"));
        }

        return people;
    }

    private static IQueryable<OnboardingRequest> Fitting(HmisDbContext db, IQueryable<OnboardingRequest> people, Sight sight)
    {
        IQueryable<Guid> With(Func<IQueryable<CourseStanding>, DateOnly, IQueryable<CourseStanding>> which) =>
            sight.Days.Select(d => which(On(db, d), d.Day).Select(s => s.RequestId)).Aggregate((a, b) => a.Concat(b));

        switch (sight.Filter.Part)
        {
            case CompliancePart.Missing:
                var missing = With((s, _) => Missing(s));
                return people.Where(r => missing.Contains(r.Id));
            case CompliancePart.ToReview:
                var waiting = With((s, _) => s.Where(x => x.Status == ChecklistStatus.Uploaded));
                return people.Where(r => waiting.Contains(r.Id));
            case CompliancePart.Expiring:
                var expiring = With((s, day) => day.AddDays(sight.Filter.Days) is var last ? s.Where(x => x.Lapses && x.UntilDay <= last) : null!);
                return people.Where(r => expiring.Contains(r.Id));
            case CompliancePart.InOrder:
                var open = With((s, _) => s.Where(x => x.Status != ChecklistStatus.Accepted && x.Status != ChecklistStatus.Exempt));
                return people.Where(r => !open.Contains(r.Id));
            default:
                return people;
        }
    }

    private static IQueryable<CourseStanding> Missing(IQueryable<CourseStanding> standings) =>
        standings.Where(s => s.Status == ChecklistStatus.ToDo || s.Status == ChecklistStatus.Rejected || s.Status == ChecklistStatus.Expired);

    /// <summary>What is said on a day, of the agencies in which it is that day.</summary>
    private static IQueryable<CourseStanding> On(HmisDbContext db, LocalDay local)
    {
        var (day, agencies) = (local.Day, local.AgencyIds);
        var standings = db.Standings.Where(s => s.FromDay <= day && (s.UntilDay == null || s.UntilDay >= day));
        return agencies is null ? standings : standings.Where(s => agencies.Contains(s.AgencyId));
    }

    [SuppressMessage("Globalization", "CA1309", Justification = Collated)]
    private static IQueryable<OnboardingRequest> Before(IQueryable<OnboardingRequest> people, string name, int number) => people.Where(r =>
        string.Compare(EF.Functions.Collate(r.SubjectName, ByName), name) < 0 || (EF.Functions.Collate(r.SubjectName, ByName) == name && r.Number < number));

    [SuppressMessage("Globalization", "CA1309", Justification = Collated)]
    private static IQueryable<OnboardingRequest> Behind(IQueryable<OnboardingRequest> people, string name, int number) => people.Where(r =>
        string.Compare(EF.Functions.Collate(r.SubjectName, ByName), name) > 0 || (EF.Functions.Collate(r.SubjectName, ByName) == name && r.Number > number));

    private static async Task<ComplianceCounts> CountsAsync(HmisDbContext db, IQueryable<OnboardingRequest> people, Sight sight, CancellationToken cancellationToken)
    {
        var marks = NearMarks.Where(m => m < sight.Settings.ExpiryNoticeDays).Append(sight.Settings.ExpiryNoticeDays).ToList();
        var perPerson = sight.Days.Select(local => On(db, local).GroupBy(s => s.RequestId).Select(g => new
        {
            RequestId = g.Key,
            Missing = g.Max(s => s.Status == ChecklistStatus.ToDo || s.Status == ChecklistStatus.Rejected || s.Status == ChecklistStatus.Expired ? 1 : 0),
            ToReview = g.Max(s => s.Status == ChecklistStatus.Uploaded ? 1 : 0),
            FirstLapse = g.Min(s => s.Lapses ? s.UntilDay : null),
        })).ToList();

        var (everybody, missing, toReview, open) = (await people.CountAsync(cancellationToken), 0, 0, 0);
        var expiring = new int[marks.Count];
        for (var i = 0; i < perPerson.Count; i++)
        {
            var day = sight.Days[i].Day;
            var groups = await (
                from person in people
                join standing in perPerson[i] on person.Id equals standing.RequestId
                group standing by new { standing.Missing, standing.ToReview, standing.FirstLapse } into same
                select new { same.Key.Missing, same.Key.ToReview, same.Key.FirstLapse, People = same.Count() }).ToListAsync(cancellationToken);
            missing += groups.Where(g => g.Missing > 0).Sum(g => g.People);
            toReview += groups.Where(g => g.ToReview > 0).Sum(g => g.People);
            open += groups.Where(g => g.Missing + g.ToReview > 0).Sum(g => g.People);
            for (var m = 0; m < marks.Count; m++)
                expiring[m] += groups.Where(g => g.FirstLapse is { } last && last <= day.AddDays(marks[m])).Sum(g => g.People);
        }

        return new(everybody, missing, toReview, everybody - open, [.. marks.Select((days, m) => new ExpiringCount(days, expiring[m]))]);
    }

    private static int FitOf(ComplianceCounts counts, ComplianceFilter filter) => filter.Part switch
    {
        CompliancePart.Missing => counts.Missing,
        CompliancePart.ToReview => counts.ToReview,
        CompliancePart.InOrder => counts.InOrder,
        CompliancePart.Expiring => counts.Expiring.FirstOrDefault(e => e.Days == filter.Days)?.People ?? 0,
        _ => counts.Everybody,
    };

    private static async Task<IReadOnlyList<ComplianceRow>> RowsAsync(
        HmisDbContext db, Sight sight, IQueryable<OnboardingRequest> fitting, ComplianceCursor? from, int size, bool withEmail, CancellationToken cancellationToken)
    {
        var backwards = from?.Backwards == true;
        if (from is not null && await db.Requests.Where(r => r.Number == from.Number).Select(r => r.SubjectName).SingleOrDefaultAsync(cancellationToken) is { } edge)
            fitting = backwards ? Before(fitting, edge, from.Number) : Behind(fitting, edge, from.Number);
        var ordered = backwards
            ? fitting.OrderByDescending(r => EF.Functions.Collate(r.SubjectName, ByName)).ThenByDescending(r => r.Number)
            : fitting.OrderBy(r => EF.Functions.Collate(r.SubjectName, ByName)).ThenBy(r => r.Number);
        var people = await ordered.Take(size).Select(r => new
        {
            r.Id,
            r.Number,
            r.Code,
            r.SubjectId,
            r.SubjectName,
            r.AgencyId,
            r.RoleTypeCode,
            r.State,
            Email = withEmail ? db.People.Where(p => p.Id == r.SubjectId).Select(p => p.Email).FirstOrDefault() : null,
        }).ToListAsync(cancellationToken);
        if (backwards)
            people.Reverse();

        var ids = people.Select(p => p.Id).ToList();
        var (first, last) = (sight.Days.Min(d => d.Day), sight.Days.Max(d => d.Day));
        var standings = (await db.Standings.Where(s => ids.Contains(s.RequestId) && s.FromDay <= last && (s.UntilDay == null || s.UntilDay >= first))
            .Select(s => new { s.RequestId, s.CourseCode, s.FromDay, s.UntilDay, s.Status, s.ExpiresOn, s.Lapses }).ToListAsync(cancellationToken)).ToLookup(s => s.RequestId);
        var subjects = people.Select(p => p.SubjectId).ToList();
        var reported = (await db.Completions
            .Where(c => subjects.Contains(c.SubjectId) && !db.Evidence.Any(e => e.SubjectId == c.SubjectId && e.CourseCode == c.CourseCode && e.CompletedOn >= c.CompletedOn))
            .GroupBy(c => new { c.SubjectId, c.CourseCode }).Select(g => new { g.Key.SubjectId, g.Key.CourseCode, On = g.Max(c => c.CompletedOn) }).ToListAsync(cancellationToken))
            .ToDictionary(c => (c.SubjectId, c.CourseCode), c => (DateOnly?)c.On);
        return [.. people.Select(p =>
        {
            var (agency, today) = sight.Agency[p.AgencyId];
            var own = standings[p.Id].Where(s => s.FromDay <= today && (s.UntilDay is null || s.UntilDay >= today))
                .ToDictionary(s => s.CourseCode, s => new ComplianceCell(s.Status, s.ExpiresOn, s.Lapses && s.UntilDay <= today.AddDays(sight.Settings.ExpiryNoticeDays),
                    reported.GetValueOrDefault((p.SubjectId, s.CourseCode))));
            return new ComplianceRow(p.Id, p.Number, p.Code, p.SubjectName, p.Email, p.AgencyId, agency, sight.RoleName(p.RoleTypeCode), p.State == RequestState.AccountCreated, today,
                [.. sight.Courses.Select(c => own.GetValueOrDefault(c.Code))]);
        })];
    }

    /// <summary>What one read looks at, under the rights that the caller has at that moment.</summary>
    private sealed record Sight(
        DateTime Now, ComplianceFilter Filter, Guid? AgencyId, string? AgencyName, IReadOnlyList<ComplianceAgency> Agencies, bool MayChooseAll,
        IReadOnlyDictionary<Guid, (string Name, DateOnly Today)> Agency, CommunitySettings Settings, Catalogue Catalogue, IReadOnlyList<ComplianceCourse> Courses)
    {
        /// <summary>Agencies by the day that it is there: from Guam to Hawaii there are two at a time.</summary>
        public IReadOnlyList<LocalDay> Days { get; } = DaysOf(Agency, DateOnly.FromDateTime(Now));

        public string RoleName(string code) => Catalogue.RoleTypes.FirstOrDefault(r => r.Code == code)?.Name ?? code;

        private static IReadOnlyList<LocalDay> DaysOf(IReadOnlyDictionary<Guid, (string Name, DateOnly Today)> agencies, DateOnly utcDay)
        {
            var days = agencies.GroupBy(a => a.Value.Today, a => a.Key).ToList();
            return days.Count < 2 ? [new(days.Count == 0 ? utcDay : days[0].Key, null)] : [.. days.Select(d => new LocalDay(d.Key, [.. d]))];
        }
    }

    /// <summary>A day and the agencies in which it is today; null for all that are in sight.</summary>
    private sealed record LocalDay(DateOnly Day, List<Guid>? AgencyIds);
}
