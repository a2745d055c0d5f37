using HmisOnboarding.Domain.Mailing;
using HmisOnboarding.Domain.Watchers;
using HmisOnboarding.Tests.Mailing;
using Xunit;

namespace HmisOnboarding.Tests.Watchers;

/// <summary>The link to a tracker on its way to somebody who has no account.</summary>
public sealed class TrackerMailTests : PostTest
{
    private const string Sam = "sam@harbor.example.org";

    [Fact]
    public async Task Link_WhenSomebodyMayFollow_GoesByMailAndNamesNobody()
    {
        var code = await Community.OpenRequestAsync();
        var link = await Community.Get<WatcherService>().AddAsync(Community.Alma, code, Sam, Cancel);

        await Carrier.CarryAsync(Cancel);

        var text = Assert.Single(Post.Kept, m => m.To == Sam).Parsed.TextBody;
        Assert.StartsWith("Hello,", text, StringComparison.Ordinal);
        Assert.Contains(link!, text, StringComparison.Ordinal);
        Assert.All(["Nina", "Nova", "Alma", "Harbor House", code, "My notices"], word => Assert.DoesNotContain(word, text, StringComparison.Ordinal));
        var lines = (await Community.Get<MailQueries>().OnRequestAsync(Community.Alma, code, Cancel)).Lines;
        Assert.Equal(MailState.Sent, Assert.Single(lines, l => l.Name == Sam).State);
    }

    [Fact]
    public async Task Link_WhenTheTrackerIsEndedBeforeTheMailLeaves_IsNotSent()
    {
        var watchers = Community.Get<WatcherService>();
        var code = await Community.OpenRequestAsync();
        await watchers.AddAsync(Community.Alma, code, Sam, Cancel);
        await watchers.EndAsync(Community.Alma, code, (await watchers.ListAsync(Community.Alma, code, Cancel)).Rows[0].Id, Cancel);

        await Carrier.CarryAsync(Cancel);

        Assert.DoesNotContain(Post.Kept, m => m.To == Sam);
        var lines = (await Community.Get<MailQueries>().OnRequestAsync(Community.Alma, code, Cancel)).Lines;
        Assert.Equal(MailState.NotNeeded, Assert.Single(lines, l => l.Name == Sam).State);
    }

    [Fact]
    public async Task Link_WhenTheAddressIsRefused_IsGivenUpAndSaidOnTheRequest()
    {
        Post.OnRecipient = to => to == Sam ? "550 5.1.1 no such user" : null;
        var code = await Community.OpenRequestAsync();
        await Community.Get<WatcherService>().AddAsync(Community.Alma, code, Sam, Cancel);

        await Carrier.CarryAsync(Cancel);

        var lines = (await Community.Get<MailQueries>().OnRequestAsync(Community.Alma, code, Cancel)).Lines;
        Assert.Equal(MailState.GivenUp, Assert.Single(lines, l => l.Name == Sam).State);
    }
}
