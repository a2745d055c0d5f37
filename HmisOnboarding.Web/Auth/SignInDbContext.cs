using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace HmisOnboarding.Web.Auth;

/// <summary>
/// Sign-in accounts, in the same file as everything else but with their own tables and migrations.
/// There are no Identity roles: what a person may do follows from their seats.
/// </summary>
public sealed class SignInDbContext(DbContextOptions<SignInDbContext> options) : IdentityUserContext<SignInAccount, Guid>(options)
{
    public const string HistoryTable = "__SignInMigrationsHistory";

    public static void Configure(DbContextOptionsBuilder options, string databasePath) =>
        options.UseSqlite($"Data Source={databasePath}", sqlite => sqlite.MigrationsHistoryTable(HistoryTable));

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<SignInAccount>().ToTable("SignInAccounts");
        builder.Entity<Microsoft.AspNetCore.Identity.IdentityUserClaim<Guid>>().ToTable("SignInClaims");
        builder.Entity<Microsoft.AspNetCore.Identity.IdentityUserLogin<Guid>>().ToTable("SignInLogins");
        builder.Entity<Microsoft.AspNetCore.Identity.IdentityUserToken<Guid>>().ToTable("SignInTokens");
    }
}

/// <summary>Lets the migration tool build the context without starting the app.</summary>
public sealed class SignInDbContextDesign : IDesignTimeDbContextFactory<SignInDbContext>
{
    public SignInDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<SignInDbContext>();
        SignInDbContext.Configure(options, "design-time.db");
        return new SignInDbContext(options.Options);
    }
}
