using System.Globalization;
using System.Text;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Tokenization.Scanner;
using UglyToad.PdfPig.Tokens;

namespace HmisOnboarding.Domain.Documents;

/// <summary>
/// The words of a PDF that passed the inspection. Only the tokens of the reader are used, not its page engine: that one opens embedded fonts
/// and follows forms into each other, which a hostile file can make endless. Here no font program is ever parsed.
/// </summary>
public static partial class PdfInspection
{
    /// <summary>Pages whose text is read; a certificate has its facts on the first ones.</summary>
    public const int TextPages = 3;

    /// <summary>Characters of text that are read.</summary>
    public const int TextCharacters = 20_000;

    private const int MaxTextTokens = 150_000;
    private const int MaxTextStream = 2 * 1024 * 1024;
    private const int MaxForms = 40;
    private const int MaxFormDepth = 4;
    private const int MaxMapEntries = 70_000;
    private static readonly TimeSpan TextTime = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The text of the first pages, line by line; empty when there is none or it cannot be read. Never throws for what is in the file:
    /// text that is not read is simply not there. Call it only for files that <see cref="Inspect"/> accepted.
    /// </summary>
    public static string ReadText(ReadOnlyMemory<byte> pdf, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        lock (OneAtATime)
        {
            var words = new Words(pdf, clock);
            try
            {
                words.Read();
            }
            catch (Exception problem) when (problem is not OutOfMemoryException)
            {
                // the file was accepted and is kept whatever happens here; half a text would be read as a whole one
                return "";
            }
            return words.Text;
        }
    }

    private sealed class Words(ReadOnlyMemory<byte> pdf, TimeProvider clock)
    {
        private readonly StringBuilder _text = new();
        private readonly Dictionary<IToken, Font> _fonts = new(ReferenceEqualityComparer.Instance);
        private readonly long _start = clock.GetTimestamp();
        private readonly BoundedFilters _filters = new();
        private PdfDocument _document = null!;
        private int _tokens;
        private int _forms;

        public string Text => _text.ToString();

        public void Read()
        {
            using var bytes = new MeteredBytes(pdf, new Effort(16L * pdf.Length + 4 * MaxUnpacked));
            using var document = PdfDocument.Open(bytes, new ParsingOptions { UseLenientParsing = false, MaxStackDepth = MaxNesting, FilterProvider = _filters });
            _document = document;
            foreach (var page in Pages().Take(TextPages))
            {
                var content = Resolve(page.Node.Data.GetValueOrDefault("Contents"));
                var whole = new MemoryStream();
                foreach (var part in content is ArrayToken parts ? parts.Data.Select(Resolve) : [content])
                {
                    if (part is StreamToken stream)
                    {
                        whole.Write(Unpack(stream).Span);
                        whole.WriteByte((byte)'\n');
                    }
                }
                if (whole.Length > MaxTextStream)
                    throw new InvalidDataException();
                Run(whole.ToArray(), page.Resources, 0);
                NewLine();
            }
        }

        private IEnumerable<(DictionaryToken Node, DictionaryToken? Resources)> Pages()
        {
            // in the order of the pages; inspection has made sure that the tree ends
            var open = new Stack<(IToken? Token, DictionaryToken? Resources, int Depth)>();
            open.Push((_document.Structure.Catalog.CatalogDictionary.Data.GetValueOrDefault("Pages"), null, 0));
            while (open.TryPop(out var next))
            {
                Count();
                if (next.Depth > MaxTreeDepth || Resolve(next.Token) is not DictionaryToken node)
                    continue;
                var resources = Resolve(node.Data.GetValueOrDefault("Resources")) as DictionaryToken ?? next.Resources;
                if (Resolve(node.Data.GetValueOrDefault("Kids")) is ArrayToken kids)
                {
                    foreach (var kid in kids.Data.Reverse())
                        open.Push((kid, resources, next.Depth + 1));
                }
                else
                    yield return (node, resources);
            }
        }

