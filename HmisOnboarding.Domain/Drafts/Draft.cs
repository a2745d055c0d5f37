namespace HmisOnboarding.Domain.Drafts;

/// <summary>What somebody has typed and not sent yet. It is theirs alone, no part of the record, and goes when it is sent or too old.</summary>
public sealed class Draft
{
    /// <summary>Longest draft in characters.</summary>
    public const int ContentLimit = 16_000;

    private Draft()
    {
    }

    internal Draft(Guid personId, string purpose)
    {
        Id = Guid.NewGuid();
        PersonId = personId;
        Purpose = purpose;
    }

    /// <summary>Random key.</summary>
    public Guid Id { get; private set; }

    /// <summary>Whose it is.</summary>
    public Guid PersonId { get; private set; }

    /// <summary>What it is for.</summary>
    public string Purpose { get; private set; } = "";

    /// <summary>What was typed, in the form's own writing.</summary>
    public string Content { get; private set; } = "";

    /// <summary>When it was saved last, UTC.</summary>
    public DateTime SavedUtc { get; private set; }

    /// <summary>Changes with every save: who saves over another device's words is told first.</summary>
    public Guid Version { get; private set; }

    internal void Save(string content, DateTime nowUtc)
    {
        Content = content;
        SavedUtc = nowUtc;
        Version = Guid.NewGuid();
    }
}

/// <summary>What drafts are for; each has one draft a person.</summary>
public static class DraftPurpose
{
    /// <summary>Longest purpose.</summary>
    public const int Limit = 80;

    /// <summary>The form that opens a request at an agency.</summary>
    public static string NewRequest(Guid agencyId) => $"new-request:{agencyId:N}";

    /// <summary>A message on a request.</summary>
    public static string Message(string code) => $"message:{code}";
}
