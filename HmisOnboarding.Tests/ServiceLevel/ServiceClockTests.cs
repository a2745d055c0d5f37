using System.Globalization;
using HmisOnboarding.Domain.ServiceLevel;
using Xunit;

namespace HmisOnboarding.Tests.ServiceLevel;

public sealed class ServiceClockTests
{
    private static readonly DateTime Noon = new(2026, 3, 3, 17, 0, 0, DateTimeKind.Utc);

    private static readonly ServiceTerms Working = new(2, new() { Counting = CountedTime.WorkingHours, TimeZoneId = "America/New_York" });

    [Theory]
    [InlineData(24, 0, ClockLevel.OnTrack)]
    [InlineData(24, 1, ClockLevel.Soon)]
    [InlineData(48, 0, ClockLevel.Soon)]
    [InlineData(48, 1, ClockLevel.Late)]
    public void Read_WhenExactlyAtAMark_IsStillInTime(int hours, long ticks, ClockLevel expected)
    {
        var clock = ServiceClock.Start(ClockRecord.NotStarted, 1, Noon);
        Assert.Equal(expected, ServiceClock.Read(clock, ServiceTerms.Default, Noon.AddHours(hours).AddTicks(ticks)).Level);
    }

    [Theory]
    [InlineData("2026-03-07T12:00", "2026-03-08T13:00")]
    [InlineData("2026-10-31T12:00", "2026-11-01T11:00")]
    public void Mark_WhenPlainHoursAndTheClocksChangeOverNight_Is24RealHoursLater(string startLocal, string markLocal)
    {
        var start = Utc(startLocal);
        var mark = ServiceClock.MarkUtc(ServiceClock.Start(ClockRecord.NotStarted, 1, start), ServiceTerms.Default.Calendar, TimeSpan.FromHours(24))!.Value;

        Assert.Equal(TimeSpan.FromHours(24), mark - start);
        Assert.Equal(Utc(markLocal), mark);
    }

    [Theory]
    [InlineData("2026-03-06T16:00", 8, "2026-03-09T16:00")]
    [InlineData("2026-03-06T16:00", 24, "2026-03-11T16:00")]
    [InlineData("2026-03-06T12:30", 4, "2026-03-06T17:00")]
    [InlineData("2026-03-07T10:00", 1, "2026-03-09T09:00")]
    [InlineData("2026-07-02T16:00", 8, "2026-07-06T16:00")]
    [InlineData("2026-12-24T16:00", 2, "2026-12-28T09:00")]
    public void Mark_WhenWorkingHoursAreCounted_SkipsNightsWeekendsAndHolidays(string start, int hours, string due) =>
        Assert.Equal(Utc(due), ServiceClock.MarkUtc(ServiceClock.Start(ClockRecord.NotStarted, 2, Utc(start)), Working.Calendar, TimeSpan.FromHours(hours)));

