using System.Security.Cryptography;

namespace HmisOnboarding.Domain.Agreements.Sealing;

/// <summary>
/// Seals drawings. Each seal is an incremental update of one growing file: whoever signed early finds the version that
/// they signed in it, byte for byte, and the last seal covers all of it. Made to PAdES baseline B-B, and to B-T where a
/// time stamp authority answers. May be shared by all threads.
/// </summary>
public sealed class PdfSeal : IDisposable
{
    private const int MaxWords = 2000;
    private const int RoomForToken = 12 * 1024;

    private readonly SealKey _key;
    private readonly TimeProvider _clock;
    private readonly TimeStamps? _timeStamps;

    /// <summary>Reads and writes nothing yet.</summary>
    public PdfSeal(SealKey key, SealOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        _key = key;
        _clock = clock;
        if (options.TimeStampAuthority is { } authority)
            _timeStamps = new TimeStamps(authority, options.TimeStampThumbprint, options.TimeStampTimeout, clock);
    }

    /// <summary>
    /// Seals a drawing by <see cref="AgreementPdf"/>. With <paramref name="before"/> the result starts with exactly those
    /// bytes and shows the pages of the new drawing only. A time stamp authority that is down or answers nonsense does not
    /// stop the seal; the result says so.
    /// </summary>
    /// <exception cref="SealUnavailableException">There is no key, or it is not valid now or at the moment that the words name.</exception>
    /// <exception cref="InvalidDataException">
    /// The drawing is not of our making, or the earlier file is not as it was sealed.
    /// </exception>
    /// <exception cref="ArgumentException">The words do not fit: see <see cref="SealWords"/>, or the file belongs to another agreement.</exception>
    public async Task<SealedPdf> SealAsync(
        ReadOnlyMemory<byte> drawn, ReadOnlyMemory<byte>? before, SealWords words, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(words);
        Require(words);
        // an array that is null turns into empty memory, not into no memory
        if (before is { Length: 0 })
            before = null;
        string[] problems = [.. _key.Problems(_clock.GetUtcNow().UtcDateTime).Union(_key.Problems(words.AtUtc))];
        if (problems.Length > 0)
            throw new SealUnavailableException(problems);
        if (before is { } earlier)
            RequireIntact(earlier, words);

        var certificate = _key.Certificate;
        var room = RoundUp(certificate.RawDataMemory.Length + 2048);
        var revision = new SealRevision(drawn, before, words, _timeStamps is null ? room : room + RoomForToken);
        var attributes = SealSignature.Attributes(certificate, revision.Digest());
        var signature = SealSignature.Sign(certificate, attributes);
        var stamp = _timeStamps is null ? null : await _timeStamps.ConfirmAsync(signature, RoomForToken, cancellationToken);

        var bytes = revision.Filled(SealSignature.Write(certificate, attributes, signature, stamp?.Token));
        return new SealedPdf(
            bytes, Convert.ToHexStringLower(SHA256.HashData(bytes)), SealKeyFolder.Thumbprint(certificate), stamp?.AtUtc, stamp?.Problem);
    }

    /// <summary>Closes the connections to the time stamp authority.</summary>
    public void Dispose() => _timeStamps?.Dispose();

    private void RequireIntact(ReadOnlyMemory<byte> before, SealWords words)
    {
        var report = SealInspection.Inspect(before, _key.Known);
        if (!report.IsGenuine)
            throw new InvalidDataException("The earlier version of this agreement is not as it was sealed.");
        if (!report.DocumentMarks.Contains(words.DocumentMark, StringComparer.Ordinal))
            throw new ArgumentException("The earlier version belongs to another agreement.", nameof(before));
    }

    private static void Require(SealWords words)
    {
        if (words.AtUtc.Kind != DateTimeKind.Utc)
            throw new ArgumentException("A seal is dated in UTC.", nameof(words));
        if (words.DocumentMark is not { Length: 32 } || !words.DocumentMark.All(char.IsAsciiHexDigitLower))
            throw new ArgumentException("A mark is 32 lower-case hex digits.", nameof(words));
        if (string.IsNullOrWhiteSpace(words.FieldName) || words.FieldName.Contains('.', StringComparison.Ordinal))
            throw new ArgumentException("A field has a name without a full stop.", nameof(words));
        if (new[] { words.FieldName, words.SignerName, words.Reason, words.Location ?? "" }.Any(text => text.Length > MaxWords))
            throw new ArgumentException("The words of a seal are too long.", nameof(words));
    }

    private static int RoundUp(int length) => (length + 1023) / 1024 * 1024;
}
