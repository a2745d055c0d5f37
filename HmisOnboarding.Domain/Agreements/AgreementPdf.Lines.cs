using System.Globalization;
using System.Text;
using SkiaSharp;
using Shaper = HarfBuzzSharp;

namespace HmisOnboarding.Domain.Agreements;

public sealed partial class AgreementPdf
{
    /// <summary>Glyphs of one face, in the order of the page, placed from the start of their line.</summary>
    private sealed record GlyphRun(Face Face, ushort[] Glyphs, SKPoint[] Points, byte[] Text, uint[] Clusters);

    /// <summary>One line of text, shaped and measured in points.</summary>
    private sealed record Line(IReadOnlyList<GlyphRun> Runs, float Size, float Width, bool RightToLeft);

    /// <summary>
    /// Turns text into lines for one document. Gathers what no font covers, so that the refusal names all of it.
    /// </summary>
    private sealed class Typesetter(Face[][] shelves) : IDisposable
    {
        // Standard ligatures hide letters from search and copy; Arabic keeps the ones that its script requires.
        private static readonly Shaper.Feature[] Plain =
        [
            new(Shaper.Tag.Parse("liga"), 0), new(Shaper.Tag.Parse("clig"), 0),
        ];

        // A fixed language: the default one is the machine's, and the bytes must not depend on the machine.
        private readonly Shaper.Language _language = new("en");
        private readonly Shaper.Buffer _buffer = new();
        private readonly Dictionary<(Style Style, Face? First, string Word), float> _widths = [];
        private readonly List<string> _missing = [];

        public void Dispose() => _buffer.Dispose();

        public void RefuseUncovered()
        {
            if (_missing.Count > 0)
                throw new UndrawableTextException([.. _missing.Distinct(StringComparer.Ordinal)]);
        }

        /// <summary>Breaks text into lines of at most the given width; a word that is wider is broken too.</summary>
        public IReadOnlyList<Line> Wrap(string text, Style style, float size, float width, bool latin = false)
        {
            var plain = PlainText(text);
            var missing = MissingFrom(plain, shelves[(int)style]).ToList();
            _missing.AddRange(missing);
            if (missing.Count > 0)
                return [];
            return [.. plain.Split('\n').SelectMany(paragraph => WrapParagraph(paragraph, style, size, width, latin))];
        }

        /// <summary>One paragraph with words that stand out, in lines of at most the given width.</summary>
        public List<Line> Wrap(MarkedLine marked, float size, float width)
        {
            // each stretch by itself, so that composing accents never moves a mark
            var stretches = marked.Runs.Select(r => (Text: PlainText(r.Text), r.IsStrong)).ToList();
            var plain = string.Concat(stretches.Select(s => s.Text));
            var missing = MissingFrom(plain, shelves[(int)Style.Body]).ToList();
            _missing.AddRange(missing);
            if (missing.Count > 0)
                return [];
            if (stretches.TrueForAll(s => !s.IsStrong))
                return WrapParagraph(plain, Style.Body, size, width, latin: false);
            var faces = ChooseFaces(plain, shelves[(int)Style.Body]);
            var bold = ChooseFaces(plain, shelves[(int)Style.Bold]);
            var at = 0;
            foreach (var (text, isStrong) in stretches)
            {
                if (isStrong)
                    Array.Copy(bold, at, faces, at, text.Length);
                at += text.Length;
            }

            return WrapParagraph(plain, Style.Body, size, width, latin: false, faces);
        }

