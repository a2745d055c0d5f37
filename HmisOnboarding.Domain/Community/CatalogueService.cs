using System.Globalization;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Domain.Updates;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Community;

/// <summary>The catalogue in force, to begin a draft on.</summary>
public sealed record CatalogueEdition(int Number, Catalogue Catalogue, IReadOnlyList<PublishedVersion> History);

/// <summary>The agreement in force, to begin a draft on.</summary>
/// <param name="Number">The version in force.</param>
/// <param name="Text">Its text.</param>
/// <param name="Waiting">A version whose time has not come; null when none waits.</param>
/// <param name="WaitingText">Its text.</param>
/// <param name="OpenRequests">Open requests in the community: each keeps the text it has.</param>
/// <param name="OnOlderText">Those of them that have another text than the one in force.</param>
/// <param name="History">The latest versions, newest first.</param>
public sealed record AgreementEdition(
    int Number, AgreementText Text, PublishedVersion? Waiting, AgreementText? WaitingText, int OpenRequests, int OnOlderText, IReadOnlyList<PublishedVersion> History);

/// <summary>What a file would change, before anything is published.</summary>
/// <param name="File">What was read; null when it cannot be used.</param>
/// <param name="Problems">Why it cannot be used, in the order of the file.</param>
/// <param name="Catalogue">What differs in the catalogue.</param>
/// <param name="Agreement">What differs in the agreement.</param>
/// <param name="Settings">What differs in the settings.</param>
/// <param name="ServiceHours">What differs in the service hours; nothing where the file does not speak of them.</param>
/// <param name="Seen">The versions it was compared with.</param>
public sealed record FileReview(
    CommunityFile? File, IReadOnlyList<FileProblem> Problems, IReadOnlyList<CatalogueChange> Catalogue, IReadOnlyList<ChangedPart> Agreement, IReadOnlyList<FieldChange> Settings,
    IReadOnlyList<FieldChange> ServiceHours, FileVersions Seen)
{
    /// <summary>Whether publishing the file would change anything.</summary>
    public bool ChangesAnything => Catalogue.Count + Agreement.Count + Settings.Count + ServiceHours.Count > 0;
}

/// <summary>The versions of everything that a file holds.</summary>
/// <param name="Rules">Those that a request is opened under.</param>
/// <param name="ServiceHours">That of the service hours, which each clock keeps for itself.</param>
public sealed record FileVersions(RequestVersions Rules, int ServiceHours);

/// <summary>
/// The catalogue and the agreement text in the hands of the system administrators: read, published as versions, carried to and from a file.
/// For anybody else there is nothing here.
/// </summary>
public sealed class CatalogueService(HmisDatabase database, SingleWriter writer, CommunityLibrary library, TimeProvider clock)
{
    /// <summary>How far ahead the time of a version may lie, in days.</summary>
    public const int MostDaysAhead = 366;

    private const string WhyReason = "Say in a sentence why you publish this.";

    /// <summary>The catalogue in force with its latest versions, at most <paramref name="most"/>.</summary>
    /// <exception cref="NotFoundException">The caller is no system administrator.</exception>
    public async Task<CatalogueEdition> CatalogueAsync(Caller caller, int most = 100, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        var (_, now) = await EnterAsync(db, caller, cancellationToken);
        var number = (await CommunityLibrary.NewestAsync(db, now, cancellationToken)).Catalogue;
        return new(number, await library.CatalogueAsync(db, number, cancellationToken), await Publication.HistoryAsync(db, CommunityText.Catalogue, most, cancellationToken));
    }

    /// <summary>The agreement in force with what waits and the latest versions, at most <paramref name="most"/>.</summary>
    /// <exception cref="NotFoundException">The caller is no system administrator.</exception>
    public async Task<AgreementEdition> AgreementAsync(Caller caller, int most = 100, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        var (_, now) = await EnterAsync(db, caller, cancellationToken);
        var number = (await CommunityLibrary.NewestAsync(db, now, cancellationToken)).Agreement;
        var agreement = await library.AgreementAsync(db, number, cancellationToken);
        var history = await Publication.HistoryAsync(db, CommunityText.Agreement, most, cancellationToken);
        var waiting = history.FirstOrDefault(v => v.WaitsAt(now));
        var open = db.Requests.Where(r => r.State < RequestState.AccountCreated);
        return new(number, agreement.Text, waiting, waiting is null ? null : (await library.AgreementAsync(db, waiting.Number, cancellationToken)).Text,
            await open.CountAsync(cancellationToken), await open.CountAsync(r => r.AgreementHash != agreement.Hash, cancellationToken), history);
    }

