namespace HmisOnboarding.Tests.Documents;

/// <summary>Sends all but its last byte, then waits for a sign before it sends that too. It has no length and cannot go back, as an upload.</summary>
internal sealed class HeldBackStream(byte[] content, Func<Task> beforeTheLastByte) : Stream
{
    private int _sent;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_sent == content.Length)
            return 0;
        if (_sent == content.Length - 1)
            await beforeTheLastByte();
        var count = Math.Min(buffer.Length, Math.Max(1, content.Length - 1 - _sent));
        content.AsSpan(_sent, count).CopyTo(buffer.Span);
        _sent += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override void Flush() => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
