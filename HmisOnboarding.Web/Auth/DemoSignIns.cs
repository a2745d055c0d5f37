namespace HmisOnboarding.Web.Auth;

/// <summary>One person of the demonstration data whom a visitor can be with one click.</summary>
public sealed record DemoSignIn(Guid PersonId, string Name, string Role, string Email);

/// <summary>
/// The people of the demonstration data. Registered in Development only, so that elsewhere neither the list nor the road to it exists.
/// </summary>
public sealed class DemoSignIns
{
    /// <summary>The password of all made-up people, because signing asks for one. This is its only place; pages show it where this list is registered.</summary>
    public const string Password = "paper lantern 7 orchard";

    private volatile IReadOnlyList<DemoSignIn> _people = [];

    public IReadOnlyList<DemoSignIn> People => _people;

    public void Offer(IReadOnlyList<DemoSignIn> people) => _people = people;

    /// <summary>Only people of the list can be tried; anybody else is refused.</summary>
    public DemoSignIn? Find(Guid personId) => _people.FirstOrDefault(p => p.PersonId == personId);
}
