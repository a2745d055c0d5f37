using Bunit;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Tests.Web;
using HmisOnboarding.Web.Components.Shared;
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
    public async Task Wish_WhenForwarded_HasATargetThatLaterSettingsDoNotMove()
    {
        var code = await ForwardedAsync();
        var target = (await Community.ViewAsync(code)).TrainingSite!.TargetUtc;
        await Community.Community.PublishSettingsAsync(Community.Sal, (await Community.Community.NowAsync(TestContext.Current.CancellationToken)).Settings with { TrainingSiteTargetHours = 2 }, "We are quicker now.", TestContext.Current.CancellationToken);
        var second = await Community.OpenRequestAsync();
        await Community.TrainingSite.AskAsync(Community.Alma, second, TestContext.Current.CancellationToken);

        Assert.Equal(Community.Now.AddHours(24), target);
        Assert.Equal(target, (await Community.ViewAsync(code)).TrainingSite!.TargetUtc);
        Assert.Equal(Community.Now.AddHours(2), (await Community.ViewAsync(second)).TrainingSite!.TargetUtc);
        // due first, first in the list
        Assert.Equal([second, code], (await Community.TrainingSite.ListAsync(Community.Sal, cancellationToken: TestContext.Current.CancellationToken)).Select(r => r.RequestCode));
    }

    [Fact]
    public async Task Clock_WhenAWishIsForwarded_IsSeenByAllThree()
    {
        var code = await ForwardedAsync();
        var iso = TimeText.Iso(Community.Now.AddHours(24));

        SignInAs(Community.Sal);
        var page = Render<TrainingSitePage>();
        page.WaitForElement("[data-test=site-clock]");
        Assert.Equal(iso, page.Find("[data-test=site-clock] hmis-clock").GetAttribute("target"));

        var view = await Community.ViewAsync(code, Community.Alma);
        var own = Render<HmisOnboarding.Web.Features.MyProgress.TrainingSiteCard>(p => p.Add(x => x.View, view));
        Assert.Equal(iso, own.Find("[data-test=site-clock] hmis-clock").GetAttribute("target"));
        var agency = Render<HmisOnboarding.Web.Features.Requests.Parts.TrainingSiteCard>(p => p.Add(x => x.View, view));
        Assert.Equal(iso, agency.Find("[data-test=site-clock] hmis-clock").GetAttribute("target"));
    }

    [Fact]
    public async Task Clock_WhenTheAdministratorLooksAtTheList_StandsBesideTheWish()
    {
        await ForwardedAsync();
        SignInAs(Community.Alma);
        var page = Render<TrainingSitePage>();

        page.WaitForElement("[data-test=wish] [data-test=site-clock] hmis-clock");
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
