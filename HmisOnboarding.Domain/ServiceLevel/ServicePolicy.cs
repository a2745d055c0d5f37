using System.Text.Json;
using System.Text.Json.Serialization;

namespace HmisOnboarding.Domain.ServiceLevel;

/// <summary>Which time the clock counts.</summary>
public enum CountedTime
{
    /// <summary>Every hour of every day.</summary>
    PlainHours,

    /// <summary>Only hours in which the help desk works.</summary>
    WorkingHours,
}

/// <summary>The working hours of one day of the week; a day without any is closed.</summary>
/// <param name="Day">The day.</param>
/// <param name="Intervals">When the help desk works, in order and apart from each other.</param>
public sealed record WorkingDay(DayOfWeek Day, IReadOnlyList<WorkingInterval> Intervals);

/// <summary>A day on which the help desk is closed.</summary>
/// <param name="Day">The day, or with <paramref name="EveryYear"/> the first one.</param>
/// <param name="Name">What it is called.</param>
/// <param name="EveryYear">It comes again on the same date each year; 29 February only in leap years.</param>
public sealed record Holiday(DateOnly Day, string Name, bool EveryYear = false);

/// <summary>
/// How the time for making an account is counted: which hours, the two marks, and when to warn before them. Data with defaults, kept in
/// versions; a clock keeps the version that it started under.
/// </summary>
public sealed record ServicePolicy
{
    /// <summary>Longest name of a holiday.</summary>
    public const int NameLimit = 120;

    /// <summary>Most local holidays.</summary>
    public const int MostHolidays = 500;

    /// <summary>Most hours a mark may have.</summary>
    public const int MostHours = 1000;

    private const int MostIntervals = 6;
    private const int LeastWeeklyMinutes = 5 * 60;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(2 * 366);

    /// <summary>Monday to Friday, 08:00 to 12:00 and 13:00 to 17:00.</summary>
    public static IReadOnlyList<WorkingDay> UsualWeek { get; } =
        [.. Enum.GetValues<DayOfWeek>().Select(d => new WorkingDay(d, d is DayOfWeek.Saturday or DayOfWeek.Sunday ? [] : [new(8 * 60, 12 * 60), new(13 * 60, 17 * 60)]))];

    /// <summary>The policy of a new installation: plain hours, 24 and 48, a warning 4 hours before each.</summary>
    public static ServicePolicy Default { get; } = new();

    /// <summary>Which time is counted.</summary>
    public CountedTime Counting { get; init; } = CountedTime.PlainHours;

    /// <summary>The zone of the working hours and holidays, by its IANA name.</summary>
    public string TimeZoneId { get; init; } = "America/New_York";

    /// <summary>The working hours by day of the week; used while working hours are counted.</summary>
    public IReadOnlyList<WorkingDay> Week { get; init; } = UsualWeek;

    /// <summary>Whether the federal holidays of the United States count as closed, with the weekdays on which they are observed.</summary>
    public bool FederalHolidays { get; init; } = true;

    /// <summary>Local holidays.</summary>
    public IReadOnlyList<Holiday> Holidays { get; init; } = [];

    /// <summary>Counted hours by which the account should exist.</summary>
    public int TargetHours { get; init; } = 24;

    /// <summary>Counted hours after which the account is late.</summary>
    public int LimitHours { get; init; } = 48;

    /// <summary>Counted minutes before the target at which its holder is warned; 0 for no warning.</summary>
    public int WarnBeforeTargetMinutes { get; init; } = 240;

    /// <summary>Counted minutes before the limit at which its holder is warned; 0 for no warning.</summary>
    public int WarnBeforeLimitMinutes { get; init; } = 240;

    /// <summary>The target as a length.</summary>
    [JsonIgnore]
    public TimeSpan Target => TimeSpan.FromHours(TargetHours);

    /// <summary>The limit as a length.</summary>
    [JsonIgnore]
    public TimeSpan Limit => TimeSpan.FromHours(LimitHours);

    /// <summary>Both marks as people say them, as in "24 to 48 hours" or "24 to 48 working hours".</summary>
    [JsonIgnore]
    public string Promise => $"{TargetHours} to {LimitHours} {(Counting == CountedTime.WorkingHours ? "working hours" : "hours")}";

