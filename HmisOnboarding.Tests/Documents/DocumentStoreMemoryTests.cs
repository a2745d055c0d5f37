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

    /// <summary>
    /// Sixteen people send ten megabytes at the same time. Each gets buffers of its own while it sends; what is read whole or drawn is there once.
    /// Every sender holds back its last piece until all sixteen have sent the rest, so that they overlap however fast the machine is.
    /// </summary>
    [Theory]
    [InlineData("a.pdf")]
    [InlineData("a.png")]
    public async Task Uploads_WhenSixteenSendTenMegabytesAtOnce_CostHardlyMoreThanOne(string name)
    {
        const int Many = 16;
        var content = name == "a.pdf" ? Filled(SamplePdf.Plain(), 10_000_000) : NoisyPng();
        Assert.InRange(content.Length, 9_000_000, 10 * 1024 * 1024);
        await SendTogetherAsync(content, name, 1);

        var one = await SendTogetherAsync(content, name, 1);
        var all = await SendTogetherAsync(content, name, Many);

        // managed memory: what one upload allocates for itself is small, and none of it grows with the file
        Assert.InRange(all.Allocated, 0, Many * 1024 * 1024);
        // all memory, also that of the drawing library: sixteen pictures side by side would be 16 times the picture
        Assert.InRange(all.Peak - one.Peak, long.MinValue, 64L * 1024 * 1024);
    }

    private async Task<(long Allocated, long Peak)> SendTogetherAsync(byte[] content, string name, int senders)
    {
        var waiting = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var peak = 0L;
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        void Measure()
        {
            lock (process)
            {
                process.Refresh();
                peak = Math.Max(peak, process.WorkingSet64);
            }
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var stored = await Task.WhenAll(Enumerable.Range(0, senders).Select(async _ =>
        {
            await using var stream = new HeldBackStream(content, async () =>
            {
                if (Interlocked.Increment(ref waiting) == senders)
                    all.SetResult();
                await all.Task;
                Measure();
            });
            var file = await _store.ReceiveAsync(stream, name, TestContext.Current.CancellationToken);
            Measure();
            return file;
        }));
        Assert.Equal(senders, stored.Select(f => f.StoredName).Distinct().Count());
        return (GC.GetTotalAllocatedBytes(precise: true) - before, peak);
    }

    private static byte[] Filled(byte[] pdf, int length)
    {
        // white space at the end belongs to a PDF, and costs the test nothing to make
        var filled = new byte[length];
        filled.AsSpan().Fill((byte)' ');
        pdf.CopyTo(filled, 0);
        return filled;
    }

    private static byte[] NoisyPng()
    {
        using var bitmap = new SkiaSharp.SKBitmap(1_560, 1_560, SkiaSharp.SKColorType.Rgba8888, SkiaSharp.SKAlphaType.Unpremul);
        new Random(7).NextBytes(bitmap.GetPixelSpan());
        using var data = bitmap.Encode(SkiaSharp.SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private async Task SendFlood()
    {
        await using var flood = new EndlessPdf(1L << 30, declared: 1);
        await Assert.ThrowsAsync<DocumentRefusedException>(() => _store.ReceiveAsync(flood, "a.pdf", TestContext.Current.CancellationToken));
    }
}
