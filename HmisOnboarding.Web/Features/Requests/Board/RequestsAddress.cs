namespace HmisOnboarding.Web.Features.Requests.Board;

/// <summary>What the list shows, as it stands in the address: it can be mailed, reloaded and gone back to.</summary>
/// <param name="Agency">Id of an agency, "all", or null for the person's own.</param>
/// <param name="View">"table", "board", or null for the usual one.</param>
/// <param name="Stage">Key of a <see cref="RequestStage"/>, or null for all.</param>
/// <param name="Search">Part of a name or a code.</param>
/// <param name="Stuck">Only those without a move for long.</param>
public sealed record RequestsAddress(string? Agency, string? View, string? Stage, string? Search, bool Stuck)
{
    public const string Table = "table";
    public const string BoardView = "board";
    public const string AllAgencies = "all";

    /// <summary>A search also finds what is closed, which has no column; so its usual view is the table.</summary>
    public bool IsTable => View == Table || (View != BoardView && (Search is not null || Stage == "closed"));

    public bool IsFiltered => Stage is not null || Search is not null || Stuck;

    public override string ToString()
    {
        var parts = new List<string>();
        void Add(string key, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
                parts.Add($"{key}={Uri.EscapeDataString(value)}");
        }

        Add("agency", Agency);
        Add("view", View);
        Add("stage", Stage);
        Add("search", Search);
        Add("stuck", Stuck ? "1" : null);
        return parts.Count == 0 ? "/requests" : $"/requests?{string.Join('&', parts)}";
    }
}
