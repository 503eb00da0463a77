using System.Text.Json;
using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;

namespace Automation.Workflows.Runtime.InMemory;

/// <summary>
/// Workflow tables in memory, with the semantics a database gives them: sessions are isolated until they commit, a
/// commit is all or nothing, and a row that changed meanwhile refuses it. Everything is kept serialised, so that
/// nothing leaks by reference. Thread-safe; for tests and for trying a workflow out.
/// </summary>
public sealed class InMemoryWorkflowStore(TimeProvider time)
{
    private readonly Lock _lock = new();

    internal TimeProvider Time => time;

    internal Tables Committed { get; private set; } = new();

    /// <summary>Opens a unit of work.</summary>
    public InMemoryWorkflowSession Open(HostServices? host = null)
    {
        lock (_lock)
            return new InMemoryWorkflowSession(this, Committed.Copy(), host ?? new HostServices());
    }

    /// <summary>All instances as committed, oldest first.</summary>
    public IReadOnlyList<InstanceRow> Instances => Read(tables => tables.Instances.Values.OrderBy(row => row.CreatedAt).ThenBy(row => row.Id, StringComparer.Ordinal).ToList());

    public IReadOnlyList<JournalEntry> Journal(string instanceId) => Read(tables => tables.Journal.TryGetValue(instanceId, out var json)
        ? json.Select(entry => JsonSerializer.Deserialize<JournalEntry>(entry)!).OrderBy(entry => entry.Sequence).ToList()
        : []);

    public IReadOnlyList<ActivityRecord> Records(string instanceId) => Read(tables => tables.Records.Values.Where(record => record.InstanceId == instanceId)
        .Select(record => JsonSerializer.Deserialize<ActivityRecord>(record.Json)!).ToList());

    /// <summary>Effects asked for so far, in the order of their commits.</summary>
    public IReadOnlyList<WorkflowEffect> Effects => Read(tables => tables.Effects.Select(json => JsonSerializer.Deserialize<WorkflowEffect>(json)!).ToList());

    /// <summary>Timers not yet met, the earliest first.</summary>
    public IReadOnlyList<ScheduledTimer> Timers => Read(tables => tables.Timers.Values.OrderBy(timer => timer.DueAt).ThenBy(timer => timer.BookmarkId, StringComparer.Ordinal).ToList());

    public IReadOnlyList<QueuedStimulus> Queue => Read(tables => tables.Queue.ToList());

    public IReadOnlyList<BookmarkRow> Bookmarks => Read(tables => tables.Bookmarks.Values.ToList());

    internal void Commit(InMemoryWorkflowSession session)
    {
        lock (_lock)
        {
            foreach (var (id, version) in session.Read)
            {
                var now = Committed.Instances.TryGetValue(id, out var row) ? row.RowVersion : 0;
                if (now != version)
                    throw new WorkflowConflictException(id);
            }

            // The changes are done again on what is committed now, which may hold other sessions' work by now.
            var next = Committed.Copy();
            foreach (var change in session.Changes)
                change(next);
            Committed = next;
        }
    }

    private T Read<T>(Func<Tables, T> query)
    {
        lock (_lock)
            return query(Committed);
    }

    internal sealed record StoredRecord(string InstanceId, string Json);

    /// <summary>The tables. Rows are immutable, so copying the collections copies the tables.</summary>
    internal sealed class Tables
    {
        public Dictionary<string, string> Definitions { get; private init; } = [];

        public List<TriggerRow> Triggers { get; private init; } = [];

        public Dictionary<string, InstanceRow> Instances { get; private init; } = [];

        public OrderedDictionary<string, BookmarkRow> Bookmarks { get; private init; } = [];

        public Dictionary<string, ScheduledTimer> Timers { get; private init; } = [];

        public Dictionary<string, List<string>> Journal { get; private init; } = [];

        public Dictionary<string, StoredRecord> Records { get; private init; } = [];

        public List<string> Effects { get; private init; } = [];

        public List<QueuedStimulus> Queue { get; private init; } = [];

