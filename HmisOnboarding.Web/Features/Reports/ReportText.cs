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

    /// <summary>"under 1 day", "3 to 7 days", "14 days or more".</summary>
    public static string Age(AgeBand band) => band switch
    {
        { FromDays: 0 } => "under 1 day",
        { UntilDays: null } => $"{band.FromDays} days or more",
        _ => $"{band.FromDays} to {band.UntilDays} days",
    };

    /// <summary>What a list holds.</summary>
    public static string Title(ReportFigure figure) => figure.Kind switch
    {
        ReportFigureKind.InTarget => $"{ReportWords.Step(figure.State)}: within the target",
        ReportFigureKind.Met => $"{ReportWords.Step(figure.State)}: in time",
        ReportFigureKind.Late => $"{ReportWords.Step(figure.State)}: late",
        ReportFigureKind.Closed => $"{ReportWords.Step(figure.State)}: closed there",
        ReportFigureKind.Arrived when figure is { Day: { } day, Hour: { } hour } => string.Create(English, $"Packets that arrived on a {day}, {hour:00}:00 to {hour:00}:59"),
        ReportFigureKind.Arrived => "Packets that arrived",
        ReportFigureKind.Open when figure.Band is { } band => $"{ReportWords.Step(figure.State)}: open for {Age(AgeBand.All[band])}",
        ReportFigureKind.Open => $"{ReportWords.Step(figure.State)}: open now",
        _ => $"{ReportWords.Step(figure.State)}: all that ended",
    };

    /// <summary>Who has the step, with the first letter of a sentence.</summary>
    public static string Holder(RequestState state) => Stages.Title(Stages.Holder(state)) is var title ? char.ToUpperInvariant(title[0]) + title[1..] : "";

    /// <summary>How far the count is from the most, 0 to 4.</summary>
    public static int Heat(int count, int most) => count == 0 ? 0 : (4 * count + most - 1) / most;
}
