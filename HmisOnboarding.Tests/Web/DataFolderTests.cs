using HmisOnboarding.Web;
using Xunit;

namespace HmisOnboarding.Tests.Web;

public sealed class DataFolderTests
{
    [Fact]
    public void Folders_WhenTheyWereThereForAllToRead_AreForTheOwnerAlone()
    {
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        var root = Directory.CreateTempSubdirectory("hmis-data-").FullName;
        try
        {
            foreach (var name in (string[])["", "documents", "keys", "seal"])
            {
                var folder = Directory.CreateDirectory(Path.Combine(root, name)).FullName;
                File.SetUnixFileMode(folder, Owner | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
            }

            var data = new DataFolder(root, root);

            foreach (var folder in (string[])[data.Root, data.Documents, data.Keys, data.Seal])
                Assert.Equal(Owner, File.GetUnixFileMode(folder));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }
}
