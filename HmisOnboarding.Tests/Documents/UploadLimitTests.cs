using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HmisOnboarding.Tests.Documents;

/// <summary>What is asked before a file is taken, and what a scan has to be when it becomes a signature.</summary>
public sealed class UploadLimitTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upload_WhenThePersonMayNotAdd_IsRefusedBeforeAByteIsRead()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.UserSignature);
        await using var community = created;
        using var scan = new Untouchable();

        // the new user signs on screen, so no scan can be added
        await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.UploadPaperScanAsync(community.Alma, code, scan, "scan.pdf", Cancel));
        await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.UploadCertificateAsync(community.Dora, code, "C01", scan, "c.pdf", new DateOnly(2026, 2, 20), 92, null, Cancel));
        await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.AttachFileAsync(community.Dora, code, Guid.NewGuid(), scan, "c.pdf", Cancel));
    }

    [Fact]
    public async Task Upload_WhenTwentyFilesWereRefused_WaitsAnHour()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        var subject = await community.SubjectOfAsync(code);
        for (var i = 0; i < RefusedUploads.Most; i++)
            await Assert.ThrowsAsync<DocumentRefusedException>(() => SendAsync("MZ this is a program"u8.ToArray()));

        Assert.StartsWith("20 of your files could not be taken within an hour.", (await Assert.ThrowsAsync<RuleViolationException>(() => community.UploadAsync(subject, code, "C01"))).Message, StringComparison.Ordinal);
        // nobody else waits for it
        await community.UploadAsync(community.Alma, code, "C02");
        community.Clock.Advance(RefusedUploads.Within);
        await community.UploadAsync(subject, code, "C01");

        async Task SendAsync(byte[] bytes)
        {
            using var content = new MemoryStream(bytes);
            await community.Requests.UploadCertificateAsync(subject, code, "C01", content, "c.pdf", new DateOnly(2026, 2, 20), 92, null, Cancel);
        }
    }

    [Fact]
    public async Task Paper_WhenTheScanWasAlteredOnDisk_CannotBeConfirmedUntilItIsUploadedAgain()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.UserSignature);
        await using var community = created;
        await community.GoPaperAsync(code);
        var scan = (await community.ViewAsync(code, community.Alma)).Agreement.Scan!;
        var path = Directory.GetFiles(community.DocumentsPath, await NameAsync(scan.DocumentId), SearchOption.AllDirectories).Single();
        await File.AppendAllTextAsync(path, "more", Cancel);

        Assert.Equal("The file of the scan was altered, lost or replaced. Look at it again, or upload it again.",
            (await Assert.ThrowsAsync<RuleViolationException>(ConfirmAsync)).Message);
        Assert.Equal(RequestState.UserSignature, await community.StateAsync(code));

        using (var again = new MemoryStream(TestCommunity.CertificatePdf("The scan once more")))
            await community.Requests.UploadPaperScanAsync(community.Alma, code, again, "signed agreement.pdf", Cancel);
        await ConfirmAsync();

        var fresh = (await community.ViewAsync(code, community.Alma)).Agreement.Scan!;
        await using var db = community.Database.Read(Reach.Everything);
        var signature = await db.Set<Signature>().SingleAsync(s => s.Method == SignatureMethod.Paper, Cancel);
        Assert.Equal((fresh.DocumentId, fresh.Sha256), (signature.PaperScanId, signature.PaperScanSha256));

        Task ConfirmAsync() => community.Requests.ConfirmPaperAsync(community.Alma, code, DateOnly.FromDateTime(community.Now), community.ProofOf(community.Alma), cancellationToken: Cancel);

        async Task<string> NameAsync(Guid id)
        {
            await using var read = community.Database.Read(Reach.Everything);
            return await read.Documents.Where(d => d.Id == id).Select(d => d.StoredName).SingleAsync(Cancel);
        }
    }

    private sealed class Untouchable : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("The file was read.");
    }
}
