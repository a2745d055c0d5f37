using System.Globalization;
using System.Text;

namespace HmisOnboarding.Domain.Agreements.Sealing;

/// <summary>
/// The grammar of PDF values (ISO 32000-1, 7.3), as far as seals need it. Reads any bytes without throwing, looks at
/// each byte a few times at most, and answers -1 or null for what is no value.
/// </summary>
internal static class PdfSyntax
{
    private const int MaxNesting = 64;
    private const int MaxDigits = 10;

    /// <summary>The place of an indirect reference, such as "12 0 R".</summary>
    internal readonly record struct Reference(int At, int Length, int Number, int Generation);

    /// <summary>The places of one key and its value.</summary>
    internal readonly record struct Entry(int KeyAt, int KeyLength, int ValueAt, int ValueLength)
    {
        public ReadOnlySpan<byte> Key(ReadOnlySpan<byte> bytes) => bytes.Slice(KeyAt, KeyLength);

        public ReadOnlySpan<byte> Value(ReadOnlySpan<byte> bytes) => bytes.Slice(ValueAt, ValueLength);
    }

    public static bool IsSpace(byte b) => b is 0 or 9 or 10 or 12 or 13 or 32;

    public static bool IsDelimiter(byte b) =>
        b is (byte)'(' or (byte)')' or (byte)'<' or (byte)'>' or (byte)'[' or (byte)']' or (byte)'{' or (byte)'}'
            or (byte)'/' or (byte)'%';

    /// <summary>The next place that is neither white space nor inside a comment.</summary>
    public static int SkipSpace(ReadOnlySpan<byte> bytes, int at)
    {
        while (at < bytes.Length)
        {
            if (IsSpace(bytes[at]))
            {
                at++;
            }
            else if (bytes[at] == '%')
            {
                var line = bytes[at..].IndexOfAny((byte)'\r', (byte)'\n');
                at = line < 0 ? bytes.Length : at + line;
            }
            else
            {
                break;
            }
        }

        return at;
    }

    /// <summary>Reads a number without sign. At most ten digits: no place in a file of ours needs more.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> bytes, ref int at, out long number)
    {
        number = 0;
        var start = at;
        while (at < bytes.Length && at - start <= MaxDigits && bytes[at] is >= (byte)'0' and <= (byte)'9')
            number = number * 10 + (bytes[at++] - '0');
        return at > start && at - start <= MaxDigits;
    }

    /// <summary>Where the value that starts at <paramref name="at"/> ends, or -1.</summary>
    public static int EndOfValue(ReadOnlySpan<byte> bytes, int at, List<Reference>? references = null, int nesting = 0)
    {
        if (at >= bytes.Length || nesting > MaxNesting)
            return -1;
        switch (bytes[at])
        {
            case (byte)'<' when at + 1 < bytes.Length && bytes[at + 1] == '<':
                return EndOfDictionary(bytes, at, references, null, nesting);
            case (byte)'<':
                return EndOfHexString(bytes, at);
            case (byte)'(':
                return EndOfLiteral(bytes, at);
            case (byte)'[':
                return EndOfArray(bytes, at, references, nesting);
            case (byte)'/':
                return EndOfWord(bytes, at + 1);
            case >= (byte)'0' and <= (byte)'9' when TryReference(bytes, at, out var reference):
                references?.Add(reference);
                return at + reference.Length;
            default:
                var end = EndOfWord(bytes, at);
                return end > at ? end : -1;
        }
    }

    /// <summary>The entries of the dictionary that starts at <paramref name="at"/>, or null when there is none.</summary>
    public static List<Entry>? Entries(ReadOnlySpan<byte> bytes, int at, out int end, List<Reference>? references = null)
    {
        var entries = new List<Entry>();
        end = bytes[Math.Min(at, bytes.Length)..].StartsWith("<<"u8) ? EndOfDictionary(bytes, at, references, entries, 0) : -1;
        return end < 0 ? null : entries;
    }

    /// <summary>The only entry with this key; null when there is none, or more than one.</summary>
    public static Entry? Only(ReadOnlySpan<byte> bytes, List<Entry> entries, ReadOnlySpan<byte> key)
    {
        Entry? found = null;
        foreach (var entry in entries)
        {
            if (!entry.Key(bytes).SequenceEqual(key))
                continue;
            if (found is not null)
                return null;
            found = entry;
        }

        return found;
    }

