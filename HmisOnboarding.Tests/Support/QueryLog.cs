using System.Data.Common;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Xunit;

namespace HmisOnboarding.Tests.Support;

/// <summary>
/// Every statement that one community's database is asked, and how SQLite answers it. Open it before the community's first read: EF looks for
/// listeners once a second at most.
/// </summary>
internal sealed class QueryLog : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly List<IDisposable> _subscriptions = [];
    private readonly List<LoggedQuery> _queries = [];

    private TestCommunity? _community;

    public QueryLog() => _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));

    /// <summary>What a read asks, in order.</summary>
    public async Task<IReadOnlyList<LoggedQuery>> OfAsync(TestCommunity community, Func<TestCommunity, Task> read)
    {
        _community = community;
        try
        {
            await read(community);
        }
        finally
        {
            _community = null;
        }

        lock (_queries)
        {
            List<LoggedQuery> asked = [.. _queries.Where(q => q.Sql.StartsWith("SELECT", StringComparison.Ordinal))];
            _queries.Clear();
            Assert.NotEmpty(asked);
            return asked;
        }
    }

    public void Dispose() => _subscriptions.ForEach(s => s.Dispose());

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name)
            _subscriptions.Add(value.Subscribe(this));
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        // other tests talk to databases of their own at the same time
        if (value.Key != RelationalEventId.CommandExecuting.Name || _community is not { } community || value.Value is not CommandEventData { Command: SqliteCommand command }
            || command.Connection?.DataSource.StartsWith(community.Folder, StringComparison.Ordinal) != true)
            return;
        lock (_queries)
            _queries.Add(new(command.CommandText, [.. command.Parameters.Cast<SqliteParameter>().Select(p => (p.ParameterName, p.Value))]));
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }
}

/// <summary>One statement with what it was given.</summary>
internal sealed record LoggedQuery(string Sql, IReadOnlyList<(string Name, object? Value)> Parameters)
{
    /// <summary>The statement on a connection, ready to run.</summary>
    public SqliteCommand On(SqliteConnection connection, string before = "")
    {
        var command = connection.CreateCommand();
        command.CommandText = before + Sql;
        foreach (var (name, value) in Parameters)
            command.Parameters.AddWithValue(name, value);
        return command;
    }

    /// <summary>The lines of the plan by which SQLite runs it.</summary>
    public IReadOnlyList<string> Plan(SqliteConnection connection)
    {
        using var command = On(connection, "EXPLAIN QUERY PLAN ");
        using DbDataReader reader = command.ExecuteReader();
        var lines = new List<string>();
        while (reader.Read())
            lines.Add(reader.GetString(3));
        return lines;
    }
}
