using Automation.Workflows.Execution;
using Automation.Workflows.Values;

namespace Automation.Workflows.Activities.Composition;

/// <summary>The stimulus with which a finished workflow tells the one that waits for it.</summary>
internal static class ChildFinished
{
    public const string Name = "Elsa.DispatchWorkflow";

    private const string Refusal = "refusal";

    private const string Endless = "endless";

    public static Stimulus StimulusOf(string childInstanceId) => new(Name, new ValueMap { ["childInstanceId"] = childInstanceId });

    public static ValueMap PayloadOf(WorkflowState child) => new(5)
    {
        ["instanceId"] = child.Id,
        ["status"] = child.Status.ToString(),
        ["subStatus"] = child.SubStatus.ToString(),
        ["output"] = child.Output
    };

    /// <summary>What is told instead when it was not started.</summary>
    /// <param name="endless">Because it leads to itself without end.</param>
    public static ValueMap RefusalOf(Bookmark waiting, string problem, bool endless) => new(3)
    {
        ["instanceId"] = (waiting.Payload as ValueMap)?.Find("childInstanceId"),
        [Refusal] = problem,
        [Endless] = endless
    };

    /// <summary>Why it was not started; null when it was.</summary>
    public static string? RefusalIn(ValueMap told) => told.Find(Refusal) as string;

    public static bool IsEndless(ValueMap told) => told.Find(Endless) is true;
}
