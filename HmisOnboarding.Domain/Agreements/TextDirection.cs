using System.Globalization;

namespace HmisOnboarding.Domain.Agreements;

/// <summary>
/// Which way each character of a paragraph runs, after the Unicode bidirectional rules (UAX 9) for text without
/// embedding marks. Names in Arabic or Hebrew then read right inside an English line, and numbers inside them too.
/// </summary>
internal static class TextDirection
{
    private enum Kind : byte { Neutral, Left, Right, Arabic, European, ArabicNumber, Sign, Terminator, Separator, Mark }

    /// <summary>
    /// Level of every UTF-16 unit: even runs left to right, odd right to left. The paragraph runs as its first
    /// letter does, unless it is said to be <paramref name="latin"/>: a line that the product composed itself.
    /// </summary>
    public static byte[] Levels(string text, bool latin, out bool rightToLeft)
    {
        var levels = new byte[text.Length];
        rightToLeft = false;
        if (!HasRightToLeft(text))
            return levels;

        var kinds = Kinds(text);
        var first = Array.FindIndex(kinds, k => k is Kind.Left or Kind.Right or Kind.Arabic);
        rightToLeft = !latin && first >= 0 && kinds[first] is not Kind.Left;
        ResolveWeak(kinds, rightToLeft ? Kind.Right : Kind.Left);
        ResolveNeutral(kinds, rightToLeft ? Kind.Right : Kind.Left);
        for (var i = 0; i < kinds.Length; i++)
        {
            levels[i] = kinds[i] switch
            {
                Kind.Left => (byte)(rightToLeft ? 2 : 0),
                Kind.Right => 1,
                _ => 2,
            };
        }

        return levels;
    }

    /// <summary>Order in which runs of the given levels stand on the line, from the left.</summary>
    public static int[] VisualOrder(IReadOnlyList<byte> levels)
    {
        var order = Enumerable.Range(0, levels.Count).ToArray();
        for (var level = levels.DefaultIfEmpty().Max(); level > 0; level--)
        {
            for (var start = 0; start < order.Length; start++)
            {
                var end = start;
                while (end < order.Length && levels[order[end]] >= level)
                    end++;
                if (end > start)
                    Array.Reverse(order, start, end - start);
                start = end;
            }
        }

        return order;
    }

    private static bool HasRightToLeft(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsArabic(rune.Value) || IsHebrew(rune.Value))
                return true;
        }

        return false;
    }

    private static bool IsHebrew(int c) => c is >= 0x590 and <= 0x5FF or >= 0xFB1D and <= 0xFB4F;

    private static bool IsArabic(int c) =>
        c is >= 0x600 and <= 0x8FF or >= 0xFB50 and <= 0xFDFF or >= 0xFE70 and <= 0xFEFE;

    private static Kind[] Kinds(string text)
    {
        var kinds = new Kind[text.Length];
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var kind = KindOf(rune.Value, CharUnicodeInfo.GetUnicodeCategory(rune.Value));
            for (var unit = 0; unit < rune.Utf16SequenceLength; unit++)
                kinds[at++] = kind;
        }

        return kinds;
    }

    private static Kind KindOf(int c, UnicodeCategory category)
    {
        if (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark)
            return Kind.Mark;
        if (category is UnicodeCategory.DecimalDigitNumber)
            return c is >= 0x660 and <= 0x669 ? Kind.ArabicNumber : Kind.European;
        var letter = category is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter
            or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
            or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.LetterNumber;
        if (letter)
            return IsHebrew(c) ? Kind.Right : IsArabic(c) ? Kind.Arabic : Kind.Left;
        return c switch
        {
            '+' or '-' or 0x2212 => Kind.Sign,
            '#' or '$' or '%' or 0xB0 or 0x2030 or 0x2032 or 0x2033 or 0x20AC => Kind.Terminator,
            ',' or '.' or '/' or ':' or 0xA0 or 0x202F or 0x60C => Kind.Separator,
            0x66B or 0x66C => Kind.ArabicNumber,
            _ when category is UnicodeCategory.CurrencySymbol => Kind.Terminator,
            _ => Kind.Neutral,
        };
    }

    private static void ResolveWeak(Kind[] kinds, Kind ground)
    {
        var strong = ground;
        for (var i = 0; i < kinds.Length; i++)
        {
            if (kinds[i] is Kind.Mark)
                kinds[i] = i == 0 ? ground : kinds[i - 1];
            if (kinds[i] is Kind.Left or Kind.Right or Kind.Arabic)
                strong = kinds[i];
            else if (kinds[i] is Kind.European && strong is Kind.Arabic)
                kinds[i] = Kind.ArabicNumber;
        }

        for (var i = 1; i < kinds.Length - 1; i++)
        {
            if (kinds[i - 1] != kinds[i + 1])
                continue;
            if (kinds[i] is Kind.Sign or Kind.Separator && kinds[i - 1] is Kind.European)
                kinds[i] = Kind.European;
            else if (kinds[i] is Kind.Separator && kinds[i - 1] is Kind.ArabicNumber)
                kinds[i] = Kind.ArabicNumber;
        }

        for (var i = 0; i < kinds.Length; i++)
        {
            if (kinds[i] is not Kind.Terminator)
                continue;
            var end = i;
            while (end < kinds.Length && kinds[end] is Kind.Terminator)
                end++;
            var numbered = i > 0 && kinds[i - 1] is Kind.European || end < kinds.Length && kinds[end] is Kind.European;
            Array.Fill(kinds, numbered ? Kind.European : Kind.Neutral, i, end - i);
            i = end - 1;
        }

        strong = ground;
        for (var i = 0; i < kinds.Length; i++)
        {
            if (kinds[i] is Kind.Arabic)
                kinds[i] = Kind.Right;
            if (kinds[i] is Kind.Sign or Kind.Separator)
                kinds[i] = Kind.Neutral;
            if (kinds[i] is Kind.Left or Kind.Right)
                strong = kinds[i];
            else if (kinds[i] is Kind.European && strong is Kind.Left)
                kinds[i] = Kind.Left;
        }
    }

    private static void ResolveNeutral(Kind[] kinds, Kind ground)
    {
        for (var i = 0; i < kinds.Length; i++)
        {
            if (kinds[i] is not Kind.Neutral)
                continue;
            var end = i;
            while (end < kinds.Length && kinds[end] is Kind.Neutral)
                end++;
            var before = i == 0 ? ground : Side(kinds[i - 1]);
            var after = end == kinds.Length ? ground : Side(kinds[end]);
            Array.Fill(kinds, before == after ? before : ground, i, end - i);
            i = end - 1;
        }
    }

    private static Kind Side(Kind kind) => kind is Kind.Left ? Kind.Left : Kind.Right;
}
