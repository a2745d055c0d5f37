namespace HmisOnboarding.Tests.Documents;

/// <summary>What a hostile browser sends: a PDF's first line, then zeros without end, in small pieces.</summary>
internal sealed class EndlessPdf(long total, long declared) : Stream
{
    public long Sent { get; private set; }
    public long BreaksAfter { get; init; } = long.MaxValue;
    public Action<long> Sending { get; init; } = _ => { };

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => declared;
    public override long Position { get => Sent; set => throw new NotSupportedException(); }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Sending(Sent);
        cancellationToken.ThrowIfCancellationRequested();
        if (Sent >= BreaksAfter)
            throw new IOException("The other side closed the connection.");
        var count = (int)Math.Min(Math.Min(buffer.Length, 3_000), total - Sent);
        buffer.Span[..count].Clear();
        if (Sent == 0 && count >= 9)
            "%PDF-1.7\n"u8.CopyTo(buffer.Span);
        Sent += count;
        return ValueTask.FromResult(count);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronous reading is allowed here.");
    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
