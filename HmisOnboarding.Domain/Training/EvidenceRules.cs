using System.Globalization;

namespace HmisOnboarding.Domain.Training;

/// <summary>The six things a row of the User Training Checklist can say.</summary>
public enum ChecklistStatus
{
    /// <summary>No certificate yet.</summary>
    ToDo,

    /// <summary>A certificate waits to be looked at.</summary>
    Uploaded,

    /// <summary>Accepted and valid.</summary>
    Accepted,

    /// <summary>Rejected with a reason; a new one is needed.</summary>
    Rejected,

    /// <summary>The certificate has run out; a renewed one is needed.</summary>
    Expired,

    /// <summary>No certificate is needed while an exemption lasts.</summary>
    Exempt,
}

/// <summary>One row of the User Training Checklist.</summary>
/// <param name="Course">The course.</param>
/// <param name="Status">What the row says today.</param>
/// <param name="Evidence">The certificate that counts, or null.</param>
/// <param name="ExpiresOn">Last day on which it is valid, or null when it does not run out. For an exemption its own last day.</param>
/// <param name="Exemption">The exemption in force, or the last one where none is; null when there never was one.</param>
public sealed record ChecklistRow(Course Course, ChecklistStatus Status, TrainingEvidence? Evidence, DateOnly? ExpiresOn, TrainingExemption? Exemption = null)
{
    /// <summary>Nothing is missing for this course today.</summary>
    public bool IsDone => Status.IsDone();
}

/// <summary>A certificate, or an exemption, that runs out within the days that the community gives notice.</summary>
/// <param name="LastDay">Last local day on which it counts.</param>
/// <param name="BeforeAccount">It runs out before the day on which the account is expected, so a renewed one is needed on the way.</param>
public sealed record ExpiryNotice(DateOnly LastDay, bool BeforeAccount);

/// <summary>What counts as proof of a course on a given day. Pure; days are local days of the agency.</summary>
public static class EvidenceRules
{
    /// <summary>Last day on which a course taken on that day is valid, or null when the course does not run out. Counted from completion, never from upload.</summary>
    public static DateOnly? ExpiresOn(Course course, DateOnly completedOn) =>
        course.ValidMonths is { } months ? completedOn.AddMonths(months) : null;

    /// <summary>Whether a certificate of that day is valid on <paramref name="today"/>; it is until the end of its last day.</summary>
    public static bool IsValidOn(Course course, DateOnly completedOn, DateOnly today) =>
        ExpiresOn(course, completedOn) is not { } last || today <= last;

    /// <summary>Whether a row with this status asks for nothing more: accepted and valid, or exempt.</summary>
    public static bool IsDone(this ChecklistStatus status) => status is ChecklistStatus.Accepted or ChecklistStatus.Exempt;

    /// <summary>Whether somebody has to do something: no certificate, a rejected one, or one that has run out.</summary>
    public static bool IsMissing(this ChecklistStatus status) => status is ChecklistStatus.ToDo or ChecklistStatus.Rejected or ChecklistStatus.Expired;

    /// <summary>
    /// What has to be said weeks ahead about something that counts until <paramref name="lastDay"/>; null when it lasts longer than the notice and
    /// than the way to the account. <paramref name="accountDay"/> is the day on which the account is expected, or null when it exists or nobody knows.
    /// </summary>
    public static ExpiryNotice? Notice(DateOnly? lastDay, DateOnly today, int noticeDays, DateOnly? accountDay)
    {
        if (lastDay is not { } last || last < today)
            return null;
        var lapses = accountDay is { } account && last < account;
        return lapses || last.DayNumber - today.DayNumber <= noticeDays ? new(last, lapses) : null;
    }

    /// <summary>
    /// The row of the checklist: an accepted and valid certificate wins; else an exemption in force; else the newest certificate speaks.
    /// Beside an exemption the newest certificate is still there to be looked at.
    /// </summary>
    public static ChecklistRow Row(Course course, IEnumerable<TrainingEvidence> evidence, IEnumerable<TrainingExemption> exemptions, DateOnly today)
    {
        var row = Row(course, evidence, today);
        var own = exemptions.Where(e => e.CourseCode == course.Code).OrderByDescending(e => e.GivenUtc).ToList();
        var exemption = own.Find(e => e.IsInForceOn(today)) ?? own.FirstOrDefault();
        return row.Status != ChecklistStatus.Accepted && exemption?.IsInForceOn(today) == true
            ? row with { Status = ChecklistStatus.Exempt, ExpiresOn = exemption.LastDay, Exemption = exemption }
            : row with { Exemption = exemption };
    }

    private static ChecklistRow Row(Course course, IEnumerable<TrainingEvidence> evidence, DateOnly today)
    {
        var own = evidence.Where(e => e.CourseCode == course.Code).OrderByDescending(e => e.AddedUtc).ToList();
        var counts = own.FirstOrDefault(e => e.Decision == EvidenceDecision.Accepted && IsValidOn(course, e.CompletedOn, today)) ?? own.FirstOrDefault();
        if (counts is null)
            return new(course, ChecklistStatus.ToDo, null, null);
        var status = counts.Decision switch
        {
            EvidenceDecision.Rejected => ChecklistStatus.Rejected,
            _ when !IsValidOn(course, counts.CompletedOn, today) => ChecklistStatus.Expired,
            EvidenceDecision.Accepted => ChecklistStatus.Accepted,
            _ => ChecklistStatus.Uploaded,
        };
        return new(course, status, counts, ExpiresOn(course, counts.CompletedOn));
    }

    /// <summary>Why a certificate with these data cannot be taken, in sentences; empty when it can.</summary>
    public static IReadOnlyList<string> Problems(Course course, DateOnly completedOn, int? scorePercent, DateOnly today)
    {
        var problems = new List<string>();
        if (completedOn > today)
            problems.Add($"The completion date {Day(completedOn)} is in the future. Enter the date that is printed on the certificate.");
        else if (completedOn < today.AddYears(-20))
            problems.Add($"The completion date {Day(completedOn)} is more than 20 years ago. Enter the date that is printed on the certificate.");
        else if (!IsValidOn(course, completedOn, today))
            problems.Add($"The certificate for {course.Title} expired on {Day(ExpiresOn(course, completedOn)!.Value)}. Take the course again and upload the renewed one.");
        if (scorePercent is < 0 or > 100)
            problems.Add("A score is between 0 and 100 percent.");
        else if (scorePercent is { } score && course.PassPercent is { } pass && score < pass)
            problems.Add($"The pass score for {course.Title} is {pass} percent and this certificate says {score}. Take the quiz again, then upload the new certificate.");
        return problems;
    }

    internal static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
}
