namespace HmisOnboarding.Domain.Training;

/// <summary>
/// That a person does not have to show a certificate for one course: prior learning, a transfer. Given by an administrator with a reason,
/// in force until the end of its last local day or until somebody ends it. Never changed but by its end.
/// </summary>
public sealed class TrainingExemption
{
    private TrainingExemption()
    {
    }

    internal TrainingExemption(Guid requestId, Guid agencyId, Guid subjectId, string courseCode, string reason, DateOnly? lastDay, Guid givenBy, string givenByName, DateTime givenUtc)
    {
        Id = Guid.NewGuid();
        RequestId = requestId;
        AgencyId = agencyId;
        SubjectId = subjectId;
        CourseCode = courseCode;
        Reason = reason;
        LastDay = lastDay;
        GivenBy = givenBy;
        GivenByName = givenByName;
        GivenUtc = givenUtc;
    }

    /// <summary>Random key.</summary>
    public Guid Id { get; private set; }

    /// <summary>The request it belongs to.</summary>
    public Guid RequestId { get; private set; }

    /// <summary>The agency it belongs to.</summary>
    public Guid AgencyId { get; private set; }

    /// <summary>Who is exempt.</summary>
    public Guid SubjectId { get; private set; }

    /// <summary>The course of the catalogue.</summary>
    public string CourseCode { get; private set; } = "";

    /// <summary>Why, as the new user and the help desk read it.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Last local day on which it counts; null when it has no end.</summary>
    public DateOnly? LastDay { get; private set; }

    /// <summary>Who gave it.</summary>
    public Guid GivenBy { get; private set; }

    /// <summary>Their name.</summary>
    public string GivenByName { get; private set; } = "";

    /// <summary>When it was given, UTC.</summary>
    public DateTime GivenUtc { get; private set; }

    /// <summary>When somebody ended it, UTC; null while nobody did.</summary>
    public DateTime? EndedUtc { get; private set; }

    /// <summary>Who ended it.</summary>
    public string? EndedByName { get; private set; }

    /// <summary>Why it was ended.</summary>
    public string? EndReason { get; private set; }

    /// <summary>Whether it counts on this local day of the agency.</summary>
    public bool IsInForceOn(DateOnly today) => EndedUtc is null && (LastDay is not { } last || today <= last);

    internal void End(string reason, string byName, DateTime atUtc)
    {
        EndReason = reason;
        EndedByName = byName;
        EndedUtc = atUtc;
    }
}
