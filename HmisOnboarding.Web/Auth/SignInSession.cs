namespace HmisOnboarding.Web.Auth;

/// <summary>How a person proved who they are when a sign-in began. Stored by number: append only.</summary>
public enum SignInMethod
{
    /// <summary>E-mail and password alone.</summary>
    Password,

    /// <summary>Password and a code of the authenticator app, or a recovery code.</summary>
    PasswordAndCode,

    /// <summary>A passkey that checked the person.</summary>
    Passkey,

    /// <summary>The identity provider of the agency.</summary>
    Provider,

    /// <summary>The link of an invitation, used up just now.</summary>
    Invitation,

    /// <summary>One click on a development copy.</summary>
    Demonstration,
}

/// <summary>
/// One sign-in in one browser. The cookie carries its key, so that a sign-in can be seen, and ended, from anywhere else.
/// Ended ones stay for a while, so that their person can see what was there.
/// </summary>
public sealed class SignInSession
{
    public const int BrowserLimit = 400;

    public const int AddressLimit = 64;

    /// <summary>The claim of the cookie that names it.</summary>
    public const string Claim = "hmis.session";

    private SignInSession()
    {
    }

    public SignInSession(Guid personId, SignInMethod method, DateTime startedUtc, string? address, string? browser)
    {
        Id = Guid.NewGuid();
        PersonId = personId;
        Method = method;
        StartedUtc = SeenUtc = startedUtc;
        Address = address is { Length: > AddressLimit } ? address[..AddressLimit] : address;
        Browser = browser is { Length: > BrowserLimit } ? browser[..BrowserLimit] : browser;
    }

    public Guid Id { get; private set; }

    public Guid PersonId { get; private set; }

    public SignInMethod Method { get; private set; }

    public DateTime StartedUtc { get; private set; }

    /// <summary>When its person last did something in it, to the minute.</summary>
    public DateTime SeenUtc { get; set; }

    /// <summary>Null while it lasts.</summary>
    public DateTime? EndedUtc { get; set; }

    /// <summary>Who ended it; the person, an administrator, or null where it ended by itself.</summary>
    public Guid? EndedById { get; set; }

    /// <summary>The network address it was begun from.</summary>
    public string? Address { get; private set; }

    /// <summary>What the browser said of itself.</summary>
    public string? Browser { get; private set; }
}
