using Bunit;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Tests.Support;
using HmisOnboarding.Tests.Web;
using HmisOnboarding.Web.Features.Queue;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.Queue;

public sealed class QueuePageTests : CommunityTest
{
    [Fact]
    public async Task Table_WhenOpened_IsOrderedByTimeLeftAcrossAgencies()
    {
        var first = await Community.OpenAtAsync(RequestState.AccountQueue);
        Community.Clock.Advance(TimeSpan.FromHours(3));
        var second = await Community.OpenAtAsync(RequestState.AccountQueue, Community.Boris);
        Community.Clock.Advance(TimeSpan.FromHours(3));
        var third = await Community.OpenAtAsync(RequestState.AccountQueue);
        SignInAs(Community.Sal);

        var page = Open();

        Assert.Equal([first, second, third], Codes(page));
        var row = page.Find($"[data-code={second}]");
        Assert.Contains("Bridge Shelter", row.TextContent, StringComparison.Ordinal);
        var clock = row.QuerySelector("hmis-clock")!;
        Assert.Equal("2026-03-04T17:00:00Z", clock.GetAttribute("target"));
        Assert.Equal("2026-03-05T17:00:00Z", clock.GetAttribute("limit"));
    }

    [Fact]
    public async Task Counts_WhenPacketsStandDifferently_AreThoseOfTheReader()
    {
        var late = await Community.OpenAtAsync(RequestState.AccountQueue);
        Community.Clock.Advance(TimeSpan.FromHours(46));
        var mine = await Community.OpenAtAsync(RequestState.AccountQueue);
        await Community.Requests.ClaimAsync(Community.Sal, mine, cancellationToken: TestContext.Current.CancellationToken);
        Community.Clock.Advance(TimeSpan.FromHours(3));
        var theirs = await Community.OpenAtAsync(RequestState.AccountQueue);
        await Community.Requests.ClaimAsync(Community.Sue, theirs, cancellationToken: TestContext.Current.CancellationToken);
        Community.Clock.Advance(TimeSpan.FromHours(1));
        var waiting = await Community.OpenAtAsync(RequestState.AwaitingDocuments);
        Community.Clock.Advance(TimeSpan.FromHours(1));
        var returned = await Community.OpenAtAsync(RequestState.AccountQueue);
        await Community.Requests.ReturnToAgencyAsync(Community.Sue, returned, [new(ReturnItem.Form, "Write the start date.")], "One thing.", cancellationToken: TestContext.Current.CancellationToken);
        var made = await Community.OpenAtAsync(RequestState.AccountCreated);
        SignInAs(Community.Sal);

        var page = Open();

        Assert.Equal(["2", "1", "3", "1"], page.FindAll(".count-figure").Select(c => c.TextContent.Trim()));
        Assert.Equal([late, mine], Codes(page));
        Assert.Equal([mine], Codes(Open(new(QueuePart.Mine))));
        Assert.Equal([theirs, waiting, returned], Codes(Open(new(QueuePart.Others))));
        Assert.Equal([made], Codes(Open(new(QueuePart.Done))));
        Assert.Equal([late], Codes(Open(new(Level: QueueLevel.Late))));
        Assert.Empty(Codes(Open(new(Level: QueueLevel.DueSoon))));
        Assert.Equal([mine], Codes(Open(new(Search: mine))));
        Assert.Equal([late, mine], Codes(Open(new(RoleType: TestCommunity.RoleType))));
        Assert.Contains("Nothing here fits", Open(new(AgencyId: Community.AgencyB)).Find(".empty").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_WhenOnlyTimePasses_AreRightWithinAMinute()
    {
        await Community.OpenAtAsync(RequestState.AccountQueue);
        // before the page is there: it looks once a minute, and two days of looks at once would keep it busy
        Community.Clock.Advance(TimeSpan.FromHours(48) - TimeSpan.FromSeconds(30));
        SignInAs(Community.Sal);
        var page = Open();
        Assert.DoesNotContain("late", page.Find("[data-test=count-NeedsMe]").TextContent, StringComparison.Ordinal);

        Community.Clock.Advance(TimeSpan.FromMinutes(2));

        page.WaitLive(Community, () => Assert.Contains("1 late", page.Find("[data-test=count-NeedsMe]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Row_WhenItsRequestChanges_IsTheOnlyOneDrawn()
    {
        var first = await Community.OpenAtAsync(RequestState.AccountQueue);
        await Community.OpenAtAsync(RequestState.AccountQueue);
        await Community.OpenAtAsync(RequestState.AccountQueue);
        SignInAs(Community.Sal);
        var page = Open();
        var before = Rows(page).ToDictionary(r => r.Instance.Row.Row.Code, r => r.RenderCount);
        var evidence = (await Community.ViewAsync(first)).Checklist[0].EvidenceId!.Value;

        await Community.Requests.RejectCertificateAsync(Community.Alma, first, evidence, "The name differs.", TestContext.Current.CancellationToken);

        page.WaitLive(Community, () => Assert.Equal(before[first] + 1, Rows(page).Single(r => r.Instance.Row.Row.Code == first).RenderCount));
        Assert.All(Rows(page).Where(r => r.Instance.Row.Row.Code != first), r => Assert.Equal(before[r.Instance.Row.Row.Code], r.RenderCount));
    }

    [Fact]
    public async Task News_WhenAPacketArrivesWhileReading_WaitsBehindThePill()
    {
        var first = await Community.OpenAtAsync(RequestState.AccountQueue);
        var coming = await Community.OpenAtAsync(RequestState.Submission);
        SignInAs(Community.Sal);
        var page = Open();
        await page.Find("[data-test=held]").ChangeAsync(new() { Value = true });

        await Community.AdvanceToAsync(RequestState.AccountQueue, coming);

        page.WaitLive(Community, () => Assert.Equal("1 new: show", page.Find("[data-test=news]").TextContent.Trim()));
        Assert.Equal([first], Codes(page));
        await page.Find("[data-test=news]").ClickAsync(new());
        Assert.Equal([first, coming], Codes(page));
        Assert.Empty(page.FindAll("[data-test=news]"));
    }

    [Fact]
    public async Task News_WhenNobodysHandIsOnTheList_IsLetInAtOnce()
    {
        var first = await Community.OpenAtAsync(RequestState.AccountQueue);
        var coming = await Community.OpenAtAsync(RequestState.Submission);
        SignInAs(Community.Sal);
        var page = Open();
        await page.Find("[data-test=held]").ChangeAsync(new() { Value = true });
        await Community.AdvanceToAsync(RequestState.AccountQueue, coming);
        page.WaitLive(Community, () => Assert.Single(page.FindAll("[data-test=news]")));

        await page.Find("[data-test=held]").ChangeAsync(new() { Value = false });
        Assert.Equal([first, coming], Codes(page));
        Assert.Empty(page.FindAll("[data-test=news]"));

        var last = await Community.OpenAtAsync(RequestState.AccountQueue);
        page.WaitLive(Community, () => Assert.Equal([first, coming, last], Codes(page)));
    }

    [Fact]
    public async Task Row_WhenAnotherAdministratorRecordsIt_StaysAndSaysWho()
    {
        var first = await Community.OpenAtAsync(RequestState.AccountQueue);
        var second = await Community.OpenAtAsync(RequestState.AccountQueue);
        SignInAs(Community.Sal);
        var page = Open();

        await Community.Requests.RecordAccountAsync(Community.Sue, first, "nnova", "Read only", cancellationToken: TestContext.Current.CancellationToken);

        page.WaitLive(Community, () => Assert.Contains("Done by Sue Swan", page.Find($"[data-code={first}]").TextContent, StringComparison.Ordinal));
        Assert.Equal([first, second], Codes(page));
    }

    [Fact]
    public async Task More_WhenThereIsAnotherPage_AppendsIt()
    {
        var codes = new List<string>();
        for (var i = 0; i < 27; i++)
            codes.Add(await Community.OpenRequestAsync());
        // only where they are counts here; the walk of 27 requests would take long
        await Community.WriteAsync(db =>
        {
            foreach (var request in db.Requests)
            {
                db.Entry(request).Property(r => r.State).CurrentValue = RequestState.AccountQueue;
                db.Entry(request).Property(r => r.LimitUtc).CurrentValue = Community.Now.AddHours(request.Number - 1000);
            }
        });
        SignInAs(Community.Sal);
        var page = Open();
        Assert.Equal(codes.Take(25), Codes(page));

        await page.Find("[data-test=more] button").ClickAsync(new());

        Assert.Equal(codes, Codes(page));
    }

    [Fact]
    public async Task Record_WhenTheAccountExists_IsSavedAndTheNextPacketIsOffered()
    {
        var code = await Community.OpenAtAsync(RequestState.AccountQueue);
        var next = await Community.OpenAtAsync(RequestState.AccountQueue);
        SignInAs(Community.Sal);
        var page = Open(code);
        Assert.Equal((await Community.ViewAsync(code)).SuggestedUserName, page.Find("[data-test=user-name]").GetAttribute("value"));

        await page.Find("[data-test=user-name]").InputAsync("nina.nova");
        await page.Find("[data-test=role]").InputAsync("Read Only II");
        await page.Find("[data-test=record] button").ClickAsync(new());

        var view = await Community.ViewAsync(code);
        Assert.Equal((RequestState.AccountCreated, "nina.nova", "Read Only II", "Sal Stone"), (view.State, view.HmisUserName, view.HmisRole, view.AccountByName));
        page.WaitLive(Community, () => Assert.Equal($"/queue/{next}", page.Find("[data-test=next-packet]").GetAttribute("href")));
        page.WaitLive(Community, () => Assert.Contains("Done by Sal Stone", page.Find($"tr[data-code={code}]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Record_WhenTheUserNameIsWrong_SaysSoAndKeepsWhatWasTyped()
    {
        var code = await Community.OpenAtAsync(RequestState.AccountQueue);
        SignInAs(Community.Sal);
        var page = Open(code);

        await page.Find("[data-test=user-name]").InputAsync("two words");
        await page.Find("[data-test=record] button").ClickAsync(new());

        Assert.Contains("Never enter a password", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("two words", page.Find("[data-test=user-name]").GetAttribute("value"));
        Assert.Equal(RequestState.AccountQueue, await Community.StateAsync(code));
    }

    [Fact]
    public async Task Return_WhenACertificateIsNamed_RejectsItWithTheReason()
    {
        var code = await Community.OpenAtAsync(RequestState.AccountQueue);
        SignInAs(Community.Sal);
        var page = Open(code);
        var dialogs = Render<MudDialogProvider>();
        var item = (await Community.ViewAsync(code)).Checklist[1];

        var returning = page.Find("[data-test=return] button").ClickAsync(new());
        dialogs.WaitForElement("textarea");
        await dialogs.FindAll("label.tick").Single(l => l.TextContent.Trim() == $"Certificate: {item.Course.Title}").QuerySelector("input")!.ChangeAsync(new() { Value = true });
        await dialogs.Find("textarea").InputAsync(new() { Value = "The name is another one." });
        await dialogs.Find(".act-primary").ClickAsync(new());
        await returning;

        var view = await Community.ViewAsync(code);
        Assert.Equal(RequestState.Submission, view.State);
        Assert.Equal([new ReturnItem(item.Course.Code, "The name is another one.")], view.OpenItems);
        Assert.Equal(ChecklistStatus.Rejected, view.Checklist[1].Status);
        page.WaitLive(Community, () => Assert.Contains("Returned by Sal Stone", page.Find($"tr[data-code={code}]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Packet_WhenSomebodyElseActs_SaysWhoDidWhat()
    {
        var code = await Community.OpenAtAsync(RequestState.AccountQueue);
        SignInAs(Community.Sal);
        var page = Open(code);

        await Community.Requests.RecordAccountAsync(Community.Sue, code, "nnova", "Read only", cancellationToken: TestContext.Current.CancellationToken);

        page.WaitLive(Community, () => Assert.Equal("Sue Swan created the HMIS account.", page.Find("[data-test=changed]").TextContent.Trim()));
        Assert.Empty(page.FindAll("[data-test=record]"));
    }

    [Fact]
    public async Task Documents_WhenTheLastFileIsAttached_StartTheClock()
    {
        var code = await Community.OpenAtAsync(RequestState.AwaitingDocuments);
        SignInAs(Community.Sal);
        var page = Open(code);
        Assert.Equal("true", page.Find("[data-test=all-arrived] button").GetAttribute("aria-disabled"));
        var course = (await Community.ViewAsync(code)).Checklist.Single(i => i.PaperOnly).Course.Title;

        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromBinary(TestCommunity.CertificatePdf(course), "certificate.pdf"));
        page.WaitLive(Community, () => Assert.Null(page.Find("[data-test=all-arrived] button").GetAttribute("aria-disabled")));
        await page.Find("[data-test=all-arrived] button").ClickAsync(new());

        Assert.Equal(RequestState.AccountQueue, await Community.StateAsync(code));
    }

    [Fact]
    public async Task Documents_WhenTheFileIsNoCertificate_AreRefusedInWords()
    {
        var code = await Community.OpenAtAsync(RequestState.AwaitingDocuments);
        SignInAs(Community.Sal);
        var page = Open(code);

        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("hello", "hello.pdf"));

        page.WaitLive(Community, () => Assert.NotEmpty(page.Find("[data-test=documents] [role=alert]").TextContent));
        Assert.Equal(RequestState.AwaitingDocuments, await Community.StateAsync(code));
    }

    [Fact]
    public async Task Packet_WhenItIsNotInTheQueue_ShowsWhereItIsAndNoActs()
    {
        var code = await Community.OpenAtAsync(RequestState.AdministratorReview);
        SignInAs(Community.Sal);

        var page = Open(code);

        var where = page.Find("[data-test=where]").TextContent;
        Assert.Contains("User Agreement", where, StringComparison.Ordinal);
        Assert.Contains("Alma Ames", where, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-test=acts]"));
    }

    [Theory]
    [InlineData(RequestState.Denied, "reopen", RequestState.AdministratorReview)]
    [InlineData(RequestState.DirectorSignature, "waive", RequestState.DirectorSignature)]
    public async Task Act_WhenAReasonIsGiven_IsDone(RequestState at, string act, RequestState then)
    {
        var code = await Community.OpenAtAsync(at);
        SignInAs(Community.Sal);
        var page = Open(code);
        var dialogs = Render<MudDialogProvider>();

        var acting = page.Find($"[data-test={act}] button").ClickAsync(new());
        dialogs.WaitForElement("textarea");
        await dialogs.Find("textarea").InputAsync(new() { Value = "The agency has one employee." });
        await dialogs.Find(".act-primary").ClickAsync(new());
        await acting;

        var view = await Community.ViewAsync(code);
        Assert.Equal(then, view.State);
        Assert.Contains(view.Timeline, e => e.Reason == "The agency has one employee.");
        Assert.Equal(act == "waive", view.WaiverNote is not null);
    }

    [Theory]
    [InlineData("administrator")]
    [InlineData("director")]
    [InlineData("colleague")]
    [InlineData("new user")]
    public async Task Page_WhenSomebodyElseOpensIt_IsNotThere(string who)
    {
        var code = await Community.OpenAtAsync(RequestState.AccountQueue);
        SignInAs(who switch
        {
            "administrator" => Community.Alma,
            "director" => Community.Dora,
            "colleague" => Community.Nora,
            _ => await Community.SubjectOfAsync(code),
        });

        Assert.Throws<NotFoundException>(() => Open(code));
    }

    [Fact]
    public void Page_WhenTheCodeLeadsNowhere_IsNotThere()
    {
        SignInAs(Community.Sal);

        Assert.Throws<NotFoundException>(() => Open("HM-9999"));
    }

    private IRenderedComponent<QueuePage> Open(QueuePlace place) => Open(null, place);

    private IRenderedComponent<QueuePage> Open(string? code = null, QueuePlace? place = null)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo((place ?? new()).Address(code));
        var page = Render<QueuePage>(p => p.Add(x => x.Code, code));
        page.WaitForElement(code is null ? ".queue" : "[data-test=checklist]");
        return page;
    }

    private static string[] Codes(IRenderedComponent<QueuePage> page) => [.. page.FindAll("tr[data-test=row]").Select(r => r.GetAttribute("data-code")!)];

    private static IReadOnlyList<IRenderedComponent<QueueRowLine>> Rows(IRenderedComponent<QueuePage> page) => page.FindComponents<QueueRowLine>();
}
