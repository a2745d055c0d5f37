using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Web.Auth;

/// <summary>Brings the sign-in tables to the shape this version needs.</summary>
public static class SignInDatabase
{
    public static async Task MigrateAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<SignInDbContext>().Database.MigrateAsync(cancellationToken);
    }
}
