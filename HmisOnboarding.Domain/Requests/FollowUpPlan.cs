using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.ServiceLevel;

namespace HmisOnboarding.Domain.Requests;

/// <summary>What a moment of the plan is for; the last three are the rungs of the ladder, in order.</summary>
public enum FollowUpKind
{
    /// <summary>A reminder, counted from the hand-off.</summary>
    AfterHandOff,

    /// <summary>A reminder before the step is expected to be done.</summary>
    BeforeExpected,

    /// <summary>A reminder after that.</summary>
    AfterExpected,

    /// <summary>The other agency administrators are told.</summary>
    TellAdministrators,

    /// <summary>The director is told.</summary>
    TellDirector,

    /// <summary>The system administrators are told.</summary>
    TellSystemAdministrators,
}

/// <summary>One moment of the plan of a step.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Time">The length it was counted by.</param>
/// <param name="DueUtc">When, UTC.</param>
public sealed record PlannedFollowUp(FollowUpKind Kind, PlanTime Time, DateTime DueUtc)
{
    /// <summary>What makes it once-only within one stay at a step.</summary>
    public string Key => $"{Kind} {Time}";

    /// <summary>A reminder for whoever has it; else somebody further is told.</summary>
    public bool IsReminder => Kind <= FollowUpKind.AfterExpected;
}

/// <summary>Who was told that a step is late.</summary>
/// <param name="AtUtc">When, UTC.</param>
/// <param name="PersonIds">Whom.</param>
/// <param name="Who">Their names and office.</param>
/// <param name="Why">"waits 6 days for the signature of the executive director".</param>
public sealed record ToldOfDelay(DateTime AtUtc, IReadOnlyList<Guid> PersonIds, string Who, string Why);

/// <summary>How far the plan of the present step got. It begins anew with each step.</summary>
/// <param name="Done">Keys of what happened, or was passed over because something better had happened.</param>
/// <param name="Told">Who was told.</param>
public sealed record FollowedUp(IReadOnlyList<string> Done, IReadOnlyList<ToldOfDelay> Told)
{
    /// <summary>Nothing happened yet.</summary>
    public static FollowedUp None { get; } = new([], []);
}

/// <summary>
/// When a step is followed up while nobody does anything. Pure. Days are days of the calendar, as the targets are; hours count by the service
/// hours. Where only working hours count, nothing falls on a night, a weekend or a holiday of the help desk.
/// </summary>
public static class FollowUpPlan
{
    private static readonly TimeSpan LongestClosing = TimeSpan.FromDays(60);

    /// <summary>The steps that have a plan. The promise of the help desk has marks of its own, and the first login its own question.</summary>
    public static IReadOnlyList<RequestState> Steps { get; } =
        [RequestState.Training, RequestState.UserSignature, RequestState.AdministratorReview, RequestState.DirectorSignature, RequestState.Submission, RequestState.AwaitingDocuments];

    /// <summary>Everything that the plan has for one stay at a step, in order of time; empty for steps without a plan.</summary>
    public static IReadOnlyList<PlannedFollowUp> Of(RequestState state, DateTime sinceUtc, CommunitySettings settings, ServiceTerms service)
    {
        if (PlanOf(state, settings) is not { } plan || Expectations.Step(state, sinceUtc, null, settings, service).ByUtc is not { } by)
            return [];
        var calendar = service.Calendar;
        var planned = new List<PlannedFollowUp>();
        planned.AddRange(StagePlan.Times(plan.AfterHandOff).Select(t => new PlannedFollowUp(FollowUpKind.AfterHandOff, t, After(sinceUtc, t, calendar))));
        foreach (var time in StagePlan.Times(plan.BeforeExpected))
        {
            if (Before(sinceUtc, by, time, calendar) is { } due)
                planned.Add(new(FollowUpKind.BeforeExpected, time, due));
        }

        void Late(FollowUpKind kind, string field) => planned.AddRange(StagePlan.Times(field).Select(t => new PlannedFollowUp(kind, t, After(by, t, calendar))));
        Late(FollowUpKind.AfterExpected, plan.AfterExpected);
        Late(FollowUpKind.TellAdministrators, plan.Administrators);
        Late(FollowUpKind.TellDirector, plan.Director);
        Late(FollowUpKind.TellSystemAdministrators, plan.SystemAdministrators);
        return [.. planned.OrderBy(p => p.DueUtc).ThenBy(p => p.Kind)];
    }

