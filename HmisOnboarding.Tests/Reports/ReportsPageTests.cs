using AngleSharp.Dom;
using Bunit;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Reports;
using HmisOnboarding.Tests.Web;
using HmisOnboarding.Web.Features.Reports;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HmisOnboarding.Tests.ReportPages;

/// <summary>What a person reads of the numbers, and where each of them leads.</summary>
public sealed class ReportsPageTests : CommunityTest
{
    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public async Task Page_WhenAnAccountWasLate_SaysSharesWithTheirBaseAndOpensTheLists()
    {
        var code = await ReportQueriesTests.WalkAsync(Community);
        SignInAs(Community.Sal);
        var page = Open<ReportsPage>("/reports");

        Assert.Equal("March 2026, so far", Words(page.Find("[data-test=period]")));
        Assert.Equal("0 of 1", Words(page.Find("[data-test=promise-Met]")));
        var late = page.Find("[data-test=promise-Late]");
        Assert.Equal("1 of 1", Words(late));
        var director = page.Find("[data-test=stage][data-step=DirectorSignature]");
        Assert.Equal("Director signs Executive director 1 0 % of 1 few 100 % of 1 few 4 d 4 d 0", Words(director));
        var documents = page.Find("[data-test=stage][data-step=AwaitingDocuments]");
        Assert.Equal("Documents to follow Agency administrator 0 – – – – 0", Words(documents));
        Assert.Equal(["All agencies 1 account , few 3 d 1 d 1 h 17 h 4 d 2 d 4 h – 2 d 2 h 13 d before: none", "Harbor House 1 account , few 3 d 1 d 1 h 17 h 4 d 2 d 4 h – 2 d 2 h 13 d before: none"], page.FindAll("[data-test=days]").Select(Words));
        Assert.Equal(["1", "1"], page.FindAll("[data-test=heat]").Select(Words));
        Assert.Equal("Harbor House 0 % of 1 few 100 % of 1 few 2 d 2 h 2 d 2 h", Words(Assert.Single(page.FindAll("[data-test=agency-row]"))));

        var list = Open<ReportListPage>(late.GetAttribute("href")!);
        Assert.Equal("Account creation: late", Words(list.Find("h1")));
        Assert.Equal("1", Words(list.Find("[data-test=count]")));
        Assert.Equal($"/requests/{code}", list.Find("[data-test=row] a").GetAttribute("href"));
        Assert.Contains("2 d 2 h Late", Words(list.Find("[data-test=row]")), StringComparison.Ordinal);
        Assert.Equal("Packets that arrived on a Thursday, 06:00 to 06:59", Words(Open<ReportListPage>(page.FindAll("[data-test=heat]")[0].GetAttribute("href")!).Find("h1")));
    }

    [Fact]
    public async Task Period_WhenChosen_StandsInTheAddressAndInTheFile()
    {
        await ReportQueriesTests.WalkAsync(Community);
        SignInAs(Community.Sal);
        var page = Open<ReportsPage>("/reports");

        page.Find("[data-test=agency]").Change(Community.AgencyA.ToString());
        page.WaitForAssertion(() => Assert.EndsWith($"/reports?agency={Community.AgencyA}", Navigation.Uri, StringComparison.Ordinal));
        Navigation.NavigateTo(page.Find("[data-test=span-Week]").GetAttribute("href")!);
        page.WaitForAssertion(() => Assert.Equal("week of 16 March 2026, so far", Words(page.Find("[data-test=period]"))));
        Navigation.NavigateTo(page.Find("[data-test=before]").GetAttribute("href")!);
        page.WaitForAssertion(() => Assert.Equal("week of 9 March 2026", Words(page.Find("[data-test=period]"))));

        var export = page.Find("[data-test=export]");
        Assert.Equal($"/reports/export.csv?agency={Community.AgencyA}&span=week&day=2026-03-09", export.GetAttribute("href"));
        Assert.True(export.HasAttribute("download"));
        Assert.Empty(page.FindAll("[data-test=agency-row]"));
    }

    [Fact]
    public void Page_WhenNothingHappenedYet_SaysSoAndShowsNoZeroShare()
    {
        SignInAs(Community.Dora);
        var page = Open<ReportsPage>("/reports");

        Assert.Contains("No account was made in March 2026 so far.", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("0 %", page.Markup, StringComparison.Ordinal);
        Assert.Contains("No packet arrived in March 2026 so far.", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-test=agency]"));
    }

    [Fact]
    public void Pages_WhenOfAnotherAgency_AreNotThere()
    {
        SignInAs(Community.Alma);
        foreach (var agency in new[] { Community.AgencyB.ToString(), Guid.NewGuid().ToString(), "harbor" })
        {
            Assert.Throws<NotFoundException>(() => Open<ReportsPage>($"/reports?agency={agency}"));
            Assert.Throws<NotFoundException>(() => Open<ReportListPage>($"/reports/list?agency={agency}"));
            Assert.Throws<NotFoundException>(() => Open<WallPage>($"/reports/wall?agency={agency}"));
        }
    }

    [Fact]
    public async Task Wall_WhenAPacketComes_ShowsItWithoutAClickAndNamesNobody()
    {
        SignInAs(Community.Sal);
        var wall = Open<WallPage>("/reports/wall");
        Assert.Equal("Waiting 0", Words(wall.Find("[data-test=waiting]")));

        var code = await Community.OpenAtAsync(RequestState.AccountQueue);

        wall.WaitLive(Community, () => Assert.Equal("Waiting 1", Words(wall.Find("[data-test=waiting]"))));
        Assert.Contains($"{code} Harbor House", Words(wall.Find("[data-test=packet]")), StringComparison.Ordinal);
        Assert.DoesNotContain("Nova", wall.Markup, StringComparison.Ordinal);
        // nobody does a thing, and the limit comes near all the same
        Community.Clock.Advance(TimeSpan.FromHours(45));
        wall.WaitForAssertion(() => Assert.Equal("Due in 4 h 1", Words(wall.Find("[data-test=soon]"))));
    }

    private IRenderedComponent<T> Open<T>(string address) where T : IComponent
    {
        Navigation.NavigateTo(address);
        var page = Render<T>();
        page.WaitForElement("h1");
        return page;
    }

    private static string Words(IElement element) => string.Join(' ', element.Descendants<IText>().SelectMany(t => t.Data.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
}
