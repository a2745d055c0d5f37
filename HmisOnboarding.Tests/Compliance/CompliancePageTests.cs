using Bunit;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training.Compliance;
using HmisOnboarding.Tests.Training.Compliance;
using HmisOnboarding.Tests.Web;
using HmisOnboarding.Web.Features.Compliance;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.CompliancePages;

public sealed class CompliancePageTests : CommunityTest
{
    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public async Task Row_WhenCoursesDiffer_SaysEachInWordsWithItsDay()
    {
        var code = await Community.OpenRequestAsync(firstName: "Nina", lastName: "Nova");
        await Community.WithCertificatesAsync(code, "C09");
        var checklist = (await Community.ViewAsync(code)).Checklist;
        await Community.Requests.AcceptCertificateAsync(Community.Alma, code, checklist[1].EvidenceId!.Value, TestContext.Current.CancellationToken);
        await Community.Requests.RejectCertificateAsync(Community.Alma, code, checklist[0].EvidenceId!.Value, "It cannot be read.", TestContext.Current.CancellationToken);
        SignInAs(Community.Alma);

        var page = Open();

        var row = page.Find($"[data-code={code}]");
        Assert.Equal($"/requests/{code}", row.QuerySelector("th a")!.GetAttribute("href"));
        Assert.Equal(["Rejected", "Accepted until 20 Feb 2027", "Uploaded", "To do"], row.QuerySelectorAll("td:not(.card-cell)").Select(Words));
        Assert.All(row.QuerySelectorAll("td:not(.card-cell)"), cell => Assert.NotNull(cell.QuerySelector("svg use")));
        Assert.Contains("1 of 4 done", Words(row), StringComparison.Ordinal);
        // the card of a phone leaves out what is in order
        Assert.Equal(["Rejected Learning Center Orientation", "Uploaded HMIS Navigation and Client Search", "To do HMIS Reports"], row.QuerySelectorAll(".card-cell li").Select(Words));
    }

    [Fact]
    public async Task Filters_WhenChosen_StandInTheAddressAndInTheFile()
    {
        await Community.OpenRequestAsync(firstName: "Ana", lastName: "Todo");
        await Community.OpenAtAsync(RequestState.DirectorSignature);
        SignInAs(Community.Alma);
        var page = Open();

        Assert.Equal(["2", "1", "0", "0", "0", "0", "1"], page.FindAll(".count-figure").Select(Words));
        Navigation.NavigateTo(page.Find("[data-test=part-Missing]").GetAttribute("href")!);

        page.WaitForAssertion(() => Assert.Equal("Ana Todo", Words(Assert.Single(page.FindAll("[data-test=row] th a")))));
        Assert.Equal($"/compliance/export.csv?agency={Community.AgencyA}&part=missing", page.Find("[data-test=export]").GetAttribute("href"));
        Assert.True(page.Find("[data-test=export]").HasAttribute("download"));
        page.Find("[data-test=search]").Change(" nina ");
        await page.Find("form").SubmitAsync();
        page.WaitForAssertion(() => Assert.Contains("Nobody fits", page.Markup, StringComparison.Ordinal));
        Assert.EndsWith($"/compliance?agency={Community.AgencyA}&part=missing&search=nina", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Line_WhenOneCertificateIsAccepted_IsTheOnlyOneDrawnAgain()
    {
        var quiet = await Community.OpenRequestAsync(firstName: "Ana", lastName: "Quiet");
        var code = await Community.OpenAtAsync(RequestState.AdministratorReview);
        SignInAs(Community.Alma);
        var page = Open();
        int Drawn(string of) => page.FindComponents<ComplianceLine>().Single(l => l.Instance.Row.Code == of).RenderCount;
        var (before, beside) = (Drawn(code), Drawn(quiet));

        await Community.AcceptAllAsync(code);

        page.WaitLive(Community, () => Assert.DoesNotContain("Uploaded", Words(page.Find($"[data-code={code}]")), StringComparison.Ordinal));
        Assert.True(Drawn(code) > before);
        Assert.Equal(beside, Drawn(quiet));
    }

    [Fact]
    public async Task Page_WhenThereAreTwoThousandPeople_SendsOnePage()
    {
        await ManyPeople.AddAsync(Community, await Community.OpenRequestAsync(), 1999);
        SignInAs(Community.Alma);

        var page = Open();

        Assert.Equal(ComplianceQueries.PageSize, page.FindAll("[data-test=row]").Count);
        Assert.Equal("1 to 50 of 2000", Words(page.Find("[data-test=place]")));
        Assert.InRange(page.Markup.Length, 10_000, 100_000);
        Navigation.NavigateTo(page.Find("[data-test=next]").GetAttribute("href")!);
        page.WaitForAssertion(() => Assert.Equal("51 to 100 of 2000", Words(page.Find("[data-test=place]"))));
        Navigation.NavigateTo(page.Find("[data-test=previous]").GetAttribute("href")!);
        page.WaitForAssertion(() => Assert.Equal("1 to 50 of 2000", Words(page.Find("[data-test=place]"))));
    }

    [Fact]
    public async Task Agency_WhenASystemAdministratorLooks_IsChosenFromAll()
    {
        await Community.OpenRequestAsync(firstName: "Ana", lastName: "Harbor");
        await Community.OpenRequestAsync(Community.Boris, "Bob", "Bridge");
        SignInAs(Community.Sal);
        var page = Open();
        Assert.Equal(["Ana Harbor", "Bob Bridge"], page.FindAll("[data-test=row] th a").Select(Words));
        Assert.Contains("Bridge Shelter", Words(page.FindAll("[data-test=row]")[1]), StringComparison.Ordinal);

        page.Find("[data-test=agency]").Change(Community.AgencyB.ToString());

        page.WaitForAssertion(() => Assert.Equal("Bob Bridge", Words(Assert.Single(page.FindAll("[data-test=row] th a")))));
        Assert.EndsWith($"?agency={Community.AgencyB}", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_WhenOfAnotherAgency_IsNotThere()
    {
        SignInAs(Community.Alma);
        foreach (var agency in new[] { Community.AgencyB.ToString(), Guid.NewGuid().ToString(), "harbor" })
            Assert.Throws<NotFoundException>(() => Open($"?agency={agency}"));
    }

    [Fact]
    public async Task Page_WhenANewUserAsks_IsNotThere()
    {
        var code = await Community.OpenRequestAsync();
        SignInAs(await Community.SubjectOfAsync(code));
        Assert.Throws<NotFoundException>(() => Open());
    }

    private IRenderedComponent<CompliancePage> Open(string query = "")
    {
        Navigation.NavigateTo($"/compliance{query}");
        var page = Render<CompliancePage>();
        page.WaitForElement("h1");
        return page;
    }

    private static string Words(AngleSharp.Dom.IElement element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
