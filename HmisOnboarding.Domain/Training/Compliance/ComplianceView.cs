namespace HmisOnboarding.Domain.Training.Compliance;

/// <summary>Which people the grid shows.</summary>
public enum CompliancePart
{
    /// <summary>Everybody with an account or an open request.</summary>
    Everybody,

    /// <summary>Something is to do, rejected or expired today.</summary>
    Missing,

    /// <summary>A certificate waits to be looked at.</summary>
    ToReview,

    /// <summary>Something runs out within <see cref="ComplianceFilter.Days"/> and nothing takes its place.</summary>
    Expiring,

    /// <summary>Nothing is missing and nothing waits.</summary>
    InOrder,
}

/// <summary>What the grid shows.</summary>
/// <param name="AgencyId">One agency; null for all, which a system administrator may see.</param>
/// <param name="Part">Which people.</param>
/// <param name="Days">Days ahead for <see cref="CompliancePart.Expiring"/>.</param>
/// <param name="Search">Part of a name or a request code, or null.</param>
public sealed record ComplianceFilter(Guid? AgencyId = null, CompliancePart Part = CompliancePart.Everybody, int Days = 0, string? Search = null)
{
    /// <summary>Longest search.</summary>
    public const int SearchLimit = 100;
}

/// <summary>From where a page goes on: the number of the request at its edge.</summary>
/// <param name="Number">That row is not on the page.</param>
/// <param name="Backwards">The page before it, not the one behind.</param>
public sealed record ComplianceCursor(int Number, bool Backwards = false);

/// <summary>An agency that can be chosen.</summary>
public sealed record ComplianceAgency(Guid Id, string Name);

/// <summary>A column.</summary>
public sealed record ComplianceCourse(string Code, string Title);

/// <summary>What one course says of one person today.</summary>
/// <param name="Status">What it says.</param>
/// <param name="ExpiresOn">Last day of the certificate or the exemption; null when there is none.</param>
/// <param name="RunsOutSoon">It ends within the days that the community gives notice, and nothing takes its place.</param>
/// <param name="ReportedOn">
/// The day on which the Learning Center says it was completed, where no certificate of that day or a later one is known; null when it says nothing new.
/// A report counts for nothing before somebody has accepted it, but who sees it need not remind the person.
/// </param>
public sealed record ComplianceCell(ChecklistStatus Status, DateOnly? ExpiresOn, bool RunsOutSoon, DateOnly? ReportedOn = null);

/// <summary>One person at one agency, with a cell for each column; null where the course is not needed. Equal rows look the same.</summary>
public sealed record ComplianceRow(
    Guid RequestId, int Number, string Code, string PersonName, string? Email, Guid AgencyId, string AgencyName, string RoleTypeName, bool HasAccount, DateOnly Today, IReadOnlyList<ComplianceCell?> Cells)
{
    /// <summary>Courses that the person needs.</summary>
    public int Needed => Cells.Count(c => c is not null);

    /// <summary>Courses for which nothing is missing today.</summary>
    public int Done => Cells.Count(c => c?.Status.IsDone() == true);

    /// <inheritdoc />
    public bool Equals(ComplianceRow? other) => other is not null
        && (RequestId, Code, PersonName, Email, AgencyName, RoleTypeName, HasAccount, Today) == (other.RequestId, other.Code, other.PersonName, other.Email, other.AgencyName, other.RoleTypeName, other.HasAccount, other.Today)
        && Cells.SequenceEqual(other.Cells);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(RequestId, Today, Cells.Count);
}

/// <summary>People by part; each person counts in every part that fits.</summary>
/// <param name="Everybody">All that the search finds.</param>
/// <param name="Missing">With something to do, rejected or expired.</param>
/// <param name="ToReview">With a certificate that waits.</param>
/// <param name="InOrder">With neither.</param>
/// <param name="Expiring">Days ahead and how many people have something that runs out by then.</param>
public sealed record ComplianceCounts(int Everybody, int Missing, int ToReview, int InOrder, IReadOnlyList<ExpiringCount> Expiring);

/// <summary>How many people have something that runs out within so many days.</summary>
public sealed record ExpiringCount(int Days, int People);

/// <summary>One page of the grid.</summary>
/// <param name="AgencyId">The agency shown; null for all.</param>
/// <param name="AgencyName">Its name; null for all.</param>
/// <param name="Agencies">What the reader may choose from.</param>
/// <param name="MayChooseAll">The reader may look over all agencies at once.</param>
/// <param name="Courses">The columns: the courses that somebody in sight needs.</param>
/// <param name="Counts">People by part.</param>
/// <param name="Rows">The people of this page, by name.</param>
/// <param name="Before">People that fit before the first one.</param>
/// <param name="Fit">People that fit altogether.</param>
public sealed record ComplianceView(
    Guid? AgencyId, string? AgencyName, IReadOnlyList<ComplianceAgency> Agencies, bool MayChooseAll, IReadOnlyList<ComplianceCourse> Courses, ComplianceCounts Counts,
    IReadOnlyList<ComplianceRow> Rows, int Before, int Fit);
