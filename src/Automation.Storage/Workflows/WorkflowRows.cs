using Automation.Workflows.Execution;

namespace Automation.Storage.Workflows;

/// <summary>A version of a workflow definition in Elsa 3's JSON.</summary>
public sealed class WorkflowDefinitionRow
{
    /// <summary>The version's own id.</summary>
    public required string Id { get; set; }
    public required string DefinitionId { get; set; }
    public int Version { get; set; }
    public required string Name { get; set; }
    public string? Description { get; set; }
    public bool IsLatest { get; set; }
    public bool IsPublished { get; set; }

    /// <summary>It was in force at least once. Other nodes may keep its graph under its id, and people look it up, so its content never changes, also after it was retracted.</summary>
    public bool WasPublished { get; set; }

    public required string Json { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public required string CreatedBy { get; set; }

    /// <summary>When this version was last saved.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Counts what was saved of the workflow, over all its versions: the number of this one's content. 0 for what was stored before they were counted.</summary>
    public long Revision { get; set; }

    /// <summary>The highest revision that came from another editor than this one's.</summary>
    public long RevisionOfOthers { get; set; }

    /// <summary>The window in which its content was written, as <see cref="DraftEdit.Editor"/>.</summary>
    public string? Editor { get; set; }

    /// <summary>The person who saved its content last.</summary>
    public string? EditedBy { get; set; }

    /// <summary>Set on a shipped version that a person deleted: it stays as the mark that the file must not be published again, and no query sees it unless it asks without filters.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>SHA-256 (hex) of the shipped file this version was made from; null when a person made it.</summary>
    public string? ShippedHash { get; set; }
}

/// <summary>Where a published workflow can begin.</summary>
public sealed class WorkflowTriggerRow
{
    public required string Id { get; set; }
    public required string DefinitionId { get; set; }
    public required string DefinitionVersionId { get; set; }
    public required string ActivityId { get; set; }
    public required string Name { get; set; }
    public required string Hash { get; set; }
    public required string Payload { get; set; }

    /// <summary>For a trigger of time: when it fires next. Null when it never does again, and for every other trigger.</summary>
    public DateTimeOffset? NextAt { get; set; }

    /// <summary>When it last fired.</summary>
    public DateTimeOffset? LastAt { get; set; }
}

/// <summary>An instance's state after its latest burst.</summary>
public sealed class WorkflowInstanceRow
{
    public required string Id { get; set; }
    public required string DefinitionId { get; set; }
    public required string DefinitionVersionId { get; set; }
    public int DefinitionVersion { get; set; }
    public string? CorrelationId { get; set; }
    public string? Name { get; set; }
    public string? ParentInstanceId { get; set; }
    public WorkflowStatus Status { get; set; }
    public WorkflowSubStatus SubStatus { get; set; }
    public int IncidentCount { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public required byte[] State { get; set; }

    /// <summary>Counts the saves; the concurrency token.</summary>
    public long RowVersion { get; set; }

    /// <summary>The instance with which it began, when the workflow has led to itself; null for all others.</summary>
    public string? RepeatOf { get; set; }
}

/// <summary>A place where an instance waits.</summary>
public sealed class WorkflowBookmarkRow
{
    public required string Id { get; set; }
    public required string InstanceId { get; set; }
    public required string Name { get; set; }
    public required string Hash { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>For a bookmark that time resumes.</summary>
    public DateTimeOffset? DueAt { get; set; }
}

/// <summary>What one burst wrote: journal and activity records as JSON arrays. One row a burst instead of one a line keeps the journal small.</summary>
public sealed class WorkflowBurstRow
{
    public required string InstanceId { get; set; }

    /// <summary>The row version the instance got with it.</summary>
    public long RowVersion { get; set; }
    public DateTimeOffset At { get; set; }
    public required string Journal { get; set; }
    public required string Records { get; set; }
}

/// <summary>Something to be done after the commit.</summary>
public sealed class WorkflowEffectRow
{
    /// <summary>The <see cref="Kind"/> of a request that is sent to another server.</summary>
    public const string HttpRequest = nameof(Automation.Workflows.Execution.SendHttp);

    public required string Id { get; set; }
    public required string InstanceId { get; set; }
    public required string Kind { get; set; }
    public required string Data { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>How often it was begun.</summary>
    public int Attempts { get; set; }

    /// <summary>Not before then; null when it was given up and waits for a person.</summary>
    public DateTimeOffset? NextAttemptAt { get; set; }

    /// <summary>The node that is at it.</summary>
    public string? LeasedBy { get; set; }
    public DateTimeOffset? LeasedUntil { get; set; }

    /// <summary>Why the last attempt failed, in words without secrets.</summary>
    public string? LastError { get; set; }
}

/// <summary>A stimulus that came before its bookmark.</summary>
public sealed class WorkflowStimulusRow
{
    public required string Id { get; set; }
    public string? BookmarkId { get; set; }
    public required string Name { get; set; }
    public required string Hash { get; set; }
    public string? CorrelationId { get; set; }
    public string? InstanceId { get; set; }
    public required string Payload { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
}
