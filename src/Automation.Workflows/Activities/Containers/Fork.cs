using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;
using Automation.Workflows.Graphs;

namespace Automation.Workflows.Activities.Containers;

/// <summary>When a fork is complete.</summary>
public enum ForkJoinMode
{
    /// <summary>When one branch is; the others are cancelled.</summary>
    WaitAny,

    /// <summary>When all branches are.</summary>
    WaitAll
}

/// <summary>Branches side by side.</summary>
[Activity("Elsa.Fork", Category = "Control Flow", Description = "Branches side by side; complete when one of them is, or all.")]
internal sealed class Fork : Activity
{
    private IReadOnlyList<ActivityNode> _branches = [];

    [Input("When to go on.", UIHint = "dropdown")]
    public ForkJoinMode JoinMode { get; private set; }

    protected internal override void Load(ActivityLoader loader)
    {
        _branches = loader.Children("branches");
        // A plain value, not an expression; Elsa writes the name or the number.
        JoinMode = loader.Json.Text("joinMode") is { } name && Enum.TryParse<ForkJoinMode>(name, ignoreCase: true, out var mode)
            ? mode
            : (ForkJoinMode)(loader.Json.WholeNumber("joinMode") ?? 0);
    }

    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        foreach (var branch in _branches)
            context.Schedule(branch);
        return ValueTask.CompletedTask;
    }

    protected internal override ValueTask ChildCompletedAsync(ActivityContext context, ChildCompletion child)
    {
        if (JoinMode == ForkJoinMode.WaitAny)
            context.Complete();
        return ValueTask.CompletedTask;
    }
}
