using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Updates;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Training.Import;

/// <summary>Who may import, and into what.</summary>
/// <param name="AllAgencies">The person imports for every agency.</param>
/// <param name="AgencyNames">Else the agencies whose people the person administers.</param>
/// <param name="Courses">The courses of the catalogue in force.</param>
public sealed record ImportScope(bool AllAgencies, IReadOnlyList<string> AgencyNames, IReadOnlyList<Course> Courses);

/// <summary>
/// Completions from the Learning Center's list: received, judged without writing, then added. An agency administrator imports for the people
/// of the own agency, a system administrator for all; for anybody else there is nothing here. What is added waits on open requests for
/// review (<see cref="TrainingCompletion"/>). The same list twice adds nothing the second time, and what is recorded is never overwritten.
/// </summary>
public sealed class CompletionImportService(HmisDatabase database, SingleWriter writer, CommunityLibrary library, HmisDomainOptions options, TimeProvider clock)
{
    /// <summary>Rows that are added in one turn of the writer; between two turns others get theirs.</summary>
    public const int RowsAtATime = 200;

    // SQLite takes far more parameters, but a plan for a few hundred is made once and stays small
    private const int IdsAtATime = 500;

    private string Folder => options.BesideDatabase("imports");

    /// <summary>What the caller may import.</summary>
    /// <exception cref="NotFoundException">The caller is no administrator.</exception>
    public async Task<ImportScope> ScopeAsync(Caller caller, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        var (actor, now) = await EnterAsync(db, caller, cancellationToken);
        var agencies = actor.Seats.Where(s => s.Kind == SeatKind.AgencyAdministrator).Select(s => s.AgencyId!.Value).Distinct().ToList();
        var names = actor.IsSystemAdministrator ? [] : await db.Agencies.Where(a => agencies.Contains(a.Id)).OrderBy(a => a.Name).Select(a => a.Name).ToListAsync(cancellationToken);
        return new(actor.IsSystemAdministrator, names, (await CatalogueAsync(db, now, cancellationToken)).Courses);
    }

    /// <summary>Receives a list; the caller disposes what comes back.</summary>
    /// <exception cref="NotFoundException">The caller is no administrator.</exception>
    /// <exception cref="RuleViolationException">The file cannot be used; the sentence says what to do.</exception>
    public async Task<CompletionFile> ReceiveAsync(Caller caller, Stream content, string fileName, CancellationToken cancellationToken = default)
    {
        await using (var db = database.Read(Reach.None))
            await EnterAsync(db, caller, cancellationToken);
        return await CompletionFile.ReceiveAsync(content, fileName, Folder, options.ImportLimits, clock.GetUtcNow().UtcDateTime, cancellationToken);
    }

    /// <summary>Judges every row against what is recorded now. Writes nothing.</summary>
    /// <exception cref="NotFoundException">The caller is no administrator.</exception>
    /// <exception cref="RuleViolationException">The columns do not suffice, or a limit is passed under the chosen separator.</exception>
    public async Task<CompletionReport> DryRunAsync(Caller caller, CompletionFile file, CompletionChoices choices, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        var (actor, now) = await EnterAsync(db, caller, cancellationToken);
        if (choices.Columns.Problems() is { Count: > 0 } problems)
            throw new RuleViolationException(problems);
        var names = file.Rows(choices.Separator, choices.HeaderRow).Skip(choices.HeaderRow - 1).SingleOrDefault()
            ?? throw new RuleViolationException("The file has no such row of column names. Choose another one.");

        var judge = new CompletionJudge(await CompletionMatch.LoadAsync(db, actor, now, null, cancellationToken), await CatalogueAsync(db, now, cancellationToken), choices, options.ImportLimits);
        var rows = new List<JudgedRow>();
        var repeated = 0;
        foreach (var row in file.Rows(choices.Separator).Skip(choices.HeaderRow))
        {
            cancellationToken.ThrowIfCancellationRequested();
            // lists that were joined by hand carry their column names again
            if (row.Cells.SequenceEqual(names.Cells, StringComparer.OrdinalIgnoreCase))
                repeated++;
            else
                rows.Add(judge.Row(row));
        }

        var recorded = await RecordedAsync(db, [.. rows.Where(r => r.Outcome == RowOutcome.New).Select(r => r.Person!.Id).Distinct()], cancellationToken);
        var earlier = await db.Completions.Where(c => c.FileSha256 == file.Sha256).OrderByDescending(c => c.ImportedUtc)
            .Select(c => new EarlierImport(c.ImportedUtc, c.ImportedByName)).FirstOrDefaultAsync(cancellationToken);
        return new(file.Name, file.Sha256, CompletionJudge.Together(rows, recorded), judge.Possible, judge.UnknownCourses, repeated, earlier);
    }

    /// <summary>
    /// Adds what the report calls new, some people at a time, each time with the rights and the records of that moment. Cancelling stops it
    /// between two turns: what was added stays, and the same file can be imported again.
    /// </summary>
    /// <exception cref="NotFoundException">The caller is no administrator, or is none any more.</exception>
    public async Task<CompletionResult> ApplyAsync(Caller caller, CompletionReport report, IProgress<CompletionProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var rows = report.Rows.Where(r => r.Outcome is RowOutcome.New or RowOutcome.Known && r.Person is not null)
            .OrderBy(r => r.Person!.Id).ThenBy(r => r.CourseCode, StringComparer.Ordinal).ThenBy(r => r.Day).ThenBy(r => r.Outcome).ThenBy(r => r.Line).ToList();
        var (importId, begun) = (Guid.NewGuid(), clock.GetUtcNow().UtcDateTime);
        var result = new CompletionResult(0, 0, 0, 0, false);
        var done = 0;
        progress?.Report(new(0, rows.Count));
        foreach (var turn in Turns(rows))
        {
            if (cancellationToken.IsCancellationRequested)
                return result with { IsStopped = true };
            // a turn that has begun is finished: its result is either recorded and counted, or neither
            var part = await writer.RunAsync((db, keys, ct) => AddAsync(db, keys, caller, report, turn, importId, begun, ct), CancellationToken.None);
            result = new(result.Added + part.Added, result.AlreadyKnown + part.AlreadyKnown, result.Refused + part.Refused, result.Ticked + part.Ticked, false);
            progress?.Report(new(done += turn.Count, rows.Count));
        }

        return result;
    }

