using HmisOnboarding.Domain.Requests;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HmisOnboarding.Tests.Support;

public sealed class TestCommunityTests
{
    public static TheoryData<RequestState> Steps => [.. Enum.GetValues<RequestState>()];

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task AdvanceTo_WhenAnyStep_ArrivesThereInEachAgency(RequestState target)
    {
        await using var community = await TestCommunity.CreateAsync();
        foreach (var administrator in new[] { community.Alma, community.Boris, community.Cleo })
        {
            var code = await community.OpenAtAsync(target, administrator);

            Assert.Equal(target, await community.StateAsync(code));
            Assert.Equal(community.AgencyOf(administrator), (await community.ViewAsync(code)).AgencyId);
        }
    }

    [Fact]
    public async Task AddTo_WhenAnotherContainer_SharesTheInstancesAndLeavesThemAlive()
    {
        await using var community = await TestCommunity.CreateAsync();
        var services = new ServiceCollection();
        community.AddTo(services);
        await using (var other = services.BuildServiceProvider())
        {
            Assert.Same(community.Requests, other.GetRequiredService<RequestService>());
            Assert.Same(community.Clock, other.GetRequiredService<TimeProvider>());
        }

        await community.OpenRequestAsync();
    }

    [Fact]
    public async Task Fork_WhenSomethingHappensInTheCopy_LeavesTheOriginalAsItWas()
    {
        await using var community = await TestCommunity.CreateAsync();
        var code = await community.OpenAtAsync(RequestState.Submission);
        var before = community.Dump();
        await using (var fork = community.Fork())
        {
            Assert.Equal(before, fork.Dump());
            await fork.AdvanceToAsync(RequestState.AccountQueue, code);
            Assert.NotEqual(before, fork.Dump());
        }

        Assert.Equal(before, community.Dump());
    }
}
