using Bunit;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using HmisOnboarding.Tests.Web;
using HmisOnboarding.Web.Features.ToSign;
using MudBlazor;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.ToSign;

public sealed class ToSignTests : CommunityTest
{
    [Fact]
    public async Task List_WhenAgreementsWait_TellsOfEachWhatTheDirectorNeeds()
    {
        var code = await Community.OpenAtAsync(RequestState.DirectorSignature);
        await Community.OpenAtAsync(RequestState.DirectorSignature);
        await Community.OpenAtAsync(RequestState.DirectorSignature, Community.Boris);
        SignInAs(Community.Dora);

        var page = Render<ToSignPage>();

        page.WaitForAssertion(() => Assert.Equal("2 agreements wait for your signature", page.Find("h1").TextContent));
        var row = page.FindAll("[data-test=row]").Single(r => r.GetAttribute("data-code") == code);
        Assert.Equal("Nina Nova", row.QuerySelector("h2")!.TextContent);
        Assert.Contains("Case aide, Harbor House", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("4 of 4 done", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("Alma Ames attests: employed, trained, needs access", row.TextContent, StringComparison.Ordinal);
        Assert.Equal($"/to-sign/{code}", row.QuerySelector("[data-test=open]")!.GetAttribute("href"));
    }

    [Fact]
    public async Task List_WhenNothingWaits_NamesTheLastSigned()
    {
        var code = await Community.OpenAtAsync(RequestState.Submission);
        SignInAs(Community.Dora);

        var page = Render<ToSignPage>();

        page.WaitForAssertion(() => Assert.Contains("Last signed: Nina Nova, Tue 3 Mar", page.Find(".empty").TextContent, StringComparison.Ordinal));
        Assert.Equal($"/to-sign/{code}", page.Find("[data-test=lately] a").GetAttribute("href"));
    }

    [Fact]
    public async Task List_WhenAnAgreementArrives_ShowsItWithoutReload()
    {
        var code = await Community.OpenAtAsync(RequestState.AdministratorReview);
        SignInAs(Community.Dora);
        var page = Render<ToSignPage>();
        page.WaitForAssertion(() => Assert.Equal("Nothing to sign", page.Find("h1").TextContent));

        await Community.AdvanceToAsync(RequestState.DirectorSignature, code);

        page.WaitForAssertion(() =>
        {
            Community.LetUpdatesThrough();
            Assert.Equal("1 agreement waits for your signature", page.Find("h1").TextContent);
        });
    }

    [Fact]
    public async Task Request_WhenTheDirectorAgreesAndSigns_IsSignedOnceAndLeadsToTheNext()
    {
        var code = await Community.OpenAtAsync(RequestState.DirectorSignature);
        var next = await Community.OpenAtAsync(RequestState.DirectorSignature);
        await Services.GivePasswordAsync(Community.Dora);
        SignInAs(Community.Dora);
        var page = await OpenAsync(code);
        Assert.Contains("Read the note on electronic signatures", page.Find("[data-test=sign]").TextContent, StringComparison.Ordinal);

        await page.Find("[data-test=consent] button").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("You agreed on", page.Markup, StringComparison.Ordinal));
        await page.Find("[data-test=typed-name]").InputAsync("dora  dahl");
        await page.Find("[data-test=password]").InputAsync(SignIns.Password);
        page.WaitForAssertion(() => Assert.Contains("This is the name in your account", page.Markup, StringComparison.Ordinal));
        var button = page.Find("[data-test=sign] button");
        Assert.Equal("Sign as Executive Director", button.TextContent.Trim());
        // all five leave before the page is drawn again, as from a quick hand
        await page.InvokeAsync(() => Task.WhenAll(Enumerable.Range(0, 5).Select(_ => button.ClickAsync(new()))));

        page.WaitForAssertion(() => Assert.Contains("You are done", page.Find("[data-test=after] h2").TextContent, StringComparison.Ordinal));
        Assert.Contains("Now with Alma Ames or Abel Arden, agency administrator, since today", page.Find("[data-test=after]").TextContent, StringComparison.Ordinal);
        Assert.Equal($"/to-sign/{next}", page.Find("[data-test=next]").GetAttribute("href"));
        Assert.Equal("1 more waits for you", page.Find("[data-test=left]").TextContent);
        Assert.Equal("The signed agreement as PDF", page.Find("[data-test=pdf]").TextContent.Trim());
        var view = await Community.ViewAsync(code);
        Assert.Equal(RequestState.Submission, view.State);
        Assert.Equal("dora  dahl", Assert.Single(view.Agreement.Signatures, s => s.Slot == SignatureSlot.Director).SignedName);
        Assert.Equal(RequestState.DirectorSignature, await Community.StateAsync(next));
    }

    [Fact]
    public async Task Consent_WhenTheTextChangedUnderTheHand_IsNotTaken()
    {
        var code = await Community.OpenAtAsync(RequestState.DirectorSignature);
        SignInAs(Community.Dora);
        var page = await OpenAsync(code);

        await Community.WhileTheTextChangesAsync(code, () => page.Find("[data-test=consent] button").ClickAsync(new()));

        Assert.Contains("The User Agreement has a new text.", page.Find("[data-test=consent]").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(Community.Dump(), r => r.StartsWith("SigningConsents:", StringComparison.Ordinal) && r.Contains(Community.Dora.PersonId.ToString(), StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Request_WhenTheTypedNameIsAnothers_IsRefusedAndKeepsWhatWasTyped()
    {
        var code = await Community.OpenAtAsync(RequestState.DirectorSignature);
        await Community.Requests.GiveConsentAsync(Community.Dora, code, cancellationToken: TestContext.Current.CancellationToken);
        await Services.GivePasswordAsync(Community.Dora);
        SignInAs(Community.Dora);
        var page = await OpenAsync(code);

        await page.Find("[data-test=typed-name]").InputAsync("Alma Ames");
        await page.Find("[data-test=password]").InputAsync(SignIns.Password);
        await page.Find("[data-test=sign] button").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains("Type your name as it stands in your account: Dora Dahl.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal("Alma Ames", page.Find("[data-test=typed-name]").GetAttribute("value"));
        Assert.Equal(RequestState.DirectorSignature, await Community.StateAsync(code));
    }

    [Fact]
    public async Task Request_WhenADelegateOpensIt_SaysForWhomTheySign()
    {
        var code = await Community.OpenAtAsync(RequestState.DirectorSignature);
        await Community.DelegateAsync(Community.Dora, Community.Delia);
        SignInAs(Community.Delia);

        var page = await OpenAsync(code);

        Assert.Contains("acting for Dora Dahl", page.Find("[data-test=summary]").TextContent, StringComparison.Ordinal);
        Assert.Contains("Acting forDora Dahl", page.Find("[data-test=sign-box]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_WhenDeclined_GoesBackWithTheReason()
    {
        var code = await Community.OpenAtAsync(RequestState.DirectorSignature);
        SignInAs(Community.Dora);
        var dialogs = Render<MudDialogProvider>();
        var page = await OpenAsync(code);
        var reason = (await Community.ViewAsync(code)).Catalogue.DeclineReasons[2].Sentence;

        var declining = page.Find("[data-test=decline] button").ClickAsync(new());
        await dialogs.WaitForElement("select").ChangeAsync(reason);
        await dialogs.FindAll("button").Single(b => b.TextContent.Trim() == "Decline").ClickAsync(new());
        await declining;

        page.WaitForAssertion(() => Assert.Contains("Now with Alma Ames or Abel Arden", page.Find("[data-test=after]").TextContent, StringComparison.Ordinal));
        var view = await Community.ViewAsync(code);
        Assert.Equal(RequestState.AdministratorReview, view.State);
        Assert.Equal(reason, Assert.Single(view.OpenItems).Sentence);
        Assert.Null(view.Agreement.Holding(SignatureSlot.Administrator));
        Assert.NotNull(view.Agreement.Holding(SignatureSlot.User));
    }

    [Fact]
    public async Task Request_WhenItIsWithdrawnWhileTheDirectorReads_ShowsThatAndKeepsTheButtonAway()
    {
        var code = await Community.OpenAtAsync(RequestState.DirectorSignature);
        SignInAs(Community.Dora);
        var page = await OpenAsync(code);
        Assert.NotNull(page.Find("[data-test=sign-box]"));

        await Community.AdvanceToAsync(RequestState.Withdrawn, code);

        page.WaitForAssertion(() => Assert.Equal("This does not wait for your signature", page.Find("[data-test=after] h2").TextContent.Trim()));
        Assert.Empty(page.FindAll("[data-test=sign-box]"));
        Assert.Contains("Nobody: the request is closed (withdrawn)", page.Find("[data-test=after]").TextContent, StringComparison.Ordinal);
        Assert.Equal($"/requests/{code}/agreement.pdf", page.Find("[data-test=pdf]").GetAttribute("href"));
    }

    [Fact]
    public async Task Request_WhenTheViewerIsNotTheDirector_IsNothingForThem()
    {
        var code = await Community.OpenAtAsync(RequestState.DirectorSignature);
        SignInAs(Community.Bella);

        Assert.Throws<NotFoundException>(() => Render<ToSignRequestPage>(p => p.Add(x => x.Code, code)));
    }

    [Fact]
    public async Task Revoking_WhenTheAccountExists_SaysWhatTheCheckWillAnswerAndIsShown()
    {
        var code = await Community.OpenAtAsync(RequestState.AccountCreated);
        SignInAs(Community.Dora);
        var dialogs = Render<MudDialogProvider>();
        var page = await OpenAsync(code);

        var revoking = page.Find("[data-test=revoke] button").ClickAsync(new());
        dialogs.WaitForElement("select");
        Assert.Contains("the check of this agreement answers: Revoked", dialogs.Markup, StringComparison.Ordinal);
        await dialogs.Find("select").ChangeAsync("The person has left our agency.");
        await dialogs.FindAll("button").Single(b => b.TextContent.Trim() == "Revoke").ClickAsync(new());
        await revoking;

        page.WaitForAssertion(() =>
        {
            Community.LetUpdatesThrough();
            Assert.Contains("The person has left our agency.", page.Find("[data-test=revoked]").TextContent, StringComparison.Ordinal);
        });
        Assert.Empty(page.FindAll("[data-test=revoke]"));
        Assert.NotNull((await Community.ViewAsync(code)).Agreement.RevokedNote);
    }

    [Fact]
    public async Task Request_WhenTheUserSignedOnPaper_ShowsTheScanBeforeTheSignature()
    {
        var code = await Community.OpenAtAsync(RequestState.UserSignature);
        await Community.GoPaperAsync(code);
        var cancel = TestContext.Current.CancellationToken;
        await Community.Requests.ConfirmPaperAsync(Community.Alma, code, DateOnly.FromDateTime(Community.Now), Community.ProofOf(Community.Alma), cancellationToken: cancel);
        await Community.AdvanceToAsync(RequestState.DirectorSignature, code);
        SignInAs(Community.Dora);

        var page = await OpenAsync(code);

        Assert.Contains("your signature stands for it too", page.Find("[data-test=scan-note]").TextContent, StringComparison.Ordinal);
        Assert.Equal($"/documents/{(await Community.ViewAsync(code)).Agreement.Scan!.DocumentId}/preview", page.Find("[data-test=scan-note] [data-test=preview]").GetAttribute("href"));
    }

    private async Task<IRenderedComponent<ToSignRequestPage>> OpenAsync(string code)
    {
        var page = Render<ToSignRequestPage>(p => p.Add(x => x.Code, code));
        await page.WaitForElementAsync("h1");
        return page;
    }
}
