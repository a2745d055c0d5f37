using System.Globalization;
using System.Text;

namespace HmisOnboarding.Domain.Documents;

/// <summary>
/// Several PDFs and pictures as one PDF with a bookmark for each. What is added goes to the output at once; only the table of places stays in memory.
/// Fonts, pictures and page contents are carried over as they are. Not for several threads.
/// </summary>
/// <param name="output">Where the file goes; written forward only, and left open.</param>
/// <param name="limits">What one part may cost to read.</param>
public sealed class PdfBook(Stream output, DocumentLimits limits)
{
    private const int CatalogNumber = 1;
    private const int PagesNumber = 2;
    private const int InfoNumber = 3;
    private const int OutlinesNumber = 4;
    private const float Inch = 72f;

    private readonly List<long> _places = [0, 0, 0, 0, 0];
    private readonly List<Part> _parts = [];
    private readonly List<int> _layers = [];
    private readonly List<int> _hiddenLayers = [];
    private long _written;
    private bool _complete;

    /// <summary>Pages so far.</summary>
    public int Pages => _parts.Sum(part => part.Pages.Count);

    /// <summary>Adds the pages of a PDF behind those that are there, and returns how many they are.</summary>
    /// <param name="bookmark">The name of the part in the list of bookmarks.</param>
    /// <param name="pdf">The whole file.</param>
    /// <param name="isOwn">The product made the file itself: it is not inspected again.</param>
    /// <param name="atFront">Puts the part before all others; for a cover that tells their pages.</param>
    /// <exception cref="DocumentRefusedException">The file is locked, damaged or active, or would look different here. Nothing of it was added.</exception>
    public int AddPdf(string bookmark, ReadOnlyMemory<byte> pdf, bool isOwn = false, bool atFront = false)
    {
        Begin();
        var part = new Part(bookmark, PdfInspection.CopyPages(pdf, limits, isOwn, this));
        _parts.Insert(atFront ? 0 : _parts.Count, part);
        return part.Pages.Count;
    }

