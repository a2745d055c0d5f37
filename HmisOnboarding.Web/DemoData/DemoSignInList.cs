using HmisOnboarding.Web.Auth;
using Microsoft.AspNetCore.Identity;

namespace HmisOnboarding.Web.DemoData;

/// <summary>Whom a visitor of a development copy can be with one click, and what awaits them there.</summary>
internal static class DemoSignInList
{
    public static readonly IReadOnlyList<(string Email, string Name, string Role)> Entries =
    [
        ("maria.reyes@harborshelter.example.org", "Maria Reyes", "new user at Harbor Shelter, in training"),
        ("chidi.eze@riverbendfamily.example.org", "Chidi Eze", "new user at Family Housing, ready to sign the agreement"),
        ("darnell.whitaker@veteransbridge.example.org", "Darnell Whitaker", "new user at Veterans Bridge, account just created"),
        ("dana.cole@harborshelter.example.org", "Dana Cole", "agency administrator of Harbor Shelter"),
        ("patrick.oshaughnessy@riverbendfamily.example.org", "Patrick O'Shaughnessy", "agency administrator of Family Housing"),
        ("marguerite.okonkwo@harborshelter.example.org", "Marguerite Okonkwo", "executive director of Harbor Shelter, with agreements to sign"),
        ("priya.raghunathan@hmis.example.org", "Priya Raghunathan", "system administrator of the help desk"),
    ];

    /// <summary>Puts those of the list on the sign-in page who have a sign-in here; a copy with other data offers nobody.</summary>
    public static async Task OfferAsync(IServiceProvider app)
    {
        await using var scope = app.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<SignInAccount>>();
        var people = new List<DemoSignIn>();
        foreach (var (email, name, role) in Entries)
        {
            if (await accounts.FindByEmailAsync(email) is { } account)
                people.Add(new(account.Id, name, role, email));
        }

        app.GetRequiredService<DemoSignIns>().Offer(people);
    }

    /// <summary>Makes sign-ins with the password that pages of a development copy show.</summary>
    public static async Task CreateAsync(IServiceProvider app, IEnumerable<(Guid PersonId, string Email)> people)
    {
        await using var scope = app.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<SignInAccount>>();
        // one hash for all: it is slow by design, and this password is no secret
        var hash = accounts.PasswordHasher.HashPassword(new SignInAccount(), DemoSignIns.Password);
        foreach (var (personId, email) in people)
        {
            var result = await accounts.CreateAsync(new SignInAccount(personId, email) { PasswordHash = hash });
            if (!result.Succeeded)
                throw new InvalidOperationException(string.Join(" ", result.Errors.Select(e => e.Description)));
        }
    }
}
