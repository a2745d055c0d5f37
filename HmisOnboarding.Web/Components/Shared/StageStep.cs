namespace HmisOnboarding.Web.Components.Shared;

/// <summary>Where one step of a request stands.</summary>
public enum StageStepStatus
{
    Done,
    Current,
    Returned,
    Upcoming,
    Stopped,
}

/// <summary>One step as people read it; the note is a date or a name.</summary>
public sealed record StageStep(string Name, StageStepStatus Status, string? Note = null);
