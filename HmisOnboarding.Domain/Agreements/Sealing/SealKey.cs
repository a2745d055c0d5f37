using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HmisOnboarding.Domain.Documents;

namespace HmisOnboarding.Domain.Agreements.Sealing;

/// <summary>
/// The key with which signed agreements are sealed, and the certificates of every key that sealed before. A key that cannot be used never
/// keeps the product from starting: reading and verifying go on, and <see cref="Problems"/> says what is wrong.
/// </summary>
public sealed class SealKey : IDisposable
{
    private const string OwnFile = "seal.pfx";
    private const string KnownFolder = "certificates";
    private const string EmailProtection = "1.3.6.1.5.5.7.3.4";
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;

    // long enough that nobody is surprised every year, short enough that the algorithms of today still hold at its end
    private const int YearsValid = 5;
    private const int RenewWithinDays = 30;

    private readonly List<string> _loadProblems = [];
    private readonly List<X509Certificate2> _known = [];
    private readonly X509Certificate2? _certificate;

    /// <summary>Loads the configured key, else the one made earlier, else makes one. Does not throw.</summary>
    public SealKey(SealOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        var now = clock.GetUtcNow().UtcDateTime;
        try
        {
            MakeFolder(options.FolderPath);
            MakeFolder(Path.Combine(options.FolderPath, KnownFolder));
            _certificate = options.PfxPath is null ? OwnKey(options.FolderPath, now) : ConfiguredKey(options);
            if (_certificate is not null)
                Remember(options.FolderPath, _certificate);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            _loadProblems.Add($"The key of the seal could not be read or made in {options.FolderPath}.");
        }

        ReadKnown(options.FolderPath);
    }

    /// <summary>The certificate with its private key; null while there is none that can be used.</summary>
    public X509Certificate2? Certificate => _certificate;

    /// <summary>SHA-256 of the certificate, 64 lower-case hex digits; empty while there is none.</summary>
    public string Thumbprint => _certificate is null ? "" : ThumbprintOf(_certificate);

