using Bunit;
using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Web;
using HmisOnboarding.Web.Components.Requests;
using Microsoft.AspNetCore.Components.Web;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.RequestParts;

public sealed class RequestPartTests : CommunityTest
{
    [Fact]
    public async Task Holder_WhenItIsTheViewer_IsYou()
    {
        var view = await SubjectViewAsync(await Community.OpenRequestAsync());

        var part = Render<StepsAndHolder>(p => p.Add(x => x.View, view).Add(x => x.Greeting, "Nina, you are 1 of 5 steps from HMIS"));

        Assert.Equal("Nina, you are 1 of 5 steps from HMIS", part.Find("h2").TextContent);
        var said = part.FindAll("dd").Select(e => e.TextContent.Trim()).ToList();
        Assert.Equal("Take the courses and upload each certificate", said[0]);
        Assert.StartsWith("You,", said[1], StringComparison.Ordinal);
        Assert.Matches("^This step by .* \\(usually \\d+ days for this step\\)\\. Account by ", said[2]);
    }

    [Fact]
    public async Task Holder_WhenTheSeatIsEmpty_SaysWhomToTell()
    {
        var code = await Community.OpenAtAsync(RequestState.DirectorSignature);
        await Community.EndSeatAsync(Community.Dora, SeatKind.ExecutiveDirector);
        var view = await Community.ViewAsync(code);

        var part = Render<StepsAndHolder>(p => p.Add(x => x.View, view));

        Assert.Contains("Executive director. Nobody is in this seat yet: tell the help desk", part.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Holder_WhenTheRequestIsClosed_SaysSoAndExpectsNothing()
    {
        var code = await Community.OpenAtAsync(RequestState.Withdrawn);
        var view = await Community.ViewAsync(code);

        var part = Render<StepsAndHolder>(p => p.Add(x => x.View, view));

        Assert.Contains("Nobody: the request is closed (withdrawn)", part.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Expected", part.Markup, StringComparison.Ordinal);
        Assert.Contains("Stopped", part.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Steps_WhenDone_KeepDateAndName()
    {
        var view = await Community.ViewAsync(await Community.OpenAtAsync(RequestState.Submission));

        var part = Render<StepsAndHolder>(p => p.Add(x => x.View, view));

        Assert.Contains("Done, Tue 3 Mar, Dora Dahl", part.FindAll(".step-word")[2].TextContent, StringComparison.Ordinal);
        Assert.Equal("Now", part.FindAll(".step-word")[3].TextContent);
    }

    [Fact]
    public async Task Reader_WhenClausesAreOpen_CountsThemAndGoesFromOneToTheNext()
    {
        var code = await Community.OpenAtAsync(RequestState.UserSignature);
        var view = await SubjectViewAsync(code);
        SignInAs(await Community.SubjectOfAsync(code));
        var open = view.Agreement.OpenInitials;
        var given = new List<InitialGiven>();
        var part = Render<AgreementReader>(p => p.Add(x => x.View, view).Add(x => x.CanInitial, true).Add(x => x.OnInitial, g => given.Add(g)));
        Assert.StartsWith($"{open.Count} clauses left", part.Find("[data-test=clauses-left]").TextContent.Trim(), StringComparison.Ordinal);
        Assert.All(part.FindAll("[data-test=initial-input]"), i => Assert.Equal("NN", i.GetAttribute("value")));
        var second = part.FindAll("[data-test=initial-input]").Single(i => i.GetAttribute("data-clause") == open[1]);

        await part.FindAll("form")[0].SubmitAsync();

        Assert.Equal(new InitialGiven(open[0], "NN"), Assert.Single(given));
        JSInterop.VerifyFocusAsyncInvoke().Arguments[0].ShouldBeElementReferenceTo(second);
    }

    [Fact]
    public async Task Reader_WhenTheKeyIsHeldDown_InitialsNothingMore()
    {
        var code = await Community.OpenAtAsync(RequestState.UserSignature);
        var view = await SubjectViewAsync(code);
        var given = new List<InitialGiven>();
        var part = Render<AgreementReader>(p => p.Add(x => x.View, view).Add(x => x.CanInitial, true).Add(x => x.OnInitial, g => given.Add(g)));

        await part.FindAll("[data-test=initial-input]")[1].KeyDownAsync(new KeyboardEventArgs { Key = "Enter", Repeat = true });
        await part.FindAll("form")[1].SubmitAsync();

        Assert.Empty(given);
    }

    [Fact]
    public async Task Reader_WhenInitialsAreRefused_SaysWhyBesideTheClause()
    {
        var code = await Community.OpenAtAsync(RequestState.UserSignature);
        var subject = await Community.SubjectOfAsync(code);
        var view = await SubjectViewAsync(code);
        var part = Render<AgreementReader>(p => p.Add(x => x.View, view).Add(x => x.CanInitial, true)
            .Add(x => x.OnInitial, g => Community.Requests.InitialClauseAsync(subject, code, g.ClauseNumber, g.Initials, cancellationToken: TestContext.Current.CancellationToken)));

        await part.FindAll("[data-test=initial-input]")[0].InputAsync("123");
        await part.FindAll("form")[0].SubmitAsync();

        part.WaitForAssertion(() => Assert.Equal("Initials are the first letters of your names, at most 6.", part.FindAll("form")[0].QuerySelector("[role=alert]")!.TextContent));
        Assert.Equal("123", part.FindAll("[data-test=initial-input]")[0].GetAttribute("value"));
    }

    [Fact]
    public async Task Reader_WhenEverythingIsInitialled_ShowsLettersTimesAndTheWholeText()
    {
        var view = await Community.ViewAsync(await Community.OpenAtAsync(RequestState.AdministratorReview));

        var part = Render<AgreementReader>(p => p.Add(x => x.View, view));

        Assert.Equal(view.Agreement.Initials.Count, part.FindAll("[data-test=initials]").Count);
        Assert.Contains("NN", part.Find("[data-test=initials]").TextContent, StringComparison.Ordinal);
        Assert.Empty(part.FindAll("[data-test=initial-input], [data-test=clauses-left]"));
        Assert.All(view.Agreement.Text.AllClauses, c => Assert.Contains(c.Text, part.Find($"#clause-{c.Number}").TextContent, StringComparison.Ordinal));
        Assert.Contains($"Version {view.Agreement.VersionNumber} of the text, fingerprint {view.Agreement.Hash[..12]}", part.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signatures_WhenOneWasSetAside_ShowWhyAndWhoIsAwaited()
    {
        var code = await Community.OpenAtAsync(RequestState.DirectorSignature);
        await Community.Requests.DeclineAsDirectorAsync(Community.Dora, code, "The start is on hold.", null, TestContext.Current.CancellationToken);
        var view = await Community.ViewAsync(code, Community.Alma);

        var part = Render<SignatureList>(p => p.Add(x => x.View, view));

        var slots = part.FindAll(".signature");
        Assert.Contains("Signed", slots[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("With you", slots[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("The executive director declined: The start is on hold.", slots[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("To come: executive director of Harbor House", slots[2].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Training_WhenCertificatesWait_CountsOnlyAcceptedOnes()
    {
        var code = await Community.OpenAtAsync(RequestState.AdministratorReview);
        var view = await SubjectViewAsync(code);
        await Community.Requests.AcceptCertificateAsync(Community.Alma, code, view.Checklist[0].EvidenceId!.Value, TestContext.Current.CancellationToken);
        view = await SubjectViewAsync(code);

        var part = Render<TrainingSummary>(p => p.Add(x => x.View, view));

        Assert.Equal("Training: 1 of 4 accepted", part.Find("h2").TextContent);
        Assert.Equal(["Accepted", "With agency administrator", "With agency administrator", "With agency administrator"], part.FindAll(".chip").Select(c => c.TextContent));
        Assert.Contains("Taken Fri 20 Feb, valid until Sat 20 Feb 2027", part.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Timeline_WhenThingsHappened_TellsThemNewestFirst()
    {
        var code = await Community.OpenAtAsync(RequestState.DirectorSignature);
        await Community.Requests.DeclineAsDirectorAsync(Community.Dora, code, "The start is on hold.", null, TestContext.Current.CancellationToken);
        var view = await Community.ViewAsync(code);

        var part = Render<RequestTimeline>(p => p.Add(x => x.View, view));

        Assert.Equal("Dora Dahl declined to sign.", part.Find(".timeline li p").TextContent);
        Assert.Equal("The start is on hold.", part.Find(".timeline li blockquote").TextContent);
        // the initials of one sitting are one line
        Assert.Equal(view.Timeline.Count(e => e.Kind != "InitialClause") + 1, part.FindAll(".timeline li").Count);
        Assert.Contains($"put initials under {view.Timeline.Count(e => e.Kind == "InitialClause")} clauses.", part.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignBox_WhenTheViewerHasSigned_SaysWhen()
    {
        var code = await Community.OpenAtAsync(RequestState.AdministratorReview);
        SignInAs(await Community.SubjectOfAsync(code));
        var view = await SubjectViewAsync(code);

        var part = Render<SignBox>(p => p.Add(x => x.View, view).Add(x => x.Slot, SignatureSlot.User));

        Assert.Contains("You signed as new user on", part.Markup, StringComparison.Ordinal);
        Assert.Empty(part.FindAll("button"));
    }

    private async Task<RequestView> SubjectViewAsync(string code) => await Community.ViewAsync(code, await Community.SubjectOfAsync(code));
}
