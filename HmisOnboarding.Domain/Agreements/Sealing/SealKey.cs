using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HmisOnboarding.Domain.Agreements.Sealing;

/// <summary>
/// The key that seals documents: the configured PFX file, or a key that the product makes for itself on first use and
/// keeps in a file that only its account can read. Never in the database. May be shared by all threads. A key that is
/// missing or unusable stops sealing, never reading: <see cref="Problems"/> says what to do, and <see cref="Verify"/> and
/// <see cref="Known"/> go on working.
/// </summary>
public sealed class SealKey : IDisposable
{
    private const string NoDatabase = "The database cannot be read, so it is not known which key sealed before. Look at the disk and at the log of the server.";

    private readonly Lock _gate = new();
    private readonly SealOptions _options;
    private readonly TimeProvider _clock;
    private readonly SealKeyFolder _folder;
    private readonly SealRegister? _register;
    private Loaded? _loaded;

    /// <summary>
    /// Touches no file yet; the key is read, or made, when it is first asked for. Does not throw for a bad key.
    /// What the register knows is known here too, and no key is made where it knows of one.
    /// </summary>
    public SealKey(SealOptions options, TimeProvider clock, SealRegister? register = null)
    {
        _register = register;
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        _options = options;
        _clock = clock;
        _folder = new SealKeyFolder(options.FolderPath);
    }

    /// <summary>Whether there is a key to seal with. It may still be expired: ask <see cref="Problems"/>.</summary>
    public bool HasKey => Current.Certificate is not null;

    /// <summary>The certificate of the present key.</summary>
    /// <exception cref="SealUnavailableException">There is no usable key.</exception>
    public X509Certificate2 Certificate
    {
        get
        {
            var loaded = Current;
            return loaded.Certificate ?? throw new SealUnavailableException([loaded.Problem!]);
        }
    }

    /// <summary>SHA-256 of the present certificate, 64 lower-case hex digits.</summary>
    /// <exception cref="SealUnavailableException">There is no usable key.</exception>
    public string Thumbprint => SealKeyFolder.Thumbprint(Certificate);

    /// <summary>Until when the present key may seal (UTC).</summary>
    /// <exception cref="SealUnavailableException">There is no usable key.</exception>
    public DateTime ValidUntilUtc => Certificate.NotAfter.ToUniversalTime();

    /// <summary>The present certificate, if there is one, and all earlier ones. Public parts only.</summary>
    public IReadOnlyList<X509Certificate2> Known => Current.Known;

    /// <summary>Whole days until the present key may no longer seal; 0 on the last day, negative afterwards.</summary>
    /// <exception cref="SealUnavailableException">There is no usable key.</exception>
    public int DaysLeft(DateTime nowUtc) => (int)Math.Floor((ValidUntilUtc - nowUtc).TotalDays);

    /// <summary>Why no seal can be made at that moment, in sentences for a person; empty when all is well. Does not throw.</summary>
    public IReadOnlyList<string> Problems(DateTime nowUtc)
    {
        var loaded = Current;
        if (loaded.Certificate is not { } certificate)
            return [loaded.Problem!];
        if (nowUtc > certificate.NotAfter.ToUniversalTime())
            return [$"The certificate of the seal expired on {Day(certificate.NotAfter)}. {NewKey}"];
        return nowUtc < certificate.NotBefore.ToUniversalTime()
            ? [$"The certificate of the seal starts on {Day(certificate.NotBefore)}. Check the clock of the server, or use another key."]
            : [];
    }

    /// <summary>
    /// Signs a line, for example a checkpoint of the audit log: ECDSA (DER) or RSA PKCS#1, with SHA-256, over the ASCII line
    /// "HMIS Onboarding line", a line feed, and the data. The heading keeps such a signature from passing for a document's seal.
    /// </summary>
    /// <exception cref="SealUnavailableException">There is no usable key.</exception>
    public byte[] Sign(ReadOnlySpan<byte> data) => SealSignature.Sign(Certificate, Headed(data));

    /// <summary>The thumbprint of the present key and a <see cref="Sign"/> that stays with that key, also when it is replaced in between.</summary>
    /// <exception cref="SealUnavailableException">There is no usable key.</exception>
    public string ToSigner(out Func<byte[], byte[]> sign)
    {
        var certificate = Certificate;
        sign = data => SealSignature.Sign(certificate, Headed(data));
        return SealKeyFolder.Thumbprint(certificate);
    }

    /// <summary>
    /// Whether the present key or an earlier one with this thumbprint made the signature by <see cref="Sign"/>. False for
    /// an unknown thumbprint and for any malformed signature; an expired certificate still verifies.
    /// </summary>
    public bool Verify(string thumbprint, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        ArgumentNullException.ThrowIfNull(thumbprint);
        var certificate = Known.FirstOrDefault(
            known => string.Equals(SealKeyFolder.Thumbprint(known), thumbprint, StringComparison.OrdinalIgnoreCase));
        return certificate is not null && SealSignature.Verify(certificate, Headed(data), signature);
    }

