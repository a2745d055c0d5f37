using System.Security.Cryptography;
using System.Text;
using SkiaSharp;

namespace HmisOnboarding.Domain.Agreements;

public sealed partial class AgreementPdf
{
    private const float Margin = 54f;
    private const float FootBaseline = 32f;
    private const float FootLeading = 11f;

    private static readonly SKColor Ink = new(0x00, 0x00, 0x00);
    private static readonly SKColor Quiet = new(0x4A, 0x52, 0x52);
    private static readonly SKColor Hairline = new(0xB8, 0xC0, 0xBE);
    private static readonly SKColor Accent = new(0x0B, 0x6E, 0x6E);
    private static readonly SKColor Band = new(0xF4, 0xF0, 0xE4);

    /// <summary>
    /// Something drawn: a line of text standing on (X, Y), a picture hanging from there, or, without both, a filled bar.
    /// </summary>
    private readonly record struct Mark(
        float X, float Y, SKColor Color, Line? Line, float Width = 0, float Height = 0, Picture? Picture = null);

    /// <summary>
    /// A strip across the page. It stays on the page of the next strip when <see cref="KeepWithNext"/> says so, and
    /// a strip without marks is space, which is dropped at the top of a page.
    /// </summary>
    private sealed record Row(float Height)
    {
        public bool KeepWithNext { get; set; }

        public List<Mark> Marks { get; } = [];
    }

    /// <summary>What stands around the body of every page.</summary>
    private sealed record Surround(string? Notice, string Head, string FootLeft, string? FootBelow = null);

    /// <summary>Puts rows on pages. Only this decides where a page ends, so no row can fall on another.</summary>
    private sealed class Flow(float width, float height)
    {
        private const float Top = Margin + 6;

        private float _y = Top;

        public float PageWidth => width;

        public float PageHeight => height;

        public float TextWidth => width - 2 * Margin;

        public List<List<Mark>> Pages { get; } = [[]];

        private float Bottom => height - Margin - 6;

        public void NewPage()
        {
            if (Pages[^1].Count > 0)
                Pages.Add([]);
            _y = Top;
        }

        public void Place(IReadOnlyList<Row> rows)
        {
            var start = 0;
            while (start < rows.Count)
            {
                var end = start;
                while (end < rows.Count - 1 && rows[end].KeepWithNext)
                    end++;
                var group = rows.Skip(start).Take(end - start + 1);
                if (_y + group.Sum(row => row.Height) > Bottom && group.Any(row => row.Marks.Count > 0))
                    NewPage();
                foreach (var row in group)
                    Place(row);
                start = end + 1;
            }
        }

        private void Place(Row row)
        {
            if (row.Marks.Count == 0 && _y <= Top)
                return;
            // Only a group taller than a whole page comes here too low; it goes on on the next page.
            if (row.Marks.Count > 0 && _y + row.Height > Bottom)
                NewPage();
            Pages[^1].AddRange(row.Marks.Select(mark => mark with { Y = mark.Y + _y }));
            _y += row.Height;
        }
    }

    private static (float Width, float Height) SizeOf(PaperSize paper) => paper switch
    {
        PaperSize.Letter => (612f, 792f),
        PaperSize.A4 => (595f, 842f),
        _ => throw new ArgumentOutOfRangeException(nameof(paper), paper, "Only Letter and A4 are laid out."),
    };

    /// <summary>Baseline of a line of this size in the middle of a strip of this height.</summary>
    private static float Baseline(float height, float size) => height / 2 + size * 0.36f;

    private static Row Space(float height, bool keepWithNext = false) => new(height) { KeepWithNext = keepWithNext };

    private static Row Rule(float x, float width, float thickness, SKColor color)
    {
        var row = new Row(thickness);
        row.Marks.Add(new Mark(x, 0, color, null, width, thickness));
        return row;
    }

