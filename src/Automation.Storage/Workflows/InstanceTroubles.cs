using Automation.Storage.Database;
using Automation.Workflows.Execution;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Workflows;

/// <summary>Finds the workflow instances in which something failed that nobody has seen to yet.</summary>
public sealed class InstanceTroubles(DeskDatabase database)
{
    /// <summary>One entry a workflow. Read on an index that holds instances with incidents only.</summary>
    public async Task<IReadOnlyList<InstanceTrouble>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var rows = context.WorkflowInstances.AsNoTracking().WhereInTrouble();
        var counts = await rows.GroupBy(x => new { x.DefinitionId, x.SubStatus }).Select(g => new { g.Key.DefinitionId, g.Key.SubStatus, Count = g.Count() }).ToListAsync(cancellationToken);
        var troubles = new List<InstanceTrouble>();
        foreach (var workflow in counts.GroupBy(c => c.DefinitionId, StringComparer.Ordinal))
        {
            var id = workflow.Key;
            var latest = await rows.Where(x => x.DefinitionId == id).OrderByDescending(x => x.UpdatedAt).Select(x => x.State).FirstOrDefaultAsync(cancellationToken);
            if (latest is null)
                continue;
            var name = await context.WorkflowDefinitions.Where(x => x.DefinitionId == id).OrderByDescending(x => x.Version).Select(x => x.Name).FirstOrDefaultAsync(cancellationToken);
            troubles.Add(new InstanceTrouble(
                id, string.IsNullOrEmpty(name) ? id : name,
                workflow.Where(c => c.SubStatus == WorkflowSubStatus.Faulted).Sum(c => c.Count), workflow.Where(c => c.SubStatus != WorkflowSubStatus.Faulted).Sum(c => c.Count),
                StateJson.Read(latest).Incidents.LastOrDefault()?.Message));
        }

        return [.. troubles.OrderBy(t => t.Name, StringComparer.Ordinal)];
    }
}

internal static class InstancesInTrouble
{
    /// <summary>Those that stopped, and those in which a branch stopped while others go on. What is over or was cancelled needs nobody.</summary>
    public static IQueryable<WorkflowInstanceRow> WhereInTrouble(this IQueryable<WorkflowInstanceRow> rows) =>
        rows.Where(x => x.IncidentCount > 0 && (x.SubStatus == WorkflowSubStatus.Faulted || x.Status == WorkflowStatus.Running));
}

/// <param name="Name">The workflow's name.</param>
/// <param name="Stopped">Instances that stand still.</param>
/// <param name="GoingOn">Instances in which a branch stands still while others go on.</param>
/// <param name="Latest">What the latest incident says.</param>
public sealed record InstanceTrouble(string DefinitionId, string Name, int Stopped, int GoingOn, string? Latest);
