using System.Globalization;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Tables;

namespace HmisOnboarding.Domain.Reports;

/// <summary>The figures of a report as a file for a spreadsheet: a line for each agency and step, with the period before beside it.</summary>
public static class ReportExport
{
    private static readonly string[] Head =
    [
        "Period", "First day", "Last day", "Over", "Agency", "Step", "Holder", "Time counted", "Ended with an answer", "Within target", "Not late", "Late", "Not late in percent", "Median in hours",
        "90th percentile in hours", "Closed", "Period before", "Ended before", "Not late before", "Median before in hours", "90th percentile before in hours",
    ];

    /// <summary>A name for the file.</summary>
    public static string FileName(ReportView report) =>
        $"Numbers, {string.Concat((report.AgencyName ?? "all agencies").Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-'))}, {report.Period.Name}.csv";

    /// <summary>The file. A share of nothing and a time of nothing are empty cells, never 0.</summary>
    public static byte[] File(ReportView report)
    {
        var whole = new[] { (Name: report.AgencyName ?? "All agencies", report.Stages) };
        var lines = whole.Concat(report.ByAgency.Select(a => (Name: a.AgencyName, a.Stages)));
        return CsvText.File(lines.SelectMany(l => l.Stages.Select(s => Line(report, l.Name, s))).Prepend(Head));
    }

    private static string?[] Line(ReportView report, string agency, StageComparison step)
    {
        var (now, before) = (step.Now, step.Before);
        return
        [
            report.Period.Name, Day(report.Period.FirstDay), Day(report.Period.Until.AddDays(-1)), report.IsRunning ? "no" : "yes", agency, ReportWords.Step(now.State), Stages.Title(Stages.Holder(now.State)),
            now.State == RequestState.AccountQueue ? "service hours" : "on the wall", Number(now.Count), Number(now.InTarget), Number(now.Met), Number(now.Late),
            StageFigures.Percent(now.Met, now.Count) is { } percent ? Number(percent) : "", Hours(now.Median), Hours(now.NineOfTen), Number(now.Closed),
            report.Period.Before.Name, Number(before.Count), Number(before.Met), Hours(before.Median), Hours(before.NineOfTen),
        ];
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Hours(TimeSpan? span) => span?.TotalHours.ToString("0.0", CultureInfo.InvariantCulture) ?? "";
}
