using System.Globalization;

namespace HmisOnboarding.Domain.Agencies;

/// <summary>That the data of an agency were changed: what, when, by whom and why. Never changed and never removed.</summary>
public sealed class AgencyChange
{
    private AgencyChange()
    {
    }

    internal AgencyChange(Guid agencyId, string what, string reason, string author, DateTime atUtc)
    {
        Id = Guid.NewGuid();
        AgencyId = agencyId;
        What = what;
        Reason = reason;
        Author = author;
        AtUtc = atUtc;
    }

    /// <summary>Random key.</summary>
    public Guid Id { get; private set; }

    /// <summary>The agency.</summary>
    public Guid AgencyId { get; private set; }

    /// <summary>What is different since then, one thing a line.</summary>
    public string What { get; private set; } = "";

    /// <summary>Why.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Who changed it.</summary>
    public string Author { get; private set; } = "";

    /// <summary>When, UTC.</summary>
    public DateTime AtUtc { get; private set; }
}

/// <summary>An agency at one moment, to say what a change made different.</summary>
internal sealed record AgencySnapshot(IReadOnlyList<(string Name, string Value)> Facts)
{
    // a long list of contacts must not be the reason that a change cannot be saved
    private const int LongestValue = 500;
    private const int Longest = 4000;

    public static AgencySnapshot Of(Agency agency) => new(
    [
        ("Name", agency.Name),
        ("Short name", agency.ShortName),
        ("Domain of the work e-mail", agency.EmailDomain),
        ("Time zone", agency.TimeZoneId),
        ("Participation", agency.Participation switch { ParticipationStatus.Active => "takes part", ParticipationStatus.Prospective => "not yet", _ => "ended" }),
        ("Participation from", Day(agency.ParticipationFrom)),
        ("Participation until", Day(agency.ParticipationUntil)),
        ("Agreement signed on", Day(agency.AgreementSignedOn)),
        ("Agreement kept", agency.AgreementReference ?? ""),
        ("Contacts", string.Join("; ", agency.Contacts.Select(c => c.Data.Words))),
        ("Projects", string.Join("; ", agency.Projects.Select(p => p.Name).Order(StringComparer.Ordinal))),
    ]);

    /// <summary>What is different in the later one, a line each; empty when nothing is.</summary>
    public string ChangesTo(AgencySnapshot later)
    {
        var lines = later.Facts.Zip(Facts).Where(pair => pair.First.Value != pair.Second.Value)
            .Select(pair => $"{pair.First.Name}: {Say(pair.First.Value)}, before: {Say(pair.Second.Value)}");
        var text = string.Join('\n', lines);
        return text.Length <= Longest ? text : text[..Longest];
    }

    private static string Say(string value) => value.Length switch
    {
        0 => "nothing",
        > LongestValue => value[..LongestValue] + " and more",
        _ => value,
    };

    private static string Day(DateOnly? day) => day?.ToString("d MMMM yyyy", CultureInfo.InvariantCulture) ?? "";
}
