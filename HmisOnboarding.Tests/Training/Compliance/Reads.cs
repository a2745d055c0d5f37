using System.Collections.Concurrent;
using System.Diagnostics;
using HmisOnboarding.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace HmisOnboarding.Tests.Training.Compliance;

/// <summary>
/// How many statements were sent to a community's file, and how many rows came back. Listen before the community is made: for a second
/// EF does not ask again whether anybody listens.
/// </summary>
internal sealed class Reads : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly List<IDisposable> _subscriptions = [];
    private readonly ConcurrentQueue<(string Source, int Statements, int Rows)> _seen = new();

    public Reads() => _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));

    /// <summary>What was read since the last time that was asked.</summary>
    public (int Statements, int Rows) Take(TestCommunity community)
    {
        var (statements, rows) = (0, 0);
        while (_seen.TryDequeue(out var read))
        {
            if (read.Source.StartsWith(community.Folder, StringComparison.Ordinal))
                (statements, rows) = (statements + read.Statements, rows + read.Rows);
        }

        return (statements, rows);
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name)
            _subscriptions.Add(value.Subscribe(this));
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is CommandExecutedEventData { Command.Connection.DataSource: var sent })
            _seen.Enqueue((sent, 1, 0));
        else if (value.Value is DataReaderDisposingEventData { Command.Connection.DataSource: var read } data)
            _seen.Enqueue((read, 0, data.ReadCount));
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose() => _subscriptions.ForEach(s => s.Dispose());
}
