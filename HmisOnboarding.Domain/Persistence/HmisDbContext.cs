using System.Linq.Expressions;
using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Agreements.Sealing;
using HmisOnboarding.Domain.Audit;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Notifications;
using HmisOnboarding.Domain.Reports;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.SavedViews;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Domain.Training.Compliance;
using HmisOnboarding.Domain.Training.Import;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace HmisOnboarding.Domain.Persistence;

/// <summary>
/// The tables, each with the filter that keeps agencies apart. Never injected: <see cref="HmisDatabase"/> hands out one short-lived
/// context an operation, with the reach of the person it works for.
/// </summary>
public sealed class HmisDbContext(DbContextOptions<HmisDbContext> options) : DbContext(options)
{
    /// <summary>Name of the filter on agency data.</summary>
    public const string AgencyFilter = "agency";

    /// <summary>Whose eyes this context has; nobody's until it is set.</summary>
    public Reach Reach { get; set; } = Reach.None;

    /// <summary>Requests within reach.</summary>
    public DbSet<OnboardingRequest> Requests => Set<OnboardingRequest>();

    /// <summary>History within reach.</summary>
    public DbSet<RequestEvent> Events => Set<RequestEvent>();

    /// <summary>Documents within reach.</summary>
    public DbSet<StoredDocument> Documents => Set<StoredDocument>();

    /// <summary>Virus checks of documents within reach.</summary>
    public DbSet<DocumentScan> DocumentScans => Set<DocumentScan>();

    /// <summary>Wishes for the Training Site within reach.</summary>
    public DbSet<TrainingSiteAccess> TrainingSite => Set<TrainingSiteAccess>();

    /// <summary>Certificates within reach.</summary>
    public DbSet<TrainingEvidence> Evidence => Set<TrainingEvidence>();

    /// <summary>Completions that the Learning Center reported, within reach.</summary>
    public DbSet<TrainingCompletion> Completions => Set<TrainingCompletion>();

    /// <summary>Exemptions from courses within reach.</summary>
    public DbSet<TrainingExemption> Exemptions => Set<TrainingExemption>();

    /// <summary>What each course of a request says on which days, within reach.</summary>
    public DbSet<CourseStanding> Standings => Set<CourseStanding>();

    /// <summary>How long each request was at which step, within reach.</summary>
    public DbSet<StageTime> StageTimes => Set<StageTime>();

    /// <summary>Who opened which agreement first when, within reach.</summary>
    public DbSet<AgreementOpening> Openings => Set<AgreementOpening>();

    /// <summary>Sealed files of agreements within reach.</summary>
    public DbSet<SealedRevision> SealedRevisions => Set<SealedRevision>();

    /// <summary>Public certificates of the keys that sealed something; only the system's own work sees them.</summary>
    public DbSet<SealCertificate> SealCertificates => Set<SealCertificate>();

    /// <summary>Agencies that may be named.</summary>
    public DbSet<Agency> Agencies => Set<Agency>();

    /// <summary>History of the agencies within reach.</summary>
    public DbSet<AgencyChange> AgencyChanges => Set<AgencyChange>();

    /// <summary>People who may be named.</summary>
    public DbSet<Person> People => Set<Person>();

    /// <summary>Seats that may be named.</summary>
    public DbSet<Seat> Seats => Set<Seat>();

    /// <summary>Delegations that may be named.</summary>
    public DbSet<Delegation> Delegations => Set<Delegation>();

    /// <summary>Invitations; only the system's own work sees them.</summary>
    public DbSet<Invitation> Invitations => Set<Invitation>();

    /// <summary>Messages to this person, and those of the agencies within reach.</summary>
    public DbSet<Notification> Notifications => Set<Notification>();

    /// <summary>Filters that this person keeps under a name.</summary>
    public DbSet<SavedView> SavedViews => Set<SavedView>();

    /// <summary>Published versions of the community's data; everybody reads them.</summary>
    public DbSet<CommunityVersion> CommunityVersions => Set<CommunityVersion>();

    /// <summary>Kept counts.</summary>
    public DbSet<StageCount> StageCounts => Set<StageCount>();

    /// <summary>The log that proves the rows; only the system's own work sees it.</summary>
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    /// <summary>Signed statements of where the log ended; only the system's own work sees them.</summary>
    public DbSet<AuditCheckpoint> AuditCheckpoints => Set<AuditCheckpoint>();

    /// <summary>The clock of a context that writes; one that only reads has none, and proves nothing.</summary>
    internal TimeProvider? Clock { get; set; }

    /// <summary>Who acts, once that is known; null for the system itself.</summary>
    internal Guid? ActorId { get; private set; }

    /// <summary>The instant of the act, UTC: that of the command, or else the clock's.</summary>
    /// <exception cref="InvalidOperationException">This context is for reading.</exception>
    internal DateTime NowUtc => Clock is null
        ? throw new InvalidOperationException("This context is for reading: what the log proves is written through the one writer.")
        : _actUtc ?? Clock.GetUtcNow().UtcDateTime;

    private DateTime? _actUtc;

    // members of the context itself, because the filters read them anew for every query
    private bool ReachesAll => Reach.All;

    private Guid ReachedPerson => Reach.PersonId;

    private List<Guid> ReachedAgencies => Reach.AgencyIds;

    private List<Guid> NamedAgencies => Reach.DirectoryAgencyIds;

