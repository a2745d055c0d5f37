using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Submission;
using Xunit;

namespace HmisOnboarding.Tests.Requests;

/// <summary>Each condition taken away alone, with the sentence that a person reads, and several at once.</summary>
public sealed class GuardTests
{
    private const string Own = "This request is for you, so somebody else has to do this step.";

    [Theory]
    [InlineData(RequestState.Training, RequestTrigger.FinishTraining)]
    [InlineData(RequestState.UserSignature, RequestTrigger.SignAsUser)]
    [InlineData(RequestState.AccountCreated, RequestTrigger.ConfirmFirstLogin)]
    public void IsSubject_WhenSomebodyElse_NamesWhoCanDoIt(RequestState state, RequestTrigger verb)
    {
        var bare = BareRequest.At(state);
        Refused(bare, verb, bare.Act(bare.Administrator), "Only Nina Nova can do this, under their own sign-in.");
    }

    [Theory]
    [InlineData(RequestState.AdministratorReview, RequestTrigger.SignAsAdministrator)]
    [InlineData(RequestState.AdministratorReview, RequestTrigger.ReturnToUser)]
    [InlineData(RequestState.Submission, RequestTrigger.Submit)]
    [InlineData(RequestState.Training, RequestTrigger.Withdraw)]
    public void IsAdministrator_WhenTheDirector_IsRefused(RequestState state, RequestTrigger verb)
    {
        var bare = BareRequest.At(state);
        Refused(bare, verb, bare.Act(bare.Director), "Only an agency administrator of this agency can do this.");
    }

    [Theory]
    [InlineData(RequestTrigger.SignAsDirector)]
    [InlineData(RequestTrigger.DeclineAsDirector)]
    public void IsDirector_WhenASystemAdministrator_IsRefused(RequestTrigger verb)
    {
        var bare = BareRequest.At(RequestState.DirectorSignature);
        Contains(bare, verb, bare.Act(bare.SystemAdministrator), "Only the executive director of this agency, or a named delegate, can do this.");
    }

    [Theory]
    [InlineData(RequestState.AccountQueue, RequestTrigger.RecordAccount)]
    [InlineData(RequestState.AccountQueue, RequestTrigger.ReturnToAgency)]
    [InlineData(RequestState.AccountQueue, RequestTrigger.Deny)]
    [InlineData(RequestState.AwaitingDocuments, RequestTrigger.Deny)]
    public void IsSystemAdministrator_WhenTheAgency_IsRefused(RequestState state, RequestTrigger verb)
    {
        var bare = BareRequest.At(state);
        Refused(bare, verb, bare.Act(bare.Administrator), "Only a system administrator can do this.");
    }

    [Fact]
    public void IsAdministratorOrSystemAdministrator_WhenTheDirector_IsRefused()
    {
        var bare = BareRequest.At(RequestState.AwaitingDocuments);
        Refused(bare, RequestTrigger.DocumentsReceived, bare.Act(bare.Director), "Only an agency administrator of this agency or a system administrator can do this.");
    }

    [Fact]
    public void MayReopen_WhenRefusedByTheHelpDesk_IsTheHelpDesksAlone()
    {
        var denied = BareRequest.At(RequestState.Denied);
        Refused(denied, RequestTrigger.Reopen, denied.Act(denied.Administrator), "A refused request can only be opened again by a system administrator. Write to the help desk.");

        var withdrawn = BareRequest.At(RequestState.Withdrawn);
        Refused(withdrawn, RequestTrigger.Reopen, withdrawn.Act(withdrawn.SystemAdministrator), "Only an agency administrator of this agency can open it again.");
    }

    [Fact]
    public void IsSystemClock_WhenAPerson_NamesTheWayOut()
    {
        var bare = BareRequest.At(RequestState.Training);
        bare.Now += TimeSpan.FromDays(60);
        Refused(bare, RequestTrigger.Lapse, bare.Act(bare.Administrator), "A request lapses by itself; nobody can do it by hand. Withdraw it instead.");
    }

