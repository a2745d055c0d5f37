namespace HmisOnboarding.Domain.Documents;

/// <summary>
/// What one upload may cost. Bytes are bytes as sent; pixels are width times height before any decoding;
/// tokens count every name, number, string and container in a PDF's objects, page content apart.
/// </summary>
public sealed record DocumentLimits(
    long MaxBytes = 10L * 1024 * 1024,
    int MaxPixels = 40_000_000,
    int MaxPdfPages = 200,
    int MaxPdfTokens = 200_000);
