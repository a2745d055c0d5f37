using System.Collections.Concurrent;
using System.Diagnostics;
using HmisOnboarding.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace HmisOnboarding.Tests.Audit;

/// <summary>The statements that EF sends, by database file.</summary>
internal sealed class Statements : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly ConcurrentQueue<(string Source, string Text)> _seen = new();
    private readonly List<IDisposable> _subscriptions = [];
    private readonly AsyncLocal<Func<Task>?> _between = new();

    public Statements() => _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));

    public List<string> Take(TestCommunity community)
    {
        var taken = new List<(string Source, string Text)>();
        while (_seen.TryDequeue(out var statement))
            taken.Add(statement);
        return [.. taken.Where(s => s.Source.StartsWith(community.Folder, StringComparison.Ordinal)).Select(s => s.Text)];
    }

    /// <summary>After each statement of what this flow does from now on, something happens before the next one.</summary>
    public void LetHappenBetween(Func<Task> act) => _between.Value = act;

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name)
            _subscriptions.Add(value.Subscribe(this));
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is not CommandExecutedEventData { Command.Connection.DataSource: var source } data)
            return;
        _seen.Enqueue((source, data.Command.CommandText));
        if (_between.Value is { } act)
            Task.Run(() => WithoutBetween(act)).GetAwaiter().GetResult();
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose() => _subscriptions.ForEach(s => s.Dispose());

    private Task WithoutBetween(Func<Task> act)
    {
        _between.Value = null;
        return act();
    }
}
