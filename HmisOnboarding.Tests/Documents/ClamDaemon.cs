using System.Diagnostics;
using System.Text;
using Xunit;

namespace HmisOnboarding.Tests.Documents;

/// <summary>
/// A real clamd over a folder of its own, with one signature that the test writes: the EICAR test string. It needs neither internet nor a
/// service of the machine. Where clamd is missing the tests skip and say so; on the build server they never skip.
/// </summary>
public sealed class ClamDaemon : IAsyncLifetime
{
    /// <summary>The finding as the daemon names a signature of the user.</summary>
    public const string Finding = "Eicar.Own.UNOFFICIAL";

    /// <summary>Bytes that the daemon takes before it says that they are too many.</summary>
    public const int MostBytes = 12 * 1024 * 1024;

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "clamd-" + Path.GetRandomFileName());
    private Process? _process;
    private string? _missing;

    /// <summary>In two halves, so that no scanner of this machine takes the source for a virus.</summary>
    public static byte[] Eicar { get; } = Encoding.ASCII.GetBytes("X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*");

    public string Address
    {
        get
        {
            Assert.SkipWhen(_missing is not null, _missing ?? "");
            return "unix:" + SocketPath;
        }
    }

    private string SocketPath => Path.Combine(_folder, "clamd.sock");

    public async ValueTask InitializeAsync()
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin")
            .Select(folder => Path.Combine(folder, "clamd")).FirstOrDefault(File.Exists);
        if (program is null)
        {
            _missing = "There is no clamd on this machine. It comes with the package clamav-daemon.";
            if (Environment.GetEnvironmentVariable("CI") == "true")
                Assert.Fail(_missing);
            return;
        }

        var signatures = Directory.CreateDirectory(Path.Combine(_folder, "signatures")).FullName;
        // any kind of file, at any place in it
        await File.WriteAllTextAsync(Path.Combine(signatures, "own.ndb"), $"Eicar.Own:0:*:{Convert.ToHexStringLower(Eicar)}\n");
        var settings = Path.Combine(_folder, "clamd.conf");
        await File.WriteAllTextAsync(settings, $"""
            Foreground yes
            DatabaseDirectory {signatures}
            LocalSocket {SocketPath}
            TemporaryDirectory {_folder}
            StreamMaxLength {MostBytes}
            LogFile {Path.Combine(_folder, "clamd.log")}
            ConcurrentDatabaseReload no
            SelfCheck 0
            """);
        _process = Process.Start(new ProcessStartInfo(program, ["--config-file", settings]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _ = _process.StandardOutput.ReadToEndAsync();
        var errors = _process.StandardError.ReadToEndAsync();
        await ReadyAsync(errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private async Task ReadyAsync(Task<string> errors)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var often = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!File.Exists(SocketPath))
        {
            if (_process!.HasExited)
                Assert.Fail($"clamd answered {_process.ExitCode}: {await errors}");
            await often.WaitForNextTickAsync(patience.Token);
        }
    }
}
