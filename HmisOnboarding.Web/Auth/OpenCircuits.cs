using System.Collections.Concurrent;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.Options;

namespace HmisOnboarding.Web.Auth;

/// <summary>How many connected pages each person has, over the whole process.</summary>
public sealed class OpenCircuits(IOptions<WebLimits> limits)
{
    private readonly ConcurrentDictionary<Guid, int> _connected = new();

    public int Limit => limits.Value.CircuitsPerPerson;

    public int Count(Guid personId) => _connected.GetValueOrDefault(personId);

    /// <summary>Counts one more page; false when the person has more than the limit.</summary>
    public bool Connect(Guid personId) => _connected.AddOrUpdate(personId, 1, (_, n) => n + 1) <= Limit;

    public void Disconnect(Guid personId)
    {
        while (_connected.TryGetValue(personId, out var n))
        {
            if (n <= 1 ? _connected.TryRemove(new(personId, n)) : _connected.TryUpdate(personId, n - 1, n))
                return;
        }
    }
}

/// <summary>
/// Lets no anonymous circuit live and tells the page when a person has too many. A page over the limit shows a note instead of its
/// content; it is not cut off, so nothing that was typed elsewhere is lost.
/// </summary>
public sealed class CircuitLimit(OpenCircuits circuits, AuthenticationStateProvider authentication) : CircuitHandler
{
    private Guid? _counted;

    /// <summary>Raised when this page goes over the limit or comes back under it.</summary>
    public event Action? Changed;

    public bool IsOver { get; private set; }

    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        if (await PersonIdAsync() is null)
            throw new UnauthorizedAccessException("A live page needs a signed-in person.");
    }

    public override async Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        if (_counted is not null || await PersonIdAsync() is not { } id)
            return;
        _counted = id;
        IsOver = !circuits.Connect(id);
        Changed?.Invoke();
    }

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        if (_counted is { } id)
            circuits.Disconnect(id);
        _counted = null;
        return Task.CompletedTask;
    }

    private async Task<Guid?> PersonIdAsync() =>
        CurrentActor.PersonIdOf((await authentication.GetAuthenticationStateAsync()).User);
}