    [Theory]
    [InlineData(RequestState.AwaitingDocuments)]
    [InlineData(RequestState.AccountQueue)]
    public void NotSubmitted_WhenTheHelpDeskHasThePacket_NeverLapses(RequestState state)
    {
        var bare = BareRequest.At(state);
        bare.Now += TimeSpan.FromDays(60);
        Refused(bare, RequestTrigger.Lapse, bare.Act(Actor.System), "The packet is submitted, so this request does not lapse.");
    }

    [Fact]
    public void QuietForLong_WhenASecondTooEarly_IsRefusedAndThenAllowed()
    {
        var bare = BareRequest.At(RequestState.Submission);
        var lastMove = bare.Request.LastMoveUtc;
        bare.Now = lastMove.AddDays(60).AddSeconds(-1);
        Refused(bare, RequestTrigger.Lapse, bare.Act(Actor.System), "It is too early to let this request lapse.");

        bare.Now = lastMove.AddDays(60);
        Assert.Empty(bare.Request.WhyNot(RequestTrigger.Lapse, bare.Act(Actor.System)));
    }

    [Theory]
    [InlineData(RequestState.AdministratorReview, RequestTrigger.SignAsAdministrator, Own)]
    [InlineData(RequestState.AdministratorReview, RequestTrigger.ReturnToUser, Own)]
    [InlineData(RequestState.DirectorSignature, RequestTrigger.SignAsDirector, "This request is for you, so somebody else has to sign as executive director.")]
    [InlineData(RequestState.DirectorSignature, RequestTrigger.DeclineAsDirector, Own)]
    [InlineData(RequestState.Submission, RequestTrigger.Submit, Own)]
    [InlineData(RequestState.AwaitingDocuments, RequestTrigger.DocumentsReceived, Own)]
    [InlineData(RequestState.AwaitingDocuments, RequestTrigger.Deny, Own)]
    [InlineData(RequestState.AccountQueue, RequestTrigger.RecordAccount, Own)]
    [InlineData(RequestState.AccountQueue, RequestTrigger.Deny, Own)]
    public void IsNotSubject_WhenTheNewUserSitsInEverySeat_IsStillRefused(RequestState state, RequestTrigger verb, string sentence)
    {
        var bare = BareRequest.At(state);
        Refused(bare, verb, bare.Act(SeatedUser(bare)), sentence);
    }

    [Fact]
    public void IsNotSubject_WhenDistinctSignersAreWaived_StillKeepsTheNewUserFromSigningForTheDirector()
    {
        var bare = BareRequest.At(RequestState.DirectorSignature);
        bare.Request.WaiveDistinctSigners(bare.Act(bare.SystemAdministrator), "One employee.");
        Refused(bare, RequestTrigger.SignAsDirector, bare.Act(SeatedUser(bare)), "This request is for you, so somebody else has to sign as executive director.");
    }

    [Fact]
    public void IsDistinctSigner_WhenTheAdministratorIsAlsoDirector_NeedsADelegateOrAWaiver()
    {
        var bare = BareRequest.At(RequestState.DirectorSignature);
        var both = bare.Administrator with { Seats = [.. bare.Administrator.Seats, new HeldSeat(SeatKind.ExecutiveDirector, bare.Agency.Id)] };
        Refused(bare, RequestTrigger.SignAsDirector, bare.Act(both),
            "You signed as agency administrator. A second person signs as executive director: name a delegate, or ask a system administrator for a waiver.");

        bare.Request.WaiveDistinctSigners(bare.Act(bare.SystemAdministrator), "One employee.");
        bare.Do(RequestTrigger.SignAsDirector, both);
        Assert.Equal("Sal Stone allowed one person to sign as agency administrator and as executive director: One employee.", bare.Request.ValidSignature(SignatureSlot.Director)!.Note);
    }

