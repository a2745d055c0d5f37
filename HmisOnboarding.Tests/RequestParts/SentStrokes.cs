using System.Text;
using Microsoft.JSInterop;

namespace HmisOnboarding.Tests.RequestParts;

/// <summary>Strokes as a browser streams them; refuses to send more than is taken, as the real one does.</summary>
internal sealed class SentStrokes(string text) : IJSStreamReference
{
    public long Length => text.Length;

    public ValueTask<Stream> OpenReadStreamAsync(long maxAllowedSize = 512_000, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Length, maxAllowedSize);
        return ValueTask.FromResult<Stream>(new MemoryStream(Encoding.ASCII.GetBytes(text)));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
