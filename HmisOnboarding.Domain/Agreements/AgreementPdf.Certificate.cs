using System.Globalization;
using SkiaSharp;

namespace HmisOnboarding.Domain.Agreements;

public sealed partial class AgreementPdf
{
    private const float EvidenceSize = 9f;
    private const float EvidenceLeading = 13f;
    private const float CodeSide = 104f;
    private const float ActorWidth = 120f;
    private const float Gutter = 14f;

    private static void DrawCertificatePage(Pen pen, AgreementDocument document)
    {
        pen.Title(
            null,
            document.Complete ? "Certificate of completion" : "Record of signatures so far",
            $"{Value(document.Title)}, request {Value(document.RequestCode)}. These pages belong to the agreement.");
        PlaceVerification(pen, document);
        PlaceFacts(pen, "This agreement", AgreementFacts(document), whole: false);
        for (var i = 0; i < document.Signatures.Count; i++)
        {
            var block = document.Signatures[i];
            PlaceFacts(pen, block.SlotTitle, block.IsSigned ? SignerFacts(block, document, i == 0) : OpenSignerFacts(block), whole: true);
        }

        PlaceFacts(pen, "Seal and records", SealFacts(document), whole: true);
        PlaceHistory(pen, document);
    }

    /// <summary>Where to ask whether the paper is valid: in words, as a code to type, and as a square to point a camera at.</summary>
    private static void PlaceVerification(Pen pen, AgreementDocument document)
    {
        var link = document.VerificationLink;
        var width = pen.Width - (link is null ? 0 : CodeSide + 16);
        var rows = pen.Rows("Verify this document", Style.Bold, 12, Margin, width, 18, Ink);
        rows.Add(Space(4));
        var how = link is null
            ? "No public page is set on which this paper can be verified. Ask the community that issued it."
            : "Open the address and type the code, or point a camera at the square. The page says whether this paper is valid, and which one is newer.";
        rows.AddRange(pen.Rows(how, Style.Body, 9.5f, Margin, width, 14, Ink));
        rows.Add(Space(6));
        rows.AddRange(Evidence(pen, new("Address", Value(document.VerificationAddress)), width));
        rows.AddRange(Evidence(pen, new("Code", Value(document.GroupedCode)), width));
        rows.AddRange(Evidence(pen, new("This copy", document.Complete ? "complete: all signatures are given" : "not complete"), width));
        rows.AddRange(Evidence(pen, new("Drawn", PrintedTime.ToSecondWithUtc(document.DrawnAtUtc, document.Zone)), width));
        if (link is not null)
        {
            var code = QrCode.Of(link);
            // Its quiet zone reaches into the margin of the row, its modules end at the edge of the text.
            var quiet = CodeSide * QrCode.QuietZone / (code.Size + 2 * QrCode.QuietZone);
            var square = new CodePicture(code, CodeSide);
            rows[0].Marks.Add(new Mark(Margin + pen.Width - CodeSide + quiet, 2 - quiet, Ink, null, CodeSide, CodeSide, square));
            var missing = CodeSide - rows.Sum(row => row.Height);
            if (missing > 0)
                rows.Add(Lead(missing));
        }

        pen.Place(Together(rows));
    }

    private static List<SheetLine> AgreementFacts(AgreementDocument document) =>
    [
        new("Request code", document.RequestCode),
        new("Agreement mark", Value(document.DocumentId)),
        new("Agreement", document.Title),
        new("Text version", document.TextVersion),
        new("Text (SHA-256)", document.TextHash),
        new("Person", document.PersonName),
        new("Agency", document.AgencyName),
        new("Role type", document.RoleTypeName),
        new("Community", document.CommunityName),
        new("Signatures", $"{Count(document.Signatures.Count(block => block.IsSigned))} of {Count(document.Signatures.Count)} given"),
        .. document.MoreFacts,
    ];

