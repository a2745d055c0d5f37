using System.Reflection;
using System.Text.Json;
using CsCheck;
using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Messages;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Submission;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Domain.Watchers;
using HmisOnboarding.Tests.Support;
using HmisOnboarding.Tests.Training.Import;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Xunit;

namespace HmisOnboarding.Tests.Persistence;

/// <summary>One agency neither sees nor touches what is another one's, and cannot tell it from what does not exist.</summary>
public sealed class IsolationTests
{
    private static readonly Type[] Services = [typeof(RequestService), typeof(RequestQueries), typeof(PacketService), typeof(TrainingSiteService), typeof(MessageService), typeof(WatcherService)];

    // these take no request of anybody: the clock's own work, lists within reach, the tracker, which is opened by its secret, and opening, which is tried below
    private static readonly string[] WithoutARequest = ["RequestService.LapseQuietRequestsAsync", "RequestService.NoteMarksAsync", "RequestService.WarnOfLapseAsync", "RequestService.AskForLoginsAsync", "RequestService.FollowUpAsync", "WatcherService.TrackAsync", "RequestQueries.OwnCodesAsync", "RequestService.OpenAsync", "TrainingSiteService.ListAsync"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Methods => [.. Services.SelectMany(MethodsOf).Select(NameOf).Except(WithoutARequest)];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Method_WhenTheRequestIsAnotherAgencys_AnswersExactlyAsIfItDidNotExist(string name)
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);
        await using var community = created;
        await community.OpenRequestAsync(community.Boris);
        await using var db = community.Database.Read(Reach.Everything);
        var document = await db.Documents.Select(d => d.Id).FirstAsync(Cancel);
        var evidence = await db.Evidence.Select(e => e.Id).FirstAsync(Cancel);
        var method = Services.SelectMany(MethodsOf).Single(m => NameOf(m) == name);
        var before = community.Dump();

        foreach (var stranger in new[] { community.Boris, community.Bella, community.Cleo, community.Nora, community.Bruno, await community.SubjectOfAsync("HM-1002") })
        {
            var foreign = await Record.ExceptionAsync(() => CallAsync(community, method, stranger, code, document, evidence));
            var unknown = await Record.ExceptionAsync(() => CallAsync(community, method, stranger, "HM-9999", Guid.NewGuid(), Guid.NewGuid()));

            Assert.IsType<NotFoundException>(foreign);
            Assert.IsType<NotFoundException>(unknown);
            Assert.Equal(unknown.Message, foreign.Message);
        }