    /// <summary>The plan of a step; null for steps without one.</summary>
    public static StagePlan? PlanOf(RequestState state, CommunitySettings settings) => state switch
    {
        RequestState.Training => settings.TrainingReminders,
        RequestState.UserSignature => settings.UserSignatureReminders,
        RequestState.AdministratorReview => settings.ReviewReminders,
        RequestState.DirectorSignature => settings.DirectorReminders,
        RequestState.Submission => settings.SubmissionReminders,
        RequestState.AwaitingDocuments => settings.DocumentsReminders,
        _ => null,
    };

    /// <summary>What a request waits for at a step, for "waits 6 days for ...".</summary>
    public static string AwaitedAt(RequestState state) => state switch
    {
        RequestState.Training => "the certificates of the new user",
        RequestState.UserSignature => "the signature of the new user",
        RequestState.AdministratorReview => "the review of the agency administrator",
        RequestState.DirectorSignature => "the director's signature",
        RequestState.Submission => "the packet of the agency",
        RequestState.AwaitingDocuments => "documents of the agency",
        _ => "the next step",
    };

    /// <summary>The office that a rung tells, in words.</summary>
    public static string Office(FollowUpKind kind, bool isPlural) => (kind switch
    {
        FollowUpKind.TellAdministrators => "agency administrator",
        FollowUpKind.TellDirector => "executive director",
        FollowUpKind.TellSystemAdministrators => "system administrator",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    }) + (isPlural ? "s" : "");

    /// <summary>What the plan means for a request that comes to a step at an instant, in sentences.</summary>
    public static string Example(RequestState state, DateTime sinceUtc, CommunitySettings settings, ServiceTerms service, TimeZoneInfo zone)
    {
        var planned = Of(state, sinceUtc, settings, service);
        string Say(DateTime utc) => ServiceWords.Moment(utc, zone, sinceUtc);
        var by = Expectations.Step(state, sinceUtc, null, settings, service).ByUtc;
        var reminders = planned.Where(p => p.IsReminder).Select(p => Say(p.DueUtc)).Distinct().ToList();
        var told = planned.Where(p => !p.IsReminder).Select(p => $"{Say(p.DueUtc)}: {Office(p.Kind, p.Kind != FollowUpKind.TellDirector)}").ToList();
        return $"Comes on {Say(sinceUtc)}{(by is { } expected ? $", expected by {Say(expected)}" : "")}. "
            + (reminders.Count == 0 ? "Nobody is reminded. " : $"Reminded: {string.Join("; ", reminders)}. ")
            + (told.Count == 0 ? "Nobody else is told." : $"Told when late: {string.Join("; ", told)}. Then nobody further.");
    }

    private static DateTime After(DateTime fromUtc, PlanTime time, WorkingCalendar calendar)
    {
        if (time.IsHours)
            return calendar.Add(fromUtc, TimeSpan.FromHours(time.Amount));
        var due = fromUtc.AddDays(time.Amount);
        return calendar.Spans(due, due + LongestClosing).Select(s => (DateTime?)s.FromUtc).FirstOrDefault() ?? due;
    }

    // where it would fall on closed hours it comes before them: a warning after the date is none
    private static DateTime? Before(DateTime sinceUtc, DateTime byUtc, PlanTime time, WorkingCalendar calendar)
    {
        var counted = time.IsHours ? calendar.Between(sinceUtc, byUtc) - TimeSpan.FromHours(time.Amount) : calendar.Between(sinceUtc, byUtc.AddDays(-time.Amount));
        return counted > TimeSpan.Zero ? calendar.Add(sinceUtc, counted) : null;
    }
}
