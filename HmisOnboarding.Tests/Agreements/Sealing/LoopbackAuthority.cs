using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace HmisOnboarding.Tests.Agreements.Sealing;

/// <summary>How the authority behaves.</summary>
internal enum Manner
{
    Honest,
    Garbage,
    WrongNonce,
    OtherHash,
    NotForTimeStamps,
    ServerFault,
    Rejects,
    TooLong,
    Silent,
    LongAgo,
}

/// <summary>A time stamp authority (RFC 3161) of our own on this machine, honest or not.</summary>
internal sealed class LoopbackAuthority : IAsyncDisposable
{
    public static readonly DateTimeOffset Time = new(2026, 3, 4, 17, 0, 30, TimeSpan.Zero);

    private readonly WebApplication _server;
    private readonly X509Certificate2 _certificate;
    private readonly Manner _manner;

    private LoopbackAuthority(WebApplication server, Manner manner)
    {
        _server = server;
        _manner = manner;
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Loopback time", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var purpose = manner == Manner.NotForTimeStamps ? "1.3.6.1.5.5.7.3.4" : "1.3.6.1.5.5.7.3.8";
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: true));
        _certificate = request.CreateSelfSigned(Time.AddDays(-1), Time.AddDays(1));
        _server.MapPost("/", AnswerAsync);
    }

    public string Thumbprint => Convert.ToHexString(SHA256.HashData(_certificate.RawData));

    public Uri Address => new(_server.Urls.First());

    /// <summary>Set when the first question has arrived.</summary>
    public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static async Task<LoopbackAuthority> StartAsync(Manner manner)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        var authority = new LoopbackAuthority(builder.Build(), manner);
        await authority._server.StartAsync();
        return authority;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _certificate.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        Asked.TrySetResult();
        if (_manner == Manner.Silent)
            await new TaskCompletionSource().Task.WaitAsync(context.RequestAborted);
        context.Response.StatusCode = _manner == Manner.ServerFault ? 500 : 200;
        context.Response.ContentType = "application/timestamp-reply";
        await context.Response.Body.WriteAsync(Answer(body.ToArray()), context.RequestAborted);
    }

    private byte[] Answer(byte[] question)
    {
        if (_manner is Manner.Garbage or Manner.ServerFault)
            return "<html>Sign in to the network</html>"u8.ToArray();
        if (_manner == Manner.TooLong)
            return new byte[200_000];
        if (!Rfc3161TimestampRequest.TryDecode(question, out var request, out _))
            return [];
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
                writer.WriteInteger(_manner == Manner.Rejects ? 2 : 0);
            if (_manner != Manner.Rejects)
                writer.WriteEncodedValue(Token(request));
        }

        return writer.Encode();
    }

    private byte[] Token(Rfc3161TimestampRequest request)
    {
        var nonce = request.GetNonce()!.Value.ToArray();
        var hash = request.GetMessageHash().ToArray();
        if (_manner == Manner.WrongNonce)
            nonce[^1] ^= 1;
        if (_manner == Manner.OtherHash)
            hash[0] ^= 1;

        var info = new AsnWriter(AsnEncodingRules.DER);
        using (info.PushSequence())
        {
            info.WriteInteger(1);
            info.WriteObjectIdentifier("1.3.6.1.4.1.99999.1");
            using (info.PushSequence())
            {
                using (info.PushSequence())
                    info.WriteObjectIdentifier(request.HashAlgorithmId.Value!);
                info.WriteOctetString(hash);
            }

            info.WriteInteger(7);
            info.WriteGeneralizedTime(_manner == Manner.LongAgo ? Time.AddMinutes(-6) : Time, omitFractionalSeconds: true);
            info.WriteInteger(nonce);
        }

        var naming = new AsnWriter(AsnEncodingRules.DER);
        using (naming.PushSequence())
        using (naming.PushSequence())
        using (naming.PushSequence())
            naming.WriteOctetString(SHA256.HashData(_certificate.RawData));

        var cms = new SignedCms(new ContentInfo(new Oid("1.2.840.113549.1.9.16.1.4"), info.Encode()));
        cms.ComputeSignature(new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, _certificate)
        {
            DigestAlgorithm = new Oid("2.16.840.1.101.3.4.2.1"),
            IncludeOption = X509IncludeOption.EndCertOnly,
            SignedAttributes = { new AsnEncodedData(new Oid("1.2.840.113549.1.9.16.2.47"), naming.Encode()) },
        });
        return cms.Encode();
    }
}
