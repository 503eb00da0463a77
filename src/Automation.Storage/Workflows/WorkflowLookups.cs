using Automation.Storage.Database;
using Automation.Storage.Sqlite;
using Automation.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Automation.Storage.Workflows;

/// <summary>
/// What many sessions of one transaction ask again and again, asked of the database once: which workflows begin and which bookmarks wait for a stimulus.
/// Lives as long as the transaction, and everything it is asked for was asked of us before that began (<see cref="SharedCommit"/>), so what another node stores meanwhile may count as stored
/// later: an event of this transaction came before the bookmark, or the workflow, that it does not see. A bookmark that is gone meanwhile shows when its instance is read.
/// </summary>
/// <param name="definitions">Definitions parsed before; null: none are known.</param>
public sealed class WorkflowLookups(DeskContext context, TimeProvider time, ParsedDefinitions? definitions = null)
{
    private readonly Dictionary<(string Name, string Hash), IReadOnlyList<TriggerRow>> _triggers = [];
    private readonly Dictionary<(string Name, string Hash), IReadOnlyList<FoundBookmark>> _bookmarks = [];

    private readonly WorkflowQueries _queries = WorkflowQueries.For(context);
    private readonly HashSet<string> _held = new(StringComparer.Ordinal);
    private readonly SqliteWorkflowRows? _sqlite = SqliteWorkflowRows.For(context);
    private readonly Dictionary<string, InstanceRow> _read = new(StringComparer.Ordinal);
    private LocalView<WorkflowInstanceRow>? _tracked;
    private bool? _hasQueued;

    private readonly Dictionary<string, FoundBookmark> _prepared = new(StringComparer.Ordinal);

    public DeskContext Context => context;

    internal TimeProvider Time => time;

    /// <summary>By statements of SQLite's own: inside the transaction that writes, which has the one connection that writes.</summary>
    private SqliteWorkflowRows? Sqlite => context.Database.CurrentTransaction is null ? null : _sqlite;

    /// <summary>Asked for once: DbSet.Local looks every tracked row over for changes each time, which in a batch of hundreds costs more than the rest of the work.</summary>
    private LocalView<WorkflowInstanceRow> Tracked => _tracked ??= context.WorkflowInstances.Local;

