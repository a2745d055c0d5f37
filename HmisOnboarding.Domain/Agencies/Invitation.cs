using System.Security.Cryptography;
using System.Text;

namespace HmisOnboarding.Domain.Agencies;

/// <summary>
/// A link that lets one person choose a password, once. Only the hash of its secret is kept; reading the link uses nothing up
/// (mail scanners open links), only choosing the password does.
/// </summary>
public sealed class Invitation
{
    private Invitation()
    {
    }

    private Invitation(Guid personId, string tokenHash, DateTime createdUtc, DateTime expiresUtc)
    {
        Id = Guid.NewGuid();
        PersonId = personId;
        TokenHash = tokenHash;
        CreatedUtc = createdUtc;
        ExpiresUtc = expiresUtc;
    }

    /// <summary>Random key.</summary>
    public Guid Id { get; private set; }

    /// <summary>Whom it is for.</summary>
    public Guid PersonId { get; private set; }

    /// <summary>SHA-256 of the secret, lower-case hex.</summary>
    public string TokenHash { get; private set; } = "";

    /// <summary>When it was made, UTC.</summary>
    public DateTime CreatedUtc { get; private set; }

    /// <summary>Last instant at which it works, UTC.</summary>
    public DateTime ExpiresUtc { get; private set; }

    /// <summary>When it was used or replaced, UTC; null while it can be used.</summary>
    public DateTime? ClosedUtc { get; private set; }

    /// <summary>Makes an invitation and the secret that goes into its link (256 random bits, URL-safe); the secret is not kept.</summary>
    public static (Invitation Invitation, string Secret) Create(Guid personId, DateTime nowUtc, TimeSpan validFor)
    {
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        return (new Invitation(personId, Hash(secret), nowUtc, nowUtc + validFor), secret);
    }

    /// <summary>The hash under which a secret is looked up.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Whether it can be used at that instant.</summary>
    public bool IsOpenAt(DateTime utc) => ClosedUtc is null && utc <= ExpiresUtc;

    /// <summary>Uses it up, or sets it aside for a newer one.</summary>
    public void Close(DateTime utc) => ClosedUtc ??= utc;
}
