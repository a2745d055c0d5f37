using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using HmisOnboarding.Web.Auth;

namespace HmisOnboarding.Web.Endpoints;

/// <summary>Counts the forms that one address sends to the account pages.</summary>
public static class AccountPosts
{
    public static RateLimitPartition<string> Partition(HttpContext context, WebLimits limits) =>
        HttpMethods.IsPost(context.Request.Method) && context.Request.Path.StartsWithSegments("/Account")
            ? RateLimitPartition.GetFixedWindowLimiter(Neighbourhood(context.Connection.RemoteIpAddress), _ => new FixedWindowRateLimiterOptions
            {
                PermitLimit = limits.AccountPostsPerMinute,
                Window = TimeSpan.FromMinutes(1),
            })
            : RateLimitPartition.GetNoLimiter("");

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
