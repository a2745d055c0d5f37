using System.Collections.Concurrent;
using System.Globalization;
using System.Linq.Expressions;
using HmisOnboarding.Domain.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace HmisOnboarding.Domain.Audit;

/// <summary>A file that a proven row names, with the hash that the file must have.</summary>
internal sealed record KeptFile(string StoredName, string Sha256);

/// <summary>
/// How one kind of row is proven: which of its fields last, when there is something to prove, and how the rows are found again.
/// The content is every lasting field by name, in the order of the names; a field without a value is left out, so that a column that is
/// added later and is empty in old rows does not change what was proven.
/// </summary>
internal abstract class ProvenRow(AuditKind kind, string form, Type type)
{
    private readonly ConcurrentDictionary<IModel, Field[]> _fields = new();

    public AuditKind Kind { get; } = kind;

    public string Form { get; } = form;

    public Type Type { get; } = type;

    /// <summary>Fields that are no part of it: they may be filled in once, later.</summary>
    public IReadOnlyList<string> FilledInLater { get; protected set; } = [];

    /// <summary>Nothing of it ever changes, so every entry must agree with the row; else only the last one.</summary>
    public bool IsFinal { get; protected set; }

    /// <summary>An act of the process removes such rows; the log keeps the entry.</summary>
    public bool MayBeRemoved { get; protected set; }

    /// <summary>The row is one of several facts about its table: the table's own line says what may change in it.</summary>
    public bool IsPart => Only.Count > 0;

    /// <summary>Whether rows of this kind name a file.</summary>
    public abstract bool HasFile { get; }

    protected IReadOnlyList<string> Only { get; set; } = [];

    public AuditAct? ActOf(EntityEntry entry) => entry.State switch
    {
        EntityState.Added when Holds(entry.Entity) => AuditAct.Recorded,
        EntityState.Modified when Holds(entry.Entity) && FieldsOf(entry.Context.Model).Any(f => entry.Property(f.Name).IsModified) => AuditAct.Changed,
        EntityState.Deleted when Holds(entry.Entity) => AuditAct.Removed,
        _ => null,
    };

    public byte[] ContentHash(IModel model, object row)
    {
        var bytes = new CanonicalBytes(Form);
        foreach (var field in FieldsOf(model))
        {
            if (field.Value(row) is { } value)
                bytes.Text(field.Name).Value(value);
        }

        return bytes.Hash();
    }

    public abstract bool Holds(object row);

    public abstract string KeyOf(object row);

    public abstract Guid? RequestOf(object row);

    public abstract KeptFile? FileOf(object row);

    /// <summary>Rows of these keys, by key.</summary>
    public abstract Task<IReadOnlyDictionary<string, object>> FindAsync(HmisDbContext db, IEnumerable<string> keys, CancellationToken cancellationToken);

    /// <summary>Which of these keys have a row; nothing else of the rows is read.</summary>
    public abstract Task<IReadOnlyList<string>> ExistingAsync(HmisDbContext db, IEnumerable<string> keys, CancellationToken cancellationToken);

    /// <summary>The next keys, in their order, of rows that there is something to prove of. Nothing else of the rows is read.</summary>
    public abstract Task<IReadOnlyList<string>> KeysAsync(HmisDbContext db, string? after, int size, CancellationToken cancellationToken);

    private Field[] FieldsOf(IModel model) => _fields.GetOrAdd(model, static (m, row) =>
    {
        var type = m.FindEntityType(row.Type) ?? throw new InvalidOperationException($"{row.Type.Name} has no table.");
        var known = type.GetProperties().ToDictionary(p => p.Name, StringComparer.Ordinal);
        foreach (var name in row.Only.Concat(row.FilledInLater).Where(n => !known.ContainsKey(n)))
            throw new InvalidOperationException($"{row.Type.Name} has no field {name}.");
        return [.. known.Values.Where(p => row.Only.Count == 0 ? !row.FilledInLater.Contains(p.Name) : p.IsPrimaryKey() || row.Only.Contains(p.Name))
            .OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => new Field(p))];
    }, this);

    private sealed class Field(IProperty property)
    {
        private readonly System.Reflection.PropertyInfo _property = property.PropertyInfo ?? throw new InvalidOperationException($"{property.Name} cannot be read from the row.");
        private readonly Func<object?, object?>? _convert = property.GetTypeMapping().Converter?.ConvertToProvider;

        public string Name { get; } = property.Name;

        public object? Value(object row) => _convert is null ? _property.GetValue(row) : _convert(_property.GetValue(row));
    }
}

