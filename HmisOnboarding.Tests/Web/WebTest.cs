using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using HmisOnboarding.Domain;
using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Updates;
using HmisOnboarding.Web.Auth;
using HmisOnboarding.Web.Components.Layout;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using MudBlazor.Services;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.Web;

/// <summary>Components over the real Domain and a real file, with one system administrator in front of the screen.</summary>
public abstract class WebTest : BunitContext, IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hmis-web-test").FullName;

    protected WebTest()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton<TimeProvider>(Clock);
        Services.AddHmisDomain(new HmisDomainOptions { DatabasePath = Path.Combine(_folder, "hmis.db"), DocumentsPath = Path.Combine(_folder, "documents") });
        // live updates run on real time: under a clock that stands, the second of two quick ones would wait for ever
        Services.AddSingleton(services => new RequestChanges(TimeProvider.System, services.GetRequiredService<ILogger<RequestChanges>>()));
        Services.AddMudServices();
        Services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        Services.AddOptions<WebLimits>();
        Services.AddSingleton<OpenCircuits>();
        Services.AddScoped<CurrentActor>();
        Services.AddScoped<CircuitLimit>();
        Services.AddScoped<RailCounts>();
        Authorization = this.AddAuthorization();
    }

    protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 3, 14, 10, 0, TimeSpan.Zero));

    protected BunitAuthorizationContext Authorization { get; }

    protected Guid PersonId { get; private set; }

    protected RequestChanges Changes => Services.GetRequiredService<RequestChanges>();

    public async ValueTask InitializeAsync()
    {
        await Services.GetRequiredService<HmisDatabase>().MigrateAsync(TestContext.Current.CancellationToken);
        var people = Services.GetRequiredService<PeopleService>();
        var secret = await people.FirstStartSecretAsync(TestContext.Current.CancellationToken);
        PersonId = await people.SetUpFirstAdministratorAsync(secret!, "Jordan", "Ellis", "jordan@lead.example.org", TestContext.Current.CancellationToken);
        SignInAs(PersonId);
    }

    protected void SignInAs(Guid personId)
    {
        Authorization.SetAuthorized(personId.ToString());
        Authorization.SetClaims(new Claim(ClaimTypes.NameIdentifier, personId.ToString()));
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}
