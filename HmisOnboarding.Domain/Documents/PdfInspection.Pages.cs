using System.Globalization;
using System.Text;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Exceptions;
using UglyToad.PdfPig.Tokens;

namespace HmisOnboarding.Domain.Documents;

/// <summary>
/// The pages of a PDF on their way into another one. Only what draws is carried over: contents, fonts, pictures, and the look of filled fields and
/// marks. What acts, names a place in the old file or describes it stays behind. A page that would look different is refused rather than changed.
/// </summary>
public static partial class PdfInspection
{
    // what does not draw and may be large, or points at pages of the old file
    private static readonly HashSet<string> LeftBehind = new(StringComparer.Ordinal) { "Metadata", "PieceInfo", "StructParent", "StructParents", "AF", "AA", "LastModified", "Thumb" };

    // names under which a sign beyond ASCII changes nothing that is seen
    private static readonly HashSet<string> NamesOfFonts = new(StringComparer.Ordinal) { "BaseFont", "FontName", "FontFamily", "Name" };

    /// <summary>Adds the pages of a PDF to a book and returns their numbers there. Before the first byte goes out everything has been read.</summary>
    /// <exception cref="DocumentRefusedException">The file does not pass the inspection, or its pages would look different in the book.</exception>
    internal static IReadOnlyList<int> CopyPages(ReadOnlyMemory<byte> pdf, DocumentLimits limits, bool isOwn, PdfBook book)
    {
        if (!isOwn)
            Inspect(pdf, limits);
        lock (OneAtATime)
        {
            Copy copy;
            using var bytes = new MeteredBytes(pdf, new Effort(64L * pdf.Length + 4 * MaxUnpacked));
            try
            {
                using var document = PdfDocument.Open(bytes, new ParsingOptions { UseLenientParsing = false, MaxStackDepth = MaxNesting, FilterProvider = new BoundedFilters() });
                if (document.IsEncrypted)
                    throw DocumentRules.EncryptedPdf();
                copy = new Copy(document, limits);
                copy.Read();
            }
            catch (PdfDocumentEncryptedException)
            {
                throw DocumentRules.EncryptedPdf();
            }
            catch (Exception problem) when (problem is not (DocumentRefusedException or OutOfMemoryException))
            {
                throw DocumentRules.DamagedPdf();
            }

            return copy.WriteTo(book);
        }
    }

    private sealed class Copy(PdfDocument document, DocumentLimits limits)
    {
        private const int MostObjects = 100_000;
        private const int MostParents = 32;

        private readonly Dictionary<IndirectReference, int> _places = [];
        private readonly List<IToken> _objects = [];
        private readonly Queue<IndirectReference> _open = new();
        private readonly List<Sheet> _sheets = [];
        private readonly List<int> _layers = [];
        private readonly List<int> _hiddenLayers = [];
        private int _tokens;

        /// <summary>Finds everything that the pages draw with. Afterwards nothing of the content can fail any more.</summary>
        public void Read()
        {
            foreach (var sheet in Sheets())
            {
                if (_sheets.Count == limits.MaxPdfPages)
                    throw DocumentRules.TooManyPages(null, limits);
                foreach (var token in sheet.Parts.Values.Append(sheet.Resources))
                    Gather(token, 0);
                foreach (var stamp in sheet.Stamps)
                    Gather(stamp.Look, 0);
                _sheets.Add(sheet);
            }

            if (_sheets.Count == 0)
                throw DocumentRules.DamagedPdf();
            ReadLayers();
            while (_open.TryDequeue(out var reference))
            {
                var token = Find(reference);
                // a way back to the pages leads into the old file
                if (token is DictionaryToken { Data: var data } && data.GetValueOrDefault("Type") is NameToken { Data: "Page" or "Pages" or "Catalog" })
                    token = NullToken.Instance;
                _objects[_places[reference]] = token;
                Gather(token, 0);
            }
        }

