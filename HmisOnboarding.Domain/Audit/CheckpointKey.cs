using System.Security.Cryptography;

namespace HmisOnboarding.Domain.Audit;

/// <summary>The key that signs checkpoints, as two functions.</summary>
/// <param name="Thumbprint">Names the key.</param>
/// <param name="Sign">Signs bytes.</param>
/// <param name="Verify">Whether a signature over bytes was made by the key of that thumbprint; false for a thumbprint that is not ours.</param>
public sealed record CheckpointKey(string Thumbprint, Func<byte[], byte[]> Sign, Func<string, byte[], byte[], bool> Verify)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// The ECDSA P-256 key in a file that only the application's account can read; made when there is none.
    /// </summary>
    /// <exception cref="CryptographicException">The file holds no such key.</exception>
    public static CheckpointKey FromFile(string path)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (File.Exists(path))
            key.ImportFromPem(File.ReadAllText(path));
        else
            Keep(path, key.ExportPkcs8PrivateKeyPem());

        var thumbprint = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
        var turn = new Lock();
        return new(thumbprint,
            bytes =>
            {
                lock (turn)
                    return key.SignData(bytes, HashAlgorithmName.SHA256);
            },
            (named, bytes, signature) =>
            {
                lock (turn)
                    return named == thumbprint && key.VerifyData(bytes, signature, HashAlgorithmName.SHA256);
            });
    }

    private static void Keep(string path, string pem)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using var file = new FileStream(path, options);
        using (var text = new StreamWriter(file, leaveOpen: true))
            text.Write(pem);
        file.Flush(flushToDisk: true);
    }
}
