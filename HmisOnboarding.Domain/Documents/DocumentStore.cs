using System.Buffers;
using System.Security.Cryptography;

namespace HmisOnboarding.Domain.Documents;

/// <summary>
/// Keeps uploaded documents as files. A file is either whole, checked and on disk under a random name, or not there at all.
/// Holds no user: who may upload or read is decided by the caller. Safe for many uploads at once.
/// </summary>
public sealed class DocumentStore
{
    private const int BufferSize = 80 * 1024;
    private const int NameLength = 32;
    private const int MostWhole = 64 * 1024 * 1024;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerDirectory = OwnerFile | UnixFileMode.UserExecute;

    // one picture of 40 million pixels takes up to 320 MB while it is turned: never two at once in this process
    private static readonly SemaphoreSlim Inspection = new(1, 1);

    // the shared pool keeps large arrays a thread, so each upload would still allocate; inspections are one at a time, so one array is enough
    private static readonly ArrayPool<byte> WholeFile = ArrayPool<byte>.Create(MostWhole, 1);

    private readonly DocumentLimits _limits;
    private readonly TimeProvider _clock;
    private readonly VirusScanner? _scanner;
    private readonly string _root;
    private readonly string _incoming;

    /// <summary>Prepares the directories. They are readable by the app's account only. Uploads are checked for viruses where a scanner is given and on.</summary>
    /// <exception cref="ArgumentException">The root path is empty.</exception>
    public DocumentStore(DocumentStoreOptions options, TimeProvider clock, VirusScanner? scanner = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.RootPath);
        _limits = options.Limits;
        _clock = clock;
        _scanner = scanner is { IsOn: true } ? scanner : null;
        _root = Path.GetFullPath(options.RootPath);
        _incoming = Path.Combine(_root, "incoming");
        MakeDirectory(_root);
        MakeDirectory(_incoming);
    }

    /// <summary>What one upload may cost.</summary>
    public DocumentLimits Limits => _limits;

    /// <summary>
    /// Takes one upload: counts the bytes while they come, looks at the content, draws pictures anew, asks the virus scanner where there is one,
    /// hashes, and keeps the file. A scanner without an answer refuses nothing: <see cref="StoredFile.Scan"/> says that the file waits. Neither the stream's length nor the name is trusted. After any failure nothing of it stays on disk.
    /// </summary>
    /// <exception cref="DocumentRefusedException">The message is for the person.</exception>
    /// <exception cref="IOException">The disk is full or the sender went away.</exception>
    public async Task<StoredFile> ReceiveAsync(Stream content, string fileName, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        var displayName = DocumentRules.CleanName(fileName);
        var received = NewTemporary();
        var redrawn = NewTemporary();
        try
        {
            var (format, copy) = await CopyUploadAsync(content, displayName, received, cancellationToken);
            var keep = received;

            await Inspection.WaitAsync(cancellationToken);
            try
            {
                if (format == DocumentFormat.Pdf)
                {
                    // off the caller's thread: in a circuit that thread is the person's screen
                    await Task.Run(() => InspectPdf(received, (int)copy.Length), cancellationToken);
                }
                else
                {
                    await using var picture = await Task.Run(() => ImageInspection.Redraw(received, format, _limits), cancellationToken);
                    await using var file = CreatePrivate(redrawn);
                    copy = await CopyAsync(picture, file, ReadOnlyMemory<byte>.Empty, long.MaxValue, cancellationToken);
                    keep = redrawn;
                }
            }
            finally
            {
                Inspection.Release();
            }

            // what was sent is checked, not what was drawn from it: a camera's block of data can carry something too
            var scan = await ScanUploadAsync(received, cancellationToken);

            var storedName = NewName();
            cancellationToken.ThrowIfCancellationRequested();
            Keep(keep, storedName);
            return new StoredFile(storedName, displayName, DocumentRules.ContentTypeOf(format), copy.Length, copy.Sha256) { Scan = scan };
        }
        finally
        {
            File.Delete(received);
            File.Delete(redrawn);
        }
    }

    /// <summary>
    /// The text of a PDF that nobody has uploaded yet: received and inspected like an upload, read, and gone again.
    /// Empty for anything else than a sound PDF.
    /// </summary>
    /// <exception cref="IOException">The disk is full or the sender went away.</exception>
    public async Task<string> PeekTextAsync(Stream content, string fileName, CancellationToken cancellationToken = default)
    {
        var received = NewTemporary();
        try
        {
            var (format, copy) = await CopyUploadAsync(content, DocumentRules.CleanName(fileName), received, cancellationToken);
            return format == DocumentFormat.Pdf ? await ReadTextAsync(received, (int)copy.Length, isInspected: false, cancellationToken) : "";
        }
        catch (DocumentRefusedException)
        {
            // the upload itself says why, beside the file
            return "";
        }
        finally
        {
            File.Delete(received);
        }
    }

    /// <summary>The text of a stored document; null when it is no PDF, empty when nothing could be read.</summary>
    public async Task<string?> TextAsync(StoredFile file, CancellationToken cancellationToken = default) =>
        file.ContentType == DocumentRules.ContentTypeOf(DocumentFormat.Pdf) && PathOf(file.StoredName) is { } path
            ? await ReadTextAsync(path, (int)file.Length, isInspected: true, cancellationToken) : null;

    /// <summary>A file for work in between, readable by the app's account only. It is gone when it is closed, and after a crash with <see cref="DeleteTemporary"/>.</summary>
    public Stream OpenScratch()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
            BufferSize = BufferSize,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerFile;
        return new FileStream(NewTemporary(), options);
    }

    /// <summary>
    /// Gives a file as a whole to some work off the caller's thread. One file is in memory at a time in this process, and its place is used again:
    /// nothing of it may be kept.
    /// </summary>
    /// <exception cref="IOException">The file is longer than a process should hold.</exception>
    public static async Task<T> WithWholeAsync<T>(Stream content, Func<ReadOnlyMemory<byte>, T> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(work);
        if (content.Length > MostWhole)
            throw new IOException("The file is longer than a process should hold.");
        await Inspection.WaitAsync(cancellationToken);
        try
        {
            var length = (int)content.Length;
            var whole = WholeFile.Rent(length);
            try
            {
                await content.ReadExactlyAsync(whole.AsMemory(0, length), cancellationToken);
                return await Task.Run(() => work(whole.AsMemory(0, length)), cancellationToken);
            }
            finally
            {
                WholeFile.Return(whole, clearArray: true);
            }
        }
        finally
        {
            Inspection.Release();
        }
    }

    /// <summary>Keeps a PDF that the product made itself. It is as durable as an upload; what is in it needs no inspection.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public async Task<StoredFile> KeepAsync(ReadOnlyMemory<byte> pdf, string fileName, CancellationToken cancellationToken = default)
    {
        var temporary = NewTemporary();
        try
        {
            await using (var file = CreatePrivate(temporary))
                await file.WriteAsync(pdf, cancellationToken);
            var storedName = NewName();
            Keep(temporary, storedName);
            return new StoredFile(storedName, DocumentRules.CleanName(fileName), DocumentRules.ContentTypeOf(DocumentFormat.Pdf), pdf.Length, Convert.ToHexStringLower(SHA256.HashData(pdf.Span)));
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Opens a stored document after hashing it again, so that the reader gets exactly the bytes that were uploaded or nothing.</summary>
    /// <exception cref="DocumentDamagedException">Missing, altered, or no name of this store.</exception>
    public async Task<Stream> OpenAsync(string storedName, string sha256, CancellationToken cancellationToken = default)
    {
        var file = await OpenIntactAsync(storedName, sha256, cancellationToken);
        return file ?? throw new DocumentDamagedException();
    }

    /// <summary>Asks the virus scanner about a document that is kept already.</summary>
    /// <exception cref="DocumentDamagedException">Missing, altered, or no name of this store.</exception>
    /// <exception cref="InvalidOperationException">No scanner is set.</exception>
    public async Task<ScanAnswer> ScanAsync(string storedName, string sha256, CancellationToken cancellationToken = default)
    {
        var scanner = _scanner ?? throw new InvalidOperationException("No virus scanner is set.");
        await using var content = await OpenAsync(storedName, sha256, cancellationToken);
        return await scanner.ScanAsync(content, cancellationToken);
    }

    /// <summary>Whether the document is there and unchanged. For packet checks and the nightly sweep.</summary>
    public async Task<bool> IsIntactAsync(string storedName, string sha256, CancellationToken cancellationToken = default)
    {
        await using var file = await OpenIntactAsync(storedName, sha256, cancellationToken);
        return file is not null;
    }

    /// <summary>Removes a file whose row was never committed. Removing one that is not there is fine.</summary>
    /// <exception cref="ArgumentException">Not a name of this store.</exception>
    public Task DeleteAsync(string storedName, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = PathOf(storedName) ?? throw new ArgumentException("Not a stored name.", nameof(storedName));
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // never stored, so there is nothing to remove
        }
        return Task.CompletedTask;
    }

    /// <summary>Removes what broken uploads left behind and returns how many files that were. Pick an age longer than any upload takes.</summary>
    public int DeleteTemporary(TimeSpan olderThan)
    {
        var removed = 0;
        foreach (var file in new DirectoryInfo(_incoming).EnumerateFiles("*.part"))
        {
            if (!IsOlder(file, olderThan))
                continue;
            file.Delete();
            removed++;
        }
        return removed;
    }

    /// <summary>
    /// The names of kept files older than <paramref name="olderThan"/>. Compared with the rows it finds files that a crash
    /// between the file and the commit left without one.
    /// </summary>
    public IEnumerable<string> StoredNames(TimeSpan olderThan)
    {
        foreach (var file in new DirectoryInfo(_root).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            if (PathOf(file.Name) is { } path && path == file.FullName && IsOlder(file, olderThan))
                yield return file.Name;
        }
    }

    private async Task<ScanAnswer?> ScanUploadAsync(string received, CancellationToken cancellationToken)
    {
        if (_scanner is null)
            return null;
        await using var content = File.OpenRead(received);
        var answer = await _scanner.ScanAsync(content, cancellationToken);
        return answer.Verdict == ScanVerdict.Infected ? throw DocumentRules.Infected(answer.Words) : answer;
    }

    private async Task<(DocumentFormat Format, Copied Copy)> CopyUploadAsync(Stream content, string displayName, string path, CancellationToken cancellationToken)
    {
        var head = ArrayPool<byte>.Shared.Rent(DocumentRules.HeadLength);
        try
        {
            var length = await content.ReadAtLeastAsync(head.AsMemory(0, DocumentRules.HeadLength), DocumentRules.HeadLength, throwOnEndOfStream: false, cancellationToken);
            var format = DocumentRules.RequireFormat(head.AsSpan(0, length), displayName);
            await using var file = CreatePrivate(path);
            return (format, await CopyAsync(content, file, head.AsMemory(0, length), _limits.MaxBytes, cancellationToken));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(head, clearArray: true);
        }
    }

    private async Task<Copied> CopyAsync(Stream from, FileStream to, ReadOnlyMemory<byte> head, long limit, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var piece = head;
            long total = 0;
            while (true)
            {
                total += piece.Length;
                if (total > limit)
                    throw DocumentRules.TooLarge(from.CanSeek ? from.Length : null, _limits);
                hash.AppendData(piece.Span);
                await to.WriteAsync(piece, cancellationToken);

                var read = await from.ReadAsync(buffer.AsMemory(0, BufferSize), cancellationToken);
                if (read == 0)
                    return new Copied(total, Convert.ToHexStringLower(hash.GetHashAndReset()));
                piece = buffer.AsMemory(0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private async Task<string> ReadTextAsync(string path, int length, bool isInspected, CancellationToken cancellationToken)
    {
        await Inspection.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() =>
            {
                if (!isInspected)
                    InspectPdf(path, length);
                var whole = WholeFile.Rent(length);
                try
                {
                    using (var file = File.OpenRead(path))
                        file.ReadExactly(whole, 0, length);
                    return PdfInspection.ReadText(whole.AsMemory(0, length), _clock);
                }
                finally
                {
                    WholeFile.Return(whole, clearArray: true);
                }
            }, cancellationToken);
        }
        finally
        {
            Inspection.Release();
        }
    }

    private void InspectPdf(string path, int length)
    {
        var whole = WholeFile.Rent(length);
        try
        {
            using (var file = File.OpenRead(path))
                file.ReadExactly(whole, 0, length);
            PdfInspection.Inspect(whole.AsMemory(0, length), _limits);
        }
        finally
        {
            WholeFile.Return(whole, clearArray: true);
        }
    }

    private void Keep(string temporary, string storedName)
    {
        using (var file = File.OpenHandle(temporary, FileMode.Open, FileAccess.ReadWrite))
            RandomAccess.FlushToDisk(file);

        var outer = Path.Combine(_root, storedName[..2]);
        var inner = Path.Combine(outer, storedName[2..4]);
        MakeDirectory(outer);
        MakeDirectory(inner);
        File.Move(temporary, Path.Combine(inner, storedName), overwrite: false);

        // the name lives in the directory, so until that is on disk a power cut can take the file away from its row
        DirectoryFlush.ToDisk(inner);
        DirectoryFlush.ToDisk(outer);
        DirectoryFlush.ToDisk(_root);
    }

    private async Task<FileStream?> OpenIntactAsync(string storedName, string sha256, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sha256);
        if (PathOf(storedName) is not { } path)
            return null;

        FileStream? file = null;
        var intact = false;
        try
        {
            file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.Read | FileShare.Delete,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            });
            var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
            intact = string.Equals(hash, sha256, StringComparison.OrdinalIgnoreCase);
            // the handle that was hashed is the handle that is read: nobody can swap the file in between
            file.Position = 0;
            return intact ? file : null;
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        finally
        {
            if (!intact && file is not null)
                await file.DisposeAsync();
        }
    }

    private string? PathOf(string storedName) =>
        storedName is { Length: NameLength } && storedName.All(char.IsAsciiHexDigitLower)
            ? Path.Combine(_root, storedName[..2], storedName[2..4], storedName)
            : null;

    private bool IsOlder(FileInfo file, TimeSpan age) => file.LastWriteTimeUtc < _clock.GetUtcNow().UtcDateTime - age;

    private string NewTemporary() => Path.Combine(_incoming, NewName() + ".part");

    private static string NewName() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NameLength / 2));

    private static FileStream CreatePrivate(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            Options = FileOptions.Asynchronous,
            // pieces of 80 KB come from the copy loop; a second buffer would only copy them again
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerFile;
        return new FileStream(path, options);
    }

    private static void MakeDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerDirectory);
    }

    private readonly record struct Copied(long Length, string Sha256);
}
