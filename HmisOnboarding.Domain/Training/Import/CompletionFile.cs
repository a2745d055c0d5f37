using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Requests;

namespace HmisOnboarding.Domain.Training.Import;

/// <summary>One row of a list.</summary>
/// <param name="Line">The line on which it begins, from 1.</param>
/// <param name="Cells">Its cells, without the quote marks around them.</param>
public sealed record ListRow(int Line, IReadOnlyList<string> Cells);

/// <summary>
/// A list of completions as it was received: on the disk under a random name until it is disposed, with what could be told of its form.
/// Separator and row of the column names are proposals; the person can say otherwise.
/// </summary>
public sealed class CompletionFile : IDisposable
{
    /// <summary>What can stand between two cells, the likeliest first.</summary>
    public static readonly IReadOnlyList<char> Separators = [',', ';', '\t', '|'];

    /// <summary>The column names stand in one of the first rows of the file; more are not looked at.</summary>
    public const int MostHeaderRows = 5;

    // half a day is longer than any page stays open; what is older was left behind by a stop in the middle
    private static readonly TimeSpan Leftover = TimeSpan.FromHours(12);

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly FileStream _kept;
    private readonly CompletionLimits _limits;
    private Encoding _encoding = StrictUtf8;

    private CompletionFile(FileStream kept, string name, string sha256, CompletionLimits limits)
    {
        _kept = kept;
        _limits = limits;
        Name = name;
        Sha256 = sha256;
    }

    /// <summary>The file's name, cleaned for showing.</summary>
    public string Name { get; }

    /// <summary>SHA-256 of the bytes, lower-case hex.</summary>
    public string Sha256 { get; }

    /// <summary>How its letters are written, in words.</summary>
    public string EncodingName { get; private set; } = "UTF-8";

    /// <summary>The separator under which most of the first rows make sense.</summary>
    public char Separator { get; private set; } = ',';

    /// <summary>Which of the first rows looks like the column names, from 1.</summary>
    public int HeaderRow { get; private set; } = 1;

    /// <summary>
    /// Receives a list: the bytes go to the disk and are counted on the way, then the whole file is read once to know that it can be.
    /// </summary>
    /// <param name="content">The bytes; read once, forward.</param>
    /// <param name="name">The name that the browser gave it.</param>
    /// <param name="folder">Where it lies meanwhile; made where it is missing.</param>
    /// <param name="limits">What it may cost.</param>
    /// <param name="nowUtc">To clear away what was left behind.</param>
    /// <param name="cancellationToken">Gives up; nothing stays on the disk.</param>
    /// <exception cref="RuleViolationException">It is too large, empty, or no list of rows; the sentence says what to do.</exception>
    public static async Task<CompletionFile> ReceiveAsync(Stream content, string name, string folder, CompletionLimits limits, DateTime nowUtc, CancellationToken cancellationToken = default)
    {
        Directory.CreateDirectory(folder);
        foreach (var old in Directory.EnumerateFiles(folder, "*.list").Where(f => nowUtc - File.GetLastWriteTimeUtc(f) > Leftover))
            File.Delete(old);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read | FileShare.Delete,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var kept = new FileStream(Path.Combine(folder, $"{Guid.NewGuid():N}.list"), options);
        try
        {
            var hash = await CopyAsync(content, kept, limits, cancellationToken);
            var file = new CompletionFile(kept, DocumentRules.CleanName(name), hash, limits);
            file.FindOut();
            return file;
        }
        catch
        {
            await kept.DisposeAsync();
            throw;
        }
    }

    /// <summary>The rows from the top, at most <paramref name="most"/>; empty lines are left out.</summary>
    /// <exception cref="RuleViolationException">A row or the whole has more than the limits allow.</exception>
    public IEnumerable<ListRow> Rows(char separator, int most = int.MaxValue)
    {
        using var bytes = new FileStream(_kept.Name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var text = new StreamReader(bytes, _encoding, detectEncodingFromByteOrderMarks: true);
        using var csv = new CsvParser(text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = separator.ToString(),
            // Excel's own notes and stray quotes are read as they stand; nothing of a list is ever run
            BadDataFound = null,
            IgnoreBlankLines = false,
            HasHeaderRecord = false,
            DetectDelimiter = false,
        });
        var line = 1;
        var count = 0;
        while (count < most && csv.Read())
        {
            var begin = line;
            line = csv.RawRow + 1;
            var cells = csv.Record ?? [];
            if (cells.All(string.IsNullOrWhiteSpace) || IsSeparatorNote(begin, cells))
                continue;
            if (cells.Length > _limits.MostColumns)
                throw new RuleViolationException($"Line {begin} has more than {_limits.MostColumns} columns. Check the separator, or export fewer columns.");
            if (++count > _limits.MostRows + MostHeaderRows)
                throw new RuleViolationException($"The file has more than {_limits.MostRows.ToString("N0", CultureInfo.InvariantCulture)} rows. Export a shorter time, or split the file.");
            yield return new(begin, cells);
        }
    }

