using System.Globalization;
using HmisOnboarding.Domain.Updates;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace HmisOnboarding.Tests.Updates;

public sealed class RequestChangesTests : IAsyncDisposable
{
    private static readonly ChangeKey Key = ChangeKey.Request(Guid.NewGuid());
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _clock = new();
    private readonly RequestChanges _changes;

    public RequestChangesTests() => _changes = new RequestChanges(_clock, NullLogger<RequestChanges>.Instance);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _changes.DisposeAsync();

    [Fact]
    public async Task Subscriber_WhenTheFirstChangeComes_IsCalledWithoutTheClockMoving()
    {
        var watcher = new Watcher();
        using var subscription = _changes.Subscribe([Key], watcher.CallAsync);
        _changes.Publish([Key]);
        await watcher.CalledAsync(1, Cancel);
    }

    [Fact]
    public async Task Subscriber_WhenAStormComes_IsCalledOnceMoreAndSeesTheLastValue()
    {
        var value = 0;
        var seen = new List<int>();
        var watcher = new Watcher { OnCall = () => seen.Add(Volatile.Read(ref value)) };
        using var subscription = _changes.Subscribe([Key, ChangeKey.Queue], watcher.CallAsync);
        _changes.Publish([Key]);
        await watcher.CalledAsync(1, Cancel);

        for (var i = 1; i <= 1000; i++)
        {
            Volatile.Write(ref value, i);
            _changes.Publish([Key, ChangeKey.Queue]);
        }

        await PassedThroughAsync();
        Assert.Equal(1, watcher.Calls);
        await MoveUntilAsync(() => watcher.Calls >= 2);
        await PassedThroughAsync();
        for (var i = 0; i < 5; i++)
            _clock.Advance(RequestChanges.Window);
        await PassedThroughAsync();

        Assert.Equal([0, 1000], seen);
    }

    [Fact]
    public void OpenDashboards_WhenTwoHundredChangesComeWithinASecond_ReadFourTimesAndOnceAfterTheLast()
    {
        var agency = ChangeKey.Agency(Guid.NewGuid());
        var value = 0;
        var dashboards = Enumerable.Range(0, 20).Select(_ => new List<int>()).ToList();
        var watchers = dashboards.Select(seen => new Watcher { OnCall = () => seen.Add(Volatile.Read(ref value)) }).ToList();
        var subscriptions = watchers.Select(w => _changes.Subscribe([agency, ChangeKey.Queue], w.CallAsync)).ToList();

        for (var i = 1; i <= 200; i++)
        {
            Volatile.Write(ref value, i);
            _changes.Publish(i % 2 == 0 ? [agency] : [agency, ChangeKey.Queue]);
            Told();
            _clock.Advance(TimeSpan.FromMilliseconds(5));
        }

        // at 0, 100, 300 and 700 milliseconds
        Told();
        Assert.All(watchers, w => Assert.Equal(4, w.Calls));
        _clock.Advance(RequestChanges.LongestWindow);
        Told();
        _clock.Advance(RequestChanges.LongestWindow * 2);
        Told();
        Assert.All(dashboards, seen => Assert.Equal((5, 200), (seen.Count, seen[^1])));

        // after the rest the next change is read at once
        _changes.Publish([agency]);
        Told();
        Assert.All(watchers, w => Assert.Equal(6, w.Calls));
        subscriptions.ForEach(s => s.Dispose());
    }

    [Fact]
    public async Task Subscriber_WhenAChangeComesWhileItReads_ReadsAgain()
    {
        var reading = new TaskCompletionSource();
        var watcher = new Watcher { Wait = reading.Task };
        using var subscription = _changes.Subscribe([Key], watcher.CallAsync);
        _changes.Publish([Key]);
        await watcher.CalledAsync(1, Cancel);
        _changes.Publish([Key]);
        await PassedThroughAsync();
        reading.SetResult();

        await MoveUntilAsync(() => watcher.Calls >= 2);
        Assert.Equal(2, watcher.Calls);
    }

    [Fact]
    public async Task Publish_WhenASubscriberNeverReturns_ReturnsAtOnceAndTheOthersHear()
    {
        var never = new TaskCompletionSource();
        var stuck = new Watcher { Wait = never.Task };
        var free = new Watcher();
        using var one = _changes.Subscribe([Key], stuck.CallAsync);
        _changes.Publish([Key]);
        await stuck.CalledAsync(1, Cancel);

        // on this very thread: were a subscriber called here, this line would not come back
        using var two = _changes.Subscribe([Key], free.CallAsync);
        _changes.Publish([Key]);
        await free.CalledAsync(1, Cancel);

        Assert.Equal(1, stuck.Calls);
        never.SetResult();
    }

