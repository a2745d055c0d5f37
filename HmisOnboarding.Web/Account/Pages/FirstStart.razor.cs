using HmisOnboarding.Web.Auth;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Account.Pages;

/// <summary>Opened with the link from the console while the system has no administrator.</summary>
public sealed partial class FirstStart
{
    private const string Form = "first-start";

    private bool _isOpen;
    private IReadOnlyList<string> _problems = [];

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    [SupplyParameterFromQuery(Name = "code")]
    public string? Code { get; set; }

    [SupplyParameterFromForm(FormName = Form, Name = "first")]
    public string? First { get; set; }

    [SupplyParameterFromForm(FormName = Form, Name = "last")]
    public string? Last { get; set; }

    [SupplyParameterFromForm(FormName = Form, Name = "email")]
    public string? Email { get; set; }

    [SupplyParameterFromForm(FormName = Form, Name = "password")]
    public string? Password { get; set; }

    [SupplyParameterFromForm(FormName = Form, Name = "repeated")]
    public string? Repeated { get; set; }

    protected override async Task OnInitializedAsync() =>
        _isOpen = !string.IsNullOrEmpty(Code) && await People.IsFirstStartSecretAsync(Code, HttpContext.RequestAborted);

    private async Task SetUpAsync()
    {
        if (!_isOpen)
            return;
        _problems = await Desk.SetUpFirstAdministratorAsync(
            Code!, First ?? "", Last ?? "", Email ?? "", Password ?? "", Repeated ?? "", HttpContext.RequestAborted);
        if (_problems.Count == 0)
            Navigation.NavigateTo(ReturnUrl.Home);
    }
}
