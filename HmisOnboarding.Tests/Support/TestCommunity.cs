using System.Collections.Concurrent;
using System.Globalization;
using HmisOnboarding.Domain;
using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Agreements.Sealing;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Mailing;
using HmisOnboarding.Domain.Notifications;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Submission;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Domain.Updates;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace HmisOnboarding.Tests.Support;

/// <summary>
/// A small community in a SQLite file of its own, with the real services and a clock that stands until a test moves it.
/// The people are put in their seats by the services once in a process; every community starts from a copy of that file.
/// The rules' clock stands until it is moved; live updates run on real time.
/// </summary>
public sealed class TestCommunity : IAsyncDisposable
{
    /// <summary>A Tuesday morning in Michigan.</summary>
    public static readonly DateTimeOffset Start = new(2026, 3, 3, 14, 0, 0, TimeSpan.Zero);

    /// <summary>A role type with four courses: C01, C02 (runs out after a year), C05 and C09.</summary>
    public const string RoleType = "read-only";

    private const string DatabaseFile = "hmis.db";
    private const string DocumentsFolder = "documents";
    private const string MemoryDisk = "/dev/shm";

    private static readonly Lazy<Task<Seed>> FirstCommunity = new(SeedAsync);
    private static readonly ConcurrentDictionary<RequestState, Lazy<Task<Walked>>> WalkedCommunities = new();
    private static readonly ConcurrentDictionary<(string Learner, string Course), byte[]> Certificates = new();
    private static readonly AgreementPdf Press = new();
    private static readonly string[] Names = ["Nova", "Ortiz", "Park", "Quinn", "Rossi", "Silva", "Tran", "Umar", "Vega", "Wolf", "Xu", "Young"];

    // copied communities carry files that were sealed before: one key for all of them, as old as the first
    private static readonly Lazy<string> SharedSeal = new(NewFolder);

    private readonly ServiceProvider _services;
    private readonly ServiceCollection _registrations;
    private readonly Seed? _seed;
    private readonly MailOptions? _mail;
    private int _people;

    private TestCommunity(string folder, DateTimeOffset now, Seed? seed, string? sealFolder = null, ScannerOptions? scanner = null, MailOptions? mail = null)
    {
        _mail = mail;
        Folder = folder;
        Clock = new FakeTimeProvider(now);
        _seed = seed;
        _registrations = [];
        _registrations.AddSingleton<TimeProvider>(Clock);
        _registrations.AddHmisDomain(new HmisDomainOptions
        {
            DatabasePath = Path.Combine(folder, DatabaseFile),
            DocumentsPath = DocumentsPath,
            PublicAddress = "https://onboarding.example.org",
            SealFolder = sealFolder ?? SharedSeal.Value,
            Scanner = scanner ?? new(),
            Mail = mail ?? new(),
        });
        // live updates run on real time: under a clock that stands, the second of two quick ones would wait for ever
        _registrations.AddSingleton(services => new RequestChanges(TimeProvider.System, services.GetRequiredService<ILogger<RequestChanges>>()));
        var own = _registrations.Where(d => !d.ServiceType.IsGenericTypeDefinition).Select(d => d.ServiceType).ToList();
        Shared = own;
        _registrations.AddLogging();
        _services = _registrations.BuildServiceProvider();
    }

    private IReadOnlyList<Type> Shared { get; }

    /// <summary>Everything that AddHmisDomain registers.</summary>
    public IServiceProvider Services => _services;

    /// <summary>The only clock there is.</summary>
    public FakeTimeProvider Clock { get; }

    /// <summary>The temporary folder with the database and the documents.</summary>
    public string Folder { get; }

    /// <summary>The folder of uploaded files.</summary>
    public string DocumentsPath => Path.Combine(Folder, DocumentsFolder);

    public HmisDatabase Database => Get<HmisDatabase>();

    public SingleWriter Writer => Get<SingleWriter>();

    public RequestService Requests => Get<RequestService>();

    public RequestQueries Queries => Get<RequestQueries>();

    public BoardQueries Boards => Get<BoardQueries>();

    public NoticeQueries Notices => Get<NoticeQueries>();

    public PacketService Packets => Get<PacketService>();

    public AgencyService Agencies => Get<AgencyService>();

    public DelegationService Delegations => Get<DelegationService>();

    public PeopleService People => Get<PeopleService>();