    /// <summary>Until when it can seal, UTC; the beginning of time while there is none.</summary>
    public DateTime ValidUntilUtc => _certificate?.NotAfter.ToUniversalTime() ?? DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc);

    /// <summary>Certificates of this key and of all before it: what sealed then stays verifiable.</summary>
    public IReadOnlyList<X509Certificate2> Known => _known;

    /// <summary>Why nothing can be sealed at that instant (UTC), in sentences; empty when all is well.</summary>
    public IReadOnlyList<string> Problems(DateTime nowUtc)
    {
        if (_certificate is null)
            return _loadProblems;
        if (nowUtc > ValidUntilUtc)
            return [$"The certificate of the seal expired on {ValidUntilUtc:yyyy-MM-dd}. Put a new one in its place and start the product again."];
        return nowUtc < _certificate.NotBefore.ToUniversalTime()
            ? [$"The certificate of the seal is valid from {_certificate.NotBefore.ToUniversalTime():yyyy-MM-dd} only. Check the clock of the server."]
            : [];
    }

    /// <summary>Signs bytes, for lines of the log.</summary>
    /// <exception cref="SealUnavailableException">There is no key that can be used.</exception>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        if (_certificate is null)
            throw new SealUnavailableException(_loadProblems);
        using var ec = _certificate.GetECDsaPrivateKey();
        if (ec is not null)
            return ec.SignData(data, HashAlgorithmName.SHA256);
        using var rsa = _certificate.GetRSAPrivateKey() ?? throw new SealUnavailableException("The key of the seal is neither of an elliptic curve nor RSA.");
        return rsa.SignData(data.ToArray(), HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
    }

    /// <summary>Whether the key with that thumbprint, this one or an earlier, signed the bytes. False for any other thumbprint.</summary>
    public bool Verify(string thumbprint, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (_known.Find(c => ThumbprintOf(c) == thumbprint) is not { } certificate)
            return false;
        using var ec = certificate.GetECDsaPublicKey();
        if (ec is not null)
            return ec.VerifyData(data, signature, HashAlgorithmName.SHA256);
        using var rsa = certificate.GetRSAPublicKey();
        return rsa?.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss) == true;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _certificate?.Dispose();
        foreach (var certificate in _known)
            certificate.Dispose();
    }

    internal static string ThumbprintOf(X509Certificate2 certificate) => Convert.ToHexStringLower(SHA256.HashData(certificate.RawDataMemory.Span));

    private X509Certificate2? ConfiguredKey(SealOptions options)
    {
        if (!File.Exists(options.PfxPath))
        {
            _loadProblems.Add($"The file {options.PfxPath} with the key of the seal is not there.");
            return null;
        }

        try
        {
            var certificate = X509CertificateLoader.LoadPkcs12FromFile(options.PfxPath, options.PfxPassword, Storage);
            if (certificate.HasPrivateKey)
                return certificate;
            certificate.Dispose();
            _loadProblems.Add($"The file {options.PfxPath} holds a certificate without its key.");
        }
        catch (CryptographicException)
        {
            _loadProblems.Add($"The file {options.PfxPath} cannot be opened: the password is wrong, or it is no PFX file.");
        }

        return null;
    }

    private static X509KeyStorageFlags Storage => OperatingSystem.IsMacOS() ? X509KeyStorageFlags.DefaultKeySet : X509KeyStorageFlags.EphemeralKeySet;

    private static X509Certificate2 OwnKey(string folder, DateTime nowUtc)
    {
        var path = Path.Combine(folder, OwnFile);
        if (File.Exists(path))
        {
            var own = X509CertificateLoader.LoadPkcs12FromFile(path, null, Storage);
            if ((own.NotAfter.ToUniversalTime() - nowUtc).TotalDays > RenewWithinDays)
                return own;
            // its certificate stays among the known ones; only the key gives way
            Remember(folder, own);
            own.Dispose();
            Write(path, NewKey(nowUtc), replace: true);
        }
        else
        {
            Write(path, NewKey(nowUtc), replace: false);
        }

        // read back: where two start at once, the first one's key is the key of both
        return X509CertificateLoader.LoadPkcs12FromFile(path, null, Storage);
    }

    private static byte[] NewKey(DateTime nowUtc)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=HMIS Onboarding seal, OU=Signed agreements", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(EmailProtection)], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        // a minute back, for clocks that are set right a little later
        var from = new DateTimeOffset(nowUtc.AddMinutes(-1));
        using var certificate = request.CreateSelfSigned(from, from.AddYears(YearsValid));
        return certificate.ExportPkcs12(Pkcs12ExportPbeParameters.Pbes2Aes256Sha256, null);
    }

    private static void Remember(string folder, X509Certificate2 certificate)
    {
        var path = Path.Combine(folder, KnownFolder, $"{ThumbprintOf(certificate)}.cer");
        if (!File.Exists(path))
            Write(path, certificate.RawData, replace: false);
    }

    private void ReadKnown(string folder)
    {
        try
        {
            foreach (var path in Directory.EnumerateFiles(Path.Combine(folder, KnownFolder), "*.cer"))
                ReadKnownFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _loadProblems.Add($"The certificates of earlier seals in {folder} cannot be read, so older agreements cannot be verified.");
        }

        if (_certificate is not null && !_known.Exists(c => ThumbprintOf(c) == Thumbprint))
            _known.Add(X509CertificateLoader.LoadCertificate(_certificate.RawDataMemory.Span));
    }

    private void ReadKnownFile(string path)
    {
        try
        {
            _known.Add(X509CertificateLoader.LoadCertificateFromFile(path));
        }
        catch (CryptographicException)
        {
            // a file that is no certificate knows nobody
        }
    }

    private static void Write(string path, byte[] bytes, bool replace)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}";
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            how.UnixCreateMode = OwnerFile;
        try
        {
            using (var file = new FileStream(temporary, how))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, replace);
            DirectoryFlush.ToDisk(Path.GetDirectoryName(path)!);
        }
        catch (IOException) when (!replace && File.Exists(path))
        {
            // somebody else was faster
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerFolder);
    }
}
