using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Xunit;

namespace HmisOnboarding.Tests.Mailing;

/// <summary>
/// A mail server from Debian (package python3-aiosmtpd) on a port of this machine, with a mailbox folder of its own. It needs no service of the
/// machine. Where it is missing the tests skip and say so; on the build server they never skip.
/// </summary>
public sealed class DebianPost : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "post-" + Path.GetRandomFileName());
    private readonly List<Process> _processes = [];
    private string? _missing;
    private int _plain;
    private int _encrypted;

    /// <summary>Port of the server without encryption.</summary>
    public int Plain => Port(_plain);

    /// <summary>Port of the server that asks for encryption, with a certificate that nobody vouches for.</summary>
    public int Encrypted => Port(_encrypted);

    /// <summary>The mails that the server keeps, as files.</summary>
    public IReadOnlyList<string> Files => [.. Directory.EnumerateFiles(Path.Combine(_folder, "box", "new")), .. Directory.EnumerateFiles(Path.Combine(_folder, "secret", "new"))];

    public async ValueTask InitializeAsync()
    {
        const string Program = "/usr/bin/aiosmtpd";
        if (!File.Exists(Program))
        {
            _missing = "There is no aiosmtpd on this machine. It comes with the package python3-aiosmtpd.";
            if (Environment.GetEnvironmentVariable("CI") == "true")
                Assert.Fail(_missing);
            return;
        }

        Directory.CreateDirectory(_folder);
        var (certificate, key) = await CertificateAsync();
        _plain = await StartAsync(Program, "box");
        _encrypted = await StartAsync(Program, "secret", "--tlscert", certificate, "--tlskey", key);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private int Port(int port)
    {
        Assert.SkipWhen(_missing is not null, _missing ?? "");
        return port;
    }

    private async Task<int> StartAsync(string program, string box, params string[] more)
    {
        for (var tries = 0; ; tries++)
        {
            var port = FreePort();
            var process = Process.Start(new ProcessStartInfo(program, ["-n", "-l", $"127.0.0.1:{port}", .. more, "-c", "aiosmtpd.handlers.Mailbox", Path.Combine(_folder, box)])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            _ = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            _processes.Add(process);
            if (await IsReadyAsync(process, port))
                return port;
            // somebody else took the port between asking for it and using it
            if (tries == 5)
                Assert.Fail($"aiosmtpd answered {process.ExitCode}: {await errors}");
        }
    }

    private static async Task<bool> IsReadyAsync(Process process, int port)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var often = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!process.HasExited)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, patience.Token);
                return !process.HasExited;
            }
            catch (SocketException)
            {
                await often.WaitForNextTickAsync(patience.Token);
            }
        }

        return false;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<(string Certificate, string Key)> CertificateAsync()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        var (certificatePath, keyPath) = (Path.Combine(_folder, "server.pem"), Path.Combine(_folder, "server.key"));
        await File.WriteAllTextAsync(certificatePath, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(keyPath, key.ExportPkcs8PrivateKeyPem());
        return (certificatePath, keyPath);
    }
}
