using Bunit;
using Bunit.TestDoubles;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;
using HmisOnboarding.Tests.Web;
using HmisOnboarding.Web.Components.Layout;
using HmisOnboarding.Web.Features.Catalogues;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.Catalogues;

public sealed class CataloguePageTests : CommunityTest
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private CatalogueService Service => Community.Get<CatalogueService>();

    [Fact]
    public async Task Publish_WhenACourseIsChanged_MakesTheNextVersionAndTellsWhatChanged()
    {
        SignInAs(Community.Sal);
        var page = Open("courses");
        Item(page, "C02").QuerySelector(".item-toggle")!.Click();

        Item(page, "C02").QuerySelector("[data-test=valid]")!.Input("6");
        Item(page, "C02").QuerySelector("[data-test=link]")!.Input("https://learn.example.org/privacy");
        Item(page, "C02").QuerySelector("[data-test=before-C01]")!.Change(false);

        Assert.Equal(["Link", "Valid", "Prerequisites"], page.FindAll("[data-test=publish] .change-facts dt").Select(t => t.TextContent));
        Assert.Contains("Changed", Item(page, "C02").TextContent, StringComparison.Ordinal);
        await PublishAsync(page, "Privacy is taken twice a year.");

        var edition = await Service.CatalogueAsync(Community.Sal, cancellationToken: Cancel);
        Assert.Equal((2, 6, "https://learn.example.org/privacy"), (edition.Number, edition.Catalogue.Course("C02").ValidMonths, edition.Catalogue.Course("C02").Link));
        Assert.Equal("Privacy is taken twice a year.", edition.History[0].Reason);
        page.WaitLive(Community, () => Assert.Contains("Version 2.", page.Find(".page-context").TextContent, StringComparison.Ordinal));
        Assert.Contains("Nothing is changed yet.", page.Find("[data-test=publish]").TextContent, StringComparison.Ordinal);

        await page.Find("[data-test=compare]").ClickAsync(new());
        Assert.Contains("Valid", page.Find("[data-test=compared]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Item_WhenItIsWrong_SaysSoAtTheItemAndHoldsThePublication()
    {
        SignInAs(Community.Sal);
        var page = Open("courses");
        Item(page, "C03").QuerySelector(".item-toggle")!.Click();

        Item(page, "C03").QuerySelector("[data-test=minutes]")!.Input("no");
        Item(page, "C03").QuerySelector("[data-test=pass]")!.Input("180");

        Assert.Equal(
            ["The course C03 has a pass score of 180 %. Choose 1 to 100, or none.", "The course C03 takes 0 minutes. Choose at least 1."],
            Item(page, "C03").QuerySelectorAll("[data-test=problems] li").Select(l => l.TextContent));
        Assert.DoesNotContain("to correct", Item(page, "C02").TextContent, StringComparison.Ordinal);
        Assert.Contains("2", page.Find("[data-test=part-courses]").TextContent, StringComparison.Ordinal);
        Assert.Equal("true", page.Find("[data-test=publish] .act-primary").GetAttribute("aria-disabled"));
    }

    [Fact]
    public void Matrix_WhenACellIsTicked_ChangesThatRequirementOnly()
    {
        SignInAs(Community.Sal);
        var page = Open("matrix");

        Assert.True(Cell(page, "C01", "volunteer").HasAttribute("checked"));
        Assert.False(Cell(page, "C09", "case-manager").HasAttribute("checked"));
        Assert.Contains("if reports", Row(page, "C09").TextContent, StringComparison.Ordinal);
        Cell(page, "C09", "case-manager").Change(true);
        Assert.Equal(("If reports", "Required"), OnlyChange(page));
        Cell(page, "C09", "case-manager").Change(false);
        Assert.Equal(("If reports", "Not needed"), OnlyChange(page));

        page.Find("[data-test=when-reports]").Change(true);
        Assert.Equal("Asked: Will this person run HMIS reports?", page.Find("[data-test=question]").TextContent);
        Cell(page, "C09", "case-manager").Change(true);
        Assert.Contains("Nothing is changed yet.", page.Find("[data-test=publish]").TextContent, StringComparison.Ordinal);
        Assert.Contains("always", Row(page, "C01").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Matrix_WhenAPrerequisiteIsLeftOut_SaysWhichAndCountsItAtThePart()
    {
        SignInAs(Community.Sal);
        var page = Open("matrix");

        Cell(page, "C05", "volunteer").Change(false);

        Assert.Equal("The role type \"volunteer\" needs course C06 but not its prerequisite C05. Require both.", page.Find("[data-test=matrix] [data-test=problems] li").TextContent);
        Assert.Contains("1", page.Find("[data-test=part-matrix]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Matrix_WhenRead_HasARowHeadAColumnHeadAndALabelForEveryCell()
    {
        SignInAs(Community.Sal);
        var page = Open("matrix");

        Assert.Equal(Catalogue.Default.RoleTypes.Count + 1, page.FindAll(".matrix thead th[scope=col]").Count);
        Assert.Equal(Catalogue.Default.Courses.Count, page.FindAll(".matrix tbody th[scope=row]").Count);
        Assert.All(page.FindAll(".matrix input"), input => Assert.Matches(@".+ for .+, always$", input.ParentElement!.TextContent.Trim()));
        Assert.Equal("0", page.Find(".matrix").GetAttribute("tabindex"));
        page.Find("[data-test=pick-role]").Change("case-manager");
        Assert.Equal(Catalogue.Default.RoleTypes.Count - 1, page.FindAll(".matrix thead th.other").Count);
    }

    [Fact]
    public async Task List_WhenItemsAreAddedMovedAndRemoved_ReachesTheNextVersion()
    {
        SignInAs(Community.Sal);
        var page = Open("lists");
        IRenderedComponent<ChoiceList> Reasons() => page.FindComponents<ChoiceList>().Single(l => l.Instance.Part == CataloguePart.DeclineReasons);

        Reasons().Find("[data-test=new-code]").Input("has spaces");
        await Reasons().Find("form").SubmitAsync();
        Assert.Contains("Use letters, digits", Reasons().Find(".wrong").TextContent, StringComparison.Ordinal);
        Reasons().Find("[data-test=new-code]").Input("left-agency");
        await Reasons().Find("form").SubmitAsync();
        Assert.Equal("true", page.Find("[data-test=publish] .act-primary").GetAttribute("aria-disabled"));
        Reasons().Find("[data-code=left-agency] [data-test=label]").Input("Has left");
        Reasons().Find("[data-code=left-agency] [data-test=sentence]").Input("The person has left the agency.");
        Reasons().Find("[data-code=left-agency] [data-test=up]").Click();
        var first = Catalogue.Default.DeclineReasons[0].Code;
        Reasons().Find($"[data-code={first}] .item-toggle").Click();
        Reasons().Find($"[data-code={first}] [data-test=remove]").Click();
        await PublishAsync(page, "People leave.");

        var codes = (await Service.CatalogueAsync(Community.Sal, cancellationToken: Cancel)).Catalogue.DeclineReasons.Select(r => r.Code).ToList();
        var expected = Catalogue.Default.DeclineReasons.Select(r => r.Code).Skip(1).ToList();
        expected.Insert(expected.Count - 1, "left-agency");
        Assert.Equal(expected, codes);
    }

    [Fact]
    public void RoleType_WhenRemovedOrRetired_TakesItsCellsAlongAndNamesWhatPointsToIt()
    {
        SignInAs(Community.Sal);
        var page = Open("roles");
        Item(page, "volunteer").QuerySelector(".item-toggle")!.Click();
        Item(page, "volunteer").QuerySelector("[data-test=offered]")!.Change(false);
        Assert.Contains("Not offered", Item(page, "volunteer").TextContent, StringComparison.Ordinal);
        Assert.Contains("no longer offered", page.Find("[data-test=publish] .act-why").TextContent, StringComparison.Ordinal);

        Item(page, "volunteer").QuerySelector("[data-test=remove]")!.Click();
        var draft = Services.GetRequiredService<CatalogueDrafts>().Catalogue!.Now;
        Assert.DoesNotContain(draft.Requirements, r => r.RoleType == "volunteer");
        Assert.Contains("which is not a role type", page.Find("[data-test=publish] .act-why").TextContent, StringComparison.Ordinal);

        page.Find("[data-test=forget]").Click();
        Assert.Contains("Nothing is changed yet.", page.Find("[data-test=publish]").TextContent, StringComparison.Ordinal);
        Assert.NotNull(Item(page, "volunteer"));
    }

    [Fact]
    public void Lines_WhenAnEmptyOneIsBegun_StayUnderTheCursorAndAreNotKept()
    {
        SignInAs(Community.Sal);
        var page = Open("roles");
        Item(page, "read-only").QuerySelector(".item-toggle")!.Click();

        Item(page, "read-only").QuerySelector("[data-test=may]")!.Input("View records\n");

        Assert.Equal("View records\n", Item(page, "read-only").QuerySelector("[data-test=may]")!.GetAttribute("value"));
        Assert.Equal(["View records"], Services.GetRequiredService<CatalogueDrafts>().Catalogue!.Now.RoleType("read-only").MayDo);
        Assert.DoesNotContain("to correct", Item(page, "read-only").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Draft_WhenSomebodyElsePublishes_IsKeptOnTopOfTheirsAndTheirsIsNamed()
    {
        SignInAs(Community.Sal);
        var page = Open("courses");
        Item(page, "C02").QuerySelector(".item-toggle")!.Click();
        Item(page, "C02").QuerySelector("[data-test=minutes]")!.Input("50");

        await Service.PublishCatalogueAsync(Community.Sue, WithMinutes("C03", 60), 1, "It takes longer.", Cancel);

        page.WaitLive(Community, () => Assert.Contains("Sue Swan published version 2 meanwhile: It takes longer.", page.Find("[data-test=overtaken]").TextContent, StringComparison.Ordinal));
        Assert.Contains(Catalogue.Default.Course("C03").Title, page.Find("[data-test=overtaken] [data-test=changes]").TextContent, StringComparison.Ordinal);
        Assert.Equal("50", Item(page, "C02").QuerySelector("[data-test=minutes]")!.GetAttribute("value"));
        await PublishAsync(page, "So does this one.");
        var now = (await Service.CatalogueAsync(Community.Sal, cancellationToken: Cancel)).Catalogue;
        Assert.Equal((50, 60), (now.Course("C02").Minutes, now.Course("C03").Minutes));
    }

    [Fact]
    public async Task Draft_WhenBothChangeTheSameCourse_IsKeptAndTheCourseIsNamed()
    {
        SignInAs(Community.Sal);
        var page = Open("courses");
        Item(page, "C02").QuerySelector(".item-toggle")!.Click();
        Item(page, "C02").QuerySelector("[data-test=minutes]")!.Input("50");

        await Service.PublishCatalogueAsync(Community.Sue, WithMinutes("C02", 60), 1, "It takes longer.", Cancel);

        page.WaitLive(Community, () => Assert.Contains($"You both changed {Catalogue.Default.Course("C02").Title}.", page.Find("[data-test=overtaken]").TextContent, StringComparison.Ordinal));
        Assert.Equal("50", Item(page, "C02").QuerySelector("[data-test=minutes]")!.GetAttribute("value"));
    }

    [Fact]
    public void Draft_WhenThePersonLooksAtAnotherPage_IsThereAgain()
    {
        SignInAs(Community.Sal);
        var page = Open("roles");
        Item(page, "volunteer").QuerySelector(".item-toggle")!.Click();
        Item(page, "volunteer").QuerySelector("[data-test=name]")!.Input("Helper");

        var again = Open("roles");

        Assert.Contains("Helper", Item(again, "volunteer").TextContent, StringComparison.Ordinal);
        Assert.Contains("Changed", Item(again, "volunteer").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/catalogue", true)]
    [InlineData("/catalogue/agreement", true)]
    [InlineData("/catalogues", false)]
    [InlineData("/queue", false)]
    public async Task Rail_WhenBelowTheSettings_KeepsTheSettingsMarked(string address, bool marked)
    {
        SignInAs(Community.Sal);
        Services.GetRequiredService<BunitNavigationManager>().NavigateTo(address);
        var person = await Services.GetRequiredService<HmisOnboarding.Web.Auth.CurrentActor>().PersonAsync(Cancel);

        var rail = Render<Rail>(p => p.Add(r => r.Person, person));

        Assert.Equal(6, rail.FindAll(".rail-entry").Count);
        Assert.Equal(marked, rail.Find("[href='/settings']").ClassList.Contains("rail-here"));
    }

    [Theory]
    [InlineData("administrator")]
    [InlineData("director")]
    [InlineData("colleague")]
    public void Pages_WhenSomebodyElseOpensThem_AreNotThere(string who)
    {
        SignInAs(who switch
        {
            "administrator" => Community.Alma,
            "director" => Community.Dora,
            _ => Community.Nora,
        });

        Assert.Throws<NotFoundException>(() => Open("roles"));
        Assert.Throws<NotFoundException>(() => Render<AgreementTextPage>());
        Assert.Throws<NotFoundException>(() => Render<FilePage>());
    }

    private static AngleSharp.Dom.IElement Item(IRenderedComponent<CataloguePage> page, string code) => page.Find($".item[data-code='{code}']");

    private static AngleSharp.Dom.IElement Row(IRenderedComponent<CataloguePage> page, string course) => page.Find($".matrix tr[data-code={course}]");

    private static AngleSharp.Dom.IElement Cell(IRenderedComponent<CataloguePage> page, string course, string role) => page.Find($"[data-test=cell-{course}-{role}]");

    private static (string Was, string Now) OnlyChange(IRenderedComponent<CataloguePage> page) =>
        (page.Find("[data-test=publish] .change-facts del").TextContent, page.Find("[data-test=publish] .change-facts ins").TextContent);

    private static Catalogue WithMinutes(string code, int minutes) =>
        Catalogue.Default with { Courses = [.. Catalogue.Default.Courses.Select(c => c.Code == code ? c with { Minutes = minutes } : c)] };

    private async Task PublishAsync(IRenderedComponent<CataloguePage> page, string reason)
    {
        var dialogs = Render<MudDialogProvider>();
        var publishing = page.Find("[data-test=publish] .act-primary").ClickAsync(new());
        dialogs.WaitForElement("textarea");
        await dialogs.Find("textarea").InputAsync(new() { Value = reason });
        await dialogs.Find(".act-primary").ClickAsync(new());
        await publishing;
    }

    private IRenderedComponent<CataloguePage> Open(string part)
    {
        Services.GetRequiredService<BunitNavigationManager>().NavigateTo($"/catalogue?part={part}");
        var page = Render<CataloguePage>();
        page.WaitForElement("[data-test=publish]");
        return page;
    }
}
