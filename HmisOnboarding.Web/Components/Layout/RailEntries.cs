using HmisOnboarding.Domain.Agencies;
using MudIcons = MudBlazor.Icons.Material.Outlined;

namespace HmisOnboarding.Web.Components.Layout;

/// <summary>One way into the app from the rail.</summary>
/// <param name="Address">Where it leads.</param>
/// <param name="Name">Its name.</param>
/// <param name="Icon">One of MudBlazor's outlined icon constants.</param>
/// <param name="Also">Other addresses below which one is still there.</param>
public sealed record RailEntry(string Address, string Name, string Icon, params string[] Also);

/// <summary>Which ways each seat has, and where each person starts.</summary>
public static class RailEntries
{
    private static readonly RailEntry Queue = new("/queue", "Queue", MudIcons.Inbox);
    private static readonly RailEntry Requests = new("/requests", "Requests", MudIcons.Group, "/training-import");
    private static readonly RailEntry RequestsOfAll = Requests with { Also = [.. Requests.Also, "/compliance", "/reports"] };
    private static readonly RailEntry Compliance = new("/compliance", "Compliance", MudIcons.FactCheck);
    private static readonly RailEntry Numbers = new("/reports", "Numbers", MudIcons.BarChart);
    private static readonly RailEntry ToSign = new("/to-sign", "To sign", MudIcons.Draw);
    private static readonly RailEntry Agencies = new("/agencies", "Agencies", MudIcons.Apartment);
    private static readonly RailEntry People = new("/agencies", "People", MudIcons.Badge);
    private static readonly RailEntry Settings = new("/settings", "Settings", MudIcons.Tune, "/catalogue");
    private static readonly RailEntry Records = new("/records", "Records", MudIcons.VerifiedUser);
    private static readonly RailEntry TrainingSite = new("/training-site", "Training Site", MudIcons.School);
    private static readonly RailEntry MyProgress = new("/my-progress", "My progress", MudIcons.Checklist);

    /// <summary>The entries of a person's seats in the order of their duties; empty for a new user.</summary>
    public static IReadOnlyList<RailEntry> For(PersonSummary person)
    {
        var entries = person.Seats.Select(s => s.Kind).Distinct().Order().Reverse().SelectMany(OfSeat).DistinctBy(e => e.Address).ToList();
        if (entries.Count > 0 && person.HasRequest)
            entries.Add(MyProgress);
        return entries;
    }

    /// <summary>Where a person begins: the first duty of their seats, or their own progress.</summary>
    public static string StartOf(PersonSummary person) => For(person).Select(e => e.Address).FirstOrDefault() ?? MyProgress.Address;

    private static IEnumerable<RailEntry> OfSeat(SeatKind kind) => kind switch
    {
        SeatKind.SystemAdministrator => [Queue, RequestsOfAll, Agencies, TrainingSite, Settings, Records],
        SeatKind.ExecutiveDirector => [ToSign, Compliance, People, Numbers],
        SeatKind.AgencyAdministrator => [Requests, Compliance, TrainingSite, Numbers],
        _ => [],
    };
}
