using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Web.Auth;
using HmisOnboarding.Web.Background;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace HmisOnboarding.Tests.Browser;

/// <summary>The whole app on a real port of this machine, over a folder of its own, with one agency and its people.</summary>
public sealed class LiveApp : WebApplicationFactory<Program>, IAsyncLifetime
{
    public const string Password = "violet harbor engine 42";

    private readonly string _folder = Directory.CreateTempSubdirectory("hmis-browser-test").FullName;

    /// <summary>Where a browser finds it, without a slash at the end.</summary>
    public string Address => ClientOptions.BaseAddress.ToString().TrimEnd('/');

    public Guid AgencyId { get; private set; }

    public PersonSummary SystemAdministrator { get; private set; } = null!;

    public PersonSummary Administrator { get; private set; } = null!;

    public PersonSummary Director { get; private set; } = null!;

    public T Service<T>() where T : notnull => Services.GetRequiredService<T>();

    public async ValueTask InitializeAsync()
    {
        UseKestrel(0);
        StartServer();
        var people = Service<PeopleService>();
        var agencies = Service<AgencyService>();
        var secret = await people.FirstStartSecretAsync();
        var first = await people.SetUpFirstAdministratorAsync(secret!, "Jordan", "Ellis", "jordan@lead.example.org");
        await AddAccountAsync(first, "jordan@lead.example.org");
        SystemAdministrator = (await people.FindPersonAsync(first))!;

        var caller = new Caller(first);
        AgencyId = await agencies.SaveAsync(caller, null, new AgencyData
        {
            Name = "Harbor House of Grand Rapids",
            ShortName = "Harbor House",
            EmailDomain = "harbor.example.org",
            Projects = [new ProjectData("Harbor Emergency Shelter", "Emergency shelter"), new ProjectData("Harbor Rapid Re-Housing", "Rapid re-housing")],
        });
        Administrator = await AppointAsync(caller, SeatKind.AgencyAdministrator, "Dana", "Cole", "dana.cole@harbor.example.org", "Program Manager");
        Director = await AppointAsync(caller, SeatKind.ExecutiveDirector, "Ruth", "Okafor", "ruth.okafor@harbor.example.org", "Executive Director");
    }

    /// <summary>One more system administrator, with the password of all people here.</summary>
    public async Task<PersonSummary> AppointSystemAdministratorAsync(string first, string last, string email)
    {
        var (agencies, caller) = (Service<AgencyService>(), new Caller(SystemAdministrator.Id));
        await agencies.AppointAsync(caller, SeatKind.SystemAdministrator, null, first, last, email, null);
        var seat = (await agencies.SystemAdministratorsAsync(caller)).Single(s => s.Email == email);
        var id = await Service<PeopleService>().AcceptInvitationAsync(seat.InvitationLink![InvitationLink.Prefix.Length..]);
        await AddAccountAsync(id, email);
        return (await Service<PeopleService>().FindPersonAsync(id))!;
    }

    /// <summary>The new user of a request uses the invitation up and chooses the password of all people here; returns who it is.</summary>
    public async Task<Guid> LetInAsync(Caller administrator, string code, CancellationToken cancellationToken)
    {
        var view = await Service<RequestQueries>().RequestAsync(administrator, code, cancellationToken);
        var id = await Service<PeopleService>().AcceptInvitationAsync((await Service<RequestService>().ShowInvitationLinkAsync(administrator, code, cancellationToken))[InvitationLink.Prefix.Length..], cancellationToken);
        await AddAccountAsync(id, view.SubjectEmail);
        return id;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("Storage:DataPath", _folder);
        builder.UseSetting("Demo:Seed", "false");
        builder.UseSetting("Limits:AccountPostsPerMinute", "1000");
        builder.ConfigureLogging(logging => logging.ClearProviders());
        // its link would make the one of the test worthless
        builder.ConfigureTestServices(services => services.Remove(services.Single(s => s.ImplementationType == typeof(FirstStartLink))));
    }

    private async Task<PersonSummary> AppointAsync(Caller caller, SeatKind kind, string first, string last, string email, string title)
    {
        var agencies = Service<AgencyService>();
        await agencies.AppointAsync(caller, kind, AgencyId, first, last, email, title);
        var seat = (await agencies.ListAsync(caller)).SelectMany(a => a.Seats).Single(s => s.Email == email);
        var id = await Service<PeopleService>().AcceptInvitationAsync(seat.InvitationLink![InvitationLink.Prefix.Length..]);
        await AddAccountAsync(id, email);
        return (await Service<PeopleService>().FindPersonAsync(id))!;
    }

    private async Task AddAccountAsync(Guid personId, string email)
    {
        await using var scope = Services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<SignInAccount>>();
        var made = await accounts.CreateAsync(new SignInAccount { Id = personId, UserName = email, Email = email, EmailConfirmed = true }, Password);
        Assert.True(made.Succeeded, string.Join(" ", made.Errors.Select(e => e.Description)));
    }
}
