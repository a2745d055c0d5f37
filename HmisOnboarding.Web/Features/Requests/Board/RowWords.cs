using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Web.Components.Requests;

namespace HmisOnboarding.Web.Features.Requests.Board;

/// <summary>Words about a request in a list.</summary>
public static class RowWords
{
    /// <summary>"No move for 6 days", counted in whole days.</summary>
    public static string Stuck(RequestRow row, DateTime nowUtc)
    {
        var days = (int)(nowUtc - row.StateSinceUtc).TotalDays;
        return days == 1 ? "No move for 1 day" : $"No move for {days} days";
    }

    /// <summary>What runs out, or has run out, with the day; null when nothing needs to be said.</summary>
    public static string? Expiry(RequestRow row, DateTime nowUtc)
    {
        if (row.Expiry is not { } notice)
            return null;
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(nowUtc, TimeZoneInfo.FindSystemTimeZoneById(row.TimeZoneId)));
        return row.IsExpired ? $"Certificate: {ExpiryWords.Expired(notice.LastDay, today)}" : $"Certificate: {ExpiryWords.Of(notice, today)}";
    }

    /// <summary>Who has it, by name where one is known.</summary>
    public static string Holder(RequestRow row, string? director) => row.Holder switch
    {
        RequestHolder.NewUser => "the new user",
        RequestHolder.ExecutiveDirector => director ?? "the executive director",
        RequestHolder.SystemAdministrator => "the system administrators",
        RequestHolder.AgencyAdministrator => "the agency administrator",
        _ => "nobody",
    };

    /// <summary>The act that a row offers to the agency administrator.</summary>
    public static string Act(RequestRow row) => row.State switch
    {
        RequestState.AdministratorReview => "Review and sign",
        RequestState.Submission when row.Returned => "Put right",
        RequestState.Submission => "Complete the packet",
        RequestState.AwaitingDocuments => "Add documents",
        _ => "Open",
    };
}
