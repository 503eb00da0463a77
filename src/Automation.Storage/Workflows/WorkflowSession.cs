using System.Text.Json;
using Automation.Storage.Database;
using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;
using Automation.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Workflows;

/// <summary>
/// A unit of work on the workflow tables. Everything saved stays in memory until <see cref="WriteToAsync"/>, so a session that fails is simply forgotten;
/// a child session (<see cref="Nested"/>) adds to its parent only by <see cref="Keep"/>.
/// </summary>
public sealed class WorkflowSession(WorkflowLookups lookups, HostServices host, WorkflowSession? parent = null) : IWorkflowSession
{
    private readonly Dictionary<string, InstanceRow> _instances = new(StringComparer.Ordinal);
    private readonly List<InstanceChange> _changes = [];
    private readonly Dictionary<string, FoundBookmark> _bookmarksAdded = new(StringComparer.Ordinal);
    private readonly HashSet<string> _bookmarksRemoved = new(StringComparer.Ordinal);
    private readonly Dictionary<string, QueuedStimulus> _queued = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public HostServices Host => host;

    /// <summary>The first moment at which something saved here falls due; null when nothing does.</summary>
    public DateTimeOffset? EarliestDue => _changes.SelectMany(c => c.Timers).Select(t => (DateTimeOffset?)t.DueAt).Min();

    /// <summary>True when something saved here is to be done after the commit.</summary>
    public bool LeavesEffects => _changes.Exists(c => c.Effects.Any(e => e is not HttpReply));

    /// <summary>Reads what resuming these bookmarks will need all at once. Only inside the transaction that writes.</summary>
    public Task PrepareAsync(IReadOnlyCollection<string> bookmarkIds, CancellationToken cancellation) => lookups.PrepareAsync(bookmarkIds, cancellation);

    /// <summary>A session that sees this one and whose work joins it when kept.</summary>
    public WorkflowSession Nested(HostServices nestedHost) => new(lookups, nestedHost, this);

    /// <summary>Joins this session's work to its parent's.</summary>
    public void Keep()
    {
        var target = parent ?? throw new InvalidOperationException("Only a nested session is kept; the outer one is written.");
        foreach (var (id, row) in _instances)
            target._instances[id] = row;
        target._changes.AddRange(_changes);
        foreach (var id in _bookmarksRemoved)
        {
            target._bookmarksAdded.Remove(id);
            target._bookmarksRemoved.Add(id);
        }

        foreach (var (id, bookmark) in _bookmarksAdded)
            target._bookmarksAdded[id] = bookmark;
        foreach (var id in _taken)
        {
            target._queued.Remove(id);
            target._taken.Add(id);
        }

        foreach (var (id, stimulus) in _queued)
            target._queued[id] = stimulus;
    }

    public async ValueTask<WorkflowDefinition?> FindDefinitionAsync(DefinitionQuery query, CancellationToken cancellation)
    {
        var rows = lookups.Context.WorkflowDefinitions.AsNoTracking();
        var found = query switch
        {
            // Instances go on with the version they began with, deleted or not.
            { VersionId: { } id } => rows.IgnoreQueryFilters().Where(x => x.Id == id),
            { Version: { } version } => rows.Where(x => x.DefinitionId == query.DefinitionId && x.Version == version),
            { OrLatest: true } => rows.Where(x => x.DefinitionId == query.DefinitionId && (x.IsPublished || x.IsLatest)).OrderByDescending(x => x.IsPublished),
            _ => rows.Where(x => x.DefinitionId == query.DefinitionId && x.IsPublished),
        };
        return await lookups.Definitions.FirstAsync(found, cancellation);
    }

    public ValueTask<IReadOnlyList<TriggerRow>> FindTriggersAsync(string name, string hash, CancellationToken cancellation) =>
        lookups.TriggersAsync(name, hash, cancellation);

