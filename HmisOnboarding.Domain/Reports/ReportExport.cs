using System.Globalization;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Tables;

namespace HmisOnboarding.Domain.Reports;

/// <summary>Which table of a report a file holds.</summary>
public enum ReportTable
{
    /// <summary>The figures of each step, for all and for each agency.</summary>
    Steps,

    /// <summary>Where the days went.</summary>
    Days,

    /// <summary>When packets arrived.</summary>
    Arrivals,

    /// <summary>What is open, by age.</summary>
    Open,
}

/// <summary>
/// The tables of a report as files for a spreadsheet, with the same figures as on the screen: counts as they are, times in hours to the
/// hundredth, which tells minutes apart. A share of nothing and a time of nothing are empty cells, never 0.
/// </summary>
public static class ReportExport
{
    private static readonly string[] PeriodHead = ["Period", "First day", "Last day", "Over"];

    private static readonly string[] StepsHead =
    [
        "Agency", "Step", "Holder", "Time counted", "Ended with an answer", "Within target", "Not late", "Late", "Within target in percent", "Not late in percent", "Late in percent",
        "Median in hours", "90th percentile in hours", "Closed", "Period before", "Ended before", "Within target before", "Not late before", "Late before", "Median before in hours", "90th percentile before in hours",
    ];

    /// <summary>A name for the file.</summary>
    public static string FileName(ReportView report, ReportTable table = ReportTable.Steps) =>
        $"{Title(table)}, {string.Concat((report.AgencyName ?? "all agencies").Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-'))}, {report.Period.Name}.csv";

    /// <summary>The file.</summary>
    public static byte[] File(ReportView report, ReportTable table = ReportTable.Steps) => CsvText.File(table switch
    {
        ReportTable.Days => Days(report),
        ReportTable.Arrivals => Arrivals(report),
        ReportTable.Open => Open(report),
        _ => Steps(report),
    });

    private static string Title(ReportTable table) => table switch
    {
        ReportTable.Days => "Where the days went",
        ReportTable.Arrivals => "When packets arrive",
        ReportTable.Open => "Open by age",
        _ => "Numbers",
    };

    private static IEnumerable<string?[]> Steps(ReportView report)
    {
        yield return [.. PeriodHead, .. StepsHead];
        foreach (var (agency, stages) in report.ByAgency.Select(a => (a.AgencyName, a.Stages)).Prepend((Whole(report), report.Stages)))
        {
            foreach (var step in stages)
                yield return Step(report, agency, step);
        }
    }

    private static string?[] Step(ReportView report, string agency, StageComparison step)
    {
        var (now, before) = (step.Now, step.Before);
        return
        [
            .. Period(report), agency, ReportWords.Step(now.State), Stages.Title(Stages.Holder(now.State)), now.State == RequestState.AccountQueue ? "service hours" : "on the wall",
            Number(now.Count), Number(now.InTarget), Number(now.Met), Number(now.Late), Percent(now.InTarget, now.Count), Percent(now.Met, now.Count), Percent(now.Late, now.Count),
            Hours(now.Median), Hours(now.NineOfTen), Number(now.Closed),
            report.Period.Before.Name, Number(before.Count), Number(before.InTarget), Number(before.Met), Number(before.Late), Hours(before.Median), Hours(before.NineOfTen),
        ];
    }

    private static IEnumerable<string?[]> Days(ReportView report)
    {
        var steps = report.Stages.Select(s => s.Now.State).ToList();
        yield return [.. PeriodHead, "Agency", "Accounts", .. steps.Select(s => $"{ReportWords.Step(s)}, mean hours"), "Whole way, mean hours", "Whole way before, mean hours"];
        foreach (var row in report.Days)
        {
            yield return
            [
                .. Period(report), row.AgencyName, Number(row.Accounts), .. row.Steps.Select(s => s.Stays == 0 ? "" : Hours(s.Mean)), Hours(row.Whole), Hours(row.Before),
            ];
        }
    }

    private static IEnumerable<string?[]> Arrivals(ReportView report)
    {
        yield return [.. PeriodHead, "Agency", "Day of the week", "Hour", "Packets"];
        foreach (var hour in report.Arrivals)
            yield return [.. Period(report), Whole(report), hour.Day.ToString(), Number(hour.Hour), Number(hour.Count)];
    }

    private static IEnumerable<string?[]> Open(ReportView report)
    {
        yield return ["At (UTC)", "Agency", "Step", "Holder", "Open", .. AgeBand.All.Select(ReportWords.Age), "Oldest since (UTC)"];
        foreach (var step in report.Open)
        {
            yield return
            [
                Instant(report.AtUtc), Whole(report), ReportWords.Step(step.State), Stages.Title(Stages.Holder(step.State)), Number(step.Count), .. step.Bands.Select(Number),
                step.OldestUtc is { } oldest ? Instant(oldest) : "",
            ];
        }
    }

    private static string Whole(ReportView report) => report.AgencyName ?? "All agencies";

    private static string?[] Period(ReportView report) => [report.Period.Name, Day(report.Period.FirstDay), Day(report.Period.Until.AddDays(-1)), report.IsRunning ? "no" : "yes"];

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Instant(DateTime utc) => utc.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Percent(int part, int whole) => StageFigures.Percent(part, whole) is { } percent ? Number(percent) : "";

    private static string Hours(TimeSpan? span) => span?.TotalHours.ToString("0.00", CultureInfo.InvariantCulture) ?? "";
}
