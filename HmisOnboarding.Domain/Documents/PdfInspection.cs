using System.IO.Compression;
using System.Runtime.InteropServices;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Exceptions;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Tokenization.Scanner;
using UglyToad.PdfPig.Tokens;

namespace HmisOnboarding.Domain.Documents;

/// <summary>
/// Reads an uploaded PDF under suspicion. Every object definition in the file is read, also those that no cross-reference
/// names and those packed in object streams, because a viewer that repairs files may pick any of them up.
/// Nothing is rendered or changed.
/// </summary>
public static partial class PdfInspection
{
    private const int MaxNesting = 128;
    private const int MaxTreeDepth = 100;
    private const long MaxUnpacked = 16L * 1024 * 1024;
    private const long MaxUnpackedCrossReference = 2L * 1024 * 1024;

    // ten scanned pages in full colour are a third of it; whoever looks at the file would have to find room for more
    private const long MaxUnpackedContent = 512L * 1024 * 1024;

    // an old revision keeps its page tree in the file, so the estimate before opening may count a page more than once
    private const int RevisionAllowance = 4;

    private static readonly HashSet<string> RefusedNames = new(StringComparer.Ordinal)
    {
        "JavaScript", "JS", "Launch", "EmbeddedFile", "EmbeddedFiles", "EF", "FileAttachment", "RichMedia", "Rendition",
        "Movie", "Sound", "XFA", "SubmitForm", "ImportData", "GoToR", "GoToE", "AA",
    };

    private static readonly string[] RefusedSchemes = ["javascript:", "vbscript:", "data:", "file:", "\\\\"];

    // the reader keeps one table of names for the whole process, and in 0.1.16 two threads can trip over it
    private static readonly Lock OneAtATime = new();

    /// <summary>Checks a whole PDF and returns its number of pages.</summary>
    /// <exception cref="DocumentRefusedException">
    /// Other data before or after, locked, damaged, too many pages or parts, or any script, attachment, form submission,
    /// link to another file, or action that starts by itself. A plain destination on opening is allowed.
    /// </exception>
    public static int Inspect(ReadOnlyMemory<byte> pdf, DocumentLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        DocumentRules.RequirePlainEnds(pdf.Span);
        lock (OneAtATime)
        {
            try
            {
                return new Reading(pdf, limits).Run();
            }
            catch (PdfDocumentEncryptedException)
            {
                throw DocumentRules.EncryptedPdf();
            }
            catch (Exception problem) when (problem is not (DocumentRefusedException or OutOfMemoryException))
            {
                // hostile bytes make the reader throw almost anything; for the person all of it means one thing
                throw DocumentRules.DamagedPdf();
            }
        }
    }

    private sealed class Reading(ReadOnlyMemory<byte> pdf, DocumentLimits limits)
    {
        private readonly Effort _effort = new(64L * pdf.Length + 4 * MaxUnpacked);
        private readonly Dictionary<long, List<IToken>> _definitions = [];
        private readonly List<(DictionaryToken Dictionary, int DataStart)> _objectStreams = [];
        private readonly List<IToken> _openActions = [];
        private int _tokens;
        private bool _encrypted;
        private long _unpackedContent;

        public int Run()
        {
            RequireFewNames(pdf.Span);
            ReadTrailers();
            ReadObjects();
            if (_encrypted)
                throw DocumentRules.EncryptedPdf();

            var filters = new BoundedFilters();
            foreach (var (dictionary, dataStart) in _objectStreams)
                ReadObjectStream(dictionary, dataStart, filters);

            RequireQuietOpening();
            // before opening: the reader follows these trees by plain recursion, and a loop would end the process
            RequireSoundTrees();
            return CountPages(filters);
        }

        private int CountPages(BoundedFilters filters)
        {
            using var bytes = new MeteredBytes(pdf, _effort);
            using var document = PdfDocument.Open(bytes, new ParsingOptions
            {
                UseLenientParsing = false,
                MaxStackDepth = MaxNesting,
                FilterProvider = filters,
            });
            if (document.IsEncrypted)
                throw DocumentRules.EncryptedPdf();
            if (document.NumberOfPages > limits.MaxPdfPages)
                throw DocumentRules.TooManyPages(document.NumberOfPages, limits);
            return document.NumberOfPages > 0 ? document.NumberOfPages : throw DocumentRules.DamagedPdf();
        }

