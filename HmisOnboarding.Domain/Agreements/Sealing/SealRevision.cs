using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HmisOnboarding.Domain.Agreements.Sealing;

/// <summary>
/// An incremental update that brings a drawing and one open seal into a file: the bytes of the earlier revision stay as
/// they are. The seal's own bytes (the hole) are filled in afterwards, because they depend on all others.
/// </summary>
internal sealed class SealRevision
{
    private const string OpenRange = "[0 0000000000 0000000000 0000000000]";

    private readonly ArrayBufferWriter<byte> _file = new(256 * 1024);
    private readonly SortedDictionary<int, int> _offsets = [];
    private readonly byte[] _bytes;
    private readonly int _hole;
    private readonly int _holeLength;

    /// <param name="drawn">The drawing, as <see cref="AgreementPdf"/> makes it.</param>
    /// <param name="before">The earlier sealed file, or null when this is the first seal.</param>
    /// <param name="words">What the seal says.</param>
    /// <param name="capacity">Bytes that the seal may take.</param>
    public SealRevision(ReadOnlyMemory<byte> drawn, ReadOnlyMemory<byte>? before, SealWords words, int capacity)
    {
        var drawing = new PdfFile(drawn);
        var file = before is { } earlier ? new PdfFile(earlier) : drawing;
        var mark = $"({words.DocumentMark})";
        Write((before ?? drawn).Span);
        if (_file.WrittenSpan[^1] is not ((byte)'\n' or (byte)'\r'))
            Write("\n");

        var next = file.Size;
        Dictionary<int, int> numbers;
        if (before is null)
        {
            numbers = drawing.Numbers.ToDictionary(number => number);
        }
        else
        {
            numbers = NumbersIn(drawing, file, ref next, out var shared);
            numbers[drawing.Root] = file.Root;
            foreach (var number in drawing.Numbers.Where(n => n != drawing.Root && n != drawing.LastPage() && !shared.Contains(n)))
                WritePart(numbers[number], drawing.Part(number).Renumbered(numbers));
        }

        var (seal, widget) = (next++, next++);
        var fields = Fields(file, words.FieldName);
        fields.Add(widget);
        var list = string.Join(' ', fields.Select(number => $"{number} 0 R"));
        WritePart(numbers[drawing.LastPage()], LastPage(drawing, numbers, list));
        WritePart(numbers[drawing.Root], PdfPart.WithEntries(
            drawing.Part(drawing.Root).Renumbered(numbers),
            ("/Version", "/1.7"),
            ("/Extensions", "<</ESIC <</BaseVersion /1.7 /ExtensionLevel 1>>>>"),
            ("/AcroForm", $"<</Fields [{list}] /SigFlags 3>>"),
            ("/HMIS_Mark", mark)));
        // 132: printed and locked, as PDF/A-2 asks of every field; without an area it needs no appearance
        WritePart(widget, Latin($"""
            <</Type /Annot /Subtype /Widget /FT /Sig /F 132 /Rect [0 0 0 0]
            /T {PdfSyntax.TextString(words.FieldName)}
            /V {seal} 0 R>>
            """));

        var sealBody = Latin($"""
            <</Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached
            /ByteRange {OpenRange}
            /Contents <{new string('0', 2 * capacity)}>
            /HMIS_Mark {mark}
            /HMIS_Field {PdfSyntax.TextString(words.FieldName)}
            /M {PdfSyntax.Date(words.AtUtc)}
            /Name {PdfSyntax.TextString(words.SignerName)}
            /Reason {PdfSyntax.TextString(words.Reason)}{(words.Location is { } place ? "\n/Location " + PdfSyntax.TextString(place) : "")}>>
            """);
        var sealStart = _file.WrittenCount + seal.ToString(CultureInfo.InvariantCulture).Length + " 0 obj\n".Length;
        WritePart(seal, sealBody);
        Write($"%HMIS_Mark {mark}\n");
        WriteTable(drawing.Info is { } info ? numbers[info] : null, file, next, mark);

        _bytes = _file.WrittenSpan.ToArray();
        _hole = sealStart + sealBody.AsSpan().IndexOf("/Contents <"u8) + "/Contents ".Length;
        _holeLength = 2 * capacity + 2;
        var range = $"[0 {_hole} {_hole + _holeLength} {_bytes.Length - _hole - _holeLength}".PadRight(OpenRange.Length - 1) + "]";
        Latin(range).CopyTo(_bytes, sealStart + sealBody.AsSpan().IndexOf("/ByteRange ["u8) + "/ByteRange ".Length);
    }

