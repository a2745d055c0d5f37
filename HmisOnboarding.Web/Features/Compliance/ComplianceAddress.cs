using System.Globalization;
using HmisOnboarding.Domain.Training.Compliance;

namespace HmisOnboarding.Web.Features.Compliance;

/// <summary>What the grid shows, as it stands in the address: it can be mailed, reloaded and gone back to.</summary>
/// <param name="Agency">Id of an agency, or null for the person's own, or for all where the person may see all.</param>
/// <param name="Part">Which people.</param>
/// <param name="Days">Days ahead, where the part asks for them.</param>
/// <param name="Search">Part of a name or a request code.</param>
/// <param name="From">The edge of the page before or behind, or null for the first page.</param>
public sealed record ComplianceAddress(Guid? Agency, CompliancePart Part, int Days, string? Search, ComplianceCursor? From)
{
    private const string Page = "/compliance";

    private static readonly (CompliancePart Part, string Word)[] Words =
        [(CompliancePart.Missing, "missing"), (CompliancePart.ToReview, "review"), (CompliancePart.Expiring, "expiring"), (CompliancePart.InOrder, "in-order")];

    public bool IsFiltered => Part != CompliancePart.Everybody || Search is not null;

    public ComplianceFilter Filter => new(Agency, Part, Days, Search);

    /// <summary>Where the same people come as a file.</summary>
    public string FileAddress => With($"{Page}/export.csv", null);

    public override string ToString() => With(Page, From);

    /// <summary>Reads the words of an address. Something else than an id for the agency finds nothing, like the id of a foreign one.</summary>
    public static ComplianceAddress Read(string? agency, string? part, string? days, string? search, string? after, string? before)
    {
        var chosen = Words.FirstOrDefault(w => w.Word == part).Part;
        var ahead = Number(days) is { } n and <= 3650 ? n : 0;
        var text = string.IsNullOrWhiteSpace(search) ? null : search.Trim();
        return new(string.IsNullOrEmpty(agency) ? null : Guid.TryParse(agency, out var id) ? id : Guid.Empty,
            chosen == CompliancePart.Expiring && ahead == 0 ? CompliancePart.Everybody : chosen, chosen == CompliancePart.Expiring ? ahead : 0,
            text?.Length > ComplianceFilter.SearchLimit ? text[..ComplianceFilter.SearchLimit] : text,
            Number(after) is { } a ? new(a) : Number(before) is { } b ? new(b, true) : null);
    }

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private string With(string address, ComplianceCursor? from)
    {
        var parts = new List<string>();
        void Add(string key, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                parts.Add($"{key}={Uri.EscapeDataString(value)}");
        }

        Add("agency", Agency?.ToString());
        Add("part", Words.FirstOrDefault(w => w.Part == Part).Word);
        Add("days", Days > 0 ? Days.ToString(CultureInfo.InvariantCulture) : null);
        Add("search", Search);
        Add(from?.Backwards == true ? "before" : "after", from?.Number.ToString(CultureInfo.InvariantCulture));
        return parts.Count == 0 ? address : $"{address}?{string.Join('&', parts)}";
    }
}
