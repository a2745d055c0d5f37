using System.Diagnostics;
using HmisOnboarding.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace HmisOnboarding.Tests.Training.Compliance;

/// <summary>How many statements were sent to one community's file, and how many rows came back.</summary>
internal sealed class Reads : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly List<IDisposable> _subscriptions = [];
    private readonly string _folder;
    private int _statements;
    private int _rows;

    public Reads(TestCommunity community)
    {
        _folder = community.Folder;
        _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    public (int Statements, int Rows) Seen => (Volatile.Read(ref _statements), Volatile.Read(ref _rows));

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name)
            _subscriptions.Add(value.Subscribe(this));
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is CommandExecutedEventData executed && IsOurs(executed.Command))
            Interlocked.Increment(ref _statements);
        else if (value.Value is DataReaderDisposingEventData read && IsOurs(read.Command))
            Interlocked.Add(ref _rows, read.ReadCount);
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose() => _subscriptions.ForEach(s => s.Dispose());

    private bool IsOurs(System.Data.Common.DbCommand command) => command.Connection?.DataSource.StartsWith(_folder, StringComparison.Ordinal) == true;
}
