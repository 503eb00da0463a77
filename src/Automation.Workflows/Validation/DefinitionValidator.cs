using System.Text;
using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;
using Automation.Workflows.Graphs;
using Automation.Workflows.Runtime;

namespace Automation.Workflows.Validation;

/// <summary>Says what is wrong with a definition. The same list is shown at save, whatever is in it, and refuses a publish when it holds an error.</summary>
public static class DefinitionValidator
{
    /// <summary>
    /// Everything compiling found (unknown activities, expressions, filters, variables and inputs; syntax; fixed values that do not fit; missing inputs), and what only the whole shows:
    /// settings, variables, ways through flowcharts, endpoints, breaks, triggers and moments.
    /// </summary>
    public static IReadOnlyList<DefinitionProblem> Check(WorkflowGraph graph, TimeProvider time, IIdGenerator ids) => Located(graph, Find(graph, time, ids));

    /// <summary>The same, and what is wrong with it beside the other workflows there are: those it starts, and those that answer the same requests.</summary>
    public static async ValueTask<IReadOnlyList<DefinitionProblem>> CheckAsync(WorkflowGraph graph, IWorkflowSession session, TimeProvider time, IIdGenerator ids, CancellationToken cancellation)
    {
        var problems = Find(graph, time, ids);
        problems.AddRange(await StartedWorkflows.CheckAsync(graph, session, cancellation));
        problems.AddRange(await TakenEndpoints.CheckAsync(graph, session, new ExecutionEnvironment(time, ids, new HostServices()), cancellation));
        return Located(graph, problems);
    }

    /// <exception cref="WorkflowDefinitionException">The definition must not be published.</exception>
    public static void ThrowIfUnfit(IReadOnlyList<DefinitionProblem> problems)
    {
        if (problems.Where(problem => problem.Severity == ProblemSeverity.Error).ToList() is { Count: > 0 } errors)
            throw new WorkflowDefinitionException(errors);
    }

    private static List<DefinitionProblem> Find(WorkflowGraph graph, TimeProvider time, IIdGenerator ids)
    {
        var problems = new List<DefinitionProblem>(graph.Problems);
        problems.AddRange(SettingChecks.Of(graph.Definition));
        problems.AddRange(VariableChecks.Of(graph));
        problems.AddRange(ArgumentChecks.Of(graph));
        problems.AddRange(ConnectionChecks.Of(graph));
        problems.AddRange(Reachability.Of(graph));
        problems.AddRange(BreakChecks.Of(graph));
        problems.AddRange(EndpointChecks.Of(graph));
        problems.AddRange(TriggerChecks.Of(graph, time, ids, problems));
        problems.AddRange(TimeChecks.Of(graph, time, ids));
        // The more exact of two words for the same.
        problems.RemoveAll(problem => problem.Code == DefinitionProblem.WrongValue && problems.Exists(other => other.Code == TimeChecks.Unreadable && other.ActivityId == problem.ActivityId));
        return problems;
    }

    /// <summary>A workflow that stands in this one several times brings what is wrong with it as often.</summary>
    private static List<DefinitionProblem> Located(WorkflowGraph graph, List<DefinitionProblem> problems)
    {
        var text = Encoding.UTF8.GetBytes(graph.Definition.Json.GetRawText());
        return problems.Distinct().ToList().ConvertAll(problem => problem.Located(text));
    }
}
