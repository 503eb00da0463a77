using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;

namespace Automation.Workflows.Runtime;

/// <summary>
/// One unit of work on the workflow tables, which the host commits or rolls back; many instances may be started and
/// resumed in it. Everything read sees what the same session saved before. Not thread-safe.
/// </summary>
public interface IWorkflowSession
{
    /// <summary>What activities running in this unit of work may use.</summary>
    HostServices Host { get; }

    ValueTask<WorkflowDefinition?> FindDefinitionAsync(DefinitionQuery query, CancellationToken cancellation);

    /// <summary>The triggers of published workflows with this name and hash, ordered by workflow and activity.</summary>
    ValueTask<IReadOnlyList<TriggerRow>> FindTriggersAsync(string name, string hash, CancellationToken cancellation);

    /// <summary>The bookmarks that match, oldest first.</summary>
    ValueTask<IReadOnlyList<BookmarkRow>> FindBookmarksAsync(BookmarkFilter filter, CancellationToken cancellation);

    ValueTask<InstanceRow?> LoadInstanceAsync(string instanceId, CancellationToken cancellation);

    /// <summary>True when an instance is not finished (status Running) that belongs to the workflow and has the correlation id; null matches any.</summary>
    ValueTask<bool> HasRunningInstanceAsync(string? definitionId, string? correlationId, CancellationToken cancellation);

    /// <summary>Ids of the instances, not finished (status Running), that this one started and waits for.</summary>
    ValueTask<IReadOnlyList<string>> FindRunningChildrenAsync(string parentInstanceId, CancellationToken cancellation);

    /// <summary>How many instances created since then have this <see cref="InstanceRow.RepeatOf"/>; not counted beyond <paramref name="most"/>.</summary>
    ValueTask<int> CountRepeatsAsync(string origin, DateTimeOffset since, int most, CancellationToken cancellation);

    /// <summary>Until this unit of work is over, any other that holds the same waits here, and then sees what this one has stored.</summary>
    /// <param name="key">Names what is decided about.</param>
    ValueTask HoldAsync(string key, CancellationToken cancellation);

    /// <summary>
    /// Stores an instance and everything its burst gave. The row must still have <see cref="InstanceChange.ExpectedRowVersion"/>
    /// (0: must not exist); it then gets the next number.
    /// </summary>
    /// <exception cref="WorkflowConflictException">Someone else was faster. May instead be thrown by the commit; either way nothing of this unit of work may be kept.</exception>
    ValueTask SaveInstanceAsync(InstanceChange change, CancellationToken cancellation);

    /// <summary>Keeps a stimulus for a bookmark that does not exist yet or whose instance cannot go on yet.</summary>
    ValueTask EnqueueStimulusAsync(QueuedStimulus stimulus, CancellationToken cancellation);

    /// <summary>
    /// Takes out of the queue, oldest first, what an instance can receive now: the stimuli addressed to its bookmark ids,
    /// and those with one of the hashes whose instance id and correlation id are each either null or the instance's.
    /// Stimuli past their <see cref="QueuedStimulus.ExpiresAt"/> are not given.
    /// </summary>
    ValueTask<IReadOnlyList<QueuedStimulus>> TakeQueuedStimuliAsync(QueueFilter filter, CancellationToken cancellation);
}

/// <summary>Which version of a workflow is wanted.</summary>
/// <param name="VersionId">That very version; the others are then null.</param>
/// <param name="Version">That number; null: the published version, and if there is none and <paramref name="OrLatest"/>, the latest.</param>
public sealed record DefinitionQuery(string? VersionId, string? DefinitionId = null, int? Version = null, bool OrLatest = false)
{
    public static DefinitionQuery ById(string versionId) => new(versionId);

    public static DefinitionQuery Published(string definitionId) => new(null, definitionId);

    public static DefinitionQuery Numbered(string definitionId, int version) => new(null, definitionId, version);
}

/// <summary>A place where a published workflow can begin. Replaced at publish, removed at retract, in the same transaction.</summary>
/// <param name="Name">The stimulus's name.</param>
/// <param name="Payload">As JSON; a timer's says when.</param>
public sealed record TriggerRow(string Id, string DefinitionId, string DefinitionVersionId, string ActivityId, string Name, string Hash, string Payload);

/// <summary>A bookmark as it is found.</summary>
public sealed record BookmarkRow(string Id, string InstanceId, string Name, string Hash);

/// <summary>Either a bookmark's id, or the stimulus's name and hash; with these, null for the others matches any.</summary>
public sealed record BookmarkFilter(string? BookmarkId = null, string? Name = null, string? Hash = null, string? CorrelationId = null, string? InstanceId = null);

/// <summary>What an instance can receive from the queue.</summary>
public sealed record QueueFilter(string InstanceId, string? CorrelationId, IReadOnlyCollection<string> BookmarkIds, IReadOnlyCollection<string> Hashes);

/// <summary>An instance as it is stored: its state, and what lists and searches need of it.</summary>
/// <param name="State">What <see cref="StateJson.Write"/> gives.</param>
/// <param name="RowVersion">1 for a new row, then counting up with every save.</param>
/// <param name="RepeatOf">The instance with which it began, when the workflow has led to itself; null for all others.</param>
public sealed record InstanceRow(
    string Id,
    string DefinitionId,
    string DefinitionVersionId,
    int DefinitionVersion,
    string? CorrelationId,
    string? Name,
    string? ParentInstanceId,
    WorkflowStatus Status,
    WorkflowSubStatus SubStatus,
    int IncidentCount,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? FinishedAt,
    ReadOnlyMemory<byte> State,
    long RowVersion,
    string? RepeatOf = null);

/// <summary>One burst's worth of writing, to be stored whole or not at all.</summary>
/// <param name="Row">With the row version it gets.</param>
/// <param name="ExpectedRowVersion">The row version it must still have; 0 for a new row.</param>
/// <param name="BookmarksRemoved">Bookmark ids; their timers go with them.</param>
/// <param name="Timers">To be set once this is committed; each belongs to a bookmark of <paramref name="BookmarksAdded"/>.</param>
/// <param name="Journal">Keyed by instance and sequence.</param>
/// <param name="Records">One replaces a stored one with the same id.</param>
/// <param name="Effects">To be done once this is committed.</param>
public sealed record InstanceChange(
    InstanceRow Row,
    long ExpectedRowVersion,
    IReadOnlyList<Bookmark> BookmarksAdded,
    IReadOnlyList<string> BookmarksRemoved,
    IReadOnlyList<ScheduledTimer> Timers,
    IReadOnlyList<JournalEntry> Journal,
    IReadOnlyList<ActivityRecord> Records,
    IReadOnlyList<WorkflowEffect> Effects);

/// <summary>A stimulus that waits for its receiver.</summary>
/// <param name="BookmarkId">The one bookmark it is for; null when name and hash say it.</param>
/// <param name="Payload">What the receiver gets, as JSON.</param>
public sealed record QueuedStimulus(
    string Id,
    string? BookmarkId,
    string Name,
    string Hash,
    string? CorrelationId,
    string? InstanceId,
    string Payload,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt);

/// <summary>Two units of work changed the same instance; this one has to start again from what is stored now.</summary>
public sealed class WorkflowConflictException(string instanceId, Exception? cause = null)
    : Exception($"Workflow instance {instanceId} was changed by someone else in the meantime.", cause)
{
    public string InstanceId { get; } = instanceId;
}
