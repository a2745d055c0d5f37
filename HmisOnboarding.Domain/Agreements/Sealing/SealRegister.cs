using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HmisOnboarding.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.Agreements.Sealing;

/// <summary>What the database knows of the seal: the certificates that were written down, and whether anything was ever sealed.</summary>
public sealed class SealRegister(HmisDatabase database)
{
    /// <summary>The certificates that were written down; one that cannot be read is left out.</summary>
    public IReadOnlyList<X509Certificate2> Certificates()
    {
        using var db = database.Read(Reach.Everything);
        var known = new List<X509Certificate2>();
        foreach (var encoded in db.SealCertificates.OrderBy(c => c.RecordedUtc).Select(c => c.Encoded).ToList())
        {
            try
            {
                known.Add(X509CertificateLoader.LoadCertificate(encoded));
            }
            catch (CryptographicException)
            {
                // the check of the records names the damaged row; the others still verify
                continue;
            }
        }

        return known;
    }

    /// <summary>Whether a key was in use before: then a folder without one is a loss, and no first start.</summary>
    public bool HadKey()
    {
        using var db = database.Read(Reach.Everything);
        return db.SealCertificates.Any() || db.SealedRevisions.Any() || db.AuditCheckpoints.Any();
    }

    /// <summary>Adds the certificates that the database lacks, in the transaction of the caller, who saves.</summary>
    internal static async Task AddMissingAsync(HmisDbContext db, IEnumerable<X509Certificate2> certificates, CancellationToken cancellationToken)
    {
        var there = await db.SealCertificates.Select(c => c.Thumbprint).ToListAsync(cancellationToken);
        db.SealCertificates.AddRange(certificates.Where(c => !there.Contains(SealKeyFolder.Thumbprint(c))).Select(c => new SealCertificate(c, db.NowUtc)));
    }
}
