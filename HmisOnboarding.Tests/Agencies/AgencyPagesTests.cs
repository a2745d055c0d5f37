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
    public async Task Agency_WhenItsAgreementAndContactsChange_KeepsThemWithAuthorAndReason()
    {
        SignInAs(Community.Sal);
        var page = Open(Community.AgencyA);

        page.Find("[data-test=from]").Change("2026-01-01");
        page.Find("[data-test=until]").Change("2026-04-01");
        page.Find("[data-test=signed-on]").Change("2025-12-15");
        page.Find("[data-test=reference]").Change("Folder 12");
        page.Find("[data-test=add-contact]").Click();
        page.Find("[data-test=contact-name]").Change("Ann Bell");
        page.Find("[data-test=contact-role]").Change("Billing");
        page.Find("[data-test=contact-phone]").Change("616 555 0100");
        await page.Find("[data-test=save] button").ClickAsync(new());
        Assert.Contains("Say in a sentence why", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Null((await AgencyAsync()).AgreementSignedOn);

        Community.Clock.Advance(TimeSpan.FromMinutes(1));
        page.Find("[data-test=reason]").Change("The agreement was renewed.");
        await page.Find("[data-test=save] button").ClickAsync(new());

        var agency = await AgencyAsync();
        Assert.Equal((new DateOnly(2026, 1, 1), new DateOnly(2026, 4, 1), new DateOnly(2025, 12, 15), "Folder 12"),
            (agency.ParticipationFrom!.Value, agency.ParticipationUntil!.Value, agency.AgreementSignedOn!.Value, agency.AgreementReference));
        Assert.Equal([new ContactData("Ann Bell", "Billing", "", "616 555 0100")], agency.Contacts);
        var change = (await Community.Agencies.HistoryAsync(Community.Sal, Community.AgencyA, cancellationToken: TestContext.Current.CancellationToken))[0];
        Assert.Equal(("Sal Stone", "The agreement was renewed.", Community.Now), (change.Author, change.Reason, change.AtUtc));
        Assert.Contains("Agreement signed on: 15 December 2025, before: nothing", change.What);
        Assert.Contains("Contacts: Ann Bell (Billing), 616 555 0100, before: nothing", change.What);
        page.WaitLive(Community, () => Assert.Contains("The agreement was renewed.", page.Find("[data-test=history]").TextContent, StringComparison.Ordinal));

        var list = Render<AgenciesPage>();
        list.WaitForElement("[data-agency='Harbor House']");
        Assert.Contains("Ends Wed 1 Apr", list.Find("[data-agency='Harbor House']").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agency_WhenParticipationHasNotBegun_TakesNoRequests()
    {
        var data = await DataAsync();
        await Community.Agencies.SaveAsync(Community.Sal, Community.AgencyA, data with { ParticipationFrom = new DateOnly(2026, 3, 4), Reason = "It begins tomorrow." }, TestContext.Current.CancellationToken);

        var refusal = await Assert.ThrowsAsync<RuleViolationException>(() => Community.OpenRequestAsync());

        Assert.Contains("particip", refusal.Message, StringComparison.OrdinalIgnoreCase);
        await using var tomorrow = Community.ForkAt(Community.Clock.GetUtcNow().AddDays(1));
        await tomorrow.OpenRequestAsync();
    }

    [Theory]
    [InlineData("", "", "616 555 0100", "needs a name")]
    [InlineData("Ann Bell", "", "", "e-mail or a phone number")]
    [InlineData("Ann Bell", "ann", "", "not an address")]
    public async Task Contact_WhenItCannotBeUsed_IsRefused(string name, string email, string phone, string why)
    {
        var data = await DataAsync();
        var refusal = await Assert.ThrowsAsync<RuleViolationException>(() => Community.Agencies.SaveAsync(Community.Sal, Community.AgencyA,
            data with { Contacts = [new(name, "", email, phone)], Reason = "A new contact." }, TestContext.Current.CancellationToken));

        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
        Assert.Empty((await AgencyAsync()).Contacts);
    }

    [Fact]
    public async Task History_WhenReadFromOutside_IsNotThere()
    {
        await Assert.ThrowsAsync<NotFoundException>(() => Community.Agencies.HistoryAsync(Community.Boris, Community.AgencyA, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal("New agency.", Assert.Single(await Community.Agencies.HistoryAsync(Community.Dora, Community.AgencyA, cancellationToken: TestContext.Current.CancellationToken)).Reason);
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

    private async Task<AgencyView> AgencyAsync() => (await AllAsync()).Single(a => a.Id == Community.AgencyA);

    private async Task<AgencyData> DataAsync() => await AgencyAsync() is var a
        ? new AgencyData { Name = a.Name, ShortName = a.ShortName, EmailDomain = a.EmailDomain, TimeZoneId = a.TimeZoneId, Participation = a.Participation, Projects = a.Projects } : null!;

    private Task<IReadOnlyList<AgencyView>> AllAsync() => Community.Agencies.ListAsync(Community.Sal, TestContext.Current.CancellationToken);

    private async Task<IReadOnlyList<string>> NamesAsync() => [.. (await AllAsync()).Single(a => a.Id == Community.AgencyA).Seats.Select(s => s.FullName)];
}
