namespace HmisOnboarding.Web.Auth;

/// <summary>Where to go after signing in. Only a path of this app counts; everything else leads home.</summary>
public static class ReturnUrl
{
    public const string Home = "/";

    public static string OrHome(string? address)
    {
        if (string.IsNullOrEmpty(address) || address.Length > 2000 || address[0] != '/')
            return Home;
        // browsers read "//host" and "/\host" as another site, and drop tabs and line breaks before they look
        if (address.Any(c => char.IsControl(c) || c == '\\') || address.StartsWith("//", StringComparison.Ordinal))
            return Home;
        if (!Uri.TryCreate(address, UriKind.Relative, out _))
            return Home;
        return IsUnder(address, "/Account") || IsUnder(address, "/problem") || IsUnder(address, "/_blazor") ? Home : address;
    }

    private static bool IsUnder(string address, string folder) =>
        address.StartsWith(folder, StringComparison.OrdinalIgnoreCase)
        && (address.Length == folder.Length || address[folder.Length] is '/' or '?' or '#');
}
