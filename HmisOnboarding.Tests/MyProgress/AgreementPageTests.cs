using Bunit;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using Microsoft.AspNetCore.Components.Forms;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.MyProgress;

public sealed class AgreementPageTests : MyProgressTest
{
    [Fact]
    public async Task Signing_FromReadingToTheName_GoesThroughFourStepsAndSendsItToTheAdministrator()
    {
        var code = await Community.OpenAtAsync(RequestState.UserSignature);
        await Services.GivePasswordAsync(await Community.SubjectOfAsync(code));
        var page = await OpenAgreementAsync(code);
        Assert.Equal("Step 1 of 4: read the agreement", Hook(page, "signing-step").TextContent);
        Assert.Empty(page.FindAll("[data-test=initial-input], [data-test=typed-name]"));

        await PressAsync(page, "[data-test=read] button");
        Assert.Equal("Step 2 of 4: agree to sign electronically", Hook(page, "signing-step").TextContent);

        await PressAsync(page, "[data-test=consent] button");
        Eventually(page, () => Assert.Equal("Step 3 of 4: initial the marked clauses", Hook(page, "signing-step").TextContent));
        Assert.NotNull((await Community.ViewAsync(code, await Community.SubjectOfAsync(code))).Agreement.ViewerConsentUtc);

        foreach (var clause in (await Community.ViewAsync(code)).Agreement.OpenInitials)
        {
            await page.Find($"#clause-{clause} form").SubmitAsync();
            Eventually(page, () => Assert.Empty(page.FindAll($"#clause-{clause} form")));
        }

        Eventually(page, () => Assert.Equal("Step 4 of 4: sign", Hook(page, "signing-step").TextContent));
        Assert.Equal("Sign and send to my agency administrator", Words(page.Find("[data-test=sign] button")));
        await page.Find("[data-test=typed-name]").InputAsync(new() { Value = "Nina Somebody" });
        Assert.Contains("Enter your password.", page.Find("[data-test=sign]").TextContent, StringComparison.Ordinal);
        await page.Find("[data-test=password]").InputAsync(new() { Value = SignIns.Password });
        await PressAsync(page, "[data-test=sign] button");
        Assert.Contains("Type your name as it stands in your account", page.Find("[data-test=sign] .act-refused").TextContent, StringComparison.Ordinal);

        // the password was right, so it is not asked for again
        Assert.StartsWith("You confirmed who you are at", Words(page.Find("[data-test=proof]")), StringComparison.Ordinal);
        await page.Find("[data-test=typed-name]").InputAsync(new() { Value = (await Community.ViewAsync(code)).SubjectName });
        await PressAsync(page, "[data-test=sign] button");

        Eventually(page, () => Assert.Contains("You are done with this step", Hook(page, "signed").TextContent, StringComparison.Ordinal));
        Assert.Contains("It was sent to Alma Ames or Abel Arden (agency administrator). It is now with them.", Words(Hook(page, "signed")), StringComparison.Ordinal);
        Assert.Contains("You will get the final copy when all three have signed.", Words(Hook(page, "signed")), StringComparison.Ordinal);
        Assert.Equal(RequestState.AdministratorReview, await Community.StateAsync(code));
        Assert.Empty(page.FindAll("[data-test=signing-step]"));
    }

