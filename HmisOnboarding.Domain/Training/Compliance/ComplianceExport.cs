using System.Globalization;
using System.Text;
using HmisOnboarding.Domain.Tables;

namespace HmisOnboarding.Domain.Training.Compliance;

/// <summary>The grid as a file: a line a person, and for each course its status and its last day. It is written as it is read.</summary>
/// <param name="About">The agency, for the name of the file.</param>
/// <param name="AtUtc">When it was asked for.</param>
/// <param name="Courses">The columns.</param>
/// <param name="Rows">The people.</param>
public sealed record ComplianceExport(string About, DateTime AtUtc, IReadOnlyList<ComplianceCourse> Courses, IAsyncEnumerable<ComplianceRow> Rows)
{
    private const int FlushAt = 32 * 1024;

    /// <summary>A name for the file.</summary>
    public string FileName => string.Create(CultureInfo.InvariantCulture, $"Compliance, {string.Concat(About.Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-'))}, {AtUtc:yyyy-MM-dd}.csv");

    /// <summary>Writes it; what is held at a time is one batch of people.</summary>
    public async Task WriteAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        await stream.WriteAsync(CsvText.Mark.ToArray(), cancellationToken);
        var text = new StringBuilder(CsvText.Line(
            ["Person", "E-mail", "Agency", "Role type", "Request", "HMIS account", "As of", "Courses needed", "Courses done", .. Courses.SelectMany(c => new[] { $"{c.Code} {c.Title}", $"{c.Code} last day" })]));
        await foreach (var row in Rows.WithCancellation(cancellationToken))
        {
            text.Append(CsvText.Line(
            [
                row.PersonName, row.Email ?? "", row.AgencyName, row.RoleTypeName, row.Code, row.HasAccount ? "yes" : "on the way", Day(row.Today),
                row.Needed.ToString(CultureInfo.InvariantCulture), row.Done.ToString(CultureInfo.InvariantCulture), .. row.Cells.SelectMany(c => new[] { Words(c), c?.ExpiresOn is { } last ? Day(last) : "" }),
            ]));
            if (text.Length < FlushAt)
                continue;
            await FlushAsync();
        }

        await FlushAsync();

        async Task FlushAsync()
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken);
            text.Clear();
        }
    }

    private static string Words(ComplianceCell? cell) =>
        cell?.ReportedOn is { } on && !(cell.Status.IsDone() && !cell.RunsOutSoon) ? $"{Word(cell)}, reported by the Learning Center for {Day(on)}" : Word(cell);

    private static string Word(ComplianceCell? cell) => cell?.Status switch
    {
        null => "not needed",
        ChecklistStatus.ToDo => "to do",
        ChecklistStatus.Uploaded => "uploaded",
        ChecklistStatus.Accepted => "accepted",
        ChecklistStatus.Rejected => "rejected",
        ChecklistStatus.Expired => "expired",
        _ => "exempt",
    };

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
