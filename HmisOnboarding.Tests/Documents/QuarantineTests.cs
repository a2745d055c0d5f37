using HmisOnboarding.Domain.Audit;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Domain.Updates;
using HmisOnboarding.Tests.Audit;
using HmisOnboarding.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HmisOnboarding.Tests.Documents;

/// <summary>A file whose virus check is not done is kept, opened by nobody, accepted by nobody, and lost by nobody.</summary>
public sealed class QuarantineTests : IAsyncLifetime
{
    private const string Course = "C02";
    private const string Silence = "not today\0";
    private const string Infected = "stream: Test.Finding FOUND\0";

    private readonly ScriptedScanner _daemon = new();
    private TestCommunity _community = null!;
    private string _code = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RequestService Requests => _community.Requests;

    private Quarantine Quarantine => _community.Get<Quarantine>();

    public async ValueTask InitializeAsync()
    {
        _community = await TestCommunity.CreateWithScannerAsync(_daemon.Address);
        _code = await _community.OpenRequestAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _community.DisposeAsync();
        await _daemon.DisposeAsync();
    }

    [Fact]
    public async Task Upload_WhenTheScannerFindsNothing_IsThereAtOnceAndProven()
    {
        await _community.UploadAsync(await _community.SubjectOfAsync(_code), _code, Course);

        var item = await ItemAsync();
        Assert.False(item.IsBeingChecked);
        await using var file = (await _community.Packets.DocumentAsync(_community.Alma, item.DocumentId!.Value, Cancel)).Content;
        Assert.Equal((ScanVerdict.Clean, (DateTime?)_community.Now), (await ScanAsync()) is var scan ? (scan.Verdict, scan.DecidedUtc) : default);
        Assert.Equal(TestCommunity.CertificatePdf(item.Course.Title), Assert.Single(_daemon.Received));
        Assert.Empty((await Tampering.CheckAsync(_community)).Faults);
        await Requests.AcceptCertificateAsync(_community.Alma, _code, item.EvidenceId!.Value, Cancel);
    }

    [Fact]
    public async Task Upload_WhenTheScannerGivesNoVerdict_IsKeptAndNobodyOpensOrAcceptsIt()
    {
        await UploadUnansweredAsync();

        var item = await ItemAsync();
        Assert.Equal((ChecklistStatus.Uploaded, true), (item.Status, item.IsBeingChecked));
        foreach (var person in new[] { await _community.SubjectOfAsync(_code), _community.Alma, _community.Sal })
        {
            var closed = await Assert.ThrowsAsync<DocumentNotOpenException>(() => _community.Packets.DocumentAsync(person, item.DocumentId!.Value, Cancel));
            Assert.Equal("This file is being checked for viruses. Nothing is lost: it opens by itself when the check is done.", closed.Message);
        }

        var refusal = await Assert.ThrowsAsync<RuleViolationException>(() => Requests.AcceptCertificateAsync(_community.Alma, _code, item.EvidenceId!.Value, Cancel));
        Assert.Equal("The file of this certificate is being checked for viruses. You can accept it when the check is done.", refusal.Message);
        Assert.Equal(ScanVerdict.Waiting, (await ScanAsync()).Verdict);
        Assert.Equal((true, 1, "The scanner said: not today"), await Quarantine.StatusAsync(_community.Sal, Cancel) is var s ? (s.IsOn, s.Waiting, s.LastProblem) : default);
    }

