using HmisOnboarding.Web.Auth;
using HmisOnboarding.Web.Endpoints;
using Microsoft.AspNetCore.Components;
using SafeReturn = HmisOnboarding.Web.Auth.ReturnUrl;

namespace HmisOnboarding.Web.Account.Pages;

/// <summary>E-mail and password; after success the page that was asked for, if it is one of ours.</summary>
public sealed partial class SignIn
{
    private IReadOnlyList<string> _problems = [];
    private IReadOnlyList<DemoSignIn> _demo = [];

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    [SupplyParameterFromQuery(Name = "ReturnUrl")]
    public string? ReturnUrl { get; set; }

    [SupplyParameterFromForm(FormName = "sign-in", Name = "email")]
    public string? Email { get; set; }

    [SupplyParameterFromForm(FormName = "sign-in", Name = "password")]
    public string? Password { get; set; }

    // the service is registered in Development only
    protected override void OnInitialized() => _demo = Services.GetService<DemoSignIns>()?.People ?? [];

    private async Task SignInAsync()
    {
        if (await Desk.SignInAsync(Email ?? "", Password ?? "", OpenPages.Neighbourhood(HttpContext.Connection.RemoteIpAddress), HttpContext.RequestAborted) is { } problem)
            _problems = [problem];
        else
            Navigation.NavigateTo(SafeReturn.OrHome(ReturnUrl));
    }
}
