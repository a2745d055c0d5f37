namespace HmisOnboarding.Domain.Documents;

/// <summary>
/// The virus check of one stored document. Written with the document wherever a scanner is set; while it waits, nobody opens or accepts the file.
/// </summary>
public sealed class DocumentScan
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private DocumentScan()
    {
    }

    /// <summary>Records what the check said when the document came.</summary>
    /// <exception cref="ArgumentException">The answer is that of an infected file, which is never kept.</exception>
    public DocumentScan(StoredDocument document, ScanAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(answer);
        if (answer.Verdict == ScanVerdict.Infected)
            throw new ArgumentException("An infected file is refused, not kept.", nameof(answer));
        Id = document.Id;
        RequestId = document.RequestId;
        AgencyId = document.AgencyId;
        SubjectId = document.SubjectId;
        NextTryUtc = document.UploadedAt;
        Take(answer, document.UploadedAt);
    }

    /// <summary>The document's own key.</summary>
    public Guid Id { get; private set; }

    /// <summary>The request it belongs to.</summary>
    public Guid RequestId { get; private set; }

    /// <summary>The agency whose data this is.</summary>
    public Guid AgencyId { get; private set; }

    /// <summary>The person the document is about.</summary>
    public Guid SubjectId { get; private set; }

    /// <summary>What is known.</summary>
    public ScanVerdict Verdict { get; private set; }

    /// <summary>Name of what was found; null unless infected.</summary>
    public string? Finding { get; private set; }

    /// <summary>When the verdict came, UTC; null while it waits.</summary>
    public DateTime? DecidedUtc { get; private set; }

    /// <summary>How often the scanner was asked without a verdict.</summary>
    public int Tries { get; private set; }

    /// <summary>Why there was no verdict last time.</summary>
    public string? LastProblem { get; private set; }

    /// <summary>When the scanner is asked next at the earliest, UTC; the pause doubles up to an hour.</summary>
    public DateTime NextTryUtc { get; private set; }

    /// <summary>When the bytes of an infected file were removed, UTC.</summary>
    public DateTime? DestroyedUtc { get; private set; }

    internal void Take(ScanAnswer answer, DateTime nowUtc)
    {
        if (Verdict != ScanVerdict.Waiting)
            throw new InvalidOperationException("There is a verdict already.");
        if (answer.Verdict == ScanVerdict.Waiting)
        {
            LastProblem = answer.Words;
            NextTryUtc = nowUtc + Pause(Tries++);
            return;
        }

        (Verdict, DecidedUtc, LastProblem) = (answer.Verdict, nowUtc, null);
        Finding = answer.Verdict == ScanVerdict.Infected ? answer.Words : null;
    }

    internal void NoteDestroyed(DateTime nowUtc) => DestroyedUtc = nowUtc;

    private static TimeSpan Pause(int triesBefore) => triesBefore >= 7 ? LongestPause : FirstPause * (1 << triesBefore);
}
