using AngleSharp.Dom;
using Bunit;
using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Web.Auth;
using HmisOnboarding.Web.Components.Layout;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Xunit;

namespace HmisOnboarding.Tests.Web;

public sealed class FrameTests : WebTest
{
    [Fact]
    public void Layout_WhenDrawn_HoldsEachMudProviderOnce()
    {
        var layout = RenderLayout(b => b.AddMarkupContent(0, "<h1>Queue</h1>"));

        Assert.Single(layout.FindComponents<MudThemeProvider>());
        Assert.Single(layout.FindComponents<MudPopoverProvider>());
        Assert.Single(layout.FindComponents<MudDialogProvider>());
        Assert.Single(layout.FindComponents<MudSnackbarProvider>());
        Assert.Equal("Queue", layout.Find("main h1").TextContent);
        Assert.Equal(["Queue", "Requests", "Agencies", "Training Site", "Settings", "Records"], layout.FindAll(".rail-name").Select(e => e.TextContent));
    }

    [Fact]
    public async Task Layout_WhenSomebodyElseSignsIn_ShowsNothingOfThePage()
    {
        var layout = RenderLayout(b => b.AddMarkupContent(0, "<h1>Queue</h1>"));
        var actor = Services.GetRequiredService<CurrentActor>();

        SignInAs(Guid.NewGuid());

        layout.WaitForAssertion(() => Assert.Equal("Please sign in again", layout.Find("h1").TextContent));
        await Assert.ThrowsAsync<SessionChangedException>(actor.CallerAsync);
        SignInAs(PersonId);
        await Assert.ThrowsAsync<SessionChangedException>(actor.CallerAsync);
    }

    [Fact]
    public async Task Rail_WhenTheSeatIsEnded_LosesItsEntriesWithoutAReload()
    {
        var agencies = Services.GetRequiredService<AgencyService>();
        var caller = new Caller(PersonId);
        await agencies.AppointAsync(caller, SeatKind.SystemAdministrator, null, "Sam", "Lee", "sam.lee@lead.example.org", null, Xunit.TestContext.Current.CancellationToken);
        var seats = await agencies.SystemAdministratorsAsync(caller, Xunit.TestContext.Current.CancellationToken);
        SignInAs(seats.Single(s => s.FullName == "Sam Lee").PersonId);
        var layout = RenderLayout(b => b.AddMarkupContent(0, "<h1>Queue</h1>"));
        Assert.NotEmpty(layout.FindAll(".rail-name"));

        await agencies.EndSeatAsync(caller, seats.Single(s => s.FullName == "Sam Lee").SeatId, Xunit.TestContext.Current.CancellationToken);

        layout.WaitForAssertion(() => Assert.Empty(layout.FindAll(".rail-name")));
    }

    [Theory]
    [InlineData(true, "There is nothing at this address for you")]
    [InlineData(false, "This page could not be shown")]
    public void Page_WhenItFails_IsReplacedByACalmOneUntilTheNextNavigation(bool isMissing, string heading)
    {
        var layout = RenderLayout(_ => throw (isMissing ? new NotFoundException() : new IOException("disk")));
        Assert.Equal(heading, layout.Find("main h1").TextContent);
        Assert.DoesNotContain("disk", layout.Markup, StringComparison.Ordinal);

        layout.Render(p => p.Add(l => l.Body, b => b.AddMarkupContent(0, "<h1>Queue</h1>")));
        Assert.Equal("Queue", layout.Find("main h1").TextContent);
    }

    public static TheoryData<SeatKind[], bool, string> Starts => new()
    {
        { [SeatKind.SystemAdministrator], false, "/queue" },
        { [SeatKind.ExecutiveDirector], false, "/to-sign" },
        { [SeatKind.AgencyAdministrator], true, "/requests" },
        { [SeatKind.AgencyAdministrator, SeatKind.SystemAdministrator], false, "/queue" },
        { [], true, "/my-progress" },
        { [], false, "/my-progress" },
    };

    [Theory]
    [MemberData(nameof(Starts))]
    public void Start_WhenAPersonHasSeats_IsTheFirstDutyAndANewUserHasNoRail(SeatKind[] seats, bool hasRequest, string address)
    {
        var person = new PersonSummary(Guid.NewGuid(), "Dana Cole", "dana@harbor.example.org", true,
            [.. seats.Select(k => new SeatSummary(k, null, null, null))], hasRequest);

        Assert.Equal(address, RailEntries.StartOf(person));
        Assert.Equal(seats.Length > 0, RailEntries.For(person).Count > 0);
    }

    private IRenderedComponent<MainLayout> RenderLayout(RenderFragment body)
    {
        var layout = Render<MainLayout>(p => p.Add(l => l.Body, body));
        layout.WaitForElement("main h1");
        return layout;
    }
}
