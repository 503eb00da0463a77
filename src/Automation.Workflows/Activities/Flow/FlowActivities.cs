using Automation.Workflows.Execution;
using Automation.Workflows.Graphs;

namespace Automation.Workflows.Activities.Flow;

/// <summary>Where a flowchart begins.</summary>
[Activity("Elsa.Start", Category = "Flow", Description = "Where the flowchart begins.")]
internal sealed class Start : Activity
{
    protected internal override ValueTask ExecuteAsync(ActivityContext context) => ValueTask.CompletedTask;
}

/// <summary>Where a flowchart ends, whatever else is running in it.</summary>
[Activity("Elsa.End", Category = "Flow", Description = "Ends the flowchart; whatever else is running in it is cancelled.")]
internal sealed class End : Activity, ITerminal
{
    protected internal override ValueTask ExecuteAsync(ActivityContext context) => ValueTask.CompletedTask;
}

/// <summary>Two ways on.</summary>
[Activity("Elsa.FlowDecision", Category = "Branching", DisplayName = "Decision", Description = "Goes on at True or at False, as the condition says.")]
[Outcomes("True", "False")]
internal sealed class FlowDecision : Activity
{
    [Input("What decides.")]
    public Input<bool> Condition { get; } = new();

    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        context.Complete(context.Get(Condition) ? "True" : "False");
        return ValueTask.CompletedTask;
    }
}

/// <summary>Several ways on at the same time.</summary>
[Activity("Elsa.FlowFork", Category = "Branching", DisplayName = "Fork", Description = "Goes on at all its branches at the same time.")]
internal sealed class FlowFork : Activity
{
    [Input("The names of the branches.", UIHint = "dynamic-outcomes")]
    public Input<List<string>> Branches { get; } = new([]);

    protected internal override IReadOnlyList<string>? OutcomesOf(ActivityNode node) =>
        Branches.Expression is Expressions.ConstantExpression constant ? Values.ValueConversion.To<List<string>>(constant.Value) ?? [] : null;

    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        context.Complete(context.Get(Branches) ?? []);
        return ValueTask.CompletedTask;
    }
}

/// <summary>When a join goes on.</summary>
public enum FlowJoinMode
{
    /// <summary>As soon as one way arrives; the others are cancelled.</summary>
    WaitAny,

    /// <summary>When all ways have arrived; if one is passed over, so is the join.</summary>
    WaitAll,

    /// <summary>When every way has either arrived or been passed over, and one has arrived.</summary>
    WaitAllActive
}

/// <summary>Several ways become one.</summary>
[Activity("Elsa.FlowJoin", Category = "Branching", DisplayName = "Join", Description = "Makes several ways one again.")]
internal sealed class FlowJoin : Activity
{
    [Input("When to go on.")]
    public Input<FlowJoinMode> Mode { get; } = new(FlowJoinMode.WaitAny);

    // The flowchart asks before the join runs, so the expression is evaluated in the flowchart's own scope.
    internal FlowJoinMode ModeFor(ActivityContext flowchart) => flowchart.Evaluate(Mode);

    protected internal override ValueTask ExecuteAsync(ActivityContext context) => ValueTask.CompletedTask;
}

/// <summary>An activity wrapped so that it can stand in a flowchart.</summary>
[Activity("Elsa.FlowNode", Category = "Flow", Description = "Holds one activity.", Browsable = false)]
internal sealed class FlowNode : Activity
{
    [Port]
    public ActivityNode? Body { get; private set; }

    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        if (Body is { } body)
            context.Schedule(body);
        return ValueTask.CompletedTask;
    }
}
