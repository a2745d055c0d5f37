using HmisOnboarding.Domain.Requests;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HmisOnboarding.Tests.Support;

public sealed class TestCommunityTests
{
    public static TheoryData<RequestState> Steps => [.. Enum.GetValues<RequestState>()];

    [Fact]
    public async Task AdvanceTo_WhenTheOtherAgencies_ArrivesThereToo()
    {
        await using var community = await TestCommunity.CreateAsync();
        foreach (var administrator in new[] { community.Boris, community.Cleo })
        {
            var code = await community.OpenAtAsync(RequestState.AccountCreated, administrator);

            Assert.Equal(RequestState.AccountCreated, await community.StateAsync(code));
            Assert.Equal(community.AgencyOf(administrator), (await community.ViewAsync(code)).AgencyId);
        }
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task CreateAt_WhenAnyStep_IsACopyThatStandsThere(RequestState state)
    {
        var (first, code) = await TestCommunity.CreateAtAsync(state);
        await using var one = first;
        var (second, _) = await TestCommunity.CreateAtAsync(state);
        await using var two = second;

        Assert.Equal(state, await two.StateAsync(code));
        Assert.Equal(one.Dump(), two.Dump());
        Assert.NotEqual(code, await two.OpenRequestAsync());
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
