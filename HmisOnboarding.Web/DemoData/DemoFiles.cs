namespace HmisOnboarding.Web.DemoData;

/// <summary>The files of the made-up community; they are part of the assembly, so a copy of the app cannot lose them.</summary>
internal static class DemoFiles
{
    /// <summary>A clear photograph of a certificate that lacks the lower part with the date.</summary>
    public const string Photo = "sample-photo.jpg";

    /// <summary>A picture of a screen that shows a certificate.</summary>
    public const string Screenshot = "sample-screen.png";

    public static Stream Open(string name) =>
        typeof(DemoFiles).Assembly.GetManifestResourceStream("DemoData/" + name) ?? throw new FileNotFoundException("This file is not part of the app.", name);
}
