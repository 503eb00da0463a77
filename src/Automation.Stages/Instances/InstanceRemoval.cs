using Automation.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Instances;

/// <summary>Takes instances out of the database with everything that belongs to them.</summary>
internal static class InstanceRemoval
{
    /// <returns>How many there were.</returns>
    public static async ValueTask<int> RemoveAsync(DeskContext context, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        await context.WorkflowBookmarks.Where(x => ids.Contains(x.InstanceId)).ExecuteDeleteAsync(cancellationToken);
        await context.WorkflowBursts.Where(x => ids.Contains(x.InstanceId)).ExecuteDeleteAsync(cancellationToken);
        await context.WorkflowEffects.Where(x => ids.Contains(x.InstanceId)).ExecuteDeleteAsync(cancellationToken);
        await context.WorkflowStimuli.Where(x => ids.Contains(x.InstanceId!)).ExecuteDeleteAsync(cancellationToken);
        return await context.WorkflowInstances.Where(x => ids.Contains(x.Id)).ExecuteDeleteAsync(cancellationToken);
    }
}
