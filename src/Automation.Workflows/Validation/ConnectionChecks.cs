using Automation.Workflows.Activities.Flow;
using Automation.Workflows.Definitions;
using Automation.Workflows.Graphs;

namespace Automation.Workflows.Validation;

/// <summary>Arrows from outcomes that there are none of, and ways back that would fail.</summary>
internal static class ConnectionChecks
{
    public static IEnumerable<DefinitionProblem> Of(WorkflowGraph graph) =>
        from node in graph.Nodes
        where node.Activity is Flowchart
        from problem in Of(node, (Flowchart)node.Activity)
        select problem;

    private static IEnumerable<DefinitionProblem> Of(ActivityNode node, Flowchart flowchart)
    {
        var beginnings = flowchart.Beginnings().ToList();
        foreach (var connection in flowchart.Connections)
        {
            var source = flowchart.Activities[connection.Source];
            var target = flowchart.Activities[connection.Target];
            var path = $"{node.Path}.connections[{connection.Index}]";
            if (source.Activity.OutcomesOf(source) is { } outcomes && !outcomes.Contains(connection.Port))
            {
                yield return DefinitionProblem.Error(
                    "unknown-outcome", $"{source.Quoted} has no outcome '{connection.Port}', from which an arrow leads to {target.Quoted}; it has {string.Join(", ", outcomes)}.", path, source.Id);
            }

            if (beginnings.Exists(start => flowchart.Plan(start) is var plan && plan.IsReached(connection.Source) && !plan.IsValid(connection)))
            {
                yield return DefinitionProblem.Error(
                    "unclear-loop", $"The way back from {source.Quoted} to {target.Quoted} is not clear: some way to {source.Quoted} does not pass {target.Quoted}.", path, source.Id);
            }
        }
    }
}
