using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.ServiceLevel;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Domain.Updates;

namespace HmisOnboarding.Domain.Community;

/// <summary>The community's data in force for whatever is opened from now on.</summary>
/// <param name="Catalogue">Role types, courses, requirements and choice lists.</param>
/// <param name="Settings">Names, links, limits and targets.</param>
/// <param name="Versions">Their numbers.</param>
public sealed record CommunityNow(Catalogue Catalogue, CommunitySettings Settings, RequestVersions Versions)
{
    /// <summary>The service hours in force.</summary>
    public ServiceTerms Service { get; init; } = ServiceTerms.Default;
}

/// <summary>Who published which version, when (UTC) and why.</summary>
public sealed record PublishedVersion(int Number, DateTime AtUtc, string Author, string Reason)
{
    /// <summary>From when on it is in force, UTC. Null: from <see cref="AtUtc"/>.</summary>
    public DateTime? EffectiveUtc { get; init; }

    /// <summary>When it was withdrawn, UTC. Null while it was not.</summary>
    public DateTime? WithdrawnAtUtc { get; init; }

    /// <summary>Who withdrew it.</summary>
    public string? WithdrawnBy { get; init; }

    /// <summary>Why it was withdrawn.</summary>
    public string? WithdrawReason { get; init; }

    /// <summary>Whether it still waits for its time at this instant.</summary>
    public bool WaitsAt(DateTime nowUtc) => WithdrawnAtUtc is null && EffectiveUtc > nowUtc;
}

/// <summary>Reads the versions in force of the community's data, and publishes new settings. Catalogue and agreement have <see cref="CatalogueService"/>.</summary>
public sealed class CommunityService(HmisDatabase database, SingleWriter writer, CommunityLibrary library, TimeProvider clock)
{
    /// <summary>The versions in force.</summary>
    public async Task<CommunityNow> NowAsync(CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        var now = clock.GetUtcNow().UtcDateTime;
        var versions = await CommunityLibrary.NewestAsync(db, now, cancellationToken);
        return new(await library.CatalogueAsync(db, versions.Catalogue, cancellationToken), await library.SettingsAsync(db, versions.Settings, cancellationToken), versions)
        {
            Service = await library.NewestServiceAsync(db, now, cancellationToken),
        };
    }

    /// <summary>The latest versions of the settings, newest first, at most <paramref name="most"/>.</summary>
    /// <exception cref="NotFoundException">The caller is no system administrator.</exception>
    public async Task<IReadOnlyList<PublishedVersion>> SettingsHistoryAsync(Caller caller, int most = 10, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        (var actor, db.Reach) = await db.LoadActorAsync(caller, clock.GetUtcNow().UtcDateTime, cancellationToken);
        if (!actor.IsSystemAdministrator)
            throw new NotFoundException();
        return await Publication.HistoryAsync(db, CommunityText.Settings, most, cancellationToken);
    }

    /// <summary>Publishes new settings as the next version; open requests keep theirs. Returns the number.</summary>
    /// <exception cref="RuleViolationException">Somebody other than a system administrator asks, a reason is missing, or a setting is wrong.</exception>
    public Task<int> PublishSettingsAsync(Caller caller, CommunitySettings settings, string reason, CancellationToken cancellationToken = default) =>
        writer.RunAsync(async (db, keys, ct) =>
        {
            var now = clock.GetUtcNow().UtcDateTime;
            (var actor, db.Reach) = await db.LoadActorAsync(caller, now, ct);
            if (!actor.IsSystemAdministrator)
                throw new RuleViolationException("Only a system administrator changes the settings.");
            Publication.RequireReason(reason, "Say in a sentence why you change the settings.");
            var problems = settings.Problems();
            if (problems.Count > 0)
                throw new RuleViolationException(problems);
            var number = await Publication.AddAsync(db, CommunityText.Settings, settings.ToJson(), now, actor, reason, null, ct);
            await db.SaveChangesAsync(ct);
            keys.Add(ChangeKey.Directory);
            return number;
        }, cancellationToken);
}
