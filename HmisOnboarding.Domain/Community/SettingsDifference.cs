using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using HmisOnboarding.Domain.Training;

namespace HmisOnboarding.Domain.Community;

/// <summary>Which settings differ between two versions. Pure.</summary>
public static partial class SettingsDifference
{
    private static readonly PropertyInfo[] All = [.. typeof(CommunitySettings).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite)];

    /// <summary>The settings that differ, named by their own names in words, with both values. Empty when none does.</summary>
    public static IReadOnlyList<FieldChange> Between(CommunitySettings old, CommunitySettings now) =>
        [.. All.Where(p => !Equals(p.GetValue(old), p.GetValue(now))).Select(p => new FieldChange(Words(p.Name), Text(p.GetValue(old)), Text(p.GetValue(now))))];

    private static string Text(object? value) => value is Enum choice ? Words(choice.ToString()) : value is StagePlan plan ? plan.ToString() : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static string Words(string name)
    {
        var words = Hump().Replace(name.Replace("Url", "Link", StringComparison.Ordinal), " $0").Trim().ToLowerInvariant();
        return (char.ToUpperInvariant(words[0]) + words[1..]).Replace("Hmis", "HMIS", StringComparison.Ordinal);
    }

    [GeneratedRegex("[A-Z]+")]
    private static partial Regex Hump();
}
