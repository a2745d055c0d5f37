using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Web.Components.Shared;

namespace HmisOnboarding.Web.Features.Queue;

/// <summary>Who has a packet, as it is said before somebody else takes it.</summary>
public static class ClaimWords
{
    /// <summary>"10:12" today, "Tue 10:12" before.</summary>
    public static string Since(ClaimView claim, TimeZoneInfo zone, DateTime nowUtc) => TimeText.Near(claim.SinceUtc, zone, nowUtc) is var words && words.StartsWith("today ", StringComparison.Ordinal) ? words[6..] : words;

    /// <summary>"Priya Nair has it since 10:12. Take it over?"</summary>
    public static string TakeOver(ClaimView claim, TimeZoneInfo zone, DateTime nowUtc) => $"{claim.Name} has it since {Since(claim, zone, nowUtc)}. Take it over?";
}
