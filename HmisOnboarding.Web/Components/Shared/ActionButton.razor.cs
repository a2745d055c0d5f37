using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Web.Auth;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace HmisOnboarding.Web.Components.Shared;

/// <summary>How loud a button is; one <see cref="Primary"/> on a page.</summary>
public enum ActVariant
{
    Primary,
    Outline,
    Text,
    Danger,
}

/// <summary>
/// The button of every command: runs once however often it is pressed, says why it cannot be pressed, asks before what cannot be
/// undone, and shows a refusal where it happened.
/// </summary>
public sealed partial class ActionButton : IDisposable
{
    /// <summary>A press this soon after the last one is the same press: the browser may send clicks on a button that is gone.</summary>
    public static readonly TimeSpan SamePress = TimeSpan.FromMilliseconds(400);

    private readonly string _id = $"act-{Guid.NewGuid():N}";
    private IReadOnlyList<string> _refusal = [];
    private ElementReference _confirmButton;
    private bool _isBusy;
    private bool _isAsking;
    private bool _focusConfirm;
    private bool _isGone;
    private long? _lastRun;

    [Inject]
    public required TimeProvider Clock { get; init; }

    [Parameter, EditorRequired]
    public required string Label { get; set; }

    /// <summary>One of MudBlazor's outlined icon constants.</summary>
    [Parameter]
    public string? Icon { get; set; }

    [Parameter]
    public ActVariant Variant { get; set; } = ActVariant.Primary;

    /// <summary>The act. What it throws as a refusal is shown here; anything else goes to the page's floor.</summary>
    [Parameter, EditorRequired]
    public EventCallback OnAct { get; set; }

    /// <summary>Sentences on what is missing; with any, the button does nothing and shows them.</summary>
    [Parameter]
    public IReadOnlyList<string>? WhyNot { get; set; }

    /// <summary>False where the reasons stand on the page already; they are then read out only.</summary>
    [Parameter]
    public bool ShowReasons { get; set; } = true;

    /// <summary>For what cannot be undone: the sentence to confirm.</summary>
    [Parameter]
    public string? Confirm { get; set; }

    /// <summary>The verb of the confirming button when it differs from the label.</summary>
    [Parameter]
    public string? ConfirmLabel { get; set; }

    /// <summary>Told after a refusal, with its sentences; the page usually reads again.</summary>
    [Parameter]
    public EventCallback<IReadOnlyList<string>> OnRefused { get; set; }

    /// <summary>Where several buttons have the same label: the label with what it is about, "Remind Dana Cole".</summary>
    [Parameter]
    public string? AccessibleName { get; set; }

    [Parameter]
    public string? Title { get; set; }

    private bool IsBlocked => WhyNot is { Count: > 0 };

    private bool IsOpen => !IsBlocked && !_isBusy;

    private string VariantClass => Variant switch
    {
        ActVariant.Primary => "act-primary",
        ActVariant.Outline => "act-outline",
        ActVariant.Danger => "act-danger",
        _ => "act-text",
    };

    public void Dispose() => _isGone = true;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_focusConfirm)
            return;
        _focusConfirm = false;
        await _confirmButton.FocusAsync();
    }

    private Task ClickAsync()
    {
        if (!IsOpen || _isGone)
            return Task.CompletedTask;
        if (Confirm is null)
            return RunAsync();
        _refusal = [];
        _isAsking = _focusConfirm = true;
        return Task.CompletedTask;
    }

    private async Task RunAsync()
    {
        // checked here and not in the markup: clicks on a button that has just gone still arrive
        if (!IsOpen || _isGone || (_lastRun is { } last && Clock.GetElapsedTime(last) < SamePress))
            return;
        _isBusy = true;
        _refusal = [];
        try
        {
            await OnAct.InvokeAsync();
            // after a refusal the next press is a new try
            _lastRun = Clock.GetTimestamp();
        }
        catch (ShownInPlaceException)
        {
            _lastRun = null;
        }
        catch (RuleViolationException refused)
        {
            await RefuseAsync(refused.Reasons);
        }
        catch (ConcurrentChangeException overtaken)
        {
            await RefuseAsync([overtaken.Message]);
        }
        catch (SessionChangedException changed)
        {
            await RefuseAsync([changed.Message]);
        }
        finally
        {
            _isBusy = _isAsking = false;
        }
    }

    private Task RefuseAsync(IReadOnlyList<string> sentences)
    {
        _refusal = sentences;
        return OnRefused.InvokeAsync(sentences);
    }

    private void KeepAsIs() => _isAsking = false;

    private void LeaveOnEscape(KeyboardEventArgs key)
    {
        if (key.Key == "Escape")
            KeepAsIs();
    }
}