    [Fact]
    public void IsDelegateOfAnotherPaper_WhenTheDelegateSignedAsAdministrator_IsRefusedAlsoWithAWaiver()
    {
        var bare = BareRequest.At(RequestState.DirectorSignature);
        var both = bare.Administrator with { Seats = [.. bare.Administrator.Seats, .. bare.Delegate.Seats] };
        const string Sentence = "You signed this agreement already, so you cannot sign it for Dora Dahl too. Dora Dahl signs it, or names another delegate.";
        Refused(bare, RequestTrigger.SignAsDirector, bare.Act(both), Sentence);

        bare.Request.WaiveDistinctSigners(bare.Act(bare.SystemAdministrator), "One employee.");
        Refused(bare, RequestTrigger.SignAsDirector, bare.Act(both), Sentence);
        bare.Do(RequestTrigger.SignAsDirector, bare.Delegate);
    }

    [Fact]
    public void IsDelegateOfAnotherPacket_WhenTheStandInSignedTheAgreement_LeavesTheAccountToTheTeam()
    {
        var bare = BareRequest.At(RequestState.AccountQueue);
        var both = bare.Administrator with { Seats = [.. bare.Administrator.Seats, new HeldSeat(SeatKind.SystemAdministrator, null, "Sal Stone")] };
        Refused(bare, RequestTrigger.RecordAccount, bare.Act(both), "You signed the agreement of this packet, so a system administrator has to make the account.");
    }

    [Theory]
    [InlineData(RequestState.DirectorSignature, RequestTrigger.SignAsDirector, SeatKind.ExecutiveDirector)]
    [InlineData(RequestState.AdministratorReview, RequestTrigger.SignAsAdministrator, SeatKind.AgencyAdministrator)]
    [InlineData(RequestState.AccountQueue, RequestTrigger.RecordAccount, SeatKind.SystemAdministrator)]
    public void SeatGuards_WhenTheDelegationHasJustEnded_SayThatAndNotThatSomebodyElseIsNeeded(RequestState state, RequestTrigger verb, SeatKind kind)
    {
        var bare = BareRequest.At(state);
        var ended = bare.Stranger with { Ended = [new EndedStandIn(kind, kind == SeatKind.SystemAdministrator ? null : bare.Agency.Id, "Dora Dahl", new DateTime(2026, 3, 3, 5, 0, 0, DateTimeKind.Utc))] };
        Assert.Contains("You acted for Dora Dahl until Mon 2 Mar. That is over, so nothing was done. What you typed is still on this page.", bare.Request.WhyNot(verb, bare.Act(ended)));
    }

    [Fact]
    public void LearningCenterAccountRecorded_WhenMissing_SaysWhatToMake()
    {
        var bare = BareRequest.New();
        foreach (var row in bare.Request.Checklist(bare.Act(bare.User)))
            bare.Upload(row.Course.Code);
        Refused(bare, RequestTrigger.FinishTraining, bare.Act(bare.User), "Make your Learning Center account first, and enter its user name here.");
    }

    [Fact]
    public void EveryCourseHasEvidence_WhenOneOfEachKindIsMissing_NamesEveryCourseAtOnce()
    {
        var bare = BareRequest.New();
        bare.Request.RecordLearningCenterAccount(bare.Act(bare.User), "nina@learning");
        bare.Upload("C01");
        var soonOver = bare.Upload("C02", new DateOnly(2025, 3, 4));
        var rejected = bare.Upload("C05");
        bare.Request.RejectCertificate(bare.Act(bare.Administrator), rejected.Id, "It shows another name.");
        bare.Now = bare.Now.AddDays(2);

        Refused(bare, RequestTrigger.FinishTraining, bare.Act(bare.User),
            "The certificate for Basic Privacy and Security expired on 4 March 2026. Upload the renewed one.",
            "The certificate for HMIS Navigation and Client Search was rejected: It shows another name. Upload another one.",
            "Upload the certificate for HMIS Reports.");
        Assert.Equal("C02", soonOver.CourseCode);
    }