    public async ValueTask<IReadOnlyList<BookmarkRow>> FindBookmarksAsync(BookmarkFilter filter, CancellationToken cancellation)
    {
        IReadOnlyList<FoundBookmark> stored;
        if (filter.BookmarkId is { } id)
        {
            stored = await lookups.BookmarkAsync(id, cancellation);
        }
        else if (filter is { Name: { } name, Hash: { } hash })
        {
            stored = await lookups.BookmarksAsync(name, hash, cancellation);
        }
        else
        {
            var rows = lookups.Context.WorkflowBookmarks.AsQueryable();
            if (filter.InstanceId is { } instance)
                rows = rows.Where(x => x.InstanceId == instance);
            if (filter.Name is { } onlyName)
                rows = rows.Where(x => x.Name == onlyName);
            stored = await lookups.FindAsync(rows, cancellation);
        }

        return [.. stored.Where(b => !IsRemoved(b.Row.Id)).Concat(Added())
            .Where(b => Matches(filter, b))
            .DistinctBy(b => b.Row.Id)
            .OrderBy(b => b.CreatedAt).ThenBy(b => b.Row.Id, StringComparer.Ordinal)
            .Select(b => b.Row)];
    }

    public async ValueTask<InstanceRow?> LoadInstanceAsync(string instanceId, CancellationToken cancellation)
    {
        if (Saved(instanceId) is { } saved)
            return saved;
        return await lookups.InstanceAsync(instanceId, cancellation);
    }

    public async ValueTask<bool> HasRunningInstanceAsync(string? definitionId, string? correlationId, CancellationToken cancellation)
    {
        var own = new Dictionary<string, InstanceRow>(StringComparer.Ordinal);
        for (var session = this; session is not null; session = session.Parent)
        {
            foreach (var (id, row) in session._instances)
                own.TryAdd(id, row);
        }

        if (own.Values.Any(r => r.Status == WorkflowStatus.Running
            && (definitionId is null || r.DefinitionId == definitionId) && (correlationId is null || r.CorrelationId == correlationId)))
        {
            return true;
        }

        var known = own.Keys.ToList();
        return await lookups.Context.WorkflowInstances.AnyAsync(
            x => x.Status == WorkflowStatus.Running && !known.Contains(x.Id)
                && (definitionId == null || x.DefinitionId == definitionId) && (correlationId == null || x.CorrelationId == correlationId),
            cancellation);
    }

    public async ValueTask<IReadOnlyList<string>> FindRunningChildrenAsync(string parentInstanceId, CancellationToken cancellation)
    {
        var stored = await lookups.Context.WorkflowInstances.Where(x => x.ParentInstanceId == parentInstanceId && x.Status == WorkflowStatus.Running).Select(x => x.Id).ToListAsync(cancellation);
        var own = new List<string>();
        for (var session = this; session is not null; session = session.Parent)
            own.AddRange(session._instances.Values.Where(r => r.ParentInstanceId == parentInstanceId).Select(r => r.Id));
        return [.. stored.Concat(own).Distinct(StringComparer.Ordinal).Where(id => Saved(id) is not { Status: not WorkflowStatus.Running }).Order(StringComparer.Ordinal)];
    }

    public async ValueTask<int> CountRepeatsAsync(string origin, DateTimeOffset since, int most, CancellationToken cancellation)
    {
        var own = new HashSet<string>(StringComparer.Ordinal);
        for (var session = this; session is not null; session = session.Parent)
            own.UnionWith(session._instances.Values.Where(r => r.RepeatOf == origin && r.CreatedAt >= since).Select(r => r.Id));
        if (own.Count >= most)
            return most;

        // What is stored and saved here again is one, so up to as many more are asked for as are saved here.
        var stored = await lookups.Context.WorkflowInstances.Where(x => x.RepeatOf == origin && x.CreatedAt >= since).Select(x => x.Id).Take(most + own.Count).ToListAsync(cancellation);
        own.UnionWith(stored);
        return Math.Min(own.Count, most);
    }

    public ValueTask HoldAsync(string key, CancellationToken cancellation) => lookups.HoldAsync(key, cancellation);

