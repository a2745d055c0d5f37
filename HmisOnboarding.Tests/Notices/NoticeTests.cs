using Bunit;
using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Web;
using HmisOnboarding.Web.Components.Layout;
using HmisOnboarding.Web.Features.Notices;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.Notices;

public sealed class NoticeTests : CommunityTest
{
    [Fact]
    public async Task Page_WhenOpened_MarksWhatIsNewAndLeavesNothingUnread()
    {
        var code = await Community.OpenAtAsync(RequestState.DirectorSignature);
        SignInAs(Community.Dora);

        var page = Render<NoticesPage>();

        page.WaitForAssertion(() => Assert.Single(page.FindAll("[data-test=status]")));
        Assert.Equal("An agreement waits for your signature: Nina Nova", page.Find("h2").TextContent);
        Assert.Equal($"/to-sign/{code}", page.Find("[data-test=row] a").GetAttribute("href"));
        await page.WaitForAssertionAsync(async () => Assert.Equal(0, await UnreadAsync()));
        Community.LetUpdatesThrough();
        Assert.Single(page.FindAll("[data-test=status]"));

        var later = Render<NoticesPage>();
        later.WaitForAssertion(() => Assert.Single(later.FindAll("[data-test=row]")));
        Assert.Empty(later.FindAll("[data-test=status]"));
    }

    [Fact]
    public async Task Page_WhenTheReaderIsAdministratorOrNewUser_LeadsToTheirOwnView()
    {
        var code = await Community.OpenAtAsync(RequestState.DirectorSignature);
        SignInAs(await Community.SubjectOfAsync(code));
        var own = Render<NoticesPage>();
        own.WaitForAssertion(() => Assert.Equal($"/my-progress/{code}", own.Find("[data-test=row] a").GetAttribute("href")));
    }

    [Fact]
    public void Page_WhenNothingHappened_SaysWhatWouldBeHere()
    {
        SignInAs(Community.Bella);

        var page = Render<NoticesPage>();

        page.WaitForAssertion(() => Assert.Contains("No notices yet", page.Find(".empty").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Frame_WhenSomethingHappens_CountsItWithoutDrawingThePageAgain()
    {
        var code = await Community.OpenAtAsync(RequestState.AdministratorReview);
        SignInAs(Community.Dora);
        var layout = Render<MainLayout>(p => p.Add(l => l.Body, b =>
        {
            b.OpenComponent<Page>(0);
            b.CloseComponent();
        }));
        layout.WaitForAssertion(() => Assert.Equal("Notices", layout.Find("[data-test=bell]").GetAttribute("aria-label")));
        Assert.Empty(layout.FindAll(".rail-count"));

        await Community.AdvanceToAsync(RequestState.DirectorSignature, code);

        layout.WaitForAssertion(() =>
        {
            Community.LetUpdatesThrough();
            Assert.Equal("Notices, 1 unread", layout.Find("[data-test=bell]").GetAttribute("aria-label"));
            Assert.Equal("1", layout.Find(".rail-count").TextContent);
        });
        Assert.Equal("1 new notice", layout.Find(".topbar [role=status]").TextContent);
        Assert.Equal(1, layout.FindComponent<Page>().RenderCount);
    }

    [Fact]
    public async Task Frame_WhenAccessEnds_StopsCountingAndStaysCalm()
    {
        var code = await Community.OpenAtAsync(RequestState.AdministratorReview);
        SignInAs(Community.Dora);
        var layout = Render<MainLayout>(p => p.Add(l => l.Body, b => b.AddMarkupContent(0, "<h1>A page</h1>")));
        layout.WaitForElement("[data-test=bell]");
        var heard = layout.FindComponent<LiveCounts>();
        await Community.DeactivateAsync(Community.Dora);

        await Community.AdvanceToAsync(RequestState.DirectorSignature, code);
        heard.WaitForAssertion(() =>
        {
            Community.LetUpdatesThrough();
            Assert.NotNull(heard.Instance.UpdatedUtc);
        });

        Assert.Equal("Notices", layout.Find("[data-test=bell]").GetAttribute("aria-label"));
        Assert.Equal("A page", layout.Find("h1").TextContent);
    }

    [Fact]
    public async Task Frame_WhenASeatIsGivenMeanwhile_CountsForItToo()
    {
        SignInAs(Community.Nora);
        var layout = Render<MainLayout>(p => p.Add(l => l.Body, b => b.AddMarkupContent(0, "<h1>A page</h1>")));
        layout.WaitForElement("[data-test=bell]");
        await Community.Agencies.AppointAsync(Community.Sal, SeatKind.AgencyAdministrator, Community.AgencyA, "Nora", "Nilsen", "nora@harbor.example.org", null, TestContext.Current.CancellationToken);
        layout.WaitForElement(".rail");

        await Community.OpenAtAsync(RequestState.AdministratorReview);

        layout.WaitForAssertion(() =>
        {
            Community.LetUpdatesThrough();
            Assert.Equal("1", layout.Find("a[href='/requests'] .rail-count").TextContent);
        });
    }

    private async Task<int> UnreadAsync() =>
        (await Services.GetRequiredService<BoardQueries>().RailAsync(Community.Dora, TestContext.Current.CancellationToken)).Unread;

    private sealed class Page : ComponentBase
    {
        protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddMarkupContent(0, "<h1>A page</h1>");
    }
}