    [Fact]
    public async Task Sweep_WhenTheScannerIsBack_OpensTheFileAndMovesThePage()
    {
        await UploadUnansweredAsync();
        var told = new TaskCompletionSource();
        var id = (await _community.ViewAsync(_code)).Id;
        using var page = _community.Changes.Subscribe([ChangeKey.Request(id)], () =>
        {
            told.TrySetResult();
            return Task.CompletedTask;
        });
        _daemon.Answer = "stream: OK\0";

        Assert.Equal(0, await Quarantine.SweepAsync(10, Cancel));
        _community.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(1, await Quarantine.SweepAsync(10, Cancel));

        await told.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        var item = await ItemAsync();
        Assert.False(item.IsBeingChecked);
        await using var file = (await _community.Packets.DocumentAsync(_community.Alma, item.DocumentId!.Value, Cancel)).Content;
        await Requests.AcceptCertificateAsync(_community.Alma, _code, item.EvidenceId!.Value, Cancel);
        Assert.Equal(0, await Quarantine.SweepAsync(10, Cancel));
        Assert.Empty((await Tampering.CheckAsync(_community)).Faults);
    }

    [Fact]
    public async Task Sweep_WhenTheScannerStaysAway_AsksLessAndLessOftenAndNeverGivesUp()
    {
        await UploadUnansweredAsync();
        var waits = new List<TimeSpan>();
        for (var i = 0; i < 9; i++)
        {
            var due = (await ScanAsync()).NextTryUtc;
            waits.Add(due - _community.Now);
            _community.Clock.Advance(due - _community.Now);
            Assert.Equal(0, await Quarantine.SweepAsync(10, Cancel));
        }

        Assert.Equal([30, 60, 120, 240, 480, 960, 1920, 3600, 3600], waits.Select(w => (int)w.TotalSeconds));
        Assert.Equal(10, (await ScanAsync()).Tries);
        Assert.True((await ItemAsync()).IsBeingChecked);
    }

    [Fact]
    public async Task Sweep_WhenManyWaitAndTheScannerIsAway_StopsAfterThree()
    {
        _daemon.Answer = Silence;
        await _community.WithCertificatesAsync(_code);
        var before = _daemon.Received.Count;
        _community.Clock.Advance(TimeSpan.FromHours(1));

        await Quarantine.SweepAsync(10, Cancel);
        Assert.Equal(3, _daemon.Received.Count - before);
    }

    [Fact]
    public async Task Upload_WhenInfected_IsRefusedWithoutATraceButTheRecord()
    {
        _daemon.Answer = Infected;
        var subject = await _community.SubjectOfAsync(_code);
        using var file = new MemoryStream(TestCommunity.CertificatePdf("x"));

        var refusal = await Assert.ThrowsAsync<DocumentRefusedException>(() => Requests.UploadCertificateAsync(subject, _code, Course, file, "privacy.pdf", new DateOnly(2026, 2, 20), 92, null, Cancel));

        Assert.Equal((DocumentRefusal.Infected, "Test.Finding"), (refusal.Reason, refusal.Finding));
        PlainSentences.AssertPlain(refusal.Message);
        Assert.Empty(Directory.EnumerateFiles(_community.DocumentsPath, "*", SearchOption.AllDirectories));
        var view = await _community.ViewAsync(_code);
        Assert.Null(view.Checklist.Single(i => i.Course.Code == Course).EvidenceId);
        var entry = view.Timeline[0];
        Assert.Equal(($"The virus check refused a file that {view.SubjectName} uploaded. No copy was kept.", "privacy.pdf: Test.Finding"), (entry.Text, entry.Reason));
    }

