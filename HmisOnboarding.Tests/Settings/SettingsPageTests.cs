using Bunit;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Web;
using HmisOnboarding.Web.Features.Community;
using MudBlazor;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.Settings;

public sealed class SettingsPageTests : CommunityTest
{
    [Fact]
    public async Task Publish_WhenALimitChanges_MakesTheNextVersionAndLeavesOpenRequestsAlone()
    {
        var code = await Community.OpenRequestAsync();
        SignInAs(Community.Sal);
        var page = Open();
        var dialogs = Render<MudDialogProvider>();

        page.Find("[data-test=LapseAfterDays]").Change("72");
        Assert.Equal("Lapses after: 60 72", page.Find(".changes").TextContent.Trim());
        var publishing = page.Find("[data-test=publish] .act-primary").ClickAsync(new());
        dialogs.WaitForElement("textarea");
        await dialogs.Find("textarea").InputAsync(new() { Value = "The help desk is closed on Fridays." });
        await dialogs.Find(".act-primary").ClickAsync(new());
        await publishing;

        var now = await Community.Community.NowAsync(TestContext.Current.CancellationToken);
        Assert.Equal((2, 72), (now.Versions.Settings, now.Settings.LapseAfterDays));
        Assert.Equal(60, (await Community.ViewAsync(code)).Settings.LapseAfterDays);
        page.WaitLive(Community, () => Assert.Contains("Version 2.", page.Find(".page-context").TextContent, StringComparison.Ordinal));
        Assert.Contains("The help desk is closed on Fridays.", page.Find(".versions").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TrainingTargetDays", "soon", "Enter a whole number above 0.")]
    [InlineData("TrainingTargetDays", "0", "Enter a whole number above 0.")]
    [InlineData("HmisUrl", "javascript:alert(1)", "Enter a link that begins with https://.")]
    [InlineData("HelpDeskName", " ", "Fill this in.")]
    public void Field_WhenTheValueIsWrong_SaysSoBesideItAndHoldsThePublication(string field, string typed, string words)
    {
        SignInAs(Community.Sal);
        var page = Open();

        page.Find($"[data-test={field}]").Change(typed);

        var input = page.Find($"[data-test={field}]");
        Assert.Equal("true", input.GetAttribute("aria-invalid"));
        Assert.Equal(words, page.Find($"#{input.GetAttribute("aria-describedby")}").TextContent);
        Assert.Equal("true", page.Find("[data-test=publish] .act-primary").GetAttribute("aria-disabled"));
    }

    [Fact]
    public void Publish_WhenAValueIsOutsideItsBounds_SaysWhyNot()
    {
        SignInAs(Community.Sal);
        var page = Open();

        page.Find("[data-test=UploadMegabytesADay]").Change("5");

        Assert.Contains("10 to 10,000 megabytes a day", page.Find("[data-test=publish] .act-why").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Reminders_WhenTheirPlanChanges_ShowAnExampleOfIt()
    {
        SignInAs(Community.Sal);
        var page = Open();
        Assert.Contains("Told when late: ", page.Find("[data-test=example-DirectorSignature]").TextContent, StringComparison.Ordinal);

        page.Find("[data-test='DirectorReminders.AfterExpected']").Change("soon");
        Assert.Equal("Put the marked field right to see an example.", page.Find("[data-test=example-DirectorSignature]").TextContent);
        foreach (var field in new[] { "AfterExpected", "BeforeExpected", "Administrators", "Director", "SystemAdministrators" })
            page.Find($"[data-test='DirectorReminders.{field}']").Change("");
        page.Find("[data-test='DirectorReminders.AfterHandOff']").Change("2 d");

        Assert.Equal("Example: Comes on Mon 9 Mar, 09:00 EDT, expected by Thu 12 Mar, 09:00 EDT. Reminded: Wed 11 Mar, 09:00 EDT. Nobody else is told.", page.Find("[data-test=example-DirectorSignature]").TextContent);
        Assert.Contains("Signature of the executive director: Reminded after the hand-off", page.Find(".changes").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Typed_WhenSomebodyElsePublishes_IsKeptAndTheirsIsNamed()
    {
        SignInAs(Community.Sal);
        var page = Open();
        page.Find("[data-test=TrainingTargetDays]").Change("14");

        var now = await Community.Community.NowAsync(TestContext.Current.CancellationToken);
        await Community.Community.PublishSettingsAsync(Community.Sue, now.Settings with { DirectorTargetDays = 5 }, "Directors travel.", TestContext.Current.CancellationToken);

        page.WaitLive(Community, () => Assert.Contains("Sue Swan published version 2", page.Find("[data-test=overtaken]").TextContent, StringComparison.Ordinal));
        Assert.Equal("14", page.Find("[data-test=TrainingTargetDays]").GetAttribute("value"));
        Assert.Equal("5", page.Find("[data-test=DirectorTargetDays]").GetAttribute("value"));
    }

    [Fact]
    public void Groups_WhenWrittenBack_ChangeNothingAndReachEveryField()
    {
        var settings = new CommunitySettings();
        var lines = SettingGroups.All.SelectMany(g => g.Lines).ToList();

        Assert.All(lines, line => Assert.Equal(settings, line.Write(settings, line.Read(settings))));
        Assert.All(lines.Where(l => l.Kind == SettingKind.Number), line => Assert.Equal("7", line.Read(line.Write(settings, "7"))));
        Assert.Equal(typeof(CommunitySettings).GetProperties().Select(p => p.Name).Order(), lines.Select(l => l.Key.Split('.')[0]).Distinct().Order());
    }

    [Theory]
    [InlineData("administrator")]
    [InlineData("director")]
    [InlineData("colleague")]
    public void Page_WhenSomebodyElseOpensIt_IsNotThere(string who)
    {
        SignInAs(who switch
        {
            "administrator" => Community.Alma,
            "director" => Community.Dora,
            _ => Community.Nora,
        });

        Assert.Throws<NotFoundException>(() => Open());
    }

    private IRenderedComponent<SettingsPage> Open()
    {
        var page = Render<SettingsPage>();
        page.WaitForElement("[data-test=publish]");
        return page;
    }
}
