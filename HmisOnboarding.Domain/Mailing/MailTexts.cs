using System.Text;
using System.Text.RegularExpressions;
using HmisOnboarding.Domain.Defaults;
using HmisOnboarding.Domain.Notifications;

namespace HmisOnboarding.Domain.Mailing;

/// <summary>The words of one kind.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Subject">The subject line.</param>
/// <param name="Happened">What happened.</param>
/// <param name="Act">What the one link says.</param>
public sealed record MailText(NoticeKind Kind, string Subject, string Happened, string Act);

/// <summary>
/// All words of e-mails: data with defaults, so that a community can write its own. They know a code, a first name, a step and an office, and
/// have no place for anything else about a person.
/// </summary>
public sealed partial record MailTexts
{
    private const int LongestText = 500;

    private static readonly Lazy<MailTexts> Shipped = new(() => Parse(DataFile.Shipped("Mailing.Defaults.mail-texts.json")));
    private readonly Dictionary<NoticeKind, MailText> _byKind = [];

    /// <summary>The texts that the product ships.</summary>
    public static MailTexts Default => Shipped.Value;

    /// <summary>The first line; {first} is the first name of the reader.</summary>
    public required string Greeting { get; init; }

    /// <summary>For somebody whose name is not known here.</summary>
    public required string GreetingUnnamed { get; init; }

    /// <summary>What is next, for somebody who waits; {next}.</summary>
    public required string Next { get; init; }

    /// <summary>What is next, for the one who does it; {next}.</summary>
    public required string NextOwn { get; init; }

    /// <summary>Who has it; {holder} is an office.</summary>
    public required string Has { get; init; }

    /// <summary>Subject of a daily e-mail; {count}.</summary>
    public required string DigestSubject { get; init; }

    /// <summary>Subject of a daily e-mail with one notice.</summary>
    public required string DigestSubjectOne { get; init; }

    /// <summary>The line over the notices of the day.</summary>
    public required string DigestOpening { get; init; }

    /// <summary>What the link of a daily e-mail says.</summary>
    public required string DigestAct { get; init; }

    /// <summary>The line over the written-out address.</summary>
    public required string LinkHint { get; init; }

    /// <summary>Who writes; {community}, {helpDesk}, {helpDeskEmail}.</summary>
    public required string Footer { get; init; }

    /// <summary>Where a person chooses which e-mails come.</summary>
    public required string FooterChoices { get; init; }

    /// <summary>The words of each kind.</summary>
    public required IReadOnlyList<MailText> Kinds
    {
        get => [.. _byKind.Values];
        init => _byKind = value.GroupBy(t => t.Kind).ToDictionary(g => g.Key, g => g.First());
    }

    /// <summary>The words of a kind.</summary>
    public MailText For(NoticeKind kind) => _byKind[kind];

    /// <summary>Reads the texts from a file.</summary>
    /// <exception cref="FormatException">It is no such file, a kind is missing, a text is too long or names something unknown. The message says which.</exception>
    public static MailTexts Parse(string json)
    {
        var texts = DataFile.Read<MailTexts>(json, "file of mail texts");
        if (Enum.GetValues<NoticeKind>().Where(k => !texts._byKind.ContainsKey(k)).Select(k => (NoticeKind?)k).FirstOrDefault() is { } missing)
            throw new FormatException($"The file of mail texts has no words for {missing}. Add them and try again.");
        foreach (var text in texts.All())
        {
            if (text.Length is 0 or > LongestText)
                throw new FormatException($"A text of the file of mail texts is empty or longer than {LongestText} characters: {text[..Math.Min(40, text.Length)]}");
            if (Place().Matches(text).Select(m => m.Groups[1].Value).FirstOrDefault(p => p is not ("first" or "code" or "next" or "holder" or "count" or "community" or "helpDesk" or "helpDeskEmail")) is { } unknown)
                throw new FormatException($"The file of mail texts names {{{unknown}}}, which is not known. Take it out and try again.");
        }

        return texts;
    }

    /// <summary>A text with its places filled in. What is filled in is data: it never brings places of its own.</summary>
    public static string Fill(string text, params (string Name, string Value)[] values) =>
        Place().Replace(text, m => values.Where(v => v.Name == m.Groups[1].Value).Select(v => v.Value).FirstOrDefault() ?? "");

    /// <summary>
    /// One line of plain text: no control characters, line ends, or marks that turn the direction of writing, and not longer than
    /// <paramref name="longest"/>. What a header or a line of an e-mail is made of goes through here.
    /// </summary>
    public static string OneLine(string text, int longest)
    {
        var line = new StringBuilder();
        foreach (var rune in text.Normalize(NormalizationForm.FormC).EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (category is System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator)
                line.Append(' ');
            else if (category is not (System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.Surrogate or System.Globalization.UnicodeCategory.PrivateUse) && rune != Rune.ReplacementChar)
                line.Append(rune);
        }

        var clean = string.Join(' ', line.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
        if (clean.Length <= longest)
            return clean;
        var end = longest - 1;
        return clean[..(char.IsHighSurrogate(clean[end - 1]) ? end - 1 : end)] + "…";
    }

    private IEnumerable<string> All() =>
        Kinds.SelectMany(k => new[] { k.Subject, k.Happened, k.Act })
            .Concat([Greeting, GreetingUnnamed, Next, NextOwn, Has, DigestSubject, DigestSubjectOne, DigestOpening, DigestAct, LinkHint, Footer, FooterChoices]);

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Place();
}
