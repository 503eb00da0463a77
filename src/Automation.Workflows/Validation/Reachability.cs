using Automation.Workflows.Activities;
using Automation.Workflows.Activities.Containers;
using Automation.Workflows.Activities.Flow;
using Automation.Workflows.Definitions;
using Automation.Workflows.Graphs;

namespace Automation.Workflows.Validation;

/// <summary>Activities that no run can come to: no arrow leads there, or only from what ends everything around it.</summary>
internal static class Reachability
{
    public static IEnumerable<DefinitionProblem> Of(WorkflowGraph graph) => OwnNodes.Of(graph).SelectMany(node => node.Activity switch
    {
        Flowchart flowchart => Of(flowchart, isRoot: node.Parent == graph.Root),
        Sequence sequence => Of(sequence),
        _ => []
    });

    private static IEnumerable<DefinitionProblem> Of(Flowchart flowchart, bool isRoot)
    {
        // Further inside, nothing from outside begins at an activity, whatever it is marked as.
        var open = new Stack<int>(isRoot ? flowchart.Beginnings() : flowchart.Beginnings().Take(1));
        var reached = new HashSet<int>(open);
        while (open.TryPop(out var at))
        {
            if (flowchart.Activities[at].Activity is ITerminal)
                continue;
            foreach (var connection in flowchart.Connections.Where(connection => connection.Source == at && reached.Add(connection.Target)))
                open.Push(connection.Target);
        }

        // Arrows lead to ids: of two with the same, that they are two is what is wrong.
        return flowchart.Activities.Where((lost, index) => !reached.Contains(index) && flowchart.Activities.Count(other => other.Id == lost.Id) == 1)
            .Select(lost => DefinitionProblem.Error("unreachable", $"Nothing leads to {lost.Quoted}. Lead an arrow to it, or delete it.", lost.Path, lost.Id));
    }

    private static IEnumerable<DefinitionProblem> Of(Sequence sequence) =>
        sequence.Activities.FirstOrDefault(activity => activity.Activity is ITerminal) is { } end
            ? sequence.Activities.SkipWhile(activity => activity != end).Skip(1)
                .Select(lost => DefinitionProblem.Error("unreachable", $"Nothing leads to {lost.Quoted}: {end.Quoted} before it ends what both stand in. Move it, or delete it.", lost.Path, lost.Id))
            : [];
}
