using HmisOnboarding.Web.Auth;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace HmisOnboarding.Web.Endpoints;

/// <summary>The account acts that have no page of their own.</summary>
public static class AccountEndpoints
{
    public static void MapAccountEndpoints(this WebApplication app)
    {
        // the token is checked by hand: the framework checks it only where form fields are bound
        app.MapPost("/Account/SignOut", async (HttpContext context, IAntiforgery antiforgery, SignInManager<SignInAccount> signIn) =>
        {
            if (!await antiforgery.IsRequestValidAsync(context))
                return Results.StatusCode(StatusCodes.Status400BadRequest);
            // deleting the cookie reaches this browser only: a copy of it ends with the stamp, and so do the person's other sign-ins
            if (await signIn.UserManager.GetUserAsync(context.User) is { } account)
                await signIn.UserManager.UpdateSecurityStampAsync(account);
            await signIn.SignOutAsync();
            // storage: what somebody drew or typed and did not send must not wait in the tab for the next person
            context.Response.Headers["Clear-Site-Data"] = "\"cache\", \"storage\"";
            return Results.LocalRedirect("/Account/SignedOut");
        }).AllowAnonymous();

        if (app.Environment.IsDevelopment())
            app.MapPost("/Account/TryItAs", TryItAsAsync).AllowAnonymous();
    }

    private static async Task<IResult> TryItAsAsync(
        [FromForm] Guid person, [FromForm] string? returnUrl, DemoSignIns demo, SignInDesk desk)
    {
        // only people of the list: the form is no road to any other account
        if (demo.Find(person) is not { } chosen)
            return Results.StatusCode(StatusCodes.Status404NotFound);
        await desk.TryItAsAsync(chosen.PersonId, chosen.Email, DemoSignIns.Password);
        return Results.LocalRedirect(ReturnUrl.OrHome(returnUrl));
    }
}
