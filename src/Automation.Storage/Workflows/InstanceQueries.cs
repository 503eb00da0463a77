using Automation.Storage.Database;
using Automation.Workflows.Execution;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Workflows;

/// <summary>Reading workflow instances, for pages and the API.</summary>
public sealed class InstanceQueries(DeskDatabase database)
{
    /// <summary>Newest first.</summary>
    /// <param name="before">Cursor: only instances with a lower id; ids are ordered by time.</param>
    /// <param name="faulted">Only those that stand still until somebody retries or cancels them.</param>
    public async Task<InstancePage> ListAsync(string? before, int count, string? definitionId, bool faulted, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var query = context.WorkflowInstances.AsNoTracking();
        if (definitionId is not null)
            query = query.Where(x => x.DefinitionId == definitionId);
        if (faulted)
            query = query.Where(x => x.SubStatus == WorkflowSubStatus.Faulted);
        if (before is not null)
        {
#pragma warning disable CA1309 // The database compares: this is the form it understands, and ids are hexadecimal.
            query = query.Where(x => string.Compare(x.Id, before) < 0);
#pragma warning restore CA1309
        }

        var rows = await query.OrderByDescending(x => x.Id).Take(count + 1)
            .Select(x => new InstanceEntry(
                x.Id, x.DefinitionId, x.DefinitionVersion, x.CorrelationId, x.Name, x.Status, x.SubStatus, x.IncidentCount, x.CreatedAt, x.UpdatedAt, x.FinishedAt))
            .ToListAsync(cancellationToken);
        var more = rows.Count > count;
        if (more)
            rows.RemoveAt(count);
        return new InstancePage(rows, more ? rows[^1].Id : null);
    }

    /// <summary>An instance with what went wrong in it; null when there is none.</summary>
    public async Task<(InstanceEntry Instance, IReadOnlyList<Incident> Incidents)?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        if (await context.WorkflowInstances.AsNoTracking().FirstOrDefaultAsync(x => x.Id == id, cancellationToken) is not { } x)
            return null;
        return (
            new InstanceEntry(x.Id, x.DefinitionId, x.DefinitionVersion, x.CorrelationId, x.Name, x.Status, x.SubStatus, x.IncidentCount, x.CreatedAt, x.UpdatedAt, x.FinishedAt),
            StateJson.Read(x.State).Incidents);
    }
}

/// <summary>An instance without its state.</summary>
public sealed record InstanceEntry(
    string Id, string DefinitionId, int DefinitionVersion, string? CorrelationId, string? Name, WorkflowStatus Status, WorkflowSubStatus SubStatus, int IncidentCount,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset? FinishedAt);

/// <param name="Next">Cursor of the next page; null on the last.</param>
public sealed record InstancePage(IReadOnlyList<InstanceEntry> Items, string? Next);
