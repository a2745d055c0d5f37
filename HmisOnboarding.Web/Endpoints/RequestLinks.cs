using HmisOnboarding.Domain;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Web.Components.Requests;

namespace HmisOnboarding.Web.Endpoints;

/// <summary>The short address of a request, which leads each person to their own page of it, and the dates of a request as calendar files.</summary>
public static class RequestLinks
{
    public static void MapRequestLinks(this WebApplication app)
    {
        var links = app.MapGroup("").RequireAuthorization().AddEndpointFilter(DocumentEndpoints.AnswerRefusalsAsync);

        links.MapGet("/r/{code}", async (string code, HttpContext context, RequestQueries queries, CancellationToken cancellationToken) =>
        {
            // read out on the phone, it is typed in any case
            var known = code.Trim().ToUpperInvariant();
            return Results.LocalRedirect(RequestAddress.Of(await queries.PlaceAsync(DocumentEndpoints.CallerOf(context), known, cancellationToken), known));
        });

        links.MapGet("/requests/{code}/due/{kind}.ics", async (string code, string kind, HttpContext context, RequestQueries queries, HmisDomainOptions options, CancellationToken cancellationToken) =>
        {
            var asked = kind switch
            {
                "step" => DueKind.Step,
                "account" => DueKind.Account,
                _ => throw new NotFoundException(),
            };
            var view = await queries.RequestAsync(DocumentEndpoints.CallerOf(context), code, cancellationToken);
            var due = DueDate.Of(view, asked) ?? throw new NotFoundException();
            SecurityHeaders.AnswerWithFile(context, framed: false);
            context.Response.Headers.ContentDisposition = DocumentEndpoints.Disposition("attachment", $"{view.Code} {kind}.ics");
            var link = options.PublicAddress is { } address ? address.TrimEnd('/') + RequestAddress.ForAll(view.Code) : null;
            return Results.Bytes(due.File(view, link), "text/calendar; charset=utf-8");
        });
    }
}
