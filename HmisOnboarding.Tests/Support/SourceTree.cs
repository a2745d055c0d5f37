namespace HmisOnboarding.Tests.Support;

/// <summary>The files of the repository, for tests that read what people wrote by hand.</summary>
internal static class SourceTree
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "HmisOnboarding.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("The tests run outside of the repository.");
    }
}
