using Bunit;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Documents;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Domain.Updates;
using HmisOnboarding.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.AdministratorPages;

public sealed class RequestPageTests : AdministratorTest
{
    [Fact]
    public async Task Address_ForOthers_LeadsToTheirOwnPage()
    {
        var code = await Community.OpenRequestAsync();
        foreach (var (caller, expected) in new[]
        {
            (await Community.SubjectOfAsync(code), $"/my-progress/{code}"), (Community.Dora, $"/to-sign/{code}"), (Community.Sal, $"/queue/{code}"),
        })
        {
            await using var other = new Visitor(Community, caller);
            Assert.Equal(expected, other.WhereTo(code));
        }
    }

    [Fact]
    public async Task Accepting_OpensTheNextOneThatWaits()
    {
        var code = await Community.OpenAtAsync(RequestState.AdministratorReview);
        await Task.WhenAll((await Community.ViewAsync(code)).Checklist.Where(i => i.Status == ChecklistStatus.Accepted)
            .Select(i => Community.Requests.RejectCertificateAsync(Community.Alma, code, i.EvidenceId!.Value, "Again.", TestContext.Current.CancellationToken)));
        foreach (var course in new[] { "C01", "C02" })
            await Community.UploadAsync(Community.Alma, code, course);
        var page = Open(code);
        Assert.Equal("C01", page.Find("[data-test=certificate]:has(.review-body)").GetAttribute("data-course"));
        Assert.NotEmpty(page.FindAll("iframe[data-test=preview]"));

        await PressAsync(page, "[data-test=accept] button");

        Eventually(page, () => Assert.Equal("accepted", page.Find("[data-course=C01]").GetAttribute("data-status")));
        Assert.Equal("C02", page.Find("[data-test=certificate]:has(.review-body)").GetAttribute("data-course"));
        Assert.Equal(ChecklistStatus.Accepted, (await Community.ViewAsync(code)).Checklist.Single(i => i.Course.Code == "C01").Status);
    }

    [Fact]
    public async Task Rejecting_ShowsWhatTheNewUserWillReadAndTellsIt()
    {
        var code = await Community.OpenRequestAsync();
        await Community.UploadAsync(await Community.SubjectOfAsync(code), code, "C01");
        var page = Open(code);

        var act = Begin(page, "[data-test=reject] button");
        await AnswerAsync([], "The name is cut off.");
        await act;

        Eventually(page, () => Assert.Equal("rejected", page.Find("[data-course=C01]").GetAttribute("data-status")));
        Assert.Equal("The name is cut off.", (await Community.ViewAsync(code)).Checklist.Single(i => i.Course.Code == "C01").RejectionReason);
    }