    /// <summary>
    /// Saves, after making sure that nothing outside the reach is written (filters guard reads only), and continues the log of the
    /// proven rows in the same transaction.
    /// </summary>
    /// <exception cref="InvalidOperationException">Something outside the reach would be written, or proven rows by a context for reading.</exception>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        GuardWrites();
        var proofs = EventChain.Pending(this);
        if (proofs.Count == 0)
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);

        await using var own = Database.CurrentTransaction is null ? await Database.BeginTransactionAsync(cancellationToken) : null;
        // the rows first: an event gets its number from the database
        var written = await base.SaveChangesAsync(true, cancellationToken);
        await EventChain.AddAsync(this, proofs, cancellationToken);
        await base.SaveChangesAsync(true, cancellationToken);
        if (own is not null)
            await own.CommitAsync(cancellationToken);
        return written;
    }

    /// <summary>Refused: there is one road into the database, and it continues the log.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override int SaveChanges(bool acceptAllChangesOnSuccess) => throw new NotSupportedException("Save with SaveChangesAsync: it continues the log.");

    /// <inheritdoc />
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcConverter>();
        configurationBuilder.Properties<string>().HaveMaxLength(4000);
    }

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(HmisDbContext).Assembly);

        foreach (var type in modelBuilder.Model.GetEntityTypes().ToList())
        {
            foreach (var key in type.FindPrimaryKey()?.Properties.Where(p => p.ClrType == typeof(Guid)) ?? [])
                key.ValueGenerated = ValueGenerated.Never;
            if (IsAgencyData(type))
                modelBuilder.Entity(type.ClrType).HasQueryFilter(AgencyFilter, AgencyDataFilter(type.ClrType));
        }

        modelBuilder.Entity<Agency>().HasQueryFilter(AgencyFilter, a => ReachesAll || NamedAgencies.Contains(a.Id));
        modelBuilder.Entity<AgencyProject>().HasQueryFilter(AgencyFilter, p => ReachesAll || NamedAgencies.Contains(p.AgencyId));
        modelBuilder.Entity<AgencyContact>().HasQueryFilter(AgencyFilter, c => ReachesAll || NamedAgencies.Contains(c.AgencyId));
        modelBuilder.Entity<AgencyChange>().HasQueryFilter(AgencyFilter, c => ReachesAll || ReachedAgencies.Contains(c.AgencyId));
        modelBuilder.Entity<Person>().HasQueryFilter(AgencyFilter,
            p => ReachesAll || p.Id == ReachedPerson || p.AgencyId == null || NamedAgencies.Contains(p.AgencyId.Value));
        modelBuilder.Entity<Seat>().HasQueryFilter(AgencyFilter,
            s => ReachesAll || s.AgencyId == null || NamedAgencies.Contains(s.AgencyId.Value));
        modelBuilder.Entity<Delegation>().HasQueryFilter(AgencyFilter,
            d => ReachesAll || d.AgencyId == null || NamedAgencies.Contains(d.AgencyId.Value));
        modelBuilder.Entity<Invitation>().HasQueryFilter(AgencyFilter, i => ReachesAll);
        modelBuilder.Entity<Notification>().HasQueryFilter(AgencyFilter,
            n => ReachesAll || n.RecipientId == ReachedPerson || (n.AgencyId != null && ReachedAgencies.Contains(n.AgencyId.Value)));
        // nobody but its owner, whatever seat they hold
        modelBuilder.Entity<SavedView>().HasQueryFilter(AgencyFilter, v => v.PersonId == ReachedPerson);
        modelBuilder.Entity<AuditEntry>().HasQueryFilter(AgencyFilter, e => ReachesAll);
        modelBuilder.Entity<AuditCheckpoint>().HasQueryFilter(AgencyFilter, c => ReachesAll);
        modelBuilder.Entity<SealCertificate>().HasQueryFilter(AgencyFilter, c => ReachesAll);
        modelBuilder.Entity<StageCount>().HasQueryFilter(AgencyFilter, c => ReachesAll || ReachedAgencies.Contains(c.AgencyId) || NamedAgencies.Contains(c.AgencyId));
    }

    /// <summary>Says who acts and when, for the log.</summary>
    internal void ActAs(Guid? actorId, DateTime? atUtc)
    {
        ActorId = actorId;
        _actUtc = atUtc;
    }

    internal static bool IsAgencyData(IReadOnlyEntityType type) =>
        type.FindProperty(nameof(OnboardingRequest.AgencyId))?.ClrType == typeof(Guid) && type.FindProperty(nameof(OnboardingRequest.SubjectId)) is not null;

    private LambdaExpression AgencyDataFilter(Type type) =>
        (LambdaExpression)typeof(HmisDbContext).GetMethod(nameof(AgencyDataFilterOf), System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!
            .MakeGenericMethod(type).Invoke(this, null)!;

    private Expression<Func<T, bool>> AgencyDataFilterOf<T>() where T : class => row =>
        ReachesAll || EF.Property<Guid>(row, nameof(OnboardingRequest.SubjectId)) == ReachedPerson
        || ReachedAgencies.Contains(EF.Property<Guid>(row, nameof(OnboardingRequest.AgencyId)));

    private void GuardWrites()
    {
        foreach (var entry in ChangeTracker.Entries().Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted && IsAgencyData(e.Metadata)))
        {
            if (!MayWrite(entry))
                throw new InvalidOperationException($"A {entry.Metadata.ClrType.Name} of another agency would have been written. Nothing was saved.");
        }
    }

    private bool MayWrite(EntityEntry entry)
    {
        bool Within(PropertyValues values) =>
            Reach.All || values.GetValue<Guid>(nameof(OnboardingRequest.SubjectId)) == Reach.PersonId
            || Reach.AgencyIds.Contains(values.GetValue<Guid>(nameof(OnboardingRequest.AgencyId)));
        return Within(entry.CurrentValues) && (entry.State == EntityState.Added || Within(entry.OriginalValues));
    }
}