    /// <summary>What differs from one published version of the catalogue to another.</summary>
    /// <exception cref="NotFoundException">The caller is no system administrator, or there is no such version.</exception>
    public async Task<IReadOnlyList<CatalogueChange>> CompareCataloguesAsync(Caller caller, int from, int to, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        await EnterAsync(db, caller, cancellationToken);
        await RequireAsync(db, CommunityText.Catalogue, from, to, cancellationToken);
        return CatalogueDifference.Between(await library.CatalogueAsync(db, from, cancellationToken), await library.CatalogueAsync(db, to, cancellationToken));
    }

    /// <summary>What differs from one published version of the agreement to another.</summary>
    /// <exception cref="NotFoundException">The caller is no system administrator, or there is no such version.</exception>
    public async Task<IReadOnlyList<ChangedPart>> CompareAgreementsAsync(Caller caller, int from, int to, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        await EnterAsync(db, caller, cancellationToken);
        await RequireAsync(db, CommunityText.Agreement, from, to, cancellationToken);
        return TextDifference.Between((await library.AgreementAsync(db, from, cancellationToken)).Text, (await library.AgreementAsync(db, to, cancellationToken)).Text);
    }

    /// <summary>Publishes a catalogue as the next version; open requests keep theirs. Returns the number.</summary>
    /// <param name="caller">Who publishes.</param>
    /// <param name="catalogue">The whole catalogue.</param>
    /// <param name="seen">The version that the draft was made on.</param>
    /// <param name="reason">Why, at most <see cref="OnboardingRequest.ReasonLimit"/> characters.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="NotFoundException">The caller is no system administrator.</exception>
    /// <exception cref="RuleViolationException">The catalogue has problems, nothing is changed, or there is no reason.</exception>
    /// <exception cref="ConcurrentChangeException">Somebody published another version meanwhile.</exception>
    public Task<int> PublishCatalogueAsync(Caller caller, Catalogue catalogue, int seen, string reason, CancellationToken cancellationToken = default) =>
        writer.RunAsync(async (db, keys, ct) =>
        {
            var (actor, now) = await EnterAsync(db, caller, ct);
            Publication.RequireReason(reason, WhyReason);
            Require(catalogue.Problems());
            var newest = (await CommunityLibrary.NewestAsync(db, now, ct)).Catalogue;
            await Publication.RequireNewestAsync(db, CommunityText.Catalogue, "catalogue", seen, newest, ct);
            if (CatalogueDifference.Between(await library.CatalogueAsync(db, newest, ct), catalogue).Count == 0)
                throw new RuleViolationException("Nothing is changed yet.");
            var number = await Publication.AddAsync(db, CommunityText.Catalogue, catalogue.ToJson(), now, actor, reason, null, ct);
            await db.SaveChangesAsync(ct);
            keys.Add(ChangeKey.Directory);
            return number;
        }, cancellationToken);

    /// <summary>Publishes an agreement text as the next version; open requests keep theirs. Returns the number.</summary>
    /// <param name="caller">Who publishes.</param>
    /// <param name="text">The whole text.</param>
    /// <param name="seen">The version that the draft was made on.</param>
    /// <param name="effectiveUtc">The instant from which new requests use it, UTC; null for at once.</param>
    /// <param name="reason">Why, at most <see cref="OnboardingRequest.ReasonLimit"/> characters.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="NotFoundException">The caller is no system administrator.</exception>
    /// <exception cref="RuleViolationException">The text has problems, nothing is changed, another version waits, the time is over or too far, or there is no reason.</exception>
    /// <exception cref="ConcurrentChangeException">Another version came into force meanwhile.</exception>
    public Task<int> PublishAgreementAsync(Caller caller, AgreementText text, int seen, DateTime? effectiveUtc, string reason, CancellationToken cancellationToken = default) =>
        writer.RunAsync(async (db, keys, ct) =>
        {
            var (actor, now) = await EnterAsync(db, caller, ct);
            Publication.RequireReason(reason, WhyReason);
            Require(text.Problems());
            if (effectiveUtc is { Kind: not DateTimeKind.Utc })
                throw new ArgumentException("The time must be UTC.", nameof(effectiveUtc));
            if (effectiveUtc <= now)
                throw new RuleViolationException("That time is over. Choose a later one, or publish at once.");
            if (effectiveUtc > now.AddDays(MostDaysAhead))
                throw new RuleViolationException("That time is more than a year ahead. Choose an earlier one.");
            await RequireNoneWaitsAsync(db, CommunityText.Agreement, now, ct);
            var newest = (await CommunityLibrary.NewestAsync(db, now, ct)).Agreement;
            await Publication.RequireNewestAsync(db, CommunityText.Agreement, "agreement text", seen, newest, ct);
            if (TextDifference.Between((await library.AgreementAsync(db, newest, ct)).Text, text).Count == 0)
                throw new RuleViolationException("Nothing is changed yet.");
            var number = await Publication.AddAsync(db, CommunityText.Agreement, text.ToJson(), now, actor, reason, effectiveUtc, ct);
            await db.SaveChangesAsync(ct);
            keys.Add(ChangeKey.Directory);
            return number;
        }, cancellationToken);

