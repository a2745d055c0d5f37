using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.ServiceLevel;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Reports;

/// <summary>Keeps <see cref="StageTime"/> true: in the transaction of each move, and at the start for requests that are older than the table.</summary>
internal static class StageBook
{
    private const int BatchSize = 200;

    /// <summary>Completes the stay that a move ended and begins the next one; true when there was a move.</summary>
    public static async Task<bool> KeepAsync(HmisDbContext db, OnboardingRequest request, RequestState? before, ActContext act, CancellationToken cancellationToken)
    {
        if (before == request.State)
            return false;
        var last = before is null ? null : await db.StageTimes.AsTracking().Where(s => s.RequestId == request.Id).OrderByDescending(s => s.Turn).FirstOrDefaultAsync(cancellationToken);
        var at = StageTimes.End(last?.EndedUtc ?? last?.StartedUtc ?? act.NowUtc, act.NowUtc);
        if (last is { EndedUtc: null })
            End(last, at, StageTimes.OutcomeOf(last.State, request.State), request, act.Rules.Settings, act.Rules.Service);
        if (Stages.IsOpen(request.State))
            db.StageTimes.Add(new(request, (last?.Turn ?? 0) + 1, request.State, at));
        return true;
    }

    /// <summary>Writes the stays of requests that have none yet, read off their history.</summary>
    public static async Task CatchUpAsync(HmisDbContext db, CommunityLibrary library, CancellationToken cancellationToken)
    {
        var last = 0;
        while (true)
        {
            var requests = await db.Requests.AsNoTracking().Where(r => r.Number > last && !db.StageTimes.Any(s => s.RequestId == r.Id))
                .OrderBy(r => r.Number).Take(BatchSize).ToListAsync(cancellationToken);
            if (requests.Count == 0)
                return;
            var ids = requests.Select(r => r.Id).ToList();
            var histories = (await db.Events.AsNoTracking().Where(e => ids.Contains(e.RequestId)).OrderBy(e => e.Id).ToListAsync(cancellationToken)).ToLookup(e => e.RequestId);
            foreach (var request in requests)
            {
                var settings = await library.SettingsAsync(db, request.Versions.Settings, cancellationToken);
                // a clock that never started has no version; then no stay is measured by it either
                var service = request.Clock.PolicyVersion > 0 ? await library.ServiceAsync(db, request.Clock.PolicyVersion, cancellationToken) : ServiceTerms.Default;
                foreach (var stay in StageTimes.Of(histories[request.Id]))
                {
                    var row = new StageTime(request, stay.Turn, stay.State, stay.StartedUtc);
                    if (stay.EndedUtc is { } ended)
                        End(row, ended, stay.Outcome, request, settings, service);
                    db.StageTimes.Add(row);
                }
            }

            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
            last = requests[^1].Number;
        }
    }

    private static void End(StageTime stay, DateTime endedUtc, StageOutcome outcome, OnboardingRequest request, CommunitySettings settings, ServiceTerms service)
    {
        if (stay.State == RequestState.AccountQueue)
        {
            stay.End(endedUtc, outcome, ServiceClock.Counted(request.Clock, service.Calendar, endedUtc), request.TargetMissedUtc <= endedUtc, request.LimitMissedUtc <= endedUtc);
            return;
        }

        var isLate = Expectations.Step(stay.State, stay.StartedUtc, null, settings, service).ByUtc < endedUtc;
        stay.End(endedUtc, outcome, null, isLate, isLate);
    }
}
