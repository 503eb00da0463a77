using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;
using Automation.Workflows.Graphs;

namespace Automation.Workflows.Activities.Composition;

/// <summary>The workflow itself: the outermost activity of a graph, or of a workflow used in another.</summary>
[Activity("Elsa.Workflow", Category = "Workflows", Description = "The workflow itself.", Browsable = false)]
internal sealed class WorkflowActivity(WorkflowDefinition definition) : Activity
{
    public static readonly ActivityDescriptor Descriptor = ActivityDescriptor.Of(typeof(WorkflowActivity));

    // For the registry, which only describes it.
    private WorkflowActivity() : this(WorkflowDefinition.Parse("""{"root":{"type":"Elsa.Sequence","id":"Sequence1"}}"""))
    {
    }

    public WorkflowDefinition Definition { get; } = definition;

    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        if (context.Node.Children.Count > 0)
            context.Schedule(context.Node.Children[0]);
        return ValueTask.CompletedTask;
    }

    protected internal override ValueTask ChildCompletedAsync(ActivityContext context, ChildCompletion child) => ValueTask.CompletedTask;
}

/// <summary>A published workflow used as an activity of another: same inputs, outputs and outcomes.</summary>
internal sealed class DefinitionActivity : Activity
{
    private IReadOnlyList<(ArgumentDefinition Input, Expressions.WorkflowExpression? Expression)> _inputs = [];
    private IReadOnlyList<(string Name, OutputTarget? Target)> _outputs = [];

    protected internal override void Load(ActivityLoader loader)
    {
        var definition = loader.Node.Descriptor.Definition!;
        _inputs = [.. definition.Inputs.Select(input => (input, loader.InputExpression(input)))];
        _outputs = [.. definition.Outputs.Select(output => (output.Name, loader.OutputTarget(output.Name)))];
        loader.Workflow(definition);
    }

    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        foreach (var (input, expression) in _inputs)
            (context.Instance.Inputs ??= [])[input.Name] = expression is null ? input.DefaultValue : expression.Evaluate(context);
        context.Schedule(context.Node.Children[0]);
        return ValueTask.CompletedTask;
    }

    protected internal override ValueTask ChildCompletedAsync(ActivityContext context, ChildCompletion child)
    {
        foreach (var (name, target) in _outputs)
            context.SetOutput(name, target, context.Instance.Outputs?.Find(name));
        context.Complete(child.Outcomes);
        return ValueTask.CompletedTask;
    }
}

/// <summary>Stands where the definition names an activity type there is none of; fails when it is reached.</summary>
internal sealed class NotFoundActivity : Activity
{
    public static ActivityDescriptor DescriptorFor(string type) => ActivityDescriptor.Missing(type, static () => new NotFoundActivity());

    protected internal override IReadOnlyList<string>? OutcomesOf(ActivityNode node) => null;

    protected internal override ValueTask ExecuteAsync(ActivityContext context) =>
        throw new InvalidOperationException($"There is no activity of type '{context.Node.Type}'.");
}
