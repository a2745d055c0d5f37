using System.Text;

namespace HmisOnboarding.Domain.Training.Import;

/// <summary>
/// Writes rows so that a spreadsheet shows every cell as text: what would begin a formula gets an apostrophe in front.
/// UTF-8 with its mark, because older spreadsheets take it for something else without; quotes around every cell; lines end with CR LF.
/// </summary>
public static class SafeCsv
{
    /// <summary>The bytes of a file with these rows.</summary>
    public static byte[] Write(IEnumerable<IEnumerable<string>> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows)
            text.AppendJoin(',', row.Select(Cell)).Append("\r\n");
        return [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(text.ToString())];
    }

    private static string Cell(string text) => $"\"{(BeginsFormula(text) ? "'" : "")}{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    // a spreadsheet looks past leading white space, and tab and carriage return begin a new cell in some
    private static bool BeginsFormula(string text) => text.Length > 0 && (text[0] is '\t' or '\r' or '\n' || text.TrimStart() is ['=' or '+' or '-' or '@' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20', ..]);
}
