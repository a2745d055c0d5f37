using System.Globalization;
using HmisOnboarding.Domain.Community;

namespace HmisOnboarding.Web.Features.Community;

/// <summary>What a field takes.</summary>
public enum SettingKind
{
    Text,
    Email,
    Link,
    Number,
    Choice,
    Times,
    Time,
}

/// <summary>One setting as a field: where it stands, what it is called, how it is read and written.</summary>
public sealed record SettingLine(
    string Key, string Label, string? Help, SettingKind Kind, string Unit, Func<CommunitySettings, string> Read, Func<CommunitySettings, string, CommunitySettings> Write)
{
    /// <summary>What can be chosen, for a choice.</summary>
    public IReadOnlyList<string> Options { get; private init; } = [];

    /// <summary>What a choice is called; itself where nothing else is said.</summary>
    public Func<string, string> WordsOf { get; private init; } = option => option;

    /// <summary>What is wrong with a typed value beside its field; null when it can be taken.</summary>
    public string? Problem(string typed) => Kind switch
    {
        SettingKind.Number => Number(typed) is > 0 ? null : "Enter a whole number above 0.",
        SettingKind.Choice => Options.Contains(typed) ? null : "Choose one of the list.",
        SettingKind.Times or SettingKind.Time => StagePlan.Problem(typed, Kind == SettingKind.Time),
        SettingKind.Link => Uri.TryCreate(typed.Trim(), UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" ? null : "Enter a link that begins with https://.",
        _ => string.IsNullOrWhiteSpace(typed) ? "Fill this in." : null,
    };

    public static SettingLine Text(string key, string label, Func<CommunitySettings, string> read, Func<CommunitySettings, string, CommunitySettings> write, SettingKind kind = SettingKind.Text, string? help = null) =>
        new(key, label, help, kind, "", read, (s, v) => write(s, v.Trim()));

    public static SettingLine Whole(string key, string label, string unit, Func<CommunitySettings, int> read, Func<CommunitySettings, int, CommunitySettings> write, string? help = null) =>
        new(key, label, help, SettingKind.Number, unit, s => read(s).ToString(CultureInfo.InvariantCulture), (s, v) => Number(v) is { } number ? write(s, number) : s);

    public static SettingLine Choice<T>(string key, string label, Func<CommunitySettings, T> read, Func<CommunitySettings, T, CommunitySettings> write, string? help = null, Func<T, string>? words = null) where T : struct, Enum =>
        new(key, label, help, SettingKind.Choice, "", s => read(s).ToString(), (s, v) => Enum.TryParse<T>(v, out var chosen) ? write(s, chosen) : s)
        {
            Options = Enum.GetNames<T>(),
            WordsOf = option => words is not null && Enum.TryParse<T>(option, out var value) ? words(value) : option,
        };

    /// <summary>One field of the plan of a step; empty for never.</summary>
    public static SettingLine Times(string key, string label, bool isRung, Func<CommunitySettings, string> read, Func<CommunitySettings, string, CommunitySettings> write) =>
        new(key, label, null, isRung ? SettingKind.Time : SettingKind.Times, "", read, (s, v) => write(s, v.Trim()));

    private static int? Number(string typed) => int.TryParse(typed.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>Settings that belong together.</summary>
public sealed record SettingGroup(string Key, string Name, string About, IReadOnlyList<SettingLine> Lines);
