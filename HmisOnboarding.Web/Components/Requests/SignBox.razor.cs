using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Web.Auth;
using HmisOnboarding.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Components.Requests;

/// <summary>
/// The act of signing: consent first, then a typed name or a drawing under the meaning of the signature, and the password. What was typed or
/// drawn stays when the act is refused, and the tab keeps it over a reload; the password is asked for again then.
/// </summary>
public sealed partial class SignBox
{
    private readonly string _id = $"sign-{Guid.NewGuid():N}";
    private ElementReference _heading;
    private ElementReference _name;
    private ElementReference _typedChoice;
    private InkPad? _pad;
    private ProofBox? _proof;
    private Caller? _origin;
    private SignatureMethod _method = SignatureMethod.Typed;
    private bool _focusName;
    private bool _hasInk;
    private string _typed = "";

    [Inject]
    public required CurrentActor Actor { get; init; }

    [Parameter, EditorRequired]
    public required RequestView View { get; set; }

    /// <summary>In which of the three places the viewer signs.</summary>
    [Parameter, EditorRequired]
    public SignatureSlot Slot { get; set; }

    /// <summary>Why the viewer cannot sign yet, apart from what is asked for here.</summary>
    [Parameter]
    public IReadOnlyList<string>? WhyNot { get; set; }

    [Parameter]
    public EventCallback OnConsent { get; set; }

    /// <summary>The act with name or drawing and the fresh proof; a refusal it throws is shown under the button.</summary>
    [Parameter]
    public EventCallback<SignatureMark> OnSign { get; set; }

    /// <summary>The verb of the button where the page has a better one.</summary>
    [Parameter]
    public string? ActLabel { get; set; }

    /// <summary>Whether the page asks for consent in a step of its own.</summary>
    [Parameter]
    public bool ConsentElsewhere { get; set; }

    /// <summary>Brings the person here, for a button elsewhere on the page.</summary>
    public ValueTask FocusAsync() => _heading.FocusAsync();

    private SignatureView? Own => View.Agreement.Holding(Slot) is { } held && held.SignerId == View.Viewer.PersonId ? held : null;

    private string? ActsFor => Slot switch { SignatureSlot.Director => View.Viewer.ActsFor, SignatureSlot.Administrator => View.Viewer.ActsForAdministrator, _ => null };

    private bool IsDrawn => _method == SignatureMethod.Drawn;

    private string Typed => _typed.Trim();

    private string RecordedName => IsDrawn ? View.Viewer.FullName : Typed.Length > 0 ? Typed : "as you type it above";

    private string SeatWords => Slot switch
    {
        SignatureSlot.User => "new user",
        SignatureSlot.Administrator => "agency administrator",
        _ => "executive director",
    };

    private string Meaning => Slot switch
    {
        SignatureSlot.User => View.Agreement.Text.UserMeaning,
        SignatureSlot.Administrator => View.Agreement.Text.AdministratorMeaning,
        _ => View.Agreement.Text.DirectorMeaning,
    };

    private string UsualLabel => Slot switch
    {
        SignatureSlot.User => "Sign the User Agreement",
        SignatureSlot.Administrator => $"Sign as Agency Administrator{ForWhom}",
        _ => $"Sign as Executive Director{ForWhom}",
    };

    private string ForWhom => ActsFor is null ? "" : $" for {ActsFor}";

    private string Hint =>
        Typed.Length == 0 ? $"As it stands in your account: {View.Viewer.FullName}"
        : Person.IsSameName(_typed, View.Viewer.FullName) ? "This is the name in your account."
        : $"Not yet the name in your account: {View.Viewer.FullName}";

    private IReadOnlyList<string> Reasons
    {
        get
        {
            List<string> reasons = [.. WhyNot ?? []];
            if (IsDrawn ? !_hasInk : Typed.Length == 0)
                reasons.Add(IsDrawn ? "Draw your signature." : "Type your full name.");
            if (_proof is null ? Actor.Proof is null : _proof.IsMissing)
                reasons.Add("Enter your password.");
            return reasons;
        }
    }

    protected override async Task OnInitializedAsync() => _origin = await Actor.CallerAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // the button goes away with the consent, perhaps a moment later: the next thing to do is how to sign
        if (!_focusName || View.Agreement.ViewerConsentUtc is null)
            return;
        _focusName = false;
        await (IsDrawn ? _typedChoice : _name).FocusAsync();
    }

    private string KeyOf(string field) => KeptKey.Sign(View.Viewer.PersonId, View.Code, field);

    private async Task ConsentAsync()
    {
        await OnConsent.InvokeAsync();
        _focusName = true;
    }

    private void Choose(SignatureMethod method) => (_method, _hasInk) = (method, false);

    private void TypeInstead() => (_method, _focusName) = (SignatureMethod.Typed, true);

    private async Task SignAsync()
    {
        // the drawing first: whoever has to draw again should not have given the password for nothing
        var ink = IsDrawn && _pad is not null ? await _pad.TakeAsync() : null;
        if (IsDrawn && ink is null || _proof is null || await _proof.ConfirmAsync() is not { } proof)
            throw new ShownInPlaceException();
        await OnSign.InvokeAsync(ink is null ? SignatureMark.Typed(Typed, proof) : SignatureMark.Drawn(ink.ToText(), proof));
    }
}
