namespace HmisOnboarding.Domain.Agreements;

/// <summary>A drawn signature as strokes.</summary>
public sealed class InkDrawing
{
    /// <summary>Longest text form.</summary>
    public const int TextLimit = 24_000;

    private readonly string _text;

    private InkDrawing(string text) => _text = text;

    /// <summary>Reads the text form.</summary>
    public static bool TryParse(string? text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out InkDrawing? drawing)
    {
        drawing = string.IsNullOrEmpty(text) ? null : new(text);
        return drawing is not null;
    }

    /// <summary>Why it is no signature.</summary>
    public IReadOnlyList<string> Problems() => _text.Length > TextLimit ? ["Too much."] : [];

    /// <summary>The text form.</summary>
    public string ToText() => _text;
}
