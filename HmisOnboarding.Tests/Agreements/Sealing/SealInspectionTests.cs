using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using HmisOnboarding.Domain.Agreements.Sealing;
using HmisOnboarding.Tests.Support;
using Xunit;

namespace HmisOnboarding.Tests.Agreements.Sealing;

public sealed class SealInspectionTests
{
    [Fact]
    public async Task Inspect_WhenUntouched_FindsEverySealInOrder()
    {
        var (files, key) = await SealRoom.FinishedAsync();
        for (var count = 1; count <= 3; count++)
        {
            var report = SealInspection.Inspect(files[count - 1].Bytes, key.Known);
            Assert.True(report.IsGenuine);
            Assert.True(report.CoversWholeFile);
            Assert.Equal([SealRoom.Mark], report.DocumentMarks);
            Assert.Equal(
                Enumerable.Range(1, count).Select(number => new SealFound(
                    $"Signature{number}", true, true, key.Thumbprint, SealRoom.Today.AddMinutes(number), null, files[number - 1].Bytes.Length)),
                report.Seals);
        }
    }

    [Fact]
    public async Task Inspect_WhenAnyBitIsFlipped_NeverCallsItGenuineAndStillNamesTheAgreement()
    {
        var (files, key) = await SealRoom.FinishedAsync();
        var known = key.Known;
        var file = (byte[])files[2].Bytes.Clone();
        var random = new Random(20260304);
        for (var i = 0; i < 2000; i++)
            Flip(random.Next(file.Length), random.Next(8));

        // the digest does not cover the last hole, so each of its bytes gets its turn: container, zeros and brackets
        var hole = file.AsSpan().LastIndexOf("/Contents <"u8) + "/Contents ".Length;
        var end = hole + file.AsSpan(hole).IndexOf((byte)'>') + 1;
        Assert.InRange(end - hole, 4_000, 8_192);
        for (var at = hole; at < end; at += at < hole + 1700 ? 1 : 61)
            Flip(at, random.Next(8));
        Flip(end - 1, 0);

        void Flip(int at, int bit)
        {
            file[at] ^= (byte)(1 << bit);
            var report = SealInspection.Inspect(file, known);
            Assert.False(report.IsGenuine, $"Bit {bit} of byte {at} makes no difference.");
            Assert.Equal(SealRoom.Mark, report.DocumentMarks[0]);
            Assert.NotEqual(files[2].Sha256, Convert.ToHexStringLower(SHA256.HashData(file)));
            file[at] ^= (byte)(1 << bit);
        }

        Assert.True(SealInspection.Inspect(file, known).IsGenuine);
    }

    [Fact]
    public async Task Inspect_WhenABodyByteChanged_NamesTheSealsThatCoverIt()
    {
        var (files, key) = await SealRoom.FinishedAsync();
        var file = (byte[])files[2].Bytes.Clone();
        file[files[0].Bytes.Length + 400] ^= 4;
        using var pdf = new PdfTools(file);
        var judged = await pdf.SignaturesAsync();
        Assert.Equal([true, false, false], SealInspection.Inspect(file, key.Known).Seals.Select(seal => seal.IsIntact));
        Assert.Equal(2, judged.Split("Digest Mismatch").Length - 1);
        Assert.Equal(1, judged.Split("Signature is Valid.").Length - 1);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("% a remark\n")]
    public async Task Inspect_WhenSomethingIsAppended_SaysThatTheFileIsNotCovered(string more)
    {
        var (files, key) = await SealRoom.FinishedAsync();
        var report = SealInspection.Inspect((byte[])[.. files[2].Bytes, .. Encoding.ASCII.GetBytes(more)], key.Known);
        Assert.All(report.Seals, seal => Assert.True(seal is { IsIntact: true, IsOurs: true }));
        Assert.False(report.CoversWholeFile);
        Assert.False(report.IsGenuine);
    }

