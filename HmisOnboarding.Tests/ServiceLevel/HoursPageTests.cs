using System.Text;
using Bunit;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.ServiceLevel;
using HmisOnboarding.Tests.Web;
using HmisOnboarding.Web.Components.Requests;
using HmisOnboarding.Web.Features.Community;
using Microsoft.AspNetCore.Components.Forms;
using MudBlazor;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.ServiceLevel;

public sealed class HoursPageTests : CommunityTest
{
    [Fact]
    public async Task Publish_WhenWorkingHoursAreChosen_TriesThemOnAnExampleFirst()
    {
        SignInAs(Community.Sal);
        var page = Open();
        var dialogs = Render<MudDialogProvider>();
        page.Find("[data-test=complete]").Change("2026-03-06T16:00");
        Assert.Equal("A packet that is complete on Fri 6 Mar, 16:00 EST is due on Sat 7 Mar, 16:00 EST. It is late after Sun 8 Mar, 17:00 EDT.", page.Find("[data-test=example]").TextContent);

        page.Find("[data-test=working]").Change(true);
        page.Find("[data-test=TargetHours]").Change("8");
        page.Find("[data-test=LimitHours]").Change("16");
        page.Find("[data-test=day-Friday]").Change("08:00-12:00, 13:00-15:30");
        Assert.Equal("A packet that is complete on Fri 6 Mar, 16:00 EST is due on Mon 9 Mar, 17:00 EDT. It is late after Tue 10 Mar, 17:00 EDT.", page.Find("[data-test=example]").TextContent);
        page.Find("[data-test=holiday-day]").Change("2026-03-09");
        page.Find("[data-test=holiday-name]").Change("Founders Day");
        await page.Find("[data-test=holiday-add]").ClickAsync(new());
        Assert.Contains("is due on Tue 10 Mar, 17:00 EDT", page.Find("[data-test=example]").TextContent, StringComparison.Ordinal);

        var publishing = page.Find("[data-test=publish] .act-primary").ClickAsync(new());
        dialogs.WaitForElement("textarea");
        await dialogs.Find("textarea").InputAsync(new() { Value = "The desk closes early on Fridays." });
        await dialogs.Find(".act-primary").ClickAsync(new());
        await publishing;

        var edition = await Community.Get<ServiceHoursService>().EditionAsync(Community.Sal, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((2, CountedTime.WorkingHours, 8, "Founders Day"), (edition.Number, edition.Policy.Counting, edition.Policy.TargetHours, edition.Policy.Holidays[0].Name));
        Assert.Equal("08:00–12:00, 13:00–15:30", string.Join(", ", edition.Policy.On(DayOfWeek.Friday)));
    }

    [Theory]
    [InlineData("TargetHours", "soon", "Enter a whole number, at least 1.")]
    [InlineData("day-Monday", "nine to five", "Write hours like 08:00-12:00, 13:00-17:00. Leave it empty for a closed day.")]
    public void Field_WhenItCannotBeRead_SaysSoBesideItAndHoldsThePublication(string field, string typed, string words)
    {
        SignInAs(Community.Sal);
        var page = Open();
        page.Find("[data-test=working]").Change(true);

        page.Find($"[data-test={field}]").Change(typed);

        var input = page.Find($"[data-test={field}]");
        Assert.Equal(typed, input.GetAttribute("value"));
        Assert.Equal(words, page.Find($"#{input.GetAttribute("aria-describedby")}").TextContent);
        Assert.Equal("true", page.Find("[data-test=publish] .act-primary").GetAttribute("aria-disabled"));
    }

    [Fact]
    public void File_WhenItIsRead_AddsItsDaysOrSaysByLineWhyNot()
    {
        SignInAs(Community.Sal);
        var page = Open();
        page.Find("[data-test=working]").Change(true);
        Assert.Equal(12, page.FindAll("[data-test=federal-2026] li").Count);

        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromBinary(Encoding.UTF8.GetBytes("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260704T100000\nSUMMARY:x\nEND:VEVENT\nEND:VCALENDAR"), "bad.ics"));
        page.WaitForAssertion(() => Assert.StartsWith("Line 3: A holiday is a whole day.", page.Find("[data-test=holiday-problems] li").TextContent, StringComparison.Ordinal));

        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromBinary(Encoding.UTF8.GetBytes("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260501\nSUMMARY:May Day\nRRULE:FREQ=YEARLY\nEND:VEVENT\nEND:VCALENDAR"), "good.ics"));
        page.WaitForAssertion(() => Assert.Contains("Fri 1 May: May Day, every year", page.Find("[data-test=holiday]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Page_WhenSomebodyElseOpensIt_IsNotThere()
    {
        SignInAs(Community.Alma);
        Assert.Throws<NotFoundException>(() => Open());
    }

    [Fact]
    public async Task Panel_WhenNewerHoursAreInForce_ExplainsTheClockAndLetsOnlyTheSystemAdministratorsSetIt()
    {
        var code = await Community.OpenAtAsync(RequestState.AccountQueue);
        await Community.Get<ServiceHoursService>().PublishAsync(Community.Sal, ServicePolicy.Default with { LimitHours = 72 }, 1, null, "More time.", TestContext.Current.CancellationToken);
        SignInAs(Community.Sal);

        var view = await Community.ViewAsync(code);
        var panel = Render<ClockPanel>(p => p.Add(c => c.View, view));
        Assert.Contains("It counts every hour while the system administrators have the packet.", panel.Markup, StringComparison.Ordinal);
        Assert.Contains("Set it to version 2", panel.Find("[data-test=replan]").TextContent, StringComparison.Ordinal);

        var agency = await Community.ViewAsync(code, Community.Alma);
        Assert.Empty(Render<ClockPanel>(p => p.Add(c => c.View, agency)).FindAll("[data-test=replan]"));
    }

    private IRenderedComponent<HoursPage> Open()
    {
        var page = Render<HoursPage>();
        page.WaitForElement("[data-test=publish]");
        return page;
    }
}
