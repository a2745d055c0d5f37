using System.Globalization;
using System.Security.Claims;
using HmisOnboarding.Domain.Agencies;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace HmisOnboarding.Web.Auth;

/// <summary>How long a sign-in lasts, and what ends it early.</summary>
public static class SessionLifetime
{
    /// <summary>Without a visit for this long, the sign-in is over.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);

    /// <summary>However busy, it is over after this long.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    /// <summary>How long a changed password or an ended access can go unnoticed by a page load. Commands ask the database every time.</summary>
    public static readonly TimeSpan Recheck = TimeSpan.FromMinutes(1);

    private const string StartedItem = "hmis.started";

    public static Task RememberStartAsync(CookieSigningInContext context)
    {
        var now = context.HttpContext.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        context.Properties.Items[StartedItem] = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return Task.CompletedTask;
    }

    public static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var now = context.HttpContext.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        if (IsTooOld(context.Properties, now))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
            return;
        }

        await SecurityStampValidator.ValidatePrincipalAsync(context);
    }

    /// <summary>The identity is written anew every minute; which sign-in it belongs to stays.</summary>
    public static Task KeepSession(SecurityStampRefreshingPrincipalContext context)
    {
        if (context.CurrentPrincipal?.FindFirst(SignInSession.Claim) is { } session && context.NewPrincipal?.Identity is ClaimsIdentity identity)
            identity.AddClaim(new(session.Type, session.Value));
        return Task.CompletedTask;
    }

    public static bool IsTooOld(AuthenticationProperties properties, DateTimeOffset now) =>
        !properties.Items.TryGetValue(StartedItem, out var text)
        || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        || now - DateTimeOffset.FromUnixTimeSeconds(seconds) > Longest;
}

/// <summary>Page loads: the password must be the one that was used, and access must not have ended.</summary>
public sealed class ActivePersonStampValidator(
    IOptions<SecurityStampValidatorOptions> options, SignInManager<SignInAccount> signIn, ILoggerFactory loggers, PeopleService people)
    : SecurityStampValidator<SignInAccount>(options, signIn, loggers)
{
    protected override async Task<SignInAccount?> VerifySecurityStamp(ClaimsPrincipal? principal)
    {
        var account = await base.VerifySecurityStamp(principal);
        return account is not null && await people.FindPersonAsync(account.Id, CancellationToken.None) is { IsActive: true } ? account : null;
    }
}

/// <summary>Open pages: the same question, asked every minute for as long as the page is open.</summary>
public sealed class ActivePersonStateProvider(ILoggerFactory loggers, IServiceScopeFactory scopes)
    : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => SessionLifetime.Recheck;

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        // a scope of its own: the circuit's would answer from what it read earlier
        await using var scope = scopes.CreateAsyncScope();
        var signIn = scope.ServiceProvider.GetRequiredService<SignInManager<SignInAccount>>();
        var people = scope.ServiceProvider.GetRequiredService<PeopleService>();
        return await signIn.ValidateSecurityStampAsync(authenticationState.User) is { } account
            && await people.FindPersonAsync(account.Id, cancellationToken) is { IsActive: true };
    }
}