    /// <summary>The instance as this transaction has first read it.</summary>
    internal async ValueTask<InstanceRow?> InstanceAsync(string id, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Sqlite is null)
            return await EntityAsync(id) is { } row ? WorkflowInstances.ToRow(row) : null;
        if (!_read.TryGetValue(id, out var read) && SqliteWorkflowQuestions.InstanceOf(context, id) is { } found)
            _read[id] = read = found;
        return read;
    }

    /// <summary>Writes a new instance, on PostgreSQL with the context.</summary>
    internal void Add(InstanceRow row)
    {
        if (Sqlite is { } sqlite)
            sqlite.Add(context, WorkflowInstances.ToEntity(row));
        else
            context.WorkflowInstances.Add(WorkflowInstances.ToEntity(row));
    }

    /// <summary>Writes an instance that was read, on PostgreSQL with the context.</summary>
    /// <exception cref="WorkflowConflictException">It is gone, or has another row version.</exception>
    internal async ValueTask ChangeAsync(InstanceRow row, long expectedRowVersion, CancellationToken cancellation)
    {
        if (Sqlite is { } sqlite)
        {
            if (await InstanceAsync(row.Id, cancellation) is not { } read || read.RowVersion != expectedRowVersion)
                throw new WorkflowConflictException(row.Id);
            sqlite.Change(context, read, row);
            _read[row.Id] = row;
            return;
        }

        if (await EntityAsync(row.Id) is not { } entity || entity.RowVersion != expectedRowVersion)
            throw new WorkflowConflictException(row.Id);
        WorkflowInstances.Fill(entity, row);
    }

    /// <summary>Writes what a burst left behind, on PostgreSQL with the context.</summary>
    internal void Add(WorkflowBurstRow burst)
    {
        if (Sqlite is { } sqlite)
            sqlite.Add(context, burst);
        else
            context.WorkflowBursts.Add(burst);
    }

    /// <summary>Writes bookmarks, on PostgreSQL with the context.</summary>
    internal void Add(IReadOnlyCollection<WorkflowBookmarkRow> bookmarks)
    {
        if (Sqlite is { } sqlite)
            sqlite.Add(context, bookmarks);
        else
            context.WorkflowBookmarks.AddRange(bookmarks);
    }

    /// <summary>Removes bookmarks that are still there; needs an open transaction.</summary>
    internal async ValueTask RemoveBookmarksAsync(IReadOnlyCollection<string> bookmarkIds, CancellationToken cancellation)
    {
        if (Sqlite is not null)
        {
            SqliteWorkflowRows.RemoveBookmarks(context, bookmarkIds);
            return;
        }

        // EF would translate a deletion by a list of ids anew each time.
        var all = bookmarkIds.ToArray();
        if (all.Length > 0)
            await context.Database.ExecuteSqlAsync($"DELETE FROM workflow_bookmarks WHERE \"Id\" = ANY({all})", cancellation);
    }

    private async ValueTask<WorkflowInstanceRow?> EntityAsync(string id) => Tracked.FindEntry(id)?.Entity ?? await _queries.Instance(context, id);

    internal ParsedDefinitions Definitions { get; } = definitions ?? new ParsedDefinitions();

    /// <summary>
    /// False when surely no stimulus is queued, so that nobody need ask for his own. Known for SQLite only, whose one writer is the transaction this lives in;
    /// elsewhere another node may queue one at any moment.
    /// </summary>
    internal bool MayHaveQueued()
    {
        if (Sqlite is null)
            return true;
        return _hasQueued ??= SqliteWorkflowQuestions.HasQueued(context);
    }

    /// <summary>SQLite has one writer, who holds everything.</summary>
    internal async ValueTask HoldAsync(string key, CancellationToken cancellation)
    {
        if (_sqlite is null && _held.Add(key))
            await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({key}, 0))", cancellation);
    }

    internal async ValueTask<IReadOnlyList<TriggerRow>> TriggersAsync(string name, string hash, CancellationToken cancellation)
    {
        if (_triggers.TryGetValue((name, hash), out var known))
            return known;
        return _triggers[(name, hash)] = Sqlite is not null ? SqliteWorkflowQuestions.TriggersOf(context, name, hash) : await _queries.Triggers(context, name, hash).ToListAsync(cancellation);
    }

    internal async ValueTask<IReadOnlyList<FoundBookmark>> BookmarksAsync(string name, string hash, CancellationToken cancellation)
    {
        if (_bookmarks.TryGetValue((name, hash), out var known))
            return known;
        return _bookmarks[(name, hash)] = Sqlite is not null ? SqliteWorkflowQuestions.Bookmarks(context, name, hash) : await _queries.Bookmarks(context, name, hash).ToListAsync(cancellation);
    }

    /// <summary>Reads bookmarks and their instances in two questions instead of two a bookmark. Only inside the transaction that writes.</summary>
    internal async Task PrepareAsync(IReadOnlyCollection<string> bookmarkIds, CancellationToken cancellation)
    {
        // On SQLite a question of its own for each costs less than one for all.
        if (bookmarkIds.Count == 0 || Sqlite is not null)
            return;
        var found = await FindAsync(context.WorkflowBookmarks.Where(x => bookmarkIds.Contains(x.Id)), cancellation);
        var instances = found.Select(x => x.Row.InstanceId).Distinct().ToList();

        // Tracked, so that each is found without asking again.
        await context.WorkflowInstances.Where(x => instances.Contains(x.Id)).LoadAsync(cancellation);
        foreach (var bookmark in found)
            _prepared[bookmark.Row.Id] = bookmark;
    }

    internal async ValueTask<IReadOnlyList<FoundBookmark>> BookmarkAsync(string id, CancellationToken cancellation)
    {
        if (Sqlite is not null)
            return SqliteWorkflowQuestions.Bookmark(context, id);
        return _prepared.TryGetValue(id, out var known) ? [known] : await FindAsync(context.WorkflowBookmarks.Where(x => x.Id == id), cancellation);
    }

    /// <summary>Bookmarks with the correlation id that their instance has now: it may have got another since they were made.</summary>
    internal async ValueTask<IReadOnlyList<FoundBookmark>> FindAsync(IQueryable<WorkflowBookmarkRow> bookmarks, CancellationToken cancellation) =>
        await bookmarks.AsNoTracking()
            .Join(context.WorkflowInstances, b => b.InstanceId, i => i.Id, (b, i) => new { Bookmark = b, i.CorrelationId })
            .Select(x => new FoundBookmark(
                new BookmarkRow(x.Bookmark.Id, x.Bookmark.InstanceId, x.Bookmark.Name, x.Bookmark.Hash), x.CorrelationId, x.Bookmark.CreatedAt))
            .ToListAsync(cancellation);
}

/// <summary>A stored bookmark with what it is matched by.</summary>
internal sealed record FoundBookmark(BookmarkRow Row, string? CorrelationId, DateTimeOffset CreatedAt);
