using Automation.Workflows.Graphs;
using Automation.Workflows.Values;

namespace Automation.Workflows.Execution;

/// <summary>Runs instances, one burst at a time. Without state of its own; the runtime loads and saves around it.</summary>
public static class WorkflowEngine
{
    /// <summary>A new instance that has not run yet.</summary>
    /// <param name="input">Kept in normal form.</param>
    public static WorkflowState Create(WorkflowGraph graph, ExecutionEnvironment environment, ValueMap? input = null, string? correlationId = null, string? instanceId = null, string? parentInstanceId = null, Lineage? lineage = null)
    {
        var now = environment.Time.GetUtcNow();
        return new WorkflowState
        {
            Id = instanceId ?? environment.Ids.NewId(),
            DefinitionId = graph.Definition.DefinitionId,
            DefinitionVersionId = graph.Definition.Id,
            DefinitionVersion = graph.Definition.Version,
            CorrelationId = correlationId,
            ParentInstanceId = parentInstanceId,
            Lineage = lineage,
            Input = input is null ? [] : Arguments.Typed(graph.Definition, input),
            CreatedAt = now,
            UpdatedAt = now
        };
    }

    /// <summary>Runs the instance until nothing is left to do or everything waits. <paramref name="state"/> is changed in place.</summary>
    /// <exception cref="OperationCanceledException">The state must then be thrown away.</exception>
    public static ValueTask<BurstResult> RunAsync(WorkflowGraph graph, WorkflowState state, BurstStart start, ExecutionEnvironment environment, CancellationToken cancellation = default) =>
        new Burst(graph, state, environment, cancellation).RunAsync(start);

    /// <summary>A context at a node without an instance, for evaluating what a trigger waits for: variables have their initial values.</summary>
    internal static ActivityContext Preview(WorkflowGraph graph, ActivityNode node, ExecutionEnvironment environment)
    {
        var state = Create(graph, environment, instanceId: "preview");
        return new ActivityContext(new Burst(graph, state, environment, CancellationToken.None), Instance(node));

        ActivityInstance Instance(ActivityNode at)
        {
            var variables = new ValueMap();
            foreach (var variable in at.Variables)
                variables[variable.Id] = variable.Value;
            return new ActivityInstance
            {
                Id = at.NodeId,
                NodeId = at.NodeId,
                Node = at,
                Variables = variables,
                Parent = at.Parent is { } parent ? Instance(parent) : null
            };
        }
    }
}
