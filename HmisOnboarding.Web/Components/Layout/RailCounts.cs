namespace HmisOnboarding.Web.Components.Layout;

/// <summary>The figures beside the rail's entries, set by whoever knows them; one person's, so one for a circuit.</summary>
public sealed class RailCounts
{
    private readonly Dictionary<string, int> _counts = [];

    public event Action? Changed;

    public int? this[string address] => _counts.TryGetValue(address, out var n) ? n : null;

    /// <summary>Sets what waits behind an address; the rail is drawn again only when the figure is new.</summary>
    public void Set(string address, int count)
    {
        if (this[address] == count)
            return;
        _counts[address] = count;
        Changed?.Invoke();
    }
}
