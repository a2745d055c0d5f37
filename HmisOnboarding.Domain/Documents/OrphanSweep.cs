using System.Reflection;
using HmisOnboarding.Domain.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.Logging;

namespace HmisOnboarding.Domain.Documents;

/// <summary>
/// Removes files that no row names: a stop between a file and its commit leaves one behind, with somebody's certificate in it.
/// </summary>
public sealed partial class OrphanSweep(HmisDatabase database, DocumentStore documents, ILogger<OrphanSweep> logger)
{
    /// <summary>Younger files are left alone: their row may be on its way.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromHours(24);

    // every property of a row that names a stored file is called so; a table that comes later is found by it
    private const string NameOfFile = "StoredName";

    private const int FewEnough = 20;

    /// <summary>
    /// Removes old files without a row and returns how many. Removes none where more than a tenth of all files have no row: that is not what
    /// crashes leave, but a database that does not belong to these files.
    /// </summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken = default)
    {
        // the files before the rows, so that what is committed meanwhile is never taken for an orphan
        var orphans = documents.StoredNames(Age).ToHashSet(StringComparer.Ordinal);
        var files = orphans.Count;
        if (files == 0)
            return 0;
        await using (var db = database.Read(Reach.Everything))
        {
            foreach (var (type, property) in Naming(db.Model))
                await (Task)typeof(OrphanSweep).GetMethod(nameof(KeepNamedAsync), BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(type).Invoke(null, [db, property, orphans, cancellationToken])!;
        }

        if (orphans.Count > FewEnough && orphans.Count > files / 10)
        {
            LogTooMany(logger, orphans.Count, files);
            return 0;
        }

        foreach (var name in orphans)
            await documents.DeleteAsync(name, cancellationToken);
        return orphans.Count;
    }

    /// <summary>The tables whose rows name files, with the field that does.</summary>
    public static IEnumerable<(Type Type, string Property)> Naming(IReadOnlyModel model) =>
        model.GetEntityTypes().SelectMany(t => t.GetProperties().Where(p => p.Name.EndsWith(NameOfFile, StringComparison.Ordinal)).Select(p => (t.ClrType, p.Name)));

    private static async Task KeepNamedAsync<T>(HmisDbContext db, string property, HashSet<string> orphans, CancellationToken cancellationToken) where T : class
    {
        await foreach (var name in db.Set<T>().Select(r => EF.Property<string?>(r, property)).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (name is not null)
                orphans.Remove(name);
        }
    }

    [LoggerMessage(LogLevel.Error, "{Orphans} of {Files} stored files have no row, and none was removed. Do the database and the documents belong together?")]
    private static partial void LogTooMany(ILogger logger, int orphans, int files);
}
