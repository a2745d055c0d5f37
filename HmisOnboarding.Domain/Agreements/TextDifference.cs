using System.Text.RegularExpressions;

namespace HmisOnboarding.Domain.Agreements;

/// <summary>What happened to a piece of text between two versions.</summary>
public enum PieceKind
{
    /// <summary>In both.</summary>
    Same,

    /// <summary>Only in the old one.</summary>
    Removed,

    /// <summary>Only in the new one.</summary>
    Added,
}

/// <summary>A run of words with what happened to it.</summary>
public sealed record TextPiece(PieceKind Kind, string Text);

/// <summary>One part of the agreement that differs: its label as a person knows it, and its words with what was taken out and put in.</summary>
/// <param name="Label">For example "Clause 12".</param>
/// <param name="Kind">Added or removed as a whole, or Same when words inside it changed.</param>
/// <param name="Pieces">The words in reading order.</param>
public sealed record ChangedPart(string Label, PieceKind Kind, IReadOnlyList<TextPiece> Pieces);

/// <summary>Where two versions of the User Agreement differ, part by part and word by word, so that nobody has to look for it. Pure.</summary>
public static partial class TextDifference
{
    // above it the table of the comparison would cost more than a person gains: the part is shown as replaced
    private const int MostWords = 1500;

    /// <summary>The parts that differ, in the order of the new text, removed ones last; empty when every word is the same.</summary>
    public static IReadOnlyList<ChangedPart> Between(AgreementText old, AgreementText now)
    {
        var before = Parts(old);
        var after = Parts(now);
        var known = before.ToDictionary(p => p.Label, p => p.Text);
        var changed = new List<ChangedPart>();
        foreach (var (label, text) in after)
        {
            if (!known.Remove(label, out var was))
                changed.Add(new(label, PieceKind.Added, [new(PieceKind.Added, text)]));
            else if (was != text)
                changed.Add(new(label, PieceKind.Same, Words(was, text)));
        }

        changed.AddRange(before.Where(p => known.ContainsKey(p.Label)).Select(p => new ChangedPart(p.Label, PieceKind.Removed, [new(PieceKind.Removed, p.Text)])));
        return changed;
    }

    private static List<(string Label, string Text)> Parts(AgreementText text) =>
    [
        ("Title", text.Title),
        ("Introduction", text.Introduction),
        .. text.Groups.SelectMany(g => g.Clauses.Select(c => ($"Clause {c.Number}", c.AsksInitials ? $"{c.Text} (asks for initials)" : c.Text)).Prepend(($"Heading {g.Letter}", g.Heading))),
        ("Note on electronic signatures", text.ConsentText),
        ("What the new user's signature says", text.UserMeaning),
        ("What the agency administrator's signature says", text.AdministratorMeaning),
        ("What the executive director's signature says", text.DirectorMeaning),
    ];

    private static List<TextPiece> Words(string old, string now)
    {
        var a = Token().Matches(old).Select(m => m.Value).ToArray();
        var b = Token().Matches(now).Select(m => m.Value).ToArray();
        if (a.Length > MostWords || b.Length > MostWords)
            return [new(PieceKind.Removed, old), new(PieceKind.Added, now)];

        // longest common run of words, counted from the end so that it can be walked from the start
        var common = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
        {
            for (var j = b.Length - 1; j >= 0; j--)
                common[i, j] = a[i] == b[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        }

        var pieces = new List<TextPiece>();
        for (int i = 0, j = 0; i < a.Length || j < b.Length;)
        {
            if (i < a.Length && j < b.Length && a[i] == b[j])
            {
                Add(pieces, PieceKind.Same, a[i++]);
                j++;
            }
            else if (j == b.Length || (i < a.Length && common[i + 1, j] >= common[i, j + 1]))
            {
                Add(pieces, PieceKind.Removed, a[i++]);
            }
            else
            {
                Add(pieces, PieceKind.Added, b[j++]);
            }
        }

        return pieces;
    }

    private static void Add(List<TextPiece> pieces, PieceKind kind, string word)
    {
        if (pieces.Count > 0 && pieces[^1].Kind == kind)
            pieces[^1] = pieces[^1] with { Text = pieces[^1].Text + word };
        else
            pieces.Add(new(kind, word));
    }

    [GeneratedRegex(@"\S+|\s+")]
    private static partial Regex Token();
}
