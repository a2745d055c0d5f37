namespace HmisOnboarding.Domain.Documents;

/// <summary>Why an upload was refused; for counting and tests. People read the message instead.</summary>
public enum DocumentRefusal
{
    /// <summary>The file holds no bytes.</summary>
    Empty,
    /// <summary>More bytes than <see cref="DocumentLimits.MaxBytes"/>.</summary>
    TooLarge,
    /// <summary>The content is none of PDF, JPEG, PNG.</summary>
    WrongType,
    /// <summary>An iPhone photo in HEIC or HEIF format.</summary>
    Heic,
    /// <summary>The ending of the name and the content disagree.</summary>
    NameDisagrees,
    /// <summary>A PDF with other data before or after it.</summary>
    MixedContent,
    /// <summary>A PDF locked by a password or by permissions.</summary>
    EncryptedPdf,
    /// <summary>A PDF that cannot be read under strict rules.</summary>
    DamagedPdf,
    /// <summary>A PDF with scripts, attachments, or actions that reach outside the page.</summary>
    ActivePdf,
    /// <summary>More pages than <see cref="DocumentLimits.MaxPdfPages"/>.</summary>
    TooManyPages,
    /// <summary>More objects than <see cref="DocumentLimits.MaxPdfTokens"/>.</summary>
    TooComplex,
    /// <summary>More pixels than <see cref="DocumentLimits.MaxPixels"/>.</summary>
    PictureTooLarge,
    /// <summary>A picture that cannot be decoded to its end.</summary>
    DamagedPicture,
    /// <summary>The virus scanner found something.</summary>
    Infected,
}

/// <summary>An upload was refused. <see cref="Exception.Message"/> is the full text for the person and names the way out.</summary>
public sealed class DocumentRefusedException(DocumentRefusal reason, string message) : Exception(message)
{
    /// <summary>The rule that refused it.</summary>
    public DocumentRefusal Reason { get; } = reason;

    /// <summary>What the virus scanner calls its finding; null for every other reason.</summary>
    public string? Finding { get; init; }
}

/// <summary>A stored document is missing or is no longer the bytes that were uploaded. The message is for the person.</summary>
public sealed class DocumentDamagedException()
    : Exception("The stored copy of this document is missing or has changed, so it is not shown. Upload the document again, or ask the help desk.");