    /// <summary>Removes the file from the disk.</summary>
    public void Dispose() => _kept.Dispose();

    private static async Task<string> CopyAsync(Stream content, FileStream kept, CompletionLimits limits, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 * 1024];
        long total = 0;
        while (await content.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            if ((total += read) > limits.MostBytes)
                throw new RuleViolationException($"The file has more than {limits.MostBytes / (1024 * 1024)} MB. Export a shorter time, or split the file.");
            hash.AppendData(buffer, 0, read);
            await kept.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        if (total == 0)
            throw new RuleViolationException("The file is empty. Export the list from the Learning Center again.");
        await kept.FlushAsync(cancellationToken);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private void FindOut()
    {
        (_encoding, EncodingName) = EncodingOf();
        var best = (Known: -1, Width: 0);
        foreach (var separator in Separators)
        {
            var rows = Rows(separator, MostHeaderRows).ToList();
            foreach (var (row, index) in rows.Select((r, i) => (r, i)))
            {
                var found = (Known: CompletionColumns.Suggest(row.Cells).Count, Width: row.Cells.Count);
                // of two rows of names, one right below the other, the lower one is meant; further down it is a list that was joined to this one
                if (found.CompareTo(best) <= 0 && !(separator == Separator && index == HeaderRow && found.Known > 0 && found.Known == best.Known))
                    continue;
                (best, Separator, HeaderRow) = (found, separator, index + 1);
            }
        }

        if (best.Width == 0)
            throw new RuleViolationException("The file has no rows. Export the list from the Learning Center again.");
        // to the end once, so that a limit is told now and not in the middle
        if (Rows(Separator).Skip(HeaderRow).Take(1).ToList().Count == 0)
            throw new RuleViolationException("The file has column names but no rows below them. Export the list again.");
        _ = Rows(Separator).Count();
    }

    private (Encoding Encoding, string Name) EncodingOf()
    {
        Span<byte> head = stackalloc byte[4096];
        using var bytes = new FileStream(_kept.Name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        head = head[..bytes.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        if (head.StartsWith("PK\u0003\u0004"u8) || head.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
            throw new RuleViolationException("This is a workbook. Open it, choose \"Save as\", and save it as CSV UTF-8.");
        if (head.StartsWith("%PDF"u8))
            throw new RuleViolationException("This is a PDF. Export the list from the Learning Center as CSV.");
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            return (Encoding.Unicode, "UTF-16");
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return (Encoding.BigEndianUnicode, "UTF-16");
        if (head.Length > 3 && head[0] != 0 && head[1] == 0 && head[3] == 0)
            return (Encoding.Unicode, "UTF-16");
        if (head.Length > 3 && head[0] == 0 && head[1] != 0 && head[2] == 0)
            return (Encoding.BigEndianUnicode, "UTF-16");
        if (head.Contains((byte)0))
            throw new RuleViolationException("This is not a list of rows. Export the list from the Learning Center as CSV.");
        bytes.Position = 0;
        return IsUtf8(bytes) ? (StrictUtf8, "UTF-8") : (CodePagesEncodingProvider.Instance.GetEncoding(1252)!, "Windows-1252");
    }

    private static bool IsUtf8(Stream bytes)
    {
        var decoder = StrictUtf8.GetDecoder();
        var buffer = new byte[64 * 1024];
        var letters = new char[buffer.Length + 2];
        try
        {
            int read;
            do
            {
                read = bytes.Read(buffer);
                decoder.GetChars(buffer, 0, read, letters, 0, flush: read == 0);
            }
            while (read > 0);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    // some programs begin a list by naming its separator: "sep=;"
    private static bool IsSeparatorNote(int line, string[] cells) => line == 1 && cells[0].StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && cells.Skip(1).All(c => c.Length == 0);
}