/// <inheritdoc />
internal sealed class ProvenRow<T, TKey>(AuditKind kind, string form, Func<T, TKey> key, Func<T, Guid?>? request) : ProvenRow(kind, form, typeof(T))
    where T : class
    where TKey : struct, IComparable<TKey>
{
    private Expression<Func<T, bool>>? _holds;
    private Func<T, bool>? _holdsNow;
    private Func<T, KeptFile>? _file;

    public override bool HasFile => _file is not null;

    /// <summary>A row of this kind never changes, but for the named fields, which are empty at first and may be filled in once.</summary>
    public ProvenRow<T, TKey> Final(params string[] filledInLater)
    {
        IsFinal = true;
        FilledInLater = filledInLater;
        return this;
    }

    /// <summary>Only these fields are proven, while the condition holds.</summary>
    public ProvenRow<T, TKey> Fields(Expression<Func<T, bool>>? when, params string[] names)
    {
        Only = names;
        _holds = when;
        _holdsNow = when?.Compile();
        return this;
    }

    /// <summary>An act of the process removes such rows.</summary>
    public ProvenRow<T, TKey> Removable()
    {
        MayBeRemoved = true;
        return this;
    }

    /// <summary>The row stands for a file in the store.</summary>
    public ProvenRow<T, TKey> Keeping(Func<T, KeptFile> file)
    {
        _file = file;
        return this;
    }

    public override bool Holds(object row) => _holdsNow is null || _holdsNow((T)row);

    public override string KeyOf(object row) => Written(key((T)row));

    public override Guid? RequestOf(object row) => request?.Invoke((T)row);

    public override KeptFile? FileOf(object row) => _file?.Invoke((T)row);

    public override async Task<IReadOnlyDictionary<string, object>> FindAsync(HmisDbContext db, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var wanted = Read(keys);
        var rows = await db.Set<T>().AsNoTracking().Where(r => EF.Parameter(wanted).Contains(EF.Property<TKey>(r, "Id"))).ToListAsync(cancellationToken);
        return rows.ToDictionary(r => KeyOf(r), r => (object)r, StringComparer.Ordinal);
    }

    public override async Task<IReadOnlyList<string>> ExistingAsync(HmisDbContext db, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var wanted = Read(keys);
        var there = await db.Set<T>().Select(r => EF.Property<TKey>(r, "Id")).Where(k => EF.Parameter(wanted).Contains(k)).ToListAsync(cancellationToken);
        return [.. there.Select(Written)];
    }

    public override async Task<IReadOnlyList<string>> KeysAsync(HmisDbContext db, string? after, int size, CancellationToken cancellationToken)
    {
        IQueryable<T> rows = db.Set<T>().AsNoTracking();
        if (_holds is not null)
            rows = rows.Where(_holds);
        if (after is not null && Read(after) is { } last)
            rows = rows.Where(r => EF.Property<TKey>(r, "Id").CompareTo(last) > 0);

        return [.. (await rows.Select(r => EF.Property<TKey>(r, "Id")).OrderBy(k => k).Take(size).ToListAsync(cancellationToken)).Select(Written)];
    }

    private static string Written(TKey value) => value switch
    {
        Guid id => id.ToString("D").ToUpperInvariant(),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static List<TKey> Read(IEnumerable<string> texts) => [.. texts.Select(Read).Where(k => k is not null).Select(k => k!.Value).Distinct()];

    private static TKey? Read(string text) =>
        typeof(TKey) == typeof(Guid) ? Guid.TryParse(text, out var id) ? (TKey)(object)id : null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (TKey)Convert.ChangeType(number, typeof(TKey), CultureInfo.InvariantCulture)
        : null;
}
