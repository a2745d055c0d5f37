using HmisOnboarding.Domain.Agencies;

namespace HmisOnboarding.Web.Components.Layout;

/// <summary>The time zone in which a person reads times: their agency's, or the community's where there is none.</summary>
public static class ReadingZone
{
    public static TimeZoneInfo Of(PersonSummary person, IConfiguration settings)
    {
        var id = person.Seats.Select(s => s.TimeZoneId).FirstOrDefault(z => z is not null) ?? settings["Display:TimeZone"];
        return id is not null && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : TimeZoneInfo.Utc;
    }
}
