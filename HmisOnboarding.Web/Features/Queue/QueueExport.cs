using System.Globalization;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Tables;

namespace HmisOnboarding.Web.Features.Queue;

/// <summary>Packets of the queue as a table for a spreadsheet. Times are UTC, so that columns sort and subtract.</summary>
public static class QueueExport
{
    private static readonly string[] Head =
        ["Code", "Person", "Agency", "Role type", "Stage", "Next step", "There since (UTC)", "Target (UTC)", "Limit (UTC)", "Late since (UTC)", "Claimed by", "Claimed since (UTC)", "Reminded (UTC)", "HMIS user name", "Account made (UTC)"];

    /// <summary>Address of the file with these packets.</summary>
    public static string Address(IEnumerable<string> codes) => $"/queue/export.csv?codes={string.Join(',', codes.Select(Uri.EscapeDataString))}";

    /// <summary>The codes out of that address.</summary>
    public static IReadOnlyList<string> Codes(string? codes) => (codes ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public static string FileName(DateTimeOffset now) => $"queue-{now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.csv";

    public static byte[] File(IEnumerable<RequestRow> rows) => CsvText.File(rows.Select(Cells).Prepend(Head));

    private static IEnumerable<string?> Cells(RequestRow r) =>
    [
        r.Code, r.PersonName, r.AgencyName, r.RoleTypeName, r.StageName, r.NextStep, Time(r.StateSinceUtc), Time(r.TargetUtc), Time(r.LimitUtc), Time(r.LimitMissedUtc),
        r.ClaimedByName, Time(r.ClaimedUtc), Time(r.RemindedUtc), r.HmisUserName, Time(r.AccountUtc),
    ];

    private static string? Time(DateTime? utc) => utc?.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