    [Theory]
    [InlineData(RequestState.AdministratorReview, RequestTrigger.SignAsAdministrator)]
    [InlineData(RequestState.Submission, RequestTrigger.Submit)]
    [InlineData(RequestState.AwaitingDocuments, RequestTrigger.DocumentsReceived)]
    [InlineData(RequestState.AccountQueue, RequestTrigger.RecordAccount)]
    public void ChecklistReviewed_WhenACertificateRanOutOrWasRejected_SaysWhoHasToUpload(RequestState state, RequestTrigger verb)
    {
        var bare = BareRequest.At(state);
        bare.Now = bare.Now.AddYears(1);
        bare.Request.RejectCertificate(bare.Act(bare.Administrator), bare.Request.Evidence.Single(e => e.CourseCode == "C01").Id, "It shows another name.");
        var holder = Holder(bare, verb);

        Refused(bare, verb, bare.Act(holder),
            "The certificate for Learning Center Orientation was rejected. Nina Nova has to upload another one.",
            "The certificate for Basic Privacy and Security expired on 20 February 2027. Nina Nova has to upload the renewed one.");
    }

    [Fact]
    public void ChecklistReviewed_WhenACertificateWasNotLookedAt_AsksForADecision()
    {
        var bare = BareRequest.New();
        bare.Request.RecordLearningCenterAccount(bare.Act(bare.User), "nina@learning");
        foreach (var row in bare.Request.Checklist(bare.Act(bare.User)))
            bare.Upload(row.Course.Code);
        foreach (var signer in new[] { bare.User, bare.Administrator })
            bare.Request.GiveConsent(bare.Act(signer));
        bare.WalkTo(RequestState.AdministratorReview);
        foreach (var evidence in bare.Request.Evidence.Where(e => e.CourseCode != "C05"))
            bare.Request.AcceptCertificate(bare.Act(bare.Administrator), evidence.Id);

        Refused(bare, RequestTrigger.SignAsAdministrator, bare.Act(bare.Administrator), "Look at the certificate for HMIS Navigation and Client Search, then accept or reject it.");
    }

    [Fact]
    public void FilesPresent_WhenAFileIsOnPaperOnly_IsRefusedUnlessDocumentsFollow()
    {
        var bare = BareRequest.New();
        bare.Prepare(paperOnly: true);
        bare.WalkTo(RequestState.Submission);
        const string Missing = "The file of the certificate for HMIS Reports is missing: upload it";

        Refused(bare, RequestTrigger.Submit, bare.Act(bare.Administrator), $"{Missing}, or say that documents follow.");
        bare.Request.Submit(bare.Act(bare.Administrator), "The last one follows.", documentsToFollow: true);
        Assert.Equal(RequestState.AwaitingDocuments, bare.Request.State);

        Refused(bare, RequestTrigger.DocumentsReceived, bare.Act(bare.Administrator), $"{Missing}.");
    }

    [Fact]
    public void FilesPresent_WhenNothingIsMissing_GoesToTheQueueEvenIfDocumentsWereSaidToFollow()
    {
        var bare = BareRequest.At(RequestState.Submission);
        bare.Request.Submit(bare.Act(bare.Administrator), "Please.", documentsToFollow: true);
        Assert.Equal(RequestState.AccountQueue, bare.Request.State);
    }

    [Theory]
    [InlineData(RequestState.Submission, RequestTrigger.Submit)]
    [InlineData(RequestState.AwaitingDocuments, RequestTrigger.DocumentsReceived)]
    [InlineData(RequestState.AccountQueue, RequestTrigger.RecordAccount)]
    public void FilesArrived_WhenAFileIsDamaged_NamesTheCertificate(RequestState state, RequestTrigger verb)
    {
        var bare = BareRequest.At(state);
        var damaged = bare.Request.Evidence.Single(e => e.CourseCode == "C02").DocumentId!.Value;
        Refused(bare, verb, bare.Act(Holder(bare, verb)) with { DamagedDocuments = new HashSet<Guid> { damaged } },
            "The file of the certificate for Basic Privacy and Security was altered or lost: upload it again.");
    }