        // a matrix is enough of a page for words: what is lower is a new line, what is further right has a gap before it
        private void Run(ReadOnlyMemory<byte> content, DictionaryToken? resources, int depth)
        {
            using var bytes = new MeteredBytes(content, new Effort(8L * content.Length + 65_536));
            var scanner = Reading.ScannerAt(bytes, 0, inStream: true);
            var given = new List<IToken>();
            Font? font = null;
            var (lead, size) = (0d, 1d);
            var matrix = new double[] { 1, 0, 0, 1, 0, 0 };
            var page = new double[] { 1, 0, 0, 1, 0, 0 };
            var saved = new Stack<double[]>();
            (double X, double Y)? last = null;
            var moved = true;

            double N(int fromEnd) => given.Count >= fromEnd && given[^fromEnd] is NumericToken number ? number.Double : 0;
            double[] Six() => [N(6), N(5), N(4), N(3), N(2), N(1)];
            void Shift(double x, double y) => matrix = [matrix[0], matrix[1], matrix[2], matrix[3], x * matrix[0] + y * matrix[2] + matrix[4], x * matrix[1] + y * matrix[3] + matrix[5]];
            void Place()
            {
                // what follows without a move stands right behind what was shown before
                if (!moved)
                    return;
                moved = false;
                var at = Times(matrix, page);
                var height = Math.Max(0.1, Math.Abs(size) * Math.Sqrt(at[2] * at[2] + at[3] * at[3]));
                if (last is { } before && Math.Abs(before.Y - at[5]) > height * 0.45)
                    NewLine();
                else if (last is { } same && at[4] > same.X + height * 0.18)
                    Space();
                last = (at[4], at[5]);
            }
            void Show(IToken? token)
            {
                var data = token switch { StringToken text => text.GetBytes(), HexToken hex => hex.Bytes.ToArray(), _ => null };
                if (data is null)
                    return;
                var (said, width) = (font ?? Font.Plain).Decode(data);
                Append(said);
                Advance(width);
            }
            void Advance(double thousandths)
            {
                if (last is { } at)
                    last = (at.X + thousandths / 1000 * Math.Abs(size) * Math.Sqrt(matrix[0] * matrix[0] + matrix[1] * matrix[1]) * Math.Sqrt(page[0] * page[0] + page[1] * page[1]), at.Y);
            }

            while (scanner.MoveNext())
            {
                Count();
                if (_text.Length >= TextCharacters)
                    return;
                if (scanner.CurrentToken is not OperatorToken { Data: var act })
                {
                    if (given.Count < 64)
                        given.Add(scanner.CurrentToken);
                    continue;
                }
                moved |= act is "BT" or "Tm" or "Td" or "TD" or "T*" or "'" or "\"" or "cm" or "Q";
                switch (act)
                {
                    case "q" when saved.Count < 100: saved.Push(page); break;
                    case "Q" when saved.Count > 0: page = saved.Pop(); break;
                    case "cm": page = Times(Six(), page); break;
                    case "BT": matrix = [1, 0, 0, 1, 0, 0]; break;
                    case "Tf":
                        size = N(1);
                        font = given.Count >= 2 && given[^2] is NameToken name ? FontOf(resources, name.Data) : null;
                        break;
                    case "TL": lead = N(1); break;
                    case "Tm": matrix = Six(); break;
                    case "Td": Shift(N(2), N(1)); break;
                    case "TD": lead = -N(1); Shift(N(2), N(1)); break;
                    case "T*": Shift(0, -lead); break;
                    case "Tj": Place(); Show(given.LastOrDefault()); break;
                    case "'" or "\"": Shift(0, -lead); Place(); Show(given.LastOrDefault()); break;
                    case "TJ" when given.LastOrDefault() is ArrayToken pieces:
                        Place();
                        foreach (var piece in pieces.Data)
                        {
                            Count();
                            if (piece is not NumericToken gap)
                            {
                                Show(piece);
                                continue;
                            }
                            if (gap.Double < -180)
                                Space();
                            Advance(-gap.Double);
                        }
                        break;
                    case "Do" when given.LastOrDefault() is NameToken form:
                        RunForm(resources, form.Data, depth);
                        break;
                    case "BI":
                        // the bytes of an inline picture are no words, and where they end is a guess
                        SkipPicture(scanner);
                        break;
                }
                given.Clear();
            }
        }

        private void RunForm(DictionaryToken? resources, string name, int depth)
        {
            if (Entry(resources, "XObject", name) is not StreamToken form || form.StreamDictionary.Data.GetValueOrDefault("Subtype") is not NameToken { Data: "Form" })
                return;
            if (depth >= MaxFormDepth || ++_forms > MaxForms)
                throw new InvalidDataException();
            NewLine();
            Run(Unpack(form), Resolve(form.StreamDictionary.Data.GetValueOrDefault("Resources")) as DictionaryToken ?? resources, depth + 1);
            NewLine();
        }

        private void SkipPicture(CoreTokenScanner scanner)
        {
            while (scanner.MoveNext())
            {
                Count();
                if (scanner.CurrentToken is OperatorToken { Data: "EI" } or InlineImageDataToken)
                    return;
            }
        }

        private Font? FontOf(DictionaryToken? resources, string name)
        {
            if (Entry(resources, "Font", name) is not DictionaryToken found)
                return null;
            if (!_fonts.TryGetValue(found, out var font))
                _fonts.Add(found, font = Make(found));
            return font;
        }