        // names live on in the reader's table, so a file made of names is turned away before it is read;
        // compressed data holds a slash by chance once in 256 bytes
        private void RequireFewNames(ReadOnlySpan<byte> bytes)
        {
            if (bytes.Count((byte)'/') > limits.MaxPdfTokens + bytes.Length / 64)
                throw DocumentRules.TooComplex();
        }

        private void ReadTrailers()
        {
            var span = pdf.Span;
            for (var at = span.IndexOf("trailer"u8); at >= 0; at = NextAfter(span, at + 7, "trailer"u8))
            {
                using var bytes = new MeteredBytes(pdf, _effort);
                var scanner = ScannerAt(bytes, at + 7);
                if (NextToken(scanner) is not DictionaryToken trailer)
                    continue;
                RequireHarmlessNames(span[(at + 7)..(int)Math.Min(span.Length, scanner.CurrentPosition)]);
                RequireHarmless(trailer);
            }
        }

        private void ReadObjects()
        {
            var span = pdf.Span;
            using var bytes = new MeteredBytes(pdf, _effort);
            for (var at = span.IndexOf("obj"u8); at >= 0; at = NextAfter(span, at + 3, "obj"u8))
            {
                if (span[..at].EndsWith("end"u8))
                    continue;
                var number = NumberBefore(span[..at]);
                // the letters can stand in text or in a picture; without a number before and a dictionary after they mean nothing
                if (number is null && !span[(at + 3)..].TrimStart("\0\t\n\f\r "u8).StartsWith("<<"u8))
                    continue;
                ReadObject(bytes, at + 3, number);
            }
        }

        private void ReadObject(MeteredBytes bytes, int start, long? number)
        {
            var scanner = ScannerAt(bytes, start);
            var token = NextToken(scanner);
            if (token is null or OperatorToken)
                return;
            var end = (int)Math.Min(pdf.Length, scanner.CurrentPosition);
            var next = NextToken(scanner);

            if (token is NumericToken target && next is NumericToken generation && NextToken(scanner) is OperatorToken { Data: "R" })
            {
                token = new IndirectReferenceToken(new IndirectReference(target.Long, generation.Int));
                next = NextToken(scanner);
            }

            if (next is OperatorToken { Data: "stream" } && token is DictionaryToken dictionary)
            {
                // stream data kept in another file: opening the page would fetch it
                if (dictionary.Data.ContainsKey("F"))
                    throw DocumentRules.ActivePdf();
                if (dictionary.Data.ContainsKey("N") && dictionary.Data.ContainsKey("First"))
                    _objectStreams.Add((dictionary, DataStart((int)scanner.CurrentTokenStart)));
                else
                    RequireModestContent(dictionary, DataStart((int)scanner.CurrentTokenStart));
            }
            else if (number is not null && next is not OperatorToken { Data: "endobj" })
            {
                // two values in one object: readers disagree about which one counts
                throw DocumentRules.DamagedPdf();
            }

            RequireHarmlessNames(pdf.Span[start..end]);
            Keep(number, token);
        }

        // nothing of it is kept: what swells beyond measure here would do so in the viewer of whoever looks at it
        private void RequireModestContent(DictionaryToken dictionary, int dataStart)
        {
            var filters = FilterNames(dictionary);
            if (filters.Count(IsFlate) > 1)
                throw DocumentRules.TooComplex();
            if (filters.Count == 0 || !IsFlate(filters[0]) || pdf.Length - dataStart < 2 || !MemoryMarshal.TryGetArray(pdf, out var whole))
                return;
            using var source = new MemoryStream(whole.Array!, whole.Offset + dataStart + 2, whole.Count - dataStart - 2, writable: false);
            using var inflate = new DeflateStream(source, CompressionMode.Decompress);
            Span<byte> scratch = stackalloc byte[16 * 1024];
            try
            {
                for (int read; (read = inflate.Read(scratch)) > 0;)
                {
                    _unpackedContent += read;
                    if (_unpackedContent > MaxUnpackedContent)
                        throw DocumentRules.TooComplex();
                }
            }
            catch (InvalidDataException)
            {
                // packed wrongly: a viewer stops there too
            }
        }

