namespace HmisOnboarding.Web.DemoData;

/// <summary>Weekdays from half past eight to five in the zone of an agency: when its people do their work.</summary>
internal sealed class OfficeHours(TimeZoneInfo zone)
{
    private static readonly TimeSpan Opens = new(8, 30, 0);
    private static readonly TimeSpan Closes = new(17, 0, 0);

    public DateOnly Day(DateTime utc) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(utc, zone));

    /// <summary>The last instant of work that is not after this one.</summary>
    public DateTime Latest(DateTime utc) => ToUtc(LatestLocal(TimeZoneInfo.ConvertTimeFromUtc(utc, zone)));

    /// <summary>The instant of work from which so much working time leads to this one.</summary>
    public DateTime Before(DateTime utc, TimeSpan work)
    {
        var local = LatestLocal(TimeZoneInfo.ConvertTimeFromUtc(utc, zone));
        for (var left = work; ;)
        {
            var today = local.TimeOfDay - Opens;
            if (left <= today)
                return ToUtc(local - left);
            left -= today;
            local = LatestLocal(local.Date.AddTicks(-1));
        }
    }

    private static DateTime LatestLocal(DateTime local)
    {
        if (local.TimeOfDay < Opens)
            local = local.Date.AddTicks(-1);
        while (local.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
            local = local.Date.AddTicks(-1);
        return local.TimeOfDay > Closes ? local.Date + Closes : local;
    }

    private DateTime ToUtc(DateTime local) => TimeZoneInfo.ConvertTimeToUtc(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), zone);
}