        public IReadOnlyList<int> WriteTo(PdfBook book)
        {
            // the text of every object is made before any goes out, so a value that cannot be written stops nothing halfway
            var first = book.Reserve(0);
            var bodies = _objects.Select(token => token is StreamToken stream
                ? (Text: Entries(stream.StreamDictionary, first, isStream: true), stream.Data)
                : (Text: Value(token, first), Data: Memory<byte>.Empty)).ToList();
            var pageTexts = new List<string>();
            var marks = new List<string>();
            var firstMark = first + _objects.Count;
            foreach (var sheet in _sheets)
            {
                var page = new StringBuilder($"<< /Type /Page /Parent {PdfBook.ParentOfPages} /Resources {Value(sheet.Resources, first)}");
                foreach (var (key, value) in sheet.Parts)
                    page.Append(CultureInfo.InvariantCulture, $" /{key} {Value(value, first)}");
                if (sheet.Stamps.Count > 0)
                    page.Append(CultureInfo.InvariantCulture, $" /Annots [{string.Join(' ', sheet.Stamps.Select((_, i) => $"{firstMark + marks.Count + i} 0 R"))}]");
                // as a stamp, a filled field or a signature is what it looks like and nothing else
                marks.AddRange(sheet.Stamps.Select(stamp => $"<< /Type /Annot /Subtype /Stamp /Rect {Value(stamp.Place, first)} /F {stamp.Flags} /AP << /N {Value(stamp.Look, first)} >> >>"));
                pageTexts.Add(page.Append(" >>").ToString());
            }

            book.Reserve(bodies.Count + marks.Count);
            for (var i = 0; i < bodies.Count; i++)
            {
                if (_objects[i] is StreamToken)
                    book.WriteStream(first + i, bodies[i].Text, bodies[i].Data.Span);
                else
                    book.WriteObject(first + i, bodies[i].Text);
            }

            for (var i = 0; i < marks.Count; i++)
                book.WriteObject(firstMark + i, marks[i]);
            book.AddLayers(_layers.Select(layer => first + layer), _hiddenLayers.Select(layer => first + layer));
            var firstPage = book.Reserve(pageTexts.Count);
            for (var i = 0; i < pageTexts.Count; i++)
                book.WriteObject(firstPage + i, pageTexts[i]);
            return [.. Enumerable.Range(firstPage, pageTexts.Count)];
        }

        private IEnumerable<Sheet> Sheets()
        {
            string[] inherited = ["Resources", "MediaBox", "CropBox", "Rotate"];
            var open = new Stack<(IToken? Token, Dictionary<string, IToken> From, int Depth)>();
            open.Push((document.Structure.Catalog.CatalogDictionary.Data.GetValueOrDefault("Pages"), [], 0));
            while (open.TryPop(out var next))
            {
                Count();
                if (next.Depth > MaxTreeDepth || Resolve(next.Token) is not DictionaryToken node)
                    throw DocumentRules.DamagedPdf();
                var known = new Dictionary<string, IToken>(next.From);
                foreach (var key in inherited)
                {
                    if (node.Data.TryGetValue(key, out var value))
                        known[key] = value;
                }

                if (Resolve(node.Data.GetValueOrDefault("Kids")) is ArrayToken kids)
                {
                    foreach (var kid in kids.Data.Reverse())
                        open.Push((kid, known, next.Depth + 1));
                }
                else
                    yield return SheetOf(node, known);
            }
        }

        private Sheet SheetOf(DictionaryToken node, Dictionary<string, IToken> known)
        {
            var parts = new Dictionary<string, IToken>
            {
                ["MediaBox"] = Box(known.GetValueOrDefault("MediaBox")) ?? new ArrayToken([new NumericToken(0), new NumericToken(0), new NumericToken(612), new NumericToken(792)]),
            };
            if (Box(known.GetValueOrDefault("CropBox")) is { } crop)
                parts["CropBox"] = crop;
            if (Resolve(known.GetValueOrDefault("Rotate")) is NumericToken turn && turn.Double % 90 == 0 && turn.Double % 360 != 0)
                parts["Rotate"] = new NumericToken((turn.Double % 360 + 360) % 360);
            if (Resolve(node.Data.GetValueOrDefault("UserUnit")) is NumericToken { Double: > 0 and < 1000 } unit)
                parts["UserUnit"] = unit;
            foreach (var key in (string[])["Contents", "Group"])
            {
                if (node.Data.TryGetValue(key, out var value))
                    parts[key] = value;
            }

            return new(known.GetValueOrDefault("Resources") ?? new DictionaryToken(new Dictionary<NameToken, IToken>()), parts, [.. Stamps(node)]);
        }

