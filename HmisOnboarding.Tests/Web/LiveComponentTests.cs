using Bunit;
using HmisOnboarding.Domain.Updates;
using HmisOnboarding.Web.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Xunit;

namespace HmisOnboarding.Tests.Web;

public sealed class LiveComponentTests : WebTest
{
    [Fact]
    public void FirstRead_WhenThePageOpens_ComesAfterTheSubscription()
    {
        var page = Render<Probe>();

        page.WaitForAssertion(() => Assert.Equal("1", page.Markup));
        Assert.Equal([1], page.Instance.SubscribersAtRead);
    }

    [Fact]
    public void Change_WhenItIsOfAWatchedKey_IsReadAndDrawn()
    {
        var page = Render<Probe>();
        page.WaitForAssertion(() => Assert.Equal("1", page.Markup));

        Changes.Publish([ChangeKey.Queue]);

        page.WaitForAssertion(() => Assert.Equal("2", page.Markup));
        Assert.Equal(Clock.GetUtcNow().UtcDateTime, page.Instance.UpdatedUtc);
    }

    [Fact]
    public async Task Reload_WhenOneIsRunning_RunsOnceMoreAndNeverTwiceAtATime()
    {
        var page = Render<Probe>();
        page.WaitForAssertion(() => Assert.Equal("1", page.Markup));
        var probe = page.Instance;
        probe.Hold = new TaskCompletionSource();

        var first = page.InvokeAsync(probe.ReadNowAsync);
        for (var i = 0; i < 4; i++)
            await page.InvokeAsync(probe.ReadNowAsync);
        probe.Hold.SetResult();
        await first;

        Assert.Equal(3, probe.SubscribersAtRead.Count);
        Assert.Equal(1, probe.MostAtATime);
    }

    [Fact]
    public async Task Watch_WhenAKeyBecomesKnownWhileReading_ReadsOnceMore()
    {
        var page = Render<Probe>();
        page.WaitForAssertion(() => Assert.Equal("1", page.Markup));
        var probe = page.Instance;
        probe.NewKey = ChangeKey.Directory;

        await page.InvokeAsync(probe.ReadNowAsync);

        Assert.Equal(3, probe.SubscribersAtRead.Count);
        Assert.Equal(1, Changes.SubscriberCount);
    }

    [Fact]
    public void View_WhenAParameterOfItChanges_IsReadAgainAndOtherwiseNot()
    {
        var page = Render<Probe>(p => p.Add(x => x.Tab, "open"));
        page.WaitForAssertion(() => Assert.Single(page.Instance.SubscribersAtRead));

        page.Render(p => p.Add(x => x.Tab, "open"));
        Assert.Single(page.Instance.SubscribersAtRead);

        page.Render(p => p.Add(x => x.Tab, "late"));
        page.WaitForAssertion(() => Assert.Equal(2, page.Instance.SubscribersAtRead.Count));
    }

    [Fact]
    public async Task Dispose_WhenThePageCloses_LeavesNoSubscriber()
    {
        var page = Render<Probe>();
        page.WaitForAssertion(() => Assert.Equal("1", page.Markup));
        Assert.Equal(1, Changes.SubscriberCount);

        await DisposeComponentsAsync();

        Assert.Equal(0, Changes.SubscriberCount);
    }

    private sealed class Probe : LiveComponentBase
    {
        private int _atATime;

        [Parameter]
        public string? Tab { get; set; }

        public List<int> SubscribersAtRead { get; } = [];

        public int MostAtATime { get; private set; }

        public TaskCompletionSource? Hold { get; set; }

        public ChangeKey? NewKey { get; set; }

        protected override IReadOnlyCollection<ChangeKey> Keys => [ChangeKey.Queue];

        protected override object? View => Tab;

        public Task ReadNowAsync() => ReloadAsync();

        protected override async Task LoadAsync(CancellationToken cancellationToken)
        {
            MostAtATime = Math.Max(MostAtATime, ++_atATime);
            SubscribersAtRead.Add(Changes.SubscriberCount);
            if (NewKey is { } key)
                Watch([ChangeKey.Queue, key]);
            if (Hold is { } hold)
                await hold.Task;
            _atATime--;
        }

        protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, SubscribersAtRead.Count);
    }
}
