namespace Automation.Workflows.Runtime;

/// <summary>What a trigger waits for cannot be told without an instance, so the workflow cannot be published.</summary>
public sealed class WorkflowTriggerException(string activity, string activityId, Exception innerException)
    : Exception($"The trigger '{activity}' cannot be set: {innerException.Message}", innerException)
{
    public string ActivityId => activityId;
}