    /// <summary>
    /// Makes a new key of the product's own in place of the present one. The earlier certificate stays known. Other
    /// processes use the new key after their next start.
    /// </summary>
    /// <exception cref="InvalidOperationException">The key comes from a configured PFX file: replace that file.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Replace()
    {
        if (_options.PfxPath is not null)
            throw new InvalidOperationException("The seal uses a PFX file. Replace that file instead.");
        lock (_gate)
        {
            _folder.MakeKey(_clock.GetUtcNow(), replace: true);
            _loaded = Load();
        }
    }

    /// <summary>Lets go of the key in memory.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var certificate in _loaded?.Known ?? [])
                certificate.Dispose();
            _loaded?.Certificate?.Dispose();
            _loaded = null;
        }
    }

    private string NewKey => _options.PfxPath is null
        ? "Make a new key for the seal."
        : "Put a new PFX file in its place and start again.";

    // a key that was missing is looked for again each time, so that putting it back needs no restart
    private Loaded Current
    {
        get
        {
            lock (_gate)
                return _loaded is { Certificate: not null } ready ? ready : _loaded = Load();
        }
    }

    private Loaded Load()
    {
        var (certificate, problem) = _options.PfxPath is { } pfx ? LoadPfx(pfx) : LoadOwn();
        if (certificate is not null)
            problem = Unfit(certificate);
        if (problem is not null)
        {
            certificate?.Dispose();
            certificate = null;
        }

        List<X509Certificate2> known = [];
        try
        {
            if (certificate is not null)
                _folder.Remember(certificate, made: _options.PfxPath is null);
            known = _folder.Remembered();
            foreach (var written in _register?.Certificates() ?? [])
            {
                if (!known.Exists(c => c.RawDataMemory.Span.SequenceEqual(written.RawDataMemory.Span)))
                    known.Add(written);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            problem = $"The folder {_options.FolderPath} cannot be used. Give this program the right to read and write it.";
            certificate?.Dispose();
            certificate = null;
        }
        catch (DbException)
        {
            problem = NoDatabase;
            certificate?.Dispose();
            certificate = null;
        }

        if (certificate is not null && !known.Exists(c => c.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span)))
            known.Add(X509CertificateLoader.LoadCertificate(certificate.RawData));
        return new Loaded(certificate, problem, known);
    }

    private (X509Certificate2? Certificate, string? Problem) LoadOwn()
    {
        try
        {
            if (_folder.ReadKey() is { } key)
                return (key, null);
            if (!_folder.HadKey() && _register?.HadKey() != true)
                _folder.MakeKey(_clock.GetUtcNow(), replace: false);
            // another process may have made one between the two looks
            return _folder.ReadKey() is { } made
                ? (made, null)
                : (null, $"The key of the seal is missing: {_folder.KeyPath}. A system administrator puts its folder back from the safe copy, or makes a new key on purpose.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return (null, $"The key of the seal cannot be read: {_folder.KeyPath}. Give this program the right to read and write its folder.");
        }
        catch (DbException)
        {
            return (null, NoDatabase);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            return (null, $"The key of the seal is damaged: {_folder.KeyPath}. Put it back from its safe copy, or make a new key.");
        }
    }

    private (X509Certificate2? Certificate, string? Problem) LoadPfx(string path)
    {
        try
        {
            var storage = OperatingSystem.IsMacOS() ? X509KeyStorageFlags.DefaultKeySet : X509KeyStorageFlags.EphemeralKeySet;
            return (X509CertificateLoader.LoadPkcs12FromFile(path, _options.PfxPassword, storage), null);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return (null, $"The PFX file of the seal is missing: {path}. Put it there, or correct the setting.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return (null, $"The PFX file of the seal cannot be read: {path}. Give this program the right to read it.");
        }
        catch (CryptographicException)
        {
            return (null, File.Exists(path)
                ? $"The PFX file of the seal does not open: {path}. Check its password, or put a sound file there."
                : $"The PFX file of the seal is missing: {path}. Put it there, or correct the setting.");
        }
    }

    private static string? Unfit(X509Certificate2 certificate)
    {
        if (!certificate.HasPrivateKey)
            return "The PFX file of the seal holds no private key. Export it again together with its key.";
        if (!SealSignature.CanSign(certificate))
            return "The key of the seal must be RSA of 2048 bits or more, or elliptic curve of 256 bits or more.";
        var usage = certificate.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault();
        return usage is not null && (usage.KeyUsages & (X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation)) == 0
            ? "The certificate of the seal is not made for signatures. Use one that is."
            : null;
    }

    private static byte[] Headed(ReadOnlySpan<byte> data) => [.. "HMIS Onboarding line\n"u8, .. data];

    private static string Day(DateTime local) => local.ToUniversalTime().ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private sealed record Loaded(X509Certificate2? Certificate, string? Problem, IReadOnlyList<X509Certificate2> Known);
}
