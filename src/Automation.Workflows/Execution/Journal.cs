using Automation.Workflows.Values;

namespace Automation.Workflows.Execution;

/// <summary>A line of an instance's journal. Its key is the instance's id and <paramref name="Sequence"/>.</summary>
/// <param name="Sequence">Counts from 1 within the instance, without gaps.</param>
/// <param name="EventName">One of <see cref="JournalEvent"/>, or an activity's own.</param>
/// <param name="Message">For people; null for the plain events.</param>
public sealed record JournalEntry(
    long Sequence,
    string ActivityInstanceId,
    string? ParentActivityInstanceId,
    string ActivityId,
    string ActivityType,
    int ActivityTypeVersion,
    string? ActivityName,
    string NodeId,
    DateTimeOffset Timestamp,
    string EventName,
    string? Message);

/// <summary>The events the engine itself writes, named as Elsa names them.</summary>
public static class JournalEvent
{
    public const string Started = "Started";
    public const string Completed = "Completed";
    public const string Suspended = "Suspended";
    public const string Resumed = "Resumed";
    public const string Faulted = "Faulted";
    public const string Canceled = "Canceled";
    public const string Retried = "Retried";

    /// <summary>Ours: a workflow that was dispatched was not started. May come after the activity, or its instance, is over.</summary>
    public const string Refused = "Refused";
}

/// <summary>What is known of one activity instance; a later one with the same id replaces an earlier one.</summary>
/// <param name="Inputs">The evaluated inputs by name.</param>
/// <param name="Outputs">The outputs by name.</param>
/// <param name="Outcomes">The outcomes it completed with; empty until then.</param>
/// <param name="ScheduledBy">The activity instance whose end led to this one.</param>
public sealed record ActivityRecord(
    string Id,
    string? ParentId,
    string? ScheduledBy,
    string NodeId,
    string ActivityId,
    string ActivityType,
    int ActivityTypeVersion,
    string? ActivityName,
    ActivityStatus Status,
    ValueMap? Inputs,
    ValueMap? Outputs,
    IReadOnlyList<string> Outcomes,
    bool HasBookmarks,
    int FaultCount,
    string? Exception,
    DateTimeOffset StartedAt,
    DateTimeOffset? CompletedAt);
