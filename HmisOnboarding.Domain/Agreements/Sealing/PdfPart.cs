using System.Text;

namespace HmisOnboarding.Domain.Agreements.Sealing;

/// <summary>One numbered part (indirect object) of a PDF: what stands between "obj" and "endobj", streams included.</summary>
internal sealed class PdfPart(int number, ReadOnlyMemory<byte> body, IReadOnlyList<PdfSyntax.Reference>? references = null)
{
    private List<PdfSyntax.Entry>? _entries;

    public int Number => number;

    public ReadOnlyMemory<byte> Body => body;

    /// <summary>The references in the body, by their places in it.</summary>
    public IReadOnlyList<PdfSyntax.Reference> References => references ?? [];

    public string Text => Encoding.Latin1.GetString(body.Span);

    /// <summary>The value of a key as it stands there, or null when the part has no such key.</summary>
    public string? ValueOf(string key)
    {
        var span = body.Span;
        _entries ??= PdfSyntax.Entries(span, 0, out _) ?? [];
        return PdfSyntax.Only(span, _entries, Encoding.Latin1.GetBytes(key)) is { } entry
            ? Encoding.Latin1.GetString(entry.Value(span))
            : null;
    }

    /// <summary>The body with every reference turned to the number that the part has in another file.</summary>
    public byte[] Renumbered(IReadOnlyDictionary<int, int> numbers)
    {
        var span = body.Span;
        var written = new MemoryStream(span.Length + 16 * References.Count);
        var from = 0;
        foreach (var reference in References)
        {
            written.Write(span[from..reference.At]);
            written.Write(Encoding.Latin1.GetBytes($"{numbers[reference.Number]} 0 R"));
            from = reference.At + reference.Length;
        }

        written.Write(span[from..]);
        return written.ToArray();
    }

    /// <summary>A dictionary with some entries replaced or added; what stood under these keys before is gone.</summary>
    public static byte[] WithEntries(byte[] dictionary, params ReadOnlySpan<(string Key, string Value)> changes)
    {
        if (PdfSyntax.Entries(dictionary, 0, out var end) is not { } entries || end != dictionary.Length)
            throw new InvalidDataException("The file cannot be sealed: a part of it is no dictionary.");
        var replaced = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, _) in changes)
            replaced.Add(key);

        var written = new StringBuilder("<<");
        foreach (var entry in entries)
        {
            var key = Encoding.Latin1.GetString(entry.Key(dictionary));
            if (!replaced.Contains(key))
                written.Append(key).Append(' ').Append(Encoding.Latin1.GetString(entry.Value(dictionary))).Append('\n');
        }

        foreach (var (key, value) in changes)
            written.Append(key).Append(' ').Append(value).Append('\n');
        written.Length--;
        return Encoding.Latin1.GetBytes(written.Append(">>").ToString());
    }
}
