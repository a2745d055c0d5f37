using System.Collections.Concurrent;

namespace HmisOnboarding.Web.Features.TrainingImport;

/// <summary>
/// The lists of problem rows that open pages offer for download, each for the one person who made it. A download is a plain request and cannot
/// reach into a page, so the page leaves the way to its list here and takes it back when it closes.
/// </summary>
public sealed class ImportDownloads
{
    private readonly ConcurrentDictionary<Guid, (Guid PersonId, Func<byte[]> Write)> _offers = new();

    public int Count => _offers.Count;

    /// <summary>Offers a list until <see cref="Withdraw"/>; returns the key in its address.</summary>
    public Guid Offer(Guid personId, Func<byte[]> write)
    {
        var key = Guid.NewGuid();
        _offers[key] = (personId, write);
        return key;
    }

    public void Withdraw(Guid? key)
    {
        if (key is { } offered)
            _offers.TryRemove(offered, out _);
    }

    /// <summary>The list, or null where there is none for this person.</summary>
    public byte[]? Find(Guid key, Guid personId) => _offers.TryGetValue(key, out var offer) && offer.PersonId == personId ? offer.Write() : null;
}
