using SkiaSharp;

namespace HmisOnboarding.Domain.Agreements;

/// <summary>
/// The drawing room: plain records go in, PDF bytes come out. Only the files of this class name the library that
/// draws. Holds nothing between calls and may be shared by all threads. Files are made to PDF/A-2b, with embedded
/// fonts and text that can be searched; equal content gives equal bytes.
/// </summary>
public sealed partial class AgreementPdf
{
    private const string NotRecorded = "not recorded";
    private const float NumberWidth = 30f;
    private const float InitialsWidth = 122f;
    private const float ItemIndent = 14f;
    private const float LabelWidth = 132f;
    private const float BodySize = 10.5f;
    private const float BodyLeading = 15.5f;

    private readonly Face[][] _shelf = Shelf.Value;

    /// <summary>
    /// Draws the agreement: the text, the page of signatures, and the certificate of completion behind them.
    /// </summary>
    /// <exception cref="UndrawableTextException">A text holds characters that no shipped font covers.</exception>
    /// <exception cref="ArgumentException">
    /// A time is not UTC, the agreement is called complete while a signature is open, or the verification link is too
    /// long for a square code.
    /// </exception>
    public byte[] Draw(AgreementDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        RequireUtc(document.DrawnAtUtc);
        if (document.Complete && (document.Signatures.Count == 0 || document.Signatures.Any(block => !block.IsSigned)))
            throw new ArgumentException("An agreement with an open signature is not complete.", nameof(document));

        using var type = new Typesetter(_shelf);
        var (width, height) = SizeOf(document.Paper);
        var flow = new Flow(width, height);
        var pen = new Pen(flow, type);

        pen.Title(document.CommunityName, document.Title, null);
        pen.Facts(
        [
            new("Person", document.PersonName), new("Agency", document.AgencyName),
            new("Role type", document.RoleTypeName), new("Request code", document.RequestCode),
            new("Text version", document.TextVersion),
        ]);
        pen.Gap(10);
        if (!string.IsNullOrWhiteSpace(document.Introduction))
            pen.Prose(document.Introduction, 8);
        DrawSections(pen, document);

        flow.NewPage();
        DrawSignatures(pen, document);
        flow.NewPage();
        DrawCertificatePage(pen, document);

        var surround = new Surround(
            NoticeOf(document),
            $"{Value(document.PersonName)}, {Value(document.AgencyName)}",
            $"{Value(document.RequestCode)}  ·  {Value(document.Title)}, version {Value(document.TextVersion)}",
            VerifyLine(document));
        return Write(flow, surround, type, Metadata(
            $"{Value(document.Title)}: {Value(document.PersonName)}",
            Value(document.CommunityName),
            $"Request {Value(document.RequestCode)}, {Value(document.AgencyName)}, {Value(document.RoleTypeName)}",
            Value(document.RequestCode),
            document.DrawnAtUtc));
    }

    private static string? NoticeOf(AgreementDocument document)
    {
        if (document.Complete)
            return null;
        var open = document.Signatures.Count == 0 || document.Signatures.Any(block => !block.IsSigned);
        return open ? "Not complete: signatures are missing" : "Not complete";
    }

    private static void DrawSections(Pen pen, AgreementDocument document)
    {
        var clauses = document.Sections.SelectMany(section => section.Clauses).ToList();
        // One measure for all clauses: a column that comes and goes would make a ragged page.
        var column = clauses.Exists(clause => clause.AsksInitials) ? InitialsWidth : 0;
        var textWidth = pen.Width - NumberWidth - (column > 0 ? column + 16 : 0);
        foreach (var section in document.Sections)
        {
            var rows = pen.Heading(section.Heading);
            foreach (var clause in section.Clauses)
            {
                var number = pen.Rows(clause.Number, Style.Body, BodySize, Margin, NumberWidth - 6, BodyLeading, Ink);
                Beside(number, pen.Marked(clause.Text, Margin + NumberWidth, textWidth));
                // Beside the last line: initials answer what was read, and copied text is not broken by them.
                if (clause.AsksInitials)
                    BesideEnd(number, InitialsOf(pen, clause, document.Zone));
                rows.AddRange(WithoutWidows(number));
                rows.Add(Space(6));
            }

            pen.Place(rows);
        }
    }

    private static List<Row> InitialsOf(Pen pen, AgreementClause clause, TimeZoneInfo zone)
    {
        var given = !string.IsNullOrWhiteSpace(clause.Initials);
        var time = clause.InitialledAtUtc is { } at ? PrintedTime.ToMinute(at, zone) : "time " + NotRecorded;
        var text = given ? $"{clause.Initials}, {time}" : "initials: not yet";
        return pen.Rows(
            text, Style.Body, 8.5f, Margin + pen.Width - InitialsWidth, InitialsWidth, BodyLeading, given ? Ink : Quiet,
            Baseline(BodyLeading, BodySize));
    }

