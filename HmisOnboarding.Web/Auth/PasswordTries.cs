namespace HmisOnboarding.Web.Auth;

/// <summary>
/// Wrong passwords, counted for each place where one is asked for. The door counts by account and address, so that a stranger elsewhere
/// cannot keep a known person out; signing counts by the person who is signed in. Kept in memory; the account's own, higher limit is not.
/// </summary>
public sealed class PasswordTries(TimeProvider clock)
{
    /// <summary>So many wrong ones, and the next has to wait.</summary>
    public const int Most = 5;

    /// <summary>How long it waits, and how long a wrong one counts.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromMinutes(15);

    private const int FewEnough = 10_000;

    private readonly Dictionary<string, (int Wrong, DateTimeOffset Last)> _tries = new(StringComparer.Ordinal);

    /// <summary>Somebody at the door, from one address.</summary>
    public static string AtDoor(Guid accountId, string address) => $"door {accountId:N} {address}";

    /// <summary>Somebody who is signed in and confirms who they are.</summary>
    public static string Within(Guid accountId) => $"within {accountId:N}";

    public bool IsSpent(string place)
    {
        lock (_tries)
            return _tries.TryGetValue(place, out var tries) && tries.Wrong >= Most && IsFresh(tries.Last);
    }

    public void NoteWrong(string place)
    {
        lock (_tries)
        {
            if (_tries.Count > FewEnough)
            {
                foreach (var old in _tries.Where(t => !IsFresh(t.Value.Last)).Select(t => t.Key).ToList())
                    _tries.Remove(old);
            }

            var wrong = _tries.TryGetValue(place, out var tries) && IsFresh(tries.Last) ? tries.Wrong : 0;
            _tries[place] = (wrong + 1, clock.GetUtcNow());
        }
    }

    public void Forget(string place)
    {
        lock (_tries)
            _tries.Remove(place);
    }

    private bool IsFresh(DateTimeOffset last) => clock.GetUtcNow() < last + Wait;
}