        private Font Make(DictionaryToken font)
        {
            var isWide = font.Data.GetValueOrDefault("Subtype") is NameToken { Data: "Type0" };
            if (Resolve(font.Data.GetValueOrDefault("ToUnicode")) is StreamToken map)
                return new Font(isWide ? 2 : 1, MapOf(Unpack(map)), WidthsOf(font, isWide), isWide);
            var codes = new Dictionary<int, string>();
            if (!isWide && Resolve(font.Data.GetValueOrDefault("Encoding")) is DictionaryToken encoding && Resolve(encoding.Data.GetValueOrDefault("Differences")) is ArrayToken differences)
            {
                var code = 0;
                foreach (var token in differences.Data)
                {
                    if (token is NumericToken number)
                        code = number.Int;
                    else if (token is NameToken glyph && GlyphWord(glyph.Data) is { } word)
                        codes[code++] = word;
                    else
                        code++;
                }
            }
            // without a map the numbers of a wide font mean nothing outside of it
            return new Font(isWide ? 2 : 1, codes, WidthsOf(font, isWide), isWide);
        }

        // how far each letter goes, in thousandths of its size: by that a gap is told from the next letter
        private Dictionary<int, double> WidthsOf(DictionaryToken font, bool isWide)
        {
            var widths = new Dictionary<int, double>();
            if (!isWide)
            {
                var first = Resolve(font.Data.GetValueOrDefault("FirstChar")) is NumericToken { Int: >= 0 and < 256 } number ? number.Int : 0;
                if (Resolve(font.Data.GetValueOrDefault("Widths")) is ArrayToken each)
                {
                    for (var i = 0; i < each.Data.Count && i < 256; i++)
                        widths[first + i] = (each.Data[i] as NumericToken)?.Double ?? 500;
                }
                return widths;
            }
            if (Resolve(font.Data.GetValueOrDefault("DescendantFonts")) is not ArrayToken { Data: [var only, ..] } || Resolve(only) is not DictionaryToken inner)
                return widths;
            widths[-1] = (Resolve(inner.Data.GetValueOrDefault("DW")) as NumericToken)?.Double ?? 1000;
            if (Resolve(inner.Data.GetValueOrDefault("W")) is not ArrayToken list)
                return widths;
            for (var i = 0; i + 1 < list.Data.Count;)
            {
                Count();
                var from = (list.Data[i] as NumericToken)?.Int ?? 0;
                if (Resolve(list.Data[i + 1]) is ArrayToken run)
                {
                    for (var k = 0; k < run.Data.Count && k < 65_536; k++)
                        widths[from + k] = (run.Data[k] as NumericToken)?.Double ?? 1000;
                    i += 2;
                    continue;
                }
                var to = Math.Min((list.Data[i + 1] as NumericToken)?.Int ?? 0, 65_535);
                for (var code = Math.Max(0, from); i + 2 < list.Data.Count && code <= to; code++)
                {
                    Count();
                    widths[code] = (list.Data[i + 2] as NumericToken)?.Double ?? 1000;
                }
                i += 3;
            }
            return widths;
        }

        private Dictionary<int, string> MapOf(ReadOnlyMemory<byte> data)
        {
            var map = new Dictionary<int, string>();
            using var bytes = new MeteredBytes(data, new Effort(8L * data.Length + 65_536));
            var scanner = Reading.ScannerAt(bytes, 0, inStream: true);
            var given = new List<IToken>();
            while (scanner.MoveNext())
            {
                Count();
                if (scanner.CurrentToken is not OperatorToken { Data: var act })
                {
                    given.Add(scanner.CurrentToken);
                    continue;
                }
                if (act == "endbfchar")
                {
                    for (var i = 0; i + 1 < given.Count; i += 2)
                        Set(map, Code(given[i]), Said(given[i + 1]));
                }
                else if (act == "endbfrange")
                {
                    for (var i = 0; i + 2 < given.Count; i += 3)
                        SetRange(map, Code(given[i]), Code(given[i + 1]), given[i + 2]);
                }
                given.Clear();
            }
            return map;
        }

        private void SetRange(Dictionary<int, string> map, int from, int to, IToken said)
        {
            for (var code = from; from >= 0 && code <= to && code - from < MaxMapEntries; code++)
            {
                Count();
                if (said is ArrayToken list)
                {
                    if (code - from < list.Data.Count)
                        Set(map, code, Said(list.Data[code - from]));
                }
                else if (Said(said) is { Length: > 0 } first)
                    Set(map, code, first[..^1] + (char)(first[^1] + (code - from)));
            }
        }

        private static void Set(Dictionary<int, string> map, int code, string said)
        {
            if (map.Count >= MaxMapEntries)
                throw new InvalidDataException();
            if (code >= 0 && said.Length <= 8)
                map[code] = said;
        }

        private static int Code(IToken token) => token is HexToken { Bytes: { Length: > 0 and <= 3 } bytes } ? bytes.ToArray().Aggregate(0, (sum, b) => sum * 256 + b) : -1;

