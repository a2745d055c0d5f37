using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Domain.Updates;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Community;

/// <summary>The community's data in force for whatever is opened from now on.</summary>
/// <param name="Catalogue">Role types, courses, requirements and choice lists.</param>
/// <param name="Settings">Names, links, limits and targets.</param>
/// <param name="Versions">Their numbers.</param>
public sealed record CommunityNow(Catalogue Catalogue, CommunitySettings Settings, RequestVersions Versions);

/// <summary>Who published which version, when (UTC) and why.</summary>
public sealed record PublishedVersion(int Number, DateTime AtUtc, string Author, string Reason);

/// <summary>Reads the newest versions of the community's data, and publishes new ones.</summary>
public sealed class CommunityService(HmisDatabase database, SingleWriter writer, CommunityLibrary library, TimeProvider clock)
{
    /// <summary>The newest versions.</summary>
    public async Task<CommunityNow> NowAsync(CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        var versions = await CommunityLibrary.NewestAsync(db, cancellationToken);
        return new(await library.CatalogueAsync(db, versions.Catalogue, cancellationToken), await library.SettingsAsync(db, versions.Settings, cancellationToken), versions);
    }

    /// <summary>The latest versions of the settings, newest first, at most <paramref name="most"/>.</summary>
    /// <exception cref="NotFoundException">The caller is no system administrator.</exception>
    public async Task<IReadOnlyList<PublishedVersion>> SettingsHistoryAsync(Caller caller, int most = 10, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        (var actor, db.Reach) = await db.LoadActorAsync(caller, clock.GetUtcNow().UtcDateTime, cancellationToken);
        if (!actor.IsSystemAdministrator)
            throw new NotFoundException();
        return await db.CommunityVersions.Where(v => v.Kind == CommunityText.Settings).OrderByDescending(v => v.Number).Take(most)
            .Select(v => new PublishedVersion(v.Number, v.AtUtc, v.Author, v.Reason)).ToListAsync(cancellationToken);
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
            if (string.IsNullOrWhiteSpace(reason) || reason.Length > OnboardingRequest.ReasonLimit)
                throw new RuleViolationException("Say in a sentence why you change the settings.");
            var problems = settings.Problems();
            if (problems.Count > 0)
                throw new RuleViolationException(problems);
            var number = (await CommunityLibrary.NewestAsync(db, ct)).Settings + 1;
            db.CommunityVersions.Add(new CommunityVersion(CommunityText.Settings, number, settings.ToJson(), now, actor.FullName, reason.Trim()));
            await db.SaveChangesAsync(ct);
            keys.Add(ChangeKey.Directory);
            return number;
        }, cancellationToken);
}
