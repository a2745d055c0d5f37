using Bunit;
using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Support;
using HmisOnboarding.Tests.Web;
using HmisOnboarding.Web.Components.Layout;
using HmisOnboarding.Web.Features.Agencies;
using HmisOnboarding.Web.Features.Away;
using HmisOnboarding.Web.Features.ToSign;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.EntityFrameworkCore;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.Away;

public sealed class AwayPageTests : CommunityTest
{
    private static readonly DateOnly Today = new(2026, 3, 3);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Holder_WhenNamingSomebody_SeesThemWithTheDaysAndCanTakeItBack()
    {
        SignInAs(Community.Dora);
        var page = Render<AwayPage>();
        page.WaitForElement("[data-test=nobody]");

        page.Find("[data-test=who]").Change(Community.Alma.PersonId.ToString());
        Assert.Equal("Alma Ames signs as agency administrator too, and cannot sign the same paper twice.", page.Find("[data-test=who-note]").TextContent);
        page.Find("[data-test=who]").Change(Community.Delia.PersonId.ToString());
        page.Find("[data-test=from]").Change("2026-03-05");
        page.Find("[data-test=until]").Change("2026-03-06");
        await page.Find("[data-test=name-act] button").ClickAsync(new());

        page.WaitLive(Community, () => Assert.Contains("Thu 5 Mar to Fri 6 Mar", page.Find("[data-test=coming] [data-standing=Planned]").TextContent, StringComparison.Ordinal));
        await page.Find("[data-test=end] button").ClickAsync(new());
        await page.Find(".act-confirm button").ClickAsync(new());
        page.WaitLive(Community, () => Assert.NotEmpty(page.FindAll("[data-test=nobody]")));
        Assert.Contains("Ended early by Dora Dahl.", page.Find("[data-test=past]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Holder_WhenItIsRefused_ReadsWhyAndKeepsWhatWasEntered()
    {
        SignInAs(Community.Dora);
        var page = Render<AwayPage>();
        page.WaitForElement("[data-test=nobody]");

        page.Find("[data-test=who]").Change("another");
        page.Find("[data-test=first]").Change("Bruno");
        page.Find("[data-test=last]").Change("Bosch");
        page.Find("[data-test=email]").Change("bruno@bridge.example.org");
        await page.Find("[data-test=name-act] button").ClickAsync(new());

        Assert.Contains("Choose somebody who works for your agency.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("bruno@bridge.example.org", page.Find("[data-test=email]").GetAttribute("value"));
    }

    [Fact]
    public void Person_WithoutASeat_IsToldThatThereIsNothing()
    {
        SignInAs(Community.Nora);

        var page = Render<AwayPage>();

        page.WaitForAssertion(() => Assert.Contains("You stand in for nobody now", page.Markup, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("[data-test=name]"));
    }

    [Fact]
    public async Task Frame_WhenADelegationRunsAndEnds_TellsTheDelegateAndTheHolder()
    {
        var id = await Community.Delegations.NameAsync(Community.Dora, new(SeatKind.ExecutiveDirector, Community.AgencyA, Community.Delia.PersonId, Today, Today.AddDays(3)), Cancel);
        SignInAs(Community.Delia);
        var frame = Frame();
        frame.WaitForAssertion(() => Assert.Equal("You sign for Dora Dahl until Fri 6 Mar.", frame.Find("[data-test=stand-in-banner] p").TextContent));
        Assert.Contains("Executive Director, Harbor House, for Dora Dahl", frame.Find("#person-menu").TextContent, StringComparison.Ordinal);

        await Community.Delegations.EndAsync(Community.Dora, id, Cancel);

        frame.WaitLive(Community, () => Assert.StartsWith("You signed for Dora Dahl until Tue 3 Mar, 09:00 EST. That is over.", frame.Find("[data-over=true] p").TextContent, StringComparison.Ordinal));
        await frame.Find("[data-over=true] button").ClickAsync(new());
        frame.WaitForAssertion(() => Assert.Empty(frame.FindAll("[data-test=stand-in-banner]")));
    }

    [Fact]
    public async Task Frame_WhenSomebodyStandsIn_TellsTheHolderThatBothCanAct()
    {
        await Community.Delegations.NameAsync(Community.Dora, new(SeatKind.ExecutiveDirector, Community.AgencyA, Community.Delia.PersonId, Today, Today), Cancel);
        SignInAs(Community.Dora);

        var frame = Frame();

        frame.WaitForAssertion(() => Assert.Equal("Delia Dean signs for you until Tue 3 Mar. You still can, too.", frame.Find("[data-test=stand-in-banner] p").TextContent));
    }

    [Fact]
    public async Task OpenPage_WhenTheDelegationEndsMeanwhile_KeepsWhatWasTypedAndRefusesTheAct()
    {
        var code = await Community.OpenAtAsync(RequestState.DirectorSignature);
        var id = await Community.Delegations.NameAsync(Community.Dora, new(SeatKind.ExecutiveDirector, Community.AgencyA, Community.Delia.PersonId, Today, Today), Cancel);
        await Community.Requests.GiveConsentAsync(Community.Delia, code, cancellationToken: Cancel);
        await Services.GivePasswordAsync(Community.Delia);
        SignInAs(Community.Delia);
        var page = Render<ToSignRequestPage>(p => p.Add(x => x.Code, code));
        page.WaitForElement("[data-test=typed-name]");
        await page.Find("[data-test=typed-name]").InputAsync("Delia Dean");
        await page.Find("[data-test=password]").InputAsync(SignIns.Password);

        await Community.Delegations.EndAsync(Community.Dora, id, Cancel);
        Community.LetUpdatesThrough();
        await page.Find("[data-test=sign] button").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains("You acted for Dora Dahl until Tue 3 Mar, 09:00 EST. That is over, so nothing was done.", page.Find("[data-test=sign] [role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal("Delia Dean", page.Find("[data-test=typed-name]").GetAttribute("value"));
        Assert.Equal(RequestState.DirectorSignature, await Community.StateAsync(code));
    }

    [Fact]
    public async Task Agency_WhenSomebodyStandsInAndTheSeatIsHandedOver_ShowsBoth()
    {
        await Community.Delegations.NameAsync(Community.Dora, new(SeatKind.ExecutiveDirector, Community.AgencyA, Community.Delia.PersonId, Today, Today.AddDays(3)), Cancel);
        SignInAs(Community.Sal);
        var page = Render<AgencyPage>(p => p.Add(x => x.Id, Community.AgencyA));
        page.WaitForElement("[data-test=seats]");
        Assert.Equal("Dora Dahl is away: Delia Dean stands in until Fri 6 Mar.", page.Find("[data-test=stand-in]").TextContent);

        var line = page.Find("[data-person='Dora Dahl']");
        line.QuerySelector("[data-test=hand-over] [data-test=first]")!.Change("Nora");
        page.Find("[data-person='Dora Dahl'] [data-test=hand-over] [data-test=last]").Change("Nilsen");
        page.Find("[data-person='Dora Dahl'] [data-test=hand-over] [data-test=email]").Change("nora@harbor.example.org");
        await page.Find("[data-person='Dora Dahl'] [data-test=hand-over] .act").ClickAsync(new());

        page.WaitLive(Community, () => Assert.Contains("Dora Dahl, Tue 3 Mar to Tue 3 Mar", page.Find("[data-test=former]").TextContent, StringComparison.Ordinal));
        Assert.NotNull(page.Find("[data-person='Nora Nilsen']"));
        Assert.Empty(page.FindAll("[data-test=stand-in]"));
    }

    [Fact]
    public async Task Agencies_WhenSomebodyStandsInAtTheHelpDesk_ShowsItAndOffersThemNoAppointing()
    {
        await Community.Delegations.NameAsync(Community.Sue, new(SeatKind.SystemAdministrator, null, null, Today, Today) { FirstName = "Tia", LastName = "Toft", Email = "tia@lead.example.org" }, Cancel);
        await using var db = Community.Database.Read(Reach.Everything);
        var tia = await db.People.SingleAsync(p => p.Email == "tia@lead.example.org", Cancel);
        await Community.People.AcceptInvitationAsync(await Community.InvitationSecretAsync(tia.Id), Cancel);
        SignInAs(new(tia.Id));

        var page = Render<AgenciesPage>();

        page.WaitForElement("[data-test=system-administrators]");
        Assert.Equal("Sue Swan is away: Tia Toft stands in until Tue 3 Mar.", page.Find("[data-test=stand-in]").TextContent);
        Assert.Empty(page.FindAll("[data-test=appoint], [data-test=end], [data-test=hand-over]"));
    }

    [Fact]
    public async Task List_WhenTheDirectorIsReplaced_IsEmptyAtOnce()
    {
        await Community.OpenAtAsync(RequestState.DirectorSignature);
        SignInAs(Community.Dora);
        var page = Render<ToSignPage>();
        page.WaitForElement("[data-test=row]");

        await using var db = Community.Database.Read(Reach.Everything);
        var seat = await db.Seats.SingleAsync(s => s.PersonId == Community.Dora.PersonId, Cancel);
        await Community.Agencies.ReplaceAsync(Community.Sal, seat.Id, "Nora", "Nilsen", "nora@harbor.example.org", null, Cancel);

        page.WaitLive(Community, () => Assert.Empty(page.FindAll("[data-test=row]")));
    }

    private IRenderedComponent<MainLayout> Frame() => Render<MainLayout>(p => p.Add(l => l.Body, (RenderFragment)((RenderTreeBuilder b) => b.AddMarkupContent(0, "<h1>Page</h1>"))));
}
