using Automation.Workflows.Activities;
using Automation.Workflows.Activities.Containers;
using Automation.Workflows.Activities.Flow;
using Automation.Workflows.Execution;
using Automation.Workflows.Graphs;
using Automation.Workflows.Values;

namespace Automation.Workflows.Runtime;

/// <summary>Finds where a published workflow can begin by itself.</summary>
public static class TriggerIndexer
{
    /// <summary>
    /// The trigger rows of a graph: one for each stimulus of each activity that is a trigger, is marked as able to start
    /// the workflow, and stands where the workflow can begin. To be stored when the version is published.
    /// </summary>
    /// <exception cref="WorkflowTriggerException">An input of a trigger cannot be evaluated without an instance.</exception>
    public static IReadOnlyList<TriggerRow> RowsOf(WorkflowGraph graph, TimeProvider time, IIdGenerator ids)
    {
        var environment = new ExecutionEnvironment(time, ids, new HostServices());
        var rows = new List<TriggerRow>();
        foreach (var node in Beginnings(graph))
        {
            if (node.Activity is not ITrigger trigger || !node.CanStartWorkflow)
                continue;

            IReadOnlyList<Stimulus> stimuli;
            try
            {
                stimuli = [.. trigger.Triggers(WorkflowEngine.Preview(graph, node, environment))];
            }
            catch (Exception exception) when (exception is Expressions.ExpressionException or WorkflowValueException or FormatException)
            {
                throw new WorkflowTriggerException(node.Name ?? node.Id, node.Id, exception);
            }

            foreach (var stimulus in stimuli)
            {
                rows.Add(new TriggerRow(
                    ids.NewId(), graph.Definition.DefinitionId, graph.Definition.Id, node.Id, stimulus.Name, stimulus.Hash,
                    WorkflowValue.ToJson(WorkflowValue.Normalise(stimulus.Payload))));
            }
        }

        return rows;
    }

    /// <summary>The root activity, the activities of a flowchart at the root, and the first of any other container there.</summary>
    internal static IEnumerable<ActivityNode> Beginnings(WorkflowGraph graph)
    {
        if (graph.Root.Children.Count == 0)
            return [];
        var root = graph.Root.Children[0];
        return root.Activity switch
        {
            Flowchart flowchart => flowchart.Activities,
            Container container => container.Activities.Take(1),
            _ => [root]
        };
    }
}
