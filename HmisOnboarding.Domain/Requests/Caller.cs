namespace HmisOnboarding.Domain.Requests;

/// <summary>
/// Who asks: the identity that the page was opened under, and where it is asked from. It carries no rights:
/// every command loads the person and the seats again (an <c>Actor</c>), because a circuit outlives a revoked account.
/// </summary>
/// <param name="PersonId">The signed-in person.</param>
/// <param name="IpAddress">The address the browser called from, where it is known; kept as evidence of a signature.</param>
/// <param name="UserAgent">What the browser says it is; kept as evidence of a signature.</param>
public sealed record Caller(Guid PersonId, string? IpAddress = null, string? UserAgent = null);
