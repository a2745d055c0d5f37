using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HmisOnboarding.Domain.Agreements.Sealing;
using HmisOnboarding.Tests.Support;
using Xunit;

namespace HmisOnboarding.Tests.Agreements.Sealing;

public sealed class SealKeyTests
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string Password = "open sesame";

    [Fact]
    public void Key_WhenUsedFirst_IsMadeOnceAndForItsOwnerOnly()
    {
        using var room = new SealRoom();
        Assert.False(Directory.Exists(room.Folder));
        Assert.Empty(room.Key.Problems(SealRoom.Today));

        Assert.True(room.Key.HasKey);
        Assert.Equal(SealRoom.Today.AddDays(5 * 365), room.Key.ValidUntilUtc);
        Assert.Equal(5 * 365, room.Key.DaysLeft(SealRoom.Today));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(room.Key.Certificate.RawData)), room.Key.Thumbprint);
        Assert.Equal(2, Directory.GetFiles(room.Folder).Length);
        Assert.Single(room.Key.Known);
        Assert.False(room.Key.Known[0].HasPrivateKey);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(OwnerFile | UnixFileMode.UserExecute, File.GetUnixFileMode(room.Folder));
            foreach (var file in Directory.GetFiles(room.Folder))
                Assert.Equal(OwnerFile, File.GetUnixFileMode(file));
        }

        using var restarted = new SealKey(room.Options, room.Clock);
        Assert.Equal(room.Key.Thumbprint, restarted.Thumbprint);
    }

    [Fact]
    public void Certificate_WhenMade_IsForSignaturesThatViewersAccept()
    {
        using var room = new SealRoom();
        var usage = room.Key.Certificate.Extensions.OfType<X509KeyUsageExtension>().Single();
        Assert.Equal(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, usage.KeyUsages);
        var purposes = room.Key.Certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages;
        Assert.Contains(purposes.Cast<Oid>(), oid => oid.Value == "1.3.6.1.5.5.7.3.4");
        Assert.False(room.Key.Certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
    }

    [Fact]
    public void Key_WhenManyStartAtOnce_IsTheSameForAll()
    {
        using var room = new SealRoom();
        var keys = Enumerable.Range(0, 8).Select(_ => new SealKey(room.Options, room.Clock)).ToList();
        using var start = new Barrier(keys.Count);
        var thumbprints = new string[keys.Count];
        var threads = keys.Select((key, i) => new Thread(() =>
        {
            start.SignalAndWait();
            thumbprints[i] = key.Thumbprint;
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.Single(thumbprints.Distinct());
        Assert.Equal(2, Directory.GetFiles(room.Folder).Length);
        keys.ForEach(key => key.Dispose());
    }

    [Fact]
    public void Key_WhenTwentyTimesManyStartAtOnce_IsNeverTheLaterOnes()
    {
        for (var round = 0; round < 20; round++)
            Key_WhenManyStartAtOnce_IsTheSameForAll();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Key_WhenAPfxIsConfigured_SealsWithIt(bool rsa)
    {
        using var room = new SealRoom(folder => WithPfx(folder, rsa, Password));
        Assert.Empty(room.Key.Problems(SealRoom.Today));
        Assert.Contains(rsa ? "CN=RSA seal" : "CN=EC seal", room.Key.Certificate.Subject, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(room.Folder, "seal-key.pem")));

        var files = await room.ThreeAsync();
        using var pdf = new PdfTools(files[2].Bytes);
        await pdf.CheckAsync();
        Assert.Equal(4, (await pdf.SignaturesAsync()).Split("Signature is Valid.").Length);
        Assert.True(room.Inspect(files[2].Bytes).IsGenuine);
        Assert.Equal(room.Key.Thumbprint, files[2].Thumbprint);
    }

    [Fact]
    public async Task Key_WhenThePasswordIsWrong_SealsNoMoreButReads()
    {
        using var room = new SealRoom();
        var file = await room.SealAsync(SealRoom.Drawing(1), null, SealRoom.Words(1));
        var line = room.Key.Sign("line"u8);
        var thumbprint = room.Key.Thumbprint;
        var configured = WithPfx(room.Folder, rsa: false, Password);
        await AssertReadsOnlyAsync(
            room, new SealOptions { FolderPath = room.Folder, PfxPath = configured.PfxPath, PfxPassword = "wrong" },
            "does not open", file, thumbprint, line);
    }

    [Theory]
    [InlineData("gone", "is missing")]
    [InlineData("damaged", "is damaged")]
    [InlineData("folder", "cannot be read")]
    [InlineData("pfx", "is missing")]
    public async Task Key_WhenItIsGoneOrDamaged_SealsNoMoreButReads(string how, string says)
    {
        using var room = new SealRoom();
        var file = await room.SealAsync(SealRoom.Drawing(1), null, SealRoom.Words(1));
        var line = room.Key.Sign("line"u8);
        var thumbprint = room.Key.Thumbprint;
        var path = Path.Combine(room.Folder, "seal-key.pem");
        var pem = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        if (how != "pfx")
            File.Delete(path);
        if (how == "damaged")
            await File.WriteAllTextAsync(path, pem[..400], TestContext.Current.CancellationToken);
        if (how == "folder")
            Directory.CreateDirectory(path);
        var options = new SealOptions { FolderPath = room.Folder, PfxPath = how == "pfx" ? Path.Combine(room.Folder, "none.pfx") : null };
        await AssertReadsOnlyAsync(room, options, says, file, thumbprint, line);

        if (how != "gone")
            return;
        using var key = new SealKey(options, room.Clock);
        Assert.False(key.HasKey);
        await File.WriteAllTextAsync(path, pem, TestContext.Current.CancellationToken);
        Assert.Equal(thumbprint, key.Thumbprint);
    }

    [Fact]
    public void Key_WhenTheFolderCannotBeMade_SaysSo()
    {
        var file = Path.GetTempFileName();
        try
        {
            using var key = new SealKey(new SealOptions { FolderPath = Path.Combine(file, "seal") }, TimeProvider.System);
            Assert.Contains("cannot be", Assert.Single(key.Problems(SealRoom.Today)), StringComparison.Ordinal);
            Assert.Empty(key.Known);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Key_WhenExpired_SealsNoMoreButReads()
    {
        using var room = new SealRoom();
        var file = await room.SealAsync(SealRoom.Drawing(1), null, SealRoom.Words(1));
        room.Clock.Advance(TimeSpan.FromDays(5 * 365) + TimeSpan.FromMinutes(1));
        var now = room.Clock.GetUtcNow().UtcDateTime;

        Assert.Contains("expired on 3 March 2031", Assert.Single(room.Key.Problems(now)), StringComparison.Ordinal);
        Assert.Equal(-1, room.Key.DaysLeft(now));
        var refused = await Assert.ThrowsAsync<SealUnavailableException>(
            () => room.SealAsync(SealRoom.Drawing(2), file, SealRoom.Words(2) with { AtUtc = now }));
        Assert.Equal(room.Key.Problems(now), refused.Problems);
        Assert.True(room.Inspect(file.Bytes).IsGenuine);
        Assert.Contains("starts on", Assert.Single(room.Key.Problems(SealRoom.Today.AddDays(-2))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replace_WhenFilesWereSealedBefore_TheyStillVerifyAndCanGrow()
    {
        using var room = new SealRoom();
        var one = await room.SealAsync(SealRoom.Drawing(1), null, SealRoom.Words(1));
        var (first, line) = (room.Key.Thumbprint, room.Key.Sign("line"u8));
        room.Key.Replace();
        Assert.NotEqual(first, room.Key.Thumbprint);

        var two = await room.SealAsync(SealRoom.Drawing(2), one, SealRoom.Words(2));
        using var restarted = new SealKey(room.Options, room.Clock);
        Assert.Equal(room.Key.Thumbprint, restarted.Thumbprint);
        Assert.Equal(2, restarted.Known.Count);
        var report = SealInspection.Inspect(two.Bytes, restarted.Known);
        Assert.True(report.IsGenuine);
        Assert.Equal([first, room.Key.Thumbprint], report.Seals.Select(seal => seal.Thumbprint));
        Assert.True(restarted.Verify(first, "line"u8, line));
    }

    [Fact]
    public void Replace_WhenTheKeyIsConfigured_IsRefused()
    {
        using var room = new SealRoom(folder => WithPfx(folder, rsa: false, null));
        Assert.Empty(room.Key.Problems(SealRoom.Today));
        Assert.Throws<InvalidOperationException>(room.Key.Replace);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Verify_WhenTheLineOrTheSignatureDiffers_SaysNo(bool rsa)
    {
        using var room = new SealRoom(folder => WithPfx(folder, rsa, Password));
        var signature = room.Key.Sign("checkpoint 7"u8);
        Assert.True(room.Key.Verify(room.Key.Thumbprint, "checkpoint 7"u8, signature));
        Assert.False(room.Key.Verify(room.Key.Thumbprint, "checkpoint 8"u8, signature));
        Assert.False(room.Key.Verify(new string('0', 64), "checkpoint 7"u8, signature));
        Assert.False(room.Key.Verify(room.Key.Thumbprint, "checkpoint 7"u8, signature.AsSpan()[1..]));
        Assert.False(room.Key.Verify(room.Key.Thumbprint, "checkpoint 7"u8, []));
    }

    private static async Task AssertReadsOnlyAsync(
        SealRoom room, SealOptions options, string says, SealedPdf file, string thumbprint, byte[] line)
    {
        using var key = new SealKey(options, room.Clock);
        using var seal = new PdfSeal(key, options, room.Clock);
        Assert.Contains(says, Assert.Single(key.Problems(SealRoom.Today)), StringComparison.Ordinal);
        Assert.Throws<SealUnavailableException>(() => key.Certificate);
        await Assert.ThrowsAsync<SealUnavailableException>(() => seal.SealAsync(
            SealRoom.Drawing(2), file.Bytes, SealRoom.Words(2), TestContext.Current.CancellationToken));
        Assert.True(SealInspection.Inspect(file.Bytes, key.Known).IsGenuine);
        Assert.True(key.Verify(thumbprint, "line"u8, line));
    }

    private static SealOptions WithPfx(string folder, bool rsa, string? password)
    {
        using var big = rsa ? RSA.Create(3072) : null;
        using var curve = rsa ? null : ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var request = big is not null
            ? new CertificateRequest("CN=RSA seal, O=Harbor", big, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest("CN=EC seal, O=Harbor", curve!, HashAlgorithmName.SHA384);
        using var certificate = request.CreateSelfSigned(SealRoom.Today.AddDays(-1), SealRoom.Today.AddYears(1));
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "configured.pfx");
        File.WriteAllBytes(path, certificate.Export(X509ContentType.Pfx, password));
        return new SealOptions { FolderPath = folder, PfxPath = path, PfxPassword = password };
    }
}