    [Theory]
    [InlineData(RequestState.UserSignature, RequestTrigger.SignAsUser)]
    [InlineData(RequestState.AdministratorReview, RequestTrigger.SignAsAdministrator)]
    [InlineData(RequestState.DirectorSignature, RequestTrigger.SignAsDirector)]
    public void ConsentGiven_WhenTheSignerHasNotAgreed_AsksForItFirst(RequestState state, RequestTrigger verb)
    {
        var bare = BareRequest.New();
        bare.Request.RecordLearningCenterAccount(bare.Act(bare.User), "nina@learning");
        foreach (var row in bare.Request.Checklist(bare.Act(bare.User)))
            bare.Request.AcceptCertificate(bare.Act(bare.Administrator), bare.Upload(row.Course.Code).Id);
        foreach (var earlier in new[] { bare.User, bare.Administrator }.Take(state - RequestState.UserSignature))
            bare.Request.GiveConsent(bare.Act(earlier));
        bare.WalkTo(state);

        Refused(bare, verb, bare.Act(Holder(bare, verb)), "Read the note on electronic signatures and agree to it first.");
    }

    [Fact]
    public void ClausesInitialled_WhenOneOrMoreAreOpen_NamesThem()
    {
        var bare = BareRequest.New();
        bare.Prepare();
        bare.Do(RequestTrigger.FinishTraining, bare.User);
        var asked = AgreementText.Default.AllClauses.Where(c => c.AsksInitials).Select(c => c.Number).ToList();
        Refused(bare, RequestTrigger.SignAsUser, bare.Act(bare.User), $"Initial the clauses {string.Join(", ", asked)}.");

        foreach (var clause in asked.SkipLast(1))
            bare.Request.InitialClause(bare.Act(bare.User), clause, "NN");
        Refused(bare, RequestTrigger.SignAsUser, bare.Act(bare.User), $"Initial clause {asked[^1]}.");
    }

    [Theory]
    [InlineData(RequestState.UserSignature, RequestTrigger.SignAsUser)]
    [InlineData(RequestState.AdministratorReview, RequestTrigger.SignAsAdministrator)]
    [InlineData(RequestState.DirectorSignature, RequestTrigger.SignAsDirector)]
    public void TextIsPinned_WhenTheRulesCarryAnotherText_AsksToReadTheNewOne(RequestState state, RequestTrigger verb)
    {
        var bare = BareRequest.At(state);
        bare.Rules = bare.Rules with { AgreementHash = new string('0', 64) };
        Contains(bare, verb, bare.Act(Holder(bare, verb)), "The User Agreement has a new text. Read the new version before you sign.");
    }

    // the machine itself never gets there, so the signature is taken away behind its back
    [Theory]
    [InlineData(RequestState.AdministratorReview, RequestTrigger.SignAsAdministrator, SignatureSlot.User, "Nina Nova has to sign the User Agreement first.")]
    [InlineData(RequestState.DirectorSignature, RequestTrigger.SignAsDirector, SignatureSlot.User, "The new user and the agency administrator have to sign first.")]
    [InlineData(RequestState.DirectorSignature, RequestTrigger.SignAsDirector, SignatureSlot.Administrator, "The new user and the agency administrator have to sign first.")]
    [InlineData(RequestState.Submission, RequestTrigger.Submit, SignatureSlot.User, "The signature of Nina Nova is missing.")]
    [InlineData(RequestState.Submission, RequestTrigger.Submit, SignatureSlot.Administrator, "The signature of the agency administrator is missing.")]
    [InlineData(RequestState.Submission, RequestTrigger.Submit, SignatureSlot.Director, "The signature of the executive director is missing.")]
    [InlineData(RequestState.AwaitingDocuments, RequestTrigger.DocumentsReceived, SignatureSlot.Director, "The signature of the executive director is missing.")]
    [InlineData(RequestState.AccountQueue, RequestTrigger.RecordAccount, SignatureSlot.User, "The signature of Nina Nova is missing.")]
    public void Signatures_WhenAnEarlierOneNoLongerHolds_NothingGoesOn(RequestState state, RequestTrigger verb, SignatureSlot slot, string sentence)
    {
        var bare = BareRequest.At(state);
        var signature = bare.Request.ValidSignature(slot)!;
        typeof(Signature).GetProperty(nameof(Signature.VoidedAtUtc))!.SetValue(signature, bare.Now);

        Refused(bare, verb, bare.Act(Holder(bare, verb)), sentence);
    }