    [Fact]
    public async Task Inspect_WhenCutBackToTheSecondRevision_FindsThatRevisionWhole()
    {
        var (files, key) = await SealRoom.FinishedAsync();
        var whole = SealInspection.Inspect(files[2].Bytes.AsMemory(0, files[1].Bytes.Length), key.Known);
        Assert.True(whole.IsGenuine);
        Assert.Equal(2, whole.Seals.Count);

        var ragged = SealInspection.Inspect(files[2].Bytes.AsMemory(0, files[1].Bytes.Length + 1000), key.Known);
        Assert.False(ragged.IsGenuine);
        Assert.Equal([true, true], ragged.Seals.Select(seal => seal.IsIntact));
    }

    [Fact]
    public async Task Inspect_WhenAnotherKeySealedItManyTimes_CopiesTheFileOnceOnly()
    {
        var (files, _) = await SealRoom.FinishedAsync();
        // a first look pays for what is made once
        SealInspection.Inspect(files[2].Bytes, []);
        var padded = (byte[])[.. files[2].Bytes];
        var before = GC.GetAllocatedBytesForCurrentThread();
        var report = SealInspection.Inspect(padded, []);
        var spent = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal([true, false, false], report.Seals.Select(seal => seal.IsIntact));
        Assert.All(report.Seals, seal => Assert.False(seal.IsOurs));
        Assert.False(report.IsGenuine);
        Assert.InRange(spent, files[0].Bytes.Length, files[0].Bytes.Length + 2 * files[1].Bytes.Length);
    }

    [Fact]
    public async Task Inspect_WhenNobodySealedIt_FindsNothing()
    {
        var (_, key) = await SealRoom.FinishedAsync();
        foreach (var file in new[] { [], SealRoom.Drawing(3), "no pdf at all"u8.ToArray() })
        {
            var report = SealInspection.Inspect(file, key.Known);
            Assert.Empty(report.Seals);
            Assert.Empty(report.DocumentMarks);
            Assert.False(report.CoversWholeFile);
            Assert.False(report.IsGenuine);
        }
    }

    [Fact]
    public async Task Inspect_WhenAnotherKeySealedIt_IsIntactButNotOurs()
    {
        var (_, key) = await SealRoom.FinishedAsync();
        using var other = new SealRoom();
        var file = await other.SealAsync(SealRoom.Drawing(1), null, SealRoom.Words(1));
        var report = SealInspection.Inspect(file.Bytes, key.Known);
        var seal = Assert.Single(report.Seals);
        Assert.True(seal.IsIntact);
        Assert.False(seal.IsOurs);
        Assert.Equal(other.Key.Thumbprint, seal.Thumbprint);
        Assert.True(report.CoversWholeFile);
        Assert.False(report.IsGenuine);

        file.Bytes[900] ^= 1;
        Assert.False(Assert.Single(SealInspection.Inspect(file.Bytes, key.Known).Seals).IsIntact);
    }

    [Fact]
    public async Task Inspect_WhenAnotherProductSignedIt_IsIntactButNotOurs()
    {
        var (_, key) = await SealRoom.FinishedAsync();
        using var other = new SealRoom();
        var file = Resigned(await other.SealAsync(SealRoom.Drawing(1), null, SealRoom.Words(1)), other.Key.Certificate);
        using var pdf = new PdfTools(file);
        Assert.Contains("Signature is Valid.", await pdf.SignaturesAsync(), StringComparison.Ordinal);
        var seal = Assert.Single(SealInspection.Inspect(file, key.Known).Seals);
        Assert.True(seal.IsIntact);
        Assert.False(seal.IsOurs);

        file[900] ^= 1;
        Assert.False(Assert.Single(SealInspection.Inspect(file, key.Known).Seals).IsIntact);
    }