    /// <summary>Withdraws a version of the agreement whose time has not come. It stays in the list and never takes effect.</summary>
    /// <exception cref="NotFoundException">The caller is no system administrator, or there is no such version.</exception>
    /// <exception cref="RuleViolationException">The version is in force already or was withdrawn, or there is no reason.</exception>
    public Task WithdrawAgreementAsync(Caller caller, int number, string reason, CancellationToken cancellationToken = default) =>
        writer.RunAsync(async (db, keys, ct) =>
        {
            var (actor, now) = await EnterAsync(db, caller, ct);
            Publication.RequireReason(reason, "Say in a sentence why you withdraw it.");
            var version = await db.CommunityVersions.SingleOrDefaultAsync(v => v.Kind == CommunityText.Agreement && v.Number == number, ct) ?? throw new NotFoundException();
            if (!version.WaitsAt(now))
            {
                throw new RuleViolationException(version.WithdrawnBy is { } by
                    ? $"{by} has withdrawn version {number} already."
                    : $"Version {number} is in force. Requests may rest on it, so it cannot be withdrawn. Publish a new version instead.");
            }

            version.Withdraw(now, actor.FullName, reason.Trim());
            await db.SaveChangesAsync(ct);
            keys.Add(ChangeKey.Directory);
            return number;
        }, cancellationToken);

    /// <summary>Catalogue, agreement, settings and service hours in force as one file: its name and its bytes, UTF-8.</summary>
    /// <exception cref="NotFoundException">The caller is no system administrator.</exception>
    public async Task<(string Name, byte[] Content)> ExportAsync(Caller caller, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        var (_, now) = await EnterAsync(db, caller, cancellationToken);
        var (file, _) = await InForceAsync(db, now, cancellationToken);
        return ($"hmis-onboarding-{now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.json", file.Write());
    }

    /// <summary>Reads a file and says what it would change. Nothing is published.</summary>
    /// <exception cref="NotFoundException">The caller is no system administrator.</exception>
    public async Task<FileReview> ReviewFileAsync(Caller caller, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        var (_, now) = await EnterAsync(db, caller, cancellationToken);
        var (inForce, seen) = await InForceAsync(db, now, cancellationToken);
        var (file, problems) = CommunityFile.Read(content);
        return file is null
            ? new(null, problems, [], [], [], [], seen)
            : new(file, [], CatalogueDifference.Between(inForce.Catalogue, file.Catalogue), TextDifference.Between(inForce.Agreement, file.Agreement),
                SettingsDifference.Between(inForce.Settings, file.Settings), HoursChanged(inForce, file), seen);
    }

