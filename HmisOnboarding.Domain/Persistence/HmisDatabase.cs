using System.Data.Common;
using System.Text.Json;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Audit;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Reports;
using HmisOnboarding.Domain.ServiceLevel;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Domain.Training.Compliance;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace HmisOnboarding.Domain.Persistence;

/// <summary>
/// The database file and the only source of contexts: one short one for each read, with the reach of the person it is for.
/// Writes go through <see cref="SingleWriter"/>.
/// </summary>
public sealed class HmisDatabase
{
    private readonly PooledDbContextFactory<HmisDbContext> _factory;
    private readonly string _connectionString;
    private readonly CommunitySettings _firstSettings;

    /// <summary>Names the file; it is made by <see cref="MigrateAsync"/>.</summary>
    public HmisDatabase(HmisDomainOptions options, TimeProvider clock)
    {
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = options.DatabasePath,
            ForeignKeys = true,
            DefaultTimeout = 30,
        }.ToString();
        _firstSettings = options.FirstSettings;
        Clock = clock;
        _factory = new(OptionsFor(_connectionString));
    }

    internal TimeProvider Clock { get; }

    /// <summary>A context for reading as somebody; dispose it when the answer is there.</summary>
    public HmisDbContext Read(Reach reach)
    {
        var db = _factory.CreateDbContext();
        db.Reach = reach;
        // contexts come back from a pool, with what they were told last
        db.Clock = null;
        db.ActAs(null, null);
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        return db;
    }

    /// <summary>
    /// Makes or updates the tables and the locks on what never changes, begins the log for what it does not prove yet, and publishes the
    /// first version of the community's data where there is none.
    /// </summary>
    public async Task MigrateAsync(CancellationToken cancellationToken = default)
    {
        await using var db = _factory.CreateDbContext();
        db.Reach = Reach.Everything;
        db.Clock = Clock;
        db.ActAs(null, null);
        var isOld = (await db.Database.GetAppliedMigrationsAsync(cancellationToken)).Any() && (await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any();
        if (isOld)
            await AppendOnly.LiftAsync(db, cancellationToken);
        await db.Database.MigrateAsync(cancellationToken);
        await AppendOnly.SetAsync(db, cancellationToken);
        await EventChain.BeginAsync(db, cancellationToken);
        var now = Clock.GetUtcNow().UtcDateTime;
        await PublishMissingAsync(db, now, cancellationToken);
        // both books are written by the rules of the community, which are there from here on
        await StandingBook.CatchUpAsync(db, new CommunityLibrary(), now, cancellationToken);
        await StageBook.CatchUpAsync(db, new CommunityLibrary(), cancellationToken);
    }

    private async Task PublishMissingAsync(HmisDbContext db, DateTime now, CancellationToken cancellationToken)
    {
        const string Author = "HMIS Onboarding";
        const string Reason = "First version, as delivered.";
        if (await db.CommunityVersions.AnyAsync(cancellationToken))
        {
            if (await db.CommunityVersions.AnyAsync(v => v.Kind == CommunityText.ServiceHours, cancellationToken))
                return;
            var settings = await db.CommunityVersions.Where(v => v.Kind == CommunityText.Settings).OrderByDescending(v => v.Number).Select(v => v.Content).FirstAsync(cancellationToken);
            db.CommunityVersions.Add(new CommunityVersion(CommunityText.ServiceHours, 1, HoursOf(settings).ToJson(), now, Author, "Taken over from the settings: plain hours, with the marks that were set there."));
            await db.SaveChangesAsync(cancellationToken);
            return;
        }

        db.CommunityVersions.AddRange(
            new CommunityVersion(CommunityText.Catalogue, 1, Catalogue.Default.ToJson(), now, Author, Reason),
            new CommunityVersion(CommunityText.Agreement, 1, AgreementText.Default.ToJson(), now, Author, Reason),
            new CommunityVersion(CommunityText.Settings, 1, _firstSettings.ToJson(), now, Author, Reason),
            new CommunityVersion(CommunityText.ServiceHours, 1, ServicePolicy.Default.ToJson(), now, Author, Reason));
        await db.SaveChangesAsync(cancellationToken);
    }

    // before the service hours had versions of their own, both marks were settings
    private static ServicePolicy HoursOf(string settings)
    {
        using var json = JsonDocument.Parse(settings);
        int Hours(string name, int usual) => json.RootElement.TryGetProperty(name, out var value) && value.TryGetInt32(out var hours) ? hours : usual;
        var policy = ServicePolicy.Default with { TargetHours = Hours("accountTargetHours", 24), LimitHours = Hours("accountLimitHours", 48) };
        policy = policy with
        {
            WarnBeforeTargetMinutes = Math.Min(policy.WarnBeforeTargetMinutes, policy.TargetHours * 30),
            WarnBeforeLimitMinutes = Math.Min(policy.WarnBeforeLimitMinutes, policy.LimitHours * 30),
        };
        return policy.Problems().Count == 0 ? policy : ServicePolicy.Default;
    }

    internal SqliteConnection OpenConnection()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        Harden(connection);
        return connection;
    }

    internal static DbContextOptions<HmisDbContext> OptionsFor(DbConnection connection) => Configured(new(), b => b.UseSqlite(connection, Sqlite));

    private static DbContextOptions<HmisDbContext> OptionsFor(string connectionString) =>
        Configured(new(), b => b.UseSqlite(connectionString, Sqlite).AddInterceptors(HardenOnOpen.Instance));

    private static DbContextOptions<HmisDbContext> Configured(DbContextOptionsBuilder<HmisDbContext> builder, Action<DbContextOptionsBuilder<HmisDbContext>> connect)
    {
        connect(builder);
        // a request is loaded with five small collections; one query each beats their product
        builder.ConfigureWarnings(w => w.Ignore(CoreEventId.PossibleIncorrectRequiredNavigationWithQueryFilterInteractionWarning));
        return builder.Options;
    }

    private static void Sqlite(SqliteDbContextOptionsBuilder sqlite) => sqlite.UseQuerySplittingBehavior(QuerySplittingBehavior.SplitQuery);

    private static void Harden(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        // FULL: an acknowledged signature survives a power loss
        command.CommandText = "PRAGMA synchronous=FULL; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;";
        command.ExecuteNonQuery();
    }

    private sealed class HardenOnOpen : DbConnectionInterceptor
    {
        public static readonly HardenOnOpen Instance = new();

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Harden(connection);

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Harden(connection);
            return Task.CompletedTask;
        }
    }
}
