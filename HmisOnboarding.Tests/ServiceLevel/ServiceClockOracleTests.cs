using CsCheck;
using HmisOnboarding.Domain.ServiceLevel;
using HmisOnboarding.Tests.Support;
using Xunit;

namespace HmisOnboarding.Tests.ServiceLevel;

/// <summary>The clock against the oracle that walks minute by minute: random weeks, zones, holidays, changes of the clocks, pauses, and new policies.</summary>
public sealed class ServiceClockOracleTests
{
    private const int Cases = 100_000;

    // half an hour of summer time, quarter hours, midnight changes, both hemispheres, and zones that never change
    private static readonly string[] Zones =
    [
        "America/New_York", "America/Chicago", "America/Los_Angeles", "America/St_Johns", "America/Havana", "America/Santiago", "Europe/London", "Europe/Berlin", "Africa/Casablanca", "Asia/Kathmandu",
        "Asia/Beirut", "Asia/Kolkata", "Australia/Lord_Howe", "Australia/Adelaide", "Pacific/Chatham", "Pacific/Auckland", "Pacific/Honolulu", "Etc/UTC",
    ];

    // the nights on which some of the zones change: half of the cases begin shortly before one
    private static readonly int[] Changes = [.. new[]
    {
        "2024-03-10", "2024-03-31", "2024-04-07", "2024-10-06", "2024-10-27", "2024-11-03", "2025-03-09", "2025-03-30", "2025-04-06", "2025-10-05", "2025-10-26", "2025-11-02", "2026-03-08", "2026-11-01",
    }.Select(d => (int)(DateTime.Parse(d, System.Globalization.CultureInfo.InvariantCulture) - MinuteOracle.Epoch).TotalMinutes)];

    private static readonly Gen<WorkingInterval[]> Hours = Gen.Frequency(
        (3, Gen.Int[0, 47].Array[2, 6].Select(marks => Spans(marks, 30))),
        (2, Gen.Int[0, 1440].Array[2, 4].Select(marks => Spans(marks, 1))),
        (1, Gen.Const(Array.Empty<WorkingInterval>())),
        (1, Gen.Const(new WorkingInterval[] { new(0, 1440) })));

    private static readonly Gen<ServicePolicy> Policies = Gen.Select(
        Gen.Int[0, 9], Gen.Int[0, Zones.Length - 1], Hours.Array[7], Gen.Bool, Gen.Select(Gen.Int[0, 1200], Gen.Bool).Array[0, 4], Gen.Int[1, 12], Gen.Int[1, 12], (plain, zone, week, federal, holidays, target, more) =>
            new ServicePolicy
            {
                Counting = plain == 0 ? CountedTime.PlainHours : CountedTime.WorkingHours,
                TimeZoneId = Zones[zone],
                Week = [.. week.Select((hours, day) => new WorkingDay((DayOfWeek)day, hours))],
                FederalHolidays = federal,
                Holidays = [.. holidays.DistinctBy(h => h.Item1).Select(h => new Holiday(new DateOnly(2023, 12, 1).AddDays(h.Item1), "Closed", h.Item2))],
                TargetHours = target,
                LimitHours = target + more,
            });

    private static readonly Gen<Walk> Walks = Gen.Select(
        Policies, Policies, Gen.Select(Gen.Bool, Gen.Int[0, 1_400_000], Gen.Int[0, Changes.Length - 1], Gen.Int[-2880, 1440]), Gen.Int[1, 1500].Array[1, 8], Gen.Int[0, 9], (first, second, start, steps, replan) =>
            new Walk(first, second, start.Item1 ? start.Item2 + 2880 : Changes[start.Item3] + start.Item4, steps, replan));

    [Fact]
    public void Clock_WhenComparedWithTheMinuteOracle_AgreesInEveryCase()
    {
        for (var number = 0; number < Cases; number++)
            Check(Walks.Case(number), number);
    }