    [Fact]
    public async Task Publish_WhenSubscribersAreCalled_NeverCallsThemOnThePublishersThread()
    {
        var threads = new HashSet<int>();
        var watcher = new Watcher { OnCall = () => threads.Add(Environment.CurrentManagedThreadId) };
        using var subscription = _changes.Subscribe([Key], watcher.CallAsync);
        var publisher = 0;
        var thread = new Thread(() =>
        {
            publisher = Environment.CurrentManagedThreadId;
            _changes.Publish([Key]);
        });
        thread.Start();
        thread.Join();
        await watcher.CalledAsync(1, Cancel);
        Assert.DoesNotContain(publisher, threads);
    }

    [Fact]
    public async Task Subscriber_WhenItThrows_StopsNeitherTheOthersNorItself()
    {
        var broken = new Watcher { OnCall = () => throw new InvalidOperationException("The circuit is gone.") };
        var fine = new Watcher();
        using var one = _changes.Subscribe([Key], broken.CallAsync);
        using var two = _changes.Subscribe([Key], fine.CallAsync);
        _changes.Publish([Key]);
        await broken.CalledAsync(1, Cancel);
        await fine.CalledAsync(1, Cancel);

        _changes.Publish([Key]);
        await MoveUntilAsync(() => broken.Calls >= 2 && fine.Calls >= 2);
    }

    [Fact]
    public async Task Subscriber_WhenAnotherKeyChanges_HearsNothing()
    {
        var watcher = new Watcher();
        using var subscription = _changes.Subscribe([ChangeKey.Agency(Guid.NewGuid())], watcher.CallAsync);
        _changes.Publish([Key, ChangeKey.Queue, ChangeKey.Directory]);
        await PassedThroughAsync();
        Assert.Equal(0, watcher.Calls);
    }

    [Fact]
    public async Task Subscriber_WhenDisposed_IsForgottenAndNeverCalledAgain()
    {
        var watchers = Enumerable.Range(0, 200).Select(_ => new Watcher()).ToList();
        var subscriptions = watchers.Select(w => _changes.Subscribe([Key, ChangeKey.Queue, ChangeKey.Person(Guid.NewGuid())], w.CallAsync)).ToList();
        Assert.Equal(200, _changes.SubscriberCount);

        Parallel.ForEach(subscriptions, s => s.Dispose());
        _changes.Publish([Key, ChangeKey.Queue]);
        await PassedThroughAsync();

        Assert.Equal(0, _changes.SubscriberCount);
        Assert.All(watchers, w => Assert.Equal(0, w.Calls));
    }

    [Fact]
    public async Task Subscriber_WhenDisposedWhileAnUpdateIsDue_IsNotCalledForIt()
    {
        var watcher = new Watcher();
        var subscription = _changes.Subscribe([Key], watcher.CallAsync);
        _changes.Publish([Key]);
        await watcher.CalledAsync(1, Cancel);
        _changes.Publish([Key]);
        await PassedThroughAsync();
        subscription.Dispose();
        subscription.Dispose();
        _clock.Advance(RequestChanges.Window * 2);
        await PassedThroughAsync();
        Assert.Equal(1, watcher.Calls);
    }

    [Fact]
    public async Task Subscriber_WhenCalled_HasTheCultureOfWhoSubscribed()
    {
        var culture = "";
        var watcher = new Watcher { OnCall = () => culture = CultureInfo.CurrentCulture.Name };
        var before = CultureInfo.CurrentCulture;
        IDisposable subscription;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("es-US");
            subscription = _changes.Subscribe([Key], watcher.CallAsync);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        using (subscription)
        {
            _changes.Publish([Key]);
            await watcher.CalledAsync(1, Cancel);
            Assert.Equal("es-US", culture);
        }
    }

    // keys pass in order: when a newcomer has heard of a later key, everything before it has been handed out
    private void Told() => Assert.True(SpinWait.SpinUntil(() => _changes.HasToldAll, Patience), "The watchers were not told.");

    private async Task PassedThroughAsync()
    {
        for (var i = 0; i < 3; i++)
        {
            var marker = ChangeKey.Person(Guid.NewGuid());
            var last = new Watcher();
            using var subscription = _changes.Subscribe([marker], last.CallAsync);
            _changes.Publish([marker]);
            await last.CalledAsync(1, Cancel);
        }
    }

    private async Task MoveUntilAsync(Func<bool> done)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!done())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, "The trailing update never came.");
            _clock.Advance(RequestChanges.Window);
            await PassedThroughAsync();
        }
    }

    private sealed class Watcher
    {
        private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _calls;

        public int Calls => Volatile.Read(ref _calls);

        public Action? OnCall { get; init; }

        public Task Wait { get; init; } = Task.CompletedTask;

        public async Task CallAsync()
        {
            try
            {
                OnCall?.Invoke();
            }
            finally
            {
                Interlocked.Increment(ref _calls);
                _first.TrySetResult();
            }

            await Wait;
        }

        public async Task CalledAsync(int times, CancellationToken cancellationToken)
        {
            await _first.Task.WaitAsync(Patience, cancellationToken);
            Assert.True(Calls >= times);
        }
    }
}