        private ArrayToken? Box(IToken? token)
        {
            if (Resolve(token) is not ArrayToken { Data.Count: 4 } given)
                return null;
            var sides = given.Data.Select(side => Resolve(side) as NumericToken).ToList();
            return sides.TrueForAll(side => side is { Double: > -100_000 and < 100_000 }) && sides[0]!.Double != sides[2]!.Double && sides[1]!.Double != sides[3]!.Double
                ? new ArrayToken([.. sides.Cast<IToken>()]) : null;
        }

        private IEnumerable<Stamp> Stamps(DictionaryToken page)
        {
            const int Hidden = 2, NoView = 32, Print = 4, NoZoom = 8, NoRotate = 16, ReadOnly = 64, Locked = 128;
            if (Resolve(page.Data.GetValueOrDefault("Annots")) is not ArrayToken marks)
                yield break;
            foreach (var mark in marks.Data)
            {
                Count();
                if (Resolve(mark) is not DictionaryToken { Data: var data } || (Resolve(data.GetValueOrDefault("Subtype")) as NameToken)?.Data is not { } kind || kind is "Link" or "Popup")
                    continue;
                var flags = (Resolve(data.GetValueOrDefault("F")) as NumericToken)?.Double is { } number and >= 0 and < 65_536 ? (int)number : 0;
                if ((flags & (Hidden | NoView)) != 0)
                    continue;
                var look = (Resolve(data.GetValueOrDefault("AP")) as DictionaryToken)?.Data.GetValueOrDefault("N");
                if (Resolve(look) is DictionaryToken states)
                    look = Resolve(data.GetValueOrDefault("AS")) is NameToken state ? states.Data.GetValueOrDefault(state.Data) : null;
                else if (Resolve(look) is not StreamToken && (kind != "Widget" || IsFilled(data)))
                    // a viewer would draw it by its own rules
                    throw DocumentRules.DamagedPdf();
                if (look is IndirectReferenceToken && Resolve(look) is StreamToken && Box(data.GetValueOrDefault("Rect")) is { } place)
                    yield return new(place, (flags & (Print | NoZoom | NoRotate)) | ReadOnly | Locked, look);
            }
        }

        private bool IsFilled(IReadOnlyDictionary<string, IToken> field)
        {
            for (var steps = 0; steps < MostParents; steps++)
            {
                if (Resolve(field.GetValueOrDefault("FT")) is NameToken { Data: "Sig" })
                    return false;
                switch (Resolve(field.GetValueOrDefault("V")))
                {
                    case null or NullToken or NameToken { Data: "Off" } or StringToken { Data: "" } or HexToken { Data: "" }:
                        break;
                    default:
                        return true;
                }

                if (Resolve(field.GetValueOrDefault("Parent")) is not DictionaryToken parent)
                    return false;
                field = parent.Data;
            }

            return true;
        }

        private void ReadLayers()
        {
            if (Resolve(document.Structure.Catalog.CatalogDictionary.Data.GetValueOrDefault("OCProperties")) is not DictionaryToken properties)
                return;
            var all = References(properties.Data.GetValueOrDefault("OCGs"));
            var settings = Resolve(properties.Data.GetValueOrDefault("D")) as DictionaryToken;
            var (on, off) = (References(settings?.Data.GetValueOrDefault("ON")), References(settings?.Data.GetValueOrDefault("OFF")));
            var hidden = Resolve(settings?.Data.GetValueOrDefault("BaseState")) is NameToken { Data: "OFF" } ? all.Except(on) : off;
            _layers.AddRange(all.Select(Place));
            _hiddenLayers.AddRange(hidden.Intersect(all).Select(Place));
        }

        private HashSet<IndirectReference> References(IToken? token) =>
            Resolve(token) is ArrayToken list ? [.. list.Data.OfType<IndirectReferenceToken>().Select(reference => reference.Data)] : [];

