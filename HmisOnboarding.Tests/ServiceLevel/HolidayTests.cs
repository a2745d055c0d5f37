using System.Text;
using HmisOnboarding.Domain.ServiceLevel;
using Xunit;

namespace HmisOnboarding.Tests.ServiceLevel;

public sealed class HolidayTests
{
    private static readonly DateOnly Today = new(2026, 3, 3);

    [Fact]
    public void FederalHolidays_WhenOneFallsOnAWeekend_NameTheObservedDayEvenInTheYearBefore()
    {
        Assert.Contains(new Holiday(new(2026, 7, 3), "Independence Day (observed)"), FederalHolidays.In(2026));
        Assert.Contains(new Holiday(new(2027, 7, 5), "Independence Day (observed)"), FederalHolidays.In(2027));
        Assert.Contains(new Holiday(new(2027, 12, 31), "New Year's Day (observed)"), FederalHolidays.In(2027));
        Assert.DoesNotContain(FederalHolidays.In(2020), h => h.Name == "Juneteenth");
        Assert.Equal(11, FederalHolidays.In(2025).Count);
    }

    [Fact]
    public void Calendar_WhenTheSameDayOfEachYearIsListedTwice_IsClosedFromTheEarlierYearOn()
    {
        var policy = new ServicePolicy { Counting = CountedTime.WorkingHours, TimeZoneId = "UTC", FederalHolidays = false, Holidays = [new(new(2027, 3, 5), "Later", true), new(new(2025, 3, 5), "Earlier", true)] };
        var calendar = new WorkingCalendar(policy);

        Assert.Null(calendar.HolidayOn(new(2024, 3, 5)));
        Assert.Equal("Earlier", calendar.HolidayOn(new(2026, 3, 5)));
        Assert.Equal("Earlier", calendar.HolidayOn(new(2028, 3, 5)));
    }

    [Fact]
    public void File_WhenItHoldsWholeDays_GivesEachDayAndRulesOfEachYear()
    {
        var read = Read(
            Event("DTSTART;VALUE=DATE:20261223", "DTEND;VALUE=DATE:20261226", "SUMMARY:Winter\\, closed"),
            Event("DTSTART;VALUE=DATE:20240229", "SUMMARY:Leap Day", "RRULE:FREQ=YEARLY"),
            Event("DTSTART;VALUE=DATE:20251128", "SUMMARY:Day after", " Thanksgiving", "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4FR", "BEGIN:VALARM", "TRIGGER:-PT15M", "END:VALARM"));

        Assert.Empty(read.Problems);
        Assert.Equal(3, read.Holidays.Count(h => h.Name == "Winter, closed"));
        Assert.Contains(new Holiday(new(2024, 2, 29), "Leap Day", true), read.Holidays);
        Assert.Contains(new Holiday(new(2026, 11, 27), "Day afterThanksgiving"), read.Holidays);
        Assert.Contains(new Holiday(new(2036, 11, 28), "Day afterThanksgiving"), read.Holidays);
        Assert.Equal("Day afterThanksgiving follows a rule without an end. It is entered up to 2036; read the file again before then.", Assert.Single(read.Notes));
    }

