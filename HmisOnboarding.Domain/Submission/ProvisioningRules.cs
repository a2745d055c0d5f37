using System.Globalization;
using System.Text;

namespace HmisOnboarding.Domain.Submission;

/// <summary>How user names of the HMIS are made; vendors and lead agencies differ.</summary>
public enum UserNameRule
{
    /// <summary>First letter of the first name and the last name: mreyes.</summary>
    FirstInitialLastName,

    /// <summary>First name and last name, with a low line between: maria_reyes.</summary>
    FirstNameLastName,

    /// <summary>Last name and first letter of the first name: reyesm.</summary>
    LastNameFirstInitial,

    /// <summary>The work e-mail is the user name.</summary>
    Email,
}

/// <summary>What HMIS vendors accept as a user name.</summary>
public static class ProvisioningRules
{
    /// <summary>Longest user name that the strictest vendor takes.</summary>
    public const int UserNameLimit = 25;

    /// <summary>How many names are tried before the person has to think of one.</summary>
    private const int Tries = 9;

    /// <summary>
    /// The user name by a rule: lower case, letters of the English alphabet and the low line only, at most 25, begins with a letter. By e-mail it is the
    /// address as it is, because the vendors that sign in by e-mail take it whole.
    /// </summary>
    public static string SuggestUserName(string firstName, string lastName, UserNameRule rule = UserNameRule.FirstInitialLastName, string email = "")
    {
        var (first, last) = (Plain(firstName), Plain(lastName));
        var initial = first[..Math.Min(1, first.Length)];
        var name = rule switch
        {
            UserNameRule.Email when email.Trim().Length > 0 => email.Trim().ToLowerInvariant(),
            UserNameRule.FirstNameLastName => string.Join('_', new[] { first, last }.Where(t => t.Length > 0)),
            UserNameRule.LastNameFirstInitial => last + initial,
            _ => initial + last,
        };
        return name.Length == 0 ? "user" : rule == UserNameRule.Email && name.Contains('@', StringComparison.Ordinal) ? name : Cut(name, UserNameLimit);
    }

    /// <summary>The name and what to try where it is taken: the same with 2, 3 and so on behind it. An e-mail has no such others.</summary>
    public static IReadOnlyList<string> Candidates(string userName) => userName.Contains('@', StringComparison.Ordinal) ? [userName]
        : [userName, .. Enumerable.Range(2, Tries - 1).Select(n => Cut(userName, UserNameLimit - 1) + n.ToString(CultureInfo.InvariantCulture))];

    private static string Cut(string name, int length) => name[..Math.Min(length, name.Length)];

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
