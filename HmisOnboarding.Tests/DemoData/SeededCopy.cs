using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Tests.DemoData;
using HmisOnboarding.Web.Auth;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

[assembly: AssemblyFixture(typeof(SeededCopy))]

namespace HmisOnboarding.Tests.DemoData;

/// <summary>A development copy of the app that was started once over an empty folder.</summary>
public sealed class SeededCopy : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private readonly Lazy<WebApplicationFactory<Program>> _app;

    public SeededCopy() => _app = new(() => Start(_folder, "Development"));

    public string Folder => _folder;

    public IServiceProvider Services => _app.Value.Services;

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    public HmisDbContext Read() => Get<HmisDatabase>().Read(Reach.Everything);

    /// <summary>The person of the sign-in page with this address.</summary>
    public DemoSignIn SignIn(string mailbox) => Get<DemoSignIns>().People.Single(p => p.Email.StartsWith(mailbox + "@", StringComparison.Ordinal));

    public static WebApplicationFactory<Program> Start(string folder, string environment)
    {
        var app = new WebApplicationFactory<Program>().WithWebHostBuilder(host => host.UseEnvironment(environment).UseSetting("Storage:DataPath", folder));
        app.StartServer();
        return app;
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_app.IsValueCreated)
            await _app.Value.DisposeAsync();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }
}
