using System.Text;

namespace HmisOnboarding.Domain.Agreements;

/// <summary>Words that stand together, and whether they stand out.</summary>
/// <param name="Text">The words, without marks.</param>
/// <param name="IsStrong">They are drawn bold.</param>
public sealed record MarkedRun(string Text, bool IsStrong);

/// <summary>One paragraph, or one item of a list.</summary>
/// <param name="IsItem">It is an item: drawn with a dot before it.</param>
/// <param name="Runs">Its words in reading order; none for an empty line.</param>
public sealed record MarkedLine(bool IsItem, IReadOnlyList<MarkedRun> Runs)
{
    /// <summary>The words without any mark.</summary>
    public string Plain => string.Concat(Runs.Select(r => r.Text));
}

/// <summary>
/// The marks that an agreement may use, and that page and paper draw alike. They are Markdown's own, and few: a lawyer's text needs paragraphs,
/// lists and words that stand out, and every further mark would be one more way for screen and paper to differ.
/// A line feed ends a paragraph; a line that begins with "- " or "* " is an item; two asterisks before and after make words bold; a backslash
/// before an asterisk or a hyphen keeps it as it is. Marks without a partner are text.
/// </summary>
public static class MarkedText
{
    private const string Mark = "**";

    /// <summary>The lines of a text. Never throws: what is no mark is text.</summary>
    public static IReadOnlyList<MarkedLine> Lines(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. text.ReplaceLineEndings("\n").Split('\n').Select(Line)];
    }

    private static MarkedLine Line(string line)
    {
        var isItem = line.Length > 2 && line[0] is ('-' or '*') && line[1] == ' ';
        return new(isItem, Runs(isItem ? line[2..].TrimStart() : line));
    }

    private static List<MarkedRun> Runs(string line)
    {
        var runs = new List<MarkedRun>();
        var words = new StringBuilder();
        var at = 0;
        while (at < line.Length)
        {
            if (line[at] == '\\' && at + 1 < line.Length && line[at + 1] is ('*' or '-'))
            {
                words.Append(line[at + 1]);
                at += 2;
            }
            else if (Opens(line, at) && Closing(line, at + Mark.Length) is var end && end > 0)
            {
                Add(false);
                words.Append(line.AsSpan(at + Mark.Length, end - at - Mark.Length)).Replace("\\*", "*").Replace("\\-", "-");
                Add(true);
                at = end + Mark.Length;
            }
            else
            {
                words.Append(line[at++]);
            }
        }

        Add(false);
        return runs;

        void Add(bool isStrong)
        {
            if (words.Length > 0)
                runs.Add(new(words.ToString(), isStrong));
            words.Clear();
        }
    }

    // as in Markdown: marks stand at the words, not at a space
    private static bool Opens(string line, int at) =>
        string.CompareOrdinal(line, at, Mark, 0, Mark.Length) == 0 && at + Mark.Length < line.Length && !char.IsWhiteSpace(line[at + Mark.Length]);

    private static int Closing(string line, int from)
    {
        for (var end = line.IndexOf(Mark, from + 1, StringComparison.Ordinal); end > 0; end = line.IndexOf(Mark, end + 1, StringComparison.Ordinal))
        {
            if (!char.IsWhiteSpace(line[end - 1]) && line[end - 1] != '\\')
                return end;
        }

        return -1;
    }
}
