using Automation.Workflows.Activities;
using Automation.Workflows.Activities.Http;
using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;
using Automation.Workflows.Expressions;
using Automation.Workflows.Graphs;
using Automation.Workflows.Runtime;
using Automation.Workflows.Values;

namespace Automation.Workflows.Validation;

/// <summary>
/// Endpoints that would start a workflow on a request that already starts another one. Every request would then run both, and who sent it would get the answer of one: nobody wants that, so
/// unlike in Elsa it is refused.
/// </summary>
internal static class TakenEndpoints
{
    public static async ValueTask<IReadOnlyList<DefinitionProblem>> CheckAsync(WorkflowGraph graph, IWorkflowSession session, ExecutionEnvironment environment, CancellationToken cancellation)
    {
        var problems = new List<DefinitionProblem>();
        var own = new Dictionary<string, ActivityNode>(StringComparer.Ordinal);
        var endpoints = TriggerIndexer.Beginnings(graph).Where(node => node is { CanStartWorkflow: true, Activity: HttpEndpoint }).ToList();
        // Of two that are published at the same moment on two nodes, the second is to see the first.
        if (endpoints.Count > 0 && graph.Definition.IsPublished)
            await session.HoldAsync("http-endpoints", cancellation);
        foreach (var node in endpoints)
        {
            foreach (var stimulus in Requests(graph, node, environment))
            {
                if (own.TryGetValue(stimulus.Hash, out var earlier))
                {
                    problems.Add(DefinitionProblem.Error(
                        "endpoint-taken", $"{node.Quoted}: {Words(stimulus)} already starts this workflow at {earlier.Quoted}, so every request would start it twice. Choose another path or method for one of them.",
                        $"{node.Path}.path", node.Id));
                    continue;
                }

                own[stimulus.Hash] = node;
                var others = (await session.FindTriggersAsync(stimulus.Name, stimulus.Hash, cancellation)).Where(other => other.DefinitionId != graph.Definition.DefinitionId);
                foreach (var other in others.DistinctBy(other => other.DefinitionId))
                {
                    var name = (await session.FindDefinitionAsync(DefinitionQuery.ById(other.DefinitionVersionId), cancellation))?.Name ?? other.DefinitionId;
                    problems.Add(DefinitionProblem.Error(
                        "endpoint-taken", $"{node.Quoted}: {Words(stimulus)} already starts the published workflow '{name}'. Every request would run both, and be answered by one. Choose another path or method, or retract that workflow.",
                        $"{node.Path}.path", node.Id));
                }
            }
        }

        return problems;
    }

    /// <summary>What cannot be evaluated is told as a fault of the trigger.</summary>
    private static IReadOnlyList<Stimulus> Requests(WorkflowGraph graph, ActivityNode node, ExecutionEnvironment environment)
    {
        try
        {
            return [.. ((ITrigger)node.Activity).Triggers(WorkflowEngine.Preview(graph, node, environment)).DistinctBy(stimulus => stimulus.Hash)];
        }
        catch (Exception exception) when (exception is ExpressionException or WorkflowValueException or FormatException)
        {
            return [];
        }
    }

    private static string Words(Stimulus stimulus) => stimulus.Payload is ValueMap request ? $"{request.Find("method")} /{request.Find("path")}" : stimulus.Name;
}
