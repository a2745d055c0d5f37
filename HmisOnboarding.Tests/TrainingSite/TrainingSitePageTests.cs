using Bunit;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Tests.Web;
using HmisOnboarding.Web.Features.TrainingSite;
using MudBlazor;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.TrainingSitePages;

public sealed class TrainingSitePageTests : CommunityTest
{
    [Fact]
    public async Task Wish_WhenGranted_RecordsTheUserNameOnly()
    {
        var code = await ForwardedAsync();
        SignInAs(Community.Sal);
        var page = Render<TrainingSitePage>();
        page.WaitForElement("[data-test=grant]");

        await page.Find("[data-test=user-name]").InputAsync("practice.nina");
        await page.Find("[data-test=grant] button").ClickAsync(new());

        var wish = (await Community.ViewAsync(code)).TrainingSite!;
        Assert.Equal((TrainingSiteStage.Granted, "practice.nina"), (wish.Stage, wish.SiteUserName));
        page.WaitLive(Community, () => Assert.Empty(page.FindAll("[data-test=grant]")));
    }

    [Fact]
    public async Task Wish_WhenDeclined_TellsTheReason()
    {
        var code = await ForwardedAsync();
        SignInAs(Community.Sal);
        var page = Render<TrainingSitePage>();
        page.WaitForElement("[data-test=decline]");
        var dialogs = Render<MudDialogProvider>();

        var declining = page.Find("[data-test=decline] button").ClickAsync(new());
        dialogs.WaitForElement("textarea");
        await dialogs.Find("textarea").InputAsync(new() { Value = "The site is closed this week." });
        await dialogs.Find(".act-primary").ClickAsync(new());
        await declining;

        Assert.Equal("The site is closed this week.", (await Community.ViewAsync(code)).TrainingSite!.DeclineReason);
    }

    [Fact]
    public void Page_WhenSomebodyWithoutSeatOpensIt_IsNotThere()
    {
        SignInAs(Community.Nora);

        Assert.Throws<NotFoundException>(() => Render<TrainingSitePage>());
    }

    private async Task<string> ForwardedAsync()
    {
        var code = await Community.OpenRequestAsync();
        await Community.TrainingSite.AskAsync(await Community.SubjectOfAsync(code), code, TestContext.Current.CancellationToken);
        await Community.TrainingSite.ForwardAsync(Community.Alma, code, TestContext.Current.CancellationToken);
        return code;
    }
}