        /// <summary>One line, shortened with an ellipsis where it is too wide: for running heads only.</summary>
        public Line? Shorten(string text, Style style, float size, float width)
        {
            var plain = text.ReplaceLineEndings(" ");
            var lines = Wrap(plain, style, size, width, latin: true);
            if (lines.Count <= 1)
                return lines.Count == 0 ? null : lines[0];
            var elements = StringInfo.ParseCombiningCharacters(plain);
            var (fits, tooLong) = (0, elements.Length);
            while (tooLong - fits > 1)
            {
                var middle = (fits + tooLong) / 2;
                if (Shortened(middle).Count == 1)
                    fits = middle;
                else
                    tooLong = middle;
            }

            return Shortened(fits)[0];

            IReadOnlyList<Line> Shortened(int keep) =>
                Wrap(plain[..elements[keep]].TrimEnd() + "…", style, size, width, latin: true);
        }

        private List<Line> WrapParagraph(string text, Style style, float size, float width, bool latin, Face[]? mixed = null)
        {
            var lines = new List<Line>();
            var levels = TextDirection.Levels(text, latin, out var rightToLeft);
            var faces = mixed ?? ChooseFaces(text, shelves[(int)style]);
            var start = 0;
            var used = 0f;
            foreach (var (at, length) in Pieces(text))
            {
                var piece = Measure(text, at, length, style, levels, faces) * size;
                if (used + piece.Ink <= width)
                {
                    used += piece.Full;
                    continue;
                }

                if (at > start)
                    Close(at);
                var from = at;
                while (piece.Ink > width)
                {
                    from += Fitting(from, at + length);
                    Close(from);
                    piece = Measure(text, from, at + length - from, style, levels, faces) * size;
                }

                used = piece.Full;
            }

            if (start < text.Length)
                Close(text.Length);
            return lines;

            void Close(int end)
            {
                var trimmed = start + text.AsSpan(start, end - start).TrimEnd(' ').Length;
                lines.Add(Shape(text, start, trimmed, size, levels, faces, rightToLeft));
                start = end;
            }

            int Fitting(int from, int end)
            {
                var length = StringInfo.GetNextTextElementLength(text, from);
                while (from + length < end)
                {
                    var next = length + StringInfo.GetNextTextElementLength(text, from + length);
                    if (Measure(text, from, next, style, levels, faces).Ink * size > width)
                        break;
                    length = next;
                }

                return length;
            }
        }

        /// <summary>
        /// The stretches between which a line may break, each with the spaces that follow it. A single letter stays with
        /// what its hyphen joins, as in "e-mail".
        /// </summary>
        private static IEnumerable<(int At, int Length)> Pieces(string text)
        {
            var start = 0;
            for (var i = 1; i < text.Length; i++)
            {
                var afterSpace = text[i - 1] == ' ' && text[i] != ' ';
                var insideWord = text[i - 1] is '-' or '‐' or '–' or '—' or '/'
                    && i > 2 && char.IsLetterOrDigit(text[i - 2]) && char.IsLetterOrDigit(text[i - 3]) && char.IsLetter(text[i]);
                if (!afterSpace && !insideWord)
                    continue;
                yield return (start, i - start);
                start = i;
            }

            if (start < text.Length)
                yield return (start, text.Length - start);
        }

        private static Face[] ChooseFaces(string text, Face[] shelf)
        {
            var faces = new Face[text.Length];
            var current = shelf[0];
            var i = 0;
            while (i < text.Length)
            {
                var end = i;
                while (end < text.Length && (text[end] == ' ') == (text[i] == ' '))
                    end++;
                var stretch = text.AsSpan(i, end - i);
                // A word stays in one face where one covers it all; spaces go with the word before them.
                if (text[i] != ' ' || !current.Covers(stretch))
                    current = Covering(shelf, stretch) ?? current;
                if (current.Covers(stretch))
                    Array.Fill(faces, current, i, end - i);
                else
                    current = FillByElement(text, i, end, shelf, faces);
                i = end;
            }

            return faces;
        }

        private static Face FillByElement(string text, int start, int end, Face[] shelf, Face[] faces)
        {
            var current = shelf[0];
            while (start < end)
            {
                var length = StringInfo.GetNextTextElementLength(text, start);
                current = Covering(shelf, text.AsSpan(start, length)) ?? current;
                Array.Fill(faces, current, start, length);
                start += length;
            }

            return current;
        }

