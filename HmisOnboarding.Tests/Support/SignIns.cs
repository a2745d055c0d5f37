using HmisOnboarding.Domain;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Web.Auth;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HmisOnboarding.Tests.Support;

/// <summary>Real sign-in accounts beside a test community, for pages that ask for the password.</summary>
public static class SignIns
{
    public const string Password = "violet harbor engine 42";

    /// <summary>Registers what checks passwords, over the community's own file.</summary>
    public static void AddSignIns(this IServiceCollection services, TestCommunity community)
    {
        services.AddHttpContextAccessor();
        services.AddAuthentication();
        services.AddDbContext<SignInDbContext>(options => SignInDbContext.Configure(options, community.Get<HmisDomainOptions>().DatabasePath));
        services.AddIdentityCore<SignInAccount>(SignInDbContext.UseTables).AddEntityFrameworkStores<SignInDbContext>().AddSignInManager();
        services.AddSingleton<PasswordTries>();
        services.AddScoped<SignInDesk>();
    }

    /// <summary>Gives a person the password of the tests.</summary>
    public static async Task GivePasswordAsync(this IServiceProvider services, Caller person)
    {
        await SignInDatabase.MigrateAsync(services, CancellationToken.None);
        await using var scope = services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<SignInAccount>>();
        // the rules for new passwords are the pages', and not asked here
        var hash = accounts.PasswordHasher.HashPassword(new SignInAccount(), Password);
        var made = await accounts.CreateAsync(new SignInAccount(person.PersonId, $"{person.PersonId:N}@example.org") { PasswordHash = hash });
        Assert.True(made.Succeeded, string.Join(" ", made.Errors.Select(e => e.Description)));
    }
}
