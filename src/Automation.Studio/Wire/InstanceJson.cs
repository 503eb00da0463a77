using Automation.Storage.Workflows;
using Automation.Workflows.Execution;

namespace Automation.Studio.Wire;

/// <summary>Instances, journals and activity records in the shapes that Studio reads.</summary>
internal static class InstanceJson
{
    private static readonly Dictionary<string, object> NoValues = [];

    public static object Of(InstanceSummary x) => new
    {
        x.Id,
        x.DefinitionId,
        x.DefinitionVersionId,
        Version = x.DefinitionVersion,
        x.CorrelationId,
        x.Name,
        ParentWorkflowInstanceId = x.ParentInstanceId,
        x.Status,
        x.SubStatus,
        x.IncidentCount,
        x.CreatedAt,
        x.UpdatedAt,
        x.FinishedAt,
    };

    public static object Of(WorkflowState x) => new
    {
        x.Id,
        x.DefinitionId,
        x.DefinitionVersionId,
        Version = x.DefinitionVersion,
        x.CorrelationId,
        x.Name,
        ParentWorkflowInstanceId = x.ParentInstanceId,
        WorkflowState = StateOf(x),
        x.Status,
        x.SubStatus,
        IsExecuting = false,
        IncidentCount = x.Incidents.Count,
        IsSystem = false,
        x.CreatedAt,
        x.UpdatedAt,
        x.FinishedAt,
    };

    public static object StateOf(WorkflowState x) => new
    {
        x.Id,
        x.DefinitionId,
        x.DefinitionVersionId,
        x.DefinitionVersion,
        x.CorrelationId,
        x.Name,
        ParentWorkflowInstanceId = x.ParentInstanceId,
        x.Status,
        x.SubStatus,
        IsExecuting = false,
        Bookmarks = x.Bookmarks.ConvertAll(Of),
        Incidents = x.Incidents.ConvertAll(i => new
        {
            i.ActivityId,
            ActivityNodeId = i.NodeId,
            i.ActivityInstanceId,
            i.ActivityType,
            i.Message,
            Exception = ExceptionOf(i.Exception, 0),
            i.Timestamp,
        }),
        IsSystem = false,
        CompletionCallbacks = Array.Empty<object>(),
        ActivityExecutionContexts = x.Root is { } root ? Contexts(root, null, 0).ToList() : [],
        ScheduledActivities = Array.Empty<object>(),
        ExecutionLogSequence = x.Sequence,
        x.Input,
        x.Output,
        Properties = NoValues,
        x.CreatedAt,
        x.UpdatedAt,
        x.FinishedAt,
    };

    public static object Of(Bookmark x) => new
    {
        x.Id,
        x.Name,
        x.Hash,
        x.Payload,
        x.ActivityId,
        ActivityNodeId = x.NodeId,
        x.ActivityInstanceId,
        x.CreatedAt,
        AutoBurn = !x.Keep,
        AutoComplete = true,
    };

    public static object Of(JournalEntry x, string instanceId) => new
    {
        Id = $"{instanceId}-{x.Sequence}",
        x.ActivityInstanceId,
        ParentActivityInstanceId = x.ParentActivityInstanceId,
        x.ActivityId,
        x.ActivityType,
        x.ActivityTypeVersion,
        x.ActivityName,
        x.NodeId,
        x.Timestamp,
        x.Sequence,
        x.EventName,
        x.Message,
    };

    public static object Of(ActivityRecord x, string instanceId, IReadOnlyDictionary<string, ActivityRecord> all) => new
    {
        WorkflowInstanceId = instanceId,
        x.ActivityId,
        ActivityNodeId = x.NodeId,
        x.ActivityType,
        x.ActivityTypeVersion,
        x.ActivityName,
        ActivityState = x.Inputs,
        Payload = x.Outcomes.Count > 0 ? new { x.Outcomes } : null,
        x.Outputs,
        Properties = NoValues,
        Metadata = NoValues,
        Exception = x.Exception is { } message ? new { Type = "Exception", Message = message, StackTrace = "" } : null,
        x.StartedAt,
        x.HasBookmarks,
        Status = StatusOf(x.Status),
        AggregateFaultCount = x.FaultCount,
        x.CompletedAt,
        SchedulingActivityExecutionId = x.ScheduledBy,
        SchedulingActivityId = x.ScheduledBy is { } by && all.TryGetValue(by, out var scheduler) ? scheduler.ActivityId : null,
        CallStackDepth = Depth(x, all),
        x.Id,
        TenantId = "",
    };

    public static object SummaryOf(ActivityRecord x, string instanceId) => new
    {
        WorkflowInstanceId = instanceId,
        x.ActivityId,
        ActivityNodeId = x.NodeId,
        x.ActivityType,
        x.ActivityTypeVersion,
        x.ActivityName,
        x.StartedAt,
        x.HasBookmarks,
        Status = StatusOf(x.Status),
        Metadata = NoValues,
        AggregateFaultCount = x.FaultCount,
        x.CompletedAt,
        x.Id,
    };

    /// <summary>The badges on an activity in the picture.</summary>
    public static object StatsOf(string nodeId, IReadOnlyCollection<ActivityRecord> runs) => new
    {
        ActivityId = nodeId[(nodeId.LastIndexOf(':') + 1)..],
        ActivityNodeId = nodeId,
        StartedCount = runs.Count,
        CompletedCount = runs.Count(r => r.CompletedAt is not null),
        UncompletedCount = runs.Count(r => r.CompletedAt is null),
        IsBlocked = runs.Any(r => r.HasBookmarks && r.CompletedAt is null),
        IsFaulted = runs.Any(r => r.Status == ActivityStatus.Faulted),
        AggregateFaultCount = runs.Sum(r => r.FaultCount),
        Metadata = NoValues,
    };

    // Studio writes this one with a single l, and the status of an instance with two.
    public static string StatusOf(ActivityStatus status) => status == ActivityStatus.Cancelled ? "Canceled" : status.ToString();

    public static object? ExceptionOf(IReadOnlyList<IncidentCause> chain, int at = 0) => at >= chain.Count ? null : new
    {
        chain[at].Type,
        chain[at].Message,
        StackTrace = "",
        InnerException = ExceptionOf(chain, at + 1),
    };

    private static IEnumerable<object> Contexts(ActivityInstance at, string? parentId, int depth)
    {
        yield return new
        {
            at.Id,
            CallStackDepth = depth,
            ParentContextId = parentId,
            ScheduledActivityNodeId = at.NodeId,
            OwnerActivityNodeId = parentId is null ? null : at.NodeId[..Math.Max(0, at.NodeId.LastIndexOf(':'))],
            Properties = NoValues,
            Metadata = NoValues,
            ActivityState = at.Inputs ?? [],
            DynamicVariables = Array.Empty<object>(),
            Status = StatusOf(at.Status),
            IsExecuting = false,
            at.FaultCount,
            at.StartedAt,
        };
        foreach (var below in at.Children.SelectMany(child => Contexts(child, at.Id, depth + 1)))
            yield return below;
    }

    private static int Depth(ActivityRecord record, IReadOnlyDictionary<string, ActivityRecord> all)
    {
        var depth = 0;
        for (var at = record; at.ParentId is { } parent && all.TryGetValue(parent, out var above) && depth < 1000; at = above)
            depth++;
        return depth;
    }
}
