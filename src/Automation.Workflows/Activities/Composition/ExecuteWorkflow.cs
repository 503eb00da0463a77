using Automation.Workflows.Execution;
using Automation.Workflows.Values;

namespace Automation.Workflows.Activities.Composition;

/// <summary>Runs another workflow here and now.</summary>
[Activity("Elsa.ExecuteWorkflow", Category = "Composition", Description = "Runs another workflow here and now, and waits for it if asked to.", Kind = ActivityKind.Task)]
internal sealed class ExecuteWorkflow : Activity
{
    [Input("The workflow.", UIHint = "workflow-definition-picker", Required = true)]
    public Input<string> WorkflowDefinitionId { get; } = new("");

    [Input("The new instance's correlation id.")]
    public Input<string> CorrelationId { get; } = new();

    [Input("Its inputs by name.")]
    public Input<ValueMap> Input { get; } = new();

    [Input("Go on only when it is finished.")]
    public Input<bool> WaitForCompletion { get; } = new(false);

    [Output("Its instance id, status, sub-status and output.")]
    public Output<ValueMap> Result { get; } = new();

    protected internal override async ValueTask ExecuteAsync(ActivityContext context)
    {
        var child = await context.RunChildAsync(context.Get(WorkflowDefinitionId) ?? "", context.Get(CorrelationId), context.Get(Input) ?? []);
        context.Set(Result, new ValueMap(5)
        {
            ["workflowInstanceId"] = child.InstanceId,
            ["status"] = child.Status.ToString(),
            ["subStatus"] = child.SubStatus.ToString(),
            ["output"] = child.Output
        });

        // A faulted child may be retried; whoever waits for it goes on waiting. One that leads to itself without end comes to none by a retry either.
        var finished = child.Status == WorkflowStatus.Finished && child.SubStatus != WorkflowSubStatus.Faulted;
        if (finished || !context.Get(WaitForCompletion))
            return;
        if (child.Endless is { } endless)
            throw new EndlessWorkflowException(endless);
        context.WaitFor(ChildFinished.StimulusOf(child.InstanceId));
    }

    protected internal override ValueTask ResumeAsync(ActivityContext context, Resumption resumption)
    {
        if (resumption.Payload is ValueMap child)
        {
            context.Set(Result, new ValueMap(5)
            {
                ["workflowInstanceId"] = child.Find("instanceId"),
                ["status"] = child.Find("status"),
                ["subStatus"] = child.Find("subStatus"),
                ["output"] = child.Find("output")
            });
        }

        return ValueTask.CompletedTask;
    }
}
