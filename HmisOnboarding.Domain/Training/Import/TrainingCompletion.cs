namespace HmisOnboarding.Domain.Training.Import;

/// <summary>
/// That the Learning Center reported a course as completed: who, which course, on which day, and from which line of which file it is known.
/// It is never changed and never removed; a later completion of the same course is a row of its own, so a renewal overwrites nothing.
/// By itself it is no accepted evidence. A list is typed text that anybody can edit, so on an open request it waits for the agency
/// administrator like a certificate, whoever brought the list in; and like one seen on paper, its file still has to follow.
/// </summary>
public sealed class TrainingCompletion
{
    private TrainingCompletion()
    {
    }

    internal TrainingCompletion(Guid agencyId, Guid subjectId, string courseCode, DateOnly completedOn, int? scorePercent, string? certificateNumber, CompletionOrigin origin, int line)
    {
        Id = Guid.NewGuid();
        AgencyId = agencyId;
        SubjectId = subjectId;
        CourseCode = courseCode;
        CompletedOn = completedOn;
        ScorePercent = scorePercent;
        CertificateNumber = certificateNumber;
        ImportId = origin.ImportId;
        FileName = origin.FileName;
        FileSha256 = origin.FileSha256;
        Line = line;
        ImportedBy = origin.ImportedBy;
        ImportedByName = origin.ImportedByName;
        ImportedUtc = origin.AtUtc;
    }

    /// <summary>Random key.</summary>
    public Guid Id { get; private set; }

    /// <summary>The agency for whose administrators it is.</summary>
    public Guid AgencyId { get; private set; }

    /// <summary>Who took the course.</summary>
    public Guid SubjectId { get; private set; }

    /// <summary>The course of the catalogue.</summary>
    public string CourseCode { get; private set; } = "";

    /// <summary>The day as the Learning Center wrote it.</summary>
    public DateOnly CompletedOn { get; private set; }

    /// <summary>Score in percent, rounded down, where the list says one.</summary>
    public int? ScorePercent { get; private set; }

    /// <summary>The issuer's number of the certificate, where the list says one.</summary>
    public string? CertificateNumber { get; private set; }

    /// <summary>The import that brought it.</summary>
    public Guid ImportId { get; private set; }

    /// <summary>Name of the file.</summary>
    public string FileName { get; private set; } = "";

    /// <summary>SHA-256 of the file, lower-case hex.</summary>
    public string FileSha256 { get; private set; } = "";

    /// <summary>The line of the file on which its row begins.</summary>
    public int Line { get; private set; }

    /// <summary>Who imported it.</summary>
    public Guid ImportedBy { get; private set; }

    /// <summary>Their name at that time.</summary>
    public string ImportedByName { get; private set; } = "";

    /// <summary>When the import began, UTC.</summary>
    public DateTime ImportedUtc { get; private set; }
}

/// <summary>Where the completions of one import come from.</summary>
internal sealed record CompletionOrigin(Guid ImportId, string FileName, string FileSha256, Guid ImportedBy, string ImportedByName, DateTime AtUtc);
