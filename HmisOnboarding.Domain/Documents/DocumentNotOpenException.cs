namespace HmisOnboarding.Domain.Documents;

/// <summary>A stored document may not be opened: its virus check is not done, or found something. The message is for the person.</summary>
public sealed class DocumentNotOpenException(bool isDestroyed) : Exception(isDestroyed ? Destroyed : Waits)
{
    /// <summary>What people read while the check is not done.</summary>
    public const string Waits = "This file is being checked for viruses. Nothing is lost: it opens by itself when the check is done.";

    private const string Destroyed = "The virus check found something harmful in this file, so it was destroyed. Upload a fresh copy of the document.";

    /// <summary>The file was infected and is gone; else it only waits.</summary>
    public bool IsDestroyed { get; } = isDestroyed;
}
