using Microsoft.AspNetCore.Identity;
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

    public DbSet<SignInSession> Sessions => Set<SignInSession>();

    /// <summary>The shape of the tables that has one for passkeys; Identity reads it from its options.</summary>
    public static void UseTables(IdentityOptions options) => options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<SignInAccount>().ToTable("SignInAccounts");
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("SignInClaims");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("SignInLogins");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("SignInTokens");
        builder.Entity<IdentityUserPasskey<Guid>>().ToTable("SignInPasskeys");
        builder.Entity<SignInSession>(session =>
        {
            session.ToTable("SignInSessions");
            session.HasOne<SignInAccount>().WithMany().HasForeignKey(s => s.PersonId).OnDelete(DeleteBehavior.Cascade);
            session.Property(s => s.Address).HasMaxLength(SignInSession.AddressLimit);
            session.Property(s => s.Browser).HasMaxLength(SignInSession.BrowserLimit);
            foreach (var instant in (string[])[nameof(SignInSession.StartedUtc), nameof(SignInSession.SeenUtc)])
                session.Property<DateTime>(instant).HasConversion(utc => utc, read => DateTime.SpecifyKind(read, DateTimeKind.Utc));
            session.Property(s => s.EndedUtc).HasConversion(utc => utc, read => read == null ? null : DateTime.SpecifyKind(read.Value, DateTimeKind.Utc));
            session.HasIndex(s => new { s.PersonId, s.EndedUtc });
        });
    }
}

/// <summary>Lets the migration tool build the context without starting the app.</summary>
public sealed class SignInDbContextDesign : IDesignTimeDbContextFactory<SignInDbContext>
{
    public SignInDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<SignInDbContext>();
        SignInDbContext.Configure(options, "design-time.db");
        options.UseApplicationServiceProvider(new ServiceCollection().Configure<IdentityOptions>(SignInDbContext.UseTables).BuildServiceProvider());
        return new SignInDbContext(options.Options);
    }
}