    [Fact]
    public async Task Signing_WhenTheTextChangedUnderTheHand_RecordsNothingForWordsThatWereNotShown()
    {
        var code = await Community.OpenAtAsync(RequestState.UserSignature);
        var page = await OpenAgreementAsync(code);
        await PressAsync(page, "[data-test=read] button");

        await Community.WhileTheTextChangesAsync(code, () => PressAsync(page, "[data-test=consent] button"));

        Assert.Contains("The User Agreement has a new text.", page.Find("[data-test=consent]").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(Community.Dump(), r => r.StartsWith("SigningConsents:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Initials_WhenTheTextChangedUnderTheHand_AreNotTaken()
    {
        var code = await Community.OpenAtAsync(RequestState.UserSignature);
        var subject = await Community.SubjectOfAsync(code);
        await Community.Requests.GiveConsentAsync(subject, code, cancellationToken: TestContext.Current.CancellationToken);
        var page = await OpenAgreementAsync(code);
        var clause = (await Community.ViewAsync(code)).Agreement.OpenInitials[0];

        await Community.WhileTheTextChangesAsync(code, () => page.Find($"#clause-{clause} form").SubmitAsync());

        Assert.DoesNotContain(Community.Dump(), r => r.StartsWith("ClauseInitials:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Signing_WhenThePersonComesBack_GoesOnWhereTheyStopped()
    {
        var code = await Community.OpenAtAsync(RequestState.UserSignature);
        var subject = await Community.SubjectOfAsync(code);
        await Community.Requests.GiveConsentAsync(subject, code, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("Step 3 of 4: initial the marked clauses", Hook(await OpenAgreementAsync(code), "signing-step").TextContent);

        await Community.ConsentAndInitialAsync(code);
        Assert.Equal("Step 4 of 4: sign", Hook(await OpenAgreementAsync(code), "signing-step").TextContent);
    }

    [Fact]
    public async Task Agreement_BeforeTheTrainingIsFinished_CanBeReadButNotSigned()
    {
        var page = await OpenAgreementAsync(await Community.OpenRequestAsync());

        Assert.Contains("You sign it after the training.", page.Find(".page-context").TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(page.FindAll(".clause"));
        Assert.Empty(page.FindAll("[data-test=read], [data-test=consent], [data-test=sign], [data-test=initial-input]"));
    }

    [Fact]
    public async Task Agreement_WhenReturnedForSigningAgain_SaysWhy()
    {
        var code = await Community.OpenAtAsync(RequestState.AdministratorReview);
        await Community.Requests.ReturnToUserAsync(Community.Alma, code, [new(ReturnItem.Agreement, "Your initials are too short.")], "", cancellationToken: TestContext.Current.CancellationToken);

        var page = await OpenAgreementAsync(code);

        Assert.Contains("Alma Ames asked you to sign again: Your initials are too short.", Words(Hook(page, "returned")), StringComparison.Ordinal);
        Assert.Equal("Step 3 of 4: initial the marked clauses", Hook(page, "signing-step").TextContent);
        Assert.Null((await Community.ViewAsync(code)).Agreement.Holding(SignatureSlot.User));
    }

    [Theory]
    [InlineData(RequestState.DirectorSignature, "It is now with Dora Dahl (executive director).")]
    [InlineData(RequestState.AccountCreated, "Your signature holds.")]
    public async Task Agreement_WhenOthersHaveIt_SaysWhere(RequestState state, string where)
    {
        var page = await OpenAgreementAsync(await Community.OpenAtAsync(state));

        Assert.Contains(where, Words(Hook(page, "signed")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Paper_WhenChosenInsteadOfConsent_ExplainsFirstAndCanBeTakenBack()
    {
        var code = await Community.OpenAtAsync(RequestState.UserSignature);
        var page = await OpenAgreementAsync(code);
        await PressAsync(page, "[data-test=read] button");

        await PressAsync(page, "[data-test=paper-choice] button");
        Assert.Contains("You print the agreement, sign and initial it in ink", Words(Hook(page, "paper-choice")), StringComparison.Ordinal);
        Assert.False((await Community.ViewAsync(code)).Agreement.OnPaper);
        await PressAsync(page, "[data-test=paper-choice] .act-outline");

        Eventually(page, () => Assert.StartsWith("You sign on paper", Words(Hook(page, "paper-way")), StringComparison.Ordinal));
        Assert.Equal($"/requests/{code}/agreement.pdf", Hook(page, "print").GetAttribute("href"));
        Assert.Empty(page.FindAll("[data-test=signing-step], [data-test=consent]"));

        page.FindComponents<InputFile>()[0].UploadFiles(InputFileContent.CreateFromBinary(TestCommunity.CertificatePdf("Signed agreement"), "signed.pdf", null, "application/pdf"));
        await PressAsync(page, "[data-test=upload-scan] button");
        Eventually(page, () => Assert.Contains("Your scan is here since", Words(Hook(page, "paper-way")), StringComparison.Ordinal));

        await PressAsync(page, "[data-test=screen-after-all] button");
        Eventually(page, () => Assert.Equal("Step 2 of 4: agree to sign electronically", Hook(page, "signing-step").TextContent));
        Assert.False((await Community.ViewAsync(code)).Agreement.OnPaper);
    }

    [Fact]
    public async Task Paper_WhenChosenAfterConsent_TakesTheConsentBack()
    {
        var code = await Community.OpenAtAsync(RequestState.UserSignature);
        var subject = await Community.SubjectOfAsync(code);
        await Community.ConsentAndInitialAsync(code);
        var page = await OpenAgreementAsync(code);
        Assert.Contains("version 1 of the text", Words(Hook(page, "consented")), StringComparison.Ordinal);

        await PressAsync(page, "[data-test=paper-choice] button");
        Assert.Contains("Your consent to sign on screen is taken back.", Words(Hook(page, "paper-choice")), StringComparison.Ordinal);
        await PressAsync(page, "[data-test=paper-choice] .act-outline");

        Eventually(page, () => Assert.NotEmpty(page.FindAll("[data-test=paper-way]")));
        Assert.Null((await Community.ViewAsync(code, subject)).Agreement.ViewerConsentUtc);
    }

    [Fact]
    public async Task Text_WhenItChangedAfterTheSignature_IsShownWordByWordAndTheOldSignatureIsVoid()
    {
        var code = await Community.OpenAtAsync(RequestState.AdministratorReview);
        var text = AgreementText.Default;
        var first = text.Groups[0];
        var clause = first.Clauses[0] with { Text = first.Clauses[0].Text.Replace("only my own", "only my personal", StringComparison.Ordinal) };
        await Community.PublishAgreementAsync(text with { Groups = [first with { Clauses = [clause, .. first.Clauses.Skip(1)] }, .. text.Groups.Skip(1)] });
        await Community.Requests.TakeNewTextAsync(Community.Alma, code, cancellationToken: TestContext.Current.CancellationToken);

        var page = await OpenAgreementAsync(code);

        var change = Hook(page, "text-change");
        Assert.Equal("The text changed from version 1 to 2", change.QuerySelector("h2")!.TextContent);
        Assert.Contains("Your earlier signature was for the old text, so it was set aside.", Words(change), StringComparison.Ordinal);
        Assert.Equal("removed: own", Words(change.QuerySelector("del")!));
        Assert.Equal("added: personal", Words(change.QuerySelector("ins")!));
        Assert.Equal("Clause 1", change.QuerySelector("h3")!.TextContent);
        Assert.Equal("Step 1 of 4: read the agreement", Hook(page, "signing-step").TextContent);
    }

    [Fact]
    public async Task Agreement_WhenRevoked_SaysSoAndWhy()
    {
        var code = await Community.OpenAtAsync(RequestState.AccountCreated);
        await Community.Requests.RevokeAgreementAsync(Community.Dora, code, "The person has left our agency.", TestContext.Current.CancellationToken);

        var page = await OpenAgreementAsync(code);

        Assert.Contains("Dora Dahl revoked the agreement: The person has left our agency.", Words(Hook(page, "revoked")), StringComparison.Ordinal);
    }
}
