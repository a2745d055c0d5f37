using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Training.Compliance;

/// <summary>Keeps <see cref="CourseStanding"/> true: in the transaction of each act, and at the start for requests that are older than the table.</summary>
internal static class StandingBook
{
    private const int BatchSize = 200;

    /// <summary>Replaces the rows of a request where they say something else by now; true when they did.</summary>
    public static async Task<bool> KeepAsync(HmisDbContext db, OnboardingRequest request, Catalogue catalogue, DateOnly today, CancellationToken cancellationToken)
    {
        var now = Of(request, catalogue, today);
        var before = await db.Standings.AsTracking().Where(s => s.RequestId == request.Id).ToListAsync(cancellationToken);
        var stays = before.Where(b => now.Any(b.SaysTheSameAs)).ToList();
        if (stays.Count == before.Count && stays.Count == now.Count)
            return false;
        foreach (var old in before.Except(stays))
        {
            // the same day of the same course is the same row to the database, so it is changed and not replaced
            if (now.FirstOrDefault(n => n.CourseCode == old.CourseCode && n.FromDay == old.FromDay) is { } successor)
                db.Entry(old).CurrentValues.SetValues(successor);
            else
                db.Standings.Remove(old);
        }

        db.Standings.AddRange(now.Where(n => !before.Exists(b => b.CourseCode == n.CourseCode && b.FromDay == n.FromDay)));
        return true;
    }

    /// <summary>Writes the rows of requests that have none yet.</summary>
    public static async Task CatchUpAsync(HmisDbContext db, CommunityLibrary library, DateTime nowUtc, CancellationToken cancellationToken)
    {
        var last = 0;
        while (true)
        {
            var requests = await db.Requests.AsNoTracking().Include(r => r.Evidence).Include(r => r.Exemptions)
                .Where(r => r.Number > last && r.State <= RequestState.AccountCreated && !db.Standings.Any(s => s.RequestId == r.Id))
                .OrderBy(r => r.Number).Take(BatchSize).ToListAsync(cancellationToken);
            if (requests.Count == 0)
                return;
            var ids = requests.Select(r => r.AgencyId).Distinct().ToList();
            var agencies = await db.Agencies.AsNoTracking().Where(a => ids.Contains(a.Id)).ToDictionaryAsync(a => a.Id, cancellationToken);
            foreach (var request in requests)
            {
                var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(nowUtc, agencies[request.AgencyId].Zone));
                db.Standings.AddRange(Of(request, await library.CatalogueAsync(db, request.Versions.Catalogue, cancellationToken), today));
            }

            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
            last = requests[^1].Number;
        }
    }

    // an account and whatever is on the way to one; closed requests are history
    private static List<CourseStanding> Of(OnboardingRequest request, Catalogue catalogue, DateOnly today) => Stages.IsClosed(request.State) ? []
        : [.. catalogue.RequiredCourses(request.RoleTypeCode, request.Conditions).SelectMany(course => Of(request, course, today))];

    private static IEnumerable<CourseStanding> Of(OnboardingRequest request, Course course, DateOnly today)
    {
        var (from, day) = (DateOnly.MinValue, today);
        var row = EvidenceRules.Row(course, request.Evidence, request.Exemptions, day);
        while (true)
        {
            // only what counts or may count until a day changes by itself
            if (row.Status.IsMissing() || row.ExpiresOn is not { } until)
            {
                yield return new(request.Id, request.AgencyId, request.SubjectId, course.Code, from, null, row.Status, row.ExpiresOn, false);
                yield break;
            }

            var next = EvidenceRules.Row(course, request.Evidence, request.Exemptions, until.AddDays(1));
            yield return new(request.Id, request.AgencyId, request.SubjectId, course.Code, from, until, row.Status, row.ExpiresOn, next.Status.IsMissing());
            (from, row) = (until.AddDays(1), next);
        }
    }
}
