using System.Globalization;

namespace HmisOnboarding.Domain.Agreements;

public sealed partial class AgreementPdf
{
    /// <summary>Draws a sheet of labelled values, with the reference and page x of y at the foot.</summary>
    /// <exception cref="UndrawableTextException">A text holds characters that no shipped font covers.</exception>
    /// <exception cref="ArgumentException">The time is not UTC.</exception>
    public byte[] DrawSheet(SheetDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        RequireUtc(document.DrawnAtUtc);

        using var type = new Typesetter(_shelf);
        var (width, height) = SizeOf(document.Paper);
        var flow = new Flow(width, height);
        var pen = new Pen(flow, type);
        pen.Title(document.Issuer, document.Title, document.Subtitle);
        foreach (var group in document.Groups)
        {
            var rows = string.IsNullOrWhiteSpace(group.Heading) ? [] : pen.Heading(group.Heading);
            foreach (var line in group.Lines)
            {
                rows.AddRange(pen.Fact(line));
                rows.Add(Space(3));
            }

            if (group.Lines.Count == 0)
                rows.AddRange(pen.Fact(new("Nothing here", NotRecorded)));
            pen.Place(rows);
        }

        var title = Value(document.Title);
        var reference = Value(document.Reference);
        return Write(flow, new Surround(document.Notice, title, $"{reference}  ·  {title}"), type, Metadata(
            $"{title}: {reference}", Value(document.Issuer), Value(document.Subtitle), reference, document.DrawnAtUtc));
    }

    /// <summary>Draws a training certificate on one landscape page.</summary>
    /// <exception cref="UndrawableTextException">A text holds characters that no shipped font covers.</exception>
    public byte[] DrawCertificate(CertificateDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        using var type = new Typesetter(_shelf);
        var (height, width) = SizeOf(document.Paper);
        var flow = new Flow(width, height);
        flow.Pages[0].AddRange(Edge(width, height));

        var day = document.CompletedOn.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
        List<Row> rows =
        [
            .. Centred(Value(document.IssuerName), Style.Bold, 13, 20),
            Space(26),
            .. Centred("Certificate of Completion", Style.Bold, 30, 42),
            Space(4),
            Rule((width - 90) / 2, 90, 1.5f, Accent),
            Space(24),
            .. Centred("This certifies that", Style.Body, 12, 20),
            Space(6),
            .. Centred(Value(document.LearnerName), Style.Signature, 30, 44),
            Space(6),
            .. Centred("has completed the course", Style.Body, 12, 20),
            Space(6),
            .. Centred(Value(document.CourseTitle), Style.Bold, 18, 27),
            Space(14),
            .. Centred($"Completed on {day}", Style.Body, 12, 20),
        ];
        if (!string.IsNullOrWhiteSpace(document.Score))
            rows.AddRange(Centred($"Score: {document.Score}", Style.Body, 12, 20));
        rows.Add(Space(16));
        rows.AddRange(Centred($"Certificate number {Value(document.CertificateNumber)}", Style.Body, 9.5f, 14, true));
        var spare = height - 2 * Margin - 24 - rows.Sum(row => row.Height);
        rows.Insert(0, Lead(Math.Max(0, spare / 2)));
        flow.Place(Together(rows));
        type.RefuseUncovered();
        return WritePlain(flow, Metadata(
            $"Certificate: {Value(document.CourseTitle)}", Value(document.IssuerName), Value(document.LearnerName),
            Value(document.CertificateNumber), document.CompletedOn.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)));

        List<Row> Centred(string text, Style style, float size, float leading, bool quiet = false)
        {
            var column = width - 2 * (Margin + 40);
            var centred = new List<Row>();
            foreach (var line in type.Wrap(text, style, size, column))
                centred.AddRange(Stack([line], (width - line.Width) / 2, leading, quiet ? Quiet : Ink));
            return centred;
        }
    }

    /// <summary>Space that counts at the head of a page too.</summary>
    private static Row Lead(float height)
    {
        var row = new Row(height);
        row.Marks.Add(new Mark(0, 0, Ink, null));
        return row;
    }

    private static IEnumerable<Mark> Edge(float width, float height)
    {
        const float Inset = 30f;
        foreach (var (inset, thickness, color) in new[] { (Inset, 2f, Accent), (Inset + 6, 0.5f, Hairline) })
        {
            var across = width - 2 * inset;
            var down = height - 2 * inset;
            yield return new Mark(inset, inset, color, null, across, thickness);
            yield return new Mark(inset, height - inset - thickness, color, null, across, thickness);
            yield return new Mark(inset, inset, color, null, thickness, down);
            yield return new Mark(width - inset - thickness, inset, color, null, thickness, down);
        }
    }
}
