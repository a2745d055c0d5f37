using System.Text;
using System.Text.RegularExpressions;

namespace HmisOnboarding.Domain.Documents;

/// <summary>
/// Says when a file name or a typed text looks like it carries a social security number or a birth date.
/// This product keeps no client data; a pattern can be wrong, so it warns and never refuses.
/// </summary>
public static partial class SensitiveText
{
    private const int LongestText = 20_000;

    /// <summary>The sentence to show beside the text, or null when nothing stands out.</summary>
    public static string? Warning(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;

        // full-width digits and look-alike dashes are the same number to a reader
        var plain = Plain(text);
        if (SocialSecurityNumber().IsMatch(plain) || SocialSecurityWord().IsMatch(plain))
            return "This looks like it holds a social security number. Remove it: this site must not keep one.";
        if (BirthWord().IsMatch(plain) || OldDate().IsMatch(plain))
            return "This looks like it holds a birth date. Remove it unless the certificate itself shows it.";
        return null;
    }

    private static string Plain(string text)
    {
        var kept = new StringBuilder(Math.Min(text.Length, LongestText));
        foreach (var rune in text.AsSpan(0, Math.Min(text.Length, LongestText)).EnumerateRunes())
            kept.Append(rune.Value switch
            {
                >= 0x2010 and <= 0x2015 or 0x2212 => "-",
                0x00A0 or 0x2007 or 0x202F or '_' => " ",
                _ => rune.ToString(),
            });
        return kept.ToString().Normalize(NormalizationForm.FormKC);
    }

    // 3-2-4 digits as the Social Security Administration issues them: no area 000 or 666, no group 00, no serial 0000.
    // Areas of 900 and more are tax numbers of the same shape and just as private.
    [GeneratedRegex(@"(?<![\d-])(?!000|666)\d{3}([-. ])(?!00)\d{2}\1(?!0000)\d{4}(?!-?\d)", RegexOptions.CultureInvariant)]
    private static partial Regex SocialSecurityNumber();

    [GeneratedRegex(@"\b(ssn|social security|soc sec)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex SocialSecurityWord();

    [GeneratedRegex(@"\b(dob|d\.o\.b|date of birth|birth ?date|birthday|born( on)?)\b[^\d]{0,20}\d", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex BirthWord();

    // no HMIS certificate in use today was earned before 2005, the year after the first HMIS standards
    [GeneratedRegex(@"(?<!\d)(?:(?:19\d\d|200[0-4])([-./ ])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])|(?:0?[1-9]|[12]\d|3[01])([-./ ])(?:0?[1-9]|[12]\d|3[01])\2(?:19\d\d|200[0-4]))(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex OldDate();
}
