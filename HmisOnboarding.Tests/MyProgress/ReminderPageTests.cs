using Bunit;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Tests.Web;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.MyProgress;

public sealed class ReminderPageTests : MyProgressTest
{
    [Fact]
    public async Task Remind_WhenTheDirectorHasItForADay_AsksFirstAndThenRemembers()
    {
        var code = await Community.OpenAtAsync(RequestState.DirectorSignature);
        var early = await OpenAsync(code);
        Assert.Empty(early.FindAll("[data-test=remind] button"));
        Assert.Equal("You can send a reminder tomorrow 09:00.", Hook(early, "reminded").TextContent.Trim());
        Community.Clock.Advance(TimeSpan.FromHours(24));
        var page = await OpenAsync(code);

        await page.Find("[data-test=remind] button").ClickAsync(new());
        Assert.Contains("Send a reminder to Dora Dahl?", Hook(page, "remind").TextContent, StringComparison.Ordinal);
        await page.Find("[data-test=remind] .act-confirm .act-outline").ClickAsync(new());

        var name = (await Community.ViewAsync(code)).SubjectName;
        page.WaitLive(Community, () => Assert.Equal($"Reminded today 09:00 by {name}, again possible tomorrow 09:00.", Hook(page, "reminded").TextContent.Trim()));
        Assert.Empty(page.FindAll("[data-test=remind] button"));
    }

    [Fact]
    public async Task Delay_WhenOthersWereTold_StandsOnThePage()
    {
        var code = await Community.OpenAtAsync(RequestState.DirectorSignature);
        Community.Clock.Advance(TimeSpan.FromDays(5));
        await Community.Requests.FollowUpAsync(50, TestContext.Current.CancellationToken);

        var page = await OpenAsync(code);

        Assert.Contains("Told Abel Arden, agency administrator, on Sun 8 Mar: waits 5 days for the director's signature.", Hook(page, "delay").TextContent, StringComparison.Ordinal);
    }
}
