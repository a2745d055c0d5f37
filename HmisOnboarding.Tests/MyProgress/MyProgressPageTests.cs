using Bunit;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Web;
using HmisOnboarding.Web.Components.Requests;
using HmisOnboarding.Web.Features.MyProgress;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.MyProgress;

public sealed class MyProgressPageTests : MyProgressTest
{
    [Theory]
    [InlineData(RequestState.Training, "Nina, you are 5 of 5 steps from HMIS")]
    [InlineData(RequestState.UserSignature, "Nina, you are 4 of 5 steps from HMIS")]
    [InlineData(RequestState.AdministratorReview, "Nina, you are 4 of 5 steps from HMIS")]
    [InlineData(RequestState.DirectorSignature, "Nina, you are 3 of 5 steps from HMIS")]
    [InlineData(RequestState.Submission, "Nina, you are 2 of 5 steps from HMIS")]
    [InlineData(RequestState.AwaitingDocuments, "Nina, you are 1 step from HMIS")]
    [InlineData(RequestState.AccountQueue, "Nina, you are 1 step from HMIS")]
    [InlineData(RequestState.AccountCreated, "Nina, your HMIS account is ready")]
    [InlineData(RequestState.Withdrawn, "Nina, your request was withdrawn")]
    [InlineData(RequestState.Lapsed, "Nina, your request lapsed")]
    [InlineData(RequestState.Denied, "Nina, your account was refused")]
    public async Task Heading_WhereverTheRequestIs_SaysHowFarItIs(RequestState state, string heading)
    {
        var page = await OpenAsync(await Community.OpenAtAsync(state));

        Assert.Equal(heading, page.Find("h1").TextContent);
        Assert.Single(page.FindAll("h1"));
    }

