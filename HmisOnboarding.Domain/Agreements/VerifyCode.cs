using System.Security.Cryptography;

namespace HmisOnboarding.Domain.Agreements;

/// <summary>
/// The code on a paper that leads to the verify page: 20 signs, 100 bits, so that nobody finds one by trying.
/// The signs are digits and letters without I, L, O and U, because people read them from paper.
/// </summary>
public static class VerifyCode
{
    /// <summary>How many signs a code has.</summary>
    public const int Length = 20;

    private const string Signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Group = 5;

    /// <summary>A fresh code.</summary>
    public static string New() => RandomNumberGenerator.GetString(Signs, Length);

    /// <summary>As printed: four groups of five.</summary>
    public static string Grouped(string code) => string.Join('-', code.Chunk(Group).Select(g => new string(g)));

    /// <summary>What a person typed, without spaces, hyphens and case, and with the usual misreadings put right; null when it can be no code.</summary>
    public static string? Read(string? typed)
    {
        if (typed is null || typed.Length > 4 * Length)
            return null;
        var code = string.Concat(typed.ToUpperInvariant().Where(c => !char.IsWhiteSpace(c) && c is not ('-' or '\u2010' or '\u2011' or '\u2013'))
            .Select(c => c switch { 'O' => '0', 'I' or 'L' => '1', _ => c }));
        return code.Length == Length && code.All(c => Signs.Contains(c, StringComparison.Ordinal)) ? code : null;
    }
}