    [Fact]
    public async Task Inspect_WhenOurKeyMadeAContainerOfAnotherShape_IsNotIntact()
    {
        using var room = new SealRoom();
        var file = Resigned(await room.SealAsync(SealRoom.Drawing(1), null, SealRoom.Words(1)), room.Key.Certificate);
        var seal = Assert.Single(room.Inspect(file).Seals);
        Assert.True(seal.IsOurs);
        Assert.False(seal.IsIntact);
    }

    [Fact]
    public async Task Inspect_WhenSomebodySealsOnTopOfOurs_IsNotGenuine()
    {
        using var room = new SealRoom();
        var one = await room.SealAsync(SealRoom.Drawing(1), null, SealRoom.Words(1));
        using var other = new SealRoom(folder =>
        {
            // a forger may teach their own copy of the program to accept our certificate
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(Path.Combine(folder, "given-ours.cer"), room.Key.Certificate.RawData);
            return new SealOptions { FolderPath = folder };
        });
        var two = await other.SealAsync(SealRoom.Drawing(2), one, SealRoom.Words(2));
        var report = room.Inspect(two.Bytes);
        Assert.Equal([true, false], report.Seals.Select(seal => seal.IsOurs));
        Assert.True(report.CoversWholeFile);
        Assert.False(report.IsGenuine);
    }

    [Fact]
    public async Task Inspect_WhenTheTitleQuotesASeal_IsNotMisled()
    {
        using var room = new SealRoom();
        var drawn = SealRoom.Draw(SampleAgreement.Finished() with
        {
            Title = "A /ByteRange [0 10 20 30] /Contents <00> HMIS_Mark (ffffffffffffffffffffffffffffffff)",
        });
        Assert.True(drawn.AsSpan().IndexOf("/ByteRange [0 10"u8) > 0);
        var file = await room.SealAsync(drawn, null, SealRoom.Words(1));
        var report = room.Inspect(file.Bytes);
        Assert.True(report.IsGenuine);
        Assert.Single(report.Seals);
        Assert.Equal(SealRoom.Mark, report.DocumentMarks[0]);
    }

    [Theory]
    [InlineData("[0 99999999999999999999 1 1]")]
    [InlineData("[0 9999999999 9999999999 9999999999]")]
    [InlineData("[1 100 200 300]")]
    [InlineData("[-1 100 200 300]")]
    [InlineData("[0 0 0 0]")]
    [InlineData("[0 1 2]")]
    [InlineData("[0 1 2 3 4]")]
    [InlineData("[[[[[[")]
    public async Task Inspect_WhenTheRangeIsNonsense_SaysThatItIsNotGenuine(string range)
    {
        var (files, key) = await SealRoom.FinishedAsync();
        var file = (byte[])files[2].Bytes.Clone();
        var at = file.AsSpan().LastIndexOf("/ByteRange ["u8) + "/ByteRange ".Length;
        Encoding.ASCII.GetBytes(range.PadRight(file.AsSpan(at).IndexOf((byte)']') + 1)).CopyTo(file, at);
        Assert.False(SealInspection.Inspect(file, key.Known).IsGenuine);
    }

    [Fact]
    public async Task Inspect_WhenFedHostileBytes_AlwaysAnswers()
    {
        var (files, key) = await SealRoom.FinishedAsync();
        var random = new Random(77);
        foreach (var original in files.Select(file => file.Bytes))
        {
            for (var round = 0; round < 150; round++)
            {
                var file = original.AsSpan(0, round % 3 == 0 ? random.Next(original.Length) : original.Length).ToArray();
                for (var change = random.Next(1, 40); change > 0 && file.Length > 0; change--)
                {
                    var at = random.Next(file.Length);
                    var length = Math.Min(random.Next(1, 200), file.Length - at);
                    if (change % 2 == 0)
                        random.NextBytes(file.AsSpan(at, length));
                    else
                        original.AsSpan(random.Next(original.Length - length), length).CopyTo(file.AsSpan(at));
                }

                Assert.False(SealInspection.Inspect(file, key.Known).IsGenuine);
            }
        }

        // inside the last container, where the readers of certificates and signatures work
        var sealedFile = (byte[])files[2].Bytes.Clone();
        var hole = sealedFile.AsSpan().LastIndexOf("/Contents <"u8) + "/Contents <".Length;
        for (var round = 0; round < 1000; round++)
        {
            var kept = sealedFile.AsSpan(hole, 1600).ToArray();
            for (var change = random.Next(1, 6); change > 0; change--)
                sealedFile[hole + random.Next(1600)] = (byte)"0123456789ABCDEF"[random.Next(16)];
            if (!kept.AsSpan().SequenceEqual(sealedFile.AsSpan(hole, 1600)))
                Assert.False(SealInspection.Inspect(sealedFile, key.Known).IsGenuine);
            kept.CopyTo(sealedFile, hole);
        }
    }

