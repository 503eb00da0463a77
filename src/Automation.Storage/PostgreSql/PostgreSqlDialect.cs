using Automation.Storage.Database;
using Automation.Storage.Workflows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Automation.Storage.PostgreSql;

/// <summary>Many nodes: rows are taken with SKIP LOCKED, conversations held by transaction-scoped advisory locks.</summary>
internal sealed class PostgreSqlDialect(Func<DeskContext> open) : IDatabaseDialect
{
    public bool AllowsManyNodes => true;

    /// <summary>EF's own lock is taken on a table that the first of them still has to make, so nodes that start together on an empty database would trip over each other.</summary>
    public Task<IAsyncDisposable> HoldMigrationAsync(DeskContext context, CancellationToken cancellationToken) => MigrationHold.TakeAsync(context, cancellationToken);

    /// <summary>The lock is the connection's and went with it.</summary>
    public Task ForgetAbandonedMigrationAsync(DeskContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<IWriteTransaction> BeginWriteAsync(DeskContext context, CancellationToken cancellationToken) =>
        new Transaction(await context.Database.BeginTransactionAsync(cancellationToken));

    public async Task<IWriteUnit> OpenWriteAsync(CancellationToken cancellationToken)
    {
        var context = open();
        try
        {
            return new Unit(context, await context.Database.BeginTransactionAsync(cancellationToken));
        }
        catch
        {
            await context.DisposeAsync();
            throw;
        }
    }

    public async Task HoldContentAsync(DeskContext context, CancellationToken cancellationToken) =>
        await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended('shipped-content', 0))", cancellationToken);

    /// <summary>EF sends many rows in one round trip here; nothing is gained by another way.</summary>
    public Task SaveAsync(DeskContext context, CancellationToken cancellationToken) => context.SaveChangesAsync(cancellationToken);

    public async Task<IReadOnlyList<long>> ReserveTicketNumbersAsync(DeskContext context, int count, CancellationToken cancellationToken) =>
        await context.Database
            .SqlQuery<long>($"SELECT nextval('ticket_numbers') AS \"Value\" FROM generate_series(1, {count})")
            .ToListAsync(cancellationToken);

    /// <summary>A sequence cannot take back: the numbers stay unused.</summary>
    public Task ReturnTicketNumbersAsync(DeskContext context, int count, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<IReadOnlyList<long>> TakeReadyInboxAsync(DeskContext context, DateTimeOffset now, int count, CancellationToken cancellationToken) =>
        await context.Database
            .SqlQuery<long>($"""
                SELECT "Id" AS "Value" FROM inbox
                WHERE "State" = 1 AND "NextAttemptAt" <= {now}
                ORDER BY "Id" LIMIT {count} FOR UPDATE SKIP LOCKED
                """)
            .ToListAsync(cancellationToken);

    public async Task<IReadOnlyList<long>> HoldReadyInboxAsync(DeskContext context, IReadOnlyCollection<long> ids, DateTimeOffset? dueBy, CancellationToken cancellationToken)
    {
        var wanted = ids.ToArray();
        var latest = dueBy ?? DateTimeOffset.MaxValue;
        return await context.Database
            .SqlQuery<long>($"""
                SELECT "Id" AS "Value" FROM inbox
                WHERE "Id" = ANY({wanted}) AND "State" = 1 AND "NextAttemptAt" <= {latest}
                ORDER BY "Id" FOR UPDATE SKIP LOCKED
                """)
            .ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlySet<string>> TryHoldAsync(DeskContext context, IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
            return new HashSet<string>();
        var sorted = keys.Order(StringComparer.Ordinal).ToArray();
        var refused = await context.Database
            .SqlQuery<string>($"""
                SELECT key AS "Value" FROM unnest({sorted}) AS key
                WHERE NOT pg_try_advisory_xact_lock(hashtextextended(key, 0))
                """)
            .ToListAsync(cancellationToken);
        return refused.ToHashSet(StringComparer.Ordinal);
    }

    public async Task HoldRepliesAsync(DeskContext context, IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
    {
        // In one order everywhere, so that two holders never wait for each other.
        var sorted = ids.Order().ToArray();
        await context.Database
            .SqlQuery<long>($"""SELECT "Id" AS "Value" FROM outbox WHERE "Id" = ANY({sorted}) ORDER BY "Id" FOR UPDATE""")
            .ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<string>> TakeDueBookmarksAsync(DeskContext context, DateTimeOffset now, int count, CancellationToken cancellationToken) =>
        await context.Database
            .SqlQuery<string>($"""
                SELECT b."Id" AS "Value" FROM workflow_bookmarks b JOIN workflow_instances i ON i."Id" = b."InstanceId"
                WHERE b."DueAt" <= {now} AND i."Status" = 0
                ORDER BY b."DueAt" LIMIT {count} FOR UPDATE SKIP LOCKED
                """)
            .ToListAsync(cancellationToken);

    public async Task<IReadOnlyList<string>> TakeDueTriggersAsync(DeskContext context, DateTimeOffset now, int count, CancellationToken cancellationToken) =>
        await context.Database
            .SqlQuery<string>($"""
                SELECT "Id" AS "Value" FROM workflow_triggers WHERE "NextAt" <= {now}
                ORDER BY "NextAt" LIMIT {count} FOR UPDATE SKIP LOCKED
                """)
            .ToListAsync(cancellationToken);

    public async Task<IReadOnlyList<string>> TakeDueEffectsAsync(DeskContext context, DateTimeOffset now, bool requests, int count, CancellationToken cancellationToken) =>
        await context.Database
            .SqlQuery<string>($"""
                SELECT "Id" AS "Value" FROM workflow_effects
                WHERE "NextAttemptAt" <= {now} AND ("Kind" = {WorkflowEffectRow.HttpRequest}) = {requests} AND ("LeasedUntil" IS NULL OR "LeasedUntil" <= {now})
                ORDER BY "NextAttemptAt", "Id" LIMIT {count} FOR UPDATE SKIP LOCKED
                """)
            .ToListAsync(cancellationToken);

    private sealed class Unit(DeskContext context, IDbContextTransaction transaction) : IWriteUnit
    {
        public DeskContext Context => context;

        public Task CommitAsync(CancellationToken cancellationToken) => transaction.CommitAsync(cancellationToken);

        public async ValueTask DisposeAsync()
        {
            await using (context)
                await transaction.DisposeAsync();
        }
    }

    private sealed class Transaction(IDbContextTransaction transaction) : IWriteTransaction
    {
        public Task CommitAsync(CancellationToken cancellationToken) => transaction.CommitAsync(cancellationToken);

        public ValueTask DisposeAsync() => transaction.DisposeAsync();
    }
}
