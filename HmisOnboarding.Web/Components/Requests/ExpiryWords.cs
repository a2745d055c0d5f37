using HmisOnboarding.Domain.Training;
using HmisOnboarding.Web.Components.Shared;

namespace HmisOnboarding.Web.Components.Requests;

/// <summary>The words of something that runs out, the same on checklist, request page and board.</summary>
public static class ExpiryWords
{
    public static string Of(ExpiryNotice notice, DateOnly today) =>
        $"Expires {TimeText.Day(notice.LastDay, today)}{(notice.BeforeAccount ? ", before the account can exist" : null)}";

    public static string Expired(DateOnly lastDay, DateOnly today) => $"Expired {TimeText.Day(lastDay, today)}";

    /// <summary>"Exempt until Tue 3 Mar", or "Exempt".</summary>
    public static string Exempt(DateOnly? lastDay, DateOnly today) => lastDay is { } last ? $"Exempt until {TimeText.Day(last, today)}" : "Exempt";
}
