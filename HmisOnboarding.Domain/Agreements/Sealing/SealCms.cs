using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace HmisOnboarding.Domain.Agreements.Sealing;

/// <summary>The signature inside a seal (CAdES, RFC 5652 and 5035): one signer, bound to the exact certificate.</summary>
internal static class SealCms
{
    public const string SigningCertificateV2 = "1.2.840.113549.1.9.16.2.47";
    public const string TimeStampToken = "1.2.840.113549.1.9.16.2.14";

    public static SignedCms Sign(byte[] covered, X509Certificate2 certificate)
    {
        var signer = new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, certificate)
        {
            DigestAlgorithm = new Oid("2.16.840.1.101.3.4.2.1"),
            IncludeOption = X509IncludeOption.EndCertOnly,
        };
        // no signing time: PAdES takes it from the dictionary of the seal
        signer.SignedAttributes.Add(new AsnEncodedData(new Oid(SigningCertificateV2), CertificateReference(certificate)));
        var cms = new SignedCms(new ContentInfo(covered), detached: true);
        cms.ComputeSignature(signer);
        return cms;
    }

    /// <summary>Whether the signed attributes name exactly this certificate.</summary>
    public static bool Names(SignerInfo signer, X509Certificate2 certificate) =>
        signer.SignedAttributes.Cast<CryptographicAttributeObject>().Where(a => a.Oid.Value == SigningCertificateV2).ToList() is [{ Values: [var value] }]
        && value.RawData.AsSpan().SequenceEqual(CertificateReference(certificate));

    private static byte[] CertificateReference(X509Certificate2 certificate)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteOctetString(SHA256.HashData(certificate.RawDataMemory.Span));
        }

        return writer.Encode();
    }
}
