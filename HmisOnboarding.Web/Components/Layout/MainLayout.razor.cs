using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Updates;
using HmisOnboarding.Web.Auth;

namespace HmisOnboarding.Web.Components.Layout;

/// <summary>The frame around every live page: who is signed in, where they can go, and a floor under what fails.</summary>
public sealed partial class MainLayout
{
    private PageBoundary? _boundary;
    private PersonSummary? _person;
    private IDisposable? _subscription;
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;

    private bool HasRail => _person?.Seats.Count > 0;

    public void Dispose()
    {
        Actor.SessionChanged -= OnOutsideChange;
        CircuitLimit.Changed -= OnOutsideChange;
        _subscription?.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        Actor.SessionChanged += OnOutsideChange;
        CircuitLimit.Changed += OnOutsideChange;
        try
        {
            _person = await Actor.PersonAsync();
            _zone = ReadingZone.Of(_person, Settings);
            _subscription = Changes.Subscribe([ChangeKey.Person(_person.Id), ChangeKey.Directory], OnPersonChangeAsync);
            // a seat given or ended between the two lines above
            _person = await Actor.RefreshAsync();
        }
        catch (SessionChangedException)
        {
            // the note is shown instead of the page
        }
    }

    // a page that failed must not follow the person to the next one
    protected override void OnParametersSet() => _boundary?.Recover();

    private Task OnPersonChangeAsync() => InvokeAsync(async () =>
    {
        try
        {
            _person = await Actor.RefreshAsync();
        }
        catch (SessionChangedException)
        {
            // access has ended: the note is shown at once, not at the next click
        }

        StateHasChanged();
    });

    private void OnOutsideChange() => _ = InvokeAsync(StateHasChanged);
}
