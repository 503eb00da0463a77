using Automation.Workflows.Execution;

namespace Automation.Workflows.Activities.Containers;

/// <summary>Activities one after the other.</summary>
[Activity("Elsa.Sequence", Category = "Workflows", Description = "Activities one after the other.")]
internal sealed class Sequence : Container
{
    private const string Position = "position";

    protected internal override ValueTask ExecuteAsync(ActivityContext context) => Next(context);

    protected internal override ValueTask ChildCompletedAsync(ActivityContext context, ChildCompletion child)
    {
        // Complete and Break end what is around them by themselves; a terminal activity ends a sequence as it ends a flowchart.
        if (child.Node.Activity is ITerminal)
            context.Complete();
        else
            return Next(context);
        return ValueTask.CompletedTask;
    }

    private ValueTask Next(ActivityContext context)
    {
        var position = context.Properties.Find(Position) is long index ? (int)index : 0;
        if (position < Activities.Count)
        {
            context.Properties[Position] = position + 1L;
            context.Schedule(Activities[position]);
        }

        return ValueTask.CompletedTask;
    }
}

/// <summary>Activities side by side; complete when all are.</summary>
[Activity("Elsa.Parallel", Category = "Workflows", Description = "Activities side by side; complete when all of them are.")]
internal sealed class Parallel : Container
{
    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        foreach (var activity in Activities)
            context.Schedule(activity);
        return ValueTask.CompletedTask;
    }
}
