using HmisOnboarding.Domain.Agencies;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace HmisOnboarding.Web.Background;

/// <summary>
/// While nobody can sign in, prints a link on the console with which the first system administrator is set up. Whoever reads the
/// console owns the machine; the link works once, and each start replaces it.
/// </summary>
public sealed class FirstStartLink(PeopleService people, IServer server, IHostApplicationLifetime lifetime, IConfiguration settings) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var whenStarted = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        if (await people.FirstStartSecretAsync(stoppingToken) is not { } secret)
            return;
        var address = settings["Display:PublicAddress"] ?? server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "";
        // the console, not the log: logs are copied to places where a sign-in link must not lie
        await Console.Out.WriteLineAsync($"\n  Nobody can sign in yet. Set up the first system administrator here, once:\n  {address.TrimEnd('/')}/Account/FirstStart?code={secret}\n");
    }
}
