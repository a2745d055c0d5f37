using System.Threading.Channels;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Updates;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace HmisOnboarding.Domain.Persistence;

/// <summary>
/// The one writer. Commands wait in line and run one after the other inside BEGIN IMMEDIATE; those that wait together share one commit,
/// each behind a savepoint of its own, so that a refused one undoes nothing but itself. First commit, then tell the live screens, then the caller.
/// </summary>
public sealed class SingleWriter : IAsyncDisposable
{
    private const int Capacity = 1024;
    private const int LargestBatch = 32;

    private readonly Channel<Command> _waiting = Channel.CreateBounded<Command>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly HmisDatabase _database;
    private readonly RequestChanges _changes;
    private readonly ILogger<SingleWriter> _logger;
    private readonly Task _writer;
    private SqliteConnection? _connection;

    /// <summary>Starts the writer.</summary>
    public SingleWriter(HmisDatabase database, RequestChanges changes, ILogger<SingleWriter> logger)
    {
        _database = database;
        _changes = changes;
        _logger = logger;
        _writer = Task.Run(WriteAsync);
    }

    /// <summary>
    /// Runs a command in its turn and returns its result after the commit. What the command throws reaches the caller, and nothing of it is kept.
    /// The command gets a context that sees nothing until it sets the reach, and a list of keys to announce after the commit.
    /// </summary>
    public async Task<T> RunAsync<T>(Func<HmisDbContext, ICollection<ChangeKey>, CancellationToken, Task<T>> command, CancellationToken cancellationToken = default)
    {
        var waiting = new Command<T>(command, cancellationToken);
        await _waiting.Writer.WriteAsync(waiting, cancellationToken);
        return await waiting.Result;
    }

    /// <summary>
    /// Whether this came out of a command that was surely undone. Any other exception may be that of the commit, which can be durable all the
    /// same: what belongs to the command outside the database must then stay.
    /// </summary>
    public static bool WasRefused(Exception problem) =>
        problem is RuleViolationException or NotFoundException or ConcurrentChangeException or DbUpdateException or OperationCanceledException;

    /// <summary>Finishes what waits, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _writer;
        _connection?.Dispose();
    }

    private async Task WriteAsync()
    {
        var batch = new List<Command>();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < LargestBatch && _waiting.Reader.TryRead(out var command))
                batch.Add(command);
            try
            {
                await WriteBatchAsync(batch);
            }
            catch (Exception e)
            {
                _logger.LogError(e, "A commit failed; {Count} commands were undone", batch.Count);
                _connection?.Dispose();
                _connection = null;
                foreach (var command in batch)
                    command.Fail(e);
            }
        }
    }

    private async Task WriteBatchAsync(List<Command> batch)
    {
        _connection ??= _database.OpenConnection();
        var options = HmisDatabase.OptionsFor(_connection);
        await using (var transaction = _connection.BeginTransaction(deferred: false))
        {
            foreach (var command in batch)
            {
                transaction.Save("command");
                try
                {
                    await using var db = new HmisDbContext(options) { Clock = _database.Clock };
                    await db.Database.UseTransactionAsync(transaction);
                    await command.RunAsync(db);
                    transaction.Release("command");
                }
                catch (Exception e)
                {
                    transaction.Rollback("command");
                    command.Refuse(e);
                }
            }

            await transaction.CommitAsync();
        }

        _changes.Publish([.. batch.Where(c => c.Succeeded).SelectMany(c => c.Keys).Distinct()]);
        foreach (var command in batch)
            command.Complete();
    }

    private abstract class Command
    {
        public List<ChangeKey> Keys { get; } = [];

        public bool Succeeded => Refusal is null;

        protected Exception? Refusal { get; private set; }

        public void Refuse(Exception reason) => Refusal = reason;

        public abstract Task RunAsync(HmisDbContext db);

        public abstract void Complete();

        public abstract void Fail(Exception reason);
    }

    private sealed class Command<T>(Func<HmisDbContext, ICollection<ChangeKey>, CancellationToken, Task<T>> run, CancellationToken cancellationToken) : Command
    {
        private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _value;

        public Task<T> Result => _result.Task;

        public override async Task RunAsync(HmisDbContext db)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _value = await run(db, Keys, cancellationToken);
        }

        public override void Complete()
        {
            if (Refusal is not null)
                _result.TrySetException(Refusal);
            else
                _result.TrySetResult(_value!);
        }

        public override void Fail(Exception reason) => _result.TrySetException(reason);
    }
}