    private static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    /// <summary>Reads a policy; a field that is absent has its default.</summary>
    /// <exception cref="JsonException">The text is not such a document.</exception>
    public static ServicePolicy Parse(string json) => JsonSerializer.Deserialize<ServicePolicy>(json, Json) ?? throw new JsonException("The service hours are empty.");

    /// <summary>Writes the policy so that <see cref="Parse"/> reads it back. Equal policies have equal texts.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>The working hours of a day of the week, holidays aside.</summary>
    public IReadOnlyList<WorkingInterval> On(DayOfWeek day) => Week.FirstOrDefault(d => d.Day == day)?.Intervals ?? [];

    /// <summary>What is wrong with the policy, in sentences; empty when it can be published.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (TargetHours < 1 || LimitHours <= TargetHours || LimitHours > MostHours)
            problems.Add($"The target must be at least 1 hour. The limit must be later than the target and at most {MostHours} hours.");
        else if (WarnBeforeTargetMinutes < 0 || WarnBeforeTargetMinutes >= TargetHours * 60 || WarnBeforeLimitMinutes < 0 || WarnBeforeLimitMinutes >= LimitHours * 60)
            problems.Add("A warning must come before its mark and after the start. Enter 0 for no warning.");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZoneId, out _))
            problems.Add("Choose the time zone of the help desk from the list.");
        if (Week.GroupBy(d => d.Day).Any(g => g.Count() > 1))
            problems.Add("Each day of the week is named once.");
        foreach (var day in Week)
        {
            if (day.Intervals.Count > MostIntervals || day.Intervals.Any(i => !i.IsSound) || day.Intervals.Zip(day.Intervals.Skip(1)).Any(p => p.First.Until > p.Second.From))
                problems.Add($"The hours of {day.Day} must be in order, apart from each other, and at most {MostIntervals} spans.");
        }

        if (Counting == CountedTime.WorkingHours && Week.Sum(d => d.Intervals.Where(i => i.IsSound).Sum(i => i.Until - i.From)) < LeastWeeklyMinutes)
            problems.Add($"Give at least {LeastWeeklyMinutes / 60} working hours a week, or count plain hours.");
        if (Holidays.Count > MostHolidays)
            problems.Add($"The list may have at most {MostHolidays} local holidays.");
        if (Holidays.Any(h => string.IsNullOrWhiteSpace(h.Name) || h.Name.Length > NameLimit))
            problems.Add($"Each holiday needs a name of at most {NameLimit} characters.");
        if (Holidays.GroupBy(h => (h.Day, h.EveryYear)).FirstOrDefault(g => g.Count() > 1) is { } twice)
            problems.Add($"{twice.First().Name} and {twice.Last().Name} are on the same day. Keep one of them.");
        if (problems.Count == 0 && Counting == CountedTime.WorkingHours && !ReachesLimit())
            problems.Add("So many holidays leave too few working hours: the limit would take more than two years.");
        return problems;
    }

    // from each New Year's Day that the list reaches: a list that closes the desk for years is found, wherever its years lie
    private bool ReachesLimit()
    {
        var calendar = new WorkingCalendar(this);
        var first = Holidays.Count == 0 ? new DateOnly(2026, 1, 1) : Holidays.Min(h => h.Day);
        var last = Holidays.Count == 0 ? first : Holidays.Max(h => h.Day);
        for (var year = first.Year; year <= Math.Min(last.Year, first.Year + 30); year++)
        {
            var start = new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Utc);
            if (calendar.Add(start, Limit) - start > Longest)
                return false;
        }

        return true;
    }
}

/// <summary>A version of the policy with what is computed from it.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Policy">What it says.</param>
public sealed record ServiceTerms(int Version, ServicePolicy Policy)
{
    /// <summary>The policy of a new installation under its number.</summary>
    public static ServiceTerms Default { get; } = new(1, ServicePolicy.Default);

    /// <summary>The time that counts.</summary>
    public WorkingCalendar Calendar { get; } = new(Policy);
}
