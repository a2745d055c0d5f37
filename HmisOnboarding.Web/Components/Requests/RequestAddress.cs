using HmisOnboarding.Domain.Requests;

namespace HmisOnboarding.Web.Components.Requests;

/// <summary>Each person has their own page for a request: one's own progress comes before every seat.</summary>
public static class RequestAddress
{
    /// <summary>The address that suits everybody: it leads each to their page.</summary>
    public static string ForAll(string code) => $"/r/{code}";

    /// <summary>The page of this viewer.</summary>
    public static string Of(ViewerPlace viewer, string code) => $"{ElsewhereOf(viewer) ?? "/requests"}/{code}";

    /// <summary>Whose page it is when not the agency administrator's; null when it is.</summary>
    public static string? ElsewhereOf(ViewerPlace viewer) =>
        viewer.IsSubject ? "/my-progress"
        : viewer.IsAdministrator ? null
        : viewer.IsDirector ? "/to-sign"
        : viewer.IsSystemAdministrator ? "/queue"
        : null;
}
