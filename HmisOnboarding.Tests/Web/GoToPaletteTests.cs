using Bunit;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Web.Components.Layout;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HmisOnboarding.Tests.Web;

public sealed class GoToPaletteTests : CommunityTest
{
    [Fact]
    public async Task Found_WhenWordsAreTyped_AreTheRequestsWithinReachAndThePagesOfTheSeat()
    {
        var packet = await Community.OpenAtAsync(RequestState.AccountQueue);
        var begun = await Community.OpenRequestAsync(Community.Boris);
        SignInAs(Community.Sal);
        var palette = await OpenAsync(Community.Sal);
        Assert.Equal(["/queue", "/requests", "/agencies", "/training-site", "/settings", "/records"], Addresses(palette));

        await palette.Find("input").InputAsync(new() { Value = packet });
        Assert.Equal([$"/queue/{packet}"], Addresses(palette));
        await palette.Find("input").InputAsync(new() { Value = begun });
        Assert.Equal([$"/requests/{begun}"], Addresses(palette));
        await palette.Find("input").InputAsync(new() { Value = "reco" });
        Assert.Equal(["/records"], Addresses(palette));
        await palette.Find("input").InputAsync(new() { Value = "nobody is called that" });
        Assert.StartsWith("Nothing fits.", palette.Find("[role=status]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Found_WhenAnAdministratorSearches_HoldsNothingOfAnotherAgency()
    {
        var own = await Community.OpenAtAsync(RequestState.AccountQueue);
        var other = await Community.OpenRequestAsync(Community.Boris);
        SignInAs(Community.Alma);
        var palette = await OpenAsync(Community.Alma);

        await palette.Find("input").InputAsync(new() { Value = other });
        Assert.Empty(Addresses(palette));
        await palette.Find("input").InputAsync(new() { Value = own });
        Assert.Equal([$"/requests/{own}"], Addresses(palette));
    }

    private async Task<IRenderedComponent<GoToPalette>> OpenAsync(Caller person)
    {
        var summary = await Community.People.FindPersonAsync(person.PersonId, TestContext.Current.CancellationToken);
        return Render<GoToPalette>(p => p.Add(x => x.Person, summary!));
    }

    private static string[] Addresses(IRenderedComponent<GoToPalette> palette) => [.. palette.FindAll("a").Select(a => a.GetAttribute("href")!)];
}
