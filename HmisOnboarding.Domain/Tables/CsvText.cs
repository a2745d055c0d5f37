using System.Buffers;
using System.Text;

namespace HmisOnboarding.Domain.Tables;

/// <summary>
/// Writes tables that a spreadsheet opens as what they are: RFC 4180 lines in UTF-8 with the mark by which spreadsheets know it, and no cell
/// that is taken for a formula, whatever somebody called themselves.
/// </summary>
public static class CsvText
{
    /// <summary>The media type of such a file.</summary>
    public const string MediaType = "text/csv; charset=utf-8";

    // the wide forms are typed on East Asian keyboards and mean the same to a spreadsheet
    private const string FormulaStarts = "=+-@＝＋－＠";

    // comma and semicolon, because which one divides cells depends on the reader's country
    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create("\",\r\n\t; ");

    /// <summary>What the file begins with.</summary>
    public static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>One line with its end. A cell that would be a formula gets an apostrophe before it.</summary>
    public static string Line(IEnumerable<string?> cells)
    {
        var line = new StringBuilder();
        foreach (var cell in cells)
            line.Append(line.Length == 0 ? "" : ",").Append(Cell(cell ?? ""));
        return line.Append("\r\n").ToString();
    }

    /// <summary>A whole file with its mark.</summary>
    public static byte[] File(IEnumerable<IEnumerable<string?>> rows) => [.. Mark, .. Encoding.UTF8.GetBytes(string.Concat(rows.Select(Line)))];

    private static string Cell(string text)
    {
        // spreadsheets look past white space, and a first cell that is empty must still be one
        var start = text.AsSpan().TrimStart();
        var isFormula = (start.Length > 0 && FormulaStarts.Contains(start[0], StringComparison.Ordinal)) || (text.Length > 0 && text[0] is '\t' or '\r' or '\n');
        var safe = isFormula ? "'" + text : text;
        return safe.Length == 0 || safe.AsSpan().IndexOfAny(NeedQuotes) >= 0 ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
