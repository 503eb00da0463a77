namespace Automation.Storage.Database;

/// <summary>The few things SQLite and PostgreSQL do differently, as plain operations.</summary>
public interface IDatabaseDialect
{
    /// <summary>True when several nodes may share the database.</summary>
    bool AllowsManyNodes { get; }

    /// <summary>Lets one node after the other look at the schema and change it, until the result is disposed. Creates the database where it is missing and the user may.</summary>
    Task<IAsyncDisposable> HoldMigrationAsync(DeskContext context, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the migration lock of a process that was killed while it migrated. EF keeps it in a row on SQLite and waits for it without end;
    /// PostgreSQL's goes with the connection.
    /// </summary>
    Task ForgetAbandonedMigrationAsync(DeskContext context, CancellationToken cancellationToken);

    /// <summary>
    /// Starts a write transaction. On SQLite this waits for this process's other writers in order, so that none starves in a busy loop.
    /// </summary>
    Task<IWriteTransaction> BeginWriteAsync(DeskContext context, CancellationToken cancellationToken);

    /// <summary>As <see cref="BeginWriteAsync"/>, with a context of its own: the quickest way to a short transaction.</summary>
    Task<IWriteUnit> OpenWriteAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Lets one node after the other take in shipped content: waits until this transaction is the only one that does. What the others have taken is seen by what is read afterwards.
    /// </summary>
    Task HoldContentAsync(DeskContext context, CancellationToken cancellationToken);

    /// <summary>Saves a large unit of work the fastest way the database has. The context's new rows are let go of afterwards on SQLite.</summary>
    /// <exception cref="Microsoft.EntityFrameworkCore.DbUpdateException">The database refused a row; the transaction must be rolled back.</exception>
    Task SaveAsync(DeskContext context, CancellationToken cancellationToken);

    /// <summary>Reserves ticket numbers, ascending. Numbers of a rolled back transaction may be lost (PostgreSQL), never given twice.</summary>
    Task<IReadOnlyList<long>> ReserveTicketNumbersAsync(DeskContext context, int count, CancellationToken cancellationToken);

    /// <summary>Gives back the last <paramref name="count"/> numbers reserved in this same transaction, where the database can.</summary>
    Task ReturnTicketNumbersAsync(DeskContext context, int count, CancellationToken cancellationToken);

    /// <summary>Ids of inbox items ready to be processed, oldest first, held by this transaction against other nodes.</summary>
    Task<IReadOnlyList<long>> TakeReadyInboxAsync(DeskContext context, DateTimeOffset now, int count, CancellationToken cancellationToken);

    /// <summary>Of these mails, those still ready to be processed, held by this transaction against other nodes.</summary>
    /// <param name="dueBy">Only what is due by then; null: due or not.</param>
    Task<IReadOnlyList<long>> HoldReadyInboxAsync(DeskContext context, IReadOnlyCollection<long> ids, DateTimeOffset? dueBy, CancellationToken cancellationToken);

    /// <summary>
    /// Holds each of these keys until the transaction ends; returns those that another transaction holds, so that two nodes do not thread the same conversation at once.
    /// </summary>
    Task<IReadOnlySet<string>> TryHoldAsync(DeskContext context, IReadOnlyCollection<string> keys, CancellationToken cancellationToken);

    /// <summary>Holds outbox rows until the transaction ends, waiting for other holders. Call before they are read to be changed.</summary>
    Task HoldRepliesAsync(DeskContext context, IReadOnlyCollection<long> ids, CancellationToken cancellationToken);

    /// <summary>Bookmarks of running instances that are due, earliest first, held with their instances by this transaction against other nodes.</summary>
    Task<IReadOnlyList<string>> TakeDueBookmarksAsync(DeskContext context, DateTimeOffset now, int count, CancellationToken cancellationToken);

    /// <summary>Triggers of time that are due, earliest first, held by this transaction against other nodes.</summary>
    Task<IReadOnlyList<string>> TakeDueTriggersAsync(DeskContext context, DateTimeOffset now, int count, CancellationToken cancellationToken);

    /// <summary>Effects that are due and under nobody's lease, earliest first, held by this transaction against other nodes.</summary>
    /// <param name="requests">Only HTTP requests, or only everything else.</param>
    Task<IReadOnlyList<string>> TakeDueEffectsAsync(DeskContext context, DateTimeOffset now, bool requests, int count, CancellationToken cancellationToken);
}

/// <summary>A write transaction; disposing without <see cref="CommitAsync"/> rolls back.</summary>
public interface IWriteTransaction : IAsyncDisposable
{
    Task CommitAsync(CancellationToken cancellationToken);
}

/// <summary>A write transaction with its context, which goes with it.</summary>
public interface IWriteUnit : IWriteTransaction
{
    DeskContext Context { get; }
}
