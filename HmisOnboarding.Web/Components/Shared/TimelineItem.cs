namespace HmisOnboarding.Web.Components.Shared;

/// <summary>One thing that happened, as a sentence; the reason is what the person wrote.</summary>
public sealed record TimelineItem(DateTime AtUtc, string Text, string? Reason, string Icon);