        private static List<string> FilterNames(DictionaryToken dictionary)
        {
            if (!dictionary.Data.TryGetValue("Filter", out var filter))
                return [];
            IReadOnlyList<IToken> all = filter is ArrayToken list ? list.Data : [filter];
            // behind a reference it cannot be told yet, so the most expensive one is taken for granted
            return [.. all.Select(token => token is NameToken name ? name.Data : "FlateDecode")];
        }

        private static bool IsFlate(string filter) => filter is "FlateDecode" or "Fl";

        private void ReadObjectStream(DictionaryToken dictionary, int dataStart, BoundedFilters filters)
        {
            if (dictionary.Data["N"] is not NumericToken { Int: >= 0 } count || count.Int > limits.MaxPdfTokens
                || dictionary.Data["First"] is not NumericToken { Int: >= 0 } first)
                throw DocumentRules.DamagedPdf();

            // all that follows is offered, whatever /Length says: the packed data knows its own end
            var data = MemoryMarshal.AsMemory(pdf[dataStart..]);
            var chain = filters.GetFilters(dictionary);
            for (var i = 0; i < chain.Count; i++)
                data = chain[i].Decode(data, dictionary, filters, i);
            RequireFewNames(data.Span);

            using var bytes = new MeteredBytes(data, _effort);
            var table = ScannerAt(bytes, 0, inStream: true);
            var places = new List<(long Number, long Offset)>();
            for (var i = 0; i < count.Int; i++)
            {
                if (NextToken(table) is not NumericToken number || NextToken(table) is not NumericToken offset)
                    throw DocumentRules.DamagedPdf();
                places.Add((number.Long, first.Long + offset.Long));
            }

            var sequential = table.CurrentPosition;
            foreach (var (number, offset) in places)
            {
                if (offset < 0 || offset > data.Length)
                    throw DocumentRules.DamagedPdf();
                // some readers go on from where the last object ended when that is within a byte: read both
                if (sequential != offset && Math.Abs(sequential - offset) <= 1)
                    ReadPacked(data, bytes, number, sequential);
                sequential = ReadPacked(data, bytes, number, offset);
            }
        }

        private long ReadPacked(ReadOnlyMemory<byte> data, MeteredBytes bytes, long number, long offset)
        {
            var scanner = ScannerAt(bytes, offset, inStream: true);
            var token = NextToken(scanner);
            if (token is OperatorToken { Data: "endobj" })
                token = NextToken(scanner);
            var end = scanner.CurrentPosition;
            if (token is not null)
            {
                RequireHarmlessNames(data.Span[(int)offset..(int)Math.Min(data.Length, end)]);
                Keep(number, token);
            }
            return end;
        }

        private void Keep(long? number, IToken token)
        {
            RequireHarmless(token);
            if (number is { } known)
            {
                if (!_definitions.TryGetValue(known, out var meanings))
                    _definitions.Add(known, meanings = []);
                meanings.Add(token);
            }
            else if (token is DictionaryToken tree && tree.Data.ContainsKey("Kids"))
            {
                throw DocumentRules.DamagedPdf();
            }
        }

        private void RequireHarmless(IToken root)
        {
            var open = new Stack<IToken>();
            open.Push(root);
            while (open.TryPop(out var token))
            {
                if (++_tokens > limits.MaxPdfTokens)
                    throw DocumentRules.TooComplex();
                switch (token)
                {
                    case NameToken name when RefusedNames.Contains(name.Data):
                        throw DocumentRules.ActivePdf();
                    case ArrayToken array:
                        foreach (var item in array.Data)
                            open.Push(item);
                        break;
                    case DictionaryToken dictionary:
                        foreach (var (key, value) in dictionary.Data)
                        {
                            _tokens++;
                            RequireHarmlessEntry(key, value);
                            open.Push(value);
                        }
                        break;
                }
            }
        }