    /// <summary>One row a line.</summary>
    private static List<Row> Stack(
        IReadOnlyList<Line> lines, float x, float leading, SKColor color, float? baseline = null)
    {
        var rows = new List<Row>(lines.Count);
        foreach (var line in lines)
        {
            var row = new Row(leading);
            row.Marks.Add(new Mark(x, baseline ?? Baseline(leading, line.Size), color, line));
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>Lays a second column beside the first; the taller one gives the number of rows.</summary>
    private static void Beside(List<Row> rows, List<Row> others)
    {
        for (var i = 0; i < others.Count; i++)
        {
            if (i == rows.Count)
                rows.Add(new Row(others[i].Height));
            rows[i].Marks.AddRange(others[i].Marks);
        }
    }

    /// <summary>Lays a second column beside the first so that both end together.</summary>
    private static void BesideEnd(List<Row> rows, List<Row> others)
    {
        var skipped = Math.Max(0, rows.Count - others.Count);
        Beside(rows, [.. Enumerable.Range(0, skipped).Select(i => Space(rows[i].Height)), .. others]);
    }

    /// <summary>No single line at the foot or the head of a page: the first two and the last two stay together.</summary>
    private static List<Row> WithoutWidows(List<Row> rows)
    {
        if (rows.Count > 1)
        {
            rows[0].KeepWithNext = true;
            rows[^2].KeepWithNext = true;
        }

        return rows;
    }

    /// <summary>No last page with a line or two: the last rows stay together, with the space between them.</summary>
    private static void KeepEnd(List<Row> rows)
    {
        const int Fewest = 12;
        foreach (var row in rows.Skip(rows.Count - Fewest).SkipLast(1))
            row.KeepWithNext = true;
    }

    private static List<Row> Together(List<Row> rows, bool withNext = false)
    {
        foreach (var row in rows)
            row.KeepWithNext = true;
        if (rows.Count > 0)
            rows[^1].KeepWithNext = withNext;
        return rows;
    }

    private static byte[] Write(Flow flow, Surround surround, Typesetter type, SKDocumentPdfMetadata metadata)
    {
        for (var i = 0; i < flow.Pages.Count; i++)
            flow.Pages[i].AddRange(Frame(flow, surround, type, i + 1));
        type.RefuseUncovered();
        return WritePlain(flow, metadata);
    }

    private static byte[] WritePlain(Flow flow, SKDocumentPdfMetadata metadata)
    {
        using var stream = new MemoryStream();
        using (var document = SKDocument.CreatePdf(stream, metadata))
        using (var brush = new Brush())
        {
            foreach (var page in flow.Pages)
            {
                var canvas = document.BeginPage(flow.PageWidth, flow.PageHeight);
                foreach (var mark in page)
                    brush.Draw(canvas, mark);
                document.EndPage();
            }

            document.Close();
        }

        return WithContentIdentity(stream.ToArray());
    }

    private static List<Mark> Frame(Flow flow, Surround surround, Typesetter type, int page)
    {
        var marks = new List<Mark>();
        var right = flow.PageWidth - Margin;
        if (surround.Notice is not null)
        {
            marks.Add(new Mark(Margin, 22, Band, null, flow.TextWidth, 20));
            marks.Add(new Mark(Margin, 22, Accent, null, 3, 20));
            if (type.Shorten(surround.Notice, Style.Bold, 9f, flow.TextWidth - 20) is { } notice)
                marks.Add(new Mark(Margin + 12, 22 + Baseline(20, 9f), Ink, notice));
        }
        else if (page > 1 && type.Shorten(surround.Head, Style.Body, 8f, flow.TextWidth) is { } head)
        {
            marks.Add(new Mark(Margin, 38, Quiet, head));
        }

        var number = type.Wrap($"Page {page} of {flow.Pages.Count}", Style.Body, 8f, flow.TextWidth)[0];
        var foot = flow.PageHeight - FootBaseline - (surround.FootBelow is null ? 0 : FootLeading / 2);
        marks.Add(new Mark(Margin, foot - 13, Hairline, null, flow.TextWidth, 0.5f));
        if (type.Shorten(surround.FootLeft, Style.Body, 8f, flow.TextWidth - number.Width - 20) is { } left)
            marks.Add(new Mark(Margin, foot, Quiet, left));
        marks.Add(new Mark(right - number.Width, foot, Quiet, number));
        if (surround.FootBelow is not null && type.Shorten(surround.FootBelow, Style.Body, 8f, flow.TextWidth) is { } below)
            marks.Add(new Mark(Margin, foot + FootLeading, Quiet, below));
        return marks;
    }

    private static SKDocumentPdfMetadata Metadata(string title, string author, string subject, string keywords, DateTime drawnAtUtc) =>
        new()
        {
            Title = title,
            Author = author,
            Subject = subject,
            Keywords = keywords,
            Creator = "HMIS Onboarding",
            Producer = "HMIS Onboarding",
            Creation = drawnAtUtc,
            Modified = drawnAtUtc,
            PdfA = true,
            RasterDpi = SKDocument.DefaultRasterDpi,
            EncodingQuality = 101,
        };

    /// <summary>
    /// The library numbers each file after the clock, in its metadata and, in one of two notations, in its trailer.
    /// The number is replaced by one made from the content, so that equal documents are equal files.
    /// </summary>
    private static byte[] WithContentIdentity(byte[] pdf)
    {
        var trailer = pdf.AsSpan().LastIndexOf("/ID ["u8);
        var end = pdf.AsSpan().LastIndexOf("]>>\nstartxref\n"u8);
        // The last ones: a title may quote the marks, and it stands before them.
        var documentId = pdf.AsSpan().LastIndexOf("<xmpMM:DocumentID>uuid:"u8) + "<xmpMM:DocumentID>uuid:"u8.Length;
        var instanceId = pdf.AsSpan().LastIndexOf("<xmpMM:InstanceID>uuid:"u8) + "<xmpMM:InstanceID>uuid:"u8.Length;
        if (trailer < instanceId || end < trailer || instanceId < documentId)
            throw new InvalidOperationException("The drawn file carries no identity.");

        WriteIdentity(Guid.Empty);
        var identity = new Guid(SHA256.HashData(pdf.AsSpan(0, trailer)).AsSpan(0, 16));
        WriteIdentity(identity);
        var number = identity.ToString("N").ToUpperInvariant();
        return [.. pdf.AsSpan(0, trailer), .. Encoding.ASCII.GetBytes($"/ID [<{number}> <{number}>"), .. pdf.AsSpan(end)];

        void WriteIdentity(Guid value)
        {
            Encoding.ASCII.GetBytes(value.ToString("D"), pdf.AsSpan(documentId, 36));
            Encoding.ASCII.GetBytes(value.ToString("D"), pdf.AsSpan(instanceId, 36));
        }
    }

    /// <summary>Draws marks; keeps the library's fonts for the length of one document.</summary>
    private sealed class Brush : IDisposable
    {
        private readonly Dictionary<(Face Face, float Size), SKFont> _fonts = [];
        private readonly SKPaint _paint = new() { IsAntialias = true };

        public void Draw(SKCanvas canvas, Mark mark)
        {
            _paint.Color = mark.Color;
            if (mark.Picture is not null)
                mark.Picture.Draw(canvas, _paint, mark.X, mark.Y);
            else if (mark.Line is null)
                canvas.DrawRect(mark.X, mark.Y, mark.Width, mark.Height, _paint);
            else
                DrawLine(canvas, mark.Line, mark.X, mark.Y);
        }

        public void Dispose()
        {
            foreach (var font in _fonts.Values)
                font.Dispose();
            _paint.Dispose();
        }

        private void DrawLine(SKCanvas canvas, Line line, float x, float y)
        {
            foreach (var run in line.Runs)
            {
                using var builder = new SKTextBlobBuilder();
                // The text and its clusters go with the glyphs: that is what search and copy read back.
                var buffer = builder.AllocatePositionedTextRun(
                    FontOf(run.Face, line.Size), run.Glyphs.Length, run.Text.Length, null);
                buffer.SetGlyphs(run.Glyphs);
                buffer.SetPositions(run.Points);
                buffer.SetText(run.Text);
                buffer.SetClusters(run.Clusters);
                using var blob = builder.Build();
                canvas.DrawText(blob, x, y, _paint);
            }
        }

        private SKFont FontOf(Face face, float size)
        {
            if (!_fonts.TryGetValue((face, size), out var font))
            {
                font = new SKFont(face.Typeface, size)
                {
                    Subpixel = true,
                    LinearMetrics = true,
                    Hinting = SKFontHinting.None,
                };
                _fonts.Add((face, size), font);
            }

            return font;
        }
    }
}