    [Fact]
    public async Task Sweep_WhenTheLateVerdictIsBad_DestroysTheFileAndAsksForAnother()
    {
        await UploadUnansweredAsync();
        var document = (await ItemAsync()).DocumentId!.Value;
        await SweepAsync(Infected);

        Assert.Empty(Directory.EnumerateFiles(_community.DocumentsPath, "*", SearchOption.AllDirectories));
        var (item, view) = (await ItemAsync(), await _community.ViewAsync(_code));
        Assert.Equal((ChecklistStatus.Rejected, (Guid?)null, false, false), (item.Status, item.DocumentId, item.IsBeingChecked, item.PaperOnly));
        Assert.Equal("The virus check found something harmful in the file. Get a fresh copy from where the course was taken.", item.RejectionReason);
        Assert.Equal("Test.Finding", view.Timeline[0].Reason);
        Assert.True((await Assert.ThrowsAsync<DocumentNotOpenException>(() => _community.Packets.DocumentAsync(_community.Alma, document, Cancel))).IsDestroyed);
        Assert.Equal((ScanVerdict.Infected, "Test.Finding", (DateTime?)_community.Now), await ScanAsync() is var scan ? (scan.Verdict, scan.Finding, scan.DestroyedUtc) : default);
        // destroyed on purpose is no fault of the records
        Assert.Empty((await Tampering.CheckAsync(_community)).Faults);
        await using var db = _community.Database.Read(Reach.Everything);
        Assert.Single(await db.Notifications.Where(n => n.RecipientId == view.SubjectId && n.Subject == "The virus check found something").ToListAsync(Cancel));
    }

    [Fact]
    public async Task Infected_WhenTheStopCameBeforeTheFileWasRemoved_IsRemovedByTheNextSweep()
    {
        await UploadUnansweredAsync();
        var kept = Directory.GetFiles(_community.DocumentsPath, "*", SearchOption.AllDirectories).Single();
        var copy = await File.ReadAllBytesAsync(kept, Cancel);
        await SweepAsync(Infected);
        await File.WriteAllBytesAsync(kept, copy, Cancel);
        await _community.WriteAsync(async db => await db.DocumentScans.ExecuteUpdateAsync(s => s.SetProperty(x => x.DestroyedUtc, (DateTime?)null), Cancel));

        await Quarantine.SweepAsync(10, Cancel);

        Assert.False(File.Exists(kept));
    }

    [Fact]
    public async Task File_WhenSeenOnPaperBefore_HoldsTheSubmissionWhileItWaitsAndIsToFollowAgainWhenItIsBad()
    {
        await _community.WithCertificatesAsync(_code, "C09");
        await Requests.RecordPaperCertificateAsync(_community.Alma, _code, "C09", new DateOnly(2026, 2, 20), 92, null, Cancel);
        await _community.AdvanceToAsync(RequestState.Submission, _code);
        await Requests.FillFormAsync(_community.Alma, _code, TestCommunity.CompleteForm((await _community.ViewAsync(_code)).Form), Cancel);
        var paper = await ItemAsync("C09");
        _daemon.Answer = Silence;
        using (var file = new MemoryStream(TestCommunity.CertificatePdf("late")))
            await Requests.AttachFileAsync(_community.Alma, _code, paper.EvidenceId!.Value, file, "late.pdf", Cancel);

        const string Waits = "is being checked for viruses. It counts when the check is done.";
        var view = await _community.ViewAsync(_code, _community.Alma);
        Assert.Contains(view.WhyNot(RequestTrigger.Submit), reason => reason.EndsWith(Waits, StringComparison.Ordinal));
        Assert.Contains(view.Packet, p => p.Missing == "The file is being checked for viruses.");
        await Assert.ThrowsAsync<RuleViolationException>(() => Requests.SubmitAsync(_community.Alma, _code, "Please.", false, null, Cancel));

        // with documents to follow it goes on, and the help desk cannot take the documents as received
        await Requests.SubmitAsync(_community.Alma, _code, "Please.", true, null, Cancel);
        Assert.Equal(RequestState.AwaitingDocuments, await _community.StateAsync(_code));
        Assert.EndsWith(Waits, (await Assert.ThrowsAsync<RuleViolationException>(() => Requests.DocumentsReceivedAsync(_community.Sal, _code, null, Cancel))).Message, StringComparison.Ordinal);

        await SweepAsync(Infected);
        var item = await ItemAsync("C09");
        Assert.Equal((ChecklistStatus.Accepted, true, (Guid?)null), (item.Status, item.PaperOnly, item.DocumentId));
    }

