using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Web.Components.Shared;

namespace HmisOnboarding.Web.Features.MyProgress;

/// <summary>What a new user reads about where they are; true for every place a request can be in.</summary>
public static class ProgressWords
{
    /// <summary>The first name as the agency wrote it, or the first word of the full name.</summary>
    public static string FirstName(RequestView view)
    {
        var first = view.Form.FirstName.Trim();
        return first.Length > 0 && view.SubjectName.StartsWith($"{first} ", StringComparison.Ordinal) ? first : view.SubjectName.Split(' ')[0];
    }

    /// <summary>The heading: how far it is, or how it ended.</summary>
    public static string Headline(RequestView view)
    {
        var name = FirstName(view);
        return view.State switch
        {
            RequestState.AccountCreated when view.FirstLoginUtc is not null => $"{name}, you are in the HMIS",
            RequestState.AccountCreated => $"{name}, your HMIS account is ready",
            RequestState.Withdrawn => $"{name}, your request was withdrawn",
            RequestState.Lapsed => $"{name}, your request lapsed",
            RequestState.Denied => $"{name}, your account was refused",
            _ when StepsLeft(view) == 1 => $"{name}, you are 1 step from HMIS",
            _ => $"{name}, you are {StepsLeft(view)} of {view.Steps.Count} steps from HMIS",
        };
    }

    /// <summary>Who does what now, when it is not the new user's turn; in one or two sentences.</summary>
    public static string Waiting(RequestView view) => view.State switch
    {
        RequestState.AdministratorReview => $"{Holders(view)} looks at your certificates and signs. You can rest now.",
        RequestState.DirectorSignature => $"{Holders(view)} reads and signs your User Agreement. You can rest now.",
        RequestState.Submission when view.OpenItems.Count > 0 => $"{Holders(view)} puts right what the help desk asked for. You can rest now.",
        RequestState.Submission => $"All three have signed. {Holders(view)} now sends your packet to the help desk.",
        RequestState.AwaitingDocuments => $"Your packet is with the help desk. {Holders(view)} still sends some documents. The {Hours(view)} begin when they are there.",
        RequestState.AccountQueue => $"The {view.Settings.HelpDeskName} makes your account. You can rest now.",
        _ => view.Next,
    };

    /// <summary>"Dana Cole (agency administrator)"; several names are joined; the office alone where the seat is empty.</summary>
    public static string Holders(RequestView view) => view.Holder.Names.Count switch
    {
        0 => $"Your {view.Holder.Title}",
        1 => $"{view.Holder.Names[0]} ({view.Holder.Title})",
        _ => $"{string.Join(", ", view.Holder.Names.Take(view.Holder.Names.Count - 1))} or {view.Holder.Names[^1]} ({view.Holder.Title})",
    };

    /// <summary>The promise: "24 to 48".</summary>
    public static string Hours(RequestView view) => view.Service.Policy.Promise;

    /// <summary>The agency's day when the view was read.</summary>
    public static DateOnly Today(RequestView view) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(view.ReadUtc, DateTimeKind.Utc), view.Zone));

    /// <summary>"Tue 3 Mar" as the agency counts days.</summary>
    public static string Day(DateOnly day, RequestView view) => TimeText.Day(day, Today(view));

    /// <summary>"45 minutes", "3 h 20 min".</summary>
    public static string Duration(int minutes) => (minutes / 60, minutes % 60) switch
    {
        (0, _) => $"{minutes} minutes",
        (var hours, 0) => $"{hours} h",
        var (hours, rest) => $"{hours} h {rest} min",
    };

    /// <summary>Whether a new certificate is needed for the row.</summary>
    public static bool NeedsCertificate(ChecklistItem item) => item.Status is ChecklistStatus.ToDo or ChecklistStatus.Rejected or ChecklistStatus.Expired;

    /// <summary>Whether an accepted certificate runs out within the days of notice, or before the account can exist.</summary>
    public static bool ExpiresSoon(ChecklistItem item) =>
        item is { Status: ChecklistStatus.Accepted, Notice: not null };

    /// <summary>The address of a request's page.</summary>
    public static string Address(RequestView view) => $"/my-progress/{view.Code}";

    /// <summary>The address of the agreement.</summary>
    public static string AgreementAddress(RequestView view) => $"{Address(view)}/agreement";

    /// <summary>Where a course stands on the page.</summary>
    public static string CourseAddress(RequestView view, string courseCode) => $"{Address(view)}#{CourseAnchor(courseCode)}";

    /// <summary>The mark of a course on the page.</summary>
    public static string CourseAnchor(string courseCode) => $"course-{courseCode}";

    private static int StepsLeft(RequestView view) => view.Steps.Count(s => s.Standing != StepStanding.Done);
}