    private static List<SheetLine> SignerFacts(SignatureBlock block, AgreementDocument document, bool givesInitials)
    {
        string ToSecond(DateTime? utc, string missing = "") => Time(utc, document, PrintedTime.ToSecondWithUtc, missing);
        var onPaper = block.SignedOnPaperOn is not null;
        var represented = !string.IsNullOrWhiteSpace(block.OnBehalfOf);

        List<SheetLine> lines =
        [
            new("Name", Value(block.SignedName)),
            new("Seat", Value(block.SeatTitle)),
            new("E-mail", Value(block.Email)),
            new("Signed", SignedWhen(block, document, PrintedTime.ToSecondWithUtc)),
            new("Method", MethodOf(block)),
        ];
        if (onPaper)
        {
            lines.Add(new("Scan confirmed", ScanConfirmed(block, document, PrintedTime.ToSecondWithUtc)));
            lines.Add(new("Scan (SHA-256)", Value(block.PaperScanHash)));
        }
        else
        {
            lines.Add(new("Identity confirmed", Known(block.IdentityConfirmedBy, block.IdentityConfirmedAtUtc, "")));
            lines.Add(new("Electronic consent", Known(block.ConsentVersion, block.ConsentAtUtc, "text version ")));
            lines.Add(new("First viewed", ToSecond(block.FirstViewedAtUtc)));
        }

        lines.Add(new("Initialled", givesInitials ? InitialsCount(document) : "not asked of this signer"));
        if (!onPaper)
        {
            lines.Add(new("Network address", Value(block.IpAddress)));
            lines.Add(new("Device", Value(block.Device)));
        }

        lines.Add(new("Signed on behalf of", represented ? block.OnBehalfOf! : "nobody else"));
        if (represented || !string.IsNullOrWhiteSpace(block.DelegateNote))
            lines.Add(new("Delegate", Value(block.DelegateNote)));
        // A note may tell of a waiver: then there is none beside it only if the reader finds so.
        var otherwise = string.IsNullOrWhiteSpace(block.Note) ? "none" : "see the note";
        lines.Add(new("Waiver", string.IsNullOrWhiteSpace(block.WaiverNote) ? otherwise : block.WaiverNote));
        lines.Add(new("Text signed (SHA-256)", Value(block.TextHash)));
        if (IsForAnotherText(block, document))
            lines.Add(new("Attention", "This signature was given for another version of the text."));
        if (!string.IsNullOrWhiteSpace(block.Note))
            lines.Add(new("Note", block.Note));
        lines.Add(new("Signature mark", Value(block.SignatureId)));
        lines.AddRange(block.MoreFacts);
        return lines;

        string Known(string? what, DateTime? utc, string before)
        {
            var said = string.IsNullOrWhiteSpace(what) ? null : before + what;
            return (said, utc) switch
            {
                (null, null) => NotRecorded,
                (null, _) => ToSecond(utc),
                _ => $"{said}, {ToSecond(utc, "time ")}",
            };
        }
    }

    private static List<SheetLine> OpenSignerFacts(SignatureBlock block) =>
        [.. OpenFacts(block).Prepend(new("Signed", "not signed yet"))];

    private static string InitialsCount(AgreementDocument document)
    {
        var asked = document.Sections.SelectMany(section => section.Clauses).Where(clause => clause.AsksInitials).ToList();
        if (asked.Count == 0)
            return "this text asks for no initials";
        var given = asked.Where(clause => !string.IsNullOrWhiteSpace(clause.Initials)).ToList();
        var count = $"{Count(given.Count)} of {Count(asked.Count)} clauses";
        if (given.Count == 0)
            return count;
        var times = given.Where(clause => clause.InitialledAtUtc is not null).Select(clause => clause.InitialledAtUtc!.Value).ToList();
        return times.Count == 0
            ? $"{count}, times {NotRecorded}"
            : $"{count}, first {PrintedTime.ToSecond(times.Min(), document.Zone)}, last {PrintedTime.ToSecond(times.Max(), document.Zone)}";
    }

