using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Web.Components.Shared;

namespace HmisOnboarding.Web.Components.Requests;

/// <summary>Where a request stands, who has it and until when, as one person reads it in their time zone.</summary>
public sealed record HolderWords(RequestView View, TimeZoneInfo Zone)
{
    /// <summary>Whether nobody has anything to do any more.</summary>
    public bool IsOver => Stages.IsClosed(View.State) || IsFinished;

    public string Next => IsFinished ? "Nothing more: the HMIS account is in use" : View.Next;

    /// <summary>"You", the names with their seat, or what to do about an empty seat.</summary>
    public string Who
    {
        get
        {
            if (IsOver)
                return IsFinished ? "Nobody: the request is finished" : $"Nobody: the request is closed ({View.StageName.ToLowerInvariant()})";
            if (View.Holder.Names.Count == 0)
                return $"{Capital(View.Holder.Title)}. Nobody is in this seat yet: tell the help desk";
            if (!View.Holder.IsViewer)
                return $"{Join(View.Holder.Names)}, {View.Holder.Title}";
            var holder = View.Holder.Kind switch
            {
                RequestHolder.ExecutiveDirector => View.Viewer.ActsFor,
                RequestHolder.AgencyAdministrator => View.Viewer.ActsForAdministrator,
                _ => null,
            };
            var others = View.Holder.Names.Where(n => n != View.Viewer.FullName && n != DelegationWords.For(View.Viewer.FullName, holder)).ToList();
            var you = holder is null ? "You" : $"You, for {holder}";
            return others.Count == 0 ? you : $"{you}, or {Join(others)}";
        }
    }

    /// <summary>Who has it in few words, for a chip after "With": the names, or the seat where it is empty.</summary>
    public string With => View.Holder.Names.Count == 0 ? View.Holder.Title : Join(View.Holder.Names);

    public string? Expected
    {
        get
        {
            if (IsOver)
                return null;
            var account = By("Account", View.AccountExpected);
            // in the queue the step is the account
            var step = View.State is RequestState.AccountQueue or RequestState.AccountCreated ? null : By("This step", View.StepExpected);
            var sentences = new[] { step, account }.OfType<string>().ToList();
            return sentences.Count == 0 ? null : string.Join(" ", sentences);
        }
    }

    public IReadOnlyList<StageStep> Steps => [.. View.Steps.Select(s => new StageStep(s.Name, Status(s.Standing), Note(s)))];

    private bool IsFinished => View.State == RequestState.AccountCreated && View.FirstLoginUtc is not null;

    private string? By(string what, ExpectationView expected)
    {
        if (expected.ByUtc is not { } by)
            return null;
        var when = View.State == RequestState.AccountQueue ? TimeText.Moment(by, Zone, View.ReadUtc) : DayOf(by);
        return by < View.ReadUtc ? $"{what} is late: it was expected by {when}." : $"{what} by {when} ({expected.Basis}).";
    }

    private string? Note(StepView step) =>
        step.DoneUtc is { } at ? step.DoneBy is { } by ? $"{DayOf(at)}, {by}" : DayOf(at) : null;

    private string DayOf(DateTime utc) => TimeText.Day(Local(utc), Local(View.ReadUtc));

    private DateOnly Local(DateTime utc) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), Zone));

    private static StageStepStatus Status(StepStanding standing) => standing switch
    {
        StepStanding.Done => StageStepStatus.Done,
        StepStanding.Current => StageStepStatus.Current,
        StepStanding.Returned => StageStepStatus.Returned,
        StepStanding.Stopped => StageStepStatus.Stopped,
        _ => StageStepStatus.Upcoming,
    };

    private static string Join(IReadOnlyList<string> names) => names.Count switch
    {
        1 => names[0],
        2 => $"{names[0]} or {names[1]}",
        _ => $"{string.Join(", ", names.Take(names.Count - 1))} or {names[^1]}",
    };

    private static string Capital(string words) => words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words[1..];
}
