namespace HmisOnboarding.Domain.Agreements;

/// <summary>A sheet of labelled values, such as the User Request Form or the cover of a packet.</summary>
public sealed record SheetDocument
{
    /// <summary>Name of the sheet.</summary>
    public required string Title { get; init; }

    /// <summary>One line under the title; left out when null.</summary>
    public string? Subtitle { get; init; }

    /// <summary>Community or agency that issues the sheet; printed above the title when given.</summary>
    public string? Issuer { get; init; }

    /// <summary>Code in the footer of every page.</summary>
    public required string Reference { get; init; }

    /// <summary>The values, under their headings.</summary>
    public required IReadOnlyList<SheetGroup> Groups { get; init; }

    /// <summary>Calm band above every page, for example "Not sent yet"; left out when null.</summary>
    public string? Notice { get; init; }

    /// <summary>When this copy was drawn (UTC); the dates inside the file come from it.</summary>
    public required DateTime DrawnAtUtc { get; init; }

    /// <summary>Paper to lay out for.</summary>
    public PaperSize Paper { get; init; } = PaperSize.Letter;
}

/// <summary>Lines that belong together; the heading is left out when null.</summary>
public sealed record SheetGroup(string? Heading, IReadOnlyList<SheetLine> Lines);

/// <summary>A label and its value; an empty value is printed as "not recorded".</summary>
public sealed record SheetLine(string Label, string Value);
