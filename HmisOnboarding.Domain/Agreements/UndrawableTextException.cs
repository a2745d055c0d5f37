namespace HmisOnboarding.Domain.Agreements;

/// <summary>
/// A document holds characters that no shipped font can draw. It is refused as a whole, because a page with
/// empty boxes in place of a name would prove nothing.
/// </summary>
public sealed class UndrawableTextException : Exception
{
    /// <summary>Names the characters, each once, in the order of the document.</summary>
    public UndrawableTextException(IReadOnlyList<string> characters)
        : base($"The document cannot show these characters: {string.Join(" ", characters)}. "
            + "Write them in Latin, Greek, Cyrillic, Arabic or Hebrew letters.") =>
        Characters = characters;

    /// <summary>The characters; a control character is named by its code, as in "U+0007".</summary>
    public IReadOnlyList<string> Characters { get; }
}
