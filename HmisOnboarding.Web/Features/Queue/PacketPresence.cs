using System.Collections.Concurrent;
using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Updates;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace HmisOnboarding.Web.Features.Queue;

/// <summary>
/// Who has which packet open at this moment. It is kept in memory only and nowhere written: an open page is forgotten when its packet closes,
/// when its connection breaks, and in any case after <see cref="Lifetime"/>.
/// </summary>
public sealed class PacketPresence(RequestChanges changes, TimeProvider clock)
{
    /// <summary>How long a page counts as open when nothing is done on it; as long as a sign-in rests.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private readonly ConcurrentDictionary<object, Look> _looks = new();

    /// <summary>The page has this packet open now, and no other.</summary>
    public void Open(object page, string code, Guid personId, string name)
    {
        var isNew = !(_looks.TryGetValue(page, out var earlier) && earlier.Code == code);
        _looks[page] = new(code, personId, name, clock.GetUtcNow());
        if (isNew)
            changes.Publish([ChangeKey.Looking]);
    }

    /// <summary>The page has no packet open any more.</summary>
    public void Close(object page)
    {
        if (_looks.TryRemove(page, out _))
            changes.Publish([ChangeKey.Looking]);
    }

    /// <summary>By code of the packet, who else than the reader has it open: "Joel Kim is looking at it".</summary>
    public IReadOnlyDictionary<string, string> OthersThan(Guid readerId)
    {
        var since = clock.GetUtcNow() - Lifetime;
        foreach (var (page, look) in _looks)
        {
            if (look.At <= since)
                _looks.TryRemove(new(page, look));
        }

        return _looks.Values.Where(l => l.PersonId != readerId).GroupBy(l => l.Code)
            .ToDictionary(g => g.Key, g => Words([.. g.DistinctBy(l => l.PersonId).Select(l => l.Name).Order(StringComparer.Ordinal)]));
    }

    private static string Words(IReadOnlyList<string> names) =>
        names.Count == 1 ? $"{names[0]} is looking at it" : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]} are looking at it";

    private sealed record Look(string Code, Guid PersonId, string Name, DateTimeOffset At);
}

/// <summary>The packet that is open on this circuit. A connection that breaks is nobody who looks; when it comes back, so does the look.</summary>
public sealed class OpenPacket(PacketPresence presence) : CircuitHandler, IDisposable
{
    private (string Code, Guid PersonId, string Name)? _now;
    private bool _isDown;

    /// <summary>This packet is on the screen.</summary>
    public void Show(string code, PersonSummary person)
    {
        _now = (code, person.Id, person.FullName);
        if (!_isDown)
            presence.Open(this, code, person.Id, person.FullName);
    }

    /// <summary>No packet is.</summary>
    public void Close()
    {
        _now = null;
        presence.Close(this);
    }

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        _isDown = true;
        presence.Close(this);
        return Task.CompletedTask;
    }

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        _isDown = false;
        if (_now is var (code, personId, name))
            presence.Open(this, code, personId, name);
        return Task.CompletedTask;
    }

    public void Dispose() => presence.Close(this);
}
