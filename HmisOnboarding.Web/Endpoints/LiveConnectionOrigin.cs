namespace HmisOnboarding.Web.Endpoints;

/// <summary>
/// Live connections are opened by our own pages only. Browsers do not hold web sockets to the same-origin rule, and the
/// framework accepts any origin; a page elsewhere could otherwise act with the visitor's cookie.
/// </summary>
public static class LiveConnectionOrigin
{
    public static IApplicationBuilder UseLiveConnectionOrigin(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (context.Request.Path.StartsWithSegments("/_blazor") && !IsOwn(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        await next(context);
    });

    /// <summary>No Origin header is allowed: browsers leave it out only for reads from the same site.</summary>
    private static bool IsOwn(HttpRequest request)
    {
        var origins = request.Headers.Origin;
        return origins.Count == 0
            || (origins.Count == 1 && string.Equals(origins[0], $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase));
    }
}
