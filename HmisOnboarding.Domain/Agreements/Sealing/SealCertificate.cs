using System.Security.Cryptography.X509Certificates;

namespace HmisOnboarding.Domain.Agreements.Sealing;

/// <summary>
/// The public certificate of a key that sealed something here, kept beside what it sealed: the folder of the key may be lost or belong to
/// another machine, and the files must stay verifiable all the same. Never edited and never removed.
/// </summary>
public sealed class SealCertificate
{
    private SealCertificate()
    {
    }

    internal SealCertificate(X509Certificate2 certificate, DateTime recordedUtc)
    {
        Id = Guid.NewGuid();
        Thumbprint = SealKeyFolder.Thumbprint(certificate);
        Encoded = certificate.RawData;
        RecordedUtc = recordedUtc;
    }

    /// <summary>Random key.</summary>
    public Guid Id { get; private set; }

    /// <summary>SHA-256 of the certificate, 64 lower-case hex digits.</summary>
    public string Thumbprint { get; private set; } = "";

    /// <summary>The certificate in DER; there is no private part in it.</summary>
    public byte[] Encoded { get; private set; } = [];

    /// <summary>When it was written down, UTC.</summary>
    public DateTime RecordedUtc { get; private set; }
}
