using System.Collections.Concurrent;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.ServiceLevel;
using HmisOnboarding.Domain.Training;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Persistence;

/// <summary>
/// The published versions of catalogue, agreement and settings, parsed once. A version never changes, so it is kept;
/// only which one is in force is asked again.
/// </summary>
public sealed class CommunityLibrary
{
    private readonly ConcurrentDictionary<(CommunityText Kind, int Number), object> _parsed = new();

    /// <summary>The rules of a request: the versions it was opened under, in its agency's zone.</summary>
    public async Task<RequestRules> RulesAsync(HmisDbContext db, RequestVersions versions, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var agreement = await AgreementAsync(db, versions.Agreement, cancellationToken);
        return new(
            await CatalogueAsync(db, versions.Catalogue, cancellationToken),
            agreement.Text, agreement.Hash, versions.Agreement,
            await SettingsAsync(db, versions.Settings, cancellationToken), zone);
    }

    /// <summary>
    /// The number of each kind that is in force at an instant: the highest whose time has come and that was not withdrawn.
    /// While one waits no other can be published, so a higher number never takes effect before a lower one.
    /// </summary>
    public static async Task<RequestVersions> NewestAsync(HmisDbContext db, DateTime nowUtc, CancellationToken cancellationToken)
    {
        var newest = await db.CommunityVersions.AsNoTracking()
            .Where(v => v.WithdrawnAtUtc == null && (v.EffectiveUtc == null || v.EffectiveUtc <= nowUtc)).GroupBy(v => v.Kind)
            .Select(g => new { Kind = g.Key, Number = g.Max(v => v.Number) }).ToDictionaryAsync(v => v.Kind, v => v.Number, cancellationToken);
        return new(newest[CommunityText.Catalogue], newest[CommunityText.Agreement], newest[CommunityText.Settings]);
    }

    /// <summary>One version of the catalogue.</summary>
    public Task<Catalogue> CatalogueAsync(HmisDbContext db, int number, CancellationToken cancellationToken) =>
        GetAsync(db, CommunityText.Catalogue, number, Catalogue.Parse, cancellationToken);

    /// <summary>One version of the settings.</summary>
    public Task<CommunitySettings> SettingsAsync(HmisDbContext db, int number, CancellationToken cancellationToken) =>
        GetAsync(db, CommunityText.Settings, number, CommunitySettings.Parse, cancellationToken);

    /// <summary>One version of the agreement with its hash.</summary>
    public Task<HashedAgreement> AgreementAsync(HmisDbContext db, int number, CancellationToken cancellationToken) =>
        GetAsync(db, CommunityText.Agreement, number, json => AgreementText.Parse(json) is var text ? new HashedAgreement(text, text.Hash()) : null!, cancellationToken);

    /// <summary>One version of the service hours.</summary>
    public Task<ServiceTerms> ServiceAsync(HmisDbContext db, int number, CancellationToken cancellationToken) =>
        GetAsync(db, CommunityText.ServiceHours, number, json => new ServiceTerms(number, ServicePolicy.Parse(json)), cancellationToken);

    /// <summary>The service hours in force at an instant.</summary>
    public async Task<ServiceTerms> NewestServiceAsync(HmisDbContext db, DateTime nowUtc, CancellationToken cancellationToken)
    {
        var number = await db.CommunityVersions.AsNoTracking()
            .Where(v => v.Kind == CommunityText.ServiceHours && v.WithdrawnAtUtc == null && (v.EffectiveUtc == null || v.EffectiveUtc <= nowUtc)).MaxAsync(v => v.Number, cancellationToken);
        return await ServiceAsync(db, number, cancellationToken);
    }

    private async Task<T> GetAsync<T>(HmisDbContext db, CommunityText kind, int number, Func<string, T> parse, CancellationToken cancellationToken) where T : class
    {
        if (_parsed.TryGetValue((kind, number), out var known))
            return (T)known;
        var content = await db.CommunityVersions.AsNoTracking().Where(v => v.Kind == kind && v.Number == number).Select(v => v.Content).SingleAsync(cancellationToken);
        return (T)_parsed.GetOrAdd((kind, number), _ => parse(content));
    }

    /// <summary>A text and the hash that signatures carry.</summary>
    public sealed record HashedAgreement(AgreementText Text, string Hash);
}