    public CommunityService Community => Get<CommunityService>();

    public TrainingSiteService TrainingSite => Get<TrainingSiteService>();

    public RequestChanges Changes => Get<RequestChanges>();

    public VerifyService Verify => Get<VerifyService>();

    public AgreementSealer Sealer => Get<AgreementSealer>();

    public SealKey Seal => Get<SealKey>();

    public DateTime Now => Clock.GetUtcNow().UtcDateTime;

    /// <summary>A typed signature of this person, who has just entered the password.</summary>
    public SignatureMark Typed(Caller by, string? name = null) => SignatureMark.Typed(name ?? NameOf(by) ?? "", ProofOf(by));

    /// <summary>Publishes another text of the agreement, as the screen for it will.</summary>
    public async Task<int> PublishAgreementAsync(AgreementText text)
    {
        var number = await Writer.RunAsync(async (db, _, ct) =>
        {
            db.Reach = Reach.Everything;
            var next = (await CommunityLibrary.NewestAsync(db, Now, ct)).Agreement + 1;
            db.CommunityVersions.Add(new CommunityVersion(CommunityText.Agreement, next, text.ToJson(), Now, "Sal Stone", "The words changed."));
            await db.SaveChangesAsync(ct);
            return next;
        });
        return number;
    }

    /// <summary>Publishes another catalogue, as the screen for it will.</summary>
    public Task PublishCatalogueAsync(Catalogue catalogue) => Writer.RunAsync(async (db, _, ct) =>
    {
        db.Reach = Reach.Everything;
        var next = await db.CommunityVersions.Where(v => v.Kind == CommunityText.Catalogue).MaxAsync(v => v.Number, ct) + 1;
        db.CommunityVersions.Add(new CommunityVersion(CommunityText.Catalogue, next, catalogue.ToJson(), Now, "Sal Stone", "The courses changed."));
        return await db.SaveChangesAsync(ct);
    });

    /// <summary>Puts another text in place while an act is on its way: the page has sent it, and has not heard of the text yet.</summary>
    public async Task WhileTheTextChangesAsync(string code, Func<Task> act)
    {
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var change = WriteAsync(async db =>
        {
            await sent.Task;
            var request = await db.Requests.SingleAsync(r => r.Code == code);
            db.Entry(request).Property(r => r.AgreementHash).CurrentValue = new string('0', 64);
        });
        var acting = act();
        sent.SetResult();
        await change;
        await acting;
    }

    /// <summary>The new user wants to sign on paper, and the scan of it is uploaded.</summary>
    public async Task GoPaperAsync(string code)
    {
        await Requests.ChoosePaperAsync(await SubjectOfAsync(code), code);
        using var scan = new MemoryStream(CertificatePdf("Scan of the agreement"));
        await Requests.UploadPaperScanAsync(Alma, code, scan, "signed agreement.pdf");
    }

    /// <summary>That this person has just entered the password.</summary>
    public IdentityProof ProofOf(Caller by) => new(by.PersonId, ProofMethod.Password, Now);

    /// <summary>Harbor House: active, Detroit, with <see cref="Alma"/>, <see cref="Abel"/>, <see cref="Dora"/>, <see cref="Delia"/> and <see cref="Nora"/>.</summary>
    public Guid AgencyA => _seed!.AgencyA;

    /// <summary>Bridge Shelter: active, Chicago, with <see cref="Boris"/> and <see cref="Bella"/>.</summary>
    public Guid AgencyB => _seed!.AgencyB;

    /// <summary>Corner Kitchen: active and small, <see cref="Cleo"/> sits in both seats.</summary>
    public Guid AgencyC => _seed!.AgencyC;

    /// <summary>Former Hope: participation has lapsed, with <see cref="Lars"/>.</summary>
    public Guid LapsedAgency => _seed!.Lapsed;

    /// <summary>Alma Ames, agency administrator of agency A; the one who acts in the walks.</summary>
    public Caller Alma => _seed!.Alma;

    /// <summary>Abel Arden, the other agency administrator of agency A.</summary>
    public Caller Abel => _seed!.Abel;

    /// <summary>Dora Dahl, executive director of agency A.</summary>
    public Caller Dora => _seed!.Dora;

    /// <summary>Delia Dean works for agency A without a seat, until <see cref="DelegateAsync"/> lets her act for Dora.</summary>
    public Caller Delia => _seed!.Delia;

