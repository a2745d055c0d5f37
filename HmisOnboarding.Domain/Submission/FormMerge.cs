using System.Collections;
using System.Reflection;

namespace HmisOnboarding.Domain.Submission;

/// <summary>An answer of the User Request Form that two people, or two devices, changed differently.</summary>
/// <param name="Field">Name of the property.</param>
/// <param name="Theirs">What stands there now.</param>
/// <param name="Mine">What was about to be saved.</param>
public sealed record FormClash(string Field, string Theirs, string Mine);

/// <summary>What to do where two copies clash.</summary>
public enum FormClashChoice
{
    /// <summary>Save nothing and say where.</summary>
    Ask,

    /// <summary>The person wants their own answers.</summary>
    Mine,

    /// <summary>The person wants what stands there now.</summary>
    Theirs,
}

/// <summary>Brings two changed copies of the User Request Form together, answer by answer.</summary>
internal static class FormMerge
{
    private static readonly PropertyInfo[] Answers = [.. typeof(UserRequestForm).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite)];

    /// <summary><paramref name="current"/> with what <paramref name="mine"/> changed since <paramref name="before"/>, and what both changed differently.</summary>
    public static (UserRequestForm Merged, IReadOnlyList<FormClash> Clashes) Of(UserRequestForm mine, UserRequestForm before, UserRequestForm current, FormClashChoice choice)
    {
        var merged = current with { };
        var clashes = new List<FormClash>();
        foreach (var answer in Answers)
        {
            var (own, old, now) = (answer.GetValue(mine), answer.GetValue(before), answer.GetValue(current));
            if (IsSame(own, old) || IsSame(own, now))
                continue;
            if (IsSame(now, old) || choice == FormClashChoice.Mine)
                answer.SetValue(merged, own);
            else if (choice == FormClashChoice.Ask)
                clashes.Add(new(answer.Name, Words(now), Words(own)));
        }

        // where nothing is different it is the very same form, so that nothing is written
        return (Answers.All(a => IsSame(a.GetValue(merged), a.GetValue(current))) ? current : merged, clashes);
    }

    private static bool IsSame(object? one, object? other) =>
        one is IEnumerable<string> list && other is IEnumerable<string> second ? list.SequenceEqual(second) : Equals(one, other);

    private static string Words(object? value) => value switch
    {
        null => "",
        string text => text,
        true => "yes",
        false => "no",
        IEnumerable list => string.Join(", ", list.Cast<object>()),
        IFormattable other => other.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
