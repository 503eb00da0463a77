using Automation.Workflows.Values;

namespace Automation.Workflows.Execution;

/// <summary>
/// Everything an instance is between two bursts. Serialised by <see cref="StateJson"/>; belongs to one burst at a time.
/// </summary>
public sealed class WorkflowState
{
    public required string Id { get; init; }

    public required string DefinitionId { get; set; }

    public required string DefinitionVersionId { get; set; }

    public required int DefinitionVersion { get; set; }

    public string? CorrelationId { get; set; }

    public string? Name { get; set; }

    /// <summary>The instance that started this one and may wait for it.</summary>
    public string? ParentInstanceId { get; set; }

    /// <summary>What led here; null when no other instance did.</summary>
    public Lineage? Lineage { get; init; }

    public WorkflowStatus Status { get; set; }

    public WorkflowSubStatus SubStatus { get; set; } = WorkflowSubStatus.Pending;

    public ValueMap Input { get; init; } = [];

    public ValueMap Output { get; init; } = [];

    /// <summary>The activities that are not complete, as a tree from the workflow down. Null before the first burst and after the last.</summary>
    public ActivityInstance? Root { get; set; }

    /// <summary>The variables of the workflow itself as they were when it finished, by id; empty while it runs.</summary>
    public ValueMap FinalVariables { get; set; } = [];

    public List<Bookmark> Bookmarks { get; init; } = [];

    public List<Incident> Incidents { get; init; } = [];

    /// <summary>Outputs of activities that expressions may still ask for, by node id.</summary>
    public ValueMap? ActivityOutputs { get; set; }

    /// <summary>Whose outputs in <see cref="ActivityOutputs"/> came last.</summary>
    public string? LastOutputNodeId { get; set; }

    /// <summary>What the last turn left to be done; null when it came to rest.</summary>
    public PutAside? Aside { get; set; }

    /// <summary>The last journal entry's number.</summary>
    public long Sequence { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }
}

public enum WorkflowStatus
{
    Running,
    Finished
}

public enum WorkflowSubStatus
{
    Pending,
    Executing,
    Suspended,
    Finished,
    Cancelled,
    Faulted
}

/// <summary>An activity that has been scheduled and is not complete.</summary>
public sealed class ActivityInstance
{
    public required string Id { get; init; }

    /// <summary>Which node of the graph it runs.</summary>
    public required string NodeId { get; set; }

    public ActivityStatus Status { get; set; }

    /// <summary>What the parent gave when it scheduled this.</summary>
    public string? Tag { get; init; }

    /// <summary>Reached over a connection that leads back.</summary>
    public bool Backward { get; init; }

    /// <summary>What led here: the activity instance whose end scheduled this one.</summary>
    public string? ScheduledBy { get; init; }

    /// <summary>Values of the variables this node declares, by id.</summary>
    public ValueMap? Variables { get; set; }

    /// <summary>Variables that exist only in this instance, by name, such as a loop's CurrentValue.</summary>
    public ValueMap? Locals { get; set; }

    /// <summary>The activity's own notes.</summary>
    public ValueMap? Properties { get; set; }

    /// <summary>The inputs as they were evaluated.</summary>
    public ValueMap? Inputs { get; set; }

    /// <summary>The outputs set so far.</summary>
    public ValueMap? Outputs { get; set; }

    /// <summary>What a flowchart remembers of the ways already walked.</summary>
    public Activities.Flow.FlowScope? Flow { get; set; }

    /// <summary>What reached the activity when it failed, to reach it again on a retry.</summary>
    public InterruptedStep? Interrupted { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public int FaultCount { get; set; }

    public List<ActivityInstance> Children { get; init; } = [];

    internal int WaitsFor { get; set; }

    internal ActivityInstance? Parent { get; set; }

    internal Graphs.ActivityNode Node { get; set; } = null!;
}

/// <summary>A step that failed: a child's end, or a bookmark that was met.</summary>
public sealed record InterruptedStep(string? ChildNodeId, IReadOnlyList<string> Outcomes, string? Tag, bool Backward, Bookmark? Bookmark, object? Payload);

public enum ActivityStatus
{
    /// <summary>Scheduled, not begun.</summary>
    Pending,
    Running,
    Completed,
    Cancelled,
    Faulted
}

/// <summary>A place where an instance waits for a stimulus.</summary>
/// <param name="Name">The stimulus's name.</param>
/// <param name="Hash">The stimulus's hash.</param>
/// <param name="Payload">What was hashed; shown in Studio.</param>
/// <param name="Tag">The activity's own mark, for one that waits for several things.</param>
/// <param name="Keep">Stays when met: it can be met again.</param>
public sealed record Bookmark(
    string Id,
    string Name,
    string Hash,
    object? Payload,
    string NodeId,
    string ActivityId,
    string ActivityInstanceId,
    DateTimeOffset CreatedAt,
    string? Tag = null,
    bool Keep = false);

/// <summary>A fault of an activity.</summary>
/// <param name="Exception">The exception's types and messages, outermost first.</param>
public sealed record Incident(
    string ActivityId,
    string NodeId,
    string ActivityInstanceId,
    string ActivityType,
    string Message,
    IReadOnlyList<IncidentCause> Exception,
    DateTimeOffset Timestamp);

/// <summary>One exception of a chain.</summary>
public sealed record IncidentCause(string Type, string Message);
