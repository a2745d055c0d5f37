using System.Globalization;
using System.Text;

namespace HmisOnboarding.Domain.Documents;

/// <summary>The three kinds of content that a document may have.</summary>
public enum DocumentFormat
{
    /// <summary>application/pdf</summary>
    Pdf,
    /// <summary>image/jpeg</summary>
    Jpeg,
    /// <summary>image/png</summary>
    Png,
}

/// <summary>
/// What may be uploaded and how it is named. Pure: bytes and text in, a format, a clean name or a
/// <see cref="DocumentRefusedException"/> out. The order of checks and the limits follow the OWASP file upload advice.
/// </summary>
public static class DocumentRules
{
    /// <summary>For the <c>accept</c> attribute of a file input. Naming JPEG makes an iPhone convert its photos by itself.</summary>
    public const string Accept = "application/pdf,image/jpeg,image/png,.pdf,.jpg,.jpeg,.png";

    /// <summary>The longest display name, in UTF-16 units.</summary>
    public const int MaxNameLength = 120;

    /// <summary>How many bytes from the start <see cref="RequireFormat"/> wants to see, when the file has that many.</summary>
    public const int HeadLength = 1024;

    private const string NamelessDocument = "document";

    // a ZIP ends in a record of 22 bytes and a comment of at most 65,535, and readers look for it from the end
    private const int ZipTailLength = 22 + 65_535;

