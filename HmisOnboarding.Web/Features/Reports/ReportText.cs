using System.Globalization;
using HmisOnboarding.Domain.Reports;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Web.Components.Shared;

namespace HmisOnboarding.Web.Features.Reports;

/// <summary>Figures in words. A share never stands without its base, and nothing is never shown as 0.</summary>
public static class ReportText
{
    private const string Nothing = "–";

    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-US");

    /// <summary>The days of a week from Monday on.</summary>
    public static IReadOnlyList<DayOfWeek> Week { get; } = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];

    /// <summary>"93 % of 41"; a dash of nothing.</summary>
    public static string Share(int part, int whole) => StageFigures.Percent(part, whole) is { } percent ? string.Create(English, $"{percent} % of {whole:#,0}") : Nothing;

    /// <summary>"93 %"; a dash of nothing.</summary>
    public static string Percent(int part, int whole) => StageFigures.Percent(part, whole) is { } percent ? $"{percent} %" : Nothing;

    /// <summary>"2 d 4 h"; a dash where there is none.</summary>
    public static string Length(TimeSpan? span) => span is { } some ? TimeText.Length(some) : Nothing;

    /// <summary>"12,345".</summary>
    public static string Count(int count) => count.ToString("#,0", English);

    /// <summary>"3 accounts", "1 account".</summary>
    public static string Accounts(int count) => count == 1 ? "1 account" : $"{Count(count)} accounts";

    /// <summary>"4 points more than before"; null where one of the two bases is too small to say so.</summary>
    public static string? Change(int part, StageFigures now, int partBefore, StageFigures before)
    {
        if (now.IsFew || before.IsFew || StageFigures.Percent(part, now.Count) is not { } percent || StageFigures.Percent(partBefore, before.Count) is not { } earlier)
            return null;
        var points = Math.Abs(percent - earlier) is 1 ? "1 point" : $"{Math.Abs(percent - earlier)} points";
        return percent == earlier ? "the same as before" : $"{points} {(percent > earlier ? "more" : "less")} than before";
    }

    /// <summary>What a list holds.</summary>
    public static string Title(ReportFigure figure) => figure.LongestFirst ? $"{Held(figure)}, longest first" : Held(figure);

    private static string Held(ReportFigure figure) => figure.Kind switch
    {
        ReportFigureKind.InTarget => $"{ReportWords.Step(figure.State)}: within the target",
        ReportFigureKind.Met => $"{ReportWords.Step(figure.State)}: in time",
        ReportFigureKind.Late => $"{ReportWords.Step(figure.State)}: late",
        ReportFigureKind.Closed => $"{ReportWords.Step(figure.State)}: closed there",
        ReportFigureKind.Arrived when figure is { Day: { } day, Hour: { } hour } => string.Create(English, $"Packets that arrived on a {day}, {hour:00}:00 to {hour:00}:59"),
        ReportFigureKind.Arrived when figure.Day is { } day => $"Packets that arrived on a {day}",
        ReportFigureKind.Arrived when figure.Hour is { } hour => string.Create(English, $"Packets that arrived from {hour:00}:00 to {hour:00}:59"),
        ReportFigureKind.Arrived => "Packets that arrived",
        ReportFigureKind.Way => $"{ReportWords.Step(figure.State)}: on the way to the accounts",
        ReportFigureKind.Open when figure.Band is { } band => $"{ReportWords.Step(figure.State)}: open for {ReportWords.Age(AgeBand.All[band])}",
        ReportFigureKind.Open => $"{ReportWords.Step(figure.State)}: open now",
        _ => $"{ReportWords.Step(figure.State)}: all that ended",
    };

    /// <summary>Who has the step, with the first letter of a sentence.</summary>
    public static string Holder(RequestState state) => Stages.Title(Stages.Holder(state)) is var title ? char.ToUpperInvariant(title[0]) + title[1..] : "";

    /// <summary>How far the count is from the most, 0 to 4.</summary>
    public static int Heat(int count, int most) => count == 0 ? 0 : (4 * count + most - 1) / most;
}
