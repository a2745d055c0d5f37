using HmisOnboarding.Web.Auth;
using HmisOnboarding.Web.Features.TrainingImport;

namespace HmisOnboarding.Web.Endpoints;

/// <summary>The rows of an import that were not added, as a file. Only the person whose open page made the list gets it.</summary>
public static class ImportEndpoints
{
    public static void MapImportEndpoints(this WebApplication app) =>
        app.MapGet("/training-import/{key:guid}/problems.csv", (Guid key, HttpContext context, ImportDownloads downloads) =>
        {
            if (CurrentActor.PersonIdOf(context.User) is not { } person || downloads.Find(key, person) is not { } content)
                return Results.StatusCode(StatusCodes.Status404NotFound);
            SecurityHeaders.AnswerWithFile(context, framed: false);
            return Results.File(content, "text/csv; charset=utf-8", "rows-not-added.csv");
        }).RequireAuthorization();
}
