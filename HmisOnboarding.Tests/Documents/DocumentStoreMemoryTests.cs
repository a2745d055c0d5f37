using HmisOnboarding.Domain.Documents;
using Xunit;

namespace HmisOnboarding.Tests.Documents;

/// <summary>Runs by itself: what other tests allocate would be counted too.</summary>
[CollectionDefinition(nameof(DocumentStoreMemoryTests), DisableParallelization = true)]
[Collection(nameof(DocumentStoreMemoryTests))]
public sealed class DocumentStoreMemoryTests : IDisposable
{
    private readonly string _root = Path.Combine(Path.GetTempPath(), "documents-" + Path.GetRandomFileName());
    private readonly DocumentStore _store;

    public DocumentStoreMemoryTests() => _store = new DocumentStore(new DocumentStoreOptions { RootPath = _root }, TimeProvider.System);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Upload_WhenAGigabyteIsSent_KeepsMemoryFlat()
    {
        await SendFlood();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await SendFlood();

        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 4L * 1024 * 1024);
    }

    [Fact]
    public async Task Upload_WhenAPdfOfNineMegabytes_IsNotCopiedAgainAndAgain()
    {
        var pdf = SamplePdf.With("", "", $"<< /Length 9000000 >>\nstream\n{new string('x', 9_000_000)}\nendstream");
        await _store.ReceiveAsync(new MemoryStream(pdf), "a.pdf", TestContext.Current.CancellationToken);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await _store.ReceiveAsync(new MemoryStream(pdf), "a.pdf", TestContext.Current.CancellationToken);

        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 4L * 1024 * 1024);
    }

    private async Task SendFlood()
    {
        await using var flood = new EndlessPdf(1L << 30, declared: 1);
        await Assert.ThrowsAsync<DocumentRefusedException>(() => _store.ReceiveAsync(flood, "a.pdf", TestContext.Current.CancellationToken));
    }
}