    [Theory]
    [InlineData(RequestState.AdministratorReview, "Alma Ames or Abel Arden (agency administrator) looks at your certificates and signs. You can rest now.")]
    [InlineData(RequestState.DirectorSignature, "Dora Dahl (executive director) reads and signs your User Agreement. You can rest now.")]
    [InlineData(RequestState.Submission, "All three have signed. Alma Ames or Abel Arden (agency administrator) now sends your packet to the help desk.")]
    [InlineData(RequestState.AwaitingDocuments, "The 24 to 48 hours begin when they are there.")]
    public async Task Page_WhenItIsAnotherPersonsTurn_NamesThemAndOffersNoAct(RequestState state, string words)
    {
        var page = await OpenAsync(await Community.OpenAtAsync(state));

        Assert.Contains(words, Words(Hook(page, "now")), StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".act-primary"));
    }

    [Fact]
    public async Task Page_WhenThereIsNoRequest_SaysHowItBeginsAndWhomToAsk()
    {
        SignInAs(Community.Nora);
        var settings = (await Community.Community.NowAsync(TestContext.Current.CancellationToken)).Settings;

        var page = Render<MyProgressPage>();
        page.WaitForElement("h1");

        Assert.Equal("There is no request for you yet", page.Find("h1").TextContent);
        Assert.Contains(page.FindAll("a"), a => a.GetAttribute("href") == settings.HowToParticipateUrl);
        Assert.Contains(page.FindAll("a"), a => a.GetAttribute("href")!.StartsWith($"mailto:{settings.HelpDeskEmail}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Page_WhenTheRequestIsAboutSomebodyElse_IsNotFoundEvenForTheirAdministrator()
    {
        var code = await Community.OpenRequestAsync();
        SignInAs(Community.Alma);

        Assert.Throws<NotFoundException>(() => Render<MyProgressPage>(p => p.Add(x => x.Code, code)));
        Assert.Throws<NotFoundException>(() => Render<AgreementPage>(p => p.Add(x => x.Code, code)));
    }

    [Fact]
    public async Task Page_WhenThePersonHasTwoRequests_ShowsTheOpenOneAndLeadsToTheOther()
    {
        var wish = Community.Wish(Community.AgencyA);
        var first = await Community.Requests.OpenAsync(Community.Alma, wish, TestContext.Current.CancellationToken);
        await Community.AdvanceToAsync(RequestState.Withdrawn, first);
        var second = await Community.Requests.OpenAsync(Community.Alma, wish, TestContext.Current.CancellationToken);
        SignInAs(await Community.SubjectOfAsync(second));

        var page = Render<MyProgressPage>();
        page.WaitForElement("h1");

        Assert.Equal("Nina, you are 5 of 5 steps from HMIS", page.Find("h1").TextContent);
        Assert.Equal([first, second], page.FindAll("[data-test=request]").Select(a => a.GetAttribute("data-code")));
        Assert.Equal("page", page.Find($"[data-code={second}][data-test=request]").GetAttribute("aria-current"));
        Assert.Equal($"/my-progress/{first}", page.Find($"[data-code={first}]").GetAttribute("href"));
    }

    [Fact]
    public async Task Training_WhenNothingIsThere_LeadsToTheLearningCenterAccountFirst()
    {
        var page = await OpenAsync(await Community.OpenRequestAsync());

        Assert.EndsWith("#learning-center", Hook(page, "next").GetAttribute("href"), StringComparison.Ordinal);
        var reasons = Words(Hook(page, "finish-training"));
        Assert.Contains("Make your Learning Center account first", reasons, StringComparison.Ordinal);
        Assert.Contains("Upload the certificate for Basic Privacy and Security.", reasons, StringComparison.Ordinal);
        Assert.Contains("After Learning Center Orientation", Words(Row(page, "C02")), StringComparison.Ordinal);
        Assert.Contains("80 percent to pass", Words(Row(page, "C02")), StringComparison.Ordinal);
        Assert.Contains("Counts for 12 months", Words(Row(page, "C02")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LearningCenterAccount_WhenItsEmailIsAnother_WarnsAndTheWorkEmailIsQuiet()
    {
        var code = await Community.OpenRequestAsync();
        var page = await OpenAsync(code);

        await page.Find("[data-test=learning-center] input").InputAsync(new() { Value = "nina" });
        await Hook(page, "learning-center-email").InputAsync(new() { Value = "Nina@Private.example.com" });
        await PressAsync(page, "[data-test=record-learning-center] button");
        Eventually(page, () => Assert.Contains("another e-mail than your work e-mail new1@harbor.example.org", Words(Hook(page, "email-differs")), StringComparison.Ordinal));
        Assert.Equal(("nina", "nina@private.example.com"), ((await Community.ViewAsync(code)).LearningCenterUser, (await Community.ViewAsync(code)).LearningCenterEmail));

        await Community.Requests.RecordLearningCenterAccountAsync(Community.Alma, code, "NEW1@harbor.example.org", null, TestContext.Current.CancellationToken);
        page.WaitLive(Community, () => Assert.Empty(page.FindAll("[data-test=email-differs]")));
        Assert.Equal("new1@harbor.example.org", (await Community.ViewAsync(code)).LearningCenterEmail);
    }

    [Fact]
    public async Task Expiry_WhenACourseRunsOutInWeeks_IsSaidAheadAlsoAfterTheAccount()
    {
        var code = await Community.OpenAtAsync(RequestState.AccountCreated);
        await using var later = Community.ForkAt(new DateTimeOffset(2027, 1, 10, 15, 0, 0, TimeSpan.Zero));

        var view = await later.ViewAsync(code);
        var note = Render<ExpiryNote>(p => p.Add(x => x.View, view).Add(x => x.IsOwn, true));
        Assert.Equal("Basic Privacy and Security: Expires Sat 20 Feb", Words(note.Find("li")));
        Assert.Contains("give the new certificate to your agency administrator", note.Markup, StringComparison.Ordinal);
        var now = await Community.ViewAsync(code);
        Assert.Empty(Render<ExpiryNote>(p => p.Add(x => x.View, now)).FindAll("section"));
    }

    [Fact]
    public async Task LearningCenterAccount_WhenSaved_IsRecordedAndCanBeChanged()
    {
        var code = await Community.OpenRequestAsync();
        var page = await OpenAsync(code);

        await PressAsync(page, "[data-test=record-learning-center] button");
        Assert.Contains("Enter the user name or e-mail of your Learning Center account", page.Find("[data-test=learning-center] .act-refused").TextContent, StringComparison.Ordinal);

        await page.Find("[data-test=learning-center] input").InputAsync(new() { Value = "nina@learning" });
        await PressAsync(page, "[data-test=record-learning-center] button");
        Eventually(page, () => Assert.Equal("nina@learning", Hook(page, "learning-center-user").TextContent));
        Assert.Equal("nina@learning", (await Community.ViewAsync(code)).LearningCenterUser);
        Assert.EndsWith("#course-C01", Hook(page, "next").GetAttribute("href"), StringComparison.Ordinal);

        await PressAsync(page, "[data-test=learning-center] button");
        Assert.Equal("nina@learning", page.Find("[data-test=learning-center] input").GetAttribute("value"));
    }

    [Fact]
    public async Task FinishTraining_WhenEveryCertificateIsThere_HandsOnToTheAgreement()
    {
        var code = await Community.OpenRequestAsync();
        await Community.WithCertificatesAsync(code);
        var page = await OpenAsync(code);

        await PressAsync(page, "[data-test=now] button");

        Assert.Equal(RequestState.UserSignature, await Community.StateAsync(code));
        Assert.EndsWith($"/my-progress/{code}/agreement", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        Eventually(page, () => Assert.Equal($"/my-progress/{code}/agreement", Hook(page, "next").GetAttribute("href")));
    }

    [Fact]
    public async Task Return_WhenACertificateAndTheAgreementAreWrong_NamesEachAndLeadsThere()
    {
        var code = await Community.OpenAtAsync(RequestState.AdministratorReview);
        await Community.Requests.ReturnToUserAsync(Community.Alma, code,
            [new("C02", "The name on it is not yours."), new(ReturnItem.Agreement, "Your initials are too short.")], "Call me if that is unclear.", cancellationToken: TestContext.Current.CancellationToken);

        var page = await OpenAsync(code);

        var panel = Hook(page, "returned");
        Assert.Contains("Alma Ames asked you to put something right", panel.TextContent, StringComparison.Ordinal);
        Assert.Contains("The name on it is not yours.", panel.TextContent, StringComparison.Ordinal);
        Assert.Contains("Call me if that is unclear.", panel.TextContent, StringComparison.Ordinal);
        Assert.Equal([$"/my-progress/{code}#course-C02", $"/my-progress/{code}/agreement"], page.FindAll("[data-test=put-right]").Select(a => a.GetAttribute("href")));
        Assert.Equal("course-C02", Row(page, "C02").Id);
        Assert.Contains("Rejected", Words(Row(page, "C02")), StringComparison.Ordinal);
        Assert.Contains("Alma Ames could not accept it: The name on it is not yours.", Words(Row(page, "C02")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Return_WhenThePacketWentBackToTheAgency_AsksNothingOfTheNewUser()
    {
        var code = await Community.OpenAtAsync(RequestState.AccountQueue);
        await Community.Requests.ReturnToAgencyAsync(Community.Sal, code, [new(ReturnItem.Form, "The project is missing.")], "", cancellationToken: TestContext.Current.CancellationToken);

        var page = await OpenAsync(code);

        Assert.Contains("Sal Stone returned your packet", Hook(page, "returned").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-test=put-right]"));
        Assert.Contains("You can rest now", Words(Hook(page, "now")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RequestState.Withdrawn, "The position was not filled.")]
    [InlineData(RequestState.Denied, "The person has an account already.")]
    [InlineData(RequestState.Lapsed, "Nothing happened for 60 days")]
    public async Task Closed_WhateverTheWay_SaysWhyAndHowToGoOn(RequestState state, string reason)
    {
        var page = await OpenAsync(await Community.OpenAtAsync(state));

        Assert.Contains(reason, Hook(page, "closed").TextContent, StringComparison.Ordinal);
        Assert.Contains("agency administrator", Hook(page, "closed").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-test=open-upload], [data-test=ask-training-site], [data-test=learning-center]"));
    }

    [Fact]
    public async Task AccountQueue_WhenThePacketIsComplete_CountsTheSameHoursAsTheHelpDesk()
    {
        var code = await Community.OpenAtAsync(RequestState.AccountQueue);
        var view = await Community.ViewAsync(code);

        var page = await OpenAsync(code);

        var clock = Hook(page, "account-clock").QuerySelector("hmis-clock")!;
        Assert.Equal(view.ClockReading.TargetUtc!.Value.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture), clock.GetAttribute("target"));
        Assert.Equal(view.ClockReading.LimitUtc!.Value.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture), clock.GetAttribute("limit"));
        Assert.Contains("24 hours after the complete packet", Words(Hook(page, "account-clock")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FirstLogin_WhenConfirmed_EndsTheRequestAndKeepsThePage()
    {
        var code = await Community.OpenAtAsync(RequestState.AccountCreated);
        var view = await Community.ViewAsync(code);
        var page = await OpenAsync(code);
        Assert.Equal(view.HmisUserName, Hook(page, "hmis-user").TextContent);
        Assert.Contains(page.FindAll("a"), a => a.GetAttribute("href") == view.Settings.HmisUrl);
        Assert.Equal($"/requests/{code}/agreement.pdf", Hook(page, "agreement-pdf").GetAttribute("href"));

        await PressAsync(page, "[data-test=logged-in] button");

        Eventually(page, () => Assert.Equal("Nina, you are in the HMIS", page.Find("h1").TextContent));
        Assert.Equal(Community.Now, (await Community.ViewAsync(code)).FirstLoginUtc!.Value, TimeSpan.FromSeconds(5));
        Assert.Empty(page.FindAll("[data-test=logged-in]"));
        Assert.Equal(view.HmisUserName, Hook(page, "hmis-user").TextContent);
    }

    [Fact]
    public async Task History_WhenItIsLong_ShowsFiveAndAllOnRequest()
    {
        var code = await Community.OpenAtAsync(RequestState.UserSignature);
        var count = (await Community.ViewAsync(code)).Timeline.Count;
        var page = await OpenAsync(code);
        Assert.Equal(5, page.FindAll(".timeline li").Count);
        Assert.Contains("finished the training", page.Find(".timeline li").TextContent, StringComparison.Ordinal);

        await page.Find("[data-test=show-all]").ClickAsync(new());

        Assert.Equal(count, page.FindAll(".timeline li").Count);
        Assert.Equal("true", page.Find("[data-test=show-all]").GetAttribute("aria-expanded"));
    }

    [Fact]
    public async Task TrainingSite_FromTheWishToTheAnswer_SaysWhoHasItAndWhatToDo()
    {
        var cancel = TestContext.Current.CancellationToken;
        var code = await Community.OpenRequestAsync();
        var page = await OpenAsync(code);
        Assert.Contains("You need no training first", Hook(page, "training-site").TextContent, StringComparison.Ordinal);

        await PressAsync(page, "[data-test=ask-training-site] button");
        Eventually(page, () => Assert.Contains("is with your agency administrator", Hook(page, "training-site-with").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("[data-test=ask-training-site]"));

        await Community.TrainingSite.ForwardAsync(Community.Alma, code, cancel);
        Eventually(page, () => Assert.Contains("is with the HMIS Support Help Desk", Hook(page, "training-site-with").TextContent, StringComparison.Ordinal));
        Assert.Contains("Alma Ames forwarded it", Hook(page, "training-site").TextContent, StringComparison.Ordinal);

        await Community.TrainingSite.DeclineAsync(Community.Sal, code, "The site is down this week.", cancel);
        Eventually(page, () => Assert.Contains("The site is down this week.", Hook(page, "training-site").TextContent, StringComparison.Ordinal));

        await PressAsync(page, "[data-test=ask-training-site] button");
        await Community.TrainingSite.ForwardAsync(Community.Alma, code, cancel);
        await Community.TrainingSite.GrantAsync(Community.Sal, code, "practice-nina", cancel);
        Eventually(page, () => Assert.Equal("practice-nina", Hook(page, "training-site-user").TextContent));
        Assert.Contains(page.FindAll("[data-test=training-site] a"), a => a.GetAttribute("href") == "https://training.example.org/");
    }
}
