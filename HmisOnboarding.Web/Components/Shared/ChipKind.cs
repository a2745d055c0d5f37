namespace HmisOnboarding.Web.Components.Shared;

/// <summary>The words of status; each has its icon and colour, the same everywhere.</summary>
public enum ChipKind
{
    ToDo,
    WithYou,
    With,
    Returned,
    Soon,
    Late,
    Done,
}
