using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Web.Auth;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Features.Agencies;

/// <summary>Puts a person in a seat by name and work e-mail; the fields are empty again once it is done.</summary>
public sealed partial class AppointForm
{
    private readonly string _id = $"appoint-{Guid.NewGuid():N}";
    private string _first = "";
    private string _last = "";
    private string _email = "";
    private string _jobTitle = "";
    private string? _said;
    private int _round;

    [Inject]
    public required AgencyService Service { get; init; }

    [Inject]
    public required CurrentActor Actor { get; init; }

    [Parameter, EditorRequired]
    public SeatKind Kind { get; set; }

    /// <summary>The agency of the seat; null for a system administrator.</summary>
    [Parameter]
    public Guid? AgencyId { get; set; }

    private string Article => Kind == SeatKind.SystemAdministrator ? "a" : "an";

    private async Task AppointAsync()
    {
        await Service.AppointAsync(await Actor.CallerAsync(), Kind, AgencyId, _first, _last, _email, _jobTitle);
        _said = $"{_first} {_last} has the seat now.";
        (_first, _last, _email, _jobTitle) = ("", "", "", "");
        _round++;
    }
}
