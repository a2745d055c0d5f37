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
}