    public static bool TryReference(ReadOnlySpan<byte> bytes, int at, out Reference reference)
    {
        reference = default;
        var start = at;
        if (!TryNumber(bytes, ref at, out var number) || number is < 1 or > 8388607)
            return false;
        var space = at;
        at = SkipSpace(bytes, at);
        if (at == space || !TryNumber(bytes, ref at, out var generation) || generation > 65535)
            return false;
        space = at;
        at = SkipSpace(bytes, at);
        if (at == space || at >= bytes.Length || bytes[at] != 'R' || EndOfWord(bytes, at) != at + 1)
            return false;
        reference = new Reference(start, at + 1 - start, (int)number, (int)generation);
        return true;
    }

    /// <summary>A text string: what is plain stays readable, all else is written as hex digits of UTF-16BE.</summary>
    public static string TextString(string text)
    {
        if (text.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '.' or ',' or '-' or '_' or ':' or '\''))
            return $"({text})";
        return $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";
    }

    /// <summary>The text of a string value as <see cref="TextString"/> writes it; null for anything else.</summary>
    public static string? ReadTextString(ReadOnlySpan<byte> value)
    {
        if (value.Length < 2)
            return null;
        var inner = value[1..^1];
        if (value[0] == '(' && value[^1] == ')')
            return inner.Contains((byte)'\\') ? null : Encoding.Latin1.GetString(inner);
        if (value[0] != '<' || !inner.StartsWith("FEFF"u8) || inner.Length % 4 != 0)
            return null;
        var bytes = new byte[inner.Length / 2];
        return Convert.FromHexString(inner, bytes, out _, out _) == System.Buffers.OperationStatus.Done
            ? Encoding.BigEndianUnicode.GetString(bytes, 2, bytes.Length - 2)
            : null;
    }

    public static string Date(DateTime utc) => utc.ToString("'(D:'yyyyMMddHHmmss\"+00'00')\"", CultureInfo.InvariantCulture);

    /// <summary>The instant of a date string (ISO 32000-1, 7.9.4), or null.</summary>
    public static DateTime? ReadDate(ReadOnlySpan<byte> value)
    {
        if (value.Length is < 18 or > 40 || value[0] != '(' || value[^1] != ')')
            return null;
        var text = Encoding.Latin1.GetString(value[1..^1]);
        if (!text.StartsWith("D:", StringComparison.Ordinal)
            || !DateTime.TryParseExact(
                text[2..16], "yyyyMMddHHmmss", CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var local))
        {
            return null;
        }

        var zone = text[16..].Replace("'", "", StringComparison.Ordinal);
        if (zone is "" or "Z" or "Z0000")
            return local;
        if (zone.Length != 5 || zone[0] is not ('+' or '-')
            || !TimeSpan.TryParseExact(zone[1..], "hhmm", CultureInfo.InvariantCulture, out var offset)
            || local.Year is < 2 or > 9998)
        {
            return null;
        }

        return zone[0] == '+' ? local - offset : local + offset;
    }

    private static int EndOfDictionary(
        ReadOnlySpan<byte> bytes, int at, List<Reference>? references, List<Entry>? entries, int nesting)
    {
        at += 2;
        while (true)
        {
            at = SkipSpace(bytes, at);
            if (bytes[at..].StartsWith(">>"u8))
                return at + 2;
            if (at >= bytes.Length || bytes[at] != '/')
                return -1;
            var keyEnd = EndOfWord(bytes, at + 1);
            var value = SkipSpace(bytes, keyEnd);
            var end = EndOfValue(bytes, value, references, nesting + 1);
            if (end < 0)
                return -1;
            entries?.Add(new Entry(at, keyEnd - at, value, end - value));
            at = end;
        }
    }

    private static int EndOfArray(ReadOnlySpan<byte> bytes, int at, List<Reference>? references, int nesting)
    {
        at++;
        while (true)
        {
            at = SkipSpace(bytes, at);
            if (at >= bytes.Length)
                return -1;
            if (bytes[at] == ']')
                return at + 1;
            at = EndOfValue(bytes, at, references, nesting + 1);
            if (at < 0)
                return -1;
        }
    }

    private static int EndOfHexString(ReadOnlySpan<byte> bytes, int at)
    {
        var end = bytes[at..].IndexOf((byte)'>');
        return end < 0 ? -1 : at + end + 1;
    }

    private static int EndOfLiteral(ReadOnlySpan<byte> bytes, int at)
    {
        var open = 0;
        for (; at < bytes.Length; at++)
        {
            if (bytes[at] == '\\')
                at++;
            else if (bytes[at] == '(')
                open++;
            else if (bytes[at] == ')' && --open == 0)
                return at + 1;
        }

        return -1;
    }

    private static int EndOfWord(ReadOnlySpan<byte> bytes, int at)
    {
        while (at < bytes.Length && !IsSpace(bytes[at]) && !IsDelimiter(bytes[at]))
            at++;
        return at;
    }
}