        private void RequireHarmlessEntry(string key, IToken value)
        {
            if (RefusedNames.Contains(key))
                throw DocumentRules.ActivePdf();
            switch (key)
            {
                case "Encrypt" when value is not NullToken:
                    _encrypted = true;
                    break;
                case "OpenAction":
                    _openActions.Add(value);
                    break;
                case "URI" when value is IDataToken<string> and not NameToken:
                    var address = ((IDataToken<string>)value).Data.TrimStart();
                    if (RefusedSchemes.Any(scheme => address.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)))
                        throw DocumentRules.ActivePdf();
                    break;
            }
        }

        // The token tree keeps one value a key, but a viewer may take the other of two: so every name as written is looked at.
        private static void RequireHarmlessNames(ReadOnlySpan<byte> text)
        {
            Span<char> name = stackalloc char[32];
            for (var at = 0; at < text.Length; at++)
            {
                switch (text[at])
                {
                    case (byte)'%':
                        while (at + 1 < text.Length && text[at + 1] is not ((byte)'\r' or (byte)'\n'))
                            at++;
                        break;
                    case (byte)'(':
                        at = EndOfString(text, at);
                        break;
                    case (byte)'/':
                        var length = 0;
                        while (at + 1 < text.Length && IsRegular(text[at + 1]))
                        {
                            var character = (char)text[++at];
                            if (character == '#' && at + 2 < text.Length && char.IsAsciiHexDigit((char)text[at + 1]) && char.IsAsciiHexDigit((char)text[at + 2]))
                            {
                                character = (char)Convert.FromHexString([(char)text[at + 1], (char)text[at + 2]])[0];
                                at += 2;
                            }
                            if (length < name.Length)
                                name[length] = character;
                            length++;
                        }
                        if (length <= name.Length && RefusedNames.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name[..length]))
                            throw DocumentRules.ActivePdf();
                        break;
                }
            }
        }

        private static int EndOfString(ReadOnlySpan<byte> text, int at)
        {
            var depth = 0;
            for (; at < text.Length; at++)
            {
                if (text[at] == '\\')
                    at++;
                else if (text[at] == '(')
                    depth++;
                else if (text[at] == ')' && --depth == 0)
                    break;
            }
            return at;
        }

        private static bool IsRegular(byte character) => character > 32 && "()<>[]{}/%"u8.IndexOf(character) < 0;

        private void RequireQuietOpening()
        {
            foreach (var value in _openActions)
            {
                var meanings = value is IndirectReferenceToken reference
                    ? _definitions.GetValueOrDefault(reference.Data.ObjectNumber) ?? []
                    : [value];
                if (!meanings.TrueForAll(IsPlainDestination))
                    throw DocumentRules.ActivePdf();
            }
        }

        private static bool IsPlainDestination(IToken token) => token switch
        {
            ArrayToken or NullToken or StringToken or HexToken or NameToken => true,
            DictionaryToken action => action.Data.TryGetValue("S", out var kind) && kind is NameToken { Data: "GoTo" } && !action.Data.ContainsKey("Next"),
            _ => false,
        };

        private void RequireSoundTrees()
        {
            var done = new Dictionary<long, Branch>();
            var onPath = new HashSet<long>();
            var path = new Stack<(long Number, List<long> Children, int Next)>();
            foreach (var root in _definitions.Keys)
            {
                if (done.ContainsKey(root))
                    continue;
                onPath.Add(root);
                path.Push((root, ChildrenOf(root), 0));
                while (path.TryPop(out var node))
                {
                    var next = node.Next;
                    while (next < node.Children.Count && done.ContainsKey(node.Children[next]))
                        next++;
                    if (next < node.Children.Count)
                    {
                        var child = node.Children[next];
                        if (path.Count > MaxTreeDepth || !onPath.Add(child))
                            throw DocumentRules.DamagedPdf();
                        path.Push((node.Number, node.Children, next));
                        path.Push((child, ChildrenOf(child), 0));
                        continue;
                    }

                    onPath.Remove(node.Number);
                    done[node.Number] = Measure(node.Number, node.Children, done);
                }
            }
        }

        private Branch Measure(long number, List<long> children, Dictionary<long, Branch> done)
        {
            var isPage = _definitions.TryGetValue(number, out var meanings)
                && meanings.Exists(token => token is DictionaryToken page && page.Data.TryGetValue("Type", out var type) && type is NameToken { Data: "Page" });
            long visits = 1, pages = isPage ? 1 : 0;
            var depth = 0;
            foreach (var child in children)
            {
                var branch = done[child];
                visits += branch.Visits;
                pages += branch.Pages;
                depth = Math.Max(depth, branch.Depth);
            }
            if (depth >= MaxTreeDepth)
                throw DocumentRules.DamagedPdf();
            if (pages > (long)RevisionAllowance * limits.MaxPdfPages)
                throw DocumentRules.TooManyPages(null, limits);
            if (visits > limits.MaxPdfTokens)
                throw DocumentRules.TooComplex();
            return new Branch(visits, pages, depth + 1);
        }

        private List<long> ChildrenOf(long number)
        {
            var children = new List<long>();
            foreach (var token in _definitions.GetValueOrDefault(number) ?? [])
            {
                var open = new Stack<IToken>();
                open.Push(token);
                while (open.TryPop(out var part))
                {
                    switch (part)
                    {
                        case IndirectReferenceToken reference:
                            children.Add(reference.Data.ObjectNumber);
                            break;
                        case ArrayToken array:
                            foreach (var item in array.Data)
                                open.Push(item);
                            break;
                        case DictionaryToken dictionary when dictionary.Data.TryGetValue("Kids", out var kids):
                            open.Push(kids);
                            break;
                    }
                }
            }
            return children;
        }

        private int DataStart(int keyword)
        {
            var span = pdf.Span;
            var at = keyword + "stream".Length;
            while (at < span.Length && span[at] is not ((byte)'\r' or (byte)'\n'))
                at++;
            if (at + 1 < span.Length && span[at] == '\r' && span[at + 1] == '\n')
                at++;
            return Math.Min(span.Length, at + 1);
        }

        private static long? NumberBefore(ReadOnlySpan<byte> before)
        {
            var rest = before.TrimEnd("\0\t\n\f\r "u8);
            if (TakeDigits(ref rest) is null)
                return null;
            var gap = rest.TrimEnd("\0\t\n\f\r "u8);
            if (gap.Length == rest.Length)
                return null;
            rest = gap;
            return TakeDigits(ref rest);

            static long? TakeDigits(ref ReadOnlySpan<byte> text)
            {
                var start = text.Length;
                while (start > 0 && start > text.Length - 12 && char.IsAsciiDigit((char)text[start - 1]))
                    start--;
                if (start == text.Length)
                    return null;
                var value = long.Parse(text[start..], System.Globalization.CultureInfo.InvariantCulture);
                text = text[..start];
                return value;
            }
        }

        private static int NextAfter(ReadOnlySpan<byte> span, int from, ReadOnlySpan<byte> word)
        {
            var found = span[from..].IndexOf(word);
            return found < 0 ? -1 : from + found;
        }

        public static CoreTokenScanner ScannerAt(MeteredBytes bytes, long offset, bool inStream = false)
        {
            var scanner = new CoreTokenScanner(new StreamInputBytes(bytes, shouldDispose: false), true, new StackDepthGuard(MaxNesting), isStream: inStream);
            scanner.Seek(offset);
            return scanner;
        }

        private static IToken? NextToken(CoreTokenScanner scanner)
        {
            while (scanner.MoveNext())
            {
                if (scanner.CurrentToken is not CommentToken)
                    return scanner.CurrentToken;
            }
            return null;
        }

        private readonly record struct Branch(long Visits, long Pages, int Depth);
    }

    /// <summary>How many more bytes the reader may ask for. Some broken files make it search the whole file once for each object.</summary>
    private sealed class Effort(long bytes)
    {
        private long _left = bytes;

        public void Spend(long bytes)
        {
            _left -= Math.Max(1, bytes);
            if (_left < 0)
                throw DocumentRules.TooComplex();
        }
    }

    private sealed class MeteredBytes(ReadOnlyMemory<byte> bytes, Effort effort) : Stream
    {
        // the reader takes no file of version 2 under strict rules, although it reads all that this product asks of it: to it, such a file says 1
        private readonly int _newVersion = bytes.Span.StartsWith("%PDF-2."u8) ? "%PDF-".Length : -1;
        private int _position;

        public override bool CanRead => true;
        public override bool CanSeek => true;
        public override bool CanWrite => false;
        public override long Length => bytes.Length;

        public override long Position
        {
            get => _position;
            set
            {
                effort.Spend(1);
                _position = value >= 0 && value <= bytes.Length ? (int)value : throw new IOException("Outside the file.");
            }
        }

        public override int ReadByte()
        {
            effort.Spend(1);
            if (_position >= bytes.Length)
                return -1;
            var value = bytes.Span[_position];
            return _position++ == _newVersion ? '1' : value;
        }

        public override int Read(Span<byte> buffer)
        {
            var count = Math.Min(buffer.Length, bytes.Length - _position);
            effort.Spend(count);
            bytes.Span.Slice(_position, count).CopyTo(buffer);
            if (_newVersion >= _position && _newVersion < _position + count)
                buffer[_newVersion - _position] = (byte)'1';
            _position += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override long Seek(long offset, SeekOrigin origin)
        {
            Position = origin switch
            {
                SeekOrigin.Begin => offset,
                SeekOrigin.Current => _position + offset,
                _ => bytes.Length + offset,
            };
            return _position;
        }

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    /// <summary>
    /// The one packing that real writers use for object and cross-reference streams, with a ceiling on what comes out.
    /// Page content, fonts and pictures are never unpacked here.
    /// </summary>
    private sealed class BoundedFilters() : BaseFilterProvider(Table())
    {
        private static Dictionary<string, IFilter> Table()
        {
            var flate = new BoundedFlate();
            return new Dictionary<string, IFilter> { ["FlateDecode"] = flate, ["Fl"] = flate };
        }
    }

    private sealed class BoundedFlate : IFilter
    {
        private static readonly FlateFilter Flate = new();

        private long _unpacked;

        public bool IsSupported => true;

        public Memory<byte> Decode(Memory<byte> input, DictionaryToken streamDictionary, IFilterProvider filterProvider, int filterIndex)
        {
            RequireModestParameters(streamDictionary);
            var isCrossReference = streamDictionary.Data.TryGetValue("Type", out var type) && type is NameToken { Data: "XRef" };
            var packed = Measure(input, isCrossReference ? MaxUnpackedCrossReference : MaxUnpacked);
            return Flate.Decode(input[..packed], streamDictionary, filterProvider, filterIndex);
        }

        // returns how much of the input belongs to the packed data
        private int Measure(Memory<byte> input, long ceiling)
        {
            if (!MemoryMarshal.TryGetArray((ReadOnlyMemory<byte>)input, out var segment) || segment.Count < 2)
                throw new InvalidDataException();
            using var source = new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false);
            source.Position = 2;
            using var inflate = new DeflateStream(source, CompressionMode.Decompress);
            Span<byte> scratch = stackalloc byte[4096];
            long size = 0;
            for (int read; (read = inflate.Read(scratch)) > 0;)
            {
                size += read;
                _unpacked += read;
                if (size > ceiling || _unpacked > 2 * MaxUnpacked)
                    throw DocumentRules.TooComplex();
            }
            return (int)source.Position;
        }

        // a row length of billions would be allocated before a single byte is read
        private static void RequireModestParameters(DictionaryToken dictionary)
        {
            foreach (var key in (string[])["DecodeParms", "DP"])
            {
                if (!dictionary.Data.TryGetValue(key, out var found))
                    continue;
                IReadOnlyList<IToken> all = found is ArrayToken list ? list.Data : [found];
                foreach (var entry in all)
                {
                    if (entry is DictionaryToken parameters
                            ? parameters.Data.Values.Any(value => value is not NumericToken { Data: >= 0 and <= 65_536 })
                            : entry is not NullToken)
                        throw new InvalidDataException();
                }
            }
        }
    }
}
