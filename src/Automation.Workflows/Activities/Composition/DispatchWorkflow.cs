using Automation.Workflows.Execution;
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

    protected internal override async ValueTask ExecuteAsync(ActivityContext context)
    {
        var workflow = context.Get(WorkflowDefinitionId) ?? "";
        await context.DemandRoomAsync(workflow);
        var wait = context.Get(WaitForCompletion);
        var childId = context.Ids.NewId();
        if (wait)
            context.WaitFor(ChildFinished.StimulusOf(childId));
        context.Dispatch(new DispatchRequest(
            context.Ids.NewId(), workflow, childId, context.Get(CorrelationId), context.Get(Input) ?? [], wait ? context.InstanceId : null, context.AsDispatcher()));
    }

    protected internal override ValueTask ResumeAsync(ActivityContext context, Resumption resumption)
    {
        context.Set(Result, (resumption.Payload as ValueMap)?.Find("output"));
        return ValueTask.CompletedTask;
    }
}
