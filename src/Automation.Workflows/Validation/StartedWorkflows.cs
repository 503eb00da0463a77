using Automation.Workflows.Activities;
using Automation.Workflows.Activities.Composition;
using Automation.Workflows.Definitions;
using Automation.Workflows.Expressions;
using Automation.Workflows.Graphs;
using Automation.Workflows.Runtime;

namespace Automation.Workflows.Validation;

/// <summary>Workflows that are to be started and that there are none of, or none in force. Only a warning: they may be published later, and of two that start each other one must be the first.</summary>
internal static class StartedWorkflows
{
    public static async ValueTask<IReadOnlyList<DefinitionProblem>> CheckAsync(WorkflowGraph graph, IWorkflowSession session, CancellationToken cancellation)
    {
        var problems = new List<DefinitionProblem>();
        foreach (var node in OwnNodes.Of(graph))
        {
            if (Named(node.Activity) is not { Expression: ConstantExpression { Value: string { Length: > 0 } id } } || id == graph.Definition.DefinitionId
                || await session.FindDefinitionAsync(DefinitionQuery.Published(id), cancellation) is not null)
            {
                continue;
            }

            var latest = await session.FindDefinitionAsync(new DefinitionQuery(null, id, OrLatest: true), cancellation);
            problems.Add(DefinitionProblem.Warning(
                "no-such-workflow",
                latest is null
                    ? $"{node.Quoted}, Workflow: there is no workflow '{id}'. Until there is and it is published, nothing is started here."
                    : $"{node.Quoted}, Workflow: '{latest.Name}' is not published. Until it is, nothing is started here.",
                $"{node.Path}.workflowDefinitionId", node.Id));
        }

        return problems;
    }

    private static Input<string>? Named(Activity activity) => activity switch
    {
        DispatchWorkflow dispatch => dispatch.WorkflowDefinitionId,
        ExecuteWorkflow execute => execute.WorkflowDefinitionId,
        BulkDispatchWorkflows bulk => bulk.WorkflowDefinitionId,
        _ => null
    };
}
