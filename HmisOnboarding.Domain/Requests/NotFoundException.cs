namespace HmisOnboarding.Domain.Requests;

/// <summary>
/// There is nothing at that address for this person. An id of another agency and an id that never existed
/// give exactly this answer, so that nobody learns what other agencies have.
/// </summary>
public sealed class NotFoundException : Exception
{
    /// <summary>The one sentence for both cases.</summary>
    public NotFoundException() : base("There is nothing at this address for you. Check the link, or go back to your start page.")
    {
    }
}
