using System.Text;
using Automation.Workflows.Activities;
using Automation.Workflows.Activities.Flow;
using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;
using Automation.Workflows.Graphs;
using Automation.Workflows.Runtime;
using Automation.Workflows.Values;

namespace Automation.Workflows.Validation;

/// <summary>Says what is wrong with a definition. The same list is shown as warnings at save and refuses a publish when it holds an error.</summary>
public static class DefinitionValidator
{
    /// <summary>
    /// Everything compiling found (unknown activities and expressions, syntax, missing inputs, unknown variables), and:
    /// outcomes that do not exist, ways back that would fail, triggers that cannot be evaluated, waits that are too long (errors);
    /// activities nothing leads to, triggers where nothing begins, moments that never come, variables that begin with what they cannot hold (warnings).
    /// </summary>
    public static IReadOnlyList<DefinitionProblem> Check(WorkflowGraph graph, TimeProvider time, IIdGenerator ids)
    {
        var problems = new List<DefinitionProblem>(graph.Problems);
        foreach (var node in graph.Nodes)
        {
            if (node.Activity is Flowchart flowchart)
                Check(node, flowchart, problems);
            CheckVariables(node, problems);
        }

        CheckTriggers(graph, time, ids, problems);
        problems.AddRange(TimeChecks.Of(graph, time, ids));
        // The more exact of two words for the same.
        problems.RemoveAll(problem => problem.Code == DefinitionProblem.WrongValue && problems.Exists(other => other.Code == TimeChecks.Unreadable && other.ActivityId == problem.ActivityId));
        var text = Encoding.UTF8.GetBytes(graph.Definition.Json.GetRawText());
        return problems.ConvertAll(problem => problem.Located(text));
    }

    /// <exception cref="WorkflowDefinitionException">The definition must not be published.</exception>
    public static void ThrowIfUnfit(IReadOnlyList<DefinitionProblem> problems)
    {
        if (problems.Where(problem => problem.Severity == ProblemSeverity.Error).ToList() is { Count: > 0 } errors)
            throw new WorkflowDefinitionException(errors);
    }

    private static void Check(ActivityNode node, Flowchart flowchart, List<DefinitionProblem> problems)
    {
        var beginnings = flowchart.Beginnings().ToList();
        foreach (var connection in flowchart.Connections)
        {
            var source = flowchart.Activities[connection.Source];
            var target = flowchart.Activities[connection.Target];
            if (source.Activity.OutcomesOf(source) is { } outcomes && !outcomes.Contains(connection.Port))
            {
                problems.Add(DefinitionProblem.Error(
                    "unknown-outcome", $"{Named(source)} has no outcome '{connection.Port}'; it has {string.Join(", ", outcomes)}.", $"{node.Path}.connections[{connection.Index}]", source.Id));
            }

            foreach (var start in beginnings)
            {
                if (flowchart.Plan(start) is var plan && plan.IsReached(connection.Source) && !plan.IsValid(connection))
                {
                    problems.Add(DefinitionProblem.Error(
                        "unclear-loop", $"The way back from {Named(source)} to {Named(target)} is not clear: some way to {Named(source)} does not pass {Named(target)}.",
                        $"{node.Path}.connections[{connection.Index}]", source.Id));
                    break;
                }
            }
        }

        for (var index = 0; index < flowchart.Activities.Count; index++)
        {
            if (!beginnings.Exists(start => flowchart.Plan(start).IsReached(index)))
                problems.Add(DefinitionProblem.Warning("unreachable", $"Nothing leads to {Named(flowchart.Activities[index])}.", flowchart.Activities[index].Path, flowchart.Activities[index].Id));
        }
    }

    /// <summary>Such a variable keeps the value as it is written, as in Elsa; the activities that read it may fail.</summary>
    private static void CheckVariables(ActivityNode node, List<DefinitionProblem> problems)
    {
        foreach (var variable in node.Variables)
        {
            if (ElsaType.Wanted(variable.Value, variable.TypeName, variable.IsArray) is { } wanted)
            {
                problems.Add(DefinitionProblem.Warning(
                    "wrong-default", $"The variable '{variable.Name}' begins with {ValueConversion.Show(variable.Value!)}; as one of type {variable.TypeName} it must be {wanted}.", $"{node.Path}.variables",
                    node.Parent is null ? null : node.Id));
            }
        }
    }

    private static void CheckTriggers(WorkflowGraph graph, TimeProvider time, IIdGenerator ids, List<DefinitionProblem> problems)
    {
        var beginnings = TriggerIndexer.Beginnings(graph).ToList();
        foreach (var node in graph.Nodes.Where(node => node.CanStartWorkflow && node.Activity is ITrigger && !beginnings.Contains(node)))
            problems.Add(DefinitionProblem.Warning("idle-trigger", $"{Named(node)} is marked to start the workflow but does not stand where it begins.", node.Path, node.Id));

        try
        {
            _ = TriggerIndexer.RowsOf(graph, time, ids);
        }
        catch (WorkflowTriggerException exception)
        {
            if (!problems.Exists(problem => problem.Code == DefinitionProblem.WrongValue && problem.ActivityId == exception.ActivityId))
                problems.Add(DefinitionProblem.Error("trigger", exception.Message, "$.root", exception.ActivityId));
        }
    }

    private static string Named(ActivityNode node) => $"'{node.Name ?? node.Id}'";
}
