using Automation.Workflows.Execution;

namespace Automation.Workflows.Activities.Composition;

/// <summary>Ends the workflow it stands in, with outcomes.</summary>
[Activity("Elsa.Complete", Category = "Composition", Description = "Ends the workflow this stands in; where that is used as an activity, it goes on at the given outcomes.")]
internal sealed class Complete : Activity, ITerminal
{
    [Input("One outcome or a list of them.", UIHint = "outcome-picker", DefaultSyntax = "Object")]
    public Input<object> Outcomes { get; } = new();

    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        var outcomes = Values.ValueConversion.To<List<string>>(context.Get(Outcomes)) ?? [];
        context.CompleteWorkflow(outcomes.Count > 0 ? outcomes : [Done]);
        return ValueTask.CompletedTask;
    }
}

/// <summary>Sets an output of the workflow it stands in.</summary>
[Activity("Elsa.SetOutput", Category = "Composition", Description = "Sets an output of the workflow this stands in.")]
internal sealed class SetOutput : Activity
{
    [Input("The output.", UIHint = "output-picker", Required = true)]
    public Input<string> OutputName { get; } = new("");

    [Input("Its value.")]
    public Input<object> OutputValue { get; } = new();

    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        if (context.Get(OutputName) is not { Length: > 0 } name)
            throw new InvalidOperationException("The activity names no output.");
        context.WorkflowOutputs[name] = context.Get(OutputValue);
        return ValueTask.CompletedTask;
    }
}
