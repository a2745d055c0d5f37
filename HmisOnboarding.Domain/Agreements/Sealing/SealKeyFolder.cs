using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HmisOnboarding.Domain.Documents;

namespace HmisOnboarding.Domain.Agreements.Sealing;

/// <summary>The files of the seal: one private key with its certificate, and the certificates of all keys ever used.</summary>
internal sealed class SealKeyFolder(string path)
{
    private const string KeyFile = "seal-key.pem";
    private const string Ours = "own-";
    private const string Given = "given-";
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(5 * 365);

    public string KeyPath => Path.Combine(path, KeyFile);

    /// <summary>The key that was made here, or null when there is none.</summary>
    public X509Certificate2? ReadKey()
    {
        string pem;
        try
        {
            pem = File.ReadAllText(KeyPath);
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(KeyPath) != OwnerFile)
            File.SetUnixFileMode(KeyPath, OwnerFile);
        return X509Certificate2.CreateFromPem(pem, pem);
    }

    /// <summary>Whether a key was made here once. Its certificate outlives it, so a lost key is not taken for a first start.</summary>
    public bool HadKey() => Directory.Exists(path) && Directory.EnumerateFiles(path, Ours + "*.cer").Any();

    /// <summary>
    /// Makes a key. Without <paramref name="replace"/> a key that another process made in the meantime stays, and is the one
    /// to use: read it afterwards.
    /// </summary>
    public void MakeKey(DateTimeOffset now, bool replace)
    {
        MakeFolder();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Issue(key, now);
        var pem = certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
        Publish(System.Text.Encoding.ASCII.GetBytes(pem), KeyPath, replace);
    }

    /// <summary>Keeps the public part, so that what this key seals can be verified when the key is gone.</summary>
    public void Remember(X509Certificate2 certificate, bool made)
    {
        var target = Path.Combine(path, $"{(made ? Ours : Given)}{Thumbprint(certificate)}.cer");
        if (File.Exists(target))
            return;
        MakeFolder();
        Publish(certificate.RawData, target, replace: false);
    }

    /// <summary>Every certificate that is remembered; one that cannot be read is left out.</summary>
    public List<X509Certificate2> Remembered()
    {
        var known = new List<X509Certificate2>();
        if (!Directory.Exists(path))
            return known;
        foreach (var file in Directory.EnumerateFiles(path, "*.cer").Order(StringComparer.Ordinal))
        {
            try
            {
                known.Add(X509CertificateLoader.LoadCertificateFromFile(file));
            }
            catch (Exception problem) when (problem is CryptographicException or IOException or UnauthorizedAccessException)
            {
                // one damaged file must not hide the others: what it sealed is then not recognised as ours
                continue;
            }
        }

        return known;
    }

    public static string Thumbprint(X509Certificate2 certificate) =>
        Convert.ToHexStringLower(SHA256.HashData(certificate.RawDataMemory.Span));

    private static X509Certificate2 Issue(ECDsa key, DateTimeOffset now)
    {
        var request = new CertificateRequest("CN=HMIS Onboarding document seal", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, critical: true));
        // mail protection is what viewers ask of a signer's certificate; document signing is its newer, exact name
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid("1.3.6.1.5.5.7.3.4"), new Oid("1.3.6.1.5.5.7.3.36")], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        // a day early: a seal may be dated a moment before the key that it is the first to need
        return request.CreateSelfSigned(now - TimeSpan.FromDays(1), now + Lifetime);
    }

    private void MakeFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, OwnerFolder);
        if (File.GetUnixFileMode(path) != OwnerFolder)
            File.SetUnixFileMode(path, OwnerFolder);
    }

    private void Publish(byte[] content, string target, bool replace)
    {
        var temporary = Path.Combine(path, Path.GetRandomFileName() + ".part");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerFile;
        try
        {
            using (var file = new FileStream(temporary, options))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            // where somebody else was first, theirs stays
            if (replace)
                File.Move(temporary, target, overwrite: true);
            else
                _ = FirstComer.Take(temporary, target);
            DirectoryFlush.ToDisk(path);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
