namespace HmisOnboarding.Web.Features.Requests.Fields;

/// <summary>One line that can be ticked, or picked from a list.</summary>
public sealed record TickChoice(string Key, string Label, string? Hint = null);
