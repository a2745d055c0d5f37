namespace HmisOnboarding.Domain.Reports;

/// <summary>
/// Percentiles by nearest rank: of n values in order, the p-th percentile is the value at place ⌈p · n / 100⌉. So it is always a time that
/// somebody really took, and with an even number the median is the lower one of the two in the middle. Of nothing there is none, never 0.
/// </summary>
public static class Percentiles
{
    /// <summary>The place, from 1, of a percentile among so many values in order; null where there are none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The percentile is not between 1 and 100, or the count is negative.</exception>
    public static long? Rank(long count, int percentile)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfLessThan(percentile, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percentile, 100);
        return count == 0 ? null : (count * percentile + 99) / 100;
    }
}

/// <summary>
/// Finds the median and the 90th percentile while values go by in order, and holds none of them: so a period of any size is read in one pass.
/// </summary>
/// <param name="count">How many values there will be.</param>
public sealed class PercentileTally(long count)
{
    private readonly long? _medianRank = Percentiles.Rank(count, 50);
    private readonly long? _nineOfTenRank = Percentiles.Rank(count, 90);
    private long _seen;

    /// <summary>Half took no longer than this; null where there was nothing.</summary>
    public int? Median { get; private set; }

    /// <summary>Nine of ten took no longer than this; null where there was nothing.</summary>
    public int? NineOfTen { get; private set; }

    /// <summary>The next value and how often it occurs; values come in rising order.</summary>
    public void Add(int value, long times)
    {
        var before = _seen;
        _seen += times;
        if (_medianRank > before && _medianRank <= _seen)
            Median = value;
        if (_nineOfTenRank > before && _nineOfTenRank <= _seen)
            NineOfTen = value;
    }
}
