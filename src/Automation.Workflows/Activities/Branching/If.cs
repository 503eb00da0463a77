using Automation.Workflows.Execution;
using Automation.Workflows.Graphs;

namespace Automation.Workflows.Activities.Branching;

/// <summary>One of two activities.</summary>
[Activity("Elsa.If", Category = "Branching", Description = "Runs one of two activities, as the condition says.")]
internal sealed class If : Activity
{
    [Input("What decides.")]
    public Input<bool> Condition { get; } = new();

    [Output("The condition's value.")]
    public Output<bool> Result { get; } = new();

    [Port]
    public ActivityNode? Then { get; private set; }

    [Port]
    public ActivityNode? Else { get; private set; }

    // A flowchart may go on at True or False as well as at Done.
    protected internal override IReadOnlyList<string>? OutcomesOf(ActivityNode node) => ["True", "False", Done];

    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        var condition = context.Get(Condition);
        context.Set(Result, condition);
        if ((condition ? Then : Else) is { } chosen)
            context.Schedule(chosen);
        else
            context.Complete(condition ? "True" : "False", Done);
        return ValueTask.CompletedTask;
    }

    protected internal override ValueTask ChildCompletedAsync(ActivityContext context, ChildCompletion child)
    {
        context.Complete(child.Node == Then ? "True" : "False", Done);
        return ValueTask.CompletedTask;
    }
}
