namespace HmisOnboarding.Domain.Requests;

/// <summary>
/// Somebody else changed the request between reading and saving. Nothing was saved; the message says who did what,
/// and the page shows the fresh view with what the person typed kept.
/// </summary>
public sealed class ConcurrentChangeException : Exception
{
    /// <summary>Names the change that came first.</summary>
    public ConcurrentChangeException(string whoDidWhat)
        : base($"This changed while you worked: {whoDidWhat} Look at the fresh view, then act again if it still fits.")
    {
    }
}
