namespace HmisOnboarding.Tests.Browser;

/// <summary>Real time that a test can set ahead: it runs on from there, and timers run as they do.</summary>
public sealed class MovableTime : TimeProvider
{
    private long _ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));

    /// <summary>Sets the clock so that it shows this instant now.</summary>
    public void SetAhead(DateTime utc) => Interlocked.Exchange(ref _ahead, utc.Ticks - base.GetUtcNow().Ticks);
}
