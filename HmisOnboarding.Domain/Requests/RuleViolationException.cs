namespace HmisOnboarding.Domain.Requests;

/// <summary>
/// The act is refused and nothing has changed. <see cref="Reasons"/> are whole sentences for the person who acted:
/// each says what is missing or what to do.
/// </summary>
public sealed class RuleViolationException : Exception
{
    /// <summary>Refuses with one or more sentences; at least one must be given.</summary>
    public RuleViolationException(params IReadOnlyList<string> reasons) : base(string.Join(" ", reasons))
    {
        ArgumentOutOfRangeException.ThrowIfZero(reasons.Count);
        Reasons = reasons;
    }

    /// <summary>The sentences, most useful first; never empty.</summary>
    public IReadOnlyList<string> Reasons { get; }
}
