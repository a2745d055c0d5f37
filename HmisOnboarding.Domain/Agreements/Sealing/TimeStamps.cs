using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;

namespace HmisOnboarding.Domain.Agreements.Sealing;

/// <summary>Asks a time stamp authority (RFC 3161) to confirm when a signature existed. Its faults are answers, not exceptions.</summary>
internal sealed class TimeStamps(Uri authority, string? thumbprint, TimeSpan timeout, TimeProvider clock) : IDisposable
{
    // further off than any two kept clocks: then one of them is wrong, and the stamp proves nothing
    private static readonly TimeSpan MostOff = TimeSpan.FromMinutes(5);

    private const int MaxAnswer = 64 * 1024;
    private const int NonceLength = 16;

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        MaxResponseContentBufferSize = MaxAnswer,
        Timeout = timeout,
    };

    /// <summary>A token and its time, or a sentence that says why there is none.</summary>
    internal sealed record Answer(byte[]? Token, DateTime? AtUtc, string? Problem);

    public void Dispose() => _http.Dispose();

    /// <summary>A token over the signature that takes at most <paramref name="room"/> bytes.</summary>
    public async Task<Answer> ConfirmAsync(ReadOnlyMemory<byte> signature, int room, CancellationToken cancellationToken)
    {
        try
        {
            using var waiting = new CancellationTokenSource(timeout, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(waiting.Token, cancellationToken);
            var request = Rfc3161TimestampRequest.CreateFromHash(
                SHA256.HashData(signature.Span), HashAlgorithmName.SHA256, requestedPolicyId: null,
                RandomNumberGenerator.GetBytes(NonceLength), requestSignerCertificates: true);
            using var content = new ByteArrayContent(request.Encode());
            content.Headers.ContentType = new MediaTypeHeaderValue("application/timestamp-query");
            using var response = await _http.PostAsync(authority, content, either.Token);
            if (!response.IsSuccessStatusCode)
                return Failed($"it answered with status {(int)response.StatusCode}");
            var bytes = await response.Content.ReadAsByteArrayAsync(either.Token);

            // checks the status, the nonce and the hash; the signature of the authority is checked after it
            var token = request.ProcessResponse(bytes, out var used);
            var stamp = token.AsSignedCms().Encode();
            if (used != bytes.Length || !token.VerifySignatureForHash(SHA256.HashData(signature.Span), HashAlgorithmName.SHA256, out var signer))
                return Failed("its answer does not fit the question");
            if (thumbprint is not null && (signer is null || !string.Equals(SealKeyFolder.Thumbprint(signer), Plain(thumbprint), StringComparison.OrdinalIgnoreCase)))
                return Failed("its certificate is not the one that the settings name");
            if ((token.TokenInfo.Timestamp - clock.GetUtcNow()).Duration() > MostOff)
                return Failed($"its clock and the clock of this server are more than {MostOff.TotalMinutes:0} minutes apart");
            return stamp.Length > room
                ? Failed("its answer is too long")
                : new Answer(stamp, token.TokenInfo.Timestamp.UtcDateTime, null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed($"it did not answer within {timeout.TotalSeconds:0} seconds");
        }
        catch (HttpRequestException fault) when (fault.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            return Failed("its answer is too long");
        }
        catch (HttpRequestException)
        {
            return Failed("it cannot be reached");
        }
        catch (CryptographicException)
        {
            return Failed("its answer does not fit the question");
        }
    }

    /// <summary>The time of a token that fits the signature, or null.</summary>
    public static DateTime? TimeOf(byte[] token, byte[] signature) =>
        Rfc3161TimestampToken.TryDecode(token, out var stamp, out var used) && used == token.Length
        && stamp.VerifySignatureForData(signature, out _)
            ? stamp.TokenInfo.Timestamp.UtcDateTime
            : null;

    // people copy thumbprints with blanks or colons
    private static string Plain(string written) => string.Concat(written.Where(char.IsAsciiHexDigit));

    private Answer Failed(string why) =>
        new(null, null, $"The seal has no time stamp: the authority at {authority.Host} was asked, but {why}.");
}
