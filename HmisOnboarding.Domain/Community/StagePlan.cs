using System.Globalization;

namespace HmisOnboarding.Domain.Community;

/// <summary>A length in a plan: days of the calendar, or hours that count by the service hours.</summary>
/// <param name="Amount">How many.</param>
/// <param name="IsHours">Counted hours; else days.</param>
public readonly record struct PlanTime(int Amount, bool IsHours)
{
    private const int MostDays = 365;
    private const int MostHours = 720;

    /// <summary>As it is typed and read: "3 d" or "8 h".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Amount} {(IsHours ? 'h' : 'd')}");

    /// <summary>As it stands in a sentence: "3 days", "1 hour".</summary>
    public string InWords() => string.Create(CultureInfo.InvariantCulture, $"{Amount} {(IsHours ? "hour" : "day")}{(Amount == 1 ? "" : "s")}");

    /// <summary>Reads "3 d", "3d" or "8 h"; null where it is neither, or longer than a year or 720 hours.</summary>
    public static PlanTime? Parse(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.Length < 2 || char.ToLowerInvariant(trimmed[^1]) is not ('d' or 'h') || !int.TryParse(trimmed[..^1].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var amount))
            return null;
        var isHours = char.ToLowerInvariant(trimmed[^1]) == 'h';
        return amount >= 1 && amount <= (isHours ? MostHours : MostDays) ? new(amount, isHours) : null;
    }
}

/// <summary>
/// What happens by itself while a request stands still at one step: when whoever has it is reminded, and who else is told when it is late.
/// A value; each field holds lengths such as "3 d" or "8 h", apart by commas, and nothing for never.
/// </summary>
public sealed record StagePlan
{
    /// <summary>Most lengths in one field.</summary>
    public const int MostTimes = 10;

    /// <summary>Reminders so long after the request came to the step.</summary>
    public string AfterHandOff { get; init; } = "";

    /// <summary>Reminders so long before the step is expected to be done.</summary>
    public string BeforeExpected { get; init; } = "";

    /// <summary>Reminders so long after that.</summary>
    public string AfterExpected { get; init; } = "";

    /// <summary>The other agency administrators are told when the step is late by so much.</summary>
    public string Administrators { get; init; } = "";

    /// <summary>The director is told when the step is late by so much.</summary>
    public string Director { get; init; } = "";

    /// <summary>The system administrators are told when the step is late by so much.</summary>
    public string SystemAdministrators { get; init; } = "";

    /// <summary>The lengths in a field, shortest first as typed; what cannot be read is left out.</summary>
    public static IReadOnlyList<PlanTime> Times(string field) => [.. Parts(field).Select(PlanTime.Parse).OfType<PlanTime>().Distinct()];

    /// <summary>What is wrong with a field, in a sentence; null when it can be kept. A rung of the ladder takes one length.</summary>
    public static string? Problem(string field, bool isRung)
    {
        var parts = Parts(field);
        if (parts.Any(p => PlanTime.Parse(p) is null))
            return isRung ? "Enter days or hours, such as 3 d or 8 h, or nothing." : "Enter days or hours apart by commas, such as 1 d, 3 d, or nothing.";
        return parts.Count > (isRung ? 1 : MostTimes) ? isRung ? "Enter one length: each is told once." : $"Enter at most {MostTimes} lengths." : null;
    }

    /// <summary>The whole plan in a line, for lists of what changed.</summary>
    public override string ToString() => string.Join("; ", new[]
    {
        ("after the hand-off", AfterHandOff), ("before it is expected", BeforeExpected), ("when late", AfterExpected),
        ("agency administrators told", Administrators), ("director told", Director), ("system administrators told", SystemAdministrators),
    }.Where(p => Parts(p.Item2).Count > 0).Select(p => $"{p.Item1} {p.Item2.Trim()}").DefaultIfEmpty("nothing"));

    /// <summary>What is wrong with the plan, in sentences that name the step; empty when it can be published.</summary>
    public IEnumerable<string> Problems(string step)
    {
        foreach (var field in new[] { AfterHandOff, BeforeExpected, AfterExpected })
        {
            if (Problem(field, isRung: false) is { } wrong)
                yield return $"Reminders, {step}: {wrong}";
        }

        foreach (var field in new[] { Administrators, Director, SystemAdministrators })
        {
            if (Problem(field, isRung: true) is { } wrong)
                yield return $"Who else is told, {step}: {wrong}";
        }
    }

    private static List<string> Parts(string? field) => [.. (field ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