    /// <summary>SHA-256 of everything but the hole.</summary>
    public byte[] Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(_bytes.AsSpan(0, _hole));
        hash.AppendData(_bytes.AsSpan(_hole + _holeLength));
        return hash.GetHashAndReset();
    }

    /// <summary>The finished file; zeros fill what the seal does not need.</summary>
    public byte[] Filled(ReadOnlySpan<byte> seal)
    {
        Latin(Convert.ToHexString(seal)).CopyTo(_bytes, _hole + 1);
        return _bytes;
    }

    /// <summary>
    /// The numbers that the parts of a drawing get in a file. A part that the file holds already, to the byte, is shared:
    /// fonts and colour profiles are most of a drawing and rarely change from one to the next.
    /// </summary>
    private static Dictionary<int, int> NumbersIn(PdfFile drawing, PdfFile file, ref int next, out HashSet<int> shared)
    {
        var present = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var number in file.Numbers)
            present.TryAdd(Identity(file.Part(number).Body.Span), number);

        var numbers = new Dictionary<int, int>();
        shared = [];
        var open = drawing.Numbers.Where(number => number != drawing.Root && number != drawing.LastPage()).ToList();
        for (var settled = -1; settled != numbers.Count;)
        {
            settled = numbers.Count;
            foreach (var number in open.Where(n => drawing.Part(n).References.All(r => numbers.ContainsKey(r.Number))).ToList())
            {
                var same = present.TryGetValue(Identity(drawing.Part(number).Renumbered(numbers)), out var existing);
                numbers[number] = same ? existing : next++;
                if (same)
                    shared.Add(number);
                open.Remove(number);
            }
        }

        // what is left refers to itself in a circle, as pages and their tree do, and is new
        foreach (var number in open)
            numbers[number] = next++;
        numbers[drawing.LastPage()] = next++;
        return numbers;
    }

    private static string Identity(ReadOnlySpan<byte> body) => Convert.ToHexString(SHA256.HashData(body));

    private static List<int> Fields(PdfFile file, string fieldName)
    {
        if (file.Part(file.Root).ValueOf("/AcroForm") is not { } form)
            return [];
        var fields = PdfFile.ReferencesIn(new PdfPart(0, Latin(form)).ValueOf("/Fields") ?? "[]");
        var name = PdfSyntax.TextString(fieldName);
        if (fields.Exists(field => file.Part(field).ValueOf("/T") == name))
            throw new ArgumentException($"The file has a signature field named {fieldName} already.", nameof(fieldName));
        return fields;
    }

    private static byte[] LastPage(PdfFile drawing, Dictionary<int, int> numbers, string widgets)
    {
        var page = drawing.Part(drawing.LastPage());
        var kept = page.ValueOf("/Annots");
        if (kept is not null && kept[0] != '[')
            kept = drawing.Part(PdfFile.ReferencesIn(kept)[0]).Text;
        var links = kept is null ? "" : Encoding.Latin1.GetString(
            new PdfPart(0, Latin(kept), References(kept)).Renumbered(numbers)).Trim()[1..^1].Trim() + " ";
        return PdfPart.WithEntries(page.Renumbered(numbers), ("/Annots", $"[{links}{widgets}]"));
    }

    private static List<PdfSyntax.Reference> References(string value)
    {
        var references = new List<PdfSyntax.Reference>();
        _ = PdfSyntax.EndOfValue(Latin(value), 0, references);
        return references;
    }

    private void WritePart(int number, byte[] body)
    {
        _offsets.Add(number, _file.WrittenCount);
        Write($"{number} 0 obj\n");
        Write(body);
        Write("\nendobj\n");
    }

    private void WriteTable(int? info, PdfFile file, int size, string mark)
    {
        // the second half of the identity belongs to this revision: its bytes up to here decide it
        var id = Convert.ToHexString(SHA256.HashData(_file.WrittenSpan).AsSpan(0, 16));
        var start = _file.WrittenCount;
        Write("xref\n");
        var numbers = _offsets.Keys.ToList();
        for (var from = 0; from < numbers.Count;)
        {
            var to = from + 1;
            while (to < numbers.Count && numbers[to] == numbers[to - 1] + 1)
                to++;
            Write($"{numbers[from]} {to - from}\n");
            foreach (var number in numbers[from..to])
                Write($"{_offsets[number]:D10} 00000 n \n");
            from = to;
        }

        Write($"trailer\n<</Size {size}\n/Root {file.Root} 0 R\n");
        if (info is { } part)
            Write($"/Info {part} 0 R\n");
        Write($"/Prev {file.CrossReferenceAt}\n/ID [{file.FirstId} <{id}>]\n/HMIS_Mark {mark}>>\n");
        Write($"startxref\n{start}\n%%EOF\n");
    }

    private void Write(string text) => Write(Latin(text));

    private void Write(ReadOnlySpan<byte> bytes) => _file.Write(bytes);

    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);
}
