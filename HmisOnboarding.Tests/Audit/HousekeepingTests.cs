using HmisOnboarding.Domain.Audit;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Tests.Support;
using HmisOnboarding.Web.Background;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HmisOnboarding.Tests.Audit;

public sealed class HousekeepingTests
{
    [Fact]
    public async Task Housekeeping_WhenAnHourIsOverAndItsOtherWorkFails_StillWritesACheckpoint()
    {
        await using var community = await TestCommunity.CreateAsync();
        var log = Path.Combine(community.Folder, "checkpoints.log");
        using var housekeeping = new Housekeeping(community.Requests, community.Get<Domain.Drafts.DraftService>(), community.Sealer, community.Get<DocumentStore>(), community.Get<OrphanSweep>(), community.Get<Checkpoints>(), community.Clock, NullLogger<Housekeeping>.Instance);
        Directory.Delete(Path.Combine(community.DocumentsPath, "incoming"));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));

        await housekeeping.StartAsync(patience.Token);
        // one at the start, one after a day in which something happened; it makes its timer on a thread of its own, and time passes as soon as there is one
        while (Written() < 1 && !patience.IsCancellationRequested)
            await Task.Yield();
        await community.OpenRequestAsync();
        while (Written() < 2 && !patience.IsCancellationRequested)
        {
            community.Clock.Advance(TimeSpan.FromHours(1));
            await Task.Yield();
        }

        await housekeeping.StopAsync(TestContext.Current.CancellationToken);
        Directory.CreateDirectory(Path.Combine(community.DocumentsPath, "incoming"));
        Assert.True(File.ReadAllLines(log).Length >= 2);
        Assert.True((await Tampering.CheckAsync(community)).Counts.Checkpoints >= 4);

        int Written()
        {
            if (!File.Exists(log))
                return 0;
            // while it is being written to
            using var reader = new StreamReader(new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return reader.ReadToEnd().Count(c => c == '\n');
        }
    }
}
