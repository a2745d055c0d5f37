using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace HmisOnboarding.Domain.Documents;

/// <summary>One file of a packet: its plain name with ending ("User Request Form.pdf"), how to open it, and when it last changed, UTC.</summary>
public sealed record PacketEntry(string Name, Func<CancellationToken, Task<Stream>> Open, DateTime ModifiedUtc)
{
    /// <summary>The product drew the file itself, so it needs no inspection.</summary>
    public bool IsOwn { get; init; }
}

/// <summary>Writes a packet as one ZIP file, straight to the response: nothing is gathered in memory and nothing blocks.</summary>
public static class PacketArchive
{
    private const int LongestName = 120;

    // the rights that an unpacking tool gives the files: read and write for the owner, read for others, a plain file
    private const int PlainFile = unchecked((int)0x81A40000);

    // a ZIP counts its years from 1980
    private static readonly DateTime Earliest = new(1980, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime Latest = new(2107, 12, 31, 23, 59, 58, DateTimeKind.Utc);

    /// <summary>
    /// Writes the entries in the order given, numbered ("01 User Request Form.pdf"). Same entries, same bytes.
    /// Every entry is opened before the first byte goes out, so a damaged document stops the download instead of cutting it short.
    /// <paramref name="output"/> may be non-seekable and stays open.
    /// </summary>
    /// <exception cref="DocumentDamagedException">From an entry's <see cref="PacketEntry.Open"/>; nothing has been written then.</exception>
    public static async Task WriteZipAsync(Stream output, IReadOnlyList<PacketEntry> entries, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(entries);

        var names = EntryNames([.. entries.Select(entry => entry.Name)]);
        var sources = new List<Stream>(entries.Count);
        try
        {
            foreach (var entry in entries)
                sources.Add(await entry.Open(cancellationToken));

            await using var forward = new Forwarder(output);
            await using (var zip = await ZipArchive.CreateAsync(forward, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancellationToken))
            {
                for (var i = 0; i < entries.Count; i++)
                {
                    // PDF and JPEG are packed already: more effort would cost time and save nothing
                    var entry = zip.CreateEntry(names[i], CompressionLevel.Fastest);
                    entry.LastWriteTime = new DateTimeOffset(Within(entries[i].ModifiedUtc), TimeSpan.Zero);
                    entry.ExternalAttributes = PlainFile;
                    await using (var target = await entry.OpenAsync(cancellationToken))
                        await sources[i].CopyToAsync(target, cancellationToken);
                    await forward.FlushAsync(cancellationToken);
                }
            }
            await forward.FlushAsync(cancellationToken);
        }
        finally
        {
            foreach (var source in sources)
                await source.DisposeAsync();
        }
    }

    /// <summary>
    /// The names inside the ZIP: numbered in order, unique by that, no folder, nothing that Windows, macOS or Linux refuses in a file name.
    /// </summary>
    public static IReadOnlyList<string> EntryNames(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var digits = names.Count > 99 ? "D3" : "D2";
        return [.. names.Select((name, index) => (index + 1).ToString(digits, CultureInfo.InvariantCulture) + " " + SafeName(name))];
    }

    private static string SafeName(string name)
    {
        // a slash in a course title is no folder: it becomes a dash before the last segment would be all that is left
        var plain = new StringBuilder(name.Length);
        foreach (var character in name)
            plain.Append("<>:\"/\\|?*".Contains(character, StringComparison.Ordinal) ? '-' : character);
        var clean = DocumentRules.CleanName(plain.ToString()).TrimStart('.', '-', ' ');
        if (clean.Length > LongestName)
            clean = clean[..LongestName];
        return clean.Length == 0 ? "document" : clean;
    }

    private static DateTime Within(DateTime modified)
    {
        var time = DateTime.SpecifyKind(modified, DateTimeKind.Unspecified);
        return time < Earliest ? DateTime.SpecifyKind(Earliest, DateTimeKind.Unspecified)
            : time > Latest ? DateTime.SpecifyKind(Latest, DateTimeKind.Unspecified)
            : time;
    }

    /// <summary>
    /// The framework's ZIP writer closes each entry with a few blocking writes, which a web response forbids.
    /// They are set aside here, some kilobytes at most, and sent with the next asynchronous call.
    /// </summary>
    private sealed class Forwarder(Stream output) : Stream
    {
        private readonly MemoryStream _aside = new();

        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => _aside.Write(buffer, offset, count);

        public override void Write(ReadOnlySpan<byte> buffer) => _aside.Write(buffer);

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await SendAsideAsync(cancellationToken);
            await output.WriteAsync(buffer, cancellationToken);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush()
        {
        }

        public override async Task FlushAsync(CancellationToken cancellationToken)
        {
            await SendAsideAsync(cancellationToken);
            await output.FlushAsync(cancellationToken);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        private async ValueTask SendAsideAsync(CancellationToken cancellationToken)
        {
            if (_aside.Length == 0)
                return;
            await output.WriteAsync(_aside.GetBuffer().AsMemory(0, (int)_aside.Length), cancellationToken);
            _aside.SetLength(0);
        }
    }
}
