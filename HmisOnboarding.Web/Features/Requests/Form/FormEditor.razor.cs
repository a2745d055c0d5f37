using System.Globalization;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Submission;
using HmisOnboarding.Web.Auth;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Features.Requests.Form;

/// <summary>
/// The User Request Form as it is filled in. Every changed answer is saved, also while somebody still types; while a save runs, later answers wait for
/// one more. Answers of another administrator, or another device, are taken over; where both changed the same one, the person chooses.
/// </summary>
public sealed partial class FormEditor
{
    private static readonly UserRequestForm Blank = new();

    private UserRequestForm _form = Blank;
    private UserRequestForm _saved = Blank;
    private UserRequestForm? _shown;
    private DateTime? _savedUtc;
    private IReadOnlyList<string> _refusal = [];
    private IReadOnlyList<FormClash> _clashes = [];
    private bool _isSaving;

    [Inject]
    public required RequestService Requests { get; init; }

    [Inject]
    public required CurrentActor Actor { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [Parameter, EditorRequired]
    public required RequestView View { get; set; }

    /// <summary>Whether the person has tried to go on: problems stand beside the fields from then on.</summary>
    [Parameter, EditorRequired]
    public bool IsTried { get; set; }

    [Parameter, EditorRequired]
    public EventCallback OnTried { get; set; }

    private bool IsDirty => !ReferenceEquals(_form, _saved);

    private DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(View.ReadUtc, View.Zone));

    private IReadOnlyList<FieldProblem> Problems => _form.FieldProblems(View.Catalogue, View.AgencyEmailDomain, Today);

    private string SavedWords =>
        _refusal.Count > 0 || _clashes.Count > 0 ? "Not saved yet"
        : _isSaving ? "Saving"
        : _savedUtc is { } at ? $"Saved {TimeZoneInfo.ConvertTimeFromUtc(at, View.Zone).ToString("HH:mm", CultureInfo.InvariantCulture)}"
        : "Saved by itself as you go";

    protected override void OnParametersSet()
    {
        // a view that was read before the last save would bring back what the save replaced
        if (IsDirty || _isSaving || ReferenceEquals(_shown, View.Form) || View.ReadUtc < _savedUtc)
            return;
        _form = _saved = _shown = View.Form;
    }

    private async Task ChangeAsync(UserRequestForm form)
    {
        if (form == _form)
            return;
        _form = form;
        if (_clashes.Count == 0)
            await SaveAsync(FormClashChoice.Ask);
    }

    private async Task SaveAsync(FormClashChoice choice)
    {
        if (_isSaving)
            return;
        _isSaving = true;
        try
        {
            while (IsDirty)
            {
                var sent = _form;
                var begun = Clock.GetUtcNow().UtcDateTime;
                _clashes = await Requests.SaveFormAsync(await Actor.CallerAsync(), View.Code, sent, _saved, choice);
                if (_clashes.Count > 0)
                    return;
                _saved = sent;
                // what stands there now is not what was sent: the view of the save brings it
                _savedUtc = choice == FormClashChoice.Theirs ? begun : Clock.GetUtcNow().UtcDateTime;
                _refusal = [];
            }
        }
        catch (RuleViolationException refused)
        {
            _refusal = refused.Reasons;
        }
        catch (SessionChangedException changed)
        {
            _refusal = [changed.Message];
        }
        finally
        {
            _isSaving = false;
        }
    }
}
