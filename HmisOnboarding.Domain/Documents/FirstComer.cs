using System.Runtime.InteropServices;
using System.Text;

namespace HmisOnboarding.Domain.Documents;

/// <summary>
/// Gives a finished file its name unless somebody was faster. The framework's own move looks first and renames then, so of two that come
/// at once the later one would take the place of the earlier.
/// </summary>
internal static class FirstComer
{
    private const int Exists = 17;

    /// <summary>Whether <paramref name="finished"/> now stands under <paramref name="name"/>; false when a file was there already. The caller removes the finished one.</summary>
    /// <exception cref="IOException">The name could not be given for another reason.</exception>
    public static bool Take(string finished, string name)
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
        {
            if (Link(Encoding.UTF8.GetBytes(finished + "\0"), Encoding.UTF8.GetBytes(name + "\0")) == 0)
                return true;
            if (Marshal.GetLastPInvokeError() == Exists)
                return false;
            // a volume without second names: what is left is the framework's way
        }

        try
        {
            File.Move(finished, name, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(name))
        {
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link(byte[] existing, byte[] name);
}
