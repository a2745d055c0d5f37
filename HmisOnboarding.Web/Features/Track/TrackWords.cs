using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Watchers;
using HmisOnboarding.Web.Components.Shared;

namespace HmisOnboarding.Web.Features.Track;

/// <summary>What somebody outside reads: the first name, offices instead of names, and days.</summary>
public static class TrackWords
{
    public static string Title(TrackerView view) => view.State switch
    {
        RequestState.AccountCreated => $"{view.FirstName} has an HMIS account",
        _ when Stages.IsOpen(view.State) => $"{view.FirstName} is on the way to HMIS",
        _ => $"The request for {view.FirstName} is closed",
    };

    public static string Who(TrackerView view) => $"The {view.With}, since {Day(view, view.SinceUtc)}";

    public static string? Expected(TrackerView view)
    {
        var step = view.State == RequestState.AccountQueue ? null : By(view, "This step", view.StepExpectedUtc);
        var sentences = new[] { step, By(view, "Account", view.AccountExpectedUtc) }.OfType<string>().ToList();
        return sentences.Count == 0 ? null : string.Join(" ", sentences);
    }

    public static string End(TrackerView view)
    {
        var what = view.State switch
        {
            RequestState.AccountCreated => $"The account was made on {Day(view, view.SinceUtc)}.",
            RequestState.Lapsed => $"It closed by itself on {Day(view, view.SinceUtc)}, because nothing happened for a long time.",
            _ => $"It was closed on {Day(view, view.SinceUtc)}.",
        };
        return view.EndsUtc is { } ends ? $"{what} This link works until {Day(view, ends)}." : what;
    }

    public static IReadOnlyList<StageStep> Steps(TrackerView view) => [.. view.Steps.Select(s => new StageStep(s.Name, s.Standing switch
    {
        StepStanding.Done => StageStepStatus.Done,
        StepStanding.Current => StageStepStatus.Current,
        StepStanding.Returned => StageStepStatus.Returned,
        StepStanding.Stopped => StageStepStatus.Stopped,
        _ => StageStepStatus.Upcoming,
    }, s.DoneUtc is { } done ? Day(view, done) : null))];

    private static string? By(TrackerView view, string what, DateTime? byUtc) =>
        byUtc is not { } by ? null : by < view.ReadUtc ? $"{what} is late: it was expected by {Day(view, by)}." : $"{what} by {Day(view, by)}.";

    private static string Day(TrackerView view, DateTime utc) => TimeText.Day(Local(view, utc), Local(view, view.ReadUtc));

    private static DateOnly Local(TrackerView view, DateTime utc) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), view.Zone));
}
