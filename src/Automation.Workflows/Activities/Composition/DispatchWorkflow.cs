using Automation.Workflows.Execution;
using Automation.Workflows.Graphs;
using Automation.Workflows.Values;

namespace Automation.Workflows.Activities.Composition;

/// <summary>Starts another workflow beside this one.</summary>
[Activity("Elsa.DispatchWorkflow", Category = "Composition", Description = "Starts another workflow beside this one, and waits for it if asked to.")]
internal sealed class DispatchWorkflow : Activity
{
    [Input("The workflow.", UIHint = "workflow-definition-picker", Required = true)]
    public Input<string> WorkflowDefinitionId { get; } = new("");

    [Input("The new instance's correlation id.")]
    public Input<string> CorrelationId { get; } = new();

    [Input("Its inputs by name.")]
    public Input<ValueMap> Input { get; } = new();

    [Input("Go on only when it is finished.")]
    public Input<bool> WaitForCompletion { get; } = new(false);

    [Output("The output of the finished workflow.")]
    public Output<object> Result { get; } = new();

    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        var wait = context.Get(WaitForCompletion);
        var childId = context.Ids.NewId();
        if (wait)
            context.WaitFor(ChildFinished.StimulusOf(childId));
        context.After(new DispatchRequest(
            context.Ids.NewId(), context.Get(WorkflowDefinitionId) ?? "", childId, context.Get(CorrelationId), context.Get(Input) ?? [], wait ? context.InstanceId : null));
        return ValueTask.CompletedTask;
    }

    protected internal override ValueTask ResumeAsync(ActivityContext context, Resumption resumption)
    {
        context.Set(Result, (resumption.Payload as ValueMap)?.Find("output"));
        return ValueTask.CompletedTask;
    }
}

/// <summary>Starts another workflow once for every item of a list.</summary>
[Activity("Elsa.BulkDispatchWorkflows", Category = "Composition", Description = "Starts another workflow once for every item of a list.", Kind = ActivityKind.Task)]
[Outcomes("Completed", "Canceled", "Done")]
internal sealed class BulkDispatchWorkflows : Activity
{
    private const string AnyCancelled = "cancelled";

    [Input("The workflow.", UIHint = "workflow-definition-picker", Required = true)]
    public Input<string> WorkflowDefinitionId { get; } = new("");

    [Input("The items.")]
    public Input<List<object?>> Items { get; } = new([]);

    [Input("The input in which the workflow gets its item, when the item is not itself a set of inputs.")]
    public Input<string> DefaultItemInputKey { get; } = new("Item");

    [Input("Gives each instance's correlation id; sees the item as the variable Item.", AutoEvaluate = false)]
    public Input<string> CorrelationIdFunction { get; } = new();

    [Input("Inputs that all instances get.")]
    public Input<ValueMap> Input { get; } = new();

    [Input("Go on only when all are finished.")]
    public Input<bool> WaitForCompletion { get; } = new(true);

    [Port]
    public ActivityNode? ChildCompleted { get; private set; }

    [Port]
    public ActivityNode? ChildFaulted { get; private set; }

    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        var wait = context.Get(WaitForCompletion);
        var items = context.Get(Items) ?? [];
        foreach (var item in items)
        {
            var input = new ValueMap(context.Get(Input) ?? []);
            if (item is ValueMap own)
            {
                foreach (var (key, value) in own)
                    input[key] = value;
            }
            else
            {
                input[context.Get(DefaultItemInputKey) ?? "Item"] = item;
            }

            (context.Instance.Locals ??= [])["Item"] = item;
            var correlationId = context.Evaluate(CorrelationIdFunction);
            var childId = context.Ids.NewId();
            if (wait)
                context.WaitFor(ChildFinished.StimulusOf(childId));
            context.After(new DispatchRequest(
                context.Ids.NewId(), context.Get(WorkflowDefinitionId) ?? "", childId, correlationId, input, wait ? context.InstanceId : null));
        }

        if (!wait || items.Count == 0)
            context.Complete("Completed", Done);
        return ValueTask.CompletedTask;
    }

    protected internal override ValueTask ResumeAsync(ActivityContext context, Resumption resumption)
    {
        var child = resumption.Payload as ValueMap ?? [];
        var subStatus = child.Find("subStatus") as string;
        if (subStatus == nameof(WorkflowSubStatus.Cancelled))
            context.Properties[AnyCancelled] = true;
        if ((subStatus == nameof(WorkflowSubStatus.Faulted) ? ChildFaulted : ChildCompleted) is { } then)
            context.Schedule(then, locals: new ValueMap { ["ChildInstanceId"] = child.Find("instanceId"), ["ChildOutput"] = child.Find("output") });
        return CompleteWhenAllAreDone(context);
    }

    protected internal override ValueTask ChildCompletedAsync(ActivityContext context, ChildCompletion child) => CompleteWhenAllAreDone(context);

    private static ValueTask CompleteWhenAllAreDone(ActivityContext context)
    {
        if (!context.IsWaiting && !context.HasChildren)
            context.Complete(context.Properties.ContainsKey(AnyCancelled) ? ["Canceled", Done] : ["Completed", Done]);
        return ValueTask.CompletedTask;
    }
}
