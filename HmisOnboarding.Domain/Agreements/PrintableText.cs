using System.Globalization;

namespace HmisOnboarding.Domain.Agreements;

/// <summary>
/// Free text on its way to paper. Names are checked when a request is opened; a reason or a note may hold a sign that no shipped font has.
/// The paper must come out all the same, and must say what stood there.
/// </summary>
public static class PrintableText
{
    /// <summary>The text with every sign that cannot be drawn replaced by its code in brackets, for example [U+1F600]. Other text comes back as it is.</summary>
    public static string Of(string text)
    {
        // runes first: half a surrogate pair cannot be normalised
        text = string.Concat(text.EnumerateRunes()).Normalize();
        foreach (var sign in AgreementPdf.Uncovered(text))
        {
            // a control character is named by its code already, and stands in the text as itself
            if (sign.StartsWith("U+", StringComparison.Ordinal) && int.TryParse(sign.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code))
                text = text.Replace(char.ConvertFromUtf32(code), " ", StringComparison.Ordinal);
            else
                text = text.Replace(sign, string.Concat(sign.EnumerateRunes().Select(r => $"[U+{r.Value:X4}]")), StringComparison.Ordinal);
        }

        return text;
    }
}
