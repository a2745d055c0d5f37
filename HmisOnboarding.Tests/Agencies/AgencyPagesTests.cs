using Bunit;
using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Web;
using HmisOnboarding.Web.Features.Agencies;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.Agencies;

public sealed class AgencyPagesTests : CommunityTest
{
    [Fact]
    public void List_WhenASeatIsEmpty_MarksTheAgency()
    {
        SignInAs(Community.Sal);

        var page = Render<AgenciesPage>();
        page.WaitForElement("[data-test=system-administrators]");

        var former = page.Find("[data-agency='Former Hope']");
        Assert.Equal("No director", former.QuerySelector("[data-test=gap]")!.TextContent.Trim());
        Assert.Contains("Ended", former.TextContent, StringComparison.Ordinal);
        Assert.Contains("Lars Lund", former.TextContent, StringComparison.Ordinal);
        Assert.Null(page.Find("[data-agency='Harbor House']").QuerySelector("[data-test=gap]"));
        Assert.Equal("4 agencies, 1 with an empty seat.", page.Find(".page-context").TextContent);
    }

    [Fact]
    public async Task NewAgency_WhenSaved_IsInTheListWithItsProjects()
    {
        SignInAs(Community.Sal);
        var page = Render<AgencyPage>();
        page.WaitForElement("[data-test=agency-form]");

        page.Find("[data-test=name]").Change("Dune House");
        page.Find("[data-test=domain]").Change("@Dune.example.org");
        page.Find("[data-test=participation]").Change("Prospective");
        page.Find("[data-test=add-project]").Click();
        page.Find("[data-test=project-name]").Change("Night shelter");
        await page.Find("[data-test=save] button").ClickAsync(new());

        var agency = Assert.Single(await AllAsync(), a => a.Name == "Dune House");
        Assert.Equal(("dune.example.org", ParticipationStatus.Prospective), (agency.EmailDomain, agency.Participation));
        Assert.Equal([new ProjectData("Night shelter", "")], agency.Projects);
        Assert.EndsWith($"/agencies/{agency.Id}", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NewAgency_WhenTheNameIsTaken_SaysSoAndKeepsWhatWasTyped()
    {
        SignInAs(Community.Sal);
        var page = Render<AgencyPage>();
        page.WaitForElement("[data-test=agency-form]");

        page.Find("[data-test=name]").Change("Harbor House");
        await page.Find("[data-test=save] button").ClickAsync(new());

        Assert.Contains("already", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("Harbor House", page.Find("[data-test=name]").GetAttribute("value"));
        Assert.Equal(4, (await AllAsync()).Count);
    }

    [Fact]
    public async Task Appoint_WhenThePersonIsNew_InvitesThemAndShowsTheLink()
    {
        SignInAs(Community.Dora);
        var page = Open(Community.AgencyA);

        await AppointAsync(page, SeatKind.AgencyAdministrator, "Anna", "Abbott", "anna@harbor.example.org");

        page.WaitLive(Community, () => page.Find("[data-person='Anna Abbott']"));
        var seat = Assert.Single((await AllAsync()).Single(a => a.Id == Community.AgencyA).Seats, s => s.FullName == "Anna Abbott");
        Assert.False(seat.CanSignIn);
        Assert.Equal(new Uri(new Uri("http://localhost"), seat.InvitationLink).ToString(), page.Find("[data-person='Anna Abbott'] [data-copy]").GetAttribute("data-copy"));
    }

    [Fact]
    public async Task Invite_WhenAskedAgain_MakesAnotherLink()
    {
        await Community.Agencies.AppointAsync(Community.Sal, SeatKind.AgencyAdministrator, Community.AgencyA, "Anna", "Abbott", "anna@harbor.example.org", null, TestContext.Current.CancellationToken);
        SignInAs(Community.Sal);
        var page = Open(Community.AgencyA);
        var before = page.Find("[data-person='Anna Abbott'] [data-copy]").GetAttribute("data-copy");

        await page.Find("[data-person='Anna Abbott'] [data-test=invite] button").ClickAsync(new());

        page.WaitLive(Community, () => Assert.NotEqual(before, page.Find("[data-person='Anna Abbott'] [data-copy]").GetAttribute("data-copy")));
    }

    [Fact]
    public void Director_WhenOnTheOwnAgency_AppointsAdministratorsOnly()
    {
        SignInAs(Community.Dora);

        var page = Open(Community.AgencyA);

        Assert.Equal("AgencyAdministrator", Assert.Single(page.FindAll("[data-test=appoint]")).GetAttribute("data-seat"));
        Assert.Empty(page.FindAll("[data-test=agency-form]"));
        Assert.Throws<NotFoundException>(() => Open(Community.AgencyB));
    }

    [Fact]
    public async Task Delegate_WhenActingForTheDirector_AppointsNobody()
    {
        await Community.DelegateAsync(Community.Dora, Community.Delia);
        SignInAs(Community.Delia);

        Assert.Empty(Open(Community.AgencyA).FindAll("[data-test=appoint]"));
    }

    [Fact]
    public async Task EndSeat_WhenConfirmed_EndsAtOnce()
    {
        SignInAs(Community.Dora);
        var page = Open(Community.AgencyA);

        await page.Find("[data-person='Abel Arden'] [data-test=end] button").ClickAsync(new());
        Assert.Contains(await NamesAsync(), n => n == "Abel Arden");
        await page.Find("[data-person='Abel Arden'] .act-confirm button").ClickAsync(new());

        Assert.DoesNotContain(await NamesAsync(), n => n == "Abel Arden");
        page.WaitLive(Community, () => Assert.Empty(page.FindAll("[data-person='Abel Arden']")));
    }

    [Fact]
    public async Task EndSeat_WhenItIsTheLastSystemAdministrator_IsRefused()
    {
        await Community.EndSeatAsync(Community.Sue, SeatKind.SystemAdministrator);
        SignInAs(Community.Sal);
        var page = Render<AgenciesPage>();
        page.WaitForElement("[data-test=system-administrators]");

        await page.Find("[data-person='Sal Stone'] [data-test=end] button").ClickAsync(new());
        await page.Find("[data-person='Sal Stone'] .act-confirm button").ClickAsync(new());

        Assert.Contains("last system administrator", page.Find("[data-person='Sal Stone'] [role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Single(await Community.Agencies.SystemAdministratorsAsync(Community.Sal, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("administrator")]
    [InlineData("colleague")]
    public void Pages_WhenSomebodyElseOpensThem_AreNotThere(string who)
    {
        SignInAs(who == "administrator" ? Community.Alma : Community.Nora);

        Assert.Throws<NotFoundException>(() => Render<AgenciesPage>());
        Assert.Throws<NotFoundException>(() => Open(Community.AgencyA));
        Assert.Throws<NotFoundException>(() => Render<AgencyPage>());
    }

    [Fact]
    public async Task List_WhenAnAdministratorReads_KeepsTheDirectorsInvitationToItself()
    {
        await Community.Agencies.AppointAsync(Community.Sal, SeatKind.ExecutiveDirector, Community.AgencyA, "Erin", "East", "erin@harbor.example.org", null, TestContext.Current.CancellationToken);

        async Task<string?> LinkAsync(Caller reader) => (await Community.Agencies.ListAsync(reader, TestContext.Current.CancellationToken)).Single(a => a.Id == Community.AgencyA).Seats.Single(s => s.FullName == "Erin East").InvitationLink;

        Assert.NotNull(await LinkAsync(Community.Sal));
        Assert.Null(await LinkAsync(Community.Alma));
        Assert.Null(await LinkAsync(Community.Dora));
    }

    private IRenderedComponent<AgencyPage> Open(Guid id)
    {
        var page = Render<AgencyPage>(p => p.Add(x => x.Id, id));
        page.WaitForElement("[data-test=seats]");
        return page;
    }

    private static async Task AppointAsync(IRenderedComponent<AgencyPage> page, SeatKind kind, string first, string last, string email)
    {
        var form = $"[data-test=appoint][data-seat={kind}]";
        page.Find($"{form} [data-test=first]").Change(first);
        page.Find($"{form} [data-test=last]").Change(last);
        page.Find($"{form} [data-test=email]").Change(email);
        await page.Find($"{form} .act-outline").ClickAsync(new());
    }

    private Task<IReadOnlyList<AgencyView>> AllAsync() => Community.Agencies.ListAsync(Community.Sal, TestContext.Current.CancellationToken);

    private async Task<IReadOnlyList<string>> NamesAsync() => [.. (await AllAsync()).Single(a => a.Id == Community.AgencyA).Seats.Select(s => s.FullName)];
}
