using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Web.Auth;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Components.Requests;

/// <summary>The act of signing: consent first, then the typed name under the meaning of the signature. What was typed stays when the act is refused.</summary>
public sealed partial class SignBox
{
    private readonly string _id = $"sign-{Guid.NewGuid():N}";
    private ElementReference _heading;
    private ElementReference _name;
    private Caller? _origin;
    private bool _focusName;
    private string _typed = "";

    [Inject]
    public required CurrentActor Actor { get; init; }

    [Parameter, EditorRequired]
    public required RequestView View { get; set; }

    /// <summary>In which of the three places the viewer signs.</summary>
    [Parameter, EditorRequired]
    public SignatureSlot Slot { get; set; }

    /// <summary>Why the viewer cannot sign yet, apart from the name.</summary>
    [Parameter]
    public IReadOnlyList<string>? WhyNot { get; set; }

    [Parameter]
    public EventCallback OnConsent { get; set; }

    /// <summary>The act with the typed name; a refusal it throws is shown under the button.</summary>
    [Parameter]
    public EventCallback<string> OnSign { get; set; }

    /// <summary>The verb of the button where the page has a better one.</summary>
    [Parameter]
    public string? ActLabel { get; set; }

    /// <summary>Whether the page asks for consent in a step of its own.</summary>
    [Parameter]
    public bool ConsentElsewhere { get; set; }

    /// <summary>Brings the person here, for a button elsewhere on the page.</summary>
    public ValueTask FocusAsync() => _heading.FocusAsync();

    private SignatureView? Own => View.Agreement.Holding(Slot) is { } held && held.SignerId == View.Viewer.PersonId ? held : null;

    private string? ActsFor => Slot == SignatureSlot.Director ? View.Viewer.ActsFor : null;

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
        SignatureSlot.Administrator => "Sign as Agency Administrator",
        _ => "Sign as Executive Director",
    };

    private string Hint =>
        _typed.Trim().Length == 0 ? $"As it stands in your account: {View.Viewer.FullName}"
        : Person.IsSameName(_typed, View.Viewer.FullName) ? "This is the name in your account."
        : $"Not yet the name in your account: {View.Viewer.FullName}";

    private IReadOnlyList<string> Reasons => _typed.Trim().Length > 0 ? WhyNot ?? [] : [.. WhyNot ?? [], "Type your full name."];

    protected override async Task OnInitializedAsync() => _origin = await Actor.CallerAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // the button goes away with the consent, perhaps a moment later: the next thing to do is the name
        if (!_focusName || View.Agreement.ViewerConsentUtc is null)
            return;
        _focusName = false;
        await _name.FocusAsync();
    }

    private async Task ConsentAsync()
    {
        await OnConsent.InvokeAsync();
        _focusName = true;
    }

    private Task SignAsync() => OnSign.InvokeAsync(_typed.Trim());
}
