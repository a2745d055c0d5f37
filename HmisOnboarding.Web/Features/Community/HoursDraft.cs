using System.Globalization;
using HmisOnboarding.Domain.ServiceLevel;

namespace HmisOnboarding.Web.Features.Community;

/// <summary>The service hours as they are typed: texts until they can be read. What is not typed follows the version in force.</summary>
public sealed class HoursDraft
{
    private readonly Dictionary<string, string> _typed = [];

    /// <summary>Monday first, as a week is read.</summary>
    public static IReadOnlyList<DayOfWeek> Days { get; } =
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];

    /// <summary>The numbers of the page: key, label, unit, and the value in a policy.</summary>
    public static IReadOnlyList<HoursNumber> Numbers { get; } =
    [
        new("TargetHours", "Target", "hours", p => p.TargetHours, (p, v) => p with { TargetHours = v }, 1),
        new("LimitHours", "Late after", "hours", p => p.LimitHours, (p, v) => p with { LimitHours = v }, 1),
        new("WarnBeforeTargetMinutes", "Warn before the target", "minutes", p => p.WarnBeforeTargetMinutes, (p, v) => p with { WarnBeforeTargetMinutes = v }, 0),
        new("WarnBeforeLimitMinutes", "Warn before the limit", "minutes", p => p.WarnBeforeLimitMinutes, (p, v) => p with { WarnBeforeLimitMinutes = v }, 0),
    ];

    public CountedTime? Counting { get; set; }

    public string? TimeZoneId { get; set; }

    public bool? FederalHolidays { get; set; }

    public IReadOnlyList<Holiday>? Holidays { get; set; }

    public void Clear()
    {
        _typed.Clear();
        (Counting, TimeZoneId, FederalHolidays, Holidays) = (null, null, null, null);
    }

    public void Type(string key, string? value) => _typed[key] = value ?? "";

    public string Shown(HoursNumber number, ServicePolicy inForce) => _typed.GetValueOrDefault(number.Key, number.Read(inForce).ToString(CultureInfo.InvariantCulture));

    public string Shown(DayOfWeek day, ServicePolicy inForce) => _typed.GetValueOrDefault(day.ToString(), string.Join(", ", inForce.On(day)));

    public string? Problem(HoursNumber number, ServicePolicy inForce) => Read(Shown(number, inForce)) is { } value && value >= number.Least ? null : $"Enter a whole number, at least {number.Least}.";

    public string? Problem(DayOfWeek day, ServicePolicy inForce) => Intervals(Shown(day, inForce)) is null ? "Write hours like 08:00-12:00, 13:00-17:00. Leave it empty for a closed day." : null;

    /// <summary>What is wrong with what was typed, field by field; empty when <see cref="Policy"/> can be asked.</summary>
    public IReadOnlyList<string> Problems(ServicePolicy inForce) =>
    [
        .. Numbers.Where(n => Problem(n, inForce) is not null).Select(n => $"{n.Label}: {Problem(n, inForce)}"),
        .. Days.Where(d => Problem(d, inForce) is not null).Select(d => $"{d}: {Problem(d, inForce)}"),
    ];

    /// <summary>The policy as typed; fields that cannot be read are those of the version in force.</summary>
    public ServicePolicy Policy(ServicePolicy inForce) => Numbers.Aggregate(
        inForce with
        {
            Counting = Counting ?? inForce.Counting,
            TimeZoneId = TimeZoneId ?? inForce.TimeZoneId,
            FederalHolidays = FederalHolidays ?? inForce.FederalHolidays,
            Holidays = Holidays ?? inForce.Holidays,
            Week = [.. Enum.GetValues<DayOfWeek>().Select(d => new WorkingDay(d, Intervals(Shown(d, inForce)) ?? inForce.On(d)))],
        },
        (policy, number) => Read(Shown(number, inForce)) is { } value ? number.Write(policy, value) : policy);

    private static int? Read(string text) => int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static List<WorkingInterval>? Intervals(string text)
    {
        var intervals = new List<WorkingInterval>();
        foreach (var part in text.Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!WorkingInterval.TryParse(part, out var interval))
                return null;
            intervals.Add(interval);
        }

        return intervals;
    }
}

/// <summary>One number of the service hours.</summary>
public sealed record HoursNumber(string Key, string Label, string Unit, Func<ServicePolicy, int> Read, Func<ServicePolicy, int, ServicePolicy> Write, int Least);