        Assert.Equal(before, community.Dump());
    }

    [Fact]
    public void Methods_WhenANewOneTakesNoRequest_MustBeNamedHere() =>
        Assert.All(Services.SelectMany(MethodsOf), m => Assert.True(
            WithoutARequest.Contains(NameOf(m)) || m.GetParameters().Any(p => p.Name is "code" or "documentId"), $"{NameOf(m)} names no request: how is it kept to its agency?"));

    [Fact]
    public async Task CatalogueService_WhenAnybodyButASystemAdministratorAsks_HasNothing()
    {
        await using var community = await TestCommunity.CreateAsync();
        var methods = MethodsOf(typeof(CatalogueService)).ToList();
        var before = community.Dump();

        Assert.True(methods.Count >= 10, $"Only {methods.Count} methods.");
        foreach (var method in methods)
        {
            foreach (var caller in new[] { community.Alma, community.Dora, community.Nora, community.Boris, community.Lars })
                Assert.IsType<NotFoundException>(await Record.ExceptionAsync(() => CallAsync(community, method, caller, "HM-1001", Guid.NewGuid(), Guid.NewGuid())));
        }

        Assert.Equal(before, community.Dump());
    }

    [Fact]
    public async Task Open_WhenTheAgencyIsAnotherOnes_AnswersAsIfItDidNotExist()
    {
        await using var community = await TestCommunity.CreateAsync();
        var foreign = await Assert.ThrowsAsync<NotFoundException>(() => community.Requests.OpenAsync(community.Boris, community.Wish(community.AgencyA), Cancel));
        var unknown = await Assert.ThrowsAsync<NotFoundException>(() => community.Requests.OpenAsync(community.Boris, community.Wish(community.AgencyA) with { AgencyId = Guid.NewGuid() }, Cancel));
        Assert.Equal(unknown.Message, foreign.Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task AgencyB_WhenAgencyADoesAnythingAtAll_IsUntouchedAndUnseen(int seed)
    {
        var (created, ownCode) = await TestCommunity.CreateAtAsync(RequestState.AdministratorReview);
        await using var community = created;
        var foreignCode = await community.OpenAtAsync(RequestState.DirectorSignature, community.Boris);
        var subject = await community.SubjectOfAsync(ownCode);
        await using var db = community.Database.Read(Reach.Everything);
        var foreignDocument = await db.Documents.Where(d => d.AgencyId == community.AgencyB).Select(d => d.Id).FirstAsync(Cancel);
        var foreignEvidence = await db.Evidence.Where(d => d.AgencyId == community.AgencyB).Select(d => d.Id).FirstAsync(Cancel);
        var marks = new[] { community.AgencyB.ToString(), "Bridge Shelter", "Boris", "Bella", "bridge.example.org", foreignCode, (await community.SubjectOfAsync(foreignCode)).PersonId.ToString() };
        List<string> RowsOfB() => [.. community.Dump().Where(r => r.Contains(community.AgencyB.ToString(), StringComparison.OrdinalIgnoreCase) || r.Contains(foreignCode, StringComparison.Ordinal))];
        var before = RowsOfB();
        var methods = Services.SelectMany(MethodsOf).Where(m => m.Name is not (nameof(RequestService.LapseQuietRequestsAsync) or nameof(RequestService.NoteMarksAsync) or nameof(RequestService.WarnOfLapseAsync) or nameof(RequestService.AskForLoginsAsync) or nameof(RequestService.FollowUpAsync))).ToList();
        var commands = Gen.Select(Gen.Int[0, methods.Count - 1], Gen.Int[0, 3], Gen.Bool).Array[40].Case(seed);

        var callers = new[] { community.Alma, community.Abel, community.Dora, subject };
        foreach (var (number, who, foreign) in commands)
        {
            var answer = await Record.ExceptionAsync(() => CallAsync(community, methods[number], callers[who], foreign ? foreignCode : ownCode, foreignDocument, foreignEvidence));
            Assert.True(answer is null or RuleViolationException or NotFoundException or DocumentRefusedException, $"{NameOf(methods[number])}: {answer}");
        }

        Assert.NotEmpty(before);
        Assert.Equal(before, RowsOfB());
        foreach (var caller in callers)
        {
            var shown = new List<object>
            {
                await community.Boards.PageAsync(caller, new RequestFilter(), cancellationToken: Cancel),
                await community.Boards.ToSignAsync(caller, Cancel),
                await community.Boards.RailAsync(caller, Cancel),
                await community.Notices.NewestAsync(caller, cancellationToken: Cancel),
                await community.Agencies.ListAsync(caller, Cancel),
                await community.TrainingSite.ListAsync(caller, cancellationToken: Cancel),
                await community.Queries.OwnCodesAsync(caller, Cancel),
                await community.Queries.RequestAsync(caller, ownCode, Cancel) with { Zone = TimeZoneInfo.Utc },
            };
            var text = JsonSerializer.Serialize(shown);
            Assert.Contains("Harbor House", text, StringComparison.Ordinal);
            Assert.All(marks, mark => Assert.DoesNotContain(mark, text, StringComparison.OrdinalIgnoreCase));
            await Assert.ThrowsAsync<NotFoundException>(() => community.Boards.BoardAsync(caller, community.AgencyB, Cancel));
        }

        await AssertCountsAreTrueAsync(community);
    }

    [Fact]
    public async Task EveryTableWithAnAgency_WhenReadWithTheEyesOfAnother_ShowsNothingOfIt()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);
        await using var community = created;
        await community.DelegateAsync(community.Dora, community.Delia);
        await community.TrainingSite.AskAsync(community.Alma, code, Cancel);
        await community.Requests.NoteOpenedAsync(community.Dora, code, Cancel);
        await community.Requests.ExemptFromCourseAsync(community.Sal, code, "C09", "Learned at another agency.", null, Cancel);
        var harbor = (await community.Agencies.ListAsync(community.Sal, Cancel)).Single(a => a.Id == community.AgencyA);
        await community.Agencies.SaveAsync(community.Sal, harbor.Id, new AgencyData
        {
            Name = harbor.Name,
            EmailDomain = harbor.EmailDomain,
            Projects = harbor.Projects,
            Contacts = [new("Ann Bell", "Billing", "ann@harbor.example.org", "")],
            Reason = "A contact to hide.",
        }, Cancel);
        await community.ImportAsync(community.Alma, Lists.Of($"{(await community.ViewAsync(code)).SubjectEmail},Nina,Nova,,C01,,completed,90,2026-02-10,"));
        await community.Get<SingleWriter>().RunAsync(async (db, _, ct) =>
        {
            db.Reach = Reach.Everything;
            db.Add(new DocumentScan(await db.Documents.FirstAsync(d => d.AgencyId == community.AgencyA, ct), new ScanAnswer(ScanVerdict.Clean)));
            await db.SaveChangesAsync(ct);
            return true;
        }, Cancel);
        await community.Get<MessageService>().SendAsync(community.Sal, code, "Which project does she need first?", MessageAudience.Staff, cancellationToken: Cancel);
        await community.Get<MessageService>().MarkReadAsync(community.Alma, code, Cancel);
        await community.Get<WatcherService>().AddAsync(community.Alma, code, "sam@harbor.example.org", Cancel);
        community.Clock.Advance(TimeSpan.FromHours(25));
        await community.Requests.NoteMarksAsync(100, Cancel);
        await using var all = community.Database.Read(Reach.Everything);
        await using var other = community.Database.Read(new Reach(false, community.Boris.PersonId, [community.AgencyB], [community.AgencyB]));
        await using var nobody = community.Database.Read(Reach.None);
        var types = all.Model.GetEntityTypes().Where(t => t.FindProperty("AgencyId") is not null).ToList();

        Assert.True(types.Count >= 13, $"Only {types.Count} tables with an agency.");
        Assert.All(types, t => Assert.Contains(t.GetDeclaredQueryFilters(), f => f.Key == HmisDbContext.AgencyFilter));
        foreach (var type in types)
        {
            Assert.True(CountOf(all, type, community.AgencyA) > 0, $"There is no {type.ClrType.Name} to hide.");
            Assert.True(CountOf(other, type, community.AgencyA) == 0, $"{type.ClrType.Name} of agency A is seen from agency B.");
            Assert.True(CountOf(nobody, type, community.AgencyA) == 0, $"{type.ClrType.Name} of agency A is seen by nobody.");
        }

        Assert.Equal([community.AgencyB], await other.Agencies.Select(a => a.Id).ToListAsync(Cancel));
        Assert.Empty(await other.Invitations.ToListAsync(Cancel));
    }

    [Fact]
    public void EveryTable_WhenItHoldsDataOfARequest_HasItsAgencyAndItsNewUser()
    {
        using var db = new HmisDbContext(new DbContextOptionsBuilder<HmisDbContext>().UseSqlite("Data Source=:memory:").Options);
        Assert.All(db.Model.GetEntityTypes().Where(t => t.FindProperty("RequestId") is { IsNullable: false }), t =>
            Assert.True(t.FindProperty("AgencyId")?.ClrType == typeof(Guid) && t.FindProperty("SubjectId")?.ClrType == typeof(Guid), $"{t.ClrType.Name} belongs to a request but not to an agency."));
    }

    [Fact]
    public async Task Writing_WhenOutsideTheReach_IsStoppedBeforeTheDatabase()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);
        await using var community = created;
        var before = community.Dump();
        var foreign = new Reach(false, community.Boris.PersonId, [community.AgencyB], [community.AgencyB]);

        await Assert.ThrowsAsync<InvalidOperationException>(() => community.Writer.RunAsync(async (db, _, ct) =>
        {
            db.Reach = Reach.Everything;
            var request = await db.Requests.SingleAsync(r => r.Code == code, ct);
            db.Entry(request).Property(r => r.LastMoveUtc).CurrentValue = community.Now.AddDays(1);
            db.Reach = foreign;
            return await db.SaveChangesAsync(ct);
        }, Cancel));
        await Assert.ThrowsAsync<InvalidOperationException>(() => community.Writer.RunAsync(async (db, _, ct) =>
        {
            db.Reach = Reach.Everything;
            db.Remove(await db.Documents.FirstAsync(ct));
            db.Reach = foreign;
            return await db.SaveChangesAsync(ct);
        }, Cancel));
        await Assert.ThrowsAsync<InvalidOperationException>(() => community.Writer.RunAsync(async (db, _, ct) =>
        {
            db.Reach = Reach.Everything;
            var request = await db.Requests.AsNoTracking().SingleAsync(r => r.Code == code, ct);
            db.Reach = foreign;
            var file = new StoredFile(new string('b', 32), "a.pdf", "application/pdf", 10, new string('a', 64));
            db.Documents.Add(new StoredDocument(file, request.AgencyId, request.SubjectId, request.Id, DocumentKind.Other, community.Boris.PersonId, community.Now));
            return await db.SaveChangesAsync(ct);
        }, Cancel));

        Assert.Equal(before, community.Dump());
    }

    /// <summary>The kept counts against the rows.</summary>
    internal static async Task AssertCountsAreTrueAsync(TestCommunity community)
    {
        await using var db = community.Database.Read(Reach.Everything);
        var rows = await db.Requests.GroupBy(r => new { r.AgencyId, r.State }).Select(g => new { g.Key.AgencyId, g.Key.State, Count = g.Count() }).ToListAsync(Cancel);
        var kept = await db.StageCounts.Where(c => c.Count != 0).ToListAsync(Cancel);
        Assert.Equal(rows.Select(r => (r.AgencyId, r.State, r.Count)).Order(), kept.Select(c => (c.AgencyId, c.State, c.Count)).Order());
    }

    private static int CountOf(HmisDbContext db, IEntityType type, Guid agencyId) =>
        (int)typeof(IsolationTests).GetMethod(nameof(CountOfType), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type.ClrType).Invoke(null, [db, agencyId])!;

    private static int CountOfType<T>(HmisDbContext db, Guid agencyId) where T : class =>
        typeof(T).GetProperty("AgencyId")!.PropertyType == typeof(Guid)
            ? db.Set<T>().Count(row => EF.Property<Guid>(row, "AgencyId") == agencyId)
            : db.Set<T>().Count(row => EF.Property<Guid?>(row, "AgencyId") == agencyId);

    private static IEnumerable<MethodInfo> MethodsOf(Type service) =>
        service.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(m => typeof(Task).IsAssignableFrom(m.ReturnType));

    private static string NameOf(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";

    private static async Task CallAsync(TestCommunity community, MethodInfo method, Caller caller, string code, Guid document, Guid evidence)
    {
        var arguments = method.GetParameters().Select(p => Argument(community, p, caller, code, document, evidence)).ToArray();
        await (Task)method.Invoke(community.Services.GetService(method.DeclaringType!), arguments)!;
    }

    private static object? Argument(TestCommunity community, ParameterInfo parameter, Caller caller, string code, Guid document, Guid evidence) => parameter switch
    {
        { ParameterType: var t } when t == typeof(Caller) => caller,
        { Name: "code" } => code,
        { Name: "documentId" } => document,
        { Name: "evidenceId" } => evidence,
        { Name: "exemptionId" or "watcherId" } => evidence,
        { Name: "email" } => "sam@harbor.example.org",
        { Name: "from", ParameterType: var t } when t == typeof(Guid) => community.Sue.PersonId,
        { Name: "courseCode" } => "C02",
        { Name: "fileName" } => "certificate.pdf",
        { ParameterType: var t } when t == typeof(Stream) => new MemoryStream(TestCommunity.CertificatePdf("Basic Privacy and Security")),
        { ParameterType: var t } when t == typeof(string) => "Some words",
        { ParameterType: var t } when t == typeof(DateOnly) => new DateOnly(2026, 2, 20),
        { ParameterType: var t } when t == typeof(NewRequest) => community.Wish(community.AgencyA),
        { ParameterType: var t } when t == typeof(UserRequestForm) => new UserRequestForm { FirstName = "Nina" },
        { ParameterType: var t } when t == typeof(IReadOnlyList<ReturnItem>) => new List<ReturnItem> { new(ReturnItem.Form, "The date is over.") },
        { ParameterType: var t } when t == typeof(MessageAudience) => MessageAudience.Everybody,
        { ParameterType: var t } when t == typeof(FormClashChoice) => FormClashChoice.Mine,
        { ParameterType: var t } when t == typeof(SignatureMark) => community.Typed(caller),
        { ParameterType: var t } when t == typeof(IdentityProof) => community.ProofOf(caller),
        { ParameterType: var t } when t == typeof(bool) => false,
        { ParameterType: var t } when t == typeof(int) => 100,
        { ParameterType: var t } when t == typeof(Catalogue) => Catalogue.Default with { Conditions = [] },
        { ParameterType: var t } when t == typeof(AgreementText) => AgreementText.Default with { Title = "Another title" },
        { ParameterType: var t } when t == typeof(CommunityFile) => new CommunityFile(Catalogue.Default, AgreementText.Default, new CommunitySettings { LapseAfterDays = 90 }),
        { ParameterType: var t } when t == typeof(FileVersions) => new FileVersions(new(1, 1, 1), 1),
        { ParameterType: var t } when t == typeof(ReadOnlyMemory<byte>) => new ReadOnlyMemory<byte>([(byte)'{', (byte)'}']),
        { ParameterType: var t } when t == typeof(CancellationToken) => Cancel,
        { ParameterType: var t } when Nullable.GetUnderlyingType(t) is not null => null,
        _ => throw new NotSupportedException($"Nobody told what to give for {parameter.Name} of {parameter.Member.Name}."),
    };
}
