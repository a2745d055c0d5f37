using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace HmisOnboarding.Tests.Documents;

/// <summary>Builds PDFs byte by byte, so that each test says exactly what is in the file.</summary>
internal static class SamplePdf
{
    public const string Page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R /Resources << >> >>";
    public const string Content = "<< /Length 20 >>\nstream\n0 0 m 100 100 l S   \nendstream";

    public static byte[] Plain() => With();

    /// <summary>One page; extra entries for the catalog and the page, and further objects from number 5 on.</summary>
    public static byte[] With(string catalog = "", string page = "", params string[] more) => Classic(
    [
        $"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        Page.Replace(">> >>", $">> {page} >>", StringComparison.Ordinal),
        Content,
        .. more,
    ]);

    public static byte[] WithPages(int count)
    {
        var kids = string.Join(' ', Enumerable.Range(3, count).Select(number => $"{number} 0 R"));
        return Classic(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            $"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
            .. Enumerable.Repeat("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Resources << >> >>", count),
        ]);
    }

    /// <summary>Numbers the objects from 1 and writes a classic cross-reference table.</summary>
    public static byte[] Classic(IReadOnlyList<string> objects, string trailer = "")
    {
        var text = new StringBuilder("%PDF-1.7\n%\u00E2\u00E3\u00CF\u00D3\n");
        var offsets = new List<int>();
        foreach (var body in objects)
        {
            offsets.Add(text.Length);
            text.Append(CultureInfo.InvariantCulture, $"{offsets.Count} 0 obj\n{body}\nendobj\n");
        }

        var table = text.Length;
        text.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets)
            text.Append(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n \n");
        text.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Count + 1} /Root 1 0 R {trailer} >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    /// <summary>The catalog and its <paramref name="hidden"/> object 6 packed in a compressed object stream, found by a cross-reference stream.</summary>
    public static byte[] Packed(string catalog, string hidden)
    {
        string[] inner = [$"<< /Type /Catalog /Pages 2 0 R {catalog} >>", hidden];
        var table = $"1 0 6 {inner[0].Length + 1} ";
        var body = Deflate(Encoding.Latin1.GetBytes(table + inner[0] + "\n" + inner[1]));

        var text = new StringBuilder("%PDF-1.7\n");
        var offsets = new Dictionary<int, int>();
        Append(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
        Append(3, Page);
        Append(4, Content);
        Append(5, $"<< /Type /ObjStm /N 2 /First {table.Length} /Filter /FlateDecode /Length {body.Length} >>\nstream\n{Encoding.Latin1.GetString(body)}\nendstream");

        var start = text.Length;
        offsets[7] = start;
        var rows = new List<byte>();
        for (var number = 0; number <= 7; number++)
        {
            var (kind, place, index) = number switch
            {
                0 => (0, 0, 255),
                1 => (2, 5, 0),
                6 => (2, 5, 1),
                _ => (1, offsets[number], 0),
            };
            rows.AddRange([(byte)kind, (byte)(place >> 8), (byte)place, (byte)index]);
        }
        var packedRows = Deflate([.. rows]);
        Append(7, $"<< /Type /XRef /Size 8 /W [1 2 1] /Root 1 0 R /Filter /FlateDecode /Length {packedRows.Length} >>\nstream\n{Encoding.Latin1.GetString(packedRows)}\nendstream");
        text.Append(CultureInfo.InvariantCulture, $"startxref\n{start}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(text.ToString());

        void Append(int number, string content)
        {
            offsets[number] = text.Length;
            text.Append(CultureInfo.InvariantCulture, $"{number} 0 obj\n{content}\nendobj\n");
        }
    }

    public static byte[] Deflate(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal))
            zlib.Write(bytes);
        return packed.ToArray();
    }
}
