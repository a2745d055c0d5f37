using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace HmisOnboarding.Domain.Updates;

/// <summary>
/// Tells open screens that something changed. The publisher never waits for its watchers: keys go into a channel and few workers
/// call the subscribers. A subscriber is called at once, then at most once per <see cref="Window"/>, and always once after the
/// last change. While changes go on and on, the time between two calls doubles up to <see cref="LongestWindow"/>, so a storm costs few
/// reads and the last value always arrives.
/// </summary>
public sealed class RequestChanges : IAsyncDisposable
{
    /// <summary>Shortest time between two calls of one subscriber.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest time for which a change waits while a storm goes on.</summary>
    public static readonly TimeSpan LongestWindow = Window * (1 << MostDoublings);

    private const int MostDoublings = 3;

    private readonly ConcurrentDictionary<ChangeKey, ConcurrentDictionary<Subscription, byte>> _byKey = new();
    private readonly Lock _indexGate = new();
    private readonly Channel<IReadOnlyCollection<ChangeKey>> _published = Channel.CreateUnbounded<IReadOnlyCollection<ChangeKey>>(new() { SingleReader = true });
    private readonly Channel<Subscription> _due = Channel.CreateUnbounded<Subscription>();
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeProvider _clock;
    private readonly ILogger<RequestChanges> _logger;
    private readonly Task[] _workers;
    private int _untold;

    /// <summary>Starts the workers.</summary>
    public RequestChanges(TimeProvider clock, ILogger<RequestChanges> logger)
    {
        _clock = clock;
        _logger = logger;
        _workers = [Task.Run(FanOutAsync), .. Enumerable.Range(0, Math.Clamp(Environment.ProcessorCount, 2, 8)).Select(_ => Task.Run(CallAsync))];
    }

    /// <summary>How many subscriptions are open; a leak shows here.</summary>
    public int SubscriberCount => _byKey.Values.SelectMany(s => s.Keys).Distinct().Count();

    /// <summary>Whether all that was published has been told to its subscribers, but for those whose <see cref="Window"/> is not over.</summary>
    public bool HasToldAll => Volatile.Read(ref _untold) == 0;

    /// <summary>
    /// Calls <paramref name="onChange"/> when any of the keys changes, until the result is disposed. Subscribe before the first read,
    /// so that no change falls between. The callback runs on a worker with the caller's culture; its failures stay with it.
    /// </summary>
    public IDisposable Subscribe(IReadOnlyCollection<ChangeKey> keys, Func<Task> onChange)
    {
        var subscription = new Subscription(this, [.. keys.Distinct()], onChange, ExecutionContext.Capture());
        lock (_indexGate)
        {
            foreach (var key in subscription.Keys)
                _byKey.GetOrAdd(key, _ => new())[subscription] = 0;
        }

        return subscription;
    }

    /// <summary>Announces changes after their commit; returns at once whatever the number of watchers.</summary>
    public void Publish(IReadOnlyCollection<ChangeKey> keys)
    {
        if (keys.Count == 0)
            return;
        Interlocked.Increment(ref _untold);
        _published.Writer.TryWrite(keys);
    }

    /// <summary>Stops the workers; subscribers are not called any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _published.Writer.TryComplete();
        _due.Writer.TryComplete();
        await Task.WhenAll(_workers);
        _stop.Dispose();
    }

    private async Task FanOutAsync()
    {
        try
        {
            await foreach (var keys in _published.Reader.ReadAllAsync(_stop.Token))
            {
                foreach (var key in keys)
                {
                    if (_byKey.TryGetValue(key, out var subscriptions))
                    {
                        foreach (var subscription in subscriptions.Keys)
                            subscription.MarkChanged();
                    }
                }

                Interlocked.Decrement(ref _untold);
            }
        }
        catch (OperationCanceledException)
        {
            // the host is stopping: nobody is left to tell
        }
    }

    private async Task CallAsync()
    {
        try
        {
            await foreach (var subscription in _due.Reader.ReadAllAsync(_stop.Token))
            {
                await subscription.CallAsync();
                Interlocked.Decrement(ref _untold);
            }
        }
        catch (OperationCanceledException)
        {
            // the host is stopping: nobody is left to tell
        }
    }

    private void CallSoon(Subscription subscription)
    {
        Interlocked.Increment(ref _untold);
        _due.Writer.TryWrite(subscription);
    }

    private void Remove(Subscription subscription)
    {
        // emptied keys go too, or every closed page would leave one behind; the gate keeps a newcomer from joining a removed list
        lock (_indexGate)
        {
            foreach (var key in subscription.Keys)
            {
                if (_byKey.TryGetValue(key, out var subscriptions) && subscriptions.TryRemove(subscription, out _) && subscriptions.IsEmpty)
                    _byKey.TryRemove(key, out _);
            }
        }
    }

    private sealed class Subscription(RequestChanges owner, ChangeKey[] keys, Func<Task> onChange, ExecutionContext? context) : IDisposable
    {
        private readonly Lock _gate = new();
        private bool _changed;
        private bool _scheduled;
        private bool _disposed;
        private long _lastCall;
        private int _inARow;
        private ITimer? _timer;

        public ChangeKey[] Keys => keys;

        public void MarkChanged()
        {
            lock (_gate)
            {
                _changed = true;
                if (!_scheduled && !_disposed)
                    Schedule();
            }
        }

        public async Task CallAsync()
        {
            lock (_gate)
            {
                if (_disposed)
                    return;
                _changed = false;
            }

            try
            {
                await RunWithCallersCultureAsync();
            }
            catch (Exception e)
            {
                // one circuit's trouble must not stop the news for the others
                owner._logger.LogWarning(e, "A live update could not be delivered");
            }

            lock (_gate)
            {
                _lastCall = owner._clock.GetTimestamp();
                _scheduled = false;
                if (_changed && !_disposed)
                    Schedule();
            }
        }

        public void Dispose()
        {
            lock (_gate)
            {
                _disposed = true;
                _timer?.Dispose();
            }

            owner.Remove(this);
        }

        private void Schedule()
        {
            _scheduled = true;
            var wait = _lastCall == 0 ? TimeSpan.Zero : Window * (1 << Math.Min(_inARow, MostDoublings)) - owner._clock.GetElapsedTime(_lastCall);
            if (wait <= TimeSpan.Zero)
            {
                _inARow = 0;
                owner.CallSoon(this);
                return;
            }

            _inARow++;
            _timer?.Dispose();
            _timer = owner._clock.CreateTimer(_ => owner.CallSoon(this), null, wait, Timeout.InfiniteTimeSpan);
        }

        private Task RunWithCallersCultureAsync()
        {
            if (context is null)
                return onChange();
            var running = Task.CompletedTask;
            ExecutionContext.Run(context, _ => running = onChange(), null);
            return running;
        }
    }
}
