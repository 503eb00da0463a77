using Automation.Storage.Database;
using Automation.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Automation.Storage.Workflows;

/// <summary>
/// What many sessions of one transaction ask again and again, asked of the database once: which workflows begin and which bookmarks wait for a stimulus.
/// Lives as long as the transaction.
/// </summary>
/// <param name="definitions">Definitions parsed before; null: none are known.</param>
public sealed class WorkflowLookups(DeskContext context, TimeProvider time, ParsedDefinitions? definitions = null)
{
    private readonly Dictionary<(string Name, string Hash), IReadOnlyList<TriggerRow>> _triggers = [];
    private readonly Dictionary<(string Name, string Hash), IReadOnlyList<FoundBookmark>> _bookmarks = [];

    // Asked for once: DbSet.Local looks every tracked row over for changes each time, which in a batch of hundreds costs more than the rest of the work.
    private readonly LocalView<WorkflowInstanceRow> _trackedInstances = context.WorkflowInstances.Local;

    private readonly WorkflowQueries _queries = WorkflowQueries.For(context);
    private readonly HashSet<string> _held = new(StringComparer.Ordinal);
    private bool? _hasQueued;

    private readonly Dictionary<string, FoundBookmark> _prepared = new(StringComparer.Ordinal);

    public DeskContext Context => context;

    internal TimeProvider Time => time;

    /// <summary>The instance as this transaction has first read it.</summary>
    internal async ValueTask<WorkflowInstanceRow?> InstanceAsync(string id, CancellationToken cancellation)
    {
        if (_trackedInstances.FindEntry(id)?.Entity is { } tracked)
            return tracked;
        cancellation.ThrowIfCancellationRequested();
        return await _queries.Instance(context, id);
    }

    internal ParsedDefinitions Definitions { get; } = definitions ?? new ParsedDefinitions();

    /// <summary>
    /// False when surely no stimulus is queued, so that nobody need ask for his own. Known for SQLite only, whose one writer is the transaction this lives in;
    /// elsewhere another node may queue one at any moment.
    /// </summary>
    internal async ValueTask<bool> MayHaveQueuedAsync(CancellationToken cancellation)
    {
        if (!context.Database.IsSqlite() || context.Database.CurrentTransaction is null)
            return true;
        return _hasQueued ??= await context.WorkflowStimuli.AnyAsync(cancellation);
    }

    /// <summary>SQLite has one writer, who holds everything.</summary>
    internal async ValueTask HoldAsync(string key, CancellationToken cancellation)
    {
        if (context.Database.IsNpgsql() && _held.Add(key))
            await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({key}, 0))", cancellation);
    }

    internal async ValueTask<IReadOnlyList<TriggerRow>> TriggersAsync(string name, string hash, CancellationToken cancellation)
    {
        if (_triggers.TryGetValue((name, hash), out var known))
            return known;
        return _triggers[(name, hash)] = await _queries.Triggers(context, name, hash).ToListAsync(cancellation);
    }

    internal async ValueTask<IReadOnlyList<FoundBookmark>> BookmarksAsync(string name, string hash, CancellationToken cancellation)
    {
        if (_bookmarks.TryGetValue((name, hash), out var known))
            return known;
        return _bookmarks[(name, hash)] = await _queries.Bookmarks(context, name, hash).ToListAsync(cancellation);
    }

    /// <summary>Reads bookmarks and their instances in two questions instead of two a bookmark. Only inside the transaction that writes.</summary>
    internal async Task PrepareAsync(IReadOnlyCollection<string> bookmarkIds, CancellationToken cancellation)
    {
        if (bookmarkIds.Count == 0)
            return;
        var found = await FindAsync(context.WorkflowBookmarks.Where(x => bookmarkIds.Contains(x.Id)), cancellation);
        var instances = found.Select(x => x.Row.InstanceId).Distinct().ToList();

        // Tracked, so that each is found without asking again.
        await context.WorkflowInstances.Where(x => instances.Contains(x.Id)).LoadAsync(cancellation);
        foreach (var bookmark in found)
            _prepared[bookmark.Row.Id] = bookmark;
    }

    internal async ValueTask<IReadOnlyList<FoundBookmark>> BookmarkAsync(string id, CancellationToken cancellation) =>
        _prepared.TryGetValue(id, out var known) ? [known] : await FindAsync(context.WorkflowBookmarks.Where(x => x.Id == id), cancellation);

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
