using Xunit;

namespace HmisOnboarding.Tests.Web;

/// <summary>Finds the Web project's own files from wherever the tests run.</summary>
internal static class WebRoot
{
    public static string File(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "HmisOnboarding.sln")))
            folder = folder.Parent;
        Assert.NotNull(folder);
        return Path.Combine(folder.FullName, "HmisOnboarding.Web", "wwwroot", name);
    }
}