    private static string Value(string? text) => string.IsNullOrWhiteSpace(text) ? NotRecorded : text;

    private static void RequireUtc(DateTime instant)
    {
        if (instant.Kind != DateTimeKind.Utc)
            throw new ArgumentException("A printed time starts from UTC.", nameof(instant));
    }

    /// <summary>The forms that the pages share: titles, headings, prose, labelled facts.</summary>
    private sealed class Pen(Flow flow, Typesetter type)
    {
        public float Width => flow.TextWidth;

        public void Place(List<Row> rows) => flow.Place(rows);

        public void Gap(float height) => flow.Place([Space(height)]);

        public List<Row> Rows(
            string text, Style style, float size, float x, float width, float leading, SKColor color,
            float? baseline = null) =>
            Stack(type.Wrap(text, style, size, width), x, leading, color, baseline);

        /// <summary>Running text: paragraphs of a right-to-left script end at the right edge of their column.</summary>
        public List<Row> Body(string text, float x, float width) => Column(type.Wrap(text, Style.Body, BodySize, width), x, width);

        private static List<Row> Column(IEnumerable<Line> lines, float x, float width) =>
            [.. lines.SelectMany(line => Stack([line], line.RightToLeft ? x + width - line.Width : x, BodyLeading, Ink))];

        /// <summary>Running text with its marks: bold words, and items that hang beside their dot.</summary>
        public List<Row> Marked(string text, float x, float width)
        {
            var rows = new List<Row>();
            foreach (var marked in MarkedText.Lines(text))
            {
                if (!marked.IsItem)
                {
                    rows.AddRange(Column(type.Wrap(marked, BodySize, width), x, width));
                    continue;
                }

                var lines = type.Wrap(marked, BodySize, width - ItemIndent);
                var rightToLeft = lines.Count > 0 && lines[0].RightToLeft;
                var item = Rows("•", Style.Body, BodySize, rightToLeft ? x + width - ItemIndent / 2 : x + 2, ItemIndent, BodyLeading, Ink);
                Beside(item, Column(lines, rightToLeft ? x : x + ItemIndent, width - ItemIndent));
                rows.AddRange(item);
            }

            return rows;
        }

        /// <summary>Width of a short text on one line.</summary>
        public float WidthOf(string text, float size) =>
            type.Wrap(text, Style.Body, size, Width).Select(line => line.Width).DefaultIfEmpty().Max();

        /// <summary>A typed signature: on one line or two, the smaller the longer it is, and never cut.</summary>
        public List<Row> Signature(string name)
        {
            foreach (var (size, leading, most) in new[] { (20f, 30f, 1), (16f, 24f, 2), (13f, 18f, int.MaxValue) })
            {
                var lines = type.Wrap(name, Style.Signature, size, Width);
                if (lines.Count <= most)
                    return Stack(lines, Margin, leading, Ink);
            }

            throw new InvalidOperationException("Any number of lines is enough for the last size.");
        }

        public void Title(string? above, string title, string? below)
        {
            var rows = new List<Row>();
            if (!string.IsNullOrWhiteSpace(above))
                rows.AddRange(Rows(above, Style.Body, 10, Margin, Width, 16, Quiet));
            rows.AddRange(Rows(Value(title), Style.Bold, 20, Margin, Width, 27, Ink));
            if (!string.IsNullOrWhiteSpace(below))
                rows.AddRange(Stack(type.Wrap(below, Style.Body, 10, Width, latin: true), Margin, 15, Quiet));
            rows.Add(Space(7));
            rows.Add(Rule(Margin, Width, 1.5f, Accent));
            rows.Add(Space(12));
            flow.Place(Together(rows));
        }

        /// <summary>A heading that stays with the first rows of what follows it.</summary>
        public List<Row> Heading(string text)
        {
            List<Row> rows = [Space(12)];
            rows.AddRange(Rows(Value(text), Style.Bold, 12, Margin, Width, 18, Ink));
            rows.Add(Space(4));
            return Together(rows, withNext: true);
        }

        public void Prose(string text, float after)
        {
            flow.Place(WithoutWidows(Marked(text, Margin, Width)));
            Gap(after);
        }

        public void Facts(IReadOnlyList<SheetLine> lines)
        {
            foreach (var line in lines)
                flow.Place(Fact(line));
        }

        /// <summary>A label and its value on common baselines.</summary>
        public List<Row> Fact(SheetLine line, float size = 9.5f, float leading = 14.5f, float? width = null)
        {
            var rows = Rows(Value(line.Label), Style.Body, size, Margin, LabelWidth - 10, leading, Quiet);
            Beside(rows, Rows(
                Value(line.Value), Style.Body, size, Margin + LabelWidth, (width ?? Width) - LabelWidth, leading, Ink));
            return WithoutWidows(rows);
        }
    }
}
