using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.ServiceLevel;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Tests.Persistence;
using HmisOnboarding.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HmisOnboarding.Tests.Requests;

/// <summary>What happens to requests over a real database, told as it happens to people.</summary>
public sealed class RequestServiceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Person_WhenDeactivated_IsRefusedAtTheNextCommandAndTheNextRead()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.AdministratorReview);
        await using var community = created;
        await community.AcceptAllAsync(code);
        await community.Requests.GiveConsentAsync(community.Alma, code, cancellationToken: Cancel);
        await community.DeactivateAsync(community.Alma);
        var before = community.Dump();
        const string Sentence = "Your access has ended. Talk to your agency administrator or to the help desk.";

        Assert.Equal(Sentence, (await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.SignAsAdministratorAsync(community.Alma, code, community.Typed(community.Alma), cancellationToken: Cancel))).Message);
        Assert.Equal(Sentence, (await Assert.ThrowsAsync<RuleViolationException>(() => community.Queries.RequestAsync(community.Alma, code, Cancel))).Message);
        Assert.Equal(Sentence, (await Assert.ThrowsAsync<RuleViolationException>(() => community.Boards.BoardAsync(community.Alma, community.AgencyA, Cancel))).Message);
        Assert.Equal(before, community.Dump());
    }

    [Fact]
    public async Task Seat_WhenEnded_IsGoneAtTheNextCommand()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.DirectorSignature);
        await using var community = created;
        await community.Requests.GiveConsentAsync(community.Dora, code, cancellationToken: Cancel);
        await community.EndSeatAsync(community.Dora, SeatKind.ExecutiveDirector);

        await Assert.ThrowsAsync<NotFoundException>(() => community.Requests.SignAsDirectorAsync(community.Dora, code, community.Typed(community.Dora), cancellationToken: Cancel));

        await community.Agencies.AppointAsync(community.Sal, SeatKind.ExecutiveDirector, community.AgencyA, "Nora", "Nilsen", "nora@harbor.example.org", null, Cancel);
        await community.Requests.GiveConsentAsync(community.Nora, code, cancellationToken: Cancel);
        await community.Requests.SignAsDirectorAsync(community.Nora, code, community.Typed(community.Nora), cancellationToken: Cancel);
        Assert.Equal(RequestState.Submission, await community.StateAsync(code));
    }

    [Fact]
    public async Task Delegate_WhenSigningForTheDirector_IsShownAsActingForThem()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.DirectorSignature);
        await using var community = created;
        await Assert.ThrowsAsync<NotFoundException>(() => community.Queries.RequestAsync(community.Delia, code, Cancel));
        await community.DelegateAsync(community.Dora, community.Delia);
        Assert.Equal("Dora Dahl", (await community.ViewAsync(code, community.Delia)).Viewer.ActsFor);
        Assert.Equal(["Delia Dean for Dora Dahl"], (await community.ViewAsync(code)).Holder.Names);

        await community.Requests.GiveConsentAsync(community.Delia, code, cancellationToken: Cancel);
        await community.Requests.SignAsDirectorAsync(community.Delia, code, community.Typed(community.Delia), cancellationToken: Cancel);

        var view = await community.ViewAsync(code);
        Assert.Equal(("Delia Dean", "Executive Director", "Dora Dahl"), view.Agreement.Holding(SignatureSlot.Director) is { } s ? (s.SignedName, s.SeatTitle, s.OnBehalfOf!) : default);
        Assert.Equal("Delia Dean for Dora Dahl signed as executive director.", view.Timeline[0].Text);
    }

    [Fact]
    public async Task Delegate_WhenTheDelegationOrTheDirectorsSeatEnds_CanDoNothingAnyMore()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.DirectorSignature);
        await using var community = created;
        await community.DelegateAsync(community.Dora, community.Delia, TimeSpan.FromDays(2));
        await community.Requests.GiveConsentAsync(community.Delia, code, cancellationToken: Cancel);

        await using (var later = community.Fork())
        {
            later.Clock.Advance(TimeSpan.FromDays(2));
            Assert.Equal("You acted for Dora Dahl until Thu 5 Mar, 09:00 EST. That is over, so nothing was done. What you typed is still on this page.",
                (await Assert.ThrowsAsync<RuleViolationException>(() => later.Requests.SignAsDirectorAsync(later.Delia, code, later.Typed(later.Delia), cancellationToken: Cancel))).Message);
            // a day later it is as if there were no such request
            later.Clock.Advance(TimeSpan.FromDays(1));
            await Assert.ThrowsAsync<NotFoundException>(() => later.Requests.SignAsDirectorAsync(later.Delia, code, later.Typed(later.Delia), cancellationToken: Cancel));
        }

        await using (var inactive = community.Fork())
        {
            await inactive.DeactivateAsync(inactive.Dora);
            await Assert.ThrowsAsync<RuleViolationException>(() => inactive.Requests.SignAsDirectorAsync(inactive.Delia, code, inactive.Typed(inactive.Delia), cancellationToken: Cancel));
        }

        await community.EndSeatAsync(community.Dora, SeatKind.ExecutiveDirector);
        await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.SignAsDirectorAsync(community.Delia, code, community.Typed(community.Delia), cancellationToken: Cancel));
    }

    [Fact]
    public async Task OnePersonInBothSeats_WhenNotWaived_CannotSignTwiceAndTheWaiverIsPrinted()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenAtAsync(RequestState.DirectorSignature, community.Cleo);
        await community.Requests.GiveConsentAsync(community.Cleo, code, cancellationToken: Cancel);
        await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.SignAsDirectorAsync(community.Cleo, code, community.Typed(community.Cleo), cancellationToken: Cancel));
        await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.WaiveDistinctSignersAsync(community.Cleo, code, "I am alone.", Cancel));
        await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.WaiveDistinctSignersAsync(community.Sal, code, " ", Cancel));

        // nobody waives the rule for themselves, also not with a seat of each kind
        await community.Agencies.AppointAsync(community.Sal, SeatKind.SystemAdministrator, null, "Cleo", "Cruz", "cleo@corner.example.org", null, Cancel);
        Assert.Equal("You sign for this agency yourself, so another system administrator has to decide.",
            (await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.WaiveDistinctSignersAsync(community.Cleo, code, "I am alone.", Cancel))).Message);
        await community.Requests.WaiveDistinctSignersAsync(community.Sal, code, "The agency has one employee.", Cancel);
        await community.Requests.SignAsDirectorAsync(community.Cleo, code, community.Typed(community.Cleo), cancellationToken: Cancel);

        Assert.Equal("Sal Stone allowed one person to sign as agency administrator and as executive director: The agency has one employee.",
            (await community.ViewAsync(code)).Agreement.Holding(SignatureSlot.Director)!.Note);
        await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.WaiveDistinctSignersAsync(community.Sal, code, "Again.", Cancel));
    }

    [Fact]
    public async Task Renewal_WhenUploaded_IsARowBesideTheOldOneWhichCountsUntilTheNewOneIsAccepted()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.Submission);
        await using var community = created;
        community.Clock.Advance(TimeSpan.FromDays(300));
        var subject = await community.SubjectOfAsync(code);
        await community.UploadAsync(subject, code, "C02", new DateOnly(2026, 12, 20));

        var view = await community.ViewAsync(code);
        Assert.Equal(2, view.AllEvidence.Count(e => e.CourseCode == "C02"));
        Assert.Equal((ChecklistStatus.Accepted, new DateOnly(2026, 2, 20)), Row(view));

        var renewal = view.AllEvidence.Single(e => e.CourseCode == "C02" && e.Decision == EvidenceDecision.Waiting);
        await community.Requests.AcceptCertificateAsync(community.Alma, code, renewal.Id, Cancel);
        Assert.Equal((ChecklistStatus.Accepted, new DateOnly(2026, 12, 20)), Row(await community.ViewAsync(code)));

        static (ChecklistStatus, DateOnly) Row(RequestView view) => view.Checklist.Where(i => i.Course.Code == "C02").Select(i => (i.Status, i.CompletedOn!.Value)).Single();
    }

    // a certificate that runs out on 3 March is good until midnight where the agency is: 05:00 UTC in Detroit, 06:00 UTC in Chicago
    [Theory]
    [InlineData(true, 5)]
    [InlineData(false, 6)]
    public async Task Certificate_WhenItRunsOutToday_CountsUntilMidnightInTheAgencysZone(bool detroit, int midnightUtc)
    {
        await using var community = await TestCommunity.CreateAsync();
        var administrator = detroit ? community.Alma : community.Boris;
        var code = await community.OpenRequestAsync(administrator);
        await community.UploadAsync(await community.SubjectOfAsync(code), code, "C02", new DateOnly(2025, 3, 3));
        await community.AdvanceToAsync(RequestState.Submission, code);
        await community.Requests.FillFormAsync(administrator, code, TestCommunity.CompleteForm((await community.ViewAsync(code)).Form), Cancel);
        var midnight = new DateTimeOffset(2026, 3, 4, midnightUtc, 0, 0, TimeSpan.Zero);

        community.Clock.SetUtcNow(midnight.AddSeconds(-1));
        await using var inTime = community.Fork();
        community.Clock.SetUtcNow(midnight);

        var refusal = await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.SubmitAsync(administrator, code, "Please.", false, cancellationToken: Cancel));
        Assert.Equal("The certificate for Basic Privacy and Security expired on 3 March 2026. Nina Nova has to upload the renewed one.", refusal.Message);

        await inTime.Requests.SubmitAsync(administrator, code, "Please.", false, cancellationToken: Cancel);
        inTime.Clock.SetUtcNow(midnight);
        var late = await Assert.ThrowsAsync<RuleViolationException>(() => inTime.Requests.RecordAccountAsync(inTime.Sal, code, "nnova", "Read Only", cancellationToken: Cancel));
        Assert.Equal(refusal.Message, late.Message);
    }

    [Fact]
    public async Task Return_WhenACertificateRanOutInTheQueue_KeepsTheSignaturesAndStopsTheClock()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);
        await using var community = created;
        var signatures = (await community.ViewAsync(code)).Agreement.Signatures;
        community.Clock.Advance(TimeSpan.FromHours(10));

        await community.Requests.ReturnToAgencyAsync(community.Sal, code, [new ReturnItem("C02", "The score cannot be read.")], "Please upload it again.", cancellationToken: Cancel);

        var returned = await community.ViewAsync(code);
        Assert.Equal(RequestState.Submission, returned.State);
        Assert.Equal(signatures, returned.Agreement.Signatures);
        Assert.All(Enum.GetValues<SignatureSlot>(), slot => Assert.NotNull(returned.Agreement.Holding(slot)));
        Assert.Equal((ClockLevel.Paused, TimeSpan.FromHours(10), null), (returned.ClockReading.Level, returned.ClockReading.Counted, returned.ClockReading.LimitUtc));
        Assert.Equal(("Sal Stone", "Please upload it again."), (returned.ReturnedBy, returned.ReturnNote));
        Assert.Equal(ChecklistStatus.Rejected, returned.Checklist.Single(i => i.Course.Code == "C02").Status);
        Assert.All(returned.Checklist.Where(i => i.Course.Code != "C02"), i => Assert.Equal(ChecklistStatus.Accepted, i.Status));

        community.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal(TimeSpan.FromHours(10), (await community.ViewAsync(code)).ClockReading.Counted);
        await community.UploadAsync(await community.SubjectOfAsync(code), code, "C02");
        await community.AcceptAllAsync(code);
        await community.Requests.SubmitAsync(community.Alma, code, "Here it is again.", false, cancellationToken: Cancel);
        community.Clock.Advance(TimeSpan.FromHours(14));
        Assert.Equal((ClockLevel.OnTrack, TimeSpan.FromHours(24)), (await community.ViewAsync(code)).ClockReading is var r ? (r.Level, r.Counted) : default);
        community.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ClockLevel.Soon, (await community.ViewAsync(code)).ClockReading.Level);
        community.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal(ClockLevel.Late, (await community.ViewAsync(code)).ClockReading.Level);
        Assert.Single((await community.Boards.QueueAsync(community.Sal, new(Level: QueueLevel.Late), cancellationToken: Cancel)).Rows);
    }

    [Fact]
    public async Task DocumentsToFollow_WhenTheyArrive_StartTheClockThen()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.AwaitingDocuments);
        await using var community = created;
        Assert.Equal(ClockLevel.Paused, (await community.ViewAsync(code)).ClockReading.Level);
        community.Clock.Advance(TimeSpan.FromDays(2));
        await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.DocumentsReceivedAsync(community.Sal, code, cancellationToken: Cancel));

        var paper = (await community.ViewAsync(code)).Checklist.Single(i => i.PaperOnly);
        using var content = new MemoryStream(TestCommunity.CertificatePdf(paper.Course.Title));
        await community.Requests.AttachFileAsync(community.Sue, code, paper.EvidenceId!.Value, content, "by-mail.pdf", Cancel);
        await community.Requests.DocumentsReceivedAsync(community.Sal, code, cancellationToken: Cancel);

        var view = await community.ViewAsync(code);
        Assert.Equal((RequestState.AccountQueue, TimeSpan.Zero, (DateTime?)community.Now.AddHours(48)), (view.State, view.ClockReading.Counted, view.ClockReading.LimitUtc));
        Assert.All(view.Packet, p => Assert.True(p.Ok, p.Missing));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task File_WhenAlteredOrLostOnTheDisk_BlocksSubmissionUntilItIsUploadedAgain(bool lost)
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.Submission);
        await using var community = created;
        await community.Requests.FillFormAsync(community.Alma, code, TestCommunity.CompleteForm((await community.ViewAsync(code)).Form), Cancel);
        string path;
        await using (var db = community.Database.Read(Reach.Everything))
        {
            var id = (await community.ViewAsync(code)).Checklist.Single(i => i.Course.Code == "C05").DocumentId!.Value;
            var stored = await db.Documents.SingleAsync(d => d.Id == id, Cancel);
            path = Directory.GetFiles(community.DocumentsPath, stored.StoredName + "*", SearchOption.AllDirectories).Single();
            if (lost)
                File.Delete(path);
            else
                await File.AppendAllTextAsync(path, "x", Cancel);
            await Assert.ThrowsAsync<DocumentDamagedException>(() => community.Packets.DocumentAsync(community.Alma, id, Cancel));
        }

        var refusal = await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.SubmitAsync(community.Alma, code, "Please.", false, cancellationToken: Cancel));
        Assert.Equal(["The file of the certificate for HMIS Navigation and Client Search was altered or lost: upload it again."], refusal.Reasons);

        community.Clock.Advance(TimeSpan.FromMinutes(5));
        await community.UploadAsync(await community.SubjectOfAsync(code), code, "C05");
        var again = (await community.ViewAsync(code)).AllEvidence.Single(e => e.CourseCode == "C05" && e.Decision == EvidenceDecision.Waiting);
        await community.Requests.AcceptCertificateAsync(community.Alma, code, again.Id, Cancel);
        await community.Requests.SubmitAsync(community.Alma, code, "Please.", false, cancellationToken: Cancel);
        Assert.Equal(RequestState.AccountQueue, await community.StateAsync(code));
    }

    [Fact]
    public async Task Lapse_WhenRequestsAreQuiet_ClosesTheQuietestFirstAndOnlySoMany()
    {
        await using var community = await TestCommunity.CreateAsync();
        var oldest = await community.OpenRequestAsync();
        community.Clock.Advance(TimeSpan.FromHours(1));
        var older = await community.OpenAtAsync(RequestState.UserSignature, community.Boris);
        var queued = await community.OpenAtAsync(RequestState.AccountQueue);
        community.Clock.Advance(TimeSpan.FromHours(1));
        var touched = await community.OpenRequestAsync();
        community.Clock.Advance(TimeSpan.FromDays(60) - TimeSpan.FromHours(2));
        await community.Requests.RecordLearningCenterAccountAsync(community.Alma, touched, "nina", cancellationToken: Cancel);

        Assert.Equal(1, await community.Requests.LapseQuietRequestsAsync(100, Cancel));
        Assert.Equal(RequestState.Lapsed, await community.StateAsync(oldest));
        Assert.Equal(0, await community.Requests.LapseQuietRequestsAsync(100, Cancel));

        community.Clock.Advance(TimeSpan.FromDays(60));
        Assert.Equal(1, await community.Requests.LapseQuietRequestsAsync(1, Cancel));
        Assert.Equal((RequestState.Lapsed, RequestState.Training), (await community.StateAsync(older), await community.StateAsync(touched)));
        Assert.Equal(1, await community.Requests.LapseQuietRequestsAsync(100, Cancel));
        Assert.Equal(RequestState.AccountQueue, await community.StateAsync(queued));
        Assert.Contains(await community.Notices.NewestAsync(community.Boris, cancellationToken: Cancel), n => n.Subject == $"{older} lapsed");
        await IsolationTests.AssertCountsAreTrueAsync(community);
    }

    [Theory]
    [InlineData("2026-03-04", 90, "LC-1", "The completion date 4 March 2026 is in the future. Enter the date that is printed on the certificate.")]
    [InlineData("2006-03-02", 90, "LC-1", "The completion date 2 March 2006 is more than 20 years ago. Enter the date that is printed on the certificate.")]
    [InlineData("2025-03-02", 90, "LC-1", "The certificate for Basic Privacy and Security expired on 2 March 2026. Take the course again and upload the renewed one.")]
    [InlineData("2026-03-03", 79, "LC-1", "The pass score for Basic Privacy and Security is 80 percent and this certificate says 79. Take the quiz again, then upload the new certificate.")]
    [InlineData("2026-03-03", 101, "LC-1", "A score is between 0 and 100 percent.")]
    [InlineData("2026-03-03", -1, "LC-1", "A score is between 0 and 100 percent.")]
    [InlineData("2026-03-03", 90, "1234567890123456789012345678901234567890123456789012345678901", "A certificate number can have 60 characters.")]
    public async Task Certificate_WhenItsDataDoNotFit_IsRefusedAndLeavesNoFile(string completed, int score, string number, string sentence)
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        var subject = await community.SubjectOfAsync(code);
        var before = community.Dump();
        var day = DateOnly.Parse(completed, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(sentence, (await Assert.ThrowsAsync<RuleViolationException>(() => community.UploadAsync(subject, code, "C02", day, score, number))).Message);
        Assert.Equal(sentence, (await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.RecordPaperCertificateAsync(community.Alma, code, "C02", day, score, number, Cancel))).Message);
        Assert.Equal(before, community.Dump());
        Assert.Empty(Directory.GetFiles(community.DocumentsPath, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Certificate_WhenTheScoreIsExactlyThePassScore_IsTaken()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenRequestAsync();
        await community.UploadAsync(await community.SubjectOfAsync(code), code, "C02", new DateOnly(2026, 3, 3), 80);
        Assert.Equal(ChecklistStatus.Uploaded, (await community.ViewAsync(code)).Checklist.Single(i => i.Course.Code == "C02").Status);
    }

    [Theory]
    [InlineData(RequestState.Training)]
    [InlineData(RequestState.AccountQueue)]
    [InlineData(RequestState.Withdrawn)]
    [InlineData(RequestState.Denied)]
    public async Task View_WhenReadByAnybodyOnIt_SaysForEveryMoveWhatTheActWillSay(RequestState state)
    {
        var (created, code) = await TestCommunity.CreateAtAsync(state);
        await using var community = created;
        foreach (var viewer in new[] { community.Alma, community.Dora, community.Sal, await community.SubjectOfAsync(code) })
        {
            var view = await community.ViewAsync(code, viewer);
            Assert.NotEmpty(view.Moves);
            Assert.All(view.Moves.Values.SelectMany(v => v), sentence => Assert.EndsWith(".", sentence, StringComparison.Ordinal));
            Assert.NotEmpty(view.WhyNot(RequestTrigger.ConfirmFirstLogin));
        }
    }

    [Fact]
    public async Task LapsedAgency_WhenItsAdministratorOpensARequest_IsTold()
    {
        await using var community = await TestCommunity.CreateAsync();
        var refusal = await Assert.ThrowsAsync<RuleViolationException>(() => community.OpenRequestAsync(community.Lars));
        Assert.Equal(["Your agency's participation agreement is not in force. Read How To Participate In HMIS, or write to the help desk."], refusal.Reasons);
    }

    [Fact]
    public async Task Reopening_WhenWithdrawnInTheQueue_KeepsTheUsersSignatureAndAsksForTheOthersAgain()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.AccountQueue);
        await using var community = created;
        await community.AdvanceToAsync(RequestState.Withdrawn, code);
        await community.Requests.ReopenAsync(community.Abel, code, "The person starts after all.", cancellationToken: Cancel);

        var view = await community.ViewAsync(code);
        Assert.Equal(RequestState.AdministratorReview, view.State);
        Assert.NotNull(view.Agreement.Holding(SignatureSlot.User));
        Assert.Null(view.Agreement.Holding(SignatureSlot.Administrator));
        Assert.Null(view.Agreement.Holding(SignatureSlot.Director));
        Assert.Equal(3, view.Agreement.Signatures.Count);
        await community.AdvanceToAsync(RequestState.AccountCreated, code);
        await IsolationTests.AssertCountsAreTrueAsync(community);
    }
}