    [Theory]
    [InlineData(RequestState.UserSignature, RequestTrigger.SignAsUser, "Nina Nova")]
    [InlineData(RequestState.AdministratorReview, RequestTrigger.SignAsAdministrator, "Alma Ames")]
    [InlineData(RequestState.DirectorSignature, RequestTrigger.SignAsDirector, "Dora Dahl")]
    public void NameMatches_WhenAnotherNameIsTyped_TellsTheNameOfTheAccount(RequestState state, RequestTrigger verb, string name)
    {
        var bare = BareRequest.At(state);
        var act = bare.Act(Holder(bare, verb));
        void Sign(string typed)
        {
            switch (verb)
            {
                case RequestTrigger.SignAsUser: bare.Request.SignAsUser(act, BareRequest.Typed(act, typed)); break;
                case RequestTrigger.SignAsAdministrator: bare.Request.SignAsAdministrator(act, BareRequest.Typed(act, typed)); break;
                default: bare.Request.SignAsDirector(act, BareRequest.Typed(act, typed)); break;
            }
        }

        foreach (var typed in new[] { "", "   ", "N", "Nina Novak", new string('x', 10_000) })
            Assert.Equal([$"Type your name as it stands in your account: {name}."], Assert.Throws<RuleViolationException>(() => Sign(typed)).Reasons);
        Sign("  " + name.ToUpperInvariant().Replace(" ", "   ", StringComparison.Ordinal));
        Assert.Equal(state + 1, bare.Request.State);
    }

    [Fact]
    public void FormComplete_WhenTheFormIsBegunOnly_NamesEveryGap()
    {
        var bare = BareRequest.At(RequestState.Submission);
        bare.Request.FillForm(bare.Act(bare.Administrator), BareRequest.BegunForm());
        Refused(bare, RequestTrigger.Submit, bare.Act(bare.Administrator),
            "Choose the kind of employment.",
            "Choose what the person will do in the HMIS.",
            "Say in a sentence why the person needs access.",
            "Tick the three statements that you make for your agency.");
    }

    [Theory]
    [InlineData(RequestState.Submission, RequestTrigger.Submit)]
    [InlineData(RequestState.Withdrawn, RequestTrigger.Reopen)]
    public void AgencyParticipates_WhenTheAgreementOfTheAgencyEnded_SaysToRenewIt(RequestState state, RequestTrigger verb)
    {
        var bare = BareRequest.At(state);
        Refused(bare, verb, bare.Act(bare.Administrator) with { AgencyParticipates = false }, "Your agency's participation agreement is not in force. Renew it with the lead agency first.");
    }

    [Fact]
    public void NoOtherOpenRequest_WhenThereIsOne_NamesIt()
    {
        var bare = BareRequest.At(RequestState.Lapsed);
        Refused(bare, RequestTrigger.Reopen, bare.Act(bare.Administrator) with { OtherOpenRequest = "HM-1044" },
            "There is an open request for Nina Nova already: HM-1044. Go on with that one.");
    }

