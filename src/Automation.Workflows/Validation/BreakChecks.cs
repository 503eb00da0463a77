using Automation.Workflows.Activities.Looping;
using Automation.Workflows.Definitions;
using Automation.Workflows.Graphs;

namespace Automation.Workflows.Validation;

/// <summary>A Break that stands in no loop does nothing. In a workflow that others use as an activity, the loop may be theirs.</summary>
internal static class BreakChecks
{
    public static IEnumerable<DefinitionProblem> Of(WorkflowGraph graph) => graph.Definition.Options.UsableAsActivity
        ? []
        : OwnNodes.Of(graph).Where(node => node.Activity is Break && !IsInLoop(node)).Select(node => DefinitionProblem.Error(
            "break-without-loop", $"{node.Quoted} leaves the loop it stands in, but stands in none. Move it into one; to end the workflow, use Finish.", node.Path, node.Id));

    private static bool IsInLoop(ActivityNode node)
    {
        for (var scope = node.Parent; scope is not null; scope = scope.Parent)
        {
            if (scope.Activity is ILoop)
                return true;
        }

        return false;
    }
}
