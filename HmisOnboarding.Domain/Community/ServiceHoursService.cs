using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.ServiceLevel;
using HmisOnboarding.Domain.Updates;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Community;

/// <summary>The service hours in force, to begin a draft on.</summary>
/// <param name="Number">The version in force.</param>
/// <param name="Policy">What it says.</param>
/// <param name="Waiting">A version whose time has not come; null when none waits.</param>
/// <param name="Running">Clocks that run now: each keeps the version it has.</param>
/// <param name="RunningOnOlder">Codes of those of them that run under another version than the one in force, the first due first; at most 100.</param>
/// <param name="History">The latest versions, newest first.</param>
public sealed record ServiceHoursEdition(int Number, ServicePolicy Policy, PublishedVersion? Waiting, int Running, IReadOnlyList<string> RunningOnOlder, IReadOnlyList<PublishedVersion> History);

/// <summary>The service hours in the hands of the system administrators: read, and published as versions. For anybody else there is nothing here.</summary>
public sealed class ServiceHoursService(HmisDatabase database, SingleWriter writer, CommunityLibrary library, TimeProvider clock)
{
    /// <summary>How far ahead the time of a version may lie, in days.</summary>
    public const int MostDaysAhead = 366;

    private const int MostListed = 100;

    /// <summary>The service hours in force with what waits and the latest versions, at most <paramref name="most"/>.</summary>
    /// <exception cref="NotFoundException">The caller is no system administrator.</exception>
    public async Task<ServiceHoursEdition> EditionAsync(Caller caller, int most = 20, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        var (_, now) = await EnterAsync(db, caller, cancellationToken);
        var terms = await library.NewestServiceAsync(db, now, cancellationToken);
        var history = await Publication.HistoryAsync(db, CommunityText.ServiceHours, most, cancellationToken);
        var running = await db.Requests.Where(r => r.State == RequestState.AccountQueue).OrderBy(r => r.LimitUtc).Select(r => new { r.Code, r.Clock }).ToListAsync(cancellationToken);
        return new(terms.Version, terms.Policy, history.FirstOrDefault(v => v.WaitsAt(now)), running.Count,
            [.. running.Where(r => r.Clock.PolicyVersion != terms.Version).Select(r => r.Code).Take(MostListed)], history);
    }

    /// <summary>Publishes service hours as the next version; running clocks keep theirs. Returns the number.</summary>
    /// <param name="caller">Who publishes.</param>
    /// <param name="policy">The whole policy.</param>
    /// <param name="seen">The version that the draft was made on.</param>
    /// <param name="effectiveUtc">The instant from which new clocks start under it, UTC; null for at once.</param>
    /// <param name="reason">Why, at most <see cref="OnboardingRequest.ReasonLimit"/> characters.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="NotFoundException">The caller is no system administrator.</exception>
    /// <exception cref="RuleViolationException">The policy has problems, nothing is changed, another version waits, the time is over or too far, or there is no reason.</exception>
    /// <exception cref="ConcurrentChangeException">Another version came into force meanwhile.</exception>
    public Task<int> PublishAsync(Caller caller, ServicePolicy policy, int seen, DateTime? effectiveUtc, string reason, CancellationToken cancellationToken = default) =>
        writer.RunAsync(async (db, keys, ct) =>
        {
            var (actor, now) = await EnterAsync(db, caller, ct);
            Publication.RequireReason(reason, "Say in a sentence why you change the service hours.");
            if (policy.Problems() is { Count: > 0 } problems)
                throw new RuleViolationException(problems);
            if (effectiveUtc is { Kind: not DateTimeKind.Utc })
                throw new ArgumentException("The time must be UTC.", nameof(effectiveUtc));
            if (effectiveUtc <= now)
                throw new RuleViolationException("That time is over. Choose a later one, or publish at once.");
            if (effectiveUtc > now.AddDays(MostDaysAhead))
                throw new RuleViolationException("That time is more than a year ahead. Choose an earlier one.");
            var waiting = await db.CommunityVersions.AsNoTracking().Where(v => v.Kind == CommunityText.ServiceHours && v.WithdrawnAtUtc == null && v.EffectiveUtc > now)
                .Select(v => new { v.Number, v.Author }).FirstOrDefaultAsync(ct);
            if (waiting is not null)
                throw new RuleViolationException($"Version {waiting.Number} by {waiting.Author} waits for its time. Withdraw it first, or wait until it is in force.");
            var newest = await library.NewestServiceAsync(db, now, ct);
            await Publication.RequireNewestAsync(db, CommunityText.ServiceHours, "service hours", seen, newest.Version, ct);
            if (newest.Policy.ToJson() == policy.ToJson())
                throw new RuleViolationException("Nothing is changed yet.");
            var number = await Publication.AddAsync(db, CommunityText.ServiceHours, policy.ToJson(), now, actor, reason, effectiveUtc, ct);
            await db.SaveChangesAsync(ct);
            keys.Add(ChangeKey.Directory);
            return number;
        }, cancellationToken);

    /// <summary>Withdraws a version whose time has not come. It stays in the list and never takes effect.</summary>
    /// <exception cref="NotFoundException">The caller is no system administrator, or there is no such version.</exception>
    /// <exception cref="RuleViolationException">The version is in force already or was withdrawn, or there is no reason.</exception>
    public Task WithdrawAsync(Caller caller, int number, string reason, CancellationToken cancellationToken = default) =>
        writer.RunAsync(async (db, keys, ct) =>
        {
            var (actor, now) = await EnterAsync(db, caller, ct);
            Publication.RequireReason(reason, "Say in a sentence why you withdraw it.");
            var version = await db.CommunityVersions.SingleOrDefaultAsync(v => v.Kind == CommunityText.ServiceHours && v.Number == number, ct) ?? throw new NotFoundException();
            if (!version.WaitsAt(now))
            {
                throw new RuleViolationException(version.WithdrawnBy is { } by
                    ? $"{by} has withdrawn version {number} already."
                    : $"Version {number} is in force. Clocks may run under it, so it cannot be withdrawn. Publish a new version instead.");
            }

            version.Withdraw(now, actor.FullName, reason.Trim());
            await db.SaveChangesAsync(ct);
            keys.Add(ChangeKey.Directory);
            return number;
        }, cancellationToken);

    private async Task<(Actor Actor, DateTime Now)> EnterAsync(HmisDbContext db, Caller caller, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        (var actor, db.Reach) = await db.LoadActorAsync(caller, now, cancellationToken);
        return actor.IsSystemAdministrator ? (actor, now) : throw new NotFoundException();
    }
}
