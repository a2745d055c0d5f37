namespace HmisOnboarding.Web.Components.Requests;

/// <summary>
/// The bytes of a file that a browser sends: says after each piece how many have come so far. A file that was moved, renamed or deleted
/// since it was chosen reads as an <see cref="IOException"/>.
/// </summary>
internal sealed class BrowserFileContent(Stream source, Action<long>? onRead = null) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => source.Length;

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var count = await source.ReadAsync(buffer, cancellationToken);
            if (count > 0)
                onRead?.Invoke(_read += count);
            return count;
        }
        catch (InvalidOperationException gone)
        {
            // the framework's word for whatever went wrong in the browser
            throw new IOException("The browser could not read the file.", gone);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // a browser's file can only be awaited
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            source.Dispose();
        base.Dispose(disposing);
    }
}