    /// <summary>The media type that a stored document is served with; never the one the browser claimed.</summary>
    public static string ContentTypeOf(DocumentFormat format) => format switch
    {
        DocumentFormat.Pdf => "application/pdf",
        DocumentFormat.Jpeg => "image/jpeg",
        DocumentFormat.Png => "image/png",
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    /// <summary>Refuses a length in bytes that is zero or above the limit. Good for a declared size too, before anything is sent.</summary>
    /// <exception cref="DocumentRefusedException">Empty or too large.</exception>
    public static void RequireLength(long bytes, DocumentLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (bytes <= 0)
            throw new DocumentRefusedException(DocumentRefusal.Empty, "This file is empty (0 bytes). Save it again on your device, then upload the new copy.");
        if (bytes > limits.MaxBytes)
            throw TooLarge(bytes, limits);
    }

    /// <summary>The refusal of a file above the byte limit; <paramref name="bytes"/> is null when only "more than" is known.</summary>
    public static DocumentRefusedException TooLarge(long? bytes, DocumentLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var limit = Megabytes(limits.MaxBytes);
        return new DocumentRefusedException(DocumentRefusal.TooLarge, bytes is { } known && known > limits.MaxBytes
            ? $"This file is {Megabytes(known)} MB. The limit is {limit} MB: save a smaller copy or take a photo of the certificate, then upload it again."
            : $"This file is larger than {limit} MB. Save a smaller copy or take a photo of the certificate, then upload it again.");
    }

    /// <summary>Tells the format from the first bytes alone; null when it is none of the three.</summary>
    public static DocumentFormat? Recognise(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("%PDF-"u8))
            return DocumentFormat.Pdf;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return DocumentFormat.Jpeg;
        if (head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
            return DocumentFormat.Png;
        return null;
    }

    /// <summary>Reads the format from the content and holds the name against it. <paramref name="head"/> is the first <see cref="HeadLength"/> bytes, or all of a shorter file.</summary>
    /// <exception cref="DocumentRefusedException">Empty, HEIC, none of the three formats, data in front of a PDF, or a name that says otherwise.</exception>
    public static DocumentFormat RequireFormat(ReadOnlySpan<byte> head, string displayName)
    {
        ArgumentNullException.ThrowIfNull(displayName);
        if (head.IsEmpty)
            RequireLength(0, new DocumentLimits());

        if (Recognise(head) is not { } format)
        {
            if (IsHeic(head))
                throw new DocumentRefusedException(DocumentRefusal.Heic,
                    "This photo is in the HEIC format of an iPhone, which cannot be read here. "
                    + "On the iPhone, open Settings, then Camera, then Formats, and choose Most Compatible. "
                    + "Take the photo again: it will be a JPEG. A screenshot of the photo works too.");
            if (head[..Math.Min(head.Length, HeadLength)].IndexOf("%PDF-"u8) > 0)
                throw MixedContent();
            throw new DocumentRefusedException(DocumentRefusal.WrongType,
                "This file is not a PDF, JPEG or PNG. Save the certificate as a PDF or take a photo of it, then upload that.");
        }

        var ending = Path.GetExtension(displayName);
        if (!EndingsOf(format).Contains(ending, StringComparer.OrdinalIgnoreCase))
        {
            var said = ending.Length > 1 ? $"The name ends in {ending}" : "The name has no ending";
            throw new DocumentRefusedException(DocumentRefusal.NameDisagrees,
                $"{said}, but the file is a {SpokenName(format)}. Rename it so that it ends in {EndingsOf(format)[0]}, then upload it again.");
        }

        return format;
    }

    /// <summary>
    /// Holds the outer shape of a whole PDF: <c>%PDF-</c> and a version at offset 0, an end mark, nothing but white space
    /// after the last end mark, and no ZIP directory that ends the file (a ZIP can hide the end mark in its comment).
    /// </summary>
    /// <exception cref="DocumentRefusedException">Other data before or after, or no end mark.</exception>
    public static void RequirePlainEnds(ReadOnlySpan<byte> pdf)
    {
        if (!pdf.StartsWith("%PDF-"u8))
            throw MixedContent();
        if (pdf.Length < 8 || !char.IsAsciiDigit((char)pdf[5]) || pdf[6] != '.' || !char.IsAsciiDigit((char)pdf[7]))
            throw DamagedPdf();

        var mark = pdf.LastIndexOf("%%EOF"u8);
        if (mark < 0)
            throw DamagedPdf();
        if (!pdf[(mark + 5)..].Trim("\0\t\n\f\r "u8).IsEmpty)
            throw MixedContent();

        var tail = pdf[Math.Max(0, pdf.Length - ZipTailLength)..];
        for (var at = tail.IndexOf("PK\x05\x06"u8); at >= 0; at = Next(tail, at))
        {
            // the four bytes after the signature are disk numbers: zero in every ZIP of one file
            if (tail.Length >= at + 22 && tail.Slice(at + 4, 4).IndexOfAnyExcept((byte)0) < 0)
                throw MixedContent();
        }

        static int Next(ReadOnlySpan<byte> tail, int at)
        {
            var next = tail[(at + 4)..].IndexOf("PK\x05\x06"u8);
            return next < 0 ? -1 : at + 4 + next;
        }
    }

    /// <summary>
    /// The name as it is kept and shown: last path segment, NFC, no control, bidi or other invisible characters, single spaces,
    /// at most <see cref="MaxNameLength"/>, its ending kept, never empty. What remains may still hold markup: show it as text.
    /// </summary>
    public static string CleanName(string? fileName)
    {
        var text = fileName ?? "";
        text = text[(text.LastIndexOfAny(['/', '\\']) + 1)..];

        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            // a lone surrogate arrives here as the replacement character, which says nothing to anyone
            if (rune == Rune.ReplacementChar)
                continue;
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.Control or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned:
                    continue;
                // Persian words and joined emoji are spelled with these two; every other format character only hides something
                case UnicodeCategory.Format when rune.Value is not (0x200C or 0x200D):
                    continue;
                case UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                    if (kept.Length > 0 && kept[^1] != ' ')
                        kept.Append(' ');
                    continue;
                default:
                    kept.Append(rune.ToString());
                    continue;
            }
        }

        var name = kept.ToString().Normalize(NormalizationForm.FormC).Trim(' ', '.');
        var ending = Path.GetExtension(name);
        if (ending.Length is < 2 or > 10 || ending.Contains(' ', StringComparison.Ordinal))
            ending = "";

        // ".pdf" alone loses its dot above and would look like a name without an ending
        if (ending.Length == 0 && kept.ToString().TrimStart(' ').StartsWith('.') && IsKnownEnding("." + name))
            return NamelessDocument + "." + name;