    /// <summary>Nora Nilsen works for agency A and has neither seat nor request.</summary>
    public Caller Nora => _seed!.Nora;

    /// <summary>Boris Berg, agency administrator of agency B.</summary>
    public Caller Boris => _seed!.Boris;

    /// <summary>Bella Brandt, executive director of agency B.</summary>
    public Caller Bella => _seed!.Bella;

    /// <summary>Bruno Bosch works for agency B without a seat.</summary>
    public Caller Bruno => _seed!.Bruno;

    /// <summary>Cleo Cruz, agency administrator and executive director of agency C.</summary>
    public Caller Cleo => _seed!.Cleo;

    /// <summary>Lars Lund, agency administrator of the lapsed agency.</summary>
    public Caller Lars => _seed!.Lars;

    /// <summary>Sal Stone, the first system administrator.</summary>
    public Caller Sal => _seed!.Sal;

    /// <summary>Sue Swan, the second system administrator.</summary>
    public Caller Sue => _seed!.Sue;

    /// <summary>A community in which nobody has asked for anything yet.</summary>
    public static async Task<TestCommunity> CreateAsync()
    {
        var seed = await FirstCommunity.Value;
        var folder = NewFolder();
        await File.WriteAllBytesAsync(Path.Combine(folder, DatabaseFile), seed.Database);
        return new(folder, Start, seed);
    }

    /// <summary>A community whose uploads are sent to a virus scanner.</summary>
    public static async Task<TestCommunity> CreateWithScannerAsync(string address)
    {
        var seed = await FirstCommunity.Value;
        var folder = NewFolder();
        await File.WriteAllBytesAsync(Path.Combine(folder, DatabaseFile), seed.Database);
        return new(folder, Start, seed, scanner: new() { Address = address });
    }

    /// <summary>A community whose e-mails go somewhere.</summary>
    public static async Task<TestCommunity> CreateWithMailAsync(MailOptions mail)
    {
        var seed = await FirstCommunity.Value;
        var folder = NewFolder();
        await File.WriteAllBytesAsync(Path.Combine(folder, DatabaseFile), seed.Database);
        return new(folder, Start, seed, mail: mail);
    }

    /// <summary>A community with a seal that no other test uses, for tests that change or break it.</summary>
    public static async Task<TestCommunity> CreateWithOwnSealAsync()
    {
        var seed = await FirstCommunity.Value;
        var folder = NewFolder();
        await File.WriteAllBytesAsync(Path.Combine(folder, DatabaseFile), seed.Database);
        return new(folder, Start, seed, Path.Combine(folder, "seal"));
    }

