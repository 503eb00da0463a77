using Automation.Storage.Database;
using Automation.Storage.Inbox;
using Automation.Storage.Workflows;
using Automation.Workflows.Execution;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Automation.Storage.Sqlite;

/// <summary>One process, one writer at a time: waiting for our turn here is fair, SQLite's own busy loop is not.</summary>
internal sealed class SqliteDialect(SqliteWriter writer) : IDatabaseDialect, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SqliteInserts _inserts = new();
    private readonly SqliteUpdates _updates = new();

    public bool AllowsManyNodes => false;

    /// <summary>The file belongs to one process, which migrates once.</summary>
    public Task<IAsyncDisposable> HoldMigrationAsync(DeskContext context, CancellationToken cancellationToken) => Task.FromResult<IAsyncDisposable>(NothingHeld.Instance);

    /// <summary>The file belongs to one process, so a lock found at its start can only be left over.</summary>
    public async Task ForgetAbandonedMigrationAsync(DeskContext context, CancellationToken cancellationToken)
    {
        var tables = await context.Database
            .SqlQuery<string>($"SELECT name AS Value FROM sqlite_master WHERE type = 'table' AND name = '__EFMigrationsLock'")
            .ToListAsync(cancellationToken);
        if (tables.Count > 0)
            await context.Database.ExecuteSqlAsync($"DELETE FROM __EFMigrationsLock", cancellationToken);
    }

    public async Task<IWriteTransaction> BeginWriteAsync(DeskContext context, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return new Turn(await context.Database.BeginTransactionAsync(cancellationToken), _turn);
        }
        catch
        {
            _turn.Release();
            throw;
        }
    }

    /// <summary>On the writer's own connection, which stays open.</summary>
    public async Task<IWriteUnit> OpenWriteAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        SqliteDeskContext? context = null;
        try
        {
            context = await writer.OpenAsync(cancellationToken);
            return new WriterTurn(context, await context.Database.BeginTransactionAsync(cancellationToken), this);
        }
        catch
        {
            await EndAsync(context, isSound: false);
            throw;
        }
    }

    /// <summary>The only writer holds everything already.</summary>
    public Task HoldContentAsync(DeskContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task SaveAsync(DeskContext context, CancellationToken cancellationToken)
    {
        _inserts.Write(context, cancellationToken);
        if (_updates.Write(context, cancellationToken))
            await context.SaveChangesAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<long>> ReserveTicketNumbersAsync(DeskContext context, int count, CancellationToken cancellationToken)
    {
        var name = NumberSeriesRow.Tickets;
        var next = await context.Database
            .SqlQuery<long>($"UPDATE number_series SET Next = Next + {count} WHERE Name = {name} RETURNING Next AS Value")
            .ToListAsync(cancellationToken);
        return [.. Enumerable.Range(0, count).Select(i => next[0] - count + i)];
    }

    public async Task ReturnTicketNumbersAsync(DeskContext context, int count, CancellationToken cancellationToken)
    {
        var name = NumberSeriesRow.Tickets;
        if (count > 0)
            await context.Database.ExecuteSqlAsync($"UPDATE number_series SET Next = Next - {count} WHERE Name = {name}", cancellationToken);
    }

    public async Task<IReadOnlyList<long>> TakeReadyInboxAsync(DeskContext context, DateTimeOffset now, int count, CancellationToken cancellationToken) =>
        await context.Inbox
            .Where(x => x.State == InboxState.Ready && x.NextAttemptAt <= now)
            .OrderBy(x => x.Id)
            .Select(x => x.Id)
            .Take(count)
            .ToListAsync(cancellationToken);

    public async Task<IReadOnlyList<long>> HoldReadyInboxAsync(DeskContext context, IReadOnlyCollection<long> ids, DateTimeOffset? dueBy, CancellationToken cancellationToken) =>
        await context.Inbox
            .Where(x => ids.Contains(x.Id) && x.State == InboxState.Ready && (dueBy == null || x.NextAttemptAt <= dueBy))
            .OrderBy(x => x.Id)
            .Select(x => x.Id)
            .ToListAsync(cancellationToken);

    /// <summary>The only writer holds everything already.</summary>
    public Task<IReadOnlySet<string>> TryHoldAsync(DeskContext context, IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlySet<string>>(new HashSet<string>());

    /// <summary>The only writer holds everything already.</summary>
    public Task HoldRepliesAsync(DeskContext context, IReadOnlyCollection<long> ids, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<IReadOnlyList<string>> TakeDueBookmarksAsync(DeskContext context, DateTimeOffset now, int count, CancellationToken cancellationToken) =>
        await context.WorkflowBookmarks
            .Where(x => x.DueAt <= now && context.WorkflowInstances.Any(i => i.Id == x.InstanceId && i.Status == WorkflowStatus.Running))
            .OrderBy(x => x.DueAt)
            .Select(x => x.Id)
            .Take(count)
            .ToListAsync(cancellationToken);

    public async Task<IReadOnlyList<string>> TakeDueTriggersAsync(DeskContext context, DateTimeOffset now, int count, CancellationToken cancellationToken) =>
        await context.WorkflowTriggers.Where(x => x.NextAt <= now).OrderBy(x => x.NextAt).Select(x => x.Id).Take(count).ToListAsync(cancellationToken);

    public async Task<IReadOnlyList<string>> TakeDueEffectsAsync(DeskContext context, DateTimeOffset now, bool requests, int count, CancellationToken cancellationToken) =>
        await context.WorkflowEffects
            .Where(x => x.NextAttemptAt <= now && x.Kind == WorkflowEffectRow.HttpRequest == requests && (x.LeasedUntil == null || x.LeasedUntil <= now))
            .OrderBy(x => x.NextAttemptAt).ThenBy(x => x.Id)
            .Select(x => x.Id)
            .Take(count)
            .ToListAsync(cancellationToken);

    public void Dispose()
    {
        writer.Dispose();
        _turn.Dispose();
    }

    private SqliteWriter Writer => writer;

    private async Task EndAsync(SqliteDeskContext? context, bool isSound)
    {
        try
        {
            if (context is not null)
                await context.DisposeAsync();
        }
        finally
        {
            if (!isSound)
                writer.Forget();
            _turn.Release();
        }
    }

    private sealed class WriterTurn(SqliteDeskContext context, IDbContextTransaction transaction, SqliteDialect dialect) : IWriteUnit
    {
        private bool _isCommitting;
        private bool _isCommitted;

        public DeskContext Context => context;

        public async Task CommitAsync(CancellationToken cancellationToken)
        {
            _isCommitting = true;
            await transaction.CommitAsync(cancellationToken);
            _isCommitted = true;
        }

        public async ValueTask DisposeAsync()
        {
            var isSound = _isCommitted;
            try
            {
                await transaction.DisposeAsync();
                // Refused and rolled back is all in a day's work; what a commit that failed leaves behind nobody knows.
                isSound |= !_isCommitting && dialect.Writer.IsSound();
            }
            finally
            {
                await dialect.EndAsync(context, isSound);
            }
        }
    }

    private sealed class Turn(IDbContextTransaction transaction, SemaphoreSlim writer) : IWriteTransaction
    {
        public Task CommitAsync(CancellationToken cancellationToken) => transaction.CommitAsync(cancellationToken);

        public async ValueTask DisposeAsync()
        {
            try
            {
                await transaction.DisposeAsync();
            }
            finally
            {
                writer.Release();
            }
        }
    }

    private sealed class NothingHeld : IAsyncDisposable
    {
        public static readonly NothingHeld Instance = new();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