    public async ValueTask SaveInstanceAsync(InstanceChange change, CancellationToken cancellation)
    {
        // A new instance is not asked for: its id is new too, and if it is not, the database refuses the second row.
        var stored = change.ExpectedRowVersion == 0 ? Saved(change.Row.Id) : await LoadInstanceAsync(change.Row.Id, cancellation);
        if ((stored?.RowVersion ?? 0) != change.ExpectedRowVersion)
            throw new WorkflowConflictException(change.Row.Id);
        _instances[change.Row.Id] = change.Row;
        _changes.Add(change);
        foreach (var id in change.BookmarksRemoved)
        {
            _bookmarksAdded.Remove(id);
            _bookmarksRemoved.Add(id);
        }

        foreach (var bookmark in change.BookmarksAdded)
        {
            _bookmarksAdded[bookmark.Id] = new FoundBookmark(
                new BookmarkRow(bookmark.Id, change.Row.Id, bookmark.Name, bookmark.Hash), change.Row.CorrelationId, bookmark.CreatedAt);
        }
    }

    public ValueTask EnqueueStimulusAsync(QueuedStimulus stimulus, CancellationToken cancellation)
    {
        _queued[stimulus.Id] = stimulus;
        return ValueTask.CompletedTask;
    }

    public async ValueTask<IReadOnlyList<QueuedStimulus>> TakeQueuedStimuliAsync(QueueFilter filter, CancellationToken cancellation)
    {
        if (filter.BookmarkIds.Count == 0 && filter.Hashes.Count == 0)
            return [];
        List<WorkflowStimulusRow> stored = !lookups.MayHaveQueued() ? [] : await lookups.Context.WorkflowStimuli.AsNoTracking()
            .Where(x => filter.BookmarkIds.Contains(x.BookmarkId!)
                || (filter.Hashes.Contains(x.Hash) && x.BookmarkId == null
                    && (x.InstanceId == null || x.InstanceId == filter.InstanceId)
                    && (x.CorrelationId == null || x.CorrelationId == filter.CorrelationId)))
            .ToListAsync(cancellation);
        var now = lookups.Time.GetUtcNow();
        var found = stored.Select(ToStimulus).Concat(Queued().Where(s => IsFor(filter, s)))
            .Where(s => !IsTaken(s.Id) && s.ExpiresAt > now)
            .DistinctBy(s => s.Id)
            .OrderBy(s => s.CreatedAt).ThenBy(s => s.Id, StringComparer.Ordinal)
            .ToList();
        foreach (var stimulus in found)
        {
            _queued.Remove(stimulus.Id);
            _taken.Add(stimulus.Id);
        }

        return found;
    }

    /// <summary>Writes everything saved, or adds it to the context; needs an open transaction, which the caller saves and commits. A lost race shows as a concurrency exception here or there.</summary>
    public async Task WriteToAsync(CancellationToken cancellation)
    {
        var context = lookups.Context;
        foreach (var changes in _changes.GroupBy(c => c.Row.Id, StringComparer.Ordinal))
        {
            var last = _instances[changes.Key];
            var expected = changes.First().ExpectedRowVersion;
            if (expected == 0)
                lookups.Add(last);
            else
                await lookups.ChangeAsync(last, expected, cancellation);

            foreach (var change in changes)
            {
                if (change.Journal.Count > 0 || change.Records.Count > 0)
                {
                    lookups.Add(new WorkflowBurstRow
                    {
                        InstanceId = changes.Key,
                        RowVersion = change.Row.RowVersion,
                        At = change.Row.UpdatedAt,
                        Journal = JournalJson.Write(change.Journal),
                        Records = JournalJson.Write(change.Records),
                    });
                }

                // A reply is for the request that waits in this very process; whoever runs the burst hands it over.
                foreach (var effect in change.Effects.Where(e => e is not HttpReply))
                {
                    context.WorkflowEffects.Add(new WorkflowEffectRow
                    {
                        Id = effect.Id,
                        InstanceId = changes.Key,
                        Kind = effect.GetType().Name,
                        Data = JsonSerializer.Serialize(effect),
                        CreatedAt = change.Row.UpdatedAt,
                        NextAttemptAt = change.Row.UpdatedAt,
                    });
                }
            }
        }

        var due = _changes.SelectMany(c => c.Timers).ToDictionary(t => t.BookmarkId, t => t.DueAt, StringComparer.Ordinal);
        lookups.Add(_bookmarksAdded.Values.Select(bookmark => new WorkflowBookmarkRow
        {
            Id = bookmark.Row.Id,
            InstanceId = bookmark.Row.InstanceId,
            Name = bookmark.Row.Name,
            Hash = bookmark.Row.Hash,
            CreatedAt = bookmark.CreatedAt,
            DueAt = due.TryGetValue(bookmark.Row.Id, out var at) ? at : null,
        }).ToList());

        // One that is gone already is no matter: whoever took it wrote its instance, and that race shows there.
        await lookups.RemoveBookmarksAsync(_bookmarksRemoved, cancellation);

        if (_taken.Count > 0)
        {
            var taken = _taken.ToList();
            context.WorkflowStimuli.RemoveRange(await context.WorkflowStimuli.Where(x => taken.Contains(x.Id)).ToListAsync(cancellation));
        }

        context.WorkflowStimuli.AddRange(_queued.Values.Select(ToEntity));
    }

