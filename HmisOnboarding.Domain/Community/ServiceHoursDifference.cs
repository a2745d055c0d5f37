using System.Globalization;
using HmisOnboarding.Domain.ServiceLevel;
using HmisOnboarding.Domain.Training;

namespace HmisOnboarding.Domain.Community;

/// <summary>Which service hours differ between two versions. Pure.</summary>
public static class ServiceHoursDifference
{
    /// <summary>What differs, with both values in words. Empty when nothing does.</summary>
    public static IReadOnlyList<FieldChange> Between(ServicePolicy old, ServicePolicy now) =>
        [.. Facts(old).Zip(Facts(now)).Where(p => p.First.Value != p.Second.Value).Select(p => new FieldChange(p.First.Label, p.First.Value, p.Second.Value))];

    private static IEnumerable<(string Label, string Value)> Facts(ServicePolicy policy)
    {
        yield return ("Counted", policy.Counting == CountedTime.WorkingHours ? "working hours" : "every hour");
        yield return ("Target", Hours(policy.TargetHours));
        yield return ("Limit", Hours(policy.LimitHours));
        yield return ("Warning before the target", Minutes(policy.WarnBeforeTargetMinutes));
        yield return ("Warning before the limit", Minutes(policy.WarnBeforeLimitMinutes));
        yield return ("Time zone", policy.TimeZoneId);
        foreach (var day in Enum.GetValues<DayOfWeek>())
            yield return (day.ToString(), policy.On(day) is { Count: > 0 } spans ? string.Join(", ", spans) : "closed");
        yield return ("Federal holidays", policy.FederalHolidays ? "closed" : "open");
        yield return ("Local holidays", policy.Holidays.Count == 0 ? "none" : string.Join("; ", policy.Holidays.OrderBy(h => h.Day).Select(h =>
            $"{h.Day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)} {h.Name}{(h.EveryYear ? ", every year" : "")}")));
    }

    private static string Hours(int hours) => string.Create(CultureInfo.InvariantCulture, $"{hours} hours");

    private static string Minutes(int minutes) => minutes == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{minutes} minutes");
}
