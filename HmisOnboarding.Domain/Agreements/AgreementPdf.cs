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
    private const float LabelWidth = 132f;
    private const float MomentWidth = 168f;
    private const float BodySize = 10.5f;
    private const float BodyLeading = 15.5f;

    private readonly Face[][] _shelf = Shelf.Value;

    /// <summary>
    /// Draws the agreement: the text, a page of signatures, and a page that says who signed and when.
    /// </summary>
    /// <exception cref="UndrawableTextException">A text holds characters that no shipped font covers.</exception>
    /// <exception cref="ArgumentException">
    /// A time is not UTC, or the agreement is called complete while a signature is open.
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
        DrawEvidence(pen, document);

        var surround = new Surround(
            NoticeOf(document),
            $"{Value(document.PersonName)}, {Value(document.AgencyName)}",
            $"{Value(document.RequestCode)}  ·  {Value(document.Title)}, version {Value(document.TextVersion)}");
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
                Beside(number, pen.Body(clause.Text, Margin + NumberWidth, textWidth));
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

    private static void DrawSignatures(Pen pen, AgreementDocument document)
    {
        pen.Title(null, "Signatures", $"{Value(document.Title)}, request {Value(document.RequestCode)}");
        if (document.Signatures.Count == 0)
            pen.Prose("This agreement asks for no signature.", 0);
        foreach (var block in document.Signatures)
        {
            var rows = pen.Rows(block.SlotTitle, Style.Bold, 11.5f, Margin, pen.Width, 17, Ink);
            rows.AddRange(pen.Body(block.Meaning, Margin, pen.Width));
            rows.Add(Space(6));
            rows.AddRange(block.IsSigned
                ? pen.Rows(Value(block.SignedName), Style.Signature, 20, Margin, pen.Width, 30, Ink)
                : pen.Rows("not signed yet", Style.Body, BodySize, Margin, pen.Width, 30, Quiet));
            rows.Add(Rule(Margin, pen.Width * 0.62f, 0.75f, Ink));
            rows.Add(Space(5));
            foreach (var line in block.IsSigned ? SignedFacts(block, document, PrintedTime.ToMinute) : OpenFacts(block))
                rows.AddRange(pen.Fact(line));
            pen.Place(Together(rows));
            pen.Gap(22);
        }
    }

    private static IEnumerable<SheetLine> OpenFacts(SignatureBlock block)
    {
        if (!string.IsNullOrWhiteSpace(block.SeatTitle))
            yield return new("Seat", block.SeatTitle);
        if (!string.IsNullOrWhiteSpace(block.Note))
            yield return new("Note", block.Note);
    }

    private static IEnumerable<SheetLine> SignedFacts(
        SignatureBlock block, AgreementDocument document, Func<DateTime, TimeZoneInfo, string> print)
    {
        string Time(DateTime? utc) => utc is { } at ? print(at, document.Zone) : NotRecorded;

        yield return new("Seat", Value(block.SeatTitle));
        if (!string.IsNullOrWhiteSpace(block.OnBehalfOf))
            yield return new("Signed on behalf of", block.OnBehalfOf);
        yield return new("Signed", Time(block.SignedAtUtc));
        yield return new("Electronic consent", Time(block.ConsentAtUtc));
        yield return new("Method", Value(block.Method));
        yield return new("Text signed (SHA-256)", Value(block.TextHash));
        var other = !string.IsNullOrWhiteSpace(block.TextHash)
            && !string.Equals(block.TextHash, document.TextHash, StringComparison.OrdinalIgnoreCase);
        if (other)
            yield return new("Attention", "This signature was given for another version of the text.");
        if (!string.IsNullOrWhiteSpace(block.Note))
            yield return new("Note", block.Note);
    }

    private static void DrawEvidence(Pen pen, AgreementDocument document)
    {
        pen.Title(null, "Who signed, and when", "This page belongs to the agreement and is drawn with it.");
        pen.Facts(
        [
            new("Request code", document.RequestCode), new("Agreement", document.Title),
            new("Text version", document.TextVersion), new("Text (SHA-256)", document.TextHash),
            new("Person", document.PersonName), new("Agency", document.AgencyName),
            new("Role type", document.RoleTypeName), new("Community", document.CommunityName),
            new("Signatures", SignatureCount(document)),
            new("This copy was drawn", PrintedTime.ToSecondWithUtc(document.DrawnAtUtc, document.Zone)),
            .. document.MoreFacts,
        ]);

        foreach (var block in document.Signatures)
        {
            var rows = pen.Heading(block.SlotTitle);
            if (block.IsSigned)
            {
                rows.AddRange(pen.Fact(new("Name", Value(block.SignedName))));
                foreach (var line in SignedFacts(block, document, PrintedTime.ToSecondWithUtc).Concat(block.MoreFacts))
                    rows.AddRange(pen.Fact(line));
            }
            else
            {
                rows.AddRange(pen.Fact(new("Signed", "not signed yet")));
            }

            pen.Place(Together(rows));
        }

        var history = pen.Heading("What happened");
        foreach (var line in document.History)
            history.AddRange(pen.Fact(new(PrintedTime.ToSecond(line.AtUtc, document.Zone), line.Text), MomentWidth));
        if (document.History.Count == 0)
            history.AddRange(pen.Rows("Nothing is recorded yet.", Style.Body, 9.5f, Margin, pen.Width, 14, Ink));
        pen.Place(history);
    }

    private static string SignatureCount(AgreementDocument document) =>
        $"{document.Signatures.Count(block => block.IsSigned)} of {document.Signatures.Count} given";

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
        public List<Row> Body(string text, float x, float width)
        {
            var lines = type.Wrap(text, Style.Body, BodySize, width);
            return [.. lines.SelectMany(line => Stack(
                [line], line.RightToLeft ? x + width - line.Width : x, BodyLeading, Ink))];
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
            flow.Place(WithoutWidows(Body(text, Margin, Width)));
            Gap(after);
        }

        public void Facts(IReadOnlyList<SheetLine> lines)
        {
            foreach (var line in lines)
                flow.Place(Fact(line));
        }

        /// <summary>A label and its value on common baselines.</summary>
        public List<Row> Fact(SheetLine line, float labelWidth = LabelWidth)
        {
            const float Size = 9.5f;
            const float Leading = 14.5f;
            var rows = Rows(Value(line.Label), Style.Body, Size, Margin, labelWidth - 10, Leading, Quiet);
            Beside(rows, Rows(
                Value(line.Value), Style.Body, Size, Margin + labelWidth, Width - labelWidth, Leading, Ink));
            return WithoutWidows(rows);
        }
    }
}
