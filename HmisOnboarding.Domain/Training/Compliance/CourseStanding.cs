namespace HmisOnboarding.Domain.Training.Compliance;

/// <summary>
/// What one course of a request says over a span of local days, kept by the act that decided it, so that a screen over 2,000 people needs no
/// certificate to know who is late today. A certificate that runs out is two rows: accepted until its last day, expired from the next.
/// <see cref="EvidenceRules"/> stays the one place that judges; these rows repeat its answer for days to come.
/// </summary>
public sealed class CourseStanding
{
    private CourseStanding()
    {
    }

    internal CourseStanding(Guid requestId, Guid agencyId, Guid subjectId, string courseCode, DateOnly fromDay, DateOnly? untilDay, ChecklistStatus status, DateOnly? expiresOn, bool lapses)
    {
        RequestId = requestId;
        AgencyId = agencyId;
        SubjectId = subjectId;
        CourseCode = courseCode;
        FromDay = fromDay;
        UntilDay = untilDay;
        Status = status;
        ExpiresOn = expiresOn;
        Lapses = lapses;
    }

    /// <summary>The request.</summary>
    public Guid RequestId { get; private set; }

    /// <summary>Its agency.</summary>
    public Guid AgencyId { get; private set; }

    /// <summary>Who takes the course.</summary>
    public Guid SubjectId { get; private set; }

    /// <summary>The course of the catalogue.</summary>
    public string CourseCode { get; private set; } = "";

    /// <summary>First local day on which it says this; the first row of a course begins with the first of all days.</summary>
    public DateOnly FromDay { get; private set; }

    /// <summary>Last local day on which it says this; null when nothing but an act can change it.</summary>
    public DateOnly? UntilDay { get; private set; }

    /// <summary>What it says.</summary>
    public ChecklistStatus Status { get; private set; }

    /// <summary>Last day of the certificate or the exemption; null when there is none.</summary>
    public DateOnly? ExpiresOn { get; private set; }

    /// <summary>After <see cref="UntilDay"/> something is missing. False while a renewed certificate, or another one that lasts longer, takes its place.</summary>
    public bool Lapses { get; private set; }

    /// <summary>Whether both say the same of the same days.</summary>
    internal bool SaysTheSameAs(CourseStanding other) =>
        (RequestId, CourseCode, FromDay, UntilDay, Status, ExpiresOn, Lapses) == (other.RequestId, other.CourseCode, other.FromDay, other.UntilDay, other.Status, other.ExpiresOn, other.Lapses);
}