    /// <summary>Publishes what a file changes, at once and together: each part that differs as its next version. Returns the numbers then in force.</summary>
    /// <param name="caller">Who publishes.</param>
    /// <param name="file">What was read.</param>
    /// <param name="seen">The versions that the person saw it compared with.</param>
    /// <param name="reason">Why, at most <see cref="OnboardingRequest.ReasonLimit"/> characters.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="NotFoundException">The caller is no system administrator.</exception>
    /// <exception cref="RuleViolationException">The file has problems or changes nothing, another version of a part that differs waits, or there is no reason.</exception>
    /// <exception cref="ConcurrentChangeException">Somebody published another version meanwhile.</exception>
    public Task<FileVersions> PublishFileAsync(Caller caller, CommunityFile file, FileVersions seen, string reason, CancellationToken cancellationToken = default) =>
        writer.RunAsync(async (db, keys, ct) =>
        {
            var (actor, now) = await EnterAsync(db, caller, ct);
            Publication.RequireReason(reason, WhyReason);
            Require([.. file.Problems().Select(p => p.Sentence)]);
            var (inForce, newest) = await InForceAsync(db, now, ct);
            await Publication.RequireNewestAsync(db, CommunityText.Catalogue, "catalogue", seen.Rules.Catalogue, newest.Rules.Catalogue, ct);
            await Publication.RequireNewestAsync(db, CommunityText.Agreement, "agreement text", seen.Rules.Agreement, newest.Rules.Agreement, ct);
            await Publication.RequireNewestAsync(db, CommunityText.Settings, "settings", seen.Rules.Settings, newest.Rules.Settings, ct);
            await Publication.RequireNewestAsync(db, CommunityText.ServiceHours, "service hours", seen.ServiceHours, newest.ServiceHours, ct);

            var (published, hours) = (newest.Rules, newest.ServiceHours);
            if (CatalogueDifference.Between(inForce.Catalogue, file.Catalogue).Count > 0)
                published = published with { Catalogue = await Publication.AddAsync(db, CommunityText.Catalogue, file.Catalogue.ToJson(), now, actor, reason, null, ct) };
            if (TextDifference.Between(inForce.Agreement, file.Agreement).Count > 0)
            {
                await RequireNoneWaitsAsync(db, CommunityText.Agreement, now, ct);
                published = published with { Agreement = await Publication.AddAsync(db, CommunityText.Agreement, file.Agreement.ToJson(), now, actor, reason, null, ct) };
            }

            if (SettingsDifference.Between(inForce.Settings, file.Settings).Count > 0)
                published = published with { Settings = await Publication.AddAsync(db, CommunityText.Settings, file.Settings.ToJson(), now, actor, reason, null, ct) };
            if (HoursChanged(inForce, file).Count > 0)
            {
                await RequireNoneWaitsAsync(db, CommunityText.ServiceHours, now, ct);
                hours = await Publication.AddAsync(db, CommunityText.ServiceHours, file.ServiceHours!.ToJson(), now, actor, reason, null, ct);
            }

            var inForceNow = new FileVersions(published, hours);
            if (inForceNow == newest)
                throw new RuleViolationException("The file says what is in force already. There is nothing to publish.");
            await db.SaveChangesAsync(ct);
            keys.Add(ChangeKey.Directory);
            return inForceNow;
        }, cancellationToken);

    private async Task<(Actor Actor, DateTime Now)> EnterAsync(HmisDbContext db, Caller caller, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        (var actor, db.Reach) = await db.LoadActorAsync(caller, now, cancellationToken);
        return actor.IsSystemAdministrator ? (actor, now) : throw new NotFoundException();
    }

    private static IReadOnlyList<FieldChange> HoursChanged(CommunityFile inForce, CommunityFile file) =>
        file.ServiceHours is { } hours ? ServiceHoursDifference.Between(inForce.ServiceHours!, hours) : [];

    private async Task<(CommunityFile File, FileVersions Versions)> InForceAsync(HmisDbContext db, DateTime now, CancellationToken cancellationToken)
    {
        var versions = await CommunityLibrary.NewestAsync(db, now, cancellationToken);
        var service = await library.NewestServiceAsync(db, now, cancellationToken);
        return (new CommunityFile(
            await library.CatalogueAsync(db, versions.Catalogue, cancellationToken), (await library.AgreementAsync(db, versions.Agreement, cancellationToken)).Text,
            await library.SettingsAsync(db, versions.Settings, cancellationToken), service.Policy), new(versions, service.Version));
    }

    private static async Task RequireAsync(HmisDbContext db, CommunityText kind, int from, int to, CancellationToken cancellationToken)
    {
        var numbers = new[] { from, to }.Distinct().ToList();
        if (await db.CommunityVersions.CountAsync(v => v.Kind == kind && numbers.Contains(v.Number), cancellationToken) != numbers.Count)
            throw new NotFoundException();
    }

    private static async Task RequireNoneWaitsAsync(HmisDbContext db, CommunityText kind, DateTime now, CancellationToken cancellationToken)
    {
        var waiting = await db.CommunityVersions.AsNoTracking()
            .Where(v => v.Kind == kind && v.WithdrawnAtUtc == null && v.EffectiveUtc > now).Select(v => new { v.Number, v.Author }).FirstOrDefaultAsync(cancellationToken);
        if (waiting is not null)
            throw new RuleViolationException($"Version {waiting.Number} by {waiting.Author} waits for its time. Withdraw it first, or wait until it is in force.");
    }

    private static void Require(IReadOnlyList<string> problems)
    {
        if (problems.Count > 0)
            throw new RuleViolationException(problems);
    }
}
