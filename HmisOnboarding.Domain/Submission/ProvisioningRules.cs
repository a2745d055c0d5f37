using System.Globalization;
using System.Text;

namespace HmisOnboarding.Domain.Submission;

/// <summary>What HMIS vendors accept as a user name.</summary>
public static class ProvisioningRules
{
    /// <summary>Longest user name that the strictest vendor takes.</summary>
    public const int UserNameLimit = 25;

    /// <summary>First letter of the first name and the whole last name, lower case, letters of the English alphabet only, at most 25; starts with a letter.</summary>
    public static string SuggestUserName(string firstName, string lastName)
    {
        var name = Plain(firstName)[..Math.Min(1, Plain(firstName).Length)] + Plain(lastName);
        return name.Length == 0 ? "user" : name[..Math.Min(UserNameLimit, name.Length)];
    }

    private static string Plain(string text)
    {
        var result = new StringBuilder();
        foreach (var c in text.Replace("ł", "l", StringComparison.Ordinal).Replace("Ł", "L", StringComparison.Ordinal).Replace("ø", "o", StringComparison.Ordinal)
            .Replace("Ø", "O", StringComparison.Ordinal).Replace("ß", "ss", StringComparison.Ordinal).Replace("æ", "ae", StringComparison.Ordinal)
            .Replace("đ", "d", StringComparison.Ordinal).Replace("Đ", "D", StringComparison.Ordinal).Normalize(NormalizationForm.FormD))
        {
            if (char.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && char.IsAsciiLetter(c))
                result.Append(char.ToLowerInvariant(c));
        }

        return result.ToString();
    }
}
