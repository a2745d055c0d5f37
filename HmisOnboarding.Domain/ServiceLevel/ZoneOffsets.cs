using System.Collections.Concurrent;

namespace HmisOnboarding.Domain.ServiceLevel;

/// <summary>
/// A time zone as the pieces of time in which its distance from UTC stays the same. Inside a piece local time runs as evenly as UTC, so
/// hours can be added there; what a change of the clocks skips or repeats lies between two pieces and needs no rule of its own.
/// </summary>
internal sealed class ZoneOffsets
{
    private const int FirstYear = 2000;
    private const int LastYear = 2100;

    // shorter than any two changes of the clocks follow each other anywhere
    private static readonly long Step = TimeSpan.TicksPerDay;
    private static readonly ConcurrentDictionary<string, ZoneOffsets> Known = new(StringComparer.Ordinal);

    private readonly Piece[] _pieces;

    private ZoneOffsets(TimeZoneInfo zone)
    {
        var pieces = new List<Piece>();
        var (start, at) = (DateTime.MinValue.Ticks, new DateTime(FirstYear, 1, 1).Ticks);
        var end = new DateTime(LastYear, 1, 1).Ticks;
        var offset = OffsetAt(zone, at);
        for (; at < end; at += Step)
        {
            if (OffsetAt(zone, at + Step) is var next && next == offset)
                continue;
            var (low, high) = (at, at + Step);
            while (high - low > TimeSpan.TicksPerSecond)
            {
                var middle = low + (high - low) / 2 / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond;
                (low, high) = OffsetAt(zone, middle) == offset ? (middle, high) : (low, middle);
            }

            pieces.Add(new(start, high, offset));
            (start, offset) = (high, next);
        }

        pieces.Add(new(start, DateTime.MaxValue.Ticks, offset));
        _pieces = [.. pieces];
    }

    public static ZoneOffsets Of(TimeZoneInfo zone) => Known.GetOrAdd(zone.Id, static (_, z) => new(z), zone);

    /// <summary>The pieces from the one that holds an instant onward, in order.</summary>
    public IEnumerable<Piece> From(long utcTicks)
    {
        var (low, high) = (0, _pieces.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _pieces[middle].Until > utcTicks ? (low, middle) : (middle + 1, high);
        }

        for (; low < _pieces.Length; low++)
            yield return _pieces[low];
    }

    private static long OffsetAt(TimeZoneInfo zone, long utcTicks) => zone.GetUtcOffset(new DateTime(utcTicks, DateTimeKind.Utc)).Ticks;

    /// <summary>UTC ticks from and until, and what local time is ahead by.</summary>
    public readonly record struct Piece(long Start, long Until, long Offset);
}
