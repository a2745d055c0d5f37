using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Audit;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Persistence;
using HmisOnboarding.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HmisOnboarding.Tests.Agreements;

/// <summary>From a signature to a sealed file that proves itself, and what the verify page answers about it, over a real database and real files.</summary>
public sealed class SealedAgreementTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Agreement_WhenAllThreeHaveSigned_CarriesThreeValidSealsAndTheVersionOfEachSigner()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.Submission);
        await using var community = created;
        var revisions = await RevisionsAsync(community);

        Assert.Equal([1, 2, 3], revisions.Select(r => r.Row.Number));
        Assert.Equal(Enum.GetValues<SignatureSlot>(), revisions.Select(r => r.Row.Slot));
        for (var i = 0; i < revisions.Count; i++)
        {
            using var file = new PdfTools(revisions[i].Bytes);
            var seals = await file.SealsAsync();
            Assert.Equal(i + 1, Count(seals, "Signature is Valid."));
            Assert.Equal(1, Count(seals, "- Total document signed"));
            Assert.Contains("No syntax or stream encoding errors found", await file.CheckAsync(), StringComparison.Ordinal);
            var text = await file.ReadingTextAsync();
            Assert.Equal(i < 2, text.Contains("Not complete", StringComparison.Ordinal));
            if (i > 0)
                Assert.True(revisions[i].Bytes.AsSpan().StartsWith(revisions[i - 1].Bytes), "The version that the signer before saw is gone.");
        }

        var last = revisions[^1];
        Assert.InRange(last.Bytes.Length, 50_000, 300_000);
        using var complete = new PdfTools(last.Bytes);
        var whole = await complete.ReadingTextAsync();
        var view = await community.ViewAsync(code);
        foreach (var words in new[] { "Certificate of completion", "Nina Nova", "Alma Ames", "Dora Dahl", VerifyCode.Grouped(view.Agreement.VerifyCode), "https://onboarding.example.org/verify", community.Seal.Thumbprint[..32] })
            Assert.Contains(words, whole, StringComparison.Ordinal);
        Assert.Equal(last.Bytes, await BytesAsync(await community.Packets.AgreementAsync(community.Dora, code, Cancel)));
    }

    [Fact]
    public async Task Agreement_WhenTheClockWasSetBackBetweenTwoSignatures_SaysThatAllThreeHaveSigned()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.UserSignature);
        await using var before = created;
        before.Clock.Advance(TimeSpan.FromHours(2));
        await before.AdvanceToAsync(RequestState.DirectorSignature, code);
        await using var community = before.ForkAt(before.Clock.GetUtcNow().AddHours(-1));

        await community.AdvanceToAsync(RequestState.Submission, code);

        var revisions = (await RevisionsAsync(community)).OrderBy(r => r.Row.Number).ToList();
        Assert.Equal([1, 2, 3], revisions.Select(r => r.Row.Number));
        using var file = new PdfTools(revisions[^1].Bytes);
        var text = await file.ReadingTextAsync();
        Assert.DoesNotContain("Not complete", text, StringComparison.Ordinal);
        Assert.Contains("Alma Ames reviewed the training and signed", text.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Equal(Verdict.ValidComplete, (await community.Verify.ByFileAsync(new MemoryStream(revisions[^1].Bytes), Cancel)).Verdict);
    }

    [Fact]
    public async Task Agreement_WhenASignersNameHasNoFont_IsSealedAndNamesTheLetter()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.DirectorSignature);
        await using var community = created;
        // people from before names were checked
        var mei = new Person("Mei", "李", "mei@harbor.example.org", community.AgencyA);
        await community.WriteAsync(db =>
        {
            db.People.Add(mei);
            db.Seats.Add(new Seat(mei.Id, SeatKind.ExecutiveDirector, community.AgencyA, community.Now));
        });
        var caller = new Caller(mei.Id);
        await community.Requests.GiveConsentAsync(caller, code, cancellationToken: Cancel);

        await community.Requests.SignAsDirectorAsync(caller, code, community.Typed(caller, "Mei 李"), cancellationToken: Cancel);

        var revisions = await RevisionsAsync(community);
        Assert.Equal(3, revisions.Count);
        using var file = new PdfTools(revisions[^1].Bytes);
        Assert.Contains("Mei [U+674E]", await file.ReadingTextAsync(), StringComparison.Ordinal);
        Assert.Contains("[U+674E]", (await Assert.ThrowsAsync<RuleViolationException>(() =>
            community.Agencies.AppointAsync(community.Sal, SeatKind.ExecutiveDirector, community.AgencyA, "Bo", "李", "bo@harbor.example.org", null, Cancel))).Message.Replace("李", "[U+674E]", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seal_WhenItsFolderWasNotRestored_VerifiesMakesNoKeyAndGoesOnWithANewOneMadeOnPurpose()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.AdministratorReview);
        await using var original = created;
        await original.Get<Checkpoints>().WriteDueAsync(Cancel);
        await using var community = original.ForkWithoutSeal();
        File.Copy(Path.Combine(original.Folder, "checkpoints.log"), Path.Combine(community.Folder, "checkpoints.log"));
        var first = Assert.Single(await RevisionsAsync(community));

        Assert.Equal(Verdict.ValidNotComplete, (await community.Verify.ByFileAsync(new MemoryStream(first.Bytes), Cancel)).Verdict);
        Assert.Contains(community.Seal.Known, k => k.RawData.AsSpan().SequenceEqual(original.Seal.Certificate.RawData));
        Assert.False(community.Seal.HasKey);
        Assert.Contains("puts its folder back from the safe copy, or makes a new key on purpose", Assert.Single(community.Seal.Problems(community.Now)), StringComparison.Ordinal);
        Assert.Empty((await community.Get<RecordsCheck>().CheckAsync(community.Sal, null, Cancel)).Faults);

        await community.Sealer.ReplaceKeyAsync(community.Sal, Cancel);
        await community.AdvanceToAsync(RequestState.Submission, code);
        var all = await RevisionsAsync(community);
        Assert.Equal(3, all.Count);
        Assert.NotEqual(all[0].Row.SealThumbprint, all[^1].Row.SealThumbprint);
        Assert.Equal(Verdict.ValidComplete, (await community.Verify.ByFileAsync(new MemoryStream(all[^1].Bytes), Cancel)).Verdict);
        Assert.Empty((await community.Get<RecordsCheck>().CheckAsync(community.Sal, null, Cancel)).Faults);
    }

    [Fact]
    public async Task Verify_WhenFiftyFilesComeAtOnce_LooksAtTwoAtATime()
    {
        var (created, _) = await TestCommunity.CreateAtAsync(RequestState.Submission);
        await using var community = created;
        var file = (await RevisionsAsync(community))[^1].Bytes;
        var readers = new Readers();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
        {
            await using var content = new WatchedStream(file, readers);
            return (await community.Verify.ByFileAsync(content, Cancel)).Verdict;
        }));

        Assert.All(answers, a => Assert.Equal(Verdict.ValidComplete, a));
        Assert.Equal(50, readers.Seen);
        Assert.InRange(readers.Most, 1, 2);
    }

    [Fact]
    public async Task Verify_WhenARevocationOrAnEndIsTakenBackInTheDatabase_IsFoundOut()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.AccountCreated);
        await using var community = created;
        await community.Requests.RevokeAgreementAsync(community.Dora, code, "The person left.", Cancel);
        Assert.Empty((await community.Get<RecordsCheck>().CheckAsync(community.Sal, null, Cancel)).Faults);
        AtomicityTests.Execute(community, "UPDATE Requests SET RevokedUtc = NULL, RevokedNote = NULL");

        var fault = Assert.Single((await community.Get<RecordsCheck>().CheckAsync(community.Sal, null, Cancel)).Faults);
        Assert.Equal(RecordsFaultKind.RowAltered, fault.Kind);
        Assert.StartsWith($"The force of an agreement of request {code} was changed", fault.Sentence, StringComparison.Ordinal);

        var (other, second) = await TestCommunity.CreateAtAsync(RequestState.Submission);
        await using var ended = other;
        await ended.Requests.WithdrawAsync(ended.Alma, second, "The position was not filled.", cancellationToken: Cancel);
        var paper = (await ended.ViewAsync(second)).Agreement.VerifyCode;
        AtomicityTests.Execute(ended, $"UPDATE Requests SET State = {(int)RequestState.Submission}");
        Assert.Equal(Verdict.Revoked, (await ended.Verify.ByCodeAsync(paper, Cancel)).Verdict);
    }

    [Fact]
    public async Task Verify_ByCode_FollowsTheLifeOfTheAgreement()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.UserSignature);
        await using var community = created;
        var paper = (await community.ViewAsync(code)).Agreement.VerifyCode;

        async Task<VerifyAnswer> AskAsync() => await community.Verify.ByCodeAsync(VerifyCode.Grouped(paper).ToLowerInvariant(), Cancel);
        Assert.Equal(VerifyAnswer.Unknown, await AskAsync());
        await community.AdvanceToAsync(RequestState.AdministratorReview, code);
        Assert.Equal(Verdict.ValidNotComplete, (await AskAsync()).Verdict);
        await community.AdvanceToAsync(RequestState.DirectorSignature, code);
        await community.Requests.DeclineAsDirectorAsync(community.Dora, code, "The start date is unclear.", cancellationToken: Cancel);
        Assert.Equal([("New user", "N.N.")], (await AskAsync()).Facts!.Signatures.Select(s => (s.Seat, s.Initials)));
        await community.AdvanceToAsync(RequestState.AccountCreated, code);
        Assert.Equal(Verdict.ValidComplete, (await AskAsync()).Verdict);
        await community.Requests.RevokeAgreementAsync(community.Dora, code, "The person left.", Cancel);
        var revoked = await AskAsync();
        Assert.Equal(Verdict.Revoked, revoked.Verdict);
        Assert.Equal(community.Now, revoked.Facts!.EndedUtc);
    }

    [Fact]
    public async Task Verify_OfTheRevisionsOfOneAgreement_TellsWhichOneCounts()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.DirectorSignature);
        await using var community = created;
        var before = await RevisionsAsync(community);
        Assert.Equal([Verdict.Superseded, Verdict.ValidNotComplete], await VerdictsAsync(community, before.Select(r => r.Bytes)));

        await community.Requests.DeclineAsDirectorAsync(community.Dora, code, "The start date is unclear.", cancellationToken: Cancel);
        Assert.Equal([Verdict.ValidNotComplete, Verdict.Superseded], await VerdictsAsync(community, before.Select(r => r.Bytes)));

        await community.AdvanceToAsync(RequestState.Submission, code);
        var all = await RevisionsAsync(community);
        Assert.Equal(4, all.Count);
        // the new round goes on from the new user's version, whose signature still holds
        Assert.Equal(before[0].Row.Id, all[2].Row.ParentId);
        Assert.Equal([Verdict.Superseded, Verdict.Superseded, Verdict.Superseded, Verdict.ValidComplete], await VerdictsAsync(community, all.Select(r => r.Bytes)));

        await community.Requests.WithdrawAsync(community.Alma, code, "The position was not filled.", cancellationToken: Cancel);
        Assert.Equal(Verdict.Revoked, (await VerdictsAsync(community, [all[3].Bytes])).Single());
    }

    [Fact]
    public async Task Verify_WhenAnySingleBitOfTheFileIsFlipped_AnswersAltered()
    {
        var (created, _) = await TestCommunity.CreateAtAsync(RequestState.Submission);
        await using var community = created;
        var file = (await RevisionsAsync(community))[^1].Bytes;
        var random = new Random(20260303);
        for (var i = 0; i < 2000; i++)
        {
            var at = random.Next(file.Length);
            var bit = (byte)(1 << random.Next(8));
            file[at] ^= bit;
            var answer = await community.Verify.ByFileAsync(new MemoryStream(file), Cancel);
            Assert.True(answer.Verdict == Verdict.Altered, $"Bit {bit} of byte {at} was flipped and the answer was {answer.Verdict}.");
            Assert.Null(answer.Facts);
            file[at] ^= bit;
        }

        Assert.Equal(Verdict.ValidComplete, (await community.Verify.ByFileAsync(new MemoryStream(file), Cancel)).Verdict);
    }

    [Fact]
    public async Task Verify_WhenSomethingWasAddedOrTheFileIsForeign_SaysWhich()
    {
        var (created, _) = await TestCommunity.CreateAtAsync(RequestState.Submission);
        await using var community = created;
        var revisions = await RevisionsAsync(community);
        var file = revisions[^1].Bytes;

        Assert.Equal(new VerifyAnswer(Verdict.Altered, null, AddedAfterSeal: true), await community.Verify.ByFileAsync(new MemoryStream([.. file, .. "\n% a comment\n"u8]), Cancel));
        Assert.Equal(Verdict.Superseded, (await community.Verify.ByFileAsync(new MemoryStream(file[..(int)revisions[0].Row.Length]), Cancel)).Verdict);
        Assert.Equal(Verdict.Altered, (await community.Verify.ByFileAsync(new MemoryStream(file[..^40]), Cancel)).Verdict);
        Assert.Equal(VerifyAnswer.Unknown, await community.Verify.ByFileAsync(new MemoryStream(TestCommunity.CertificatePdf("Basic Privacy and Security")), Cancel));
        Assert.Equal(VerifyAnswer.Unknown, await community.Verify.ByFileAsync(new MemoryStream(), Cancel));
        Assert.Equal(VerifyAnswer.Unknown, await community.Verify.ByFileAsync(new MemoryStream(new byte[VerifyService.LargestFile + 1]), Cancel));

        // the mark of a known agreement in a file of somebody else says nothing about whose it is
        var borrowed = await community.Verify.ByFileAsync(new MemoryStream([.. TestCommunity.CertificatePdf("Forged"), .. file.AsSpan(file.Length - 600)]), Cancel);
        Assert.Null(borrowed.Facts);
        Assert.NotEqual(Verdict.ValidComplete, borrowed.Verdict);

        // a copy from before the first signature carries no seal
        var (unsigned, earlyCode) = await TestCommunity.CreateAtAsync(RequestState.UserSignature);
        await using var early = unsigned;
        var draft = await BytesAsync(await early.Packets.AgreementAsync(early.Alma, earlyCode, Cancel));
        Assert.Equal(VerifyAnswer.Unknown, await early.Verify.ByFileAsync(new MemoryStream(draft), Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData("HM-1001")]
    [InlineData("AAAAA-AAAAA-AAAAA-AAAA")]
    [InlineData("'; DROP TABLE Requests; --")]
    [InlineData("00000-00000-00000-00000")]
    [InlineData("ÄÖÜÄÖ-ÄÖÜÄÖ-ÄÖÜÄÖ-ÄÖÜÄÖ")]
    public async Task Verify_WhenTheCodeIsNone_GivesNothingAway(string typed)
    {
        var (created, _) = await TestCommunity.CreateAtAsync(RequestState.Submission);
        await using var community = created;
        Assert.Equal(VerifyAnswer.Unknown, await community.Verify.ByCodeAsync(typed, Cancel));
        Assert.Equal(VerifyAnswer.Unknown, await community.Verify.ByCodeAsync(new string('A', 100_000), Cancel));
        Assert.Equal(VerifyAnswer.Unknown, await community.Verify.ByCodeAsync(null, Cancel));
    }

    public static TheoryData<string> Orders => ["0 1 2", "0 2 1", "1 0 2", "1 2 0", "2 0 1", "2 1 0"];

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Signatures_WhenGivenByDirectCallsInAnyOrder_CountInTheRightOneOnly(string order)
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.UserSignature);
        await using var community = created;
        await community.ConsentAndInitialAsync(code);
        await community.AcceptAllAsync(code);
        var subject = await community.SubjectOfAsync(code);
        foreach (var signer in new[] { community.Alma, community.Dora })
            await community.Requests.GiveConsentAsync(signer, code, cancellationToken: Cancel);
        var next = 0;
        foreach (var slot in order.Split(' ').Select(int.Parse))
        {
            var before = community.Dump();
            var refusal = await Record.ExceptionAsync(() => slot switch
            {
                0 => community.Requests.SignAsUserAsync(subject, code, community.Typed(subject, "Nina Nova"), cancellationToken: Cancel),
                1 => community.Requests.SignAsAdministratorAsync(community.Alma, code, community.Typed(community.Alma), cancellationToken: Cancel),
                _ => community.Requests.SignAsDirectorAsync(community.Dora, code, community.Typed(community.Dora), cancellationToken: Cancel),
            });
            if (slot == next)
            {
                Assert.Null(refusal);
                next++;
                continue;
            }

            Assert.IsType<RuleViolationException>(refusal);
            Assert.Equal(before, community.Dump());
        }

        Assert.Equal(next, (await RevisionsAsync(community)).Count);
        Assert.Equal(next, (await community.ViewAsync(code)).Agreement.Signatures.Count);
    }

    [Fact]
    public async Task Signing_WhenFiftyCallsArriveTogether_MakesOneSignatureOneEventAndOneFile()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.DirectorSignature);
        await using var community = created;
        await community.Requests.GiveConsentAsync(community.Dora, code, cancellationToken: Cancel);
        var before = community.Dump();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Record.ExceptionAsync(() => community.Requests.SignAsDirectorAsync(community.Dora, code, community.Typed(community.Dora), cancellationToken: Cancel)).AsTask()));

        var added = community.Dump().Except(before).GroupBy(r => r[..r.IndexOf(':', StringComparison.Ordinal)]).ToDictionary(g => g.Key, g => g.Count());
        Assert.Equal((1, 1, 1, 1), (added["Signatures"], added["RequestEvents"], added["SealedRevisions"], added["Documents"]));
    }

    [Fact]
    public async Task Signing_WhenTheFileCannotBeKept_StandsAndIsSealedLater()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.DirectorSignature);
        await using var community = created;
        await community.Requests.GiveConsentAsync(community.Dora, code, cancellationToken: Cancel);
        // where files arrive there is no folder any more, as on a disk that was taken away
        var incoming = Path.Combine(community.DocumentsPath, "incoming");
        Directory.Delete(incoming, recursive: true);

        await community.Requests.SignAsDirectorAsync(community.Dora, code, community.Typed(community.Dora), cancellationToken: Cancel);

        Assert.Equal(RequestState.Submission, (await community.ViewAsync(code)).State);
        Assert.Equal(2, (await RevisionsAsync(community)).Count);
        using (var copy = new PdfTools(await BytesAsync(await community.Packets.AgreementAsync(community.Alma, code, Cancel))))
            Assert.Contains("Not complete", await copy.ReadingTextAsync(), StringComparison.Ordinal);

        Directory.CreateDirectory(incoming);
        Assert.Equal(1, await community.Sealer.SealPendingAsync(10, Cancel));
        Assert.Equal(0, await community.Sealer.SealPendingAsync(10, Cancel));
        var last = (await RevisionsAsync(community))[^1];
        Assert.Equal(3, last.Row.Number);
        Assert.Equal(Verdict.ValidComplete, (await VerdictsAsync(community, [last.Bytes])).Single());
    }

    [Fact]
    public async Task Signing_WhenTheSealHasExpired_IsRefusedWhileReadingAndVerifyingGoOn()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.DirectorSignature);
        await using var community = created;
        await community.Requests.GiveConsentAsync(community.Dora, code, cancellationToken: Cancel);
        var file = await BytesAsync(await community.Packets.AgreementAsync(community.Dora, code, Cancel));
        community.Clock.SetUtcNow(new DateTimeOffset(community.Seal.ValidUntilUtc.AddDays(1)));
        var before = community.Dump();

        var refusal = await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.SignAsDirectorAsync(community.Dora, code, community.Typed(community.Dora), cancellationToken: Cancel));

        Assert.Contains(refusal.Reasons, r => r.StartsWith("Nobody can sign at this moment: the seal for signed agreements is not in order.", StringComparison.Ordinal));
        Assert.Contains(await WhyNotAsync(community, code), r => r.StartsWith("Nobody can sign at this moment", StringComparison.Ordinal));
        Assert.Equal(before, community.Dump());
        Assert.Equal(file, await BytesAsync(await community.Packets.AgreementAsync(community.Dora, code, Cancel)));
        Assert.Equal(Verdict.ValidNotComplete, (await VerdictsAsync(community, [file])).Single());
    }

    [Fact]
    public async Task Signing_WhenTheProofOfIdentityIsMissingOldOrAnothers_IsRefused()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.DirectorSignature);
        await using var community = created;
        await community.Requests.GiveConsentAsync(community.Dora, code, cancellationToken: Cancel);
        var dora = community.ProofOf(community.Dora);
        foreach (var proof in new[] { null, community.ProofOf(community.Alma), dora with { ConfirmedUtc = community.Now - IdentityProof.Freshness - TimeSpan.FromSeconds(1) }, dora with { ConfirmedUtc = community.Now.AddSeconds(1) } })
        {
            var refusal = await Assert.ThrowsAsync<RuleViolationException>(() =>
                community.Requests.SignAsDirectorAsync(community.Dora, code, SignatureMark.Typed("Dora Dahl", proof), cancellationToken: Cancel));
            Assert.Equal(["Enter your password again, so that the signature is surely yours."], refusal.Reasons);
        }

        await community.Requests.SignAsDirectorAsync(community.Dora, code, SignatureMark.Typed("Dora Dahl", dora with { ConfirmedUtc = community.Now - IdentityProof.Freshness }), cancellationToken: Cancel);
    }

    [Fact]
    public async Task Drawing_WhenItIsASignature_IsKeptAsStrokesAndNeverAsADot()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.DirectorSignature);
        await using var community = created;
        await community.Requests.GiveConsentAsync(community.Dora, code, cancellationToken: Cancel);
        var dot = InkDrawing.FromStrokes([[(1500, 500), (1501, 500)]]);
        var name = InkDrawing.FromStrokes([[.. Enumerable.Range(0, 120).Select(i => (200.0 + i * 20, 500 + 300 * Math.Sin(i / 5.0)))], [(400, 800), (2400, 760)]]);
        var proof = community.ProofOf(community.Dora);

        foreach (var ink in new[] { dot.ToText(), "", "no drawing", new string('7', 30_000) })
            await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.SignAsDirectorAsync(community.Dora, code, SignatureMark.Drawn(ink, proof), cancellationToken: Cancel));
        await community.Requests.SignAsDirectorAsync(community.Dora, code, SignatureMark.Drawn(name.ToText(), proof), cancellationToken: Cancel);

        var signature = (await community.ViewAsync(code)).Agreement.Holding(SignatureSlot.Director)!;
        Assert.Equal((SignatureMethod.Drawn, name.ToText(), "Dora Dahl"), (signature.Method, signature.Ink, signature.SignedName));
        using var file = new PdfTools((await RevisionsAsync(community))[^1].Bytes);
        Assert.Contains("drawn", await file.ReadingTextAsync(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Paper_WhenTheAdministratorConfirmsTheScan_StandsOnTheCertificateAsPaper()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.UserSignature);
        await using var community = created;
        await community.ConsentAndInitialAsync(code);
        await community.GoPaperAsync(code);
        var subject = await community.SubjectOfAsync(code);
        var onScreen = await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.SignAsUserAsync(subject, code, community.Typed(subject, "Nina Nova"), cancellationToken: Cancel));
        Assert.Contains("You chose to sign on paper. Change that first if you want to sign on screen.", onScreen.Reasons);
        var today = DateOnly.FromDateTime(community.Now);
        var future = await Assert.ThrowsAsync<RuleViolationException>(() => community.Requests.ConfirmPaperAsync(community.Alma, code, today.AddDays(1), community.ProofOf(community.Alma), cancellationToken: Cancel));
        Assert.Contains("Look at the date beside the signature.", future.Message, StringComparison.Ordinal);

        await community.Requests.ConfirmPaperAsync(community.Alma, code, today, community.ProofOf(community.Alma), cancellationToken: Cancel);

        var view = await community.ViewAsync(code);
        var signature = view.Agreement.Holding(SignatureSlot.User)!;
        Assert.Equal((SignatureMethod.Paper, today, "Alma Ames", null), (signature.Method, signature.PaperSignedOn, signature.PaperConfirmedBy, signature.ConsentAtUtc));
        using var file = new PdfTools((await RevisionsAsync(community))[^1].Bytes);
        var text = await file.ReadingTextAsync();
        Assert.Contains("Alma Ames", text, StringComparison.Ordinal);
        Assert.Contains("aper", text, StringComparison.Ordinal);
        await community.AdvanceToAsync(RequestState.AccountCreated, code);
        Assert.Equal(Verdict.ValidComplete, (await community.Verify.ByCodeAsync(view.Agreement.VerifyCode, Cancel)).Verdict);
    }

    [Fact]
    public async Task NewText_WhenItsWordsDiffer_SetsSignaturesAsideShowsTheDifferenceAndAsksAgain()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.DirectorSignature);
        await using var community = created;
        var old = AgreementText.Default;
        var clause = old.AllClauses[3];
        await community.PublishAgreementAsync(old with
        {
            Groups = [.. old.Groups.Select(g => g with { Clauses = [.. g.Clauses.Select(c => c.Number == clause.Number ? c with { Text = c.Text + " This also holds at home." } : c)] })],
        });
        Assert.Equal(2, (await community.ViewAsync(code)).Agreement.NewerVersion);

        await community.Requests.TakeNewTextAsync(community.Alma, code, cancellationToken: Cancel);

        var view = await community.ViewAsync(code);
        Assert.Equal(RequestState.UserSignature, view.State);
        Assert.All(view.Agreement.Signatures, s => Assert.Equal("The text changed from version 1 to version 2.", s.VoidReason));
        var part = Assert.Single(view.Agreement.Change!.Parts);
        Assert.Equal(($"Clause {clause.Number}", "This also holds at home."), (part.Label, string.Concat(part.Pieces.Where(p => p.Kind == PieceKind.Added).Select(p => p.Text)).Trim()));
        Assert.Equal(Verdict.Superseded, (await community.Verify.ByCodeAsync(view.Agreement.VerifyCode, Cancel)).Verdict);
        await community.AdvanceToAsync(RequestState.AccountCreated, code);
        Assert.Equal(Verdict.ValidComplete, (await community.Verify.ByCodeAsync(view.Agreement.VerifyCode, Cancel)).Verdict);
    }

    [Fact]
    public async Task NewText_WhenItsWordsAreTheSame_KeepsEverySignature()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.Submission);
        await using var community = created;
        await community.PublishAgreementAsync(AgreementText.Default);
        var before = await RevisionsAsync(community);

        await community.Requests.TakeNewTextAsync(community.Alma, code, cancellationToken: Cancel);

        var view = await community.ViewAsync(code);
        Assert.Equal((RequestState.Submission, 2), (view.State, view.Agreement.VersionNumber));
        Assert.All(view.Agreement.Signatures, s => Assert.True(s.Holds));
        Assert.Equal(Verdict.ValidComplete, (await VerdictsAsync(community, [before[^1].Bytes])).Single());
    }

    [Fact]
    public async Task Opening_WhenASignerReadsTheAgreement_IsNotedOnceAndPrintedWithTheSignature()
    {
        var (created, code) = await TestCommunity.CreateAtAsync(RequestState.DirectorSignature);
        await using var community = created;
        var version = (await community.ViewAsync(code)).Version;
        var opened = community.Now;
        await community.Requests.NoteOpenedAsync(community.Dora, code, Cancel);
        community.Clock.Advance(TimeSpan.FromMinutes(7));
        await community.Requests.NoteOpenedAsync(community.Dora, code, Cancel);
        await community.Requests.NoteOpenedAsync(community.Sal, code, Cancel);
        await Assert.ThrowsAsync<NotFoundException>(() => community.Requests.NoteOpenedAsync(community.Boris, code, Cancel));

        // it is no act: nobody who has the page open is overtaken by it
        Assert.Equal(version, (await community.ViewAsync(code)).Version);
        await community.AdvanceToAsync(RequestState.Submission, code);
        Assert.Equal(opened, (await community.ViewAsync(code)).Agreement.Holding(SignatureSlot.Director)!.FirstViewedUtc);
        await using var db = community.Database.Read(Reach.Everything);
        Assert.Equal(1, await db.Openings.CountAsync(Cancel));
    }

    private static async Task<IReadOnlyList<string>> WhyNotAsync(TestCommunity community, string code) =>
        (await community.Queries.RequestAsync(community.Dora, code, Cancel)).WhyNot(RequestTrigger.SignAsDirector);

    private static async Task<List<(SealedRevision Row, byte[] Bytes)>> RevisionsAsync(TestCommunity community)
    {
        await using var db = community.Database.Read(Reach.Everything);
        var rows = await db.SealedRevisions.OrderBy(r => r.SealedUtc).ThenBy(r => r.Number).ToListAsync(Cancel);
        var files = new List<(SealedRevision, byte[])>();
        foreach (var row in rows)
        {
            var document = await db.Documents.SingleAsync(d => d.Id == row.DocumentId, Cancel);
            await using var content = await community.Get<DocumentStore>().OpenAsync(document.StoredName, document.Sha256, Cancel);
            using var copy = new MemoryStream();
            await content.CopyToAsync(copy, Cancel);
            files.Add((row, copy.ToArray()));
        }

        return files;
    }

    private static async Task<List<Verdict>> VerdictsAsync(TestCommunity community, IEnumerable<byte[]> files)
    {
        var verdicts = new List<Verdict>();
        foreach (var file in files)
            verdicts.Add((await community.Verify.ByFileAsync(new MemoryStream(file), Cancel)).Verdict);
        return verdicts;
    }

    private static async Task<byte[]> BytesAsync(Domain.Submission.FileForDownload file)
    {
        await using var content = file.Content;
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, Cancel);
        return copy.ToArray();
    }

    private static int Count(string text, string words) => text.Split(words).Length - 1;

    private sealed class Readers
    {
        private readonly Lock _gate = new();
        private int _now;

        public int Most { get; private set; }

        public int Seen { get; private set; }

        public void Enter()
        {
            lock (_gate)
            {
                Seen++;
                Most = Math.Max(Most, ++_now);
            }
        }

        public void Leave()
        {
            lock (_gate)
                _now--;
        }
    }

    /// <summary>Counts how many files are being read at once; each read gives the others a chance to begin.</summary>
    private sealed class WatchedStream(byte[] bytes, Readers readers) : MemoryStream(bytes)
    {
        private bool _begun;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!_begun)
                readers.Enter();
            _begun = true;
            await Task.Yield();
            var read = await base.ReadAsync(buffer[..Math.Min(buffer.Length, 20_000)], cancellationToken);
            if (read == 0)
                readers.Leave();
            return read;
        }
    }
}