    /// <summary>Writes everything saved to the database; the caller commits.</summary>
    /// <exception cref="WorkflowConflictException">Someone else was faster. Nothing of this transaction may be kept.</exception>
    public async Task SaveToAsync(IDatabaseDialect dialect, CancellationToken cancellation)
    {
        try
        {
            await WriteToAsync(cancellation);
            await dialect.SaveAsync(lookups.Context, cancellation);
        }
        catch (Exception e) when (e is not WorkflowConflictException && WorkflowUnits.IsLostRace(e))
        {
            throw new WorkflowConflictException(string.Join(", ", _instances.Keys.Take(5)), e);
        }
    }

    private WorkflowSession? Parent => parent;

    /// <summary>What this unit of work, or one around it, has saved and not yet written.</summary>
    private InstanceRow? Saved(string instanceId) => _instances.TryGetValue(instanceId, out var saved) ? saved : parent?.Saved(instanceId);

    private IEnumerable<FoundBookmark> Added()
    {
        for (var session = this; session is not null; session = session.Parent)
        {
            foreach (var bookmark in session._bookmarksAdded.Values)
            {
                if (!IsRemoved(bookmark.Row.Id))
                    yield return bookmark;
            }
        }
    }

    private bool IsRemoved(string bookmarkId) => _bookmarksRemoved.Contains(bookmarkId) || (parent?.IsRemoved(bookmarkId) ?? false);

    private bool IsTaken(string stimulusId) => _taken.Contains(stimulusId) || (parent?.IsTaken(stimulusId) ?? false);

    private IEnumerable<QueuedStimulus> Queued() => parent is null ? _queued.Values : _queued.Values.Concat(parent.Queued());

    private bool Matches(BookmarkFilter filter, FoundBookmark b) =>
        (filter.BookmarkId is null || b.Row.Id == filter.BookmarkId)
        && (filter.Name is null || b.Row.Name == filter.Name)
        && (filter.Hash is null || b.Row.Hash == filter.Hash)
        && (filter.InstanceId is null || b.Row.InstanceId == filter.InstanceId)
        && (filter.CorrelationId is null || CorrelationOf(b) == filter.CorrelationId);

    private string? CorrelationOf(FoundBookmark bookmark)
    {
        for (var session = this; session is not null; session = session.Parent)
        {
            if (session._instances.TryGetValue(bookmark.Row.InstanceId, out var row))
                return row.CorrelationId;
        }

        return bookmark.CorrelationId;
    }

    private static bool IsFor(QueueFilter filter, QueuedStimulus s) => s.BookmarkId is { } bookmark
        ? filter.BookmarkIds.Contains(bookmark)
        : filter.Hashes.Contains(s.Hash)
            && (s.InstanceId is null || s.InstanceId == filter.InstanceId)
            && (s.CorrelationId is null || s.CorrelationId == filter.CorrelationId);

    private static QueuedStimulus ToStimulus(WorkflowStimulusRow x) =>
        new(x.Id, x.BookmarkId, x.Name, x.Hash, x.CorrelationId, x.InstanceId, x.Payload, x.CreatedAt, x.ExpiresAt);

    private static WorkflowStimulusRow ToEntity(QueuedStimulus s) => new()
    {
        Id = s.Id,
        BookmarkId = s.BookmarkId,
        Name = s.Name,
        Hash = s.Hash,
        CorrelationId = s.CorrelationId,
        InstanceId = s.InstanceId,
        Payload = s.Payload,
        CreatedAt = s.CreatedAt,
        ExpiresAt = s.ExpiresAt,
    };
}
