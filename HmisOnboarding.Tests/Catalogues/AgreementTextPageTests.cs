using Bunit;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Tests.Web;
using HmisOnboarding.Web.Features.Catalogues;
using MudBlazor;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.Catalogues;

public sealed class AgreementTextPageTests : CommunityTest
{
    private IRenderedComponent<MudDialogProvider>? _dialogs;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private CatalogueService Service => Community.Get<CatalogueService>();

    [Fact]
    public async Task Publish_WhenAClauseIsChanged_ShowsTheWordsAndMakesTheNextVersion()
    {
        await Community.OpenRequestAsync();
        SignInAs(Community.Sal);
        var page = Open();
        var first = AgreementText.Default.AllClauses[0];

        Clause(page, first.Number).QuerySelector("[data-test=text]")!.Input(first.Text + " Always.");

        Assert.Contains(first.Text + " Always.", page.Find("[data-test=preview]").TextContent, StringComparison.Ordinal);
        page.Find("[data-test=show-changes]").Click();
        Assert.Equal($"Clause {first.Number}", page.Find(".beside dt").TextContent);
        Assert.Equal("Always.", page.Find(".beside ins").TextContent.Trim());
        Assert.Equal("1 open request keeps its text. Agency administrators can ask for signatures on the new text, request by request.", page.Find("[data-test=consequence]").TextContent);
        await AnswerAsync(page.Find("[data-test=publish] .act-primary"), "Said more clearly.");

        var edition = await Service.AgreementAsync(Community.Sal, cancellationToken: Cancel);
        Assert.Equal((2, first.Text + " Always.", 1), (edition.Number, edition.Text.AllClauses[0].Text, edition.OnOlderText));
        page.WaitLive(Community, () => Assert.Contains("Version 2 is in force.", page.Find(".page-context").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Preview_WhenAClauseHasMarks_ShowsBoldWordsAndAList()
    {
        SignInAs(Community.Sal);
        var page = Open();

        Clause(page, AgreementText.Default.AllClauses[0].Number).QuerySelector("[data-test=text]")!.Input("I **never** share:\n- my password\n- <b>my</b> token");

        var clause = page.Find("[data-test=preview] .reading-clause");
        Assert.Equal("I never share:", clause.QuerySelector("p")!.TextContent);
        Assert.Equal("never", clause.QuerySelector("strong")!.TextContent);
        Assert.Equal(["my password", "<b>my</b> token"], clause.QuerySelectorAll("li").Select(li => li.TextContent));
    }

    [Fact]
    public void Editor_WhenClausesAndGroupsComeGoAndMove_KeepsEveryOther()
    {
        SignInAs(Community.Sal);
        var page = Open();
        var (first, second) = (AgreementText.Default.Groups[0], AgreementText.Default.Groups[1]);

        page.Find($"[data-test=group][data-code={first.Letter}] [data-test=add-clause]").Click();
        var added = (AgreementText.Default.AllClauses.Count + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        Clause(page, added).QuerySelector("[data-test=text]")!.Input("I ask when I am not sure.");
        Clause(page, added).QuerySelector("[data-test=initials]")!.Change(true);
        Clause(page, added).QuerySelector("[data-test=up]")!.Click();
        Clause(page, second.Clauses[0].Number).QuerySelector("[data-test=remove]")!.Click();
        page.Find("[data-test=renumber]").Click();

        var now = Draft.Now;
        Assert.Equal(new Clause((first.Clauses.Count).ToString(System.Globalization.CultureInfo.InvariantCulture), "I ask when I am not sure.", true), now.Groups[0].Clauses[^2]);
        Assert.Equal(second.Clauses.Skip(1).Select(c => c.Text), now.Groups[1].Clauses.Select(c => c.Text));
        Assert.Equal(Enumerable.Range(1, now.AllClauses.Count).Select(n => $"{n}"), now.AllClauses.Select(c => c.Number));
        Assert.Empty(now.Problems());

        page.Find("[data-test=add-group]").Click();
        Assert.Contains("has no clause", page.Find("[data-test=publish] .act-why").TextContent, StringComparison.Ordinal);
        page.FindAll("[data-test=remove-group]")[^1].Click();
        Assert.Empty(Draft.Now.Problems());
        page.Find("[data-test=forget]").Click();
        Assert.Contains("What changes (0)", page.Find("[data-test=show-changes]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_WhenATimeIsChosen_WaitsAndCanBeWithdrawn()
    {
        SignInAs(Community.Sal);
        var page = Open();
        page.Find("[data-test=title]").Input("The New Agreement");
        page.Find("[data-test=later]").Change(true);
        Assert.Contains("Enter the day and the time.", page.Find("[data-test=publish] .act-why").TextContent, StringComparison.Ordinal);
        page.Find("[data-test=from]").Change("2026-03-01T09:00:00");
        Assert.Equal("That time is over. Choose a later one.", page.Find("#effective-help").TextContent);
        page.Find("[data-test=from]").Change("2026-04-01T09:00:00");
        await AnswerAsync(page.Find("[data-test=publish] .act-primary"), "From April on.");

        page.WaitLive(Community, () => Assert.Contains("Version 2 waits for", page.Find("[data-test=waiting] h2").TextContent, StringComparison.Ordinal));
        var waiting = (await Service.AgreementAsync(Community.Sal, cancellationToken: Cancel)).Waiting!;
        Assert.Equal(new DateTime(2026, 4, 1, 9, 0, 0, DateTimeKind.Utc), waiting.EffectiveUtc);
        page.Find("[data-test=title]").Input("Another");
        page.WaitLive(Community, () => Assert.Contains("Version 2 waits for its time. Withdraw it first.", page.Find("[data-test=publish] .act-why").TextContent, StringComparison.Ordinal));

        await AnswerAsync(page.Find("[data-test=waiting] .act-danger"), "The date was wrong.");

        page.WaitLive(Community, () => Assert.Empty(page.FindAll("[data-test=waiting]")));
        Assert.Contains("Withdrawn", page.Find("[data-test=version][data-code='2']").TextContent, StringComparison.Ordinal);
        Assert.Equal("Another", page.Find("[data-test=title]").GetAttribute("value"));
    }

    [Fact]
    public async Task Draft_WhenAnotherTextComesIntoForce_IsKeptAndPublishedOnlyAfterItWasRead()
    {
        SignInAs(Community.Sal);
        var page = Open();
        page.Find("[data-test=title]").Input("Mine");

        await Service.PublishAgreementAsync(Community.Sue, AgreementText.Default with { Introduction = "Read this first." }, 1, null, "Shorter.", Cancel);

        page.WaitLive(Community, () => Assert.Contains("Sue Swan published version 2: Shorter.", page.Find("[data-test=overtaken]").TextContent, StringComparison.Ordinal));
        Assert.Equal("Introduction", page.Find("[data-test=overtaken] [data-test=word-changes] dt").TextContent);
        Assert.Equal("Mine", page.Find("[data-test=title]").GetAttribute("value"));
        Assert.Contains("Read what version 2 changed", page.Find("[data-test=publish] .act-why").TextContent, StringComparison.Ordinal);
        page.Find("[data-test=go-on]").Click();
        await AnswerAsync(page.Find("[data-test=publish] .act-primary"), "Mine is better.");
        Assert.Equal((3, "Mine"), (await Service.AgreementAsync(Community.Sal, cancellationToken: Cancel)) is var e ? (e.Number, e.Text.Title) : default);
    }

    [Fact]
    public void Text_WhenItCannotBePrinted_HoldsThePublicationAndNamesTheSign()
    {
        SignInAs(Community.Sal);
        var page = Open();

        page.Find("[data-test=title]").Input("Agreement 契約");

        Assert.Contains("The title has 契 約, which cannot be printed.", page.Find("[data-test=publish] .act-why").TextContent, StringComparison.Ordinal);
    }

    private AgreementDraft Draft => Services.GetService<CatalogueDrafts>()!.Agreement!;

    private static AngleSharp.Dom.IElement Clause(IRenderedComponent<AgreementTextPage> page, string number) => page.Find($"[data-test=clause][data-code='{number}']");

    private async Task AnswerAsync(AngleSharp.Dom.IElement button, string reason)
    {
        var dialogs = _dialogs ??= Render<MudDialogProvider>();
        var acting = button.ClickAsync(new());
        dialogs.WaitForElement("textarea");
        await dialogs.Find("textarea").InputAsync(new() { Value = reason });
        await dialogs.Find(".act-primary").ClickAsync(new());
        await acting;
    }

    private IRenderedComponent<AgreementTextPage> Open()
    {
        var page = Render<AgreementTextPage>();
        page.WaitForElement("[data-test=publish]");
        return page;
    }
}
