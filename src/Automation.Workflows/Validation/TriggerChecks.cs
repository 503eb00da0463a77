using Automation.Workflows.Activities;
using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;
using Automation.Workflows.Graphs;
using Automation.Workflows.Runtime;

namespace Automation.Workflows.Validation;

/// <summary>Triggers that never start anything because of where they stand, and those that cannot be set.</summary>
internal static class TriggerChecks
{
    public static IEnumerable<DefinitionProblem> Of(WorkflowGraph graph, TimeProvider time, IIdGenerator ids, IReadOnlyList<DefinitionProblem> known)
    {
        // Only a warning: the designer sets the mark by itself on the first trigger of any flowchart, also of one further inside.
        var beginnings = TriggerIndexer.Beginnings(graph).ToHashSet();
        foreach (var node in OwnNodes.Of(graph).Where(node => node.CanStartWorkflow && node.Activity is ITrigger && !beginnings.Contains(node)))
            yield return DefinitionProblem.Warning("idle-trigger", $"{node.Quoted} is marked to start the workflow but does not stand where it begins, so it never will. Move it there, or take the mark away.", node.Path, node.Id);

        if (Unset(graph, time, ids) is { } unset && beginnings.First(node => node.Id == unset.ActivityId) is var trigger
            && !known.Any(problem => problem.Code == DefinitionProblem.WrongValue && problem.ActivityId == trigger.Id))
        {
            yield return DefinitionProblem.Error("trigger", $"{trigger.Quoted} cannot be set to start the workflow: {unset.InnerException!.Message}", trigger.Path, trigger.Id);
        }
    }

    private static WorkflowTriggerException? Unset(WorkflowGraph graph, TimeProvider time, IIdGenerator ids)
    {
        try
        {
            _ = TriggerIndexer.RowsOf(graph, time, ids);
            return null;
        }
        catch (WorkflowTriggerException exception)
        {
            return exception;
        }
    }
}
