using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;

namespace HmisOnboarding.Domain.Agreements.Sealing;

/// <summary>
/// Puts a seal on a drawing: a PAdES signature in an incremental update, so that every earlier revision stays in the file to the byte.
/// With a time-stamp authority the time is confirmed by somebody else; when the authority does not answer, the seal is made without it.
/// </summary>
public sealed class PdfSeal : IDisposable
{
    private const int RoomForSignature = 3 * 1024;
    private const int RoomForTimeStamp = 10 * 1024;
    private const int LargestAnswer = 64 * 1024;

    private readonly SealKey _key;
    private readonly SealOptions _options;
    private readonly HttpClient _authority;

    /// <summary>Seals with that key; asks the authority of the options, when there is one.</summary>
    public PdfSeal(SealKey key, SealOptions options)
    {
        _key = key;
        _options = options;
        _authority = new HttpClient { Timeout = options.TimeStampTimeout, MaxResponseContentBufferSize = LargestAnswer };
    }

    /// <summary>
    /// Seals a drawing of <see cref="AgreementPdf"/>. With <paramref name="before"/> the result begins with exactly those bytes.
    /// </summary>
    /// <exception cref="SealUnavailableException">The key cannot seal at that instant.</exception>
    /// <exception cref="InvalidDataException">The drawing or the earlier file is not one of ours.</exception>
    /// <exception cref="ArgumentException">The field is in the file already.</exception>
    public async Task<SealedPdf> SealAsync(ReadOnlyMemory<byte> drawn, ReadOnlyMemory<byte>? before, SealWords words, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(words);
        if (_key.Problems(words.AtUtc) is { Count: > 0 } problems)
            throw new SealUnavailableException(problems);
        var certificate = _key.Certificate!;
        var room = RoomForSignature + certificate.RawDataMemory.Length + (_options.TimeStampAuthority is null ? 0 : RoomForTimeStamp);
        using var revision = new SealRevision(drawn, before, words, room);
        var cms = SealCms.Sign(revision.Covered(), certificate);
        var plain = cms.Encode();
        var (stamped, stampedUtc, problem) = await StampAsync(cms, room, cancellationToken);
        var bytes = revision.Filled(stamped ?? plain);
        return new(bytes, Convert.ToHexStringLower(SHA256.HashData(bytes)), _key.Thumbprint, stampedUtc, problem);
    }

    /// <inheritdoc />
    public void Dispose() => _authority.Dispose();

    private async Task<(byte[]? Cms, DateTime? Utc, string? Problem)> StampAsync(SignedCms cms, int room, CancellationToken cancellationToken)
    {
        if (_options.TimeStampAuthority is not { } address)
            return default;
        try
        {
            var signer = cms.SignerInfos[0];
            var request = Rfc3161TimestampRequest.CreateFromSignerInfo(
                signer, HashAlgorithmName.SHA256, requestSignerCertificates: true, nonce: RandomNumberGenerator.GetBytes(16));
            using var content = new ByteArrayContent(request.Encode());
            content.Headers.ContentType = new MediaTypeHeaderValue("application/timestamp-query");
            using var answer = await _authority.PostAsync(address, content, cancellationToken);
            answer.EnsureSuccessStatusCode();
            var token = request.ProcessResponse(await answer.Content.ReadAsByteArrayAsync(cancellationToken), out _);
            if (!token.VerifySignatureForSignerInfo(signer, out _))
                return (null, null, $"The answer of the time-stamp authority {address} is not about this file.");
            signer.AddUnsignedAttribute(new AsnEncodedData(new Oid(SealCms.TimeStampToken), token.AsSignedCms().Encode()));
            var encoded = cms.Encode();
            return encoded.Length <= room
                ? (encoded, token.TokenInfo.Timestamp.UtcDateTime, null)
                : (null, null, $"The answer of the time-stamp authority {address} is too long.");
        }
        catch (Exception e) when (e is HttpRequestException or CryptographicException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return (null, null, $"The time-stamp authority {address} gave no usable answer: {e.Message}");
        }
    }
}
