using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;

namespace HmisOnboarding.Tests.Support;

/// <summary>What the server does when a mail has been handed over to it.</summary>
internal enum AfterData
{
    /// <summary>Keeps it and says so.</summary>
    Take,

    /// <summary>Keeps it and hangs up before saying so.</summary>
    TakeAndHangUp,

    /// <summary>Hangs up without keeping it.</summary>
    HangUp,

    /// <summary>Keeps nothing and says nothing.</summary>
    Hang,

    /// <summary>Not now.</summary>
    Later,

    /// <summary>Never.</summary>
    Refuse,
}

/// <summary>A mail that the server keeps, with the address it was handed over for.</summary>
internal sealed record KeptMail(string To, string MessageId, string Raw)
{
    public MimeMessage Parsed { get; } = MimeMessage.Load(new MemoryStream(Encoding.Latin1.GetBytes(Raw)));
}

/// <summary>
/// A small mail server on this machine that speaks real SMTP over a real socket, and fails on demand. It can be switched off and on again at
/// the same port.
/// </summary>
internal sealed class LoopbackPost : IAsyncDisposable
{
    private readonly ConcurrentQueue<KeptMail> _kept = new();
    private readonly ConcurrentQueue<string> _said = new();
    private readonly CancellationTokenSource _over = new();
    private readonly ConcurrentBag<Task> _talks = [];
    private TcpListener? _listener;
    private Task _listening = Task.CompletedTask;
    private int _connections;

    public LoopbackPost() => SwitchOn();

    public int Port { get; private set; }

    /// <summary>In the order in which they were taken; the same one twice where it came twice.</summary>
    public IReadOnlyList<KeptMail> Kept => [.. _kept];

    /// <summary>Every line that clients said, but for the mails themselves.</summary>
    public IReadOnlyList<string> Said => [.. _said];

    public int Connections => _connections;

    /// <summary>Connects and says nothing, as a server that is stuck does.</summary>
    public bool IsMute { get; set; }

    /// <summary>What is answered to a recipient; null for yes.</summary>
    public Func<string, string?> OnRecipient { get; set; } = _ => null;

    /// <summary>What is answered to a sender; null for yes.</summary>
    public Func<string, string?> OnSender { get; set; } = _ => null;

    /// <summary>What happens to the n-th mail that is handed over, from one.</summary>
    public Func<int, AfterData> OnData { get; set; } = _ => AfterData.Take;

    /// <summary>Waited for before a mail is answered.</summary>
    public Func<Task> BeforeAnswer { get; set; } = () => Task.CompletedTask;

    private int _handedOver;

    public void SwitchOn()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        var listener = _listener;
        _listening = Task.Run(() => ListenAsync(listener));
    }

    public async Task SwitchOffAsync()
    {
        _listener?.Stop();
        await _listening;
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await SwitchOffAsync();
        await Task.WhenAll(_talks);
        _over.Dispose();
    }

    private async Task ListenAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(_over.Token);
                Interlocked.Increment(ref _connections);
                _talks.Add(Task.Run(() => TalkAsync(client)));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // switched off
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var own = client;
        try
        {
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.Latin1);
            if (IsMute)
            {
                await reader.ReadLineAsync(_over.Token);
                return;
            }

            async Task SayAsync(string line) => await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), _over.Token);
            await SayAsync("220 loopback ready");
            string? to = null;
            while (await reader.ReadLineAsync(_over.Token) is { } line)
            {
                _said.Enqueue(line);
                var verb = line.Split(' ', ':')[0].ToUpperInvariant();
                if (verb == "DATA")
                {
                    await SayAsync("354 go on");
                    if (!await TakeAsync(reader, to ?? "", SayAsync))
                        return;
                    continue;
                }

                if (verb == "RCPT")
                    to = line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];
                await SayAsync(verb switch
                {
                    "EHLO" => "250-loopback\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES",
                    "MAIL" => OnSender(line) ?? "250 2.1.0 ok",
                    "RCPT" => OnRecipient(to!) ?? "250 2.1.5 ok",
                    "QUIT" => "221 2.0.0 bye",
                    _ => "250 2.0.0 ok",
                });
                if (verb == "QUIT")
                    return;
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // the client hung up, or the test is over
        }
    }

    private async Task<bool> TakeAsync(StreamReader reader, string to, Func<string, Task> sayAsync)
    {
        var raw = new StringBuilder();
        while (await reader.ReadLineAsync(_over.Token) is { } line && line != ".")
            raw.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        var what = OnData(Interlocked.Increment(ref _handedOver));
        if (what is AfterData.Take or AfterData.TakeAndHangUp)
        {
            var text = raw.ToString();
            var id = MimeMessage.Load(new MemoryStream(Encoding.Latin1.GetBytes(text))).MessageId;
            _kept.Enqueue(new(to, id!, text));
        }

        await BeforeAnswer();
        switch (what)
        {
            case AfterData.Take:
                await sayAsync("250 2.0.0 taken");
                return true;
            case AfterData.Later:
                await sayAsync("451 4.3.0 try again later");
                return true;
            case AfterData.Refuse:
                await sayAsync("554 5.7.1 not wanted here");
                return true;
            case AfterData.Hang:
                await reader.ReadLineAsync(_over.Token);
                return false;
            default:
                return false;
        }
    }
}
