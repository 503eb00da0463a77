using Automation.Workflows.Activities.Composition;
using Automation.Workflows.Graphs;

namespace Automation.Workflows.Validation;

/// <summary>The nodes of the definition itself, without those of workflows it uses as activities: what is wrong with those is told where they are published.</summary>
internal static class OwnNodes
{
    public static IEnumerable<ActivityNode> Of(WorkflowGraph graph)
    {
        var open = new Stack<ActivityNode>([graph.Root]);
        while (open.TryPop(out var node))
        {
            yield return node;
            if (node.Activity is DefinitionActivity)
                continue;
            for (var index = node.Children.Count - 1; index >= 0; index--)
                open.Push(node.Children[index]);
        }
    }
}