    [Fact]
    public async Task Account_WhenAFileOfThePacketWaits_IsNotMade()
    {
        await _community.AdvanceToAsync(RequestState.AccountQueue, _code);
        // as if a file had come in between: the guard must hold by itself
        await _community.WriteAsync(async db => await db.DocumentScans.ExecuteUpdateAsync(s => s.SetProperty(x => x.Verdict, ScanVerdict.Waiting), Cancel));
        var view = await _community.ViewAsync(_code);

        var refusal = await Assert.ThrowsAsync<RuleViolationException>(() => Requests.RecordAccountAsync(_community.Sal, _code, view.SuggestedUserName, view.RoleType.VendorRole, null, Cancel));
        Assert.Contains("is being checked for viruses", refusal.Message, StringComparison.Ordinal);
        var (_, entries) = await _community.Packets.PacketAsync(_community.Sal, _code, Cancel);
        await Assert.ThrowsAsync<DocumentNotOpenException>(() => PacketArchive.WriteZipAsync(new MemoryStream(), entries, Cancel));
    }

    [Fact]
    public async Task PaperScan_WhenItWaits_IsNotConfirmedAndGoesWhenItIsBad()
    {
        await _community.AdvanceToAsync(RequestState.UserSignature, _code);
        _daemon.Answer = Silence;
        await _community.GoPaperAsync(_code);

        Assert.True((await _community.ViewAsync(_code)).Agreement.Scan!.IsBeingChecked);
        var refusal = await Assert.ThrowsAsync<RuleViolationException>(() =>
            Requests.ConfirmPaperAsync(_community.Alma, _code, new DateOnly(2026, 3, 3), _community.ProofOf(_community.Alma), null, Cancel));
        Assert.Equal("The scan is being checked for viruses. You can confirm it when the check is done.", refusal.Message);

        await SweepAsync(Infected);
        Assert.Null((await _community.ViewAsync(_code)).Agreement.Scan);
    }

    [Fact]
    public async Task Verdict_WhenWrittenPastTheApplication_IsFoundByTheRecordsCheck()
    {
        await UploadUnansweredAsync();
        await using (var connection = _community.OpenConnection())
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "UPDATE DocumentScans SET Verdict = 1, DecidedUtc = '2026-03-03 15:00:00'";
            Assert.Equal(1, await command.ExecuteNonQueryAsync(Cancel));
        }

        Assert.Contains((await Tampering.CheckAsync(_community)).Faults, f => f.Kind == RecordsFaultKind.RowUnproven);
    }

    [Fact]
    public async Task Status_WhenAnybodyElseAsks_IsNotThere()
    {
        foreach (var other in new[] { _community.Alma, _community.Dora, _community.Nora })
            await Assert.ThrowsAsync<NotFoundException>(() => Quarantine.StatusAsync(other, Cancel));
    }

    [Fact]
    public async Task Store_WhenNoScannerIsSet_WritesNoChecks()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        await community.UploadAsync(await community.SubjectOfAsync(code), code, Course);

        await using var db = community.Database.Read(Reach.Everything);
        Assert.False(await db.DocumentScans.AnyAsync(Cancel));
        Assert.Equal(new QuarantineStatus(false, 0, null, null), await community.Get<Quarantine>().StatusAsync(community.Sal, Cancel));
    }

    private async Task UploadUnansweredAsync()
    {
        _daemon.Answer = Silence;
        await _community.UploadAsync(await _community.SubjectOfAsync(_code), _code, Course);
    }

    private async Task SweepAsync(string answer)
    {
        _daemon.Answer = answer;
        _community.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, await Quarantine.SweepAsync(10, Cancel));
    }

    private async Task<ChecklistItem> ItemAsync(string course = Course) => (await _community.ViewAsync(_code)).Checklist.Single(i => i.Course.Code == course);

    private async Task<DocumentScan> ScanAsync()
    {
        await using var db = _community.Database.Read(Reach.Everything);
        return await db.DocumentScans.SingleAsync(Cancel);
    }
}
