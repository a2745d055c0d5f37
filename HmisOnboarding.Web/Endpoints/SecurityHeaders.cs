using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;

namespace HmisOnboarding.Web.Endpoints;

/// <summary>What every answer tells the browser not to do.</summary>
public static class SecurityHeaders
{
    private const string FilePolicy = "sandbox; default-src 'none'; frame-ancestors ";
    private static readonly object NonceKey = new();
    private static readonly object FileKey = new();

    /// <summary>The random word that allows this page's import map; a new one for each answer.</summary>
    public static string Nonce(HttpContext context)
    {
        if (context.Items[NonceKey] is string nonce)
            return nonce;
        nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        context.Items[NonceKey] = nonce;
        return nonce;
    }

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            Write(context);
            return Task.CompletedTask;
        });
        return next(context);
    });

    /// <summary>This answer is a file that somebody uploaded or a paper drawn from it: it may run nothing, whatever is in it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="framed">True where an own page shows it in a frame; else no page may.</param>
    public static void AnswerWithFile(HttpContext context, bool framed) => context.Items[FileKey] = framed;

    /// <summary>The answer became a page after all.</summary>
    public static void AnswerWithPage(HttpContext context) => context.Items.Remove(FileKey);

    private static void Write(HttpContext context)
    {
        var headers = context.Response.Headers;
        var framed = context.Items[FileKey] as bool?;
        // style-src needs 'unsafe-inline': MudBlazor writes its theme and sizes as inline styles
        headers.ContentSecurityPolicy = framed is { } own
            ? FilePolicy + (own ? "'self'" : "'none'")
            : $"default-src 'none'; script-src 'self' 'nonce-{Nonce(context)}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
            + "font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'; object-src 'none'; manifest-src 'self'";
        headers.XFrameOptions = framed == true ? "SAMEORIGIN" : "DENY";
        headers.XContentTypeOptions = "nosniff";
        // invitation links carry their secret in the address
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), midi=(), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (!IsStaticAsset(headers.CacheControl))
            headers.CacheControl = "no-store";
    }

    /// <summary>Fingerprinted and revalidated files bring their own answer; pages and downloads must stay out of every cache.</summary>
    private static bool IsStaticAsset(StringValues cacheControl) =>
        cacheControl.Count == 1 && cacheControl[0] is { } value && (value.Contains("immutable", StringComparison.Ordinal) || value == "no-cache");
}