    private static List<SheetLine> SealFacts(AgreementDocument document)
    {
        List<SheetLine> lines = [];
        foreach (var file in document.SealedEarlier)
        {
            lines.Add(new(
                $"Sealed file {Count(file.Number)}",
                $"sealed {Time(file.SealedAtUtc, document, PrintedTime.ToSecondWithUtc, "at a time ")}, SHA-256\n{Value(file.Sha256)}"));
        }

        if (lines.Count == 0)
            lines.Add(new("Sealed earlier", "no file before this one"));
        lines.Add(new("Seal certificate", Value(document.SealThumbprint)));
        lines.Add(new("Time-stamp authority", Value(document.TimeStampAuthority)));
        var entry = document.AuditSequence is { } number
            ? "entry " + number.ToString(CultureInfo.InvariantCulture)
            : "entry number " + NotRecorded;
        lines.Add(new("Audit record", document.AuditSequence is null && string.IsNullOrWhiteSpace(document.AuditHash)
            ? NotRecorded
            : $"{entry}, SHA-256\n{Value(document.AuditHash)}"));
        return lines;
    }

    private static void PlaceFacts(Pen pen, string heading, List<SheetLine> lines, bool whole)
    {
        var rows = pen.Heading(heading);
        foreach (var line in lines)
            rows.AddRange(Evidence(pen, line, pen.Width));
        pen.Place(whole ? Together(rows) : rows);
    }

    private static List<Row> Evidence(Pen pen, SheetLine line, float width) =>
        pen.Fact(line, EvidenceSize, EvidenceLeading, width);

    private static void PlaceHistory(Pen pen, AgreementDocument document)
    {
        var rows = pen.Heading("What happened");
        // Without any name there is no column of names; with some, a missing one is said to be missing.
        var named = document.History.Any(line => !string.IsNullOrWhiteSpace(line.Who));
        var moments = document.History.Select(line => PrintedTime.ToSecond(line.AtUtc, document.Zone)).ToList();
        var whoAt = MathF.Ceiling(moments.Select(moment => pen.WidthOf(moment, EvidenceSize)).DefaultIfEmpty().Max()) + Gutter;
        var whatAt = whoAt + (named ? ActorWidth + Gutter : 0);
        if (moments.Count > 0)
        {
            rows.AddRange(Together(Entry("When", "Who", ["What"], Quiet), withNext: true));
            rows.Add(Space(2, keepWithNext: true));
        }

        for (var i = 0; i < moments.Count; i++)
        {
            var line = document.History[i];
            string[] what = string.IsNullOrWhiteSpace(line.Reason) ? [Value(line.Text)] : [Value(line.Text), $"Reason: {line.Reason}"];
            // The heading does not stand over a single event at the foot of a page.
            var amongFirst = i < 2 && i < moments.Count - 1;
            rows.AddRange(Together(Entry(moments[i], Value(line.Who), what, Ink), amongFirst));
            rows.Add(Space(3, amongFirst));
        }

        if (document.History.Count == 0)
            rows.AddRange(pen.Rows("Nothing is recorded yet.", Style.Body, EvidenceSize, Margin, pen.Width, EvidenceLeading, Ink));
        KeepEnd(rows);
        pen.Place(rows);

        List<Row> Entry(string when, string who, string[] what, SKColor color)
        {
            var entry = Cell(when, 0, whoAt - Gutter, color);
            if (named)
                Beside(entry, Cell(who, whoAt, ActorWidth, color));
            Beside(entry, [.. what.SelectMany(text => Cell(text, whatAt, pen.Width - whatAt, color))]);
            return entry;
        }

        List<Row> Cell(string text, float x, float width, SKColor color) =>
            pen.Rows(text, Style.Body, EvidenceSize, Margin + x, width, EvidenceLeading, color);
    }

    /// <summary>The address and the code in one line, for the foot of every page.</summary>
    private static string? VerifyLine(AgreementDocument document) => document.GroupedCode is not { } code ? null
        : string.IsNullOrWhiteSpace(document.VerificationAddress) ? $"Verification code {code}"
        : $"Verify with code {code} at {document.VerificationAddress}";
}