    [Theory]
    [InlineData("/ByteRange ")]
    [InlineData("/ByteRange[0 1 2 3]")]
    [InlineData("1 0 obj<</ByteRange [0 1 2 3]")]
    [InlineData("1 0 obj<</ByteRange [0 1 2 3]/Contents<")]
    [InlineData("1 0 obj<</A(/ByteRange ")]
    [InlineData("1 0 obj<</ByteRange [0 26 32 99999]/Contents<0000>>>")]
    [InlineData("1 0 obj<</ByteRange [0 9 9 9999999999]/Contents<3000>>>endobj ")]
    [InlineData("HMIS_Mark (0123456789abcdef0123456789abcdef) ")]
    [InlineData("[")]
    [InlineData("<<")]
    public async Task Inspect_WhenTheSameTrapComesTenThousandTimes_AlwaysAnswers(string trap)
    {
        var (files, key) = await SealRoom.FinishedAsync();
        var traps = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(trap, 10_000)));
        foreach (var file in new byte[][] { traps, [.. "1 0 obj<</ByteRange "u8, .. traps], [.. files[2].Bytes, .. traps] })
        {
            var report = SealInspection.Inspect(file, key.Known);
            Assert.False(report.IsGenuine);
            Assert.InRange(report.Seals.Count, 0, 32);
        }
    }

    [Fact]
    public void Inspect_WhenMarksDiffer_NamesTheMostFrequentFirstAndFewAtAll()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 5000; i++)
            text.Append(null, $"HMIS_Mark ({i:x32}) ");
        text.Append("HMIS_Mark (0000000000000000000000000000002a) HMIS_Mark (0000000000000000000000000000002A)");
        var marks = SealInspection.Inspect(Encoding.ASCII.GetBytes(text.ToString()), []).DocumentMarks;
        Assert.Equal($"{42:x32}", marks[0]);
        Assert.Equal(8, marks.Count);
    }

    /// <summary>The file with a container from the framework's own writer, in the kind that most products use.</summary>
    private static byte[] Resigned(SealedPdf file, X509Certificate2 certificate)
    {
        var bytes = (byte[])file.Bytes.Clone();
        var kind = bytes.AsSpan().IndexOf("/ETSI.CAdES.detached"u8);
        "/adbe.pkcs7.detached"u8.CopyTo(bytes.AsSpan(kind));
        var hole = bytes.AsSpan().LastIndexOf("/Contents <"u8) + "/Contents ".Length;
        var end = hole + bytes.AsSpan(hole).IndexOf((byte)'>') + 1;
        var cms = new SignedCms(new ContentInfo((byte[])[.. bytes.AsSpan(0, hole), .. bytes.AsSpan(end)]), detached: true);
        cms.ComputeSignature(new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, certificate)
        {
            DigestAlgorithm = new Oid("2.16.840.1.101.3.4.2.1"),
            IncludeOption = X509IncludeOption.EndCertOnly,
        });
        bytes.AsSpan(hole + 1, end - hole - 2).Fill((byte)'0');
        Encoding.ASCII.GetBytes(Convert.ToHexString(cms.Encode())).CopyTo(bytes, hole + 1);
        return bytes;
    }
}
