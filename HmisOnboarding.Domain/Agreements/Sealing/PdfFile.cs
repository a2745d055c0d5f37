using System.Globalization;
using System.Text;

namespace HmisOnboarding.Domain.Agreements.Sealing;

/// <summary>
/// A file of our own making, read along its classic cross-reference tables: a drawing, or a drawing with sealed revisions.
/// Anything else is refused with <see cref="InvalidDataException"/>; guessing has no place under a seal.
/// </summary>
internal sealed class PdfFile
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly Dictionary<int, int> _offsets = [];
    private readonly Dictionary<int, PdfPart> _parts = [];

    public PdfFile(ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        var span = bytes.Span;
        var start = span.LastIndexOf("startxref"u8);
        if (!span.StartsWith("%PDF-1."u8) || start < 0)
            throw Refused("it is no PDF");
        var at = PdfSyntax.SkipSpace(span, start + "startxref"u8.Length);
        if (!PdfSyntax.TryNumber(span, ref at, out var table) || table >= start)
            throw Refused("its table of parts cannot be found");
        CrossReferenceAt = (int)table;

        var latest = ReadSection(CrossReferenceAt, out var previous);
        while (previous is { } earlier)
            ReadSection(earlier, out previous);

        Size = NumberOf(latest, "/Size");
        Root = ReferenceOf(latest, "/Root");
        Info = latest.ValueOf("/Info") is null ? null : ReferenceOf(latest, "/Info");
        var id = latest.ValueOf("/ID") ?? throw Refused("it has no identity");
        FirstId = FirstOf(id);
        if (_offsets.Keys.Any(number => number >= Size))
            throw Refused("its parts are more than it says");
    }

    /// <summary>Where the newest table of parts starts.</summary>
    public int CrossReferenceAt { get; }

    /// <summary>One more than the highest number of a part.</summary>
    public int Size { get; }

    public int Root { get; }

    public int? Info { get; }

    /// <summary>The first half of the file's identity, as it stands there.</summary>
    public string FirstId { get; }

    public IEnumerable<int> Numbers => _offsets.Keys.Order();

    /// <summary>The newest definition of a part.</summary>
    public PdfPart Part(int number)
    {
        if (_parts.TryGetValue(number, out var part))
            return part;
        if (!_offsets.TryGetValue(number, out var offset))
            throw Refused($"its part {number} is missing");
        return _parts[number] = Read(number, offset);
    }

    /// <summary>The number of the last page of the page tree.</summary>
    public int LastPage()
    {
        var number = ReferenceOf(Part(Root), "/Pages");
        for (var depth = 0; depth < 32; depth++)
        {
            var node = Part(number);
            if (node.ValueOf("/Type") == "/Page")
                return number;
            var kids = node.ValueOf("/Kids") ?? throw Refused("its pages cannot be found");
            var references = ReferencesIn(kids);
            if (references.Count == 0)
                throw Refused("it has no pages");
            number = references[^1];
        }

        throw Refused("its pages lie too deep");
    }

    /// <summary>The parts that a text such as "[3 0 R 8 0 R]" refers to.</summary>
    public static List<int> ReferencesIn(string value)
    {
        var references = new List<PdfSyntax.Reference>();
        _ = PdfSyntax.EndOfValue(Encoding.Latin1.GetBytes(value), 0, references);
        return [.. references.Select(reference => reference.Number)];
    }

    private PdfPart ReadSection(int at, out int? previous)
    {
        var start = at;
        var span = _bytes.Span;
        if (!span[at..].StartsWith("xref"u8))
            throw Refused("its table of parts is not where it should be");
        at = PdfSyntax.SkipSpace(span, at + 4);
        while (PdfSyntax.TryNumber(span, ref at, out var first))
        {
            at = PdfSyntax.SkipSpace(span, at);
            if (!PdfSyntax.TryNumber(span, ref at, out var count) || first + count > 8388607)
                throw Refused("its table of parts is damaged");
            at = PdfSyntax.SkipSpace(span, at);
            for (var number = (int)first; number < first + count; number++, at += 20)
                ReadRow(span, at, number);
            at = PdfSyntax.SkipSpace(span, at);
        }

        if (!span[at..].StartsWith("trailer"u8))
            throw Refused("its table of parts has no end");
        var dictionary = PdfSyntax.SkipSpace(span, at + "trailer"u8.Length);
        if (PdfSyntax.Entries(span, dictionary, out var end) is null)
            throw Refused("its table of parts has no end");
        var trailer = new PdfPart(0, _bytes[dictionary..end]);
        previous = trailer.ValueOf("/Prev") is null ? null : NumberOf(trailer, "/Prev");
        // each earlier table stands before the later one, so that no file can send the reader in circles
        if (previous >= start || trailer.ValueOf("/Encrypt") is not null || trailer.ValueOf("/XRefStm") is not null)
            throw Refused("its table of parts is of another kind");
        return trailer;
    }

    private void ReadRow(ReadOnlySpan<byte> span, int at, int number)
    {
        if (at + 20 > span.Length)
            throw Refused("its table of parts is cut off");
        var place = at;
        if (!PdfSyntax.TryNumber(span, ref place, out var offset) || offset >= span.Length)
            throw Refused("its table of parts is damaged");
        if (span[at + 17] == 'n' && span.Slice(at + 11, 5).SequenceEqual("00000"u8))
            _offsets.TryAdd(number, (int)offset);
        else if (number != 0)
            throw Refused("its table of parts names parts that were taken out");
    }

    private PdfPart Read(int number, int at)
    {
        var span = _bytes.Span;
        if (!PdfSyntax.TryNumber(span, ref at, out var own) || own != number || !span[at..].StartsWith(" 0 obj"u8))
            throw Refused($"its part {number} is not where it should be");
        var start = PdfSyntax.SkipSpace(span, at + " 0 obj"u8.Length);
        var references = new List<PdfSyntax.Reference>();
        var end = PdfSyntax.EndOfValue(span, start, references);
        if (end < 0 || references.Exists(reference => reference.Generation != 0))
            throw Refused($"its part {number} is damaged");
        var next = PdfSyntax.SkipSpace(span, end);
        if (span[next..].StartsWith("stream"u8))
        {
            var length = LengthOf(new PdfPart(number, _bytes[start..end]));
            var data = next + "stream"u8.Length;
            data += span[data..].StartsWith("\r\n"u8) ? 2 : 1;
            if (data > span.Length || length > span.Length - data)
                throw Refused($"its part {number} is cut off");
            next = PdfSyntax.SkipSpace(span, data + length);
            if (!span[next..].StartsWith("endstream"u8))
                throw Refused($"its part {number} is longer than it says");
            end = next + "endstream"u8.Length;
            next = PdfSyntax.SkipSpace(span, end);
        }

        if (!span[next..].StartsWith("endobj"u8))
            throw Refused($"its part {number} has no end");
        return new PdfPart(
            number, _bytes[start..end], [.. references.Select(reference => reference with { At = reference.At - start })]);
    }

    private int LengthOf(PdfPart stream)
    {
        var value = stream.ValueOf("/Length") ?? throw Refused("a part has no length");
        if (ReferencesIn(value) is [var holder])
            value = Part(holder).Text;
        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? length
            : throw Refused("a part has no length");
    }

    private static int NumberOf(PdfPart part, string key) =>
        int.TryParse(part.ValueOf(key), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Refused($"it has no {key[1..]}");

    private static int ReferenceOf(PdfPart part, string key) =>
        part.ValueOf(key) is { } value && ReferencesIn(value) is [var number] ? number : throw Refused($"it has no {key[1..]}");

    private static string FirstOf(string id)
    {
        var bytes = Encoding.Latin1.GetBytes(id);
        var start = PdfSyntax.SkipSpace(bytes, 1);
        var end = PdfSyntax.EndOfValue(bytes, start);
        if (bytes[0] != '[' || end < 0)
            throw Refused("it has no identity");
        return id[start..end];
    }

    private static InvalidDataException Refused(string why) => new($"The file cannot be sealed: {why}.");
}
