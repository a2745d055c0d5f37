using System.Text;

namespace HmisOnboarding.Domain.Audit;

/// <summary>The copy of the checkpoints outside the database: a text file, one line each, that only grows.</summary>
internal sealed class CheckpointLog(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Name { get; } = Path.GetFileName(path);

    /// <summary>Every line with what it says; null where a line says nothing that we wrote.</summary>
    public async Task<IReadOnlyList<AuditCheckpoint?>> ReadAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            return [];
        var lines = await File.ReadAllLinesAsync(path, cancellationToken);
        return [.. lines.Where(l => l.Length > 0).Select(AuditCheckpoint.FromLine)];
    }

    /// <summary>Adds lines and returns when they are on disk.</summary>
    public async Task AppendAsync(IEnumerable<AuditCheckpoint> checkpoints, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        await using var file = new FileStream(path, options);
        file.Position = await EndOfLastLineAsync(file, cancellationToken);
        file.SetLength(file.Position);
        await file.WriteAsync(Encoding.ASCII.GetBytes(string.Concat(checkpoints.Select(c => c.ToLine() + "\n"))), cancellationToken);
        file.Flush(flushToDisk: true);
    }

    // a power cut can leave half a line behind
    private static async Task<long> EndOfLastLineAsync(FileStream file, CancellationToken cancellationToken)
    {
        var tail = new byte[(int)Math.Min(file.Length, 4096)];
        file.Position = file.Length - tail.Length;
        await file.ReadExactlyAsync(tail, cancellationToken);
        return file.Length - tail.Length + Array.LastIndexOf(tail, (byte)'\n') + 1;
    }
}