    private static void Check(Walk walk, int number)
    {
        var (terms, oracle) = (new ServiceTerms(1, walk.First), new MinuteOracle(walk.First));
        var (now, clock, ran) = (walk.Start, ServiceClock.Start(ClockRecord.NotStarted, 1, Utc(walk.Start)), new List<(int From, int Until)>());
        var since = now;
        for (var step = 0; step < walk.Steps.Length; step++)
        {
            var shown = ServiceClock.Counted(clock, terms.Calendar, Utc(now));
            var wasRunning = clock.RunningSinceUtc is not null;
            now += walk.Steps[step];
            if (!wasRunning)
                Same(shown, ServiceClock.Counted(clock, terms.Calendar, Utc(now)), number, "counted while it stood");
            if (step == walk.Replan)
            {
                (terms, oracle) = (new ServiceTerms(2, walk.Second), new MinuteOracle(walk.Second));
                clock = ServiceClock.Replan(clock, 2, "Sal Stone", "Other hours.", Utc(now));
            }
            else if (wasRunning)
            {
                clock = ServiceClock.Pause(clock, step % 2 == 0 ? ClockStop.Returned : ClockStop.WaitingForDocuments, null, Utc(now));
                ran.Add((since, now));
            }
            else
            {
                clock = ServiceClock.Start(clock, 9, Utc(now));
                since = now;
            }
        }

        Same(walk.Replan < walk.Steps.Length ? 2 : 1, clock.PolicyVersion, number, "policy version");
        var running = clock.RunningSinceUtc is not null;
        if (running)
            ran.Add((since, now));
        var counted = ran.Sum(r => oracle.Count(r.From, r.Until));
        var reading = ServiceClock.Read(clock, terms, Utc(now));
        Same(TimeSpan.FromMinutes(counted), reading.Counted, number, "counted");
        var target = Mark(walk.Policy(clock).TargetHours * 60, running, oracle, ran, out var targetMissed);
        var limit = Mark(walk.Policy(clock).LimitHours * 60, running, oracle, ran, out var limitMissed);
        SameMark(target, reading.TargetUtc, running, number, "target");
        SameMark(limit, reading.LimitUtc, running, number, "limit");
        Same(!running ? ClockLevel.Paused : limitMissed ? ClockLevel.Late : targetMissed ? ClockLevel.Soon : ClockLevel.OnTrack, reading.Level, number, "level");
        Same(limitMissed ? TimeSpan.FromMinutes(counted - walk.Policy(clock).LimitHours * 60) : null, reading.OverdueBy, number, "overdue by");
        Same(Sum(ClockExplanation.Of(clock, terms, terms.Calendar.Zone, Utc(now))), reading.Counted, number, "the days of the explanation");
    }

    // where the amount is full; beyond what ran already only for a clock that runs on, and then not for longer than a month
    private static int Mark(int amount, bool running, MinuteOracle oracle, List<(int From, int Until)> ran, out bool missed)
    {
        var (left, at) = (amount, -1);
        for (var i = 0; i < ran.Count && at < 0; i++)
        {
            at = oracle.Add(ran[i].From, left, ran[i].Until);
            left -= at < 0 ? oracle.Count(ran[i].From, ran[i].Until) : 0;
        }

        var end = ran.Count == 0 ? 0 : ran[^1].Until;
        missed = at >= 0 && at < end;
        return at < 0 && running ? oracle.Add(end, left, end + 31 * WorkingInterval.DayMinutes) : at;
    }

    private static void SameMark(int minute, DateTime? actual, bool running, int number, string what)
    {
        if (!running)
            Same(null, actual, number, what);
        else if (minute >= 0)
            Same(Utc(minute), actual, number, what);
    }

    private static TimeSpan Sum(ClockExplanation explanation) => explanation.Days.Aggregate(explanation.BeforeDays, (sum, day) => sum + day.Counted);

    private static void Same<T>(T expected, T actual, int number, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            Assert.Fail($"Case {number}: {what} should be {expected} and is {actual}.");
    }

    private static DateTime Utc(int minute) => MinuteOracle.Epoch.AddMinutes(minute);

    private static WorkingInterval[] Spans(int[] marks, int unit)
    {
        var ordered = marks.Distinct().Order().Select(m => m * unit).ToArray();
        return [.. Enumerable.Range(0, ordered.Length / 2).Select(i => new WorkingInterval(ordered[2 * i], ordered[2 * i + 1]))];
    }

    private sealed record Walk(ServicePolicy First, ServicePolicy Second, int Start, int[] Steps, int Replan)
    {
        public ServicePolicy Policy(ClockRecord clock) => clock.PolicyVersion == 2 ? Second : First;
    }
}
