using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Community;

/// <summary>What every publication has in common: its number, its reason, and who came first.</summary>
internal static class Publication
{
    /// <summary>The latest versions of one kind, newest first.</summary>
    public static async Task<IReadOnlyList<PublishedVersion>> HistoryAsync(HmisDbContext db, CommunityText kind, int most, CancellationToken cancellationToken) =>
        await db.CommunityVersions.AsNoTracking().Where(v => v.Kind == kind).OrderByDescending(v => v.Number).Take(most)
            .Select(v => new PublishedVersion(v.Number, v.AtUtc, v.Author, v.Reason)
            {
                EffectiveUtc = v.EffectiveUtc,
                WithdrawnAtUtc = v.WithdrawnAtUtc,
                WithdrawnBy = v.WithdrawnBy,
                WithdrawReason = v.WithdrawReason,
            }).ToListAsync(cancellationToken);

    /// <exception cref="RuleViolationException">There is no reason, or it is too long.</exception>
    public static void RequireReason(string reason, string sentence)
    {
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > OnboardingRequest.ReasonLimit)
            throw new RuleViolationException(sentence);
    }

    /// <summary>Adds the next number of a kind; withdrawn numbers are not used again.</summary>
    public static async Task<int> AddAsync(
        HmisDbContext db, CommunityText kind, string content, DateTime nowUtc, Actor actor, string reason, DateTime? effectiveUtc, CancellationToken cancellationToken)
    {
        var number = await db.CommunityVersions.Where(v => v.Kind == kind).MaxAsync(v => v.Number, cancellationToken) + 1;
        db.CommunityVersions.Add(new CommunityVersion(kind, number, content, nowUtc, actor.FullName, reason.Trim(), effectiveUtc));
        return number;
    }

    /// <exception cref="ConcurrentChangeException">Another version is in force than the one that the change was made on.</exception>
    public static async Task RequireNewestAsync(HmisDbContext db, CommunityText kind, string what, int seen, int inForce, CancellationToken cancellationToken)
    {
        if (seen == inForce)
            return;
        var first = await db.CommunityVersions.AsNoTracking().SingleAsync(v => v.Kind == kind && v.Number == inForce, cancellationToken);
        throw new ConcurrentChangeException($"{first.Author} published version {first.Number} of the {what}: {first.Reason.TrimEnd('.')}.");
    }
}
