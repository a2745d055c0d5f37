namespace HmisOnboarding.Web.Components.Layout;

/// <summary>
/// The colours of one theme, by what they mean. wwwroot/app.css carries the same values for plain markup; a test holds the two equal
/// and every pair of text and ground readable.
/// </summary>
public sealed record HmisColours
{
    /// <summary>The page.</summary>
    public required string Ground { get; init; }

    /// <summary>What lies on the page: bars, cards, tables.</summary>
    public required string Surface { get; init; }

    public required string Text { get; init; }

    /// <summary>Text of second rank.</summary>
    public required string Muted { get; init; }

    /// <summary>Lines that only divide.</summary>
    public required string Line { get; init; }

    /// <summary>Edges that must be seen to find a control.</summary>
    public required string Edge { get; init; }

    public required string Primary { get; init; }

    /// <summary>The primary colour under the pointer.</summary>
    public required string PrimaryStrong { get; init; }

    public required string OnPrimary { get; init; }

    /// <summary>Ground of what is chosen.</summary>
    public required string Tint { get; init; }

    public required string Good { get; init; }

    public required string GoodTint { get; init; }

    public required string Soon { get; init; }

    public required string SoonTint { get; init; }

    public required string Late { get; init; }

    public required string LateTint { get; init; }

    public required string Info { get; init; }

    public required string InfoTint { get; init; }

    public static HmisColours Light { get; } = new()
    {
        Ground = "#F6F7F5",
        Surface = "#FFFFFF",
        Text = "#1D2A2A",
        Muted = "#566565",
        Line = "#DDE3E1",
        Edge = "#7A8987",
        Primary = "#0B6E6E",
        PrimaryStrong = "#085656",
        OnPrimary = "#FFFFFF",
        Tint = "#E3F0EF",
        Good = "#27703F",
        GoodTint = "#E4F2E9",
        Soon = "#865800",
        SoonTint = "#FAF0DA",
        Late = "#B3261E",
        LateTint = "#FBE9E7",
        Info = "#2B5FA8",
        InfoTint = "#E6EEF9",
    };

    public static HmisColours Dark { get; } = new()
    {
        Ground = "#121918",
        Surface = "#1A2322",
        Text = "#E6ECEA",
        Muted = "#A6B5B2",
        Line = "#2F3C3A",
        Edge = "#73847F",
        Primary = "#63C7C0",
        PrimaryStrong = "#86D8D2",
        OnPrimary = "#05211F",
        Tint = "#173634",
        Good = "#7CCB98",
        GoodTint = "#17321F",
        Soon = "#E3B556",
        SoonTint = "#362A10",
        Late = "#F49A91",
        LateTint = "#401D1A",
        Info = "#92BBF0",
        InfoTint = "#182C49",
    };

    /// <summary>Every colour under its name in the style sheet, for example "primary-strong".</summary>
    public IEnumerable<(string Name, string Value)> Named() =>
        from property in typeof(HmisColours).GetProperties()
        where property.PropertyType == typeof(string) && property.GetMethod is { IsStatic: false }
        select (string.Concat(property.Name.Select((c, i) => char.IsUpper(c) && i > 0 ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}")), (string)property.GetValue(this)!);
}
