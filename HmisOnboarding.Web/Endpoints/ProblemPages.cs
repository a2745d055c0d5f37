using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;

namespace HmisOnboarding.Web.Endpoints;

/// <summary>A refused form is explained by a page that is read, not sent again: its own fields and token would be checked a second time.</summary>
public static class ProblemPages
{
    public static IApplicationBuilder UseProblemPagesAsReads(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.Features.Get<IStatusCodeReExecuteFeature>() is not null || context.Features.Get<IExceptionHandlerFeature>() is not null)
            context.Request.Method = HttpMethods.Get;
        return next(context);
    });

    /// <summary>A form without its token gets the page that says what to do; the framework would answer with a line of plain text.</summary>
    public static IApplicationBuilder UseRefusedFormPage(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (HttpMethods.IsPost(context.Request.Method) && context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false })
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return Task.CompletedTask;
        }

        return next(context);
    });
}
