using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Training.Import;

/// <summary>Who a row is about, or who it may be about.</summary>
internal sealed record Match(MatchedPerson? Person, string By, IReadOnlyList<MatchedPerson> May, string Why);

/// <summary>
/// Finds the people of a list among those whom the importing person administers: by id, then by e-mail, then by user name. What is not
/// certain is only shown. Somebody of another agency is not in here at all, so a row about them reads exactly like one about nobody.
/// </summary>
internal sealed class CompletionMatch
{
    private const int MostMay = 5;

    private static readonly Match Nobody = new(null, "", [], "Nobody here has this e-mail or user name. Check the spelling, or ask for the new user first.");

    private readonly Dictionary<Guid, MatchedPerson> _byId;
    private readonly Dictionary<string, MatchedPerson> _byEmail;
    private readonly ILookup<string, MatchedPerson> _byUserName;
    private readonly ILookup<string, MatchedPerson> _byName;

    private CompletionMatch(IReadOnlyCollection<MatchedPerson> people, IEnumerable<(string UserName, Guid PersonId)> accounts)
    {
        _byId = people.ToDictionary(p => p.Id);
        _byEmail = people.ToDictionary(p => p.Email, StringComparer.OrdinalIgnoreCase);
        _byUserName = accounts.Distinct().Where(a => _byId.ContainsKey(a.PersonId)).ToLookup(a => a.UserName, a => _byId[a.PersonId], StringComparer.OrdinalIgnoreCase);
        _byName = people.ToLookup(p => NameKey(p.Name), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The active people whom this actor administers; with <paramref name="ids"/> only those of them.</summary>
    public static async Task<CompletionMatch> LoadAsync(HmisDbContext db, Actor actor, DateTime nowUtc, IReadOnlyCollection<Guid>? ids, CancellationToken cancellationToken)
    {
        var all = actor.IsSystemAdministrator;
        var agencies = actor.Seats.Where(s => s.Kind == SeatKind.AgencyAdministrator).Select(s => s.AgencyId!.Value).Distinct().ToList();
        var anybody = ids is null;
        var asked = ids?.ToList() ?? [];
        var requests = await db.Requests.AsNoTracking().Where(r => (all || agencies.Contains(r.AgencyId)) && (anybody || asked.Contains(r.SubjectId)))
            .Select(r => new { r.SubjectId, r.AgencyId, r.LearningCenterUser }).ToListAsync(cancellationToken);
        var subjects = requests.ToLookup(r => r.SubjectId, r => r.AgencyId);
        // the filter names only people whose home is within reach; somebody of another agency can have a request here
        var people = await db.People.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).AsNoTracking()
            .Where(p => p.IsActive && (anybody || asked.Contains(p.Id))
                && (all || (p.AgencyId != null && agencies.Contains(p.AgencyId.Value)) || db.Requests.Any(r => r.SubjectId == p.Id && agencies.Contains(r.AgencyId))))
            .Select(p => new { p.Id, p.FirstName, p.LastName, p.Email, p.AgencyId }).ToListAsync(cancellationToken);
        var zones = (await db.Agencies.IgnoreQueryFilters([HmisDbContext.AgencyFilter]).AsNoTracking().ToListAsync(cancellationToken)).ToDictionary(a => a.Id, a => a.Zone);

        var known = new List<MatchedPerson>();
        foreach (var p in people)
        {
            var agency = p.AgencyId is { } home && (all || agencies.Contains(home)) ? home : subjects[p.Id].Order().Select(a => (Guid?)a).FirstOrDefault();
            if (agency is { } id)
                known.Add(new(p.Id, $"{p.FirstName} {p.LastName}".Trim(), p.Email, id, DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(nowUtc, zones[id]))));
        }

        return new(known, requests.Where(r => !string.IsNullOrWhiteSpace(r.LearningCenterUser)).Select(r => (r.LearningCenterUser!.Trim(), r.SubjectId)));
    }

    public MatchedPerson? Find(Guid id) => _byId.GetValueOrDefault(id);

    public Match Of(string id, string email, string userName, string firstName, string lastName)
    {
        var byId = Guid.TryParse(id, out var key) ? Find(key) : null;
        var byEmail = email.Length > 0 ? _byEmail.GetValueOrDefault(email) : null;
        if (byId is not null && byEmail is not null && byId != byEmail)
            return new(null, "", [byId, byEmail], "The id and the e-mail belong to two people. Say who it is.");
        if (byId is not null)
            return new(byId, "id", [], "");
        if (byEmail is not null)
            return new(byEmail, "e-mail", [], "");

        var name = NameKey($"{firstName} {lastName}");
        var accounts = new[] { userName, email }.Where(a => a.Length > 0).SelectMany(a => _byUserName[a].Concat(_byEmail.GetValueOrDefault(a) is { } one ? [one] : [])).Distinct().OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Id).ToList();
        if (accounts.Count > 1)
            return new(null, "", [.. accounts.Take(MostMay)], "More than one person recorded this user name. Say who it is.");
        if (accounts.Count == 1)
        {
            // people type their user name themselves: a slip there must not give them somebody else's course
            return name.Length == 0 || NameKey(accounts[0].Name).Equals(name, StringComparison.OrdinalIgnoreCase)
                ? new(accounts[0], "user name", [], "")
                : new(null, "", accounts, "The user name is known here, but the name is another one. Say whether it is the same person.");
        }

        var named = firstName.Length > 0 && lastName.Length > 0 ? _byName[name].OrderBy(p => p.Email, StringComparer.Ordinal).Take(MostMay).ToList() : [];
        return named.Count > 0 ? new(null, "", named, "Only the name is the same. Say whether it is the same person.") : Nobody;
    }

    private static string NameKey(string name) => Person.CollapseSpaces(name);
}
