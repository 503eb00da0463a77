using Automation.Workflows.Execution;
using Automation.Workflows.Graphs;
using Automation.Workflows.Runtime;

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
}
