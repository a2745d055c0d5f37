namespace HmisOnboarding.Domain.Training;

/// <summary>What was decided about one certificate.</summary>
public enum EvidenceDecision
{
    /// <summary>Uploaded, not looked at yet.</summary>
    Waiting,

    /// <summary>The agency administrator, or the help desk, found it right.</summary>
    Accepted,

    /// <summary>Not accepted, with a reason that the new user reads.</summary>
    Rejected,
}

/// <summary>
/// Proof that the new user completed one course: an uploaded certificate, or a paper one that the agency administrator has seen.
/// A renewal is a new row; nothing is overwritten.
/// </summary>
public sealed class TrainingEvidence
{
    private TrainingEvidence()
    {
    }

    internal TrainingEvidence(
        Guid requestId, Guid agencyId, Guid subjectId, string courseCode, Guid? documentId, string? documentName, DateOnly completedOn,
        int? scorePercent, string? certificateNumber, Guid addedBy, string addedByName, DateTime addedUtc)
    {
        Id = Guid.NewGuid();
        RequestId = requestId;
        AgencyId = agencyId;
        SubjectId = subjectId;
        CourseCode = courseCode;
        DocumentId = documentId;
        DocumentName = documentName;
        CompletedOn = completedOn;
        ScorePercent = scorePercent;
        CertificateNumber = certificateNumber;
        NumberKey = KeyOf(certificateNumber);
        AddedBy = addedBy;
        AddedByName = addedByName;
        AddedUtc = addedUtc;
    }

    /// <summary>Random key.</summary>
    public Guid Id { get; private set; }

    /// <summary>The request it was given for.</summary>
    public Guid RequestId { get; private set; }

    /// <summary>The agency it belongs to.</summary>
    public Guid AgencyId { get; private set; }

    /// <summary>Who took the course.</summary>
    public Guid SubjectId { get; private set; }

    /// <summary>The course of the catalogue.</summary>
    public string CourseCode { get; private set; } = "";

    /// <summary>The stored file; null when the certificate exists on paper only and documents are to follow.</summary>
    public Guid? DocumentId { get; private set; }

    /// <summary>The file's name as shown.</summary>
    public string? DocumentName { get; private set; }

    /// <summary>Day of completion; validity is counted from it.</summary>
    public DateOnly CompletedOn { get; private set; }

    /// <summary>Score in percent, where the certificate says one.</summary>
    public int? ScorePercent { get; private set; }

    /// <summary>The issuer's number, where the certificate has one.</summary>
    public string? CertificateNumber { get; private set; }

    /// <summary>Letters and digits of the number in capitals, by which the same certificate is found again; null for numbers too short to mean one certificate.</summary>
    public string? NumberKey { get; private set; }

    /// <summary>The Learning Center's report that it rests on, imported from a list; null for a certificate that somebody gave.</summary>
    public Guid? CompletionId { get; private set; }

    /// <summary>What the file's own text says, and where that differs from what was entered; null when nothing was read.</summary>
    public CertificateCheck? Check { get; private set; }

    /// <summary>Who gave it.</summary>
    public Guid AddedBy { get; private set; }

    /// <summary>Their name.</summary>
    public string AddedByName { get; private set; } = "";

    /// <summary>When it was given, UTC.</summary>
    public DateTime AddedUtc { get; private set; }

    /// <summary>What was decided.</summary>
    public EvidenceDecision Decision { get; private set; }

    /// <summary>Why it was rejected.</summary>
    public string? RejectionReason { get; private set; }

    /// <summary>Who decided.</summary>
    public string? DecidedByName { get; private set; }

    /// <summary>When it was decided, UTC.</summary>
    public DateTime? DecidedUtc { get; private set; }

    internal void Accept(string byName, DateTime atUtc) => Decide(EvidenceDecision.Accepted, null, byName, atUtc);

    internal void Reject(string reason, string byName, DateTime atUtc) => Decide(EvidenceDecision.Rejected, reason, byName, atUtc);

    internal void AttachDocument(Guid documentId, string documentName)
    {
        DocumentId = documentId;
        DocumentName = documentName;
    }

    internal void DetachDocument() => (DocumentId, DocumentName) = (null, null);

    internal void RestOn(Guid completionId) => CompletionId = completionId;

    internal void KeepCheck(CertificateCheck check) => Check = check;

    // "7" or "12" is somebody's count, not the name of one certificate
    internal static string? KeyOf(string? number)
    {
        var key = string.Concat((number ?? "").Where(char.IsLetterOrDigit)).ToUpperInvariant();
        return key.Length >= 4 ? key : null;
    }

    private void Decide(EvidenceDecision decision, string? reason, string byName, DateTime atUtc)
    {
        Decision = decision;
        RejectionReason = reason;
        DecidedByName = byName;
        DecidedUtc = atUtc;
    }
}
