namespace HmisOnboarding.Domain.Agreements.Sealing;

/// <summary>No seal can be made now. Reading and verifying go on. <see cref="Problems"/> are sentences for a person.</summary>
public sealed class SealUnavailableException : Exception
{
    /// <summary>Without sentences.</summary>
    public SealUnavailableException() : this([])
    {
    }

    /// <summary>With one sentence.</summary>
    public SealUnavailableException(string message) : this([message])
    {
    }

    /// <summary>With one sentence and its cause.</summary>
    public SealUnavailableException(string message, Exception innerException) : base(message, innerException) =>
        Problems = [message];

    /// <summary>With the sentences that <see cref="SealKey.Problems"/> gave.</summary>
    public SealUnavailableException(IReadOnlyList<string> problems)
        : base(string.Join(' ', problems is { Count: > 0 } ? problems : ["The seal is not ready."])) =>
        Problems = problems is { Count: > 0 } ? problems : [Message];

    /// <summary>Why, in sentences; never empty.</summary>
    public IReadOnlyList<string> Problems { get; }
}
