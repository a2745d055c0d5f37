using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HmisOnboarding.Tests.Documents;

/// <summary>A daemon of our own on a loopback port that reads the protocol strictly and then says, or fails to say, what the test wrote down.</summary>
internal sealed class ScriptedScanner : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;
    private TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ScriptedScanner()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _serving = ServeAsync();
    }

    public int Port { get; }

    public string Address => $"127.0.0.1:{Port}";

    /// <summary>The line of the answer, with its end; null for a daemon that listens and never answers.</summary>
    public string? Answer { get; set; } = "stream: OK\0";

    /// <summary>Reads only so many bytes of a file, answers and hangs up, as the daemon does above its own limit.</summary>
    public int? StopsAfter { get; set; }

    /// <summary>Whole files as they arrived.</summary>
    public List<byte[]> Received { get; } = [];

    /// <summary>What broke the protocol; empty when nothing did.</summary>
    public List<string> Broken { get; } = [];

    /// <summary>Done when the next file has arrived whole.</summary>
    public Task Asked => _asked.Task;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var visits = new List<Task>();
        try
        {
            while (true)
                visits.Add(VisitAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // the test is over
        }

        await Task.WhenAll(visits);
    }

    private async Task VisitAsync(TcpClient client)
    {
        using var visitor = client;
        try
        {
            await using var wire = client.GetStream();
            var command = new byte[10];
            await wire.ReadExactlyAsync(command, _stop.Token);
            if (!command.AsSpan().SequenceEqual("zINSTREAM\0"u8))
                Broken.Add(Encoding.ASCII.GetString(command));

            var file = new MemoryStream();
            var length = new byte[4];
            while (true)
            {
                await wire.ReadExactlyAsync(length, _stop.Token);
                var size = BinaryPrimitives.ReadInt32BigEndian(length);
                if (size == 0 || file.Length >= StopsAfter)
                    break;
                if (size is < 0 or > 1024 * 1024)
                {
                    Broken.Add($"A piece of {size} bytes.");
                    return;
                }

                var piece = new byte[size];
                await wire.ReadExactlyAsync(piece, _stop.Token);
                file.Write(piece);
            }

            lock (Received)
                Received.Add(file.ToArray());
            Interlocked.Exchange(ref _asked, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
            if (Answer is { } line)
                await wire.WriteAsync(Encoding.ASCII.GetBytes(line), _stop.Token);
            else
                await wire.CopyToAsync(Stream.Null, _stop.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // the other side went away
        }
    }
}
