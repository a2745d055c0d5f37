using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Web.Auth;
using HmisOnboarding.Web.Components.Layout;

namespace HmisOnboarding.Web.Endpoints;

/// <summary>The bare address leads to where the person's first duty is; answered before any live page is opened.</summary>
public static class StartEndpoint
{
    public static void MapStart(this WebApplication app) =>
        app.MapGet("/", async (HttpContext context, PeopleService people, CancellationToken cancellationToken) =>
            CurrentActor.PersonIdOf(context.User) is { } id && await people.FindPersonAsync(id, cancellationToken) is { } person
                ? Results.LocalRedirect(RailEntries.StartOf(person))
                : Results.LocalRedirect("/Account/SignIn"));
}
