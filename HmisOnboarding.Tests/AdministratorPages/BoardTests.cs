using Bunit;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Web.Features.Requests.Board;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.AdministratorPages;

public sealed class BoardTests : AdministratorTest
{
    [Fact]
    public async Task Board_WithWorkAtTwoSteps_ListsWhatNeedsMeAndCountsEachStage()
    {
        var review = await Community.OpenAtAsync(RequestState.AdministratorReview);
        var training = await Community.OpenRequestAsync();

        var page = OpenBoard();

        Assert.Equal("Needs me now (1)", Words(page.Find("[data-test=needs-me] h2")));
        var row = page.Find("[data-test=needs-row]");
        Assert.Equal(review, row.GetAttribute("data-code"));
        Assert.Contains("Review the User Training Checklist and sign", Words(row), StringComparison.Ordinal);
        Assert.Equal("Review and sign", Words(page.Find("[data-test=needs-act]")));
        Assert.Equal(["1", "1", "0", "0", "0", "0"], page.FindAll("[data-test=count]").Select(Words));
        Assert.Equal(training, page.Find("[data-stage=training] [data-test=row]").GetAttribute("data-code"));
    }

    [Fact]
    public async Task Board_WhenADirectorDeclines_MarksByWhomItCameBack()
    {
        var code = await Community.OpenAtAsync(RequestState.DirectorSignature);
        var page = OpenBoard();
        Assert.Contains("With Dora", Words(page.Find("[data-stage=director] [data-test=row]")), StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-test=needs-row]"));

        await Community.Requests.DeclineAsDirectorAsync(Community.Dora, code, "The role type gives too much.", cancellationToken: TestContext.Current.CancellationToken);

        Eventually(page, () => Assert.Contains($"Returned by {Community.NameOf(Community.Dora)}", Words(page.Find("[data-test=needs-row]")), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Board_WhenNothingMovedForSixDays_SaysSoAndFiltersByIt()
    {
        var old = await Community.OpenRequestAsync();
        Community.Clock.Advance(TimeSpan.FromDays(6));
        await Community.OpenRequestAsync();

        var page = OpenBoard("?stuck=1");

        var row = Assert.Single(page.FindAll("[data-test=row]"));
        Assert.Equal(old, row.GetAttribute("data-code"));
        Assert.Contains("No move for 6 days", Words(row), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_FromTheTopBar_FindsInATableWithClosedOnesToo()
    {
        var code = await Community.OpenRequestAsync(lastName: "Marquez");
        await Community.OpenRequestAsync();
        await Community.Requests.WithdrawAsync(Community.Alma, code, "Opened by mistake.", cancellationToken: TestContext.Current.CancellationToken);

        var page = OpenBoard("?search=marq");

        var row = Assert.Single(page.WaitForElements("tbody [data-test=row]"));
        Assert.Equal(code, row.GetAttribute("data-code"));
        Assert.Contains("Withdrawn", Words(row), StringComparison.Ordinal);
        await page.Find("[data-test=stage]").ChangeAsync(new() { Value = "closed" });
        Assert.Equal("/requests?stage=closed&search=marq", Address);
    }

    [Fact]
    public async Task Table_WithMoreThanAPage_GoesOnAndHoldsNewRowsBack()
    {
        var last = "";
        for (var i = 0; i < RequestTable.PageSize + 2; i++)
            last = await Community.OpenRequestAsync();
        var page = OpenBoard("?view=table");
        Assert.Equal(RequestTable.PageSize, page.WaitForElements("tbody [data-test=row]").Count);
        await Community.Requests.WithdrawAsync(Community.Alma, last, "Opened by mistake.", cancellationToken: TestContext.Current.CancellationToken);
        Eventually(page, () => Assert.Contains("Withdrawn", Words(page.Find($"tbody [data-code={last}]")), StringComparison.Ordinal));
        Assert.Equal(RequestTable.PageSize, page.FindAll("tbody [data-test=row]").Count);

        await PressAsync(page, "section .act-box .act-outline");
        Assert.Equal(RequestTable.PageSize + 2, page.FindAll("tbody [data-test=row]").Count);

        await Community.OpenRequestAsync();
        Eventually(page, () => Assert.Equal("1 new", Words(page, "new")));
        Assert.Equal(RequestTable.PageSize + 2, page.FindAll("tbody [data-test=row]").Count);
        await PressAsync(page, "[data-test=new]");
        Eventually(page, () => Assert.Empty(page.FindAll("[data-test=new]")));
    }

    [Fact]
    public void Board_WithoutRequests_NamesTheNextUsefulAct()
    {
        var page = OpenBoard();

        Assert.Contains("Open a request when somebody new needs the HMIS.", page.Markup, StringComparison.Ordinal);
        Assert.Equal("/requests/new", page.Find("[data-test=new-request]").GetAttribute("href"));
    }

    [Fact]
    public void Board_WhenTheAgencyDoesNotParticipate_OffersNoNewRequestButTheWay()
    {
        SignInAs(Community.Lars);

        var page = OpenBoard();

        Assert.Equal("How To Participate", Words(page.Find("[data-test=not-participating] a")));
        Assert.Empty(page.FindAll("[data-test=new-request], [href='/requests/new']"));
    }

    [Fact]
    public async Task Board_ForADirector_ShowsWithoutActs()
    {
        await Community.OpenAtAsync(RequestState.AdministratorReview);
        SignInAs(Community.Dora);

        var page = OpenBoard();

        Assert.NotEmpty(page.FindAll("[data-test=row]"));
        Assert.Empty(page.FindAll("[data-test=new-request], [data-test=needs-me]"));
        Assert.DoesNotContain("With you", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Table_ForASystemAdministrator_SpansTheAgencies()
    {
        await Community.OpenRequestAsync();
        await Community.OpenRequestAsync(Community.Boris);
        SignInAs(Community.Sal);

        var page = OpenBoard();

        Assert.Equal(2, page.WaitForElements("tbody [data-test=row]").Count);
        Assert.Equal(2, page.FindAll("td[data-label=Agency]").Select(Words).Distinct().Count());
        Assert.Empty(page.FindAll("[data-test=board], [data-test=new-request]"));
    }

    [Fact]
    public async Task Board_WithTheAddressOfAForeignAgency_StaysAtTheOwnOne()
    {
        await Community.OpenRequestAsync(Community.Boris);

        var page = OpenBoard($"?agency={Community.AgencyB}");

        Assert.Empty(page.FindAll("[data-test=row]"));
        Assert.Contains("Harbor House", page.Find(".page-context").TextContent, StringComparison.Ordinal);
    }
}