    // whole people at a time, so that each request is taken up once
    private static IEnumerable<List<JudgedRow>> Turns(List<JudgedRow> rows)
    {
        var turn = new List<JudgedRow>();
        foreach (var person in rows.GroupBy(r => r.Person!.Id))
        {
            turn.AddRange(person);
            if (turn.Count < RowsAtATime)
                continue;
            yield return turn;
            turn = [];
        }

        if (turn.Count > 0)
            yield return turn;
    }

    private async Task<CompletionResult> AddAsync(
        HmisDbContext db, ICollection<ChangeKey> keys, Caller caller, CompletionReport report, List<JudgedRow> rows, Guid importId, DateTime begun, CancellationToken cancellationToken)
    {
        var (actor, now) = await EnterAsync(db, caller, cancellationToken);
        var origin = new CompletionOrigin(importId, report.FileName, report.FileSha256, actor.PersonId, actor.FullName, begun);
        var ids = rows.Select(r => r.Person!.Id).Distinct().ToList();
        var match = await CompletionMatch.LoadAsync(db, actor, now, ids, cancellationToken);
        var known = (await RecordedAsync(db, ids, cancellationToken)).ToDictionary(c => new CompletionKey(c.SubjectId, c.CourseCode, c.CompletedOn));
        var seen = new Dictionary<CompletionKey, TrainingCompletion>();
        var (added, already, refused) = (0, 0, 0);
        foreach (var row in rows)
        {
            // the report is minutes old: the person may have left, the seat may have moved, somebody else may have imported
            if (match.Find(row.Person!.Id) is not { } person)
                refused++;
            else if (known.TryGetValue(row.Key, out var there) || seen.TryGetValue(row.Key, out there))
            {
                already++;
                seen[row.Key] = there;
            }
            else
            {
                added++;
                db.Completions.Add(seen[row.Key] = new(person.AgencyId, person.Id, row.CourseCode!, row.Day!.Value, row.Score, row.Number, origin, row.Line));
                keys.Add(ChangeKey.Person(person.Id));
                keys.Add(ChangeKey.Agency(person.AgencyId));
                // the grid tells of reports about people who have an account already, and theirs is no open request
                keys.Add(ChangeKey.Training(person.AgencyId));
                keys.Add(ChangeKey.TrainingOfAll);
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        return new(added, already, refused, await TickAsync(db, keys, actor, now, seen.Values.ToLookup(c => c.SubjectId), cancellationToken), false);
    }

    private async Task<int> TickAsync(HmisDbContext db, ICollection<ChangeKey> keys, Actor actor, DateTime now, ILookup<Guid, TrainingCompletion> completions, CancellationToken cancellationToken)
    {
        var ids = completions.Select(c => c.Key).ToList();
        var open = await db.Requests.AsNoTracking().Include(r => r.Evidence).Where(r => ids.Contains(r.SubjectId) && r.State < RequestState.AccountCreated).ToListAsync(cancellationToken);
        var ticked = 0;
        foreach (var request in open.Where(r => actor.IsSystemAdministrator || actor.IsAdministratorOf(r.AgencyId)).OrderBy(r => r.Number))
        {
            // most rows of a weekly list are old news: only a request that gains something is taken to the desk
            if (!completions[request.SubjectId].Any(request.Gains))
                continue;
            var desk = await RequestDesk.LoadAsync(db, keys, library, actor, request.Code, null, now, cancellationToken);
            var taken = desk.Request.TakeCompletions(desk.Act, [.. completions[request.SubjectId]]);
            if (taken == 0)
                continue;
            ticked += taken;
            await desk.PutAwayAsync(cancellationToken);
        }

        return ticked;
    }

    // past the agency filter: one completion is one record, whichever agency brought it in, and only its being there is used
    private static async Task<IReadOnlyList<TrainingCompletion>> RecordedAsync(HmisDbContext db, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var all = new List<TrainingCompletion>();
        foreach (var some in ids.Chunk(IdsAtATime))
            all.AddRange(await db.Completions.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).AsNoTracking().Where(c => some.Contains(c.SubjectId)).ToListAsync(cancellationToken));
        return all;
    }

    private async Task<Catalogue> CatalogueAsync(HmisDbContext db, DateTime now, CancellationToken cancellationToken) =>
        await library.CatalogueAsync(db, (await CommunityLibrary.NewestAsync(db, now, cancellationToken)).Catalogue, cancellationToken);

    private async Task<(Actor Actor, DateTime NowUtc)> EnterAsync(HmisDbContext db, Caller caller, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        (var actor, db.Reach) = await db.LoadActorAsync(caller, now, cancellationToken);
        return actor.IsSystemAdministrator || actor.Seats.Any(s => s.Kind == SeatKind.AgencyAdministrator) ? (actor, now) : throw new NotFoundException();
    }
}
