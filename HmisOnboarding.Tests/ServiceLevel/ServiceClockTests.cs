using CsCheck;
using HmisOnboarding.Domain.ServiceLevel;
using Xunit;

namespace HmisOnboarding.Tests.ServiceLevel;

public sealed class ServiceClockTests
{
    private static readonly DateTime Noon = new(2026, 3, 3, 17, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData(24, 0, ClockLevel.OnTrack)]
    [InlineData(24, 1, ClockLevel.Soon)]
    [InlineData(48, 0, ClockLevel.Soon)]
    [InlineData(48, 1, ClockLevel.Late)]
    public void Read_WhenExactlyAtAMark_IsStillInTime(int hours, long ticks, ClockLevel expected)
    {
        var clock = ServiceClock.Start(ClockRecord.NotStarted, Noon);
        Assert.Equal(expected, ServiceClock.Read(clock, 24, 48, Noon.AddHours(hours).AddTicks(ticks)).Level);
    }

    [Theory]
    [InlineData("2026-03-07T12:00", "2026-03-08T13:00")]
    [InlineData("2026-10-31T12:00", "2026-11-01T11:00")]
    public void Mark_WhenTheClocksChangeOverNight_Is24RealHoursLater(string startLocal, string markLocal)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
        var start = TimeZoneInfo.ConvertTimeToUtc(DateTime.Parse(startLocal, System.Globalization.CultureInfo.InvariantCulture), zone);
        var clock = ServiceClock.Start(ClockRecord.NotStarted, start);

        var mark = ServiceClock.MarkUtc(clock, 24)!.Value;

        Assert.Equal(TimeSpan.FromHours(24), mark - start);
        Assert.Equal(DateTime.Parse(markLocal, System.Globalization.CultureInfo.InvariantCulture), TimeZoneInfo.ConvertTimeFromUtc(mark, zone));
    }

    [Fact]
    public void Clock_WhenStoppedAndStartedAtAnyInstants_CountsExactlyTheRunningSpans()
    {
        for (var seed = 0u; seed < 300; seed++)
        {
            var spans = Gen.Select(Gen.Int[0, 100_000], Gen.Int[0, 3]).Array[1, 20].Generate(new PCG(seed), null, out _);
            var (clock, now, counted, running) = (ClockRecord.NotStarted, Noon, TimeSpan.Zero, false);
            foreach (var (seconds, what) in spans)
            {
                var shown = ServiceClock.Read(clock, 24, 48, now).Counted;
                now = now.AddSeconds(seconds);
                counted += running ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;
                if (!running)
                    Assert.Equal(shown, ServiceClock.Read(clock, 24, 48, now).Counted);
                running = what < 2;
                clock = running ? ServiceClock.Start(clock, now) : ServiceClock.Pause(clock, now);
                Assert.Equal(counted, ServiceClock.Read(clock, 24, 48, now).Counted);
                Assert.Equal(running ? now + (TimeSpan.FromHours(48) - counted) : null, ServiceClock.MarkUtc(clock, 48));
            }

            var ended = ServiceClock.End(clock, now);
            Assert.Equal((ClockLevel.Ended, counted), (ServiceClock.Read(ended, 24, 48, now.AddDays(9)).Level, ServiceClock.Read(ended, 24, 48, now.AddDays(9)).Counted));
        }
    }

    [Fact]
    public void Clock_WhenTheServersTimeIsSetBack_NeverCountsBackwards()
    {
        var clock = ServiceClock.Start(ClockRecord.NotStarted, Noon);
        Assert.Equal(TimeSpan.Zero, ServiceClock.Read(clock, 24, 48, Noon.AddHours(-2)).Counted);
        Assert.Equal(TimeSpan.Zero, ServiceClock.Pause(clock, Noon.AddHours(-2)).Counted);
    }

    [Fact]
    public void Clock_WhenNeverStartedOrStanding_HasNoMarks()
    {
        Assert.Equal(new ClockReading(ClockLevel.Paused, TimeSpan.Zero, null, null), ServiceClock.Read(ClockRecord.NotStarted, 24, 48, Noon));
        var standing = ServiceClock.Pause(ServiceClock.Start(ClockRecord.NotStarted, Noon), Noon.AddHours(3));
        Assert.Equal(new ClockReading(ClockLevel.Paused, TimeSpan.FromHours(3), null, null), ServiceClock.Read(standing, 24, 48, Noon.AddDays(30)));
        Assert.Equal(Noon, ServiceClock.Start(standing, Noon.AddDays(1)).FirstStartUtc);
    }
}
