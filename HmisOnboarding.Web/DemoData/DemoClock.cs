namespace HmisOnboarding.Web.DemoData;

/// <summary>A clock that stands where it was set, so that the past can be walked through again.</summary>
internal sealed class DemoClock(DateTime utc) : TimeProvider
{
    private long _ticks = utc.Ticks;

    public DateTime UtcNow => new(Interlocked.Read(ref _ticks), DateTimeKind.Utc);

    public override DateTimeOffset GetUtcNow() => new(UtcNow);

    public void Set(DateTime instant) => Interlocked.Exchange(ref _ticks, instant.Ticks);
}
