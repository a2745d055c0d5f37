namespace HmisOnboarding.Web.Auth;

/// <summary>
/// The browser is signed in as somebody else than when this page was opened, or not at all. Nothing was done:
/// an act must never be recorded under a name that the page does not show.
/// </summary>
public sealed class SessionChangedException : Exception
{
    public SessionChangedException()
        : base("You signed out, or somebody else signed in in this browser. Nothing was saved. Sign in again to go on.")
    {
    }
}
