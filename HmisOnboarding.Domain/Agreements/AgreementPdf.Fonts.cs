using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using SkiaSharp;
using Shaper = HarfBuzzSharp;

namespace HmisOnboarding.Domain.Agreements;

public sealed partial class AgreementPdf
{
    private enum Style { Body, Bold, Signature }

    // Loaded once: parsing a face costs more than drawing a page, and both libraries only read from it afterwards.
    private static readonly Lazy<Face[][]> Shelf = new(LoadShelf);

    /// <summary>
    /// Characters of <paramref name="text"/> that no shipped font can draw, each once and in order; empty when the
    /// text can be printed. Ask before a name or a clause is accepted: drawing it would be refused.
    /// </summary>
    public static IReadOnlyList<string> Uncovered(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. MissingFrom(PlainText(text), Shelf.Value[(int)Style.Body]).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>
    /// The text as it is drawn: composed accents, line feeds as the only line ends, and without the marks that have
    /// no shape of their own. Direction marks go too: what is printed must not depend on a mark that nobody sees.
    /// </summary>
    private static string PlainText(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (rune.Value == '\v')
                plain.Append('\n');
            else if (rune.Value == '\t')
                plain.Append(' ');
            else if (!HasNoShape(rune.Value))
                plain.Append(rune);
        }

        return plain.ToString().Normalize(NormalizationForm.FormC);
    }

    private static bool HasNoShape(int c) =>
        c is 0xAD or 0x61C or 0x200B or 0x200E or 0x200F or 0xFEFF
            or (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x2069) or (>= 0xFE00 and <= 0xFE0F);

    private static IEnumerable<string> MissingFrom(string plain, Face[] shelf)
    {
        var elements = StringInfo.GetTextElementEnumerator(plain);
        while (elements.MoveNext())
        {
            var element = elements.GetTextElement();
            if (element == "\n" || Array.Exists(shelf, face => face.Covers(element)))
                continue;
            yield return Rune.IsControl(Rune.GetRuneAt(element, 0)) || element[0] == Rune.ReplacementChar.Value
                ? $"U+{(int)element[0]:X4}"
                : element;
        }
    }

    private static Face[][] LoadShelf()
    {
        var body = Faces("Sans-Regular", "Naskh-Regular-Arabic", "Sans-Regular-Hebrew");
        var bold = Faces("Sans-Bold", "Naskh-Bold-Arabic", "Sans-Bold-Hebrew");
        // Arabic and Hebrew have no italic: the signature takes their book faces. What the serif lacks, the sans has.
        var signature = Faces("Serif-Italic", "", "Serif-Regular-Hebrew");
        Face[] symbols = [Load("Symbols-Math"), Load("Symbols-Marks")];
        return [[.. body, .. symbols], [.. bold, .. symbols], [.. signature, .. body, .. symbols]];
    }

    private static Face[] Faces(string family, string arabic, string hebrew)
    {
        string[] slices = ["Core", "Vietnamese", "Latin", "Greek", "Cyrillic"];
        string[] names = [.. slices.Select(slice => $"{family}-{slice}"), arabic, hebrew];
        return [.. names.Where(name => name.Length > 0).Select(Load)];
    }

    private static Face Load(string name)
    {
        var resource = $"{typeof(AgreementPdf).Namespace}.Fonts.{name}.ttf";
        using var stream = typeof(AgreementPdf).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The font {name} is not in the assembly.");
        var bytes = GC.AllocateUninitializedArray<byte>((int)stream.Length, pinned: true);
        stream.ReadExactly(bytes);
        return new Face(bytes);
    }

    /// <summary>One slice of a typeface: what draws it, what shapes it, what it covers.</summary>
    private sealed class Face
    {
        private readonly HashSet<int> _covered;

        // The shaper reads the font where it lies for as long as it lives: the array is pinned and held here.
        private readonly byte[] _pinned;

        public Face(byte[] pinned)
        {
            _pinned = pinned;
            using var data = SKData.CreateCopy(_pinned);
            Typeface = SKTypeface.FromData(data);
            var start = Marshal.UnsafeAddrOfPinnedArrayElement(_pinned, 0);
            using var blob = new Shaper.Blob(start, _pinned.Length, Shaper.MemoryMode.ReadOnly);
            blob.MakeImmutable();
            using var face = new Shaper.Face(blob, 0);
            face.MakeImmutable();
            UnitsPerEm = face.UnitsPerEm;
            Shape = new Shaper.Font(face);
            Shape.SetScale(UnitsPerEm, UnitsPerEm);
            _covered = [.. Enumerable.Range(0x20, 0xFFE0).Where(c => Shape.TryGetNominalGlyph(c, out _))];
        }

        public SKTypeface Typeface { get; }

        public Shaper.Font Shape { get; }

        public int UnitsPerEm { get; }

        public bool Covers(ReadOnlySpan<char> text)
        {
            foreach (var rune in text.EnumerateRunes())
            {
                // Joiners shape their neighbours and are never drawn themselves.
                if (rune.Value is not (0x200C or 0x200D) && !_covered.Contains(rune.Value))
                    return false;
            }

            return true;
        }
    }
}
