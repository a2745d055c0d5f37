using System.Globalization;
using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Web.Auth;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Features.Away;

/// <summary>One seat of the reader: who stands in now and later, who did, and naming somebody. What was entered stays when it is refused.</summary>
public sealed partial class SeatAwayPanel
{
    private const string Another = "another";

    private readonly string _id = $"seat-{Guid.NewGuid():N}";
    private string _choice = "";
    private string _first = "";
    private string _last = "";
    private string _email = "";
    private DateOnly _firstDay;
    private DateOnly _lastDay;
    private string? _said;
    private int _round;

    [Inject]
    public required DelegationService Delegations { get; init; }

    [Inject]
    public required CurrentActor Actor { get; init; }

    [Parameter, EditorRequired]
    public required SeatAway Seat { get; set; }

    [Parameter]
    public DateTime ReadUtc { get; set; }

    private Candidate? Chosen => Guid.TryParse(_choice, out var id) ? Seat.Candidates.FirstOrDefault(c => c.Id == id) : null;

    private string Note => (Chosen, _choice) switch
    {
        ({ SignsBefore: true } person, _) => $"{person.Name} signs as agency administrator too, and cannot sign the same paper twice.",
        ({ CanSignIn: false } person, _) => $"{person.Name} has not signed in yet and gets an invitation.",
        (null, Another) => "They get an invitation by e-mail, choose a password, and see only what waits.",
        (null, _) => Seat.AgencyName is null ? "People who work for the help desk." : "People who work for your agency.",
        _ => "They get a notice with the days.",
    };

    protected override void OnInitialized() => (_firstDay, _lastDay) = (Seat.Today, Seat.Today.AddDays(4));

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private async Task NameAsync()
    {
        var isAnother = _choice == Another;
        await Delegations.NameAsync(await Actor.CallerAsync(), new(Seat.Kind, Seat.AgencyId, Chosen?.Id, _firstDay, _lastDay)
        {
            FirstName = isAnother ? _first : "",
            LastName = isAnother ? _last : "",
            Email = isAnother ? _email : "",
        });
        _said = $"{(isAnother ? $"{_first} {_last}" : Chosen?.Name)} stands in for you on these days.";
        (_choice, _first, _last, _email) = ("", "", "", "");
        (_firstDay, _lastDay) = (Seat.Today, Seat.Today.AddDays(4));
        _round++;
    }
}
