namespace HmisOnboarding.Domain.Training.Import;

/// <summary>What one list of completions may cost. Counted while it is read; what a browser says of a file is not believed.</summary>
public sealed record CompletionLimits
{
    /// <summary>Largest file in bytes.</summary>
    public long MostBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Most rows below the column names.</summary>
    public int MostRows { get; init; } = 50_000;

    /// <summary>Most columns.</summary>
    public int MostColumns { get; init; } = 100;

    /// <summary>Longest cell in characters; a longer one is nearly always a quote mark that is not closed.</summary>
    public int MostCellLength { get; init; } = 4_000;
}
