using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Web.Components.Shared;

namespace HmisOnboarding.Web.Features.Agencies;

/// <summary>An agency as a line of the list; equal lines look the same. <paramref name="Gap"/> names the seats that nobody holds, or is null.</summary>
public sealed record AgencyRow(Guid Id, string Name, string Participation, bool Participates, bool EndsSoon, string Directors, string Administrators, int OpenRequests, string? Gap)
{
    // an agreement takes weeks to renew
    private const int DaysAhead = 60;

    public static AgencyRow Of(AgencyView agency, DateOnly today)
    {
        var directors = Names(agency, SeatKind.ExecutiveDirector);
        var administrators = Names(agency, SeatKind.AgencyAdministrator);
        var hasEnded = agency.ParticipationUntil is { } until && until < today;
        var hasBegun = agency.ParticipationFrom is not { } from || from <= today;
        var takesPart = agency.Participation == ParticipationStatus.Active && !hasEnded && hasBegun;
        var endsSoon = takesPart && agency.ParticipationUntil <= today.AddDays(DaysAhead);
        return new(agency.Id, agency.Name,
            endsSoon ? $"Ends {TimeText.Day(agency.ParticipationUntil!.Value, today)}" : hasBegun || agency.Participation != ParticipationStatus.Active ? Words(agency.Participation, hasEnded) : $"From {TimeText.Day(agency.ParticipationFrom!.Value, today)}",
            takesPart, endsSoon, directors, administrators, agency.OpenRequests,
            (directors.Length == 0, administrators.Length == 0) switch
            {
                (true, true) => "No director, no administrator",
                (true, false) => "No director",
                (false, true) => "No administrator",
                _ => null,
            });
    }

    /// <summary>How an agency takes part, in words.</summary>
    public static string Words(ParticipationStatus status, bool hasEnded = false) => status switch
    {
        ParticipationStatus.Active => hasEnded ? "Ended" : "Takes part",
        ParticipationStatus.Prospective => "Not yet",
        _ => "Ended",
    };

    private static string Names(AgencyView agency, SeatKind kind) => string.Join(", ", agency.Seats.Where(s => s.Kind == kind).Select(s => s.FullName));
}
