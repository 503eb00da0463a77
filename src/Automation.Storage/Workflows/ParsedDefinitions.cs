using System.Collections.Concurrent;
using Automation.Workflows.Definitions;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Workflows;

/// <summary>Definitions as they were last parsed, by version and time of saving: a workflow that starts often is read once. Thread-safe.</summary>
public sealed class ParsedDefinitions
{
    /// <summary>When full, all are dropped and parsed again as needed.</summary>
    private const int Capacity = 500;

    private readonly ConcurrentDictionary<string, (DateTimeOffset SavedAt, WorkflowDefinition Definition)> _known = new(StringComparer.Ordinal);

    internal async ValueTask<WorkflowDefinition?> FirstAsync(IQueryable<WorkflowDefinitionRow> rows, CancellationToken cancellationToken)
    {
        var found = await rows.Select(x => new { x.Id, x.DefinitionId, x.Version, x.IsLatest, x.IsPublished, x.UpdatedAt }).FirstOrDefaultAsync(cancellationToken);
        if (found is null)
            return null;
        if (_known.TryGetValue(found.Id, out var known) && known.SavedAt == found.UpdatedAt
            && known.Definition.IsLatest == found.IsLatest && known.Definition.IsPublished == found.IsPublished)
        {
            return known.Definition;
        }

        // By the same question, so that what the filters hide stays hidden.
        var json = await rows.Where(x => x.Id == found.Id).Select(x => x.Json).FirstAsync(cancellationToken);
        var definition = WorkflowDefinition.Parse(json).AsVersion(found.Id, found.DefinitionId, found.Version, found.IsLatest, found.IsPublished);

        // A draft is saved again and again, perhaps twice within the clock's step.
        if (found.IsLatest && !found.IsPublished)
            return definition;
        if (_known.Count >= Capacity)
            _known.Clear();
        _known[found.Id] = (found.UpdatedAt, definition);
        return definition;
    }
}