    [Theory]
    [InlineData("DTSTART:20260704T120000Z", "SUMMARY:Noon", 4, "A holiday is a whole day.")]
    [InlineData("DTSTART;VALUE=DATE:20260231", "SUMMARY:No day", 4, "\"20260231\" is no date.")]
    [InlineData("DTSTART;VALUE=DATE:20260704", "RRULE:FREQ=WEEKLY", 5, "Only rules that repeat each year are understood")]
    [InlineData("DTSTART;VALUE=DATE:20260704", "RRULE:FREQ=YEARLY;BYSETPOS=1", 5, "The rule part BYSETPOS is not understood")]
    [InlineData("DTSTART;VALUE=DATE:20260704", "RRULE:FREQ=YEARLY;BYMONTH=13", 5, "This event cannot be understood.")]
    [InlineData("DTSTART;VALUE=DATE:20260704", "RDATE;VALUE=DATE:20260705", 5, "RDATE is not understood here.")]
    [InlineData("DTSTART;VALUE=DATE:20260704", "UID:1", 3, "This event needs a name")]
    [InlineData("SUMMARY:Nothing", "UID:1", 3, "This event has no DTSTART")]
    public void File_WhenSomethingIsNotUnderstood_IsRefusedByLineAndNothingIsTaken(string one, string two, int line, string begins)
    {
        var read = Read(Event(one, two), Event("DTSTART;VALUE=DATE:20260801", "SUMMARY:Fine"));

        Assert.Empty(read.Holidays);
        var problem = Assert.Single(read.Problems);
        Assert.Equal(line, problem.Line);
        Assert.StartsWith(begins, problem.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("BEGIN:VCALENDAR\r\nVERSION:2.0")]
    [InlineData("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR")]
    [InlineData("BEGIN:VCALENDAR\r\nEND:VCALENDAR")]
    [InlineData(" BEGIN:VCALENDAR\r\n:\r\nEND:VCALENDAR")]
    public void File_WhenItIsNoCalendar_IsAnsweredInASentence(string text) =>
        Assert.NotEmpty(HolidayFile.Read(Encoding.UTF8.GetBytes(text), Today).Problems);

    [Fact]
    public void File_WhenItsBytesAreBroken_IsStillAnswered()
    {
        var whole = Encoding.UTF8.GetBytes(Calendar(Event("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261226", "SUMMARY:Äpfel", "RRULE:FREQ=YEARLY;COUNT=3")));
        for (var at = 0; at < whole.Length; at++)
        {
            var broken = (byte[])whole.Clone();
            broken[at] ^= 0x55;
            var read = HolidayFile.Read(broken, Today);
            Assert.True(read.Problems.Count == 0 != (read.Holidays.Count == 0), $"Byte {at}: neither days nor a problem.");
            Assert.NotNull(HolidayFile.Read(whole.AsMemory(0, at), Today));
        }
    }

    [Fact]
    public void Policy_WhenWrittenAndReadAgain_SaysTheSame()
    {
        var policy = new ServicePolicy { Counting = CountedTime.WorkingHours, TimeZoneId = "Asia/Kathmandu", Holidays = [new(Today, "Opening day", true)], FederalHolidays = false };
        var again = ServicePolicy.Parse(policy.ToJson());

        Assert.Equal(policy.ToJson(), again.ToJson());
        Assert.Empty(again.Problems());
        Assert.Equal("Monday to Friday 08:00–12:00 and 13:00–17:00", ServiceWords.Week(again));
        Assert.NotEmpty((policy with { Week = [] }).Problems());
        Assert.NotEmpty((policy with { TimeZoneId = "Mars/Base" }).Problems());
        Assert.NotEmpty((policy with { Week = [new(DayOfWeek.Monday, [new(480, 900), new(840, 1000)])] }).Problems());
        Assert.NotEmpty((policy with { Holidays = [.. Enumerable.Range(0, 366).Select(d => new Holiday(new DateOnly(2024, 1, 1).AddDays(d), "Closed", true))] }).Problems());
    }

    [Theory]
    [InlineData("08:00-12:00", 480, 720)]
    [InlineData("8:00 – 24:00", 480, 1440)]
    public void Interval_WhenWrittenByHand_IsRead(string text, int from, int until)
    {
        Assert.True(WorkingInterval.TryParse(text, out var interval));
        Assert.Equal((from, until), (interval.From, interval.Until));
    }

    [Theory]
    [InlineData("8-12")]
    [InlineData("12:00-08:00")]
    [InlineData("08:00-25:00")]
    [InlineData("08:60-09:00")]
    public void Interval_WhenItIsNone_IsRefused(string text) => Assert.False(WorkingInterval.TryParse(text, out _));

    private static HolidayFileResult Read(params string[] events) => HolidayFile.Read(Encoding.UTF8.GetBytes(Calendar(events)), Today);

    private static string Calendar(params string[] events) => $"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{string.Concat(events)}END:VCALENDAR\r\n";

    private static string Event(params string[] lines) => $"BEGIN:VEVENT\r\n{string.Concat(lines.Select(l => l + "\r\n"))}END:VEVENT\r\n";
}