        private static string Said(IToken token) => token is HexToken hex ? Encoding.BigEndianUnicode.GetString(hex.Bytes) : "";

        private static string? GlyphWord(string glyph) =>
            glyph.Length == 1 ? glyph
            : glyph.StartsWith("uni", StringComparison.Ordinal) && glyph.Length == 7 && int.TryParse(glyph[3..], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code) && code is not (>= 0xD800 and < 0xE000) ? char.ConvertFromUtf32(code)
            : GlyphNames.GetValueOrDefault(glyph);

        private IToken? Entry(DictionaryToken? resources, string kind, string name) =>
            Resolve(resources?.Data.GetValueOrDefault(kind)) is DictionaryToken all ? Resolve(all.Data.GetValueOrDefault(name)) : null;

        private IToken? Resolve(IToken? token)
        {
            for (var steps = 0; token is IndirectReferenceToken reference; steps++)
            {
                Count();
                if (steps > 8)
                    throw new InvalidDataException();
                token = _document.Structure.GetObject(reference.Data).Data;
            }
            return token;
        }

        private ReadOnlyMemory<byte> Unpack(StreamToken stream)
        {
            var data = stream.Data.ToArray().AsMemory();
            var chain = _filters.GetFilters(stream.StreamDictionary);
            for (var i = 0; i < chain.Count; i++)
                data = chain[i].Decode(data, stream.StreamDictionary, _filters, i);
            return data.Length <= MaxTextStream ? data : throw new InvalidDataException();
        }

        private static double[] Times(double[] a, double[] b) =>
            [a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3], a[2] * b[0] + a[3] * b[2], a[2] * b[1] + a[3] * b[3], a[4] * b[0] + a[5] * b[2] + b[4], a[4] * b[1] + a[5] * b[3] + b[5]];

        private void Append(string said)
        {
            foreach (var c in said.AsSpan(0, Math.Min(said.Length, TextCharacters - Math.Min(TextCharacters, _text.Length))))
                _text.Append(char.IsControl(c) ? ' ' : c);
        }

        private void Space()
        {
            if (_text.Length > 0 && !char.IsWhiteSpace(_text[^1]))
                _text.Append(' ');
        }

        private void NewLine()
        {
            if (_text.Length > 0 && _text[^1] != '\n')
                _text.Append('\n');
        }

        private void Count()
        {
            if (++_tokens > MaxTextTokens || (_tokens % 512 == 0 && clock.GetElapsedTime(_start) > TextTime))
                throw new InvalidDataException();
        }
    }

    /// <summary>How the bytes of a text are turned into letters.</summary>
    private sealed class Font(int bytesEach, IReadOnlyDictionary<int, string> map, IReadOnlyDictionary<int, double> widths, bool onlyMap)
    {
        public static Font Plain { get; } = new(1, new Dictionary<int, string>(), new Dictionary<int, double>(), false);

        public (string Said, double Width) Decode(ReadOnlySpan<byte> data)
        {
            var said = new StringBuilder(data.Length);
            var width = 0d;
            for (var i = 0; i + bytesEach <= data.Length; i += bytesEach)
            {
                var code = bytesEach == 2 ? data[i] * 256 + data[i + 1] : data[i];
                width += widths.TryGetValue(code, out var own) ? own : widths.GetValueOrDefault(-1, 550);
                if (map.TryGetValue(code, out var word))
                    said.Append(word);
                else if (!onlyMap)
                    said.Append(Western(code));
            }
            return (said.ToString(), width);
        }

        // the usual one-byte table of Western PDF writers; the few places where the older one differs are no letters of a name
        private static char Western(int code) => code is >= 0x80 and <= 0x9F ? "\u20AC\u2022\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u2022\u017D\u2022\u2022\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u2022\u017E\u0178"[code - 0x80] : (char)code;
    }

    // glyph names of the Adobe list that stand in names, dates and numbers; a glyph without a name here is left out
    private static readonly Dictionary<string, string> GlyphNames = string.Concat(
        "space= |hyphen=-|minus=-|slash=/|colon=:|comma=,|period=.|percent=%|numbersign=#|ampersand=&|quotesingle='|quoteright=\u2019|parenleft=(|parenright=)|endash=\u2013|emdash=\u2014|",
        "zero=0|one=1|two=2|three=3|four=4|five=5|six=6|seven=7|eight=8|nine=9|fi=fi|fl=fl|ff=ff|ffi=ffi|aacute=\u00E1|eacute=\u00E9|iacute=\u00ED|oacute=\u00F3|uacute=\u00FA|",
        "ntilde=\u00F1|udieresis=\u00FC|odieresis=\u00F6|adieresis=\u00E4|ccedilla=\u00E7|egrave=\u00E8|Aacute=\u00C1|Eacute=\u00C9|Ntilde=\u00D1")
        .Split('|').Select(entry => entry.Split('=')).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
}
