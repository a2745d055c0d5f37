using System.IO.Compression;
using System.Text;
using HmisOnboarding.Domain.Documents;
using Xunit;

namespace HmisOnboarding.Tests.Documents;

public sealed class PacketArchiveTests
{
    private static readonly DateTime Modified = new(2026, 3, 12, 15, 4, 6, DateTimeKind.Utc);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Zip_WhenWritten_KeepsTheOrderGiven()
    {
        var zip = await Write(Entry("User Request Form.pdf", "form"), Entry("User Agreement.pdf", "agreement"), Entry("Certificate.pdf", "one"), Entry("Certificate.pdf", "two"));

        using var read = new ZipArchive(new MemoryStream(zip));
        Assert.Equal(["01 User Request Form.pdf", "02 User Agreement.pdf", "03 Certificate.pdf", "04 Certificate.pdf"], read.Entries.Select(entry => entry.FullName));
        Assert.All(read.Entries, entry => Assert.Equal(Modified, entry.LastWriteTime.DateTime));
        using var text = new StreamReader(await read.Entries[3].OpenAsync(Cancel));
        Assert.Equal("two", await text.ReadToEndAsync(Cancel));
    }

    [Fact]
    public async Task Zip_WhenWrittenTwice_IsTheSameBytes()
    {
        PacketEntry[] entries = [Entry("a.pdf", new string('x', 100_000)), Entry("\u0141ukasz \u0634\u0647\u0627\u062F\u0629.pdf", "b")];

        Assert.Equal(await Write(entries), await Write(entries));
    }

    [Fact]
    public async Task Zip_WhenADocumentIsDamaged_WritesNothing()
    {
        var first = new TrackedStream();
        var output = new ForwardOnly();
        PacketEntry[] entries =
        [
            new("a.pdf", _ => Task.FromResult<Stream>(first), Modified),
            new("b.pdf", _ => throw new DocumentDamagedException(), Modified),
        ];

        await Assert.ThrowsAsync<DocumentDamagedException>(() => PacketArchive.WriteZipAsync(output, entries, Cancel));
        Assert.Empty(output.Written);
        Assert.True(first.IsDisposed);
    }

    [Fact]
    public async Task Zip_WhenEmpty_IsStillAZip()
    {
        using var read = new ZipArchive(new MemoryStream(await Write()));
        Assert.Empty(read.Entries);
    }

    [Fact]
    public async Task Zip_WhenATimeIsOutsideWhatZipKnows_UsesTheNearest()
    {
        var zip = await Write(Entry("a.pdf", "a") with { ModifiedUtc = default }, Entry("b.pdf", "b") with { ModifiedUtc = DateTime.MaxValue });

        using var read = new ZipArchive(new MemoryStream(zip));
        Assert.Equal([1980, 2107], read.Entries.Select(entry => entry.LastWriteTime.Year));
    }

    [Theory]
    [InlineData("../../etc/passwd", "01 etc-passwd")]
    [InlineData(@"C:\Windows\a.pdf", "01 C--Windows-a.pdf")]
    [InlineData("Privacy/Security 1.pdf", "01 Privacy-Security 1.pdf")]
    [InlineData("a<b>:\"|?*.pdf", "01 a-b------.pdf")]
    [InlineData("CON.pdf", "01 CON.pdf")]
    [InlineData("a\0\r\n\u202E.pdf", "01 a.pdf")]
    [InlineData(" . ", "01 document")]
    public void EntryName_WhenUnsafe_IsMadePlain(string given, string expected) => Assert.Equal([expected], PacketArchive.EntryNames([given]));

    [Fact]
    public void EntryNames_WhenMoreThanNinetyNine_SortRightEverywhere()
    {
        var names = PacketArchive.EntryNames([.. Enumerable.Repeat("a.pdf", 120)]);

        Assert.Equal("001 a.pdf", names[0]);
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Equal(120, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    private static PacketEntry Entry(string name, string text) =>
        new(name, _ => Task.FromResult<Stream>(new MemoryStream(Encoding.UTF8.GetBytes(text))), Modified);

    private static async Task<byte[]> Write(params PacketEntry[] entries)
    {
        var output = new ForwardOnly();
        await PacketArchive.WriteZipAsync(output, entries, Cancel);
        return [.. output.Written];
    }

    private sealed class TrackedStream : MemoryStream
    {
        public bool IsDisposed { get; private set; }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }

    /// <summary>Behaves as a web response does: forward only, and any blocking call is an error.</summary>
    private sealed class ForwardOnly : Stream
    {
        public List<byte> Written { get; } = [];

        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Written.AddRange(buffer.Span);
            return ValueTask.CompletedTask;
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public override void Flush() => throw new InvalidOperationException("Blocking calls are not allowed here.");
        public override void Write(byte[] buffer, int offset, int count) => throw new InvalidOperationException("Blocking calls are not allowed here.");
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