        public Tables Copy() => new()
        {
            Definitions = new(Definitions),
            Triggers = [.. Triggers],
            Instances = new(Instances),
            Bookmarks = new(Bookmarks),
            Timers = new(Timers),
            Journal = Journal.ToDictionary(pair => pair.Key, pair => new List<string>(pair.Value)),
            Records = new(Records),
            Effects = [.. Effects],
            Queue = [.. Queue]
        };
    }
}

/// <summary>One unit of work on an <see cref="InMemoryWorkflowStore"/>.</summary>
public sealed class InMemoryWorkflowSession : IWorkflowSession
{
    private readonly InMemoryWorkflowStore _store;
    private readonly InMemoryWorkflowStore.Tables _tables;
    private bool _over;

    internal InMemoryWorkflowSession(InMemoryWorkflowStore store, InMemoryWorkflowStore.Tables tables, HostServices host)
    {
        _store = store;
        _tables = tables;
        Host = host;
    }

    public HostServices Host { get; }

    /// <summary>Row versions of the instances this session saved, as they were before it.</summary>
    internal Dictionary<string, long> Read { get; } = [];

    internal List<Action<InMemoryWorkflowStore.Tables>> Changes { get; } = [];

    /// <exception cref="WorkflowConflictException">Someone else was faster; nothing of this session is kept.</exception>
    public Task CommitAsync(CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_over, this);
        _over = true;
        _store.Commit(this);
        return Task.CompletedTask;
    }

    /// <summary>Stores a version. One that is published takes the mark from the version published before, and its triggers take the place of that one's.</summary>
    public void SaveDefinition(WorkflowDefinition definition, IReadOnlyList<TriggerRow> triggers)
    {
        var json = definition.Write();
        Do(tables =>
        {
            foreach (var other in tables.Definitions.Values.Select(text => WorkflowDefinition.Parse(text)).Where(other => other.DefinitionId == definition.DefinitionId && other.Id != definition.Id).ToList())
            {
                if ((definition.IsLatest && other.IsLatest) || (definition.IsPublished && other.IsPublished))
                    tables.Definitions[other.Id] = other.AsVersion(other.Id, other.DefinitionId, other.Version, other.IsLatest && !definition.IsLatest, other.IsPublished && !definition.IsPublished).Write();
            }

            tables.Definitions[definition.Id] = json;
            if (!definition.IsPublished)
                return;
            tables.Triggers.RemoveAll(trigger => trigger.DefinitionId == definition.DefinitionId);
            tables.Triggers.AddRange(triggers);
        });
    }

    public ValueTask<WorkflowDefinition?> FindDefinitionAsync(DefinitionQuery query, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (query.VersionId is { } id)
            return new(_tables.Definitions.TryGetValue(id, out var json) ? WorkflowDefinition.Parse(json) : null);
        var versions = _tables.Definitions.Values.Select(text => WorkflowDefinition.Parse(text)).Where(definition => definition.DefinitionId == query.DefinitionId).ToList();
        if (query.Version is { } version)
            return new(versions.Find(definition => definition.Version == version));
        return new(versions.Find(definition => definition.IsPublished) ?? (query.OrLatest ? versions.Find(definition => definition.IsLatest) : null));
    }

    public ValueTask<IReadOnlyList<TriggerRow>> FindTriggersAsync(string name, string hash, CancellationToken cancellation) => new(
        _tables.Triggers.Where(trigger => trigger.Name == name && trigger.Hash == hash)
            .OrderBy(trigger => trigger.DefinitionId, StringComparer.Ordinal).ThenBy(trigger => trigger.ActivityId, StringComparer.Ordinal).ToList());

    public ValueTask<IReadOnlyList<BookmarkRow>> FindBookmarksAsync(BookmarkFilter filter, CancellationToken cancellation)
    {
        if (filter.BookmarkId is { } id)
            return new(_tables.Bookmarks.TryGetValue(id, out var bookmark) ? [bookmark] : []);
        return new(_tables.Bookmarks.Values.Where(row =>
            row.Name == filter.Name && row.Hash == filter.Hash
            && (filter.InstanceId is null || row.InstanceId == filter.InstanceId)
            && (filter.CorrelationId is null || _tables.Instances[row.InstanceId].CorrelationId == filter.CorrelationId)).ToList());
    }

    public ValueTask<InstanceRow?> LoadInstanceAsync(string instanceId, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return new(_tables.Instances.GetValueOrDefault(instanceId));
    }

    public ValueTask<bool> HasRunningInstanceAsync(string? definitionId, string? correlationId, CancellationToken cancellation) => new(
        _tables.Instances.Values.Any(row => row.Status == WorkflowStatus.Running
            && (definitionId is null || row.DefinitionId == definitionId) && (correlationId is null || row.CorrelationId == correlationId)));

    public ValueTask<IReadOnlyList<string>> FindRunningChildrenAsync(string parentInstanceId, CancellationToken cancellation) => new(
        _tables.Instances.Values.Where(row => row.ParentInstanceId == parentInstanceId && row.Status == WorkflowStatus.Running).Select(row => row.Id).Order(StringComparer.Ordinal).ToList());

    public ValueTask<int> CountRepeatsAsync(string origin, DateTimeOffset since, int most, CancellationToken cancellation) => new(
        _tables.Instances.Values.Where(row => row.RepeatOf == origin && row.CreatedAt >= since).Take(most).Count());

    /// <summary>Two sessions at once may decide the same here; what needs more is tried on a database.</summary>
    public ValueTask HoldAsync(string key, CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask SaveInstanceAsync(InstanceChange change, CancellationToken cancellation)
    {
        var now = _tables.Instances.TryGetValue(change.Row.Id, out var row) ? row.RowVersion : 0;
        if (now != change.ExpectedRowVersion)
            throw new WorkflowConflictException(change.Row.Id);
        Read.TryAdd(change.Row.Id, change.ExpectedRowVersion);

        var journal = change.Journal.Select(entry => JsonSerializer.Serialize(entry)).ToList();
        var records = change.Records.Select(record => (record.Id, Json: JsonSerializer.Serialize(record))).ToList();
        var effects = change.Effects.Select(effect => JsonSerializer.Serialize(effect)).ToList();
        var bookmarks = change.BookmarksAdded.Select(bookmark => new BookmarkRow(bookmark.Id, change.Row.Id, bookmark.Name, bookmark.Hash)).ToList();
        Do(tables =>
        {
            tables.Instances[change.Row.Id] = change.Row;
            foreach (var id in change.BookmarksRemoved)
            {
                tables.Bookmarks.Remove(id);
                tables.Timers.Remove(id);
            }

            foreach (var bookmark in bookmarks)
                tables.Bookmarks[bookmark.Id] = bookmark;
            foreach (var timer in change.Timers)
                tables.Timers[timer.BookmarkId] = timer;
            if (!tables.Journal.TryGetValue(change.Row.Id, out var entries))
                tables.Journal[change.Row.Id] = entries = [];
            entries.AddRange(journal);
            foreach (var (id, json) in records)
                tables.Records[id] = new(change.Row.Id, json);
            tables.Effects.AddRange(effects);
        });
        return ValueTask.CompletedTask;
    }

    public ValueTask EnqueueStimulusAsync(QueuedStimulus stimulus, CancellationToken cancellation)
    {
        Do(tables => tables.Queue.Add(stimulus));
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<QueuedStimulus>> TakeQueuedStimuliAsync(QueueFilter filter, CancellationToken cancellation)
    {
        var now = _store.Time.GetUtcNow();
        var taken = _tables.Queue.Where(queued => queued.ExpiresAt > now && (queued.BookmarkId is { } id
            ? filter.BookmarkIds.Contains(id)
            : filter.Hashes.Contains(queued.Hash)
                && (queued.InstanceId is null || queued.InstanceId == filter.InstanceId)
                && (queued.CorrelationId is null || queued.CorrelationId == filter.CorrelationId))).ToList();
        if (taken.Count > 0)
            Do(tables => tables.Queue.RemoveAll(queued => taken.Exists(one => one.Id == queued.Id)));
        return new(taken);
    }

    private void Do(Action<InMemoryWorkflowStore.Tables> change)
    {
        ObjectDisposedException.ThrowIf(_over, this);
        change(_tables);
        Changes.Add(change);
    }
}