    [Theory]
    [InlineData("2026-03-08", 23)]
    [InlineData("2026-11-01", 25)]
    [InlineData("2026-11-02", 24)]
    public void Calendar_WhenADayIsOpenAllDay_CountsTheHoursThatItReallyHas(string day, int hours)
    {
        var calendar = new WorkingCalendar(new() { Counting = CountedTime.WorkingHours, Week = [.. Enum.GetValues<DayOfWeek>().Select(d => new WorkingDay(d, [new(0, 1440)]))] });
        var next = DateOnly.Parse(day, CultureInfo.InvariantCulture).AddDays(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Assert.Equal(TimeSpan.FromHours(hours), calendar.Between(Utc(day + "T00:00"), Utc(next + "T00:00")));
    }

    [Fact]
    public void Calendar_WhenHalfAnHourIsSkippedOrRepeated_CountsWhatPeopleWorked()
    {
        var calendar = new WorkingCalendar(new()
        {
            Counting = CountedTime.WorkingHours,
            TimeZoneId = "Australia/Lord_Howe",
            Week = [.. Enum.GetValues<DayOfWeek>().Select(d => new WorkingDay(d, [new(60, 180)]))],
            FederalHolidays = false,
        });
        // on 4 October 2026 the island goes from 02:00 to 02:30, on 5 April 2026 from 02:00 back to 01:30
        Assert.Equal(TimeSpan.FromMinutes(90), calendar.Between(new(2026, 10, 3, 12, 0, 0, DateTimeKind.Utc), new(2026, 10, 4, 12, 0, 0, DateTimeKind.Utc)));
        Assert.Equal(TimeSpan.FromMinutes(150), calendar.Between(new(2026, 4, 4, 12, 0, 0, DateTimeKind.Utc), new(2026, 4, 5, 12, 0, 0, DateTimeKind.Utc)));
    }

    [Fact]
    public void Pause_WhenItLastsANightOutsideWorkingHours_TakesNothingAway()
    {
        var through = ServiceClock.Start(ClockRecord.NotStarted, 2, Utc("2026-03-02T09:00"));
        var paused = ServiceClock.Start(ServiceClock.Pause(through, ClockStop.Returned, null, Utc("2026-03-02T17:00")), 2, Utc("2026-03-03T08:00"));

        Assert.Equal(TimeSpan.FromHours(7), ServiceClock.Counted(paused, Working.Calendar, Utc("2026-03-03T08:00")));
        Assert.Equal(ServiceClock.Read(through, Working, Utc("2026-03-03T09:00")).LimitUtc, ServiceClock.Read(paused, Working, Utc("2026-03-03T09:00")).LimitUtc);
    }

    [Fact]
    public void Start_WhenAnotherVersionIsInForceAtTheResume_KeepsTheFirstOne()
    {
        var clock = ServiceClock.Pause(ServiceClock.Start(ClockRecord.NotStarted, 3, Noon), ClockStop.Returned, null, Noon.AddHours(1));
        Assert.Equal(3, ServiceClock.Start(clock, 4, Noon.AddHours(2)).PolicyVersion);
        Assert.Equal(4, ServiceClock.Replan(clock, 4, "Sal Stone", "A holiday was missing.", Noon.AddHours(2)).PolicyVersion);
    }

    [Fact]
    public void Pause_WhenTheReasonChangesWhileItStands_KeepsBothReasons()
    {
        var clock = ServiceClock.Pause(ServiceClock.Start(ClockRecord.NotStarted, 1, Noon), ClockStop.Returned, "The scan is cut off.", Noon.AddHours(1));
        clock = ServiceClock.Start(ServiceClock.Pause(clock, ClockStop.WaitingForDocuments, null, Noon.AddHours(3)), 1, Noon.AddHours(4));

        Assert.Equal([ClockStop.Returned, ClockStop.WaitingForDocuments], clock.Pauses.Select(p => p.Stop));
        Assert.Equal([Noon.AddHours(3), Noon.AddHours(4)], clock.Pauses.Select(p => p.UntilUtc!.Value));
        Assert.Equal(TimeSpan.FromHours(1), ServiceClock.Counted(clock, ServiceTerms.Default.Calendar, Noon.AddHours(4)));
    }

    [Fact]
    public void Clock_WhenTheServersTimeIsSetBack_NeverCountsBackwards()
    {
        var clock = ServiceClock.Start(ClockRecord.NotStarted, 1, Noon);
        Assert.Equal(TimeSpan.Zero, ServiceClock.Read(clock, ServiceTerms.Default, Noon.AddHours(-2)).Counted);
        clock = ServiceClock.Start(ServiceClock.Pause(clock, ClockStop.Returned, null, Noon.AddHours(-2)), 1, Noon.AddHours(-3));
        Assert.Equal(TimeSpan.FromHours(1), ServiceClock.Read(clock, ServiceTerms.Default, Noon.AddHours(1)).Counted);
    }

    [Fact]
    public void Clock_WhenNeverStartedOrStanding_HasNoMarks()
    {
        Assert.Equal(new ClockReading(ClockLevel.Paused, TimeSpan.Zero, null, null), ServiceClock.Read(ClockRecord.NotStarted, ServiceTerms.Default, Noon));
        var standing = ServiceClock.Pause(ServiceClock.Start(ClockRecord.NotStarted, 1, Noon), ClockStop.Returned, null, Noon.AddHours(3));
        Assert.Equal(new ClockReading(ClockLevel.Paused, TimeSpan.FromHours(3), null, null), ServiceClock.Read(standing, ServiceTerms.Default, Noon.AddDays(30)));
        Assert.Equal(Noon, ServiceClock.Start(standing, 1, Noon.AddDays(1)).FirstStartUtc);
    }

    [Fact]
    public void OpenTime_WhenWorkingHoursAreCounted_HoldsTheSameTimeAsTheCalendar()
    {
        var start = Utc("2026-03-06T16:00");
        var reading = ServiceClock.Read(ServiceClock.Start(ClockRecord.NotStarted, 2, start), Working, start.AddHours(1));

        var spans = reading.OpenTime!.Split(',').Select(p => p.Split('+').Select(long.Parse).ToArray()).ToList();
        var limit = (long)(reading.LimitUtc!.Value - DateTime.UnixEpoch).TotalMinutes;
        Assert.Equal(48 * 60, spans.Where(s => s[0] < limit).Sum(s => Math.Min(s[1], limit - s[0])));
        Assert.Null(ServiceClock.Read(ServiceClock.Start(ClockRecord.NotStarted, 1, start), ServiceTerms.Default, start).OpenTime);
    }

    /// <summary>One clock, two years: both changes of the clocks each year, a pause over a weekend, holidays, and other service hours on the way.</summary>
    [Fact]
    public void Clock_WhenWalkedThroughTwoYears_AgreesWithTheOracleOnEachDay()
    {
        var first = Working.Policy with { TargetHours = 990, LimitHours = 1000 };
        var second = first with
        {
            TimeZoneId = "America/Chicago",
            Week = [.. first.Week.Select(d => d.Day == DayOfWeek.Saturday ? new WorkingDay(d.Day, [new(9 * 60, 12 * 60)]) : d)],
            Holidays = [new(new(2025, 3, 31), "Founders Day", true)],
        };
        var (terms, oracle) = (new ServiceTerms(1, first), new MinuteOracle(first));
        var start = Utc("2025-01-02T10:30");
        var clock = ServiceClock.Start(ClockRecord.NotStarted, 1, start);
        var ran = new List<(DateTime From, DateTime? Until)> { (start, null) };
        for (var now = start; now < start.AddDays(731); now = now.AddHours(24))
        {
            var day = DateOnly.FromDateTime(now);
            if (day == new DateOnly(2025, 6, 13))
                (clock, ran[^1]) = (ServiceClock.Pause(clock, ClockStop.Returned, "The form is not complete.", now), (ran[^1].From, now));
            if (day == new DateOnly(2025, 6, 16))
                (clock, ran) = (ServiceClock.Start(clock, 2, now), [.. ran, (now, null)]);
            if (day == new DateOnly(2026, 2, 2))
                (terms, oracle, clock) = (new(2, second), new(second), ServiceClock.Replan(clock, 2, "Sal Stone", "The desk moved.", now));
            var expected = ran.Sum(r => oracle.Count(Minute(r.From), Minute(r.Until ?? now)));
            Assert.True(TimeSpan.FromMinutes(expected) == ServiceClock.Counted(clock, terms.Calendar, now), $"{now:yyyy-MM-dd}: {expected} minutes, and {ServiceClock.Counted(clock, terms.Calendar, now)}.");
        }

        var end = start.AddDays(731);
        clock = ServiceClock.End(clock, end);
        Assert.True(ServiceClock.Counted(clock, terms.Calendar, end) > TimeSpan.FromHours(4000));
        Assert.Equal(ClockLevel.Ended, ServiceClock.Read(clock, terms, end.AddYears(1)).Level);
        var told = string.Join(" ", ClockExplanation.Of(clock, terms, Zone, end).Sentences);
        Assert.Contains("The clock started on Thu 2 Jan 2025, 10:30 EST, when the packet was complete.", told, StringComparison.Ordinal);
        Assert.Contains("It stood from Fri 13 Jun 2025, 11:30 EDT to Mon 16 Jun 2025, 11:30 EDT: the packet was with the agency. The form is not complete.", told, StringComparison.Ordinal);
        Assert.Contains("Sal Stone set it from version 1 of the service hours to version 2. The desk moved.", told, StringComparison.Ordinal);
    }

    internal static TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    internal static DateTime Utc(string local) => TimeZoneInfo.ConvertTimeToUtc(DateTime.Parse(local, CultureInfo.InvariantCulture), Zone);

    private static int Minute(DateTime utc) => (int)(utc - MinuteOracle.Epoch).TotalMinutes;
}
