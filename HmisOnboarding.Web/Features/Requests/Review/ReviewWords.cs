using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Web.Components.Requests;
using HmisOnboarding.Web.Components.Shared;

namespace HmisOnboarding.Web.Features.Requests.Review;

/// <summary>What a reviewer is told about a certificate.</summary>
public static class ReviewWords
{
    public static ChipKind Kind(ChecklistStatus status) => status switch
    {
        ChecklistStatus.Accepted or ChecklistStatus.Exempt => ChipKind.Done,
        ChecklistStatus.Uploaded => ChipKind.WithYou,
        ChecklistStatus.Rejected => ChipKind.Returned,
        ChecklistStatus.Expired => ChipKind.Late,
        _ => ChipKind.ToDo,
    };

    public static string Status(ChecklistItem item) => item.Status switch
    {
        ChecklistStatus.Accepted => item.PaperOnly && !item.FromLearningCenter ? "Seen on paper" : "Accepted",
        ChecklistStatus.Uploaded => "To review",
        ChecklistStatus.Rejected => "Rejected",
        ChecklistStatus.Expired => "Expired",
        ChecklistStatus.Exempt => "Exempt",
        _ => "To do",
    };

    /// <summary>What deserves a second look before the certificate is accepted; empty when nothing does.</summary>
    public static IReadOnlyList<string> Warnings(RequestView view, ChecklistItem item)
    {
        var warnings = new List<string>();
        if (item.SameFileElsewhere)
            warnings.Add($"The same file was used for another person.{Where(item)} Look at the name on the certificate.");
        if (item.SameNumberElsewhere)
            warnings.Add($"The same certificate number was given for another person.{Where(item)} Compare the number with the certificate.");
        if (item is { FromLearningCenter: true, Status: ChecklistStatus.Uploaded })
            warnings.Add($"The Learning Center reported it, in a list that {item.AddedByName} imported. Its certificate is not here yet.");
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(view.ReadUtc, view.Zone));
        if (item.Notice is { } notice)
            warnings.Add($"{ExpiryWords.Of(notice, today)}. It must still be valid on the day the account is made.");
        foreach (var earlier in item.Course.Prerequisites)
        {
            var before = view.Checklist.FirstOrDefault(i => i.Course.Code == earlier);
            if (before?.CompletedOn is { } done && item.CompletedOn < done)
                warnings.Add($"It is dated before the course that comes first: {before.Course.Title}.");
        }

        if (item.PaperOnly && item.Status == ChecklistStatus.Accepted)
            warnings.Add("The file is missing still. Add it, or submit with documents to follow.");
        return warnings;
    }

    // another agency's request is never named, not even by its code
    private static string? Where(ChecklistItem item) => item.TwinCodes.Count > 0 ? $" See {string.Join(", ", item.TwinCodes)}." : null;
}
