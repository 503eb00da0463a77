using Automation.Workflows.Activities.Composition;
using Automation.Workflows.Graphs;
using Automation.Workflows.Values;

namespace Automation.Workflows.Execution;

/// <summary>Finds variables, inputs and outputs from an activity outwards. A workflow used as an activity sees only its own.</summary>
internal static class Scopes
{
    public static object? Get(ActivityInstance from, VariableReference reference)
    {
        for (var scope = from; scope is not null; scope = scope.Parent)
        {
            if (scope.Node == reference.Scope)
                return scope.Variables?.Find(reference.Variable.Id);
        }

        return null;
    }

    public static void Set(ActivityInstance from, VariableReference reference, object? value)
    {
        for (var scope = from; scope is not null; scope = scope.Parent)
        {
            if (scope.Node == reference.Scope)
            {
                (scope.Variables ??= [])[reference.Variable.Id] = Definitions.ElsaType.Coerce(value, reference.Variable.TypeName);
                return;
            }
        }
    }

    public static bool TryGetVariable(ActivityInstance from, string name, out object? value)
    {
        for (var scope = from; scope is not null; scope = scope.Parent)
        {
            if (scope.Locals is { } locals && locals.TryGetValue(name, out value))
                return true;
            foreach (var variable in scope.Node.Variables)
            {
                if (variable.Name != name)
                    continue;
                value = scope.Variables?.Find(variable.Id);
                return true;
            }

            if (scope.Node.Activity is WorkflowActivity)
                break;
        }

        value = null;
        return false;
    }

    public static void SetVariable(ActivityInstance from, string name, object? value)
    {
        for (var scope = from; ; scope = scope.Parent)
        {
            if (scope.Locals is { } locals && locals.ContainsKey(name))
            {
                locals[name] = value;
                return;
            }

            foreach (var variable in scope.Node.Variables)
            {
                if (variable.Name != name)
                    continue;
                (scope.Variables ??= [])[variable.Id] = Definitions.ElsaType.Coerce(value, variable.TypeName);
                return;
            }

            if (scope.Node.Activity is WorkflowActivity || scope.Parent is null)
            {
                (scope.Locals ??= [])[name] = value;
                return;
            }
        }
    }

    public static ValueMap Visible(ActivityInstance from)
    {
        var visible = new ValueMap();
        for (var scope = from; scope is not null; scope = scope.Parent)
        {
            foreach (var (name, value) in scope.Locals ?? [])
                visible.TryAdd(name, value);
            foreach (var variable in scope.Node.Variables)
                visible.TryAdd(variable.Name, scope.Variables?.Find(variable.Id));
            if (scope.Node.Activity is WorkflowActivity)
                break;
        }

        return visible;
    }

    /// <summary>The instance of the workflow an activity stands in.</summary>
    public static ActivityInstance Workflow(ActivityInstance from)
    {
        var scope = from;
        while (scope.Node.Activity is not WorkflowActivity && scope.Parent is { } parent)
            scope = parent;
        return scope;
    }

    public static ValueMap Inputs(Burst burst, ActivityInstance from)
    {
        var workflow = Workflow(from);
        return workflow.Parent is { } used ? used.Inputs ??= [] : burst.State.Input;
    }

    public static ValueMap Outputs(Burst burst, ActivityInstance from) => OutputsFrom(burst, from);

    public static ValueMap OutputsFrom(Burst burst, ActivityInstance? from)
    {
        if (from is null || Workflow(from).Parent is not { } used)
            return burst.State.Output;
        return used.Outputs ??= [];
    }

    public static bool TryGetInput(Burst burst, ActivityInstance from, string name, out object? value)
    {
        if (Inputs(burst, from).TryGetValue(name, out value))
            return true;
        if (Workflow(from).Node.Activity is not WorkflowActivity workflow || workflow.Definition.Inputs.FirstOrDefault(input => input.Name == name) is not { } declared)
            return false;
        value = declared.DefaultValue;
        return true;
    }

    public static object? FindOutput(Burst burst, ActivityInstance from, string activity, string? output) =>
        FindOutputs(burst, from, activity) is { } outputs ? output is null ? outputs.Values.FirstOrDefault() : outputs.Find(output) : null;

    /// <summary>The nearest activity of that id or name that has outputs: among the siblings, then outwards, then anywhere.</summary>
    public static ValueMap? FindOutputs(Burst burst, ActivityInstance from, string activity)
    {
        if (burst.State.ActivityOutputs is not { } all)
            return null;
        for (var scope = from; scope is not null; scope = scope.Parent)
        {
            if (Among(scope.Node.Children) is { } near)
                return near;
        }

        return Among(burst.Graph.Nodes);

        ValueMap? Among(IReadOnlyList<ActivityNode> nodes)
        {
            foreach (var node in nodes)
            {
                if ((node.Id == activity || node.Name == activity) && all.Find(node.NodeId) is ValueMap outputs)
                    return outputs;
            }

            return null;
        }
    }
}
