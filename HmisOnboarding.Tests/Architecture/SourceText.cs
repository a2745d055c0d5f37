using System.Text;

namespace HmisOnboarding.Tests.Architecture;

/// <summary>Source text without its comments and without the words in quotes, so that a rule about code is not broken by talking about it.</summary>
internal static class SourceText
{
    /// <summary>The code of a C# file: comments and texts blanked, holes of interpolated texts kept, line breaks kept.</summary>
    public static string CodeOf(string source)
    {
        var at = 0;
        var code = new StringBuilder(source.Length);
        Code(source, ref at, code, holeQuotes: 0);
        return code.ToString();
    }

    /// <summary>A Razor file without Razor and HTML comments and without line comments; its quotes hold code, so they stay.</summary>
    public static string CodeOfRazor(string source)
    {
        var code = new StringBuilder(source.Length);
        for (var at = 0; at < source.Length;)
        {
            var rest = source.AsSpan(at);
            var end = rest.StartsWith("@*") ? "*@" : rest.StartsWith("<!--") ? "-->" : rest.StartsWith("// ") ? "\n" : null;
            if (end is null)
            {
                code.Append(source[at++]);
                continue;
            }

            var to = source.IndexOf(end, at + 2, StringComparison.Ordinal);
            at = to < 0 ? source.Length : end == "\n" ? to : to + end.Length;
        }

        return code.ToString();
    }

    // holeQuotes: 0 outside of texts; otherwise the code ends at the brace that closes the hole
    private static void Code(string source, ref int at, StringBuilder code, int holeQuotes)
    {
        var depth = 0;
        while (at < source.Length)
        {
            var rest = source.AsSpan(at);
            if (rest.StartsWith("//"))
            {
                Skip(source, ref at, "\n", code, keepEnd: true);
            }
            else if (rest.StartsWith("/*"))
            {
                at += 2;
                Skip(source, ref at, "*/", code, keepEnd: false);
            }
            else if (source[at] == '\'')
            {
                at += source[at + 1] == '\\' ? 2 : 1;
                at = source.IndexOf('\'', at + 1) + 1;
            }
            else if (StartOfText(rest) is { } start)
            {
                at += start.Length;
                Text(source, ref at, code, start);
            }
            else if (holeQuotes > 0 && source[at] == '}' && depth == 0)
            {
                return;
            }
            else
            {
                depth += source[at] == '{' ? 1 : source[at] == '}' ? -1 : 0;
                code.Append(source[at++]);
            }
        }
    }

    private static TextStart? StartOfText(ReadOnlySpan<char> rest)
    {
        var length = 0;
        var (holes, verbatim) = (false, false);
        while (length < rest.Length && rest[length] is '$' or '@')
        {
            holes |= rest[length] == '$';
            verbatim |= rest[length] == '@';
            length++;
        }

        var quotes = 0;
        while (length + quotes < rest.Length && rest[length + quotes] == '"')
            quotes++;
        return quotes switch
        {
            0 => null,
            >= 3 => new(length + quotes, holes, true, quotes),
            _ => new(length + 1, holes, verbatim, 1),
        };
    }

    private static void Text(string source, ref int at, StringBuilder code, TextStart start)
    {
        var end = new string('"', start.Quotes);
        while (at < source.Length)
        {
            if (source.AsSpan(at).StartsWith(end))
            {
                // a doubled quote inside a verbatim text is a quote
                if (start is { Verbatim: true, Quotes: 1 } && source.AsSpan(at).StartsWith("\"\""))
                {
                    at += 2;
                    continue;
                }

                at += start.Quotes;
                code.Append("\"\"");
                return;
            }

            if (!start.Verbatim && source[at] == '\\')
            {
                at += 2;
            }
            else if (start.Holes && source[at] == '{' && source.AsSpan(at).StartsWith("{{"))
            {
                at += 2;
            }
            else if (start.Holes && source[at] == '{')
            {
                at++;
                code.Append(' ');
                Code(source, ref at, code, start.Quotes);
                at++;
            }
            else
            {
                if (source[at] == '\n')
                    code.Append('\n');
                at++;
            }
        }
    }

    private static void Skip(string source, ref int at, string end, StringBuilder code, bool keepEnd)
    {
        var to = source.IndexOf(end, at, StringComparison.Ordinal);
        to = to < 0 ? source.Length : to;
        code.Append('\n', source.AsSpan(at, to - at).Count('\n'));
        at = keepEnd ? to : Math.Min(source.Length, to + end.Length);
    }

    private readonly record struct TextStart(int Length, bool Holes, bool Verbatim, int Quotes);
}
