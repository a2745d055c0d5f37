namespace HmisOnboarding.Domain.Mailing;

/// <summary>When an e-mail may leave, by what a person chose. Pure; zones with daylight saving are followed day by day.</summary>
public static class MailSchedule
{
    /// <summary>The instant itself, or the end of the quiet hours that it lies in.</summary>
    public static DateTime AfterQuietHours(MailChoices choices, DateTime utc)
    {
        if (choices.QuietFrom is not { } from || choices.QuietUntil is not { } until || from == until)
            return utc;
        var zone = Zone(choices);
        var local = TimeZoneInfo.ConvertTimeFromUtc(utc, zone);
        var time = TimeOnly.FromDateTime(local);
        var isQuiet = from < until ? time >= from && time < until : time >= from || time < until;
        if (!isQuiet)
            return utc;
        var day = DateOnly.FromDateTime(local);
        return Utc(day.AddDays(time < until ? 0 : 1), until, zone);
    }

    /// <summary>The next daily e-mail strictly after an instant, and the day it is of; after the quiet hours where it would fall into them.</summary>
    public static (DateTime DueUtc, DateOnly Day) NextDigest(MailChoices choices, DateTime utc)
    {
        var zone = Zone(choices);
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(utc, zone));
        var due = Utc(day, choices.DigestAt, zone);
        if (due <= utc)
            due = Utc(day = day.AddDays(1), choices.DigestAt, zone);
        return (AfterQuietHours(choices, due), day);
    }

    private static TimeZoneInfo Zone(MailChoices choices) => TimeZoneInfo.TryFindSystemTimeZoneById(choices.TimeZoneId, out var zone) ? zone : TimeZoneInfo.Utc;

    private static DateTime Utc(DateOnly day, TimeOnly time, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(time);
        // an hour that the clocks skip is taken as the one after it
        return TimeZoneInfo.ConvertTimeToUtc(zone.IsInvalidTime(local) ? local.AddHours(1) : local, zone);
    }
}
