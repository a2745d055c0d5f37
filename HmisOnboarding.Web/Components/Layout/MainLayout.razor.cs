using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Web.Auth;

namespace HmisOnboarding.Web.Components.Layout;

/// <summary>The frame around every live page: who is signed in, where they can go, and a floor under what fails.</summary>
public sealed partial class MainLayout
{
    private PageBoundary? _boundary;
    private PersonSummary? _person;
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;

    private bool HasRail => _person?.Seats.Count > 0;

    public void Dispose()
    {
        Actor.SessionChanged -= OnOutsideChange;
        CircuitLimit.Changed -= OnOutsideChange;
    }

    protected override async Task OnInitializedAsync()
    {
        Actor.SessionChanged += OnOutsideChange;
        CircuitLimit.Changed += OnOutsideChange;
        try
        {
            _person = await Actor.PersonAsync();
            _zone = ReadingZone.Of(_person, Settings);
        }
        catch (SessionChangedException)
        {
            // the note is shown instead of the page
        }
    }

    // a page that failed must not follow the person to the next one
    protected override void OnParametersSet() => _boundary?.Recover();

    private void OnOutsideChange() => _ = InvokeAsync(StateHasChanged);
}
