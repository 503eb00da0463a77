using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;
using Automation.Workflows.Graphs;
using Automation.Workflows.Values;

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
        // A plain value, not an expression; Elsa writes the name or the number. Some wrap it as inputs are.
        var json = loader.Json.Object("joinMode") is { } wrapped ? wrapped.Object("expression")?.Property("value") : loader.Json.Property("joinMode");
        if (json is not { } given || WorkflowValue.FromJson(given) is not { } value)
            return;
        if (ValueFit.Wanted(value, typeof(ForkJoinMode)) is { } wanted)
            loader.WrongValue("Join Mode", value, wanted, "joinMode");
        else
            JoinMode = ValueConversion.To<ForkJoinMode>(value);
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