    [Theory]
    [InlineData("", "Say why in a sentence: the others will read it.")]
    [InlineData(" \n ", "Say why in a sentence: the others will read it.")]
    [InlineData(null, "The reason can have 1000 characters.")]
    public void ReasonGiven_WhenEmptyOrFarTooLong_IsRefused(string? reason, string sentence)
    {
        reason ??= new string('x', 10_000);
        Assert.Equal([sentence], Refusal(RequestState.Training, (r, b) => r.Withdraw(b.Act(b.Administrator), reason)));
        Assert.Equal([sentence], Refusal(RequestState.AccountQueue, (r, b) => r.Deny(b.Act(b.SystemAdministrator), reason)));
        Assert.Equal([sentence], Refusal(RequestState.AwaitingDocuments, (r, b) => r.Deny(b.Act(b.SystemAdministrator), reason)));
        Assert.Equal([sentence], Refusal(RequestState.DirectorSignature, (r, b) => r.DeclineAsDirector(b.Act(b.Director), reason)));
        Assert.Equal([sentence], Refusal(RequestState.Withdrawn, (r, b) => r.Reopen(b.Act(b.Administrator), reason)));
    }

    [Fact]
    public void ItemsNamed_WhenNothingIsTicked_AsksForOne()
    {
        const string Sentence = "Tick at least one thing that has to be put right.";
        Assert.Equal([Sentence], Refusal(RequestState.AdministratorReview, (r, b) => r.ReturnToUser(b.Act(b.Administrator), [], "Please.")));
        Assert.Equal([Sentence], Refusal(RequestState.AccountQueue, (r, b) => r.ReturnToAgency(b.Act(b.SystemAdministrator), [], "Please.")));
    }

