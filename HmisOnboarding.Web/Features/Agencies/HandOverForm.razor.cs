using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Web.Auth;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Features.Agencies;

/// <summary>Puts the next person in a seat in the place of who sits there. The line goes away with it, so nothing has to be emptied.</summary>
public sealed partial class HandOverForm
{
    private readonly string _id = $"hand-over-{Guid.NewGuid():N}";
    private string _first = "";
    private string _last = "";
    private string _email = "";
    private string _jobTitle = "";

    [Inject]
    public required AgencyService Service { get; init; }

    [Inject]
    public required CurrentActor Actor { get; init; }

    [Parameter, EditorRequired]
    public required SeatHolder Seat { get; set; }

    private async Task HandOverAsync() => await Service.ReplaceAsync(await Actor.CallerAsync(), Seat.SeatId, _first, _last, _email, _jobTitle);
}