    [Fact]
    public async Task Certificate_UsedForAnotherPersonToo_IsMarked()
    {
        var code = await Community.OpenRequestAsync();
        await Community.UploadAsync(await Community.SubjectOfAsync(code), code, "C01");
        var twin = await Community.OpenRequestAsync();
        await Community.UploadAsync(await Community.SubjectOfAsync(twin), twin, "C01");

        var page = Open(twin);

        Assert.Contains("The same file was used for another person.", Words(page, "warning"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exempting_ShowsWhoAndWhyAndCanBeEnded()
    {
        var code = await Community.OpenRequestAsync();
        var page = Open(code);
        await PressAsync(page, "[data-course=C02] .review-head");

        await PressAsync(page, "[data-course=C02] [data-test=exempt] .act-box button");
        Assert.Contains("Say why in a sentence", Words(page.Find("[data-test=exempt] .act-refused")), StringComparison.Ordinal);
        await page.Find("[data-test=exempt-reason]").InputAsync(new() { Value = "Took it at Bridge Shelter." });
        await PressAsync(page, "[data-course=C02] [data-test=exempt] .act-box button");

        Eventually(page, () => Assert.Equal("exempt", page.Find("[data-course=C02]").GetAttribute("data-status")));
        Assert.Contains("given by Alma Ames", Words(page.Find("[data-course=C02] [data-test=exemption]")), StringComparison.Ordinal);
        Assert.Contains("Took it at Bridge Shelter.", Words(page.Find("[data-course=C02] [data-test=exemption]")), StringComparison.Ordinal);
        Assert.Contains("1 exempt", Words(page.Find("[data-test=review-count]")), StringComparison.Ordinal);
        Assert.Contains("Exemption by Alma Ames: Took it at Bridge Shelter.", Words(page.Find("[data-test=packet]")), StringComparison.Ordinal);

        var act = Begin(page, "[data-test=end-exemption] button");
        await AnswerAsync([], "Given by mistake.");
        await act;
        Eventually(page, () => Assert.Equal("todo", page.Find("[data-course=C02]").GetAttribute("data-status")));
        Assert.Contains("The exemption has ended", Words(page.Find("[data-course=C02] [data-test=exemption]")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_ThatSaysSomethingElse_IsShownWithTheDifferencesAndStillAccepted()
    {
        var code = await Community.OpenRequestAsync(firstName: "Maria", lastName: "Ruiz");
        await Community.UploadAsync(await Community.SubjectOfAsync(code), code, "C02", new DateOnly(2025, 5, 1));
        var page = Open(code);

        Assert.Equal(["The certificate says Nina Nova, the request is for Maria Ruiz.", "The certificate says 20 February 2026, entered is 1 May 2025."],
            page.FindAll("[data-test=difference]").Select(d => Words(d)));
        Assert.Contains("Differs from the file", Words(page.Find("[data-course=C02] .review-head")), StringComparison.Ordinal);
        await PressAsync(page, "[data-test=accept] button");
        Eventually(page, () => Assert.Equal("accepted", page.Find("[data-course=C02]").GetAttribute("data-status")));
    }

    [Fact]
    public async Task Number_UsedForAnotherPersonMeanwhile_IsMarkedWithoutReload()
    {
        var code = await Community.OpenRequestAsync();
        await Community.Requests.RecordPaperCertificateAsync(Community.Alma, code, "C02", new DateOnly(2026, 2, 20), 90, "AB-1234", TestContext.Current.CancellationToken);
        var page = Open(code);
        await PressAsync(page, "[data-course=C02] .review-head");
        Assert.DoesNotContain("Same number elsewhere", Words(page.Find("[data-course=C02]")), StringComparison.Ordinal);
        var twin = await Community.OpenRequestAsync();

        await Community.Requests.RecordPaperCertificateAsync(Community.Abel, twin, "C02", new DateOnly(2026, 2, 20), 90, "AB 1234", TestContext.Current.CancellationToken);

        Eventually(page, () => Assert.Contains($"The same certificate number was given for another person. See {twin}.", Words(page.Find("[data-course=C02]")), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sheet_ToPrint_HasEveryRowWithWhoDecidedWhen()
    {
        var code = await Community.OpenRequestAsync();
        await Community.UploadAsync(await Community.SubjectOfAsync(code), code, "C01");
        await Community.AcceptAllAsync(code);
        await Community.Requests.ExemptFromCourseAsync(Community.Sal, code, "C02", "Took it at Bridge Shelter.", new DateOnly(2026, 6, 1), TestContext.Current.CancellationToken);

        var page = Render<HmisOnboarding.Web.Features.Requests.ChecklistPage>(p => p.Add(x => x.Code, code));
        page.WaitForElement("table");

        string RowOf(string course) => string.Join(" | ", page.Find($"tr[data-course={course}]").Children.Select(c => Words(c)));
        Assert.Equal("Learning Center Orientation | Fri 20 Feb 2026 | 92 % | LC-2026-0001 | does not run out | ☑ accepted | Alma Ames, Tue 3 Mar 2026, 09:00", RowOf("C01"));
        Assert.Equal("Basic Privacy and Security | Took it at Bridge Shelter. | Mon 1 Jun 2026 | ☑ exempt | Sal Stone, Tue 3 Mar 2026, 09:00", RowOf("C02"));
        Assert.Contains((await Community.ViewAsync(code)).SubjectName, Words(page.Find("caption")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Paper_WhenSeen_CountsAsAcceptedWithTheFileToFollow()
    {
        var code = await Community.OpenRequestAsync();
        var page = Open(code);
        await PressAsync(page, "[data-course=C01] .review-head");

        await PressAsync(page, "[data-course=C01] [data-test=paper-form] button");
        Assert.Contains("Enter the completion date", Words(page.Find("[data-test=paper-form] .act-refused")), StringComparison.Ordinal);
        await TypeAsync(page, "paper-day-C01", "2026-02-20");
        await PressAsync(page, "[data-course=C01] [data-test=paper-form] button");

        Eventually(page, () => Assert.Contains("Seen on paper", Words(page.Find("[data-course=C01] .review-head")), StringComparison.Ordinal));
        Assert.NotEmpty(page.FindAll("[data-course=C01] [data-test=attach-form]"));
    }

    [Fact]
    public async Task Signing_AfterConsent_HandsItToTheDirector()
    {
        var code = await Community.OpenAtAsync(RequestState.AdministratorReview);
        await Community.AcceptAllAsync(code);
        await Services.GivePasswordAsync(Community.Alma);
        var page = Open(code);
        Assert.Contains("You reviewed the User Training Checklist", Words(page, "attests"), StringComparison.Ordinal);

        await PressAsync(page, "[data-test=consent] button");
        Eventually(page, () => Assert.Empty(page.FindAll("[data-test=consent]")));
        await page.Find("[data-test=typed-name]").InputAsync(new() { Value = Community.NameOf(Community.Alma) });
        await page.Find("[data-test=password]").InputAsync(new() { Value = SignIns.Password });
        await PressAsync(page, "[data-test=sign] button");

        Eventually(page, () => Assert.Contains("It waits for", Words(page, "waiting"), StringComparison.Ordinal));
        Assert.Equal(RequestState.DirectorSignature, await Community.StateAsync(code));
        Assert.NotNull((await Community.ViewAsync(code)).Agreement.Holding(SignatureSlot.Administrator));
    }

    [Fact]
    public async Task Returning_SendsTheTickedThingsBackToTheNewUser()
    {
        var code = await Community.OpenAtAsync(RequestState.AdministratorReview);
        var title = (await Community.ViewAsync(code)).Checklist[0].Course.Title;
        var page = Open(code);

        var act = Begin(page, "[data-test=return] button");
        await AnswerAsync([$"Upload another certificate for {title}."], "The date cannot be read.");
        await act;

        Eventually(page, () => Assert.StartsWith($"Returned to {page.Find("h1").TextContent}", Words(page, "returned"), StringComparison.Ordinal));
        var view = await Community.ViewAsync(code);
        Assert.Equal(RequestState.Training, view.State);
        Assert.Equal("C01", Assert.Single(view.OpenItems).Subject);
        Assert.Equal("The date cannot be read.", view.ReturnNote);
    }

    [Fact]
    public async Task LearningCenterAccount_WhenItsEmailIsAnother_IsFlaggedForTheAdministrator()
    {
        var code = await Community.OpenRequestAsync();
        await Community.Requests.RecordLearningCenterAccountAsync(Community.Alma, code, "nina@private.example.com", cancellationToken: TestContext.Current.CancellationToken);

        var page = Open(code);

        Assert.Contains("nina@private.example.com, and the work e-mail is new1@harbor.example.org", Words(page, "email-differs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Returning_OverSomebodyElsesChange_SaysSoAndKeepsTheWords()
    {
        var code = await Community.OpenAtAsync(RequestState.AdministratorReview);
        var title = (await Community.ViewAsync(code)).Checklist[0].Course.Title;
        var page = Open(code);
        var act = Begin(page, "[data-test=return] button");
        WaitForQuestion();
        // a desk whose changes this page does not hear of
        await using var unheard = new RequestChanges(TimeProvider.System, NullLogger<RequestChanges>.Instance);
        await using var writer = new SingleWriter(Community.Get<HmisDatabase>(), unheard, NullLogger<SingleWriter>.Instance);
        var elsewhere = new RequestService(Community.Get<HmisDatabase>(), writer, Community.Get<CommunityLibrary>(), Community.Get<DocumentStore>(), Community.Get<RefusedUploads>(), Community.Seal, Community.Sealer, Community.Clock);
        await elsewhere.RecordLearningCenterAccountAsync(Community.Abel, code, "second@learning", cancellationToken: TestContext.Current.CancellationToken);

        await AnswerAsync([$"Upload another certificate for {title}."], "The date cannot be read.");
        await act;

        Assert.Contains("Abel", Words(page.Find("[data-test=return] .act-refused")), StringComparison.Ordinal);
        Assert.Equal(RequestState.AdministratorReview, await Community.StateAsync(code));

        Community.Changes.Publish([ChangeKey.Request((await Community.ViewAsync(code)).Id)]);
        page.WaitForAssertion(() => Assert.Contains("second@learning", page.Markup, StringComparison.Ordinal));
        var again = Begin(page, "[data-test=return] button");
        Assert.Contains("The date cannot be read.", DialogPreview(), StringComparison.Ordinal);
        await AnswerAsync([], "The date cannot be read.");
        await again;
        Assert.Equal(RequestState.Training, await Community.StateAsync(code));
    }

    [Fact]
    public async Task Form_SavesEachAnswerAndShowsProblemsOnlyAfterTheFirstTry()
    {
        var code = await Community.OpenAtAsync(RequestState.Submission);
        await Community.Requests.FillFormAsync(Community.Alma, code, TestCommunity.CompleteForm((await Community.ViewAsync(code)).Form) with { Reason = "", AttestsNeed = false }, TestContext.Current.CancellationToken);
        var page = Open(code);
        Assert.Empty(Problems(page));

        await TypeAsync(page, "WorkPhone", "313 555 010");
        Eventually(page, () => Assert.StartsWith("Saved ", Words(page, "saved"), StringComparison.Ordinal));
        Assert.Equal("313 555 010", (await Community.ViewAsync(code)).Form.WorkPhone);
        Assert.Empty(Problems(page));

        await PressAsync(page, "[data-test=submit] button");
        Assert.Contains("A work phone has ten digits. Leave it empty if there is none.", Problems(page));
        Assert.Contains("Tick the three statements that you make for your agency.", Problems(page));
        Assert.Equal(RequestState.Submission, await Community.StateAsync(code));

        await TypeAsync(page, "WorkPhone", "313 555 0100");
        await TypeAsync(page, "Reason", "Looks up stays.");
        await page.FindAll("[data-test=statements] input")[2].ChangeAsync(new() { Value = true });
        Eventually(page, () => Assert.NotEmpty(page.FindAll("[data-test=form-complete]")));
        Assert.Empty((await Community.ViewAsync(code)).FormProblems);
    }

    [Fact]
    public async Task Submitting_WhenComplete_SendsTheEditedMessageAndStartsTheClock()
    {
        var code = await Community.OpenAtAsync(RequestState.Submission);
        await Community.Requests.FillFormAsync(Community.Alma, code, TestCommunity.CompleteForm((await Community.ViewAsync(code)).Form), TestContext.Current.CancellationToken);
        var page = Open(code);
        Assert.DoesNotContain("false", page.FindAll("[data-test=packet-item]").Select(i => i.GetAttribute("data-ok")));

        await page.Find("#help-desk-message").ChangeAsync(new() { Value = "Please look at this one first." });
        await PressAsync(page, "[data-test=submit] button");

        Eventually(page, () => Assert.Contains("The system administrators make the account", Words(page, "waiting"), StringComparison.Ordinal));
        var view = await Community.ViewAsync(code);
        Assert.Equal((RequestState.AccountQueue, "Please look at this one first."), (view.State, view.HelpDeskMessage));
        Assert.NotNull(view.ClockReading.TargetUtc);
    }

    [Fact]
    public async Task Submitting_WhenOnlyFilesAreMissing_OffersToSendThemLater()
    {
        var code = await Community.OpenAtAsync(RequestState.AwaitingDocuments);
        var page = Open(code);

        var missing = Assert.Single(page.FindAll("[data-test=missing]"));
        Assert.Equal("true", page.Find("[data-test=documents-received] button").GetAttribute("aria-disabled"));
        var item = (await Community.ViewAsync(code)).Checklist.Single(i => i.PaperOnly);
        Assert.Equal(item.Course.Code, missing.GetAttribute("data-course"));
        using (var file = new MemoryStream(TestCommunity.CertificatePdf(item.Course.Title)))
            await Community.Requests.AttachFileAsync(Community.Alma, code, item.EvidenceId!.Value, file, "paper.pdf", TestContext.Current.CancellationToken);
        Eventually(page, () => Assert.Empty(page.FindAll("[data-test=missing]")));

        await PressAsync(page, "[data-test=documents-received] button");
        Eventually(page, () => Assert.NotEmpty(page.FindAll("[data-test=waiting]")));
        Assert.Equal(RequestState.AccountQueue, await Community.StateAsync(code));
    }

    [Fact]
    public async Task Withdrawing_ClosesAndOpeningAgainGoesOn()
    {
        var code = await Community.OpenRequestAsync();
        var page = Open(code);

        var act = Begin(page, "[data-test=withdraw] button");
        await AnswerAsync([], "The person does not start.");
        await act;
        Eventually(page, () => Assert.Contains("The person does not start.", Words(page, "closed"), StringComparison.Ordinal));

        var reopen = Begin(page, "[data-test=reopen] button");
        await AnswerAsync([], "The person starts after all.");
        await reopen;
        Eventually(page, () => Assert.Empty(page.FindAll("[data-test=closed]")));
        Assert.Equal(RequestState.Training, await Community.StateAsync(code));
    }

    [Fact]
    public async Task ReturnedPacket_NamesByWhomAndWhat()
    {
        var code = await Community.OpenAtAsync(RequestState.AccountQueue);
        await Community.Requests.ReturnToAgencyAsync(Community.Sal, code, [new(ReturnItem.Form, "The job title is missing.")], "Please look.", cancellationToken: TestContext.Current.CancellationToken);

        var page = Open(code);

        Assert.StartsWith($"Returned to you by {Community.NameOf(Community.Sal)}", Words(page, "returned"), StringComparison.Ordinal);
        Assert.Contains("The job title is missing.", Words(page, "returned"), StringComparison.Ordinal);
        Assert.NotEmpty(page.FindAll("[data-test=form]"));
    }

    [Fact]
    public async Task TrainingSite_WhenAsked_IsForwardedFromTheRequest()
    {
        var code = await Community.OpenRequestAsync();
        await Community.TrainingSite.AskAsync(await Community.SubjectOfAsync(code), code, TestContext.Current.CancellationToken);
        var page = Open(code);

        await PressAsync(page, "[data-test=forward] button");

        Eventually(page, () => Assert.Contains("With the help desk", Words(page, "training-site"), StringComparison.Ordinal));
        Assert.Equal(TrainingSiteStage.Forwarded, (await Community.ViewAsync(code)).TrainingSite!.Stage);
    }
}