    [Fact]
    public void Items_WhenOneIsNotOfThisRequestOrSaysNothing_IsRefused()
    {
        Assert.Equal(["One of the ticked things is not part of this request any more. Look at the fresh list."],
            Refusal(RequestState.AdministratorReview, (r, b) => r.ReturnToUser(b.Act(b.Administrator), [new("C13", "Missing.")], "")));
        Assert.Equal(["Say for each ticked thing what is wrong, in at most 1000 characters."],
            Refusal(RequestState.AccountQueue, (r, b) => r.ReturnToAgency(b.Act(b.SystemAdministrator), [new("C02", " ")], "")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("n nova")]
    [InlineData("a-name-that-is-far-longer-than-the-sixty-characters-that-fit-in-here")]
    public void AccountNamed_WhenNoPlainUserName_AsksForOneWord(string userName) =>
        Assert.Equal(["Enter the HMIS user name: one word, at most 60 characters. Never enter a password."],
            Refusal(RequestState.AccountQueue, (r, b) => r.RecordAccount(b.Act(b.SystemAdministrator), userName, "Read Only")));

    [Fact]
    public void FirstLoginOpen_WhenToldTwice_SaysSoAndKeepsTheFirstTime()
    {
        var bare = BareRequest.At(RequestState.AccountCreated);
        bare.Do(RequestTrigger.ConfirmFirstLogin, bare.User);
        var first = bare.Request.FirstLoginUtc;
        bare.Now = bare.Now.AddHours(1);

        Refused(bare, RequestTrigger.ConfirmFirstLogin, bare.Act(bare.User), "You have told us already that you logged in.");
        Refused(bare, RequestTrigger.ConfirmFirstLogin, bare.Act(bare.Stranger), "Only Nina Nova can do this, under their own sign-in.", "You have told us already that you logged in.");
        Assert.Equal(first, bare.Request.FirstLoginUtc);
    }

    [Fact]
    public void WhyNot_WhenManyThingsAreMissing_NamesThemAllAtOnce()
    {
        var bare = BareRequest.New();
        Assert.Equal(
            [
                "Only Nina Nova can do this, under their own sign-in.",
                "Make your Learning Center account first, and enter its user name here.",
                "Upload the certificate for Learning Center Orientation.",
                "Upload the certificate for Basic Privacy and Security.",
                "Upload the certificate for HMIS Navigation and Client Search.",
                "Upload the certificate for HMIS Reports.",
            ],
            bare.Request.WhyNot(RequestTrigger.FinishTraining, bare.Act(bare.Director)));
    }

    [Theory]
    [InlineData(RequestState.Training, RequestTrigger.SignAsDirector, "This cannot be done now. The request is at the step Training, with the new user.")]
    [InlineData(RequestState.AccountQueue, RequestTrigger.Submit, "This cannot be done now. The request is at the step Account creation, with the system administrator.")]
    [InlineData(RequestState.Denied, RequestTrigger.RecordAccount, "This request is closed: refused.")]
    [InlineData(RequestState.Withdrawn, RequestTrigger.Withdraw, "This request is closed: withdrawn.")]
    public void WhyNot_WhenTheStepHasNoSuchMove_SaysWhereTheRequestIs(RequestState state, RequestTrigger verb, string sentence)
    {
        var bare = BareRequest.At(state);
        Assert.False(bare.Request.Knows(verb));
        Refused(bare, verb, bare.Act(bare.Administrator), sentence);
    }

    [Fact]
    public void Open_WhenEverythingIsWrong_SaysItAllAtOnce()
    {
        var bare = BareRequest.New();
        var act = bare.Act(bare.User) with { AgencyParticipates = false, OtherOpenRequest = "HM-1001" };
        var refusal = Assert.Throws<RuleViolationException>(() => OnboardingRequest.Open("HM-1002", bare.Agency, bare.Subject, "wizard", [], new UserRequestForm(), new RequestVersions(1, 1, 1), act));
        Assert.Equal(
            [
                "Only an agency administrator of this agency can open a request.",
                "Nobody asks for their own access. Ask another administrator, or your director, to open it.",
                "Your agency's participation agreement is not in force. Read How To Participate In HMIS, or write to the help desk.",
                "There is an open request for Nina Nova already: HM-1001. Go on with that one.",
                "Choose a role type from the list.",
            ],
            refusal.Reasons);
    }

    private static Actor SeatedUser(BareRequest bare) => bare.User with
    {
        Seats = [new(SeatKind.AgencyAdministrator, bare.Agency.Id), new(SeatKind.ExecutiveDirector, bare.Agency.Id), new(SeatKind.SystemAdministrator, null)],
    };

    private static Actor Holder(BareRequest bare, RequestTrigger verb) => verb switch
    {
        RequestTrigger.SignAsUser => bare.User,
        RequestTrigger.SignAsDirector => bare.Director,
        RequestTrigger.RecordAccount => bare.SystemAdministrator,
        _ => bare.Administrator,
    };

    private static IReadOnlyList<string> Refusal(RequestState state, Action<OnboardingRequest, BareRequest> act)
    {
        var bare = BareRequest.At(state);
        var before = bare.Dump();
        var refusal = Assert.Throws<RuleViolationException>(() => act(bare.Request, bare));
        Assert.Equal(before, bare.Dump());
        return refusal.Reasons;
    }

    private static void Refused(BareRequest bare, RequestTrigger verb, ActContext act, params string[] sentences)
    {
        Assert.Equal(sentences, bare.Request.WhyNot(verb, act));
        var before = bare.Dump();
        Assert.Equal(sentences, Assert.Throws<RuleViolationException>(() => bare.Do(verb, act)).Reasons);
        Assert.Equal(before, bare.Dump());
    }

    private static void Contains(BareRequest bare, RequestTrigger verb, ActContext act, string sentence)
    {
        Assert.Contains(sentence, bare.Request.WhyNot(verb, act));
        Assert.Contains(sentence, Assert.Throws<RuleViolationException>(() => bare.Do(verb, act)).Reasons);
    }
}
