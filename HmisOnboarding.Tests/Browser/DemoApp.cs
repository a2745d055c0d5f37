using HmisOnboarding.Web.Auth;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Xunit;

namespace HmisOnboarding.Tests.Browser;

/// <summary>The app as a newcomer starts it: Development, with the demo community.</summary>
public sealed class DemoApp : WebApplicationFactory<Program>, IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hmis-demo-test").FullName;

    /// <summary>The clock of the app; a test can set it ahead.</summary>
    public MovableTime Time { get; } = new();

    public string Address => ClientOptions.BaseAddress.ToString().TrimEnd('/');

    public IReadOnlyList<DemoSignIn> People => Services.GetRequiredService<DemoSignIns>().People;

    public ValueTask InitializeAsync()
    {
        UseKestrel(0);
        StartServer();
        return ValueTask.CompletedTask;
    }

    /// <summary>Signs in by the button of the sign-in page, as the first demo person whose role reads like that.</summary>
    public static async Task SignInAsync(IPage page, string role)
    {
        await page.GotoAsync("/Account/SignIn");
        await page.Locator(".try-it-person", new() { HasText = role }).First.ClickAsync();
        await page.Locator("h1").First.WaitForAsync();
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
        builder.UseSetting("Limits:AccountPostsPerMinute", "1000");
        builder.ConfigureLogging(logging => logging.ClearProviders());
        builder.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(Time));
    }
}