        // notes every object that a value leads to
        private void Gather(IToken token, int depth)
        {
            Count();
            if (depth > MaxNesting)
                throw DocumentRules.DamagedPdf();
            switch (token)
            {
                case IndirectReferenceToken reference:
                    Place(reference.Data);
                    break;
                case ArrayToken array:
                    foreach (var item in array.Data)
                        Gather(item, depth + 1);
                    break;
                case DictionaryToken dictionary:
                    foreach (var value in dictionary.Data.Values)
                        Gather(value, depth + 1);
                    break;
                case StreamToken stream:
                    // the content of such a stream is in another file
                    if (stream.StreamDictionary.Data.ContainsKey("F"))
                        throw DocumentRules.ActivePdf();
                    foreach (var (key, value) in stream.StreamDictionary.Data)
                    {
                        if (!IsLeft(key))
                            Gather(value, depth + 1);
                    }

                    break;
            }
        }

        private int Place(IndirectReference reference)
        {
            if (_places.TryGetValue(reference, out var place))
                return place;
            if (_objects.Count == MostObjects)
                throw DocumentRules.TooComplex();
            _places.Add(reference, _objects.Count);
            _objects.Add(NullToken.Instance);
            _open.Enqueue(reference);
            return _objects.Count - 1;
        }

        private static bool IsLeft(string key) => key == "Length" || LeftBehind.Contains(key);

        private string Entries(DictionaryToken dictionary, int first, bool isStream) => string.Join(' ', dictionary.Data
            .Where(entry => !isStream || !IsLeft(entry.Key))
            .Select(entry => $"{Name(entry.Key, isExact: true)} {Value(entry.Value, first, NamesOfFonts.Contains(entry.Key))}"));

        private string Value(IToken token, int first, bool isLooseName = false) => token switch
        {
            NullToken => "null",
            BooleanToken boolean => boolean.Data ? "true" : "false",
            NumericToken number => Number(number.Double),
            NameToken name => Name(name.Data, !isLooseName),
            StringToken text => $"<{Convert.ToHexString(text.GetBytes())}>",
            HexToken hex => $"<{Convert.ToHexString(hex.Bytes)}>",
            ArrayToken array => $"[{string.Join(' ', array.Data.Where(item => item is not CommentToken).Select(item => Value(item, first)))}]",
            DictionaryToken dictionary => $"<< {Entries(dictionary, first, isStream: false)} >>",
            IndirectReferenceToken reference => $"{first + _places[reference.Data]} 0 R",
            // a word that is no value, or a stream inside a value
            _ => throw DocumentRules.DamagedPdf(),
        };

        private static string Number(double number) => double.IsFinite(number)
            ? Math.Abs(number) < 1e15 ? number.ToString("0.##########", CultureInfo.InvariantCulture) : throw DocumentRules.DamagedPdf()
            : throw DocumentRules.DamagedPdf();

        // beyond ASCII the reader does not tell which bytes a name had, and a page finds its fonts by bytes
        private static string Name(string name, bool isExact)
        {
            if (isExact && !Ascii.IsValid(name))
                throw DocumentRules.DamagedPdf();
            var text = new StringBuilder("/");
            foreach (var value in Encoding.UTF8.GetBytes(name))
            {
                if (char.IsAsciiLetterOrDigit((char)value) || "-_.+*:;,!@$&=^|~'".Contains((char)value, StringComparison.Ordinal))
                    text.Append((char)value);
                else
                    text.Append(CultureInfo.InvariantCulture, $"#{value:X2}");
            }

            return text.ToString();
        }

        private IToken Find(IndirectReference reference)
        {
            Count();
            return document.Structure.GetObject(reference)?.Data ?? NullToken.Instance;
        }

        private IToken? Resolve(IToken? token)
        {
            for (var steps = 0; token is IndirectReferenceToken reference; steps++)
            {
                if (steps > 8)
                    throw DocumentRules.DamagedPdf();
                token = Find(reference.Data);
            }

            return token;
        }

        private void Count()
        {
            if (++_tokens > 4 * limits.MaxPdfTokens)
                throw DocumentRules.TooComplex();
        }

        private sealed record Sheet(IToken Resources, Dictionary<string, IToken> Parts, IReadOnlyList<Stamp> Stamps);

        private sealed record Stamp(ArrayToken Place, int Flags, IToken Look);
    }
}