    /// <summary>Adds a picture on a page of its own, as large as the page allows and no larger than it is.</summary>
    /// <exception cref="DocumentRefusedException">The picture cannot be decoded to its end. Nothing was added.</exception>
    public int AddPicture(string bookmark, ReadOnlyMemory<byte> picture, DocumentFormat format)
    {
        Begin();
        var shown = ImageInspection.ForPaper(picture, format, limits);
        var (image, content, page) = (Reserve(3), _places.Count - 2, _places.Count - 1);
        WriteStream(image,
            $"/Type /XObject /Subtype /Image /Width {shown.Width} /Height {shown.Height} /ColorSpace /{(shown.IsGrey ? "DeviceGray" : "DeviceRGB")} /BitsPerComponent 8 /Filter /DCTDecode",
            shown.Jpeg.Span);
        var (width, height) = shown.Width > shown.Height ? (11 * Inch, 8.5f * Inch) : (8.5f * Inch, 11 * Inch);
        const float Margin = Inch / 2;
        // 96 dots to the inch, as screens count: a small picture is not blown up
        var scale = Math.Min(Inch / 96, Math.Min((width - 2 * Margin) / shown.Width, (height - 2 * Margin) / shown.Height));
        var (across, down) = (shown.Width * scale, shown.Height * scale);
        WriteStream(content, "", Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"q {across:0.###} 0 0 {down:0.###} {(width - across) / 2:0.###} {height - Margin - down:0.###} cm /Picture Do Q")));
        WriteObject(page, string.Create(CultureInfo.InvariantCulture,
            $"<< /Type /Page /Parent {PagesNumber} 0 R /MediaBox [0 0 {width} {height}] /Resources << /XObject << /Picture {image} 0 R >> >> /Contents {content} 0 R >>"));
        _parts.Add(new(bookmark, [page]));
        return 1;
    }

    /// <summary>Writes bookmarks, page list and the table at the end. Nothing can be added afterwards.</summary>
    /// <exception cref="InvalidOperationException">No page was added, or the file is complete already.</exception>
    public void Complete(string title, DateTime madeUtc)
    {
        if (_complete || _parts.Count == 0)
            throw new InvalidOperationException("A book has at least one page, and one end.");
        _complete = true;
        var pages = _parts.SelectMany(part => part.Pages).ToList();
        WriteObject(PagesNumber, $"<< /Type /Pages /Count {pages.Count} /Kids [{References(pages)}] >>");
        var first = Reserve(_parts.Count);
        for (var i = 0; i < _parts.Count; i++)
        {
            var before = i > 0 ? $" /Prev {first + i - 1} 0 R" : "";
            var after = i < _parts.Count - 1 ? $" /Next {first + i + 1} 0 R" : "";
            WriteObject(first + i, $"<< /Title {Text(_parts[i].Bookmark)} /Parent {OutlinesNumber} 0 R{before}{after} /Dest [{_parts[i].Pages[0]} 0 R /Fit] >>");
        }

        WriteObject(OutlinesNumber, $"<< /Type /Outlines /First {first} 0 R /Last {first + _parts.Count - 1} 0 R /Count {_parts.Count} >>");
        var layers = _layers.Count == 0 ? "" : $" /OCProperties << /OCGs [{References(_layers)}] /D << /OFF [{References(_hiddenLayers)}] >> >>";
        WriteObject(CatalogNumber, $"<< /Type /Catalog /Pages {PagesNumber} 0 R /Outlines {OutlinesNumber} 0 R /PageMode /UseOutlines{layers} >>");
        WriteObject(InfoNumber, $"<< /Title {Text(title)} /CreationDate (D:{madeUtc.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)}Z) >>");

        var table = _written;
        Write($"xref\n0 {_places.Count}\n0000000000 65535 f \n");
        foreach (var place in _places.Skip(1))
            Write(string.Create(CultureInfo.InvariantCulture, $"{place:D10} 00000 n \n"));
        Write($"trailer\n<< /Size {_places.Count} /Root {CatalogNumber} 0 R /Info {InfoNumber} 0 R >>\nstartxref\n{table}\n%%EOF\n");
    }

    /// <summary>The number of the first of some objects that are written next.</summary>
    internal int Reserve(int count)
    {
        var first = _places.Count;
        for (var i = 0; i < count; i++)
            _places.Add(0);
        return first;
    }

    /// <summary>The reference by which a page names the list it belongs to.</summary>
    internal static string ParentOfPages => $"{PagesNumber} 0 R";

    internal void WriteObject(int number, string body)
    {
        StartObject(number);
        Write(body);
        EndObject();
    }

    internal void WriteStream(int number, string dictionary, ReadOnlySpan<byte> data)
    {
        StartObject(number);
        Write($"<< {dictionary} /Length {data.Length} >>\nstream\n");
        output.Write(data);
        _written += data.Length;
        Write("\nendstream");
        EndObject();
    }

    /// <summary>Layers of a part, and those of them that do not show.</summary>
    internal void AddLayers(IEnumerable<int> all, IEnumerable<int> hidden)
    {
        _layers.AddRange(all);
        _hiddenLayers.AddRange(hidden);
    }

    private void Begin()
    {
        ObjectDisposedException.ThrowIf(_complete, this);
        if (_written > 0)
            return;
        Write("%PDF-1.7\n");
        // four bytes above 127 tell programs that carry files about that this is no text
        output.Write([(byte)'%', 0xE2, 0xE3, 0xCF, 0xD3, (byte)'\n']);
        _written += 6;
    }

    private void StartObject(int number)
    {
        _places[number] = _written;
        Write($"{number} 0 obj\n");
    }

    private void EndObject() => Write("\nendobj\n");

    private void Write(string text)
    {
        // names, numbers and keys: whatever is beyond is in hexadecimal by now
        var bytes = Encoding.ASCII.GetBytes(text);
        output.Write(bytes);
        _written += bytes.Length;
    }

    private static string References(IEnumerable<int> numbers) => string.Join(' ', numbers.Select(number => $"{number} 0 R"));

    private static string Text(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    private sealed record Part(string Bookmark, IReadOnlyList<int> Pages);
}
