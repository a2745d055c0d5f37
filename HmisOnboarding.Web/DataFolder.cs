using System.Runtime.Versioning;

namespace HmisOnboarding.Web;

/// <summary>The one folder that holds what must be backed up: database, documents, keys and the seal.</summary>
public sealed class DataFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public DataFolder(string contentRoot, string? setting)
    {
        Root = Path.GetFullPath(Path.Combine(contentRoot, string.IsNullOrWhiteSpace(setting) ? "App_Data" : setting));
        foreach (var folder in (string[])[Root, Documents, Keys, Seal])
        {
            // whoever can read the keys can make a sign-in cookie
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
                MakeOwnerOnly(folder);
        }
    }

    public string Root { get; }

    // the mode of a folder that is there already is not changed by making it
    [UnsupportedOSPlatform("windows")]
    private static void MakeOwnerOnly(string folder)
    {
        Directory.CreateDirectory(folder, OwnerOnly);
        if ((File.GetUnixFileMode(folder) & ~OwnerOnly) == 0)
            return;
        try
        {
            File.SetUnixFileMode(folder, OwnerOnly);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new UnauthorizedAccessException($"Others on this machine can open {folder}, and this program may not change that. Let its own account own the folder (chown, chmod 700), then start again.", fault);
        }
    }

    public string Database => Path.Combine(Root, "hmis.db");

    public string Documents => Path.Combine(Root, "documents");

    /// <summary>Key and certificates of the seal; a copy of it belongs in a safe of its own.</summary>
    public string Seal => Path.Combine(Root, "seal");

    /// <summary>Where a development copy without a mail server puts its mails.</summary>
    public string Mail => Path.Combine(Root, "mail");

    public string Keys => Path.Combine(Root, "keys");
}
