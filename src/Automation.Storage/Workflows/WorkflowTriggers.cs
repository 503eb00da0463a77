using Automation.Storage.Database;
using Automation.Workflows.Execution;
using Automation.Workflows.Graphs;
using Automation.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Workflows;

/// <summary>The stored triggers of a version that is being published, with the first moment of those that time fires.</summary>
public static class WorkflowTriggers
{
    /// <exception cref="WorkflowTriggerException">An input of a trigger cannot be evaluated without an instance.</exception>
    public static IEnumerable<WorkflowTriggerRow> RowsOf(WorkflowGraph graph, TimeProvider time, IIdGenerator ids) =>
        TriggerIndexer.RowsOf(graph, time, ids).Select(t => new WorkflowTriggerRow
        {
            Id = t.Id,
            DefinitionId = t.DefinitionId,
            DefinitionVersionId = t.DefinitionVersionId,
            ActivityId = t.ActivityId,
            Name = t.Name,
            Hash = t.Hash,
            Payload = t.Payload,
            NextAt = TriggerTimes.First(t.Name, t.Payload, time.GetUtcNow()),
        });

    /// <summary>Puts the version's triggers in the place of its workflow's earlier ones. The caller saves, in the transaction that publishes.</summary>
    /// <exception cref="WorkflowTriggerException">An input of a trigger cannot be evaluated without an instance.</exception>
    public static async Task SwapAsync(DeskContext context, WorkflowGraph graph, TimeProvider time, IIdGenerator ids, CancellationToken cancellationToken)
    {
        await RemoveAsync(context, graph.Definition.DefinitionId, cancellationToken);
        context.WorkflowTriggers.AddRange(RowsOf(graph, time, ids));
    }

    /// <summary>Takes a workflow's triggers away; the caller saves.</summary>
    public static async Task RemoveAsync(DeskContext context, string definitionId, CancellationToken cancellationToken) =>
        context.WorkflowTriggers.RemoveRange(await context.WorkflowTriggers.Where(x => x.DefinitionId == definitionId).ToListAsync(cancellationToken));
}
