using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HmisOnboarding.Domain.Agreements.Sealing;

/// <summary>
/// The signature container of a seal: CMS (RFC 5652) with the certificate's hash among the signed attributes (RFC 5035),
/// as PAdES baseline B-B (ETSI EN 319 142-1) asks. Written by hand, in DER, so that there is exactly one way to write it:
/// who verifies writes it anew from what was found, and any other byte is an alteration.
/// </summary>
internal static class SealSignature
{
    private const string Data = "1.2.840.113549.1.7.1";
    private const string SignedData = "1.2.840.113549.1.7.2";
    private const string ContentType = "1.2.840.113549.1.9.3";
    private const string MessageDigest = "1.2.840.113549.1.9.4";
    private const string SigningCertificateV2 = "1.2.840.113549.1.9.16.2.47";
    private const string TimeStampToken = "1.2.840.113549.1.9.16.2.14";
    private const string Sha256 = "2.16.840.1.101.3.4.2.1";
    private const string EcdsaWithSha256 = "1.2.840.10045.4.3.2";
    private const string Rsa = "1.2.840.113549.1.1.1";

    private static readonly Asn1Tag Zero = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag One = new(TagClass.ContextSpecific, 1, isConstructed: true);

    /// <summary>What a container holds that cannot be told from the document and the certificate.</summary>
    internal sealed record Parts(byte[] Certificate, byte[] Signature, byte[]? TimeStampToken);

    public static bool CanSign(X509Certificate2 certificate)
    {
        using var rsa = certificate.GetRSAPublicKey();
        using var curve = rsa is null ? certificate.GetECDsaPublicKey() : null;
        return rsa?.KeySize >= 2048 || curve?.KeySize >= 256;
    }

    public static byte[] Sign(X509Certificate2 certificate, ReadOnlySpan<byte> data)
    {
        using var rsa = certificate.GetRSAPrivateKey();
        if (rsa is not null)
            return rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var curve = certificate.GetECDsaPrivateKey() ?? throw new CryptographicException("The key cannot sign.");
        return curve.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    public static bool Verify(X509Certificate2 certificate, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        try
        {
            using var rsa = certificate.GetRSAPublicKey();
            if (rsa is not null)
                return rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            using var curve = certificate.GetECDsaPublicKey();
            return curve?.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence) == true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>The attributes that the key signs, as the DER of a SET.</summary>
    public static byte[] Attributes(X509Certificate2 certificate, ReadOnlySpan<byte> digest)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSetOf())
        {
            using (Attribute(writer, ContentType))
            using (writer.PushSetOf())
                writer.WriteObjectIdentifier(Data);
            using (Attribute(writer, MessageDigest))
            using (writer.PushSetOf())
                writer.WriteOctetString(digest);
            using (Attribute(writer, SigningCertificateV2))
            using (writer.PushSetOf())
            using (writer.PushSequence())
            using (writer.PushSequence())
            using (writer.PushSequence())
                writer.WriteOctetString(SHA256.HashData(certificate.RawDataMemory.Span));
        }

        return writer.Encode();
    }

    /// <summary>The whole container.</summary>
    public static byte[] Write(X509Certificate2 certificate, byte[] attributes, byte[] signature, byte[]? timeStampToken)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(SignedData);
            using (writer.PushSequence(Zero))
            using (writer.PushSequence())
            {
                writer.WriteInteger(1);
                using (writer.PushSetOf())
                    Algorithm(writer, Sha256);
                using (writer.PushSequence())
                    writer.WriteObjectIdentifier(Data);
                using (writer.PushSetOf(Zero))
                    writer.WriteEncodedValue(certificate.RawDataMemory.Span);
                using (writer.PushSetOf())
                    WriteSigner(writer, certificate, attributes, signature, timeStampToken);
            }
        }

        return writer.Encode();
    }

    /// <summary>Takes apart a container of our shape.</summary>
    /// <exception cref="AsnContentException">It has another shape.</exception>
    public static Parts Read(ReadOnlyMemory<byte> container)
    {
        var outer = new AsnReader(container, AsnEncodingRules.DER).ReadSequence();
        outer.ReadObjectIdentifier();
        var signed = outer.ReadSequence(Zero).ReadSequence();
        signed.ReadInteger();
        signed.ReadSetOf();
        signed.ReadSequence();
        var certificate = signed.ReadSetOf(Zero).ReadEncodedValue().ToArray();
        var signer = signed.ReadSetOf().ReadSequence();
        signer.ReadInteger();
        signer.ReadSequence();
        signer.ReadSequence();
        signer.ReadSetOf(Zero);
        signer.ReadSequence();
        var signature = signer.ReadOctetString();
        if (!signer.HasData)
            return new Parts(certificate, signature, null);
        var attribute = signer.ReadSetOf(One).ReadSequence();
        attribute.ReadObjectIdentifier();
        return new Parts(certificate, signature, attribute.ReadSetOf().ReadEncodedValue().ToArray());
    }

    private static void WriteSigner(
        AsnWriter writer, X509Certificate2 certificate, byte[] attributes, byte[] signature, byte[]? timeStampToken)
    {
        using var signer = writer.PushSequence();
        writer.WriteInteger(1);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(certificate.IssuerName.RawData);
            writer.WriteInteger(certificate.SerialNumberBytes.Span);
        }

        Algorithm(writer, Sha256);
        // inside the container the set carries another tag than the one that is signed (RFC 5652, 5.4)
        using (writer.PushSetOf(Zero))
        {
            var set = new AsnReader(attributes, AsnEncodingRules.DER).ReadSetOf();
            while (set.HasData)
                writer.WriteEncodedValue(set.ReadEncodedValue().Span);
        }

        if (certificate.GetKeyAlgorithm() == Rsa)
            Algorithm(writer, Rsa, withNull: true);
        else
            Algorithm(writer, EcdsaWithSha256);
        writer.WriteOctetString(signature);
        if (timeStampToken is null)
            return;
        using (writer.PushSetOf(One))
        using (Attribute(writer, TimeStampToken))
        using (writer.PushSetOf())
            writer.WriteEncodedValue(timeStampToken);
    }

    private static AsnWriter.Scope Attribute(AsnWriter writer, string kind)
    {
        var scope = writer.PushSequence();
        writer.WriteObjectIdentifier(kind);
        return scope;
    }

    private static void Algorithm(AsnWriter writer, string oid, bool withNull = false)
    {
        using var sequence = writer.PushSequence();
        writer.WriteObjectIdentifier(oid);
        if (withNull)
            writer.WriteNull();
    }
}
