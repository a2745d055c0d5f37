using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Web.Auth;
using HmisOnboarding.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Components.Requests;

/// <summary>
/// Asks for the password before a signature, once in some minutes. What is typed stays here only until it is checked, and no draft keeps it.
/// </summary>
public sealed partial class ProofBox : IDisposable
{
    private readonly string _id = $"proof-{Guid.NewGuid():N}";
    private ElementReference _input;
    private ITimer? _end;
    private string? _email;
    private string? _problem;
    private string _password = "";
    private bool _isDemo;
    private bool _focus;

    [Inject]
    public required CurrentActor Actor { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [Inject]
    public required IServiceProvider Services { get; init; }

    /// <summary>Told while the password is typed and when it is asked for again, because the button beside it depends on it.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    [CascadingParameter]
    public TimeZoneInfo? ReaderZone { get; set; }

    /// <summary>Neither proved nor typed.</summary>
    public bool IsMissing => Actor.Proof is null && _password.Length == 0;

    private static int Minutes => (int)IdentityProof.Freshness.TotalMinutes;

    /// <summary>The proof for an act; null when the password is wrong, and that stands beside the field then.</summary>
    public async Task<IdentityProof?> ConfirmAsync()
    {
        if (Actor.Proof is { } earlier)
            return earlier;
        var password = _password;
        (_password, _problem) = ("", null);
        try
        {
            _problem = password.Length == 0 ? "Enter your password." : await Actor.ConfirmAsync(password);
            _focus = _problem is not null;
            WatchTheEnd();
        }
        finally
        {
            StateHasChanged();
        }

        return _problem is null ? Actor.Proof : null;
    }

    public void Dispose() => _end?.Dispose();

    protected override async Task OnInitializedAsync()
    {
        _email = (await Actor.PersonAsync()).Email;
        // registered in Development only
        _isDemo = Services.GetService<DemoSignIns>() is { People.Count: > 0 };
        WatchTheEnd();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_focus)
            return;
        _focus = false;
        await _input.FocusAsync();
    }

    private string TimeOf(IdentityProof proof)
    {
        var words = TimeText.Near(proof.ConfirmedUtc, ReaderZone ?? TimeZoneInfo.Utc, Clock.GetUtcNow().UtcDateTime);
        return words.StartsWith("today ", StringComparison.Ordinal) ? words["today ".Length..] : words;
    }

    private Task AskAgainAsync()
    {
        Actor.ForgetProof();
        _focus = true;
        return OnChanged.InvokeAsync();
    }

    // the field comes back by itself when the minutes are over, not only after a refusal
    private void WatchTheEnd()
    {
        if (Actor.Proof is not { } proof)
            return;
        _end?.Dispose();
        var left = proof.ConfirmedUtc + IdentityProof.Freshness - Clock.GetUtcNow().UtcDateTime + TimeSpan.FromSeconds(1);
        _end = Clock.CreateTimer(_ => _ = InvokeAsync(AskAgainSoonAsync), null, left, Timeout.InfiniteTimeSpan);
    }

    private Task AskAgainSoonAsync()
    {
        StateHasChanged();
        return OnChanged.InvokeAsync();
    }
}
