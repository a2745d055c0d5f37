using HmisOnboarding.Domain.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace HmisOnboarding.Domain.Persistence;

/// <summary>
/// The locks in the database itself, as SQLite triggers: rows that never change can neither be changed nor removed nor replaced, whoever
/// writes. They are drawn from the model and set at every start, outside the migrations: SQLite drops them silently with a table that is
/// rebuilt, and a column that is added later is locked with the others. BEFORE, because what an AFTER trigger does is missed by RETURNING.
/// </summary>
internal static class AppendOnly
{
    private const string Prefix = "AppendOnly_";

    /// <summary>Sets the locks of this model: missing ones are made, others of ours are made anew or removed.</summary>
    public static async Task SetAsync(HmisDbContext db, CancellationToken cancellationToken)
    {
        var wanted = Locks(db.Model);
        var there = await ThereAsync(db, cancellationToken);
        var old = there.Where(t => wanted.GetValueOrDefault(t.Key) != t.Value).Select(t => t.Key).ToList();
        var missing = wanted.Where(w => there.GetValueOrDefault(w.Key) != w.Value).Select(w => w.Value).ToList();
        if (old.Count + missing.Count == 0)
            return;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        foreach (var sql in old.Select(Drop).Concat(missing))
            await db.Database.ExecuteSqlRawAsync(sql, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Takes the locks away while tables are rebuilt.</summary>
    public static async Task LiftAsync(HmisDbContext db, CancellationToken cancellationToken)
    {
        foreach (var name in (await ThereAsync(db, cancellationToken)).Keys)
            await db.Database.ExecuteSqlRawAsync(Drop(name), cancellationToken);
    }

    /// <summary>The tables of which a lock is missing or is not ours.</summary>
    public static async Task<IReadOnlyList<string>> OpenTablesAsync(HmisDbContext db, CancellationToken cancellationToken)
    {
        var there = await ThereAsync(db, cancellationToken);
        return [.. Locks(db.Model).Where(l => there.GetValueOrDefault(l.Key) != l.Value).Select(l => l.Key.Split('_')[1]).Distinct()];
    }

    private static Dictionary<string, string> Locks(IModel model)
    {
        var locks = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in ProvenRows.Current.Where(r => r is { IsFinal: true, MayBeRemoved: false, IsPart: false }))
            Lock(locks, model.FindEntityType(row.Type)!, row.FilledInLater);
        Lock(locks, model.FindEntityType(typeof(AuditCheckpoint))!, []);

        var entries = model.FindEntityType(typeof(AuditEntry))!;
        Lock(locks, entries, []);
        Add(locks, entries, "Continue", "INSERT", """
            NEW."Seq" IS NOT (SELECT COALESCE(MAX("Seq"), 0) + 1 FROM "AuditEntries")
              OR NEW."PrevHash" IS NOT COALESCE((SELECT "Hash" FROM "AuditEntries" ORDER BY "Seq" DESC LIMIT 1), zeroblob(32))
            """, "An entry continues the log or is none.");
        return locks;
    }

    private static void Lock(Dictionary<string, string> locks, IEntityType type, IReadOnlyList<string> filledInLater)
    {
        var changed = type.GetProperties().Select(p => (Column: Quote(p.GetColumnName()), Later: filledInLater.Contains(p.Name)))
            .Select(c => c.Later ? $"(OLD.{c.Column} IS NOT NULL AND NEW.{c.Column} IS NOT OLD.{c.Column})" : $"NEW.{c.Column} IS NOT OLD.{c.Column}");
        Add(locks, type, "Change", "UPDATE", string.Join("\n  OR ", changed), "This row never changes.");
        Add(locks, type, "Remove", "DELETE", null, "This row is never removed.");

        // INSERT OR REPLACE removes what stands in its way without asking the lock on DELETE
        var keys = type.GetIndexes().Where(i => i.IsUnique).Select(i => (i.Properties, Filter: i.GetFilter())).Prepend((type.FindPrimaryKey()!.Properties, Filter: null));
        var taken = keys.Select(k => $"EXISTS (SELECT 1 FROM {Quote(type.GetTableName()!)} WHERE "
            + string.Join(" AND ", k.Properties.Select(p => Quote(p.GetColumnName())).Select(c => $"{c} = NEW.{c}").Concat(k.Filter is null ? [] : [$"({k.Filter})"])) + ")");
        Add(locks, type, "Replace", "INSERT", string.Join("\n  OR ", taken), "This row is there already and is never replaced.");
    }

    private static void Add(Dictionary<string, string> locks, IEntityType type, string name, string operation, string? when, string sentence)
    {
        var table = type.GetTableName()!;
        var full = $"{Prefix}{table}_{name}";
        locks.Add(full, $"CREATE TRIGGER {Quote(full)} BEFORE {operation} ON {Quote(table)}{(when is null ? "" : $"\nWHEN {when}")}\nBEGIN SELECT RAISE(ABORT, '{sentence}'); END");
    }

    private static async Task<Dictionary<string, string>> ThereAsync(HmisDbContext db, CancellationToken cancellationToken)
    {
        var triggers = await db.Database.SqlQueryRaw<Trigger>("SELECT name AS Name, sql AS Sql FROM sqlite_master WHERE type = 'trigger'").ToListAsync(cancellationToken);
        return triggers.Where(t => t.Name.StartsWith(Prefix, StringComparison.Ordinal)).ToDictionary(t => t.Name, t => t.Sql, StringComparer.Ordinal);
    }

    private static string Drop(string name) => $"DROP TRIGGER {Quote(name)}";

    private static string Quote(string name) => $"\"{name}\"";

    private sealed record Trigger(string Name, string Sql);
}
