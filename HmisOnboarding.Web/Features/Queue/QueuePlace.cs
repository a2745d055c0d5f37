using HmisOnboarding.Domain.Requests;

namespace HmisOnboarding.Web.Features.Queue;

/// <summary>Which part of the queue is open, and what is left out of it. It lives in the address, so that it can be mailed and comes back after a reload.</summary>
public sealed record QueuePlace(QueuePart Part = QueuePart.NeedsMe, Guid? AgencyId = null, string? RoleType = null, QueueLevel? Level = null, string? Search = null)
{
    /// <summary>Longest search.</summary>
    public const int SearchLimit = 100;

    private static readonly Dictionary<QueuePart, string> Parts = new() { [QueuePart.Mine] = "mine", [QueuePart.Others] = "others", [QueuePart.Done] = "done" };

    private static readonly Dictionary<QueueLevel, string> Levels = new() { [QueueLevel.OnTrack] = "on-track", [QueueLevel.DueSoon] = "soon", [QueueLevel.Late] = "late" };

    /// <summary>The time left is asked for only where the clock runs.</summary>
    public bool HasClock => Part is QueuePart.NeedsMe or QueuePart.Mine;

    /// <summary>Something is left out.</summary>
    public bool IsFiltered => this != new QueuePlace(Part);

    /// <summary>Reads the address; what it does not know is left out.</summary>
    public static QueuePlace Of(string? show, string? agency, string? role = null, string? level = null, string? find = null) =>
        new(Parts.FirstOrDefault(p => p.Value == show).Key, Guid.TryParse(agency, out var id) ? id : null, Said(role, SearchLimit),
            Levels.Where(l => l.Value == level).Select(l => (QueueLevel?)l.Key).FirstOrDefault(), Said(find, SearchLimit));

    /// <summary>The word of a level in the address.</summary>
    public static string WordOf(QueueLevel level) => Levels[level];

    /// <summary>The address of this part, with a packet opened beside it where a code is given.</summary>
    public string Address(string? code = null)
    {
        var query = new List<string>();
        if (Parts.TryGetValue(Part, out var show))
            query.Add($"show={show}");
        if (AgencyId is { } agency)
            query.Add($"agency={agency}");
        if (RoleType is not null)
            query.Add($"role={Uri.EscapeDataString(RoleType)}");
        if (Level is { } level && HasClock)
            query.Add($"level={Levels[level]}");
        if (Search is not null)
            query.Add($"find={Uri.EscapeDataString(Search)}");
        var path = code is null ? "/queue" : $"/queue/{Uri.EscapeDataString(code)}";
        return query.Count == 0 ? path : $"{path}?{string.Join("&", query)}";
    }

    /// <summary>The query of the address, as it is kept in a saved view.</summary>
    public string Filters => Components.Requests.SavedViewBar.FiltersOf(Address());

    /// <summary>What is asked of the Domain; the reader's day began at <paramref name="todayUtc"/>.</summary>
    public QueueWish Wish(DateTime todayUtc) => new(Part, AgencyId, RoleType, HasClock ? Level : null, Search, todayUtc);

    private static string? Said(string? text, int limit) => string.IsNullOrWhiteSpace(text) ? null : text.Trim() is var words && words.Length > limit ? words[..limit] : words;
}
