using Automation.Workflows.Execution;
using Automation.Workflows.Graphs;
using Automation.Workflows.Values;

namespace Automation.Workflows.Activities.Looping;

/// <summary>An activity that a Break inside it ends.</summary>
internal interface ILoop;

/// <summary>Leaves the loop around it.</summary>
[Activity("Elsa.Break", Category = "Looping", Description = "Leaves the loop this stands in.")]
internal sealed class Break : Activity, ITerminal
{
    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        context.Break();
        return ValueTask.CompletedTask;
    }
}

/// <summary>Again and again while a condition holds.</summary>
[Activity("Elsa.While", Category = "Looping", Description = "Runs its body again and again while the condition is true.")]
internal sealed class While : Activity, ILoop
{
    [Input("Asked before every round.", AutoEvaluate = false)]
    public Input<bool> Condition { get; } = new();

    [Port]
    public ActivityNode? Body { get; private set; }

    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        if (Body is { } body && context.Evaluate(Condition))
            context.Schedule(body);
        return ValueTask.CompletedTask;
    }

    protected internal override ValueTask ChildCompletedAsync(ActivityContext context, ChildCompletion child) => ExecuteAsync(context);
}

/// <summary>Once for every number of a range.</summary>
[Activity("Elsa.For", Category = "Looping", Description = "Runs its body for every number from the first to the last.")]
internal sealed class For : Activity, ILoop
{
    private const string Next = "next";

    [Input("The first number.")]
    public Input<int> Start { get; } = new(0);

    [Input("The last number.")]
    public Input<int> End { get; } = new(0);

    [Input("What is added after every round; may be negative, not zero.")]
    public Input<int> Step { get; } = new(1);

    [Input("Whether the last number itself is included.")]
    public Input<bool> OuterBoundInclusive { get; } = new(true);

    [Output("The number of the present round.")]
    public Output<object> CurrentValue { get; } = new();

    [Port]
    public ActivityNode? Body { get; private set; }

    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        var step = context.Get(Step);
        if (step == 0)
            throw new InvalidOperationException("A loop with the step 0 would never end.");
        var current = context.Properties.Find(Next) is long next ? next : context.Get(Start);
        var end = context.Get(End);
        var inside = step > 0
            ? current < end || (current == end && context.Get(OuterBoundInclusive))
            : current > end || (current == end && context.Get(OuterBoundInclusive));
        if (Body is not { } body || !inside)
            return ValueTask.CompletedTask;

        context.Properties[Next] = current + step;
        context.Set(CurrentValue, current);
        context.Schedule(body, locals: new ValueMap { ["CurrentValue"] = current });
        return ValueTask.CompletedTask;
    }

    protected internal override ValueTask ChildCompletedAsync(ActivityContext context, ChildCompletion child) => ExecuteAsync(context);
}

/// <summary>Once for every item of a list, one after the other.</summary>
[Activity("Elsa.ForEach", Category = "Looping", Description = "Runs its body for every item of a list, one after the other.")]
internal sealed class ForEach : Activity, ILoop
{
    private const string Position = "position";

    [Input("The items.", UIHint = "singleline")]
    public Input<List<object?>> Items { get; } = new([]);

    [Output("The item of the present round.")]
    public Output<object> CurrentValue { get; } = new();

    [Port]
    public ActivityNode? Body { get; private set; }

    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        var items = context.Get(Items) ?? [];
        var position = context.Properties.Find(Position) is long index ? (int)index : 0;
        if (Body is not { } body || position >= items.Count)
            return ValueTask.CompletedTask;

        context.Properties[Position] = position + 1L;
        context.Set(CurrentValue, items[position]);
        context.Schedule(body, locals: new ValueMap { ["CurrentIndex"] = (long)position, ["CurrentValue"] = items[position] });
        return ValueTask.CompletedTask;
    }

    protected internal override ValueTask ChildCompletedAsync(ActivityContext context, ChildCompletion child) => ExecuteAsync(context);
}

/// <summary>Once for every item of a list, all at the same time.</summary>
[Activity("Elsa.ParallelForEach", Category = "Looping", Description = "Runs its body for every item of a list, all at the same time; complete when all are.")]
internal sealed class ParallelForEach : Activity, ILoop
{
    [Input("The items.")]
    public Input<List<object?>> Items { get; } = new([]);

    [Port]
    public ActivityNode? Body { get; private set; }

    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        if (Body is not { } body)
            return ValueTask.CompletedTask;
        var items = context.Get(Items) ?? [];
        for (var index = 0; index < items.Count; index++)
            context.Schedule(body, locals: new ValueMap { ["CurrentIndex"] = (long)index, ["CurrentValue"] = items[index] });
        return ValueTask.CompletedTask;
    }
}
