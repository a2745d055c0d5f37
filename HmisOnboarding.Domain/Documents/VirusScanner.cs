using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HmisOnboarding.Domain.Documents;

/// <summary>What the virus check says of a file.</summary>
public enum ScanVerdict
{
    /// <summary>Nothing yet: the scanner was away, slow, or said something else than yes or no. Such a file is neither clean nor refused.</summary>
    Waiting,

    /// <summary>The scanner read the whole file and found nothing.</summary>
    Clean,

    /// <summary>The scanner found something.</summary>
    Infected,
}

/// <summary>The outcome of one check. <paramref name="Words"/> is the name of the finding, or why there is no verdict; empty for a clean file.</summary>
public sealed record ScanAnswer(ScanVerdict Verdict, string Words = "");

/// <summary>Where the scanner listens and how long one file may take.</summary>
public sealed class ScannerOptions
{
    /// <summary>"host:port", or "unix:" and the path of a socket; null or empty for no scanner.</summary>
    public string? Address { get; init; }

    /// <summary>The time for one file, from waiting for a free line to the answer.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(20);
}

/// <summary>
/// Asks a ClamAV daemon, by its own INSTREAM command: each piece behind its length in four bytes, an empty piece at the end, one line back.
/// Only the whole line that says so makes a file clean. Off where no address is set.
/// </summary>
public sealed class VirusScanner : IDisposable
{
    private const int PieceSize = 64 * 1024;
    private const int LongestAnswer = 1024;
    private const int MostWords = 200;
    private const string Subject = "stream: ";
    private const string Found = " FOUND";

    // the daemon has few threads, and each file that waits here is on disk already
    private readonly SemaphoreSlim _lines = new(4, 4);
    private readonly TimeProvider _clock;
    private readonly TimeSpan _limit;
    private readonly EndPoint? _address;

    /// <summary>Reads the address; nothing is connected yet.</summary>
    /// <exception cref="ArgumentException">The address is neither "host:port" nor "unix:/path", or the time is not above zero.</exception>
    public VirusScanner(ScannerOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        _clock = clock;
        _limit = options.TimeLimit > TimeSpan.Zero ? options.TimeLimit : throw new ArgumentException("The virus scanner needs some seconds for a file.", nameof(options));
        _address = string.IsNullOrWhiteSpace(options.Address) ? null
            : AddressOf(options.Address.Trim()) ?? throw new ArgumentException($"'{options.Address}' is no address of a virus scanner. Write host:port or unix:/path.", nameof(options));
    }

    /// <inheritdoc />
    public void Dispose() => _lines.Dispose();

    /// <summary>Whether files are checked at all.</summary>
    public bool IsOn => _address is not null;

    /// <summary>
    /// Sends the stream from where it stands. Never throws for what the scanner does or fails to do: without a clear answer in time
    /// the verdict is <see cref="ScanVerdict.Waiting"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">No scanner is set.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<ScanAnswer> ScanAsync(Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        var address = _address ?? throw new InvalidOperationException("No virus scanner is set.");
        using var limit = new CancellationTokenSource(_limit, _clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await _lines.WaitAsync(stop.Token);
            try
            {
                return await AskAsync(address, content, stop.Token);
            }
            finally
            {
                _lines.Release();
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return NoVerdict(string.Create(CultureInfo.InvariantCulture, $"No answer within {_limit.TotalSeconds:0.#} seconds."));
        }
        catch (Exception problem) when (problem is SocketException or IOException)
        {
            return NoVerdict($"The scanner could not be reached: {problem.Message}");
        }
    }

    /// <summary>Reads one line of the daemon. Anything but a whole "OK" or "FOUND" is no verdict.</summary>
    internal static ScanAnswer Read(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf((byte)0);
        var line = string.Concat(Encoding.ASCII.GetString(end < 0 ? answer : answer[..end]).Select(c => char.IsControl(c) ? ' ' : c));
        // a line without its end was cut, and its rest could have said anything
        if (end < 0)
            return NoVerdict(line.Length == 0 ? "The scanner hung up without an answer." : $"The answer was cut: {line}");
        if (line == Subject + "OK")
            return new(ScanVerdict.Clean);
        return line.StartsWith(Subject, StringComparison.Ordinal) && line.EndsWith(Found, StringComparison.Ordinal) && line.Length > Subject.Length + Found.Length
            ? new(ScanVerdict.Infected, Shorten(line[Subject.Length..^Found.Length]))
            : NoVerdict($"The scanner said: {line}");
    }

    private static async Task<ScanAnswer> AskAsync(EndPoint address, Stream content, CancellationToken cancellationToken)
    {
        using var socket = address is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address, cancellationToken);
        await using var wire = new NetworkStream(socket, ownsSocket: false);

        var isWhole = await SendAsync(wire, content, cancellationToken);
        var answer = Read(await ReceiveAsync(wire, cancellationToken));
        // a daemon that stops listening has judged a part of the file only
        return isWhole || answer.Verdict != ScanVerdict.Clean ? answer : NoVerdict("The scanner stopped listening before the end of the file.");
    }

    private static async Task<bool> SendAsync(NetworkStream wire, Stream content, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(sizeof(int) + PieceSize);
        try
        {
            await wire.WriteAsync("zINSTREAM\0"u8.ToArray(), cancellationToken);
            int read;
            do
            {
                read = await content.ReadAsync(buffer.AsMemory(sizeof(int), PieceSize), cancellationToken);
                BinaryPrimitives.WriteInt32BigEndian(buffer, read);
                await wire.WriteAsync(buffer.AsMemory(0, sizeof(int) + read), cancellationToken);
            }
            while (read > 0);
            return true;
        }
        catch (IOException broken) when (broken.InnerException is SocketException)
        {
            // over its own limit the daemon says so and closes: the reason may still be there to be read
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static async Task<byte[]> ReceiveAsync(NetworkStream wire, CancellationToken cancellationToken)
    {
        var answer = new byte[LongestAnswer];
        var length = 0;
        while (length < answer.Length && !answer.AsSpan(0, length).Contains((byte)0))
        {
            var read = await wire.ReadAsync(answer.AsMemory(length), cancellationToken);
            if (read == 0)
                break;
            length += read;
        }

        return answer[..length];
    }

    private static EndPoint? AddressOf(string address)
    {
        if (address.StartsWith("unix:", StringComparison.Ordinal))
            return address.Length > 6 && address[5] == '/' ? new UnixDomainSocketEndPoint(address[5..]) : null;
        var colon = address.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(address[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
            return null;
        var host = address[..colon];
        if (IPAddress.TryParse(host, out var number))
            return new IPEndPoint(number, port);
        return Uri.CheckHostName(host) == UriHostNameType.Dns ? new DnsEndPoint(host, port) : null;
    }

    private static ScanAnswer NoVerdict(string words) => new(ScanVerdict.Waiting, Shorten(words));

    private static string Shorten(string words) => words.Length <= MostWords ? words : words[..MostWords];
}
