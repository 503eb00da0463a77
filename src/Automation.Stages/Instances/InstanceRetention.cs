using Automation.Storage.Workflows;
using Automation.Workflows.Execution;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Instances;

/// <summary>
/// Removes instances that have been over for long, failed ones too, and what was kept for somebody who never came. What still has something to do, in itself or left for after its
/// commit, is kept, and a failed one for which another waits.
/// </summary>
public sealed class InstanceRetention(WorkflowUnits units, TimeProvider time)
{
    /// <summary>Instances that share one commit: others must not wait long for their turn to write.</summary>
    private const int Batch = 200;

    /// <returns>How many were removed; a full batch means there may be more.</returns>
    public async Task<(int Removed, bool More)> RunAsync(TimeSpan keep, CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - keep;
        var removed = await units.RunAsync(
            async (unit, token) =>
            {
                var now = time.GetUtcNow();
                await unit.Context.WorkflowStimuli.Where(x => x.ExpiresAt < now).ExecuteDeleteAsync(token);
                var ids = await unit.Context.WorkflowInstances
                    .Where(x => x.FinishedAt < before && x.Status == WorkflowStatus.Finished && !unit.Context.WorkflowEffects.Any(e => e.InstanceId == x.Id && e.NextAttemptAt != null))
                    .Where(x => x.SubStatus != WorkflowSubStatus.Faulted || x.ParentInstanceId == null || !unit.Context.WorkflowInstances.Any(p => p.Id == x.ParentInstanceId && p.FinishedAt == null))
                    .OrderBy(x => x.FinishedAt)
                    .Select(x => x.Id)
                    .Take(Batch)
                    .ToListAsync(token);
                return ids.Count == 0 ? 0 : await InstanceRemoval.RemoveAsync(unit.Context, ids, token);
            },
            cancellationToken);
        return (removed, removed == Batch);
    }
}
