using System.Runtime.InteropServices;
using System.Text;

namespace HmisOnboarding.Domain.Documents;

/// <summary>Puts the entries of a directory on disk. The framework can flush a file but not the directory that names it.</summary>
internal static class DirectoryFlush
{
    private const int ReadOnly = 0;

    public static void ToDisk(string path)
    {
        // Windows journals the rename itself and has no such call
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
            return;

        var handle = Open(Encoding.UTF8.GetBytes(path + "\0"), ReadOnly);
        if (handle < 0)
            throw new IOException($"Cannot open the directory of documents (error {Marshal.GetLastPInvokeError()}).");
        try
        {
            // a volume that cannot do it (some network mounts) answers with an error: the file itself is flushed all the same
            _ = Flush(handle);
        }
        finally
        {
            _ = Close(handle);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Flush(int handle);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int handle);
}
