using System.Globalization;

namespace HmisOnboarding.Domain.Agreements;

public sealed partial class AgreementPdf
{
    private const float SignatureWidth = 330f;
    private const float SignatureHeight = 44f;

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
            var place = SignaturePlace(pen, block);
            rows.AddRange(place);
            // A long name stands on a longer line.
            var widest = place.SelectMany(row => row.Marks).Select(mark => mark.Line?.Width ?? mark.Width).DefaultIfEmpty().Max();
            rows.Add(Rule(Margin, Math.Max(SignatureWidth, widest), 0.75f, Ink));
            rows.Add(Space(5));
            foreach (var line in block.IsSigned ? SignedFacts(block, document) : OpenFacts(block))
                rows.AddRange(pen.Fact(line));
            pen.Place(Together(rows));
            pen.Gap(20);
        }
    }

    /// <summary>What stands on the line: ink, a typed name, words for paper, or that nothing is there yet.</summary>
    private static List<Row> SignaturePlace(Pen pen, SignatureBlock block)
    {
        if (block.SignedOnPaperOn is { } day)
            return Standing(pen.Rows($"signed on paper, {PrintedTime.Day(day)}", Style.Body, BodySize, Margin, SignatureWidth, 18, Ink));
        if (block.Ink is { IsEmpty: false } ink)
        {
            var picture = InkPicture.Fitted(ink, SignatureWidth - 12, SignatureHeight);
            var row = new Row(SignatureHeight + 6);
            row.Marks.Add(new Mark(Margin + 6, SignatureHeight + 2 - picture.Height, Ink, null, picture.Width, picture.Height, picture));
            return [row];
        }

        if (!block.IsSigned)
            return Standing(pen.Rows("not signed yet", Style.Body, BodySize, Margin, SignatureWidth, 18, Quiet));
        return Standing(pen.Signature(Value(block.SignedName)));

        // Every place is equally high, so that the page stays in step whoever signs in which way.
        static List<Row> Standing(List<Row> rows)
        {
            var spare = SignatureHeight + 6 - rows.Sum(row => row.Height);
            return spare > 0 ? [Space(spare), .. rows] : rows;
        }
    }

    private static IEnumerable<SheetLine> OpenFacts(SignatureBlock block)
    {
        if (!string.IsNullOrWhiteSpace(block.SeatTitle))
            yield return new("Seat", block.SeatTitle);
        if (!string.IsNullOrWhiteSpace(block.Note))
            yield return new("Note", block.Note);
    }

    /// <summary>What a reader needs beside the signature; the rest is on the certificate of completion.</summary>
    private static IEnumerable<SheetLine> SignedFacts(SignatureBlock block, AgreementDocument document)
    {
        var represented = !string.IsNullOrWhiteSpace(block.OnBehalfOf);
        // A typed name is in print already, unless somebody else is to be named with it.
        if (block.Ink is not null || block.SignedOnPaperOn is not null || represented)
            yield return new("Name", represented ? $"Signature of {Value(block.SignedName)} for {block.OnBehalfOf}" : Value(block.SignedName));
        yield return new("Seat", Value(block.SeatTitle));
        yield return new("Signed", SignedWhen(block, document, PrintedTime.ToMinute));
        yield return new("Method", MethodOf(block));
        if (block.SignedOnPaperOn is not null)
            yield return new("Scan confirmed", ScanConfirmed(block, document, PrintedTime.ToMinute));
        if (IsForAnotherText(block, document))
            yield return new("Attention", "This signature was given for another version of the text.");
        foreach (var (label, note) in new[] { ("Delegate", block.DelegateNote), ("Waiver", block.WaiverNote), ("Note", block.Note) })
        {
            if (!string.IsNullOrWhiteSpace(note))
                yield return new(label, note);
        }
    }

    private static string SignedWhen(SignatureBlock block, AgreementDocument document, Func<DateTime, TimeZoneInfo, string> print) =>
        block.SignedOnPaperOn is { } day ? $"on paper, {PrintedTime.Day(day)}" : Time(block.SignedAtUtc, document, print);

    private static string ScanConfirmed(SignatureBlock block, AgreementDocument document, Func<DateTime, TimeZoneInfo, string> print) =>
        $"by {Person(block.PaperConfirmedBy)}\n{Time(block.PaperConfirmedAtUtc, document, print, "time ")}";

    private static string Time(
        DateTime? utc, AgreementDocument document, Func<DateTime, TimeZoneInfo, string> print, string missing = "") =>
        utc is { } at ? print(at, document.Zone) : missing + NotRecorded;

    // The line starts with a word of ours, so it reads from the left whatever the script of the name.
    private static string Person(string? name) => string.IsNullOrWhiteSpace(name) ? $"a person {NotRecorded}" : name;

    private static string MethodOf(SignatureBlock block) => block switch
    {
        { Method: { } method } when !string.IsNullOrWhiteSpace(method) => method,
        { SignedOnPaperOn: not null } => "Signed on paper; the scan is in the records",
        { Ink: not null } => "Drawn by hand on a screen",
        { SignedName: { } name } when !string.IsNullOrWhiteSpace(name) => "Typed name",
        _ => NotRecorded,
    };

    private static bool IsForAnotherText(SignatureBlock block, AgreementDocument document) =>
        !string.IsNullOrWhiteSpace(block.TextHash)
        && !string.Equals(block.TextHash, document.TextHash, StringComparison.OrdinalIgnoreCase);

    private static string Count(int number) => number.ToString(CultureInfo.InvariantCulture);
}