        var stem = Shorten(name[..^ending.Length].TrimEnd(' ', '.'), MaxNameLength - ending.Length).TrimEnd(' ', '.');
        return (stem.Length == 0 ? NamelessDocument : stem) + ending;
    }

    internal static DocumentRefusedException MixedContent() => new(DocumentRefusal.MixedContent,
        "This PDF has other data before or after it. Open it, print it to a new PDF, then upload the new file.");

    internal static DocumentRefusedException EncryptedPdf() => new(DocumentRefusal.EncryptedPdf,
        "This PDF is locked with a password or with permissions. Open it, print it to a new PDF without a password, then upload the new file.");

    internal static DocumentRefusedException DamagedPdf() => new(DocumentRefusal.DamagedPdf,
        "This PDF is damaged or was cut short. Download the certificate again or print it to a new PDF, then upload it.");

    internal static DocumentRefusedException ActivePdf() => new(DocumentRefusal.ActivePdf,
        "This PDF contains scripts, attached files or actions that reach outside the page. Open it, print it to a new PDF, then upload the new file.");

    internal static DocumentRefusedException TooManyPages(int? pages, DocumentLimits limits) => new(DocumentRefusal.TooManyPages,
        (pages is { } known ? $"This PDF has {known} pages." : "This PDF has too many pages.")
        + $" The limit is {limits.MaxPdfPages}: save only the pages of the certificate, then upload the new file.");

    internal static DocumentRefusedException TooComplex() => new(DocumentRefusal.TooComplex,
        "This PDF has too many parts to check. Print it to a new PDF or take a photo of the certificate, then upload that.");

    internal static DocumentRefusedException PictureTooLarge(int width, int height, DocumentLimits limits) => new(DocumentRefusal.PictureTooLarge,
        string.Create(CultureInfo.InvariantCulture, $"This picture is {width} by {height} pixels. ")
        + string.Create(CultureInfo.InvariantCulture, $"The limit is {limits.MaxPixels / 1_000_000m:0.##} million pixels: save a smaller copy or take a screenshot, then upload it."));

    internal static DocumentRefusedException DamagedPicture() => new(DocumentRefusal.DamagedPicture,
        "This picture is damaged or was cut short. Take the photo again or save a new copy, then upload it.");

    internal static DocumentRefusedException Infected(string finding) => new(DocumentRefusal.Infected,
        "The virus check found something harmful in this file, so no copy of it was kept. "
        + "Download the certificate again from where you took the course, then upload that.")
    {
        Finding = finding,
    };

    private static string[] EndingsOf(DocumentFormat format) => format switch
    {
        DocumentFormat.Pdf => [".pdf"],
        DocumentFormat.Jpeg => [".jpg", ".jpeg"],
        _ => [".png"],
    };

    private static bool IsKnownEnding(string ending) =>
        Enum.GetValues<DocumentFormat>().Any(format => EndingsOf(format).Contains(ending, StringComparer.OrdinalIgnoreCase));

    private static string SpokenName(DocumentFormat format) => format switch
    {
        DocumentFormat.Pdf => "PDF",
        DocumentFormat.Jpeg => "JPEG picture",
        _ => "PNG picture",
    };

    private static bool IsHeic(ReadOnlySpan<byte> head)
    {
        if (head.Length < 12 || !head[4..].StartsWith("ftyp"u8))
            return false;
        var brand = Encoding.ASCII.GetString(head.Slice(8, 4));
        return brand is "heic" or "heix" or "hevc" or "hevx" or "heim" or "heis" or "hevm" or "hevs" or "mif1" or "msf1";
    }

    // rounded up, so that a file just above the limit never reads as the limit itself
    private static string Megabytes(long bytes) =>
        (Math.Ceiling(bytes / (1024m * 1024m) * 10) / 10).ToString("0.#", CultureInfo.InvariantCulture);

    private static string Shorten(string text, int length)
    {
        if (text.Length <= length)
            return text;
        var end = 0;
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext() && elements.ElementIndex + elements.GetTextElement().Length <= length)
            end = elements.ElementIndex + elements.GetTextElement().Length;
        // one "character" of very many marks would leave nothing: cut inside it rather than lose the name
        if (end == 0)
            end = char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
        return text[..end];
    }
}
