using Automation.Workflows.Activities;
using Automation.Workflows.Execution;
using Automation.Workflows.Values;

namespace Automation.Workflows.Runtime;

/// <summary>Asks for a new instance.</summary>
/// <param name="DefinitionId">Its published version is started; give this or <paramref name="DefinitionVersionId"/>.</param>
/// <param name="DefinitionVersionId">This very version, published or not.</param>
/// <param name="InstanceId">The id it gets; when an instance with it exists already, nothing happens. Null for a new id.</param>
/// <param name="TriggerActivityId">Begin at this activity, as if its trigger had fired with <paramref name="TriggerPayload"/>.</param>
/// <param name="DispatchedBy">The activity that asks and does not wait: its journal says so when the start is refused.</param>
/// <param name="Lineage">What led to it; null when no other instance did.</param>
public sealed record StartRequest(
    string? DefinitionId = null,
    string? DefinitionVersionId = null,
    ValueMap? Input = null,
    string? CorrelationId = null,
    string? InstanceId = null,
    string? ParentInstanceId = null,
    string? TriggerActivityId = null,
    object? TriggerPayload = null,
    Dispatcher? DispatchedBy = null,
    Lineage? Lineage = null);

/// <summary>Something happened.</summary>
/// <param name="Stimulus">Finds triggers and bookmarks by name and hash.</param>
/// <param name="Payload">What the activity that receives it gets.</param>
/// <param name="CorrelationId">Only instances with this correlation id are resumed, and started instances get it; null for all.</param>
/// <param name="InstanceId">Only this instance is resumed, and nothing is started.</param>
/// <param name="KeepFor">When nothing receives it, keep it this long for a bookmark still to come; null drops it, as events for whoever wants them are dropped; one for an instance that runs is kept in any case.</param>
/// <param name="PublishedBy">Whose journal says so when something is not started because it would be without end.</param>
/// <param name="Lineage">What led to the instances it starts; null when no other instance did.</param>
/// <param name="InOneGo">Whoever receives it comes to rest in this unit of work however long it takes, because what it needs or gives is there in this one only.</param>
public sealed record StimulusRequest(
    Stimulus Stimulus,
    object? Payload = null,
    string? CorrelationId = null,
    string? InstanceId = null,
    TimeSpan? KeepFor = null,
    Dispatcher? PublishedBy = null,
    Lineage? Lineage = null,
    bool InOneGo = false);

/// <summary>What one call did, in order.</summary>
public sealed class RuntimeResult
{
    /// <summary>The instances started or resumed, one entry a burst.</summary>
    public List<InstanceRun> Runs { get; } = [];

    /// <summary>Starts refused by the workflow's activation strategy.</summary>
    public List<string> NotActivated { get; } = [];

    /// <summary>True when the stimulus was put aside for later.</summary>
    public bool Queued { get; internal set; }
}

/// <summary>One burst of one instance.</summary>
public sealed record InstanceRun(
    string InstanceId,
    string DefinitionId,
    string DefinitionVersionId,
    WorkflowStatus Status,
    WorkflowSubStatus SubStatus,
    bool Started,
    ValueMap Output,
    IReadOnlyList<Incident> Incidents,
    IReadOnlyList<string> Lines,
    IReadOnlyList<WorkflowEffect> Effects);

/// <summary>How the runtime works.</summary>
public sealed record RuntimeOptions
{
    /// <summary>Bursts one call may lead to, by events published and workflows dispatched. What is left then waits in the queue.</summary>
    public int MaxBursts { get; init; } = 200;

    /// <summary>Activities executed over all turns without waiting for anything. Each leaves lines in the journal, so this bounds what one instance can write.</summary>
    public int MaxSteps { get; init; } = 100_000;

    /// <summary>How long one burst may go on to further activities. Scripts and templates have limits of their own, but many of them one after the other would keep everybody waiting.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one call keeps others waiting. What is not done by then goes on in further calls, each as short, until the workflow waits.</summary>
    public TimeSpan MaxTurn { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a workflow may go on over all its turns without ever waiting for anything.</summary>
    public TimeSpan MaxWork { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How many instances may, within <see cref="RepeatSpan"/>, run a workflow that has led to itself and stem from the same instance. All of them count, not only a line of them:
    /// one that starts itself twice each time would otherwise be a million before the twentieth in line.
    /// </summary>
    public int MaxRepeats { get; init; } = 100;

    /// <summary>A span and not for ever: a workflow that starts itself again each day is as right as one that ends.</summary>
    public TimeSpan RepeatSpan { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Workflows executed inside one another by ExecuteWorkflow.</summary>
    public int MaxDepth { get; init; } = 16;

    /// <summary>How long the answer to a task waits for somebody who waits for it. What comes for an instance that failed waits until it is retried or removed.</summary>
    public TimeSpan KeepUndelivered { get; init; } = TimeSpan.FromDays(30);
}