        private static Face? Covering(Face[] shelf, ReadOnlySpan<char> text)
        {
            foreach (var face in shelf)
            {
                if (face.Covers(text))
                    return face;
            }

            return null;
        }

        private Extent Measure(
            string text, int start, int length, Style style, byte[] levels, Face[] faces)
        {
            var ink = text.AsSpan(start, length).TrimEnd(' ').Length;
            var word = MeasureInk(text, start, ink, style, levels, faces);
            return new Extent(word, ink == length ? word : word + MeasureInk(text, start + ink, length - ink, style, levels, faces));
        }

        private float MeasureInk(string text, int start, int length, Style style, byte[] levels, Face[] faces)
        {
            // a word may stand in two faces, and in one text once in this and once in that
            var isWhole = !faces.AsSpan(start, length).ContainsAnyExcept(faces[Math.Min(start, faces.Length - 1)]);
            var key = (style, isWhole ? faces[start] : null, text.Substring(start, length));
            if (isWhole && _widths.TryGetValue(key, out var width))
                return width;
            width = 0;
            foreach (var (from, to) in Items(start, start + length, levels, faces))
            {
                ShapeItem(text, from, to, levels[from], faces[from]);
                foreach (var position in _buffer.GetGlyphPositionSpan())
                    width += position.XAdvance / (float)faces[from].UnitsPerEm;
            }

            return _widths[key] = width;
        }

        private Line Shape(
            string text, int start, int end, float size, byte[] levels, Face[] faces, bool rightToLeft)
        {
            var items = Items(start, end, levels, faces).ToList();
            var runs = new List<GlyphRun>(items.Count);
            var x = 0f;
            foreach (var index in TextDirection.VisualOrder([.. items.Select(item => levels[item.From])]))
            {
                var (from, to) = items[index];
                var face = faces[from];
                ShapeItem(text, from, to, levels[from], face);
                var scale = size / face.UnitsPerEm;
                var infos = _buffer.GetGlyphInfoSpan();
                var positions = _buffer.GetGlyphPositionSpan();
                var glyphs = new ushort[infos.Length];
                var clusters = new uint[infos.Length];
                var points = new SKPoint[infos.Length];
                for (var i = 0; i < infos.Length; i++)
                {
                    glyphs[i] = (ushort)infos[i].Codepoint;
                    clusters[i] = infos[i].Cluster;
                    points[i] = new SKPoint(x + positions[i].XOffset * scale, -positions[i].YOffset * scale);
                    x += positions[i].XAdvance * scale;
                }

                var utf8 = Encoding.UTF8.GetBytes(text.Substring(from, to - from));
                runs.Add(new GlyphRun(face, glyphs, points, utf8, clusters));
            }

            return new Line(runs, size, x, rightToLeft);
        }

        private static IEnumerable<(int From, int To)> Items(int start, int end, byte[] levels, Face[] faces)
        {
            var from = start;
            for (var i = start + 1; i <= end; i++)
            {
                if (i < end && levels[i] == levels[from] && faces[i] == faces[from])
                    continue;
                yield return (from, i);
                from = i;
            }
        }

        private void ShapeItem(string text, int from, int to, byte level, Face face)
        {
            _buffer.Reset();
            _buffer.AddUtf8(text.Substring(from, to - from));
            _buffer.Direction = level % 2 == 0 ? Shaper.Direction.LeftToRight : Shaper.Direction.RightToLeft;
            _buffer.Language = _language;
            _buffer.GuessSegmentProperties();
            face.Shape.Shape(_buffer, Plain);
        }

        /// <summary>Width without and with the spaces at the end.</summary>
        private readonly record struct Extent(float Ink, float Full)
        {
            public static Extent operator *(Extent extent, float size) => new(extent.Ink * size, extent.Full * size);
        }
    }
}
