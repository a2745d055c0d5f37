using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using HmisOnboarding.Web.Auth;

namespace HmisOnboarding.Web.Endpoints;

/// <summary>Counts what one address sends to the pages that are open to everybody: guessing passwords, links and codes is slow.</summary>
public static class OpenPages
{
    public static RateLimitPartition<string> Partition(HttpContext context, WebLimits limits) =>
        HttpMethods.IsPost(context.Request.Method) && context.Request.Path.StartsWithSegments("/Account") ? Limited(context, "account", limits.AccountPostsPerMinute)
        : context.Request.Path.StartsWithSegments("/verify") ? Limited(context, "verify", limits.VerifiesPerMinute)
        : context.Request.Path.StartsWithSegments("/track") ? Limited(context, "track", limits.TracksPerMinute)
        : RateLimitPartition.GetNoLimiter("");

    private static RateLimitPartition<string> Limited(HttpContext context, string what, int perMinute) =>
        RateLimitPartition.GetFixedWindowLimiter($"{what} {Neighbourhood(context.Connection.RemoteIpAddress)}", _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = perMinute,
            Window = TimeSpan.FromMinutes(1),
        });

    /// <summary>One IPv4 address, or the IPv6 network that one household or office gets; single IPv6 addresses are free to change.</summary>
    public static string Neighbourhood(IPAddress? address)
    {
        if (address is null)
            return "unknown";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes(), 0, 8) : address.ToString();
    }
}