    /// <summary>
    /// A community in which agency A has one request at a step, walked there once in a process and copied since; with its code.
    /// For Lapsed the clock stands later by the days of the settings.
    /// </summary>
    public static async Task<(TestCommunity Community, string Code)> CreateAtAsync(RequestState state)
    {
        var walked = await WalkedCommunities.GetOrAdd(state, s => new(() => WalkAsync(s))).Value;
        var folder = NewFolder();
        foreach (var (path, bytes) in walked.Files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, path))!);
            await File.WriteAllBytesAsync(Path.Combine(folder, path), bytes);
        }

        return (new(folder, walked.Now, await FirstCommunity.Value) { _people = 1 }, walked.Code);
    }

    /// <summary>A database with tables and the first versions only: nobody is there yet.</summary>
    public static async Task<TestCommunity> CreateEmptyAsync()
    {
        var community = new TestCommunity(NewFolder(), Start, null);
        await community.Database.MigrateAsync();
        return community;
    }

    /// <summary>A copy of this community as it stands, at the same instant; what happens there does not happen here.</summary>
    public TestCommunity Fork() => ForkAt(Clock.GetUtcNow());

    /// <summary>A copy of this community whose clock shows another time, even an earlier one.</summary>
    public TestCommunity ForkAt(DateTimeOffset now) => ForkAt(now, withSeal: true);

    /// <summary>A copy on another machine: database and documents are there, the folder of the seal is not.</summary>
    public TestCommunity ForkWithoutSeal() => ForkAt(Clock.GetUtcNow(), withSeal: false);

    private TestCommunity ForkAt(DateTimeOffset now, bool withSeal)
    {
        var folder = NewFolder();
        CopyDatabase(Path.Combine(folder, DatabaseFile));
        foreach (var file in Directory.Exists(DocumentsPath) ? Directory.GetFiles(DocumentsPath, "*", SearchOption.AllDirectories) : [])
        {
            var copy = Path.Combine(folder, DocumentsFolder, Path.GetRelativePath(DocumentsPath, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return new(folder, now, _seed, withSeal ? null : Path.Combine(folder, "seal"), mail: _mail) { _people = _people };
    }

    /// <summary>Registers the very same instances in another container, for component tests; that container does not dispose them.</summary>
    public void AddTo(IServiceCollection services)
    {
        foreach (var type in Shared)
            services.AddSingleton(type, _services.GetRequiredService(type));
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Moves the clock by the window of live updates, so that a trailing update is delivered.</summary>
    public void LetUpdatesThrough() => Clock.Advance(RequestChanges.Window);

    /// <summary>Opens a request at the caller's agency (Alma's when none is given) for a new person; returns its code.</summary>
    public Task<string> OpenRequestAsync(Caller? by = null, string? firstName = null, string? lastName = null, string roleType = RoleType, IReadOnlyList<string>? conditions = null)
    {
        by ??= Alma;
        return Requests.OpenAsync(by, Wish(AgencyOf(by), firstName, lastName) with { RoleTypeCode = roleType, Conditions = conditions ?? [] });
    }

    /// <summary>A wish for a new person that can be opened as it is.</summary>
    public NewRequest Wish(Guid agencyId, string? firstName = null, string? lastName = null)
    {
        var number = _people++;
        var first = firstName ?? "Nina";
        var last = lastName ?? Names[number % Names.Length] + (number < Names.Length ? "" : " " + Names[number / Names.Length % Names.Length] + (char)('A' + number / (Names.Length * Names.Length)));
        return new()
        {
            AgencyId = agencyId,
            FirstName = first,
            LastName = last,
            WorkEmail = string.Create(CultureInfo.InvariantCulture, $"new{number + 1}@{DomainOf(agencyId)}"),
            JobTitle = "Case aide",
            SupervisorName = "Sam Super",
            SupervisorEmail = $"sam@{DomainOf(agencyId)}",
            RoleTypeCode = RoleType,
            Projects = ["Emergency shelter"],
            EverHadAccount = false,
            StartsOn = new DateOnly(2026, 3, 16),
        };
    }

    /// <summary>The new user of a request, as the caller of their own acts.</summary>
    public async Task<Caller> SubjectOfAsync(string code) => new((await RowAsync(code)).SubjectId);

    /// <summary>The request as Sal sees it.</summary>
    public Task<RequestView> ViewAsync(string code, Caller? by = null) => Queries.RequestAsync(by ?? Sal, code);

    /// <summary>Where the request is.</summary>
    public async Task<RequestState> StateAsync(string code) => (await RowAsync(code)).State;

    /// <summary>The bytes of a small real certificate.</summary>
    public static byte[] CertificatePdf(string courseTitle, string learner = "Nina Nova") => Certificates.GetOrAdd((learner, courseTitle), key =>
        Press.DrawCertificate(new CertificateDocument(key.Learner, key.Course, new DateOnly(2026, 2, 20), "92 %", "LC-2026-0001", "HMIS Learning Center")));

    /// <summary>Records the Learning Center account and uploads a certificate, completed on 20 February 2026, for each required course but those left out.</summary>
    public async Task WithCertificatesAsync(string code, params string[] exceptCourses)
    {
        var subject = await SubjectOfAsync(code);
        var view = await ViewAsync(code);
        if (view.LearningCenterUser is null)
            await Requests.RecordLearningCenterAccountAsync(subject, code, "nina@learning");
        foreach (var item in view.Checklist.Where(i => i.EvidenceId is null && !i.IsDone && !exceptCourses.Contains(i.Course.Code)))
            await UploadAsync(subject, code, item.Course.Code);
    }

    /// <summary>Uploads a certificate for one course.</summary>
    public async Task UploadAsync(Caller by, string code, string course, DateOnly? completedOn = null, int? score = 92, string? number = "LC-2026-0001")
    {
        var title = Catalogue.Default.Course(course).Title;
        using var content = new MemoryStream(CertificatePdf(title));
        await Requests.UploadCertificateAsync(by, code, course, content, $"{title}.pdf", completedOn ?? new DateOnly(2026, 2, 20), score, number);
    }

    /// <summary>The agency administrator accepts every certificate that waits.</summary>
    public async Task AcceptAllAsync(string code)
    {
        var view = await ViewAsync(code);
        foreach (var item in view.Checklist.Where(i => i.Status == ChecklistStatus.Uploaded))
            await Requests.AcceptCertificateAsync(AdministratorOf(view.AgencyId), code, item.EvidenceId!.Value);
    }

    /// <summary>A User Request Form that nothing is missing on.</summary>
    public static UserRequestForm CompleteForm(UserRequestForm begun) => begun with
    {
        EmploymentKind = "full-time",
        PrimaryProject = begun.Projects[0],
        Tasks = ["view-records"],
        Reason = "Looks up stays for the clients of the shelter.",
        AttestsEmployment = true,
        AttestsBackgroundCheck = true,
        AttestsNeed = true,
    };

    /// <summary>The new user agrees to electronic signing and initials what asks for it; nothing is signed.</summary>
    public async Task ConsentAndInitialAsync(string code)
    {
        var subject = await SubjectOfAsync(code);
        await Requests.GiveConsentAsync(subject, code);
        await Task.WhenAll((await ViewAsync(code)).Agreement.OpenInitials.Select(clause => Requests.InitialClauseAsync(subject, code, clause, "NN")));
    }

    /// <summary>
    /// Walks a request through the real services to a step. It starts wherever the request is and does only what is missing.
    /// On the way to AwaitingDocuments the certificate of the last course is recorded on paper only; for that the request must not be past training.
    /// At agency C a system administrator waives distinct signers. Withdrawn, Lapsed and Denied are reached from where the request is
    /// (Denied goes through the queue, Lapsed moves the clock by the days of the settings).
    /// </summary>
    public async Task AdvanceToAsync(RequestState target, string code)
    {
        for (var steps = 0; steps < 20; steps++)
        {
            var view = await ViewAsync(code);
            if (view.State == target)
                return;
            await StepAsync(target, view);
        }

        throw new InvalidOperationException($"The walk to {target} does not arrive.");
    }

    /// <summary>Opens a request and walks it to a step.</summary>
    public async Task<string> OpenAtAsync(RequestState target, Caller? by = null)
    {
        var code = await OpenRequestAsync(by);
        await AdvanceToAsync(target, code);
        return code;
    }

    /// <summary>Lets a person act for the holder of a seat from now on.</summary>
    public Task DelegateAsync(Caller holder, Caller delegated, TimeSpan? lasting = null) => WriteAsync(db =>
        db.Delegations.Add(new Delegation(AgencyOf(holder), SeatKind.ExecutiveDirector, holder.PersonId, delegated.PersonId, Now, Now + (lasting ?? TimeSpan.FromDays(30)))));

    /// <summary>Ends a person's access.</summary>
    public Task DeactivateAsync(Caller person) => WriteAsync(async db => (await db.People.SingleAsync(p => p.Id == person.PersonId)).Deactivate());

    /// <summary>Ends the seat of that kind by the service, as Sal does it.</summary>
    public async Task EndSeatAsync(Caller holder, SeatKind kind)
    {
        await using var db = Database.Read(Reach.Everything);
        var seat = await db.Seats.SingleAsync(s => s.PersonId == holder.PersonId && s.Kind == kind && s.UntilUtc == null);
        await Agencies.EndSeatAsync(Sal, seat.Id);
    }

    /// <summary>Writes past the services, for what no service does yet.</summary>
    public Task WriteAsync(Action<HmisDbContext> change) => WriteAsync(db =>
    {
        change(db);
        return Task.CompletedTask;
    });

    /// <summary>Writes past the services, for what no service does yet.</summary>
    public Task WriteAsync(Func<HmisDbContext, Task> change) => Writer.RunAsync(async (db, _, ct) =>
    {
        db.Reach = Reach.Everything;
        await change(db);
        return await db.SaveChangesAsync(ct);
    });

    /// <summary>The secret of the open invitation of a person.</summary>
    public async Task<string> InvitationSecretAsync(Guid personId)
    {
        await using var db = Database.Read(Reach.Everything);
        var link = await db.Notifications.Where(n => n.RecipientId == personId && n.Link != null && n.Link.StartsWith(InvitationLink.Prefix)).Select(n => n.Link).SingleAsync();
        return link![InvitationLink.Prefix.Length..];
    }

    /// <summary>Every row of every table as text, in a fixed order; two equal dumps are two equal databases.</summary>
    public IReadOnlyList<string> Dump()
    {
        using var connection = OpenConnection();
        var tables = new List<string>();
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
            using var reader = command.ExecuteReader();
            while (reader.Read())
                tables.Add(reader.GetString(0));
        }

        var rows = new List<string>();
        foreach (var table in tables)
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT * FROM \"{table}\" ORDER BY 1, 2";
            using var reader = command.ExecuteReader();
            while (reader.Read())
                rows.Add(table + ": " + string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(i => $"{reader.GetName(i)}={reader.GetValue(i)}")));
        }

        return rows;
    }

    /// <summary>A connection of the test's own to the database file.</summary>
    public SqliteConnection OpenConnection()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(Folder, DatabaseFile)};Pooling=False");
        connection.Open();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        SqliteConnection pooled;
        await using (var db = Database.Read(Reach.None))
            pooled = new((db.Database.GetDbConnection()).ConnectionString);
        await _services.DisposeAsync();
        SqliteConnection.ClearPool(pooled);
        await pooled.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>The agency in which the caller acts in the walks.</summary>
    public Guid AgencyOf(Caller caller) =>
        caller == Boris || caller == Bella || caller == Bruno ? AgencyB
        : caller == Cleo ? AgencyC
        : caller == Lars ? LapsedAgency
        : AgencyA;

    /// <summary>The administrator who acts for an agency in the walks.</summary>
    public Caller AdministratorOf(Guid agencyId) => agencyId == AgencyB ? Boris : agencyId == AgencyC ? Cleo : agencyId == LapsedAgency ? Lars : Alma;

    /// <summary>The director who acts for an agency in the walks.</summary>
    public Caller DirectorOf(Guid agencyId) => agencyId == AgencyB ? Bella : agencyId == AgencyC ? Cleo : Dora;

    private async Task StepAsync(RequestState target, RequestView view)
    {
        var (code, administrator, director, subject) = (view.Code, AdministratorOf(view.AgencyId), DirectorOf(view.AgencyId), new Caller(view.SubjectId));
        switch (view.State)
        {
            case var open when target == RequestState.Withdrawn && Stages.IsOpen(open):
                await Requests.WithdrawAsync(administrator, code, "The position was not filled.");
                break;
            case < RequestState.AwaitingDocuments when target == RequestState.Lapsed:
                Clock.Advance(TimeSpan.FromDays(view.Settings.LapseAfterDays));
                await Requests.LapseQuietRequestsAsync(1000);
                break;
            case RequestState.AwaitingDocuments or RequestState.AccountQueue when target == RequestState.Denied:
                await Requests.DenyAsync(Sal, code, "The person has an account already.");
                break;
            case RequestState.Training:
                if (target == RequestState.AwaitingDocuments)
                {
                    var last = view.Checklist[^1];
                    if (last.EvidenceId is not null)
                        throw new InvalidOperationException("All certificates are uploaded: nothing could follow. Leave the last one out.");
                    await WithCertificatesAsync(code, last.Course.Code);
                    await Requests.RecordPaperCertificateAsync(administrator, code, last.Course.Code, new DateOnly(2026, 2, 20), 92, "LC-2026-0001");
                }
                else
                {
                    await WithCertificatesAsync(code);
                }

                await Requests.FinishTrainingAsync(subject, code);
                break;
            case RequestState.UserSignature:
                await ConsentAndInitialAsync(code);
                await Requests.SignAsUserAsync(subject, code, Typed(subject, view.SubjectName));
                break;
            case RequestState.AdministratorReview:
                await AcceptAllAsync(code);
                await Requests.GiveConsentAsync(administrator, code);
                await Requests.SignAsAdministratorAsync(administrator, code, Typed(administrator));
                break;
            case RequestState.DirectorSignature:
                if (administrator == director && view.WaiverNote is null)
                    await Requests.WaiveDistinctSignersAsync(Sal, code, "The agency has one employee.");
                await Requests.GiveConsentAsync(director, code);
                await Requests.SignAsDirectorAsync(director, code, Typed(director));
                break;
            case RequestState.Submission:
                await Requests.FillFormAsync(administrator, code, CompleteForm(view.Form));
                await Requests.SubmitAsync(administrator, code, view.HelpDeskMessage, target == RequestState.AwaitingDocuments);
                break;
            case RequestState.AwaitingDocuments:
                foreach (var item in view.Checklist.Where(i => i.PaperOnly))
                {
                    using var content = new MemoryStream(CertificatePdf(item.Course.Title));
                    await Requests.AttachFileAsync(administrator, code, item.EvidenceId!.Value, content, $"{item.Course.Title}.pdf");
                }

                await Requests.DocumentsReceivedAsync(administrator, code);
                break;
            case RequestState.AccountQueue when target == RequestState.AccountCreated:
                await Requests.RecordAccountAsync(Sal, code, view.SuggestedUserName, view.RoleType.VendorRole);
                break;
            default:
                throw new InvalidOperationException($"There is no walk from {view.State} to {target}.");
        }
    }

    /// <summary>The name under which one of the people above signs; null for anybody else.</summary>
    public string? NameOf(Caller caller) => _seed!.Names.GetValueOrDefault(caller.PersonId);

    private string DomainOf(Guid agencyId) => agencyId == AgencyB ? "bridge.example.org" : agencyId == AgencyC ? "corner.example.org" : agencyId == LapsedAgency ? "former.example.org" : "harbor.example.org";

    private async Task<(Guid SubjectId, RequestState State)> RowAsync(string code)
    {
        await using var db = Database.Read(Reach.Everything);
        var row = await db.Requests.Where(r => r.Code == code).Select(r => new { r.SubjectId, r.State }).SingleAsync();
        return (row.SubjectId, row.State);
    }

    private static async Task<Walked> WalkAsync(RequestState state)
    {
        RequestState? before = state switch
        {
            RequestState.Training or RequestState.AwaitingDocuments or RequestState.Withdrawn or RequestState.Lapsed => null,
            RequestState.Denied => RequestState.AccountQueue,
            RequestState.AccountQueue => RequestState.Submission,
            _ => state - 1,
        };
        var (community, code) = before is { } earlier ? await CreateAtAsync(earlier) : (await CreateAsync(), "");
        await using var own = community;
        code = code.Length > 0 ? code : await community.OpenRequestAsync();
        await community.AdvanceToAsync(state, code);
        var files = Directory.GetFiles(community.DocumentsPath, "*", SearchOption.AllDirectories).ToDictionary(f => Path.GetRelativePath(community.Folder, f), File.ReadAllBytes);
        var copy = Path.Combine(community.Folder, "copy.db");
        community.CopyDatabase(copy);
        files[DatabaseFile] = await File.ReadAllBytesAsync(copy);
        return new(files, community.Clock.GetUtcNow(), code);
    }

    private void CopyDatabase(string path)
    {
        using var from = OpenConnection();
        using var to = new SqliteConnection($"Data Source={path};Pooling=False");
        to.Open();
        from.BackupDatabase(to);
    }

    // where there is a disk in memory, a commit costs no wait for a real one
    private static string NewFolder() => Directory.Exists(MemoryDisk)
        ? Directory.CreateDirectory(Path.Combine(MemoryDisk, "community-" + Path.GetRandomFileName())).FullName
        : Directory.CreateTempSubdirectory("community-").FullName;

    private static async Task<Seed> SeedAsync()
    {
        await using var community = new TestCommunity(NewFolder(), Start, null);
        await community.Database.MigrateAsync();
        var (people, agencies) = (community.People, community.Agencies);

        var secret = await people.FirstStartSecretAsync() ?? throw new InvalidOperationException("A new database has no system administrator.");
        var sal = new Caller(await people.SetUpFirstAdministratorAsync(secret, "Sal", "Stone", "sal@lead.example.org"));

        async Task<Guid> AgencyAsync(string name, string domain, string zone, ParticipationStatus participation) => await agencies.SaveAsync(sal, null, new AgencyData
        {
            Name = name,
            EmailDomain = domain,
            TimeZoneId = zone,
            Participation = participation,
            Projects = [new("Emergency shelter", "Emergency Shelter"), new("Street outreach", "Street Outreach")],
        });

        async Task<Caller> SeatAsync(SeatKind kind, Guid? agencyId, string first, string last, string email)
        {
            await agencies.AppointAsync(sal, kind, agencyId, first, last, email, null);
            await using var db = community.Database.Read(Reach.Everything);
            var person = await db.People.SingleAsync(p => p.Email == email);
            if (person.SignInSinceUtc is null)
                await people.AcceptInvitationAsync(await community.InvitationSecretAsync(person.Id));
            return new(person.Id);
        }

        async Task<Caller> WithoutSeatAsync(Guid agencyId, string first, string last, string email)
        {
            // no service adds somebody who has neither seat nor request
            var person = new Person(first, last, email, agencyId);
            person.CanSignIn(community.Now);
            await community.WriteAsync(db => db.People.Add(person));
            return new(person.Id);
        }

        var a = await AgencyAsync("Harbor House", "harbor.example.org", "America/Detroit", ParticipationStatus.Active);
        var b = await AgencyAsync("Bridge Shelter", "bridge.example.org", "America/Chicago", ParticipationStatus.Active);
        var c = await AgencyAsync("Corner Kitchen", "corner.example.org", "America/Detroit", ParticipationStatus.Active);
        var lapsed = await AgencyAsync("Former Hope", "former.example.org", "America/Detroit", ParticipationStatus.Lapsed);

        var seed = new Seed
        {
            AgencyA = a,
            AgencyB = b,
            AgencyC = c,
            Lapsed = lapsed,
            Sal = sal,
            Sue = await SeatAsync(SeatKind.SystemAdministrator, null, "Sue", "Swan", "sue@lead.example.org"),
            Alma = await SeatAsync(SeatKind.AgencyAdministrator, a, "Alma", "Ames", "alma@harbor.example.org"),
            Abel = await SeatAsync(SeatKind.AgencyAdministrator, a, "Abel", "Arden", "abel@harbor.example.org"),
            Dora = await SeatAsync(SeatKind.ExecutiveDirector, a, "Dora", "Dahl", "dora@harbor.example.org"),
            Delia = await WithoutSeatAsync(a, "Delia", "Dean", "delia@harbor.example.org"),
            Nora = await WithoutSeatAsync(a, "Nora", "Nilsen", "nora@harbor.example.org"),
            Boris = await SeatAsync(SeatKind.AgencyAdministrator, b, "Boris", "Berg", "boris@bridge.example.org"),
            Bella = await SeatAsync(SeatKind.ExecutiveDirector, b, "Bella", "Brandt", "bella@bridge.example.org"),
            Bruno = await WithoutSeatAsync(b, "Bruno", "Bosch", "bruno@bridge.example.org"),
            Cleo = await SeatAsync(SeatKind.AgencyAdministrator, c, "Cleo", "Cruz", "cleo@corner.example.org"),
            Lars = await SeatAsync(SeatKind.AgencyAdministrator, lapsed, "Lars", "Lund", "lars@former.example.org"),
        };
        await SeatAsync(SeatKind.ExecutiveDirector, c, "Cleo", "Cruz", "cleo@corner.example.org");

        await using (var db = community.Database.Read(Reach.Everything))
            seed = seed with { Names = (await db.People.ToListAsync()).ToDictionary(p => p.Id, p => p.FullName) };
        var copy = Path.Combine(community.Folder, "copy.db");
        community.CopyDatabase(copy);
        return seed with { Database = await File.ReadAllBytesAsync(copy) };
    }

    private sealed record Walked(Dictionary<string, byte[]> Files, DateTimeOffset Now, string Code);

    private sealed record Seed
    {
        public byte[] Database { get; init; } = [];

        public Dictionary<Guid, string> Names { get; init; } = [];

        public required Guid AgencyA { get; init; }

        public required Guid AgencyB { get; init; }

        public required Guid AgencyC { get; init; }

        public required Guid Lapsed { get; init; }

        public required Caller Sal { get; init; }

        public required Caller Sue { get; init; }

        public required Caller Alma { get; init; }

        public required Caller Abel { get; init; }

        public required Caller Dora { get; init; }

        public required Caller Delia { get; init; }

        public required Caller Nora { get; init; }

        public required Caller Boris { get; init; }

        public required Caller Bella { get; init; }

        public required Caller Bruno { get; init; }

        public required Caller Cleo { get; init; }

        public required Caller Lars { get; init; }
    }
}
