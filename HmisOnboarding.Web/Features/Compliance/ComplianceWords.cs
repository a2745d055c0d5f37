using System.Globalization;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Domain.Training.Compliance;
using MudIcons = MudBlazor.Icons.Material.Outlined;

namespace HmisOnboarding.Web.Features.Compliance;

/// <summary>How a cell looks: its word, its icon and its colour, as on the checklist.</summary>
public static class ComplianceWords
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-US");

    /// <summary>The icons of the page, drawn once and used by every cell.</summary>
    public static IReadOnlyList<(string Key, string Icon)> Symbols { get; } =
    [
        ("to-do", MudIcons.RadioButtonUnchecked), ("uploaded", MudIcons.Person), ("accepted", MudIcons.CheckCircle), ("soon", MudIcons.HourglassBottom), ("rejected", MudIcons.Undo),
        ("expired", MudIcons.WarningAmber), ("exempt", MudIcons.VerifiedUser),
    ];

    public static string Key(ComplianceCell cell) => cell.Status switch
    {
        ChecklistStatus.Accepted or ChecklistStatus.Exempt when cell.RunsOutSoon => "soon",
        ChecklistStatus.Accepted => "accepted",
        ChecklistStatus.Uploaded => "uploaded",
        ChecklistStatus.Rejected => "rejected",
        ChecklistStatus.Expired => "expired",
        ChecklistStatus.Exempt => "exempt",
        _ => "to-do",
    };

    public static string Word(ComplianceCell cell) => cell.Status switch
    {
        ChecklistStatus.Accepted => "Accepted",
        ChecklistStatus.Uploaded => "Uploaded",
        ChecklistStatus.Rejected => "Rejected",
        ChecklistStatus.Expired => "Expired",
        ChecklistStatus.Exempt => "Exempt",
        _ => "To do",
    };

    /// <summary>"until 3 Mar 2027", "on 3 Mar", or null where there is no day to tell.</summary>
    public static string? When(ComplianceCell cell, DateOnly today) => cell switch
    {
        { ExpiresOn: null } or { Status: ChecklistStatus.Rejected or ChecklistStatus.ToDo } => null,
        { Status: ChecklistStatus.Expired, ExpiresOn: { } last } => $"on {Day(last, today)}",
        { ExpiresOn: { } last } => $"until {Day(last, today)}",
    };

    /// <summary>What the Learning Center reported and nobody has accepted yet; null where that changes nothing.</summary>
    public static string? Reported(ComplianceCell cell, DateOnly today) => cell.ReportedOn is { } on && (cell.RunsOutSoon || cell.Status.IsMissing())
        ? $"Learning Center: taken {Day(on, today)}"
        : null;

    /// <summary>Whether somebody has to look at it: what a phone shows of a person.</summary>
    public static bool IsWorthSaying(ComplianceCell? cell) => cell is not null && (cell.RunsOutSoon || cell.Status == ChecklistStatus.Uploaded || cell.Status.IsMissing());

    private static string Day(DateOnly day, DateOnly today) => day.ToString(day.Year == today.Year ? "d MMM" : "d MMM yyyy", English);
}
