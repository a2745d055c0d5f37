using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using HmisOnboarding.Domain.Defaults;

namespace HmisOnboarding.Domain.Agreements;

/// <summary>One rule of the User Agreement.</summary>
/// <param name="Number">Its number, unique in the agreement: letters and digits, with single dots between.</param>
/// <param name="Text">The rule, in the first person.</param>
/// <param name="AsksInitials">True when the new user initials this clause on its own.</param>
public sealed record Clause(string Number, string Text, bool AsksInitials);

/// <summary>Clauses under one heading.</summary>
/// <param name="Letter">The letter of the group, unique in the agreement: letters and digits, with single dots between.</param>
/// <param name="Heading">The heading, in a few words.</param>
/// <param name="Clauses">The clauses, in reading order.</param>
public sealed record ClauseGroup(string Letter, string Heading, IReadOnlyList<Clause> Clauses);

/// <summary>The text of the User Agreement: everything that its three signers read and are bound by.</summary>
/// <param name="Title">Title of the agreement.</param>
/// <param name="Introduction">What the agreement is and who signs it. Paragraphs are separated by a line feed.</param>
/// <param name="Groups">The clauses, by group.</param>
/// <param name="ConsentText">Consent to electronic records and signatures. Paragraphs are separated by a line feed.</param>
/// <param name="UserMeaning">What the new user's signature says.</param>
/// <param name="AdministratorMeaning">What the agency administrator's signature says.</param>
/// <param name="DirectorMeaning">What the Executive Director's signature says.</param>
public sealed partial record AgreementText(
    string Title,
    string Introduction,
    IReadOnlyList<ClauseGroup> Groups,
    string ConsentText,
    string UserMeaning,
    string AdministratorMeaning,
    string DirectorMeaning)
{
    /// <summary>Longest title, heading or meaning of a signature.</summary>
    public const int LineLimit = 500;

    /// <summary>Longest clause.</summary>
    public const int ClauseLimit = 4000;

    /// <summary>Longest introduction or consent text.</summary>
    public const int SectionLimit = 8000;

    /// <summary>Longest number of a clause or letter of a group.</summary>
    public const int LabelLimit = 12;

    /// <summary>Most clauses, and most groups.</summary>
    public const int MostClauses = 200;

    /// <summary>The agreement that ships with the product, for a sample community.</summary>
    public static AgreementText Default { get; } = Parse(DataFile.Shipped("Agreements.Defaults.user-agreement.json"));

    /// <summary>The clauses of all groups, in reading order.</summary>
    [JsonIgnore]
    public IReadOnlyList<Clause> AllClauses => [.. Groups.SelectMany(g => g.Clauses)];

    /// <summary>Reads an agreement file. The result may still have <see cref="Problems"/>.</summary>
    /// <exception cref="FormatException">The text is not an agreement file. The message says where.</exception>
    public static AgreementText Parse(string json) => DataFile.Read<AgreementText>(json, "agreement file");

    /// <summary>Writes the agreement as a file that <see cref="Parse"/> reads: camel case, indented, line feeds.</summary>
    public string ToJson() => DataFile.Write(this);

    /// <summary>
    /// All that a signer is bound by as plain text: Unicode form NFC, line feeds, one labelled part a line.
    /// A line inside a part is indented, so no text of one part can pass as the label of another.
    /// </summary>
    public string CanonicalText()
    {
        var text = new StringBuilder();
        Add(text, "User Agreement", Title);
        Add(text, "Introduction", Introduction);
        foreach (var group in Groups)
        {
            Add(text, $"Group {group.Letter}", group.Heading);
            foreach (var clause in group.Clauses)
            {
                Add(text, clause.AsksInitials ? $"Clause {clause.Number} (initials)" : $"Clause {clause.Number}", clause.Text);
            }
        }

        Add(text, "Consent to electronic records and signatures", ConsentText);
        Add(text, "Signature of the new user", UserMeaning);
        Add(text, "Signature of the agency administrator", AdministratorMeaning);
        Add(text, "Signature of the Executive Director", DirectorMeaning);
        return text.ToString();
    }

    /// <summary>SHA-256 of the UTF-8 bytes of <see cref="CanonicalText"/>, 64 lower-case hex digits. It changes with any word, never with the file's layout.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalText())));

    /// <summary>What stands in the way of publishing this text, one sentence each. Empty when it is fit for signing.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (AllClauses.Count > MostClauses || Groups.Count > MostClauses)
            return [$"The agreement is too long. Keep at most {MostClauses} clauses and {MostClauses} groups."];
        RequireText(problems, "title", Title, LineLimit);
        RequireText(problems, "introduction", Introduction, SectionLimit);
        RequireText(problems, "consent text", ConsentText, SectionLimit);
        RequireText(problems, "meaning of the new user's signature", UserMeaning, LineLimit);
        RequireText(problems, "meaning of the agency administrator's signature", AdministratorMeaning, LineLimit);
        RequireText(problems, "meaning of the Executive Director's signature", DirectorMeaning, LineLimit);

        if (AllClauses.Count == 0)
        {
            problems.Add("The agreement has no clause. Add at least one.");
        }

        foreach (var group in Groups)
        {
            RequireText(problems, $"heading of group {Short(group.Letter)}", group.Heading, LineLimit);
            if (group.Clauses.Count == 0)
            {
                problems.Add($"The group {Short(group.Letter)} has no clause. Add one or remove the group.");
            }
        }

        foreach (var clause in AllClauses)
        {
            RequireText(problems, $"text of clause {Short(clause.Number)}", clause.Text, ClauseLimit);
        }

        CheckLabels(problems, "group letter", Groups.Select(g => g.Letter));
        CheckLabels(problems, "clause number", AllClauses.Select(c => c.Number));
        return problems;
    }

    private static void Add(StringBuilder text, string label, string value)
    {
        var plain = value.Normalize(NormalizationForm.FormC).ReplaceLineEndings("\n").Replace("\n", "\n    ", StringComparison.Ordinal);
        text.Append(CultureInfo.InvariantCulture, $"{label}: {plain}\n");
    }

    private static void RequireText(List<string> problems, string what, string value, int limit)
    {
        if (string.IsNullOrWhiteSpace(value))
            problems.Add($"The {what} is empty. Write it.");
        else if (value.Length > limit)
            problems.Add($"The {what} is too long. Keep it to {limit} characters.");
        // what is signed is what is printed: a sign that the paper cannot show is not part of a text
        else if (AgreementPdf.Uncovered(value) is { Count: > 0 } unprintable)
            problems.Add($"The {what} has {string.Join(" ", unprintable.Take(5))}, which cannot be printed. Write it another way.");
    }

    private static string Short(string label) => label.Length <= LabelLimit ? label : label[..LabelLimit] + "...";

    private static void CheckLabels(List<string> problems, string what, IEnumerable<string> labels)
    {
        foreach (var group in labels.GroupBy(l => l, StringComparer.Ordinal))
        {
            if (group.Key.Length > LabelLimit || !Label().IsMatch(group.Key))
                problems.Add($"The {what} \"{Short(group.Key)}\" cannot be used. Use letters and digits, such as 7 or 7.2.");

            if (group.Skip(1).Any())
                problems.Add($"The {what} {Short(group.Key)} is used more than once. Give each its own.");
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9]+(\.[A-Za-z0-9]+)*\z")]
    private static partial Regex Label();
}
