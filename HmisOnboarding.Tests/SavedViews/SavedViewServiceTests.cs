using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.SavedViews;
using HmisOnboarding.Tests.Support;
using Xunit;

namespace HmisOnboarding.Tests.SavedViews;

public sealed class SavedViewServiceTests
{
    private CancellationToken Cancel { get; } = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Views_WhenKept_AreThePersonsOwnAndOfTheirList()
    {
        await using var community = await TestCommunity.CreateAsync();
        var views = community.Get<SavedViewService>();
        var late = await views.SaveAsync(community.Sal, SavedList.Queue, " Late ", "level=late", Cancel);
        await views.SaveAsync(community.Sal, SavedList.Queue, "bridge", "find=bridge", Cancel);
        await views.SaveAsync(community.Sal, SavedList.Requests, "Late", "stuck=1", Cancel);
        await views.SaveAsync(community.Sue, SavedList.Queue, "Late", "level=soon", Cancel);

        var own = await views.ListAsync(community.Sal, SavedList.Queue, Cancel);

        Assert.Equal([("bridge", "find=bridge", false), ("Late", "level=late", false)], own.Select(v => (v.Name, v.Filters, v.IsStart)));
        foreach (var act in new Func<Task>[] { () => views.RenameAsync(community.Sue, late, "Mine", Cancel), () => views.DeleteAsync(community.Sue, late, Cancel), () => views.StartWithAsync(community.Alma, late, true, Cancel) })
            await Assert.ThrowsAsync<NotFoundException>(act);
        Assert.Equal(own, await views.ListAsync(community.Sal, SavedList.Queue, Cancel));
    }

    [Fact]
    public async Task Start_WhenAnotherViewIsChosen_IsOnlyThatOneAndCanBeNone()
    {
        await using var community = await TestCommunity.CreateAsync();
        var views = community.Get<SavedViewService>();
        var (first, second) = (await views.SaveAsync(community.Sal, SavedList.Queue, "A", "show=mine", Cancel), await views.SaveAsync(community.Sal, SavedList.Queue, "B", "show=done", Cancel));
        await views.StartWithAsync(community.Sal, first, true, Cancel);

        await views.StartWithAsync(community.Sal, second, true, Cancel);

        Assert.Equal([false, true], (await views.ListAsync(community.Sal, SavedList.Queue, Cancel)).Select(v => v.IsStart));
        await views.StartWithAsync(community.Sal, second, false, Cancel);
        Assert.DoesNotContain(await views.ListAsync(community.Sal, SavedList.Queue, Cancel), v => v.IsStart);
        await views.RenameAsync(community.Sal, first, "a", Cancel);
        await views.DeleteAsync(community.Sal, second, Cancel);
        Assert.Equal("a", Assert.Single(await views.ListAsync(community.Sal, SavedList.Queue, Cancel)).Name);
    }

    [Theory]
    [InlineData(" ", "level=late", "Give the view a name")]
    [InlineData("A name that is much longer than forty letters are", "level=late", "Give the view a name")]
    [InlineData("LATE", "level=late", "You have a view with the name LATE")]
    [InlineData("New", "a\nb", "These filters are too long")]
    public async Task Save_WhenSomethingIsWrong_SaysWhat(string name, string filters, string sentence)
    {
        await using var community = await TestCommunity.CreateAsync();
        var views = community.Get<SavedViewService>();
        await views.SaveAsync(community.Sal, SavedList.Queue, "Late", "level=late", Cancel);

        var refused = await Assert.ThrowsAsync<RuleViolationException>(() => views.SaveAsync(community.Sal, SavedList.Queue, name, filters, Cancel));

        Assert.StartsWith(sentence, refused.Reasons[0], StringComparison.Ordinal);
        Assert.Single(await views.ListAsync(community.Sal, SavedList.Queue, Cancel));
    }

    [Fact]
    public async Task Save_WhenThereAreTwenty_IsRefused()
    {
        await using var community = await TestCommunity.CreateAsync();
        var views = community.Get<SavedViewService>();
        for (var i = 0; i < SavedView.MostOfAList; i++)
            await views.SaveAsync(community.Sal, SavedList.Queue, $"View {i}", "level=late", Cancel);

        await Assert.ThrowsAsync<RuleViolationException>(() => views.SaveAsync(community.Sal, SavedList.Queue, "One more", "level=late", Cancel));
    }
}
