using System.Text;

namespace HmisOnboarding.Web.Auth;

/// <summary>
/// What makes a password good enough: long, not a known one, not about the person. No rules about kinds of characters and no
/// expiry, after NIST SP 800-63B and OWASP ASVS 5.0 V6.2.
/// </summary>
public static class PasswordRules
{
    public const int MinLength = 12;
    public const int MaxLength = 128;

    private const int ShortestContextWord = 4;

    /// <summary>Three or more common words in a row are a passphrase; one or two are a guess.</summary>
    private const int CommonWordsTooFew = 2;

    private static readonly string[] Rows = ["abcdefghijklmnopqrstuvwxyz", "0123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn", "qazwsxedcrfvtgb"];
    private static readonly HashSet<string> Common = Load();

    /// <summary>Whole sentences on what is wrong with the password; empty when it can be used.</summary>
    /// <param name="password">The password as typed.</param>
    /// <param name="about">Names of the person, the agency and the address; their words are no secret.</param>
    public static IReadOnlyList<string> Problems(string password, params IEnumerable<string?> about)
    {
        var problems = new List<string>();
        if (password.EnumerateRunes().Count() < MinLength)
            problems.Add($"Use at least {MinLength} characters. Four unrelated words make a good password.");
        if (password.Length > MaxLength)
            problems.Add($"Use at most {MaxLength} characters.");
        if (problems.Count > 0)
            return problems;

        var core = Core(password);
        if (IsRepetition(password) || IsRun(core) || IsMadeOf(core, Common, CommonWordsTooFew))
            problems.Add("This password is among the first that others would guess. Choose words that do not belong together.");
        if (IsMadeOf(core, ContextWords(about), int.MaxValue))
            problems.Add("Leave out your name, your agency and the word HMIS, or add other words to them.");
        return problems;
    }

    /// <summary>The letters of the password in lower case with the usual look-alikes undone: "P@ssw0rd2026!" becomes "password".</summary>
    private static string Core(string password)
    {
        var lower = password.Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        // signs and digits at the ends are decoration, inside a word they stand for letters
        var inner = lower.Trim([.. lower.Where(c => !char.IsLetter(c) && c is not '@' and not '$').Distinct()]);
        if (inner.Length == 0)
            return lower;
        return new string([.. inner.Select(LetterFor).Where(char.IsLetter)]);
    }

    private static char LetterFor(char c) => c switch { '@' => 'a', '0' => 'o', '1' => 'l', '3' => 'e', '$' or '5' => 's', '7' => 't', _ => c };

    private static bool IsRepetition(string password)
    {
        for (var size = 1; size <= password.Length / 2; size++)
        {
            if (Enumerable.Range(size, password.Length - size).All(i => password[i] == password[i - size]))
                return true;
        }

        return password.Distinct().Count() < 5;
    }

    private static bool IsRun(string core) =>
        core.Length > 0 && Rows.Any(row => IsPartOf(row, core) || IsPartOf(new string([.. row.Reverse()]), core));

    private static bool IsPartOf(string row, string core) => (row + row).Contains(core, StringComparison.Ordinal);

    /// <summary>Whether the text is nothing but a few listed words: less than four letters are left when they are taken out.</summary>
    private static bool IsMadeOf(string core, IEnumerable<string> words, int fewest)
    {
        var rest = core;
        var found = 0;
        foreach (var word in words.Where(w => w.Length >= ShortestContextWord).OrderByDescending(w => w.Length))
        {
            for (var at = rest.IndexOf(word, StringComparison.Ordinal); at >= 0; at = rest.IndexOf(word, StringComparison.Ordinal))
            {
                // a blank keeps the two sides from growing together into a new word
                rest = rest.Remove(at, word.Length).Insert(at, " ");
                found++;
            }
        }

        return found > 0 && found <= fewest && rest.Count(char.IsLetter) < ShortestContextWord;
    }

    private static IEnumerable<string> ContextWords(IEnumerable<string?> about) =>
        about.OfType<string>()
            .SelectMany(text => text.ToLowerInvariant().Split([' ', '.', '-', '@', ',', '\''], StringSplitOptions.RemoveEmptyEntries))
            .Append("hmis").Append("onboarding").Append("homeless").Append("shelter");

    private static HashSet<string> Load()
    {
        using var stream = typeof(PasswordRules).Assembly.GetManifestResourceStream("common-passwords.txt")
            ?? throw new InvalidOperationException("The list of common passwords is missing from the build.");
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(w => w[0] != '#')];
    }
}
