using Automation.Workflows.Definitions;
using Automation.Workflows.Graphs;
using Automation.Workflows.Values;

namespace Automation.Workflows.Execution;

/// <summary>A declared variable as it is right now, in the workflow or in a container that runs. A container that runs several times at once has it several times.</summary>
public sealed class OpenVariable
{
    private readonly ActivityInstance _scope;

    internal OpenVariable(ActivityInstance scope, ActivityNode? container, VariableDefinition variable) => (_scope, Container, Variable) = (scope, container, variable);

    /// <summary>The variable's own id for one of the workflow; for one of a container, with the id of that run of it before.</summary>
    public string Id => Container is null ? Variable.Id : $"{_scope.Id}/{Variable.Id}";

    /// <summary>The container that declares it; null for the workflow itself.</summary>
    public ActivityNode? Container { get; }

    /// <summary>Which run of the container it belongs to.</summary>
    public string ActivityInstanceId => _scope.Id;

    public VariableDefinition Variable { get; }

    public object? Value => _scope.Variables is { } values && values.TryGetValue(Variable.Id, out var value) ? value : Variable.Value;

    /// <summary>Changes it, brought into the type it declares.</summary>
    /// <exception cref="Runtime.VariableValueException">It cannot hold the value.</exception>
    internal void Set(object? value)
    {
        var normal = WorkflowValue.Normalise(value);
        if (ElsaType.Wanted(normal, Variable.TypeName, Variable.IsArray) is { } wanted)
            throw new Runtime.VariableValueException(Variable.Name, $"The variable '{Variable.Name}' is of type {Variable.TypeName}{(Variable.IsArray ? "[]" : "")} and cannot be {ValueConversion.Show(normal!)}; it must be {wanted}.");
        // An empty text, where there can be none, is no value.
        (_scope.Variables ??= [])[Variable.Id] = normal is "" && Variable.TypeName is not ("String" or "Object") ? null : Variable.IsArray ? normal : ElsaType.Coerce(normal, Variable.TypeName);
    }
}

/// <summary>The variables of an instance that is not over.</summary>
public static class OpenVariables
{
    /// <summary>Those of the workflow first, then those of the containers that run, from the outside in.</summary>
    public static IReadOnlyList<OpenVariable> Of(WorkflowState state, WorkflowGraph graph)
    {
        var found = new List<OpenVariable>();
        if (state.Root is { } root)
            Add(root);
        return found;

        void Add(ActivityInstance at)
        {
            if (at.Status != ActivityStatus.Pending && graph.Find(at.NodeId) is { } node)
                found.AddRange(node.Variables.Select(variable => new OpenVariable(at, node == graph.Root ? null : node, variable)));
            foreach (var child in at.Children)
                Add(child);
        }
    }
}
