using Automation.Workflows.Execution;
using Automation.Workflows.Values;

namespace Automation.Workflows.Activities.Composition;

/// <summary>The stimulus with which a finished workflow tells the one that waits for it.</summary>
internal static class ChildFinished
{
    public static Stimulus StimulusOf(string childInstanceId) => new("Elsa.DispatchWorkflow", new ValueMap { ["childInstanceId"] = childInstanceId });

    public static ValueMap PayloadOf(WorkflowState child) => new(5)
    {
        ["instanceId"] = child.Id,
        ["status"] = child.Status.ToString(),
        ["subStatus"] = child.SubStatus.ToString(),
        ["output"] = child.Output
    };
}
