namespace HmisOnboarding.Domain.Documents;

/// <summary>
/// Counts uploads that were refused. They leave nothing behind that the daily allowance could count, and each still takes its turn at the
/// one inspection: without a limit, one person could keep it busy for all. Kept in memory; a restart forgives.
/// </summary>
public sealed class RefusedUploads(TimeProvider clock)
{
    /// <summary>So many refused files within <see cref="Within"/> are enough.</summary>
    public const int Most = 20;

    /// <summary>How long a refused file counts.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromHours(1);

    private readonly Dictionary<Guid, Queue<DateTimeOffset>> _refused = [];

    /// <summary>Counts one more.</summary>
    public void Note(Guid personId)
    {
        lock (_refused)
        {
            foreach (var quiet in _refused.Where(r => r.Value.Count == 0 || r.Value.Last() + Within <= clock.GetUtcNow()).Select(r => r.Key).ToList())
                _refused.Remove(quiet);
            if (!_refused.TryGetValue(personId, out var times))
                _refused.Add(personId, times = []);
            times.Enqueue(clock.GetUtcNow());
        }
    }

    /// <summary>Whether the person has to wait before the next file.</summary>
    public bool IsEnough(Guid personId)
    {
        lock (_refused)
        {
            if (!_refused.TryGetValue(personId, out var times))
                return false;
            while (times.TryPeek(out var first) && first + Within <= clock.GetUtcNow())
                times.Dequeue();
            return times.Count >= Most;
        }
    }
}
