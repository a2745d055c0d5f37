using Microsoft.AspNetCore.Identity;

namespace HmisOnboarding.Web.Auth;

/// <summary>How a person proves who they are. Its key is the key of the person; names, seats and rights are the Domain's.</summary>
public sealed class SignInAccount : IdentityUser<Guid>
{
    public SignInAccount()
    {
    }

    public SignInAccount(Guid personId, string email)
    {
        Id = personId;
        UserName = email;
        Email = email;
        EmailConfirmed = true;
        LockoutEnabled = true;
    }
}
