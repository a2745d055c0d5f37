using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Web.Auth;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Components.Requests;

/// <summary>The field for the initials under one clause; Enter gives them.</summary>
public sealed partial class InitialBox
{
    private readonly string _id = $"initial-{Guid.NewGuid():N}";
    private IReadOnlyList<string> _problems = [];
    private ElementReference _input;
    private string? _typed;
    private bool _isBusy;
    private bool _isHeld;
    private bool _isGiven;

    [Parameter, EditorRequired]
    public required string ClauseNumber { get; set; }

    [Parameter, EditorRequired]
    public required string Prefill { get; set; }

    /// <summary>Under which the tab keeps letters that are not given yet.</summary>
    [Parameter, EditorRequired]
    public required string Key { get; set; }

    [Parameter]
    public EventCallback<string> OnGive { get; set; }

    public ValueTask FocusAsync() => _input.FocusAsync();

    private void Type(string? typed) => _typed = typed ?? "";

    private async Task GiveAsync()
    {
        // a key held down must not run through the agreement from clause to clause
        if (_isBusy || _isHeld || _isGiven)
            return;
        _isBusy = true;
        _problems = [];
        try
        {
            await OnGive.InvokeAsync((_typed ?? Prefill).Trim());
            _isGiven = true;
        }
        catch (RuleViolationException refused)
        {
            _problems = refused.Reasons;
        }
        catch (ConcurrentChangeException overtaken)
        {
            _problems = [overtaken.Message];
        }
        catch (SessionChangedException changed)
        {
            _problems = [changed.Message];
        }
        finally
        {
            _isBusy = false;
        }
    }
}
