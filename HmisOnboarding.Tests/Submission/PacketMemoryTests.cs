using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Submission;
using HmisOnboarding.Tests.Documents;
using HmisOnboarding.Tests.Support;
using Xunit;

namespace HmisOnboarding.Tests.Submission;

/// <summary>Runs by itself: what other tests allocate would be counted too.</summary>
[Collection(nameof(DocumentStoreMemoryTests))]
public sealed class PacketMemoryTests : IAsyncLifetime
{
    private const int Size = 10_000_000;

    private TestCommunity _community = null!;
    private PacketCover _cover = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        (_community, var code) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);
        _cover = new(await _community.ViewAsync(code), _community.Now, null);
    }

    public ValueTask DisposeAsync() => _community.DisposeAsync();

    /// <summary>
    /// The reader copies the contents of a file once, and lets go of them before the next file. Twelve files cost twelve times the one,
    /// and what is alive at any time is one of them.
    /// </summary>
    [Fact]
    public async Task Packet_WhenTwelveCertificatesHaveTenMegabytes_HoldsOneOfThemAtATime()
    {
        var certificate = SamplePdf.With("", "/Resources << /XObject << /I 5 0 R >> >>", $"<< /Type /XObject /Subtype /Image /Width 5000 /Height 2000 /BitsPerComponent 8 /ColorSpace /DeviceGray /Length {Size} >>\nstream\n{new string('x', Size)}\nendstream");
        await MeasureAsync(certificate, 1);

        var (one, aliveOne, lengthOne) = await MeasureAsync(certificate, 1);
        var (all, aliveAll, length) = await MeasureAsync(certificate, 12);

        Assert.InRange(lengthOne, Size, Size + 200_000);
        Assert.InRange(length, 12L * Size, 12L * Size + 400_000);
        Assert.InRange(one, 0, 3L * Size);
        Assert.InRange(all, 0, 12 * one + 4_000_000);
        Assert.InRange(aliveAll - aliveOne, long.MinValue, Size / 2);
    }

    private async Task<(long Allocated, long Alive, long Length)> MeasureAsync(byte[] certificate, int count)
    {
        var binding = new PacketBinding(_community.Get<DocumentStore>(), _community.Get<AgreementPdf>());
        var alive = 0L;
        // what is still held when the last file is opened, and the bytes of the test itself aside
        var entries = Enumerable.Range(0, count).Select(i => new PacketEntry($"C{i:00}.pdf", _ =>
        {
            if (i == count - 1)
                alive = GC.GetTotalMemory(forceFullCollection: true);
            return Task.FromResult<Stream>(new MemoryStream(certificate, writable: false));
        }, _community.Now)).ToList();
        GC.Collect();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await using var file = await binding.BindAsync(_cover, entries, Stop);
        return (GC.GetTotalAllocatedBytes(precise: true) - before, alive, file.Length);
    }
}
