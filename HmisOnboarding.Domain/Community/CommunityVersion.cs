using System.Security.Cryptography;
using System.Text;

namespace HmisOnboarding.Domain.Community;

/// <summary>What is kept in versions.</summary>
public enum CommunityText
{
    /// <summary>Role types, courses and requirements.</summary>
    Catalogue,

    /// <summary>The User Agreement.</summary>
    Agreement,

    /// <summary>Names, links, limits and targets.</summary>
    Settings,

    /// <summary>How the time for making an account is counted.</summary>
    ServiceHours,
}

/// <summary>
/// One published version of the community's data. Its content never changes: a correction is the next number,
/// and requests keep the numbers they were opened under. A version whose time has not come can be withdrawn once.
/// </summary>
public sealed class CommunityVersion
{
    private CommunityVersion()
    {
    }

    /// <summary>Publishes a text under a number, with its author and reason.</summary>
    public CommunityVersion(CommunityText kind, int number, string content, DateTime atUtc, string author, string reason, DateTime? effectiveUtc = null)
    {
        Id = Guid.NewGuid();
        Kind = kind;
        Number = number;
        Content = content;
        ContentHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
        AtUtc = atUtc;
        Author = author;
        Reason = reason;
        EffectiveUtc = effectiveUtc;
    }

    /// <summary>Random key.</summary>
    public Guid Id { get; private set; }

    /// <summary>Which text.</summary>
    public CommunityText Kind { get; private set; }

    /// <summary>1, 2, 3 and so on for each kind.</summary>
    public int Number { get; private set; }

    /// <summary>The whole text as JSON.</summary>
    public string Content { get; private set; } = "";

    /// <summary>SHA-256 of the content, lower-case hex.</summary>
    public string ContentHash { get; private set; } = "";

    /// <summary>When it was published, UTC.</summary>
    public DateTime AtUtc { get; private set; }

    /// <summary>Who published it.</summary>
    public string Author { get; private set; } = "";

    /// <summary>Why.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>From when on new requests use it, UTC. Null: from the moment it was published.</summary>
    public DateTime? EffectiveUtc { get; private set; }

    /// <summary>When it was withdrawn before its time came, UTC. Null while it was not.</summary>
    public DateTime? WithdrawnAtUtc { get; private set; }

    /// <summary>Who withdrew it.</summary>
    public string? WithdrawnBy { get; private set; }

    /// <summary>Why it was withdrawn.</summary>
    public string? WithdrawReason { get; private set; }

    /// <summary>Whether it still waits for its time at this instant.</summary>
    public bool WaitsAt(DateTime nowUtc) => WithdrawnAtUtc is null && EffectiveUtc > nowUtc;

    /// <summary>Takes the version back before its time has come; it never takes effect.</summary>
    /// <exception cref="InvalidOperationException">It does not wait any more.</exception>
    public void Withdraw(DateTime nowUtc, string by, string reason)
    {
        if (!WaitsAt(nowUtc))
            throw new InvalidOperationException($"Version {Number} does not wait.");
        (WithdrawnAtUtc, WithdrawnBy, WithdrawReason) = (nowUtc, by, reason);
    }
}
