namespace HmisOnboarding.Domain.Audit;

/// <summary>What can be wrong with the records.</summary>
public enum RecordsFaultKind
{
    /// <summary>A table lost the lock that keeps its rows from being changed.</summary>
    LockMissing,

    /// <summary>An entry of the log was changed.</summary>
    EntryAltered,

    /// <summary>Entries are gone from the middle or the beginning of the log.</summary>
    EntryMissing,

    /// <summary>An entry does not follow the one before it.</summary>
    ChainBroken,

    /// <summary>A row does not say any more what it said when it was written.</summary>
    RowAltered,

    /// <summary>A row is gone.</summary>
    RowMissing,

    /// <summary>A row was written or changed past the application.</summary>
    RowUnproven,

    /// <summary>A stored file is missing or was changed.</summary>
    FileDamaged,

    /// <summary>A checkpoint was not signed by us.</summary>
    CheckpointForged,

    /// <summary>A checkpoint is in the file only, or in the database only.</summary>
    CheckpointMissing,

    /// <summary>The log ends before a checkpoint: its end was cut off.</summary>
    LogCut,

    /// <summary>The log is not the one that a checkpoint speaks of.</summary>
    LogRewritten,
}

/// <summary>One thing that is wrong.</summary>
/// <param name="Kind">What.</param>
/// <param name="Where">Table, request and key.</param>
/// <param name="Sentence">For a person.</param>
public sealed record RecordsFault(RecordsFaultKind Kind, string Where, string Sentence);

/// <summary>How much was looked at.</summary>
/// <param name="Entries">Entries of the log whose hashes were computed again.</param>
/// <param name="Rows">Proofs compared with the rows of today.</param>
/// <param name="Files">Stored files hashed again.</param>
/// <param name="Checkpoints">Checkpoints, in the database and in the file, whose signatures were verified.</param>
public sealed record RecordsCounts(long Entries, long Rows, long Files, long Checkpoints);

/// <summary>How far a check has come.</summary>
/// <param name="Step">What is looked at now, in words.</param>
/// <param name="Done">How many of it.</param>
/// <param name="Total">Of how many, as counted at the start.</param>
public sealed record RecordsProgress(string Step, long Done, long Total);

/// <summary>The result of one check of all records.</summary>
/// <param name="StartedUtc">When it began, UTC.</param>
/// <param name="FinishedUtc">When it ended, UTC.</param>
/// <param name="Head">The last entry that was checked.</param>
/// <param name="Counts">How much was looked at.</param>
/// <param name="Faults">What is wrong, at most <see cref="MostFaults"/> of it, in the order in which it was found.</param>
/// <param name="FaultTotal">How many faults there are altogether.</param>
public sealed record RecordsReport(DateTime StartedUtc, DateTime FinishedUtc, AuditHead Head, RecordsCounts Counts, IReadOnlyList<RecordsFault> Faults, int FaultTotal)
{
    /// <summary>How many faults a report names at most.</summary>
    public const int MostFaults = 200;

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsWhole => FaultTotal == 0;
}
