using Automation.Storage.Database;
using Automation.Workflows.Definitions;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Workflows;

/// <summary>Finds workflow definitions for lists and pages.</summary>
public sealed class DefinitionQueries(DeskDatabase database)
{
    /// <summary>A page of versions, without their content.</summary>
    public async Task<(IReadOnlyList<DefinitionSummary> Items, int Total)> ListAsync(DefinitionFilter filter, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var rows = Of(context.WorkflowDefinitions.AsNoTracking(), filter.Version);
        if (filter.DefinitionIds.Count > 0)
            rows = rows.Where(x => filter.DefinitionIds.Contains(x.DefinitionId));
        if (filter.Ids.Count > 0)
            rows = rows.Where(x => filter.Ids.Contains(x.Id));
        if (filter.Search is { Length: > 0 } search)
        {
            var wanted = search.ToUpperInvariant();
#pragma warning disable CA1304, CA1311, CA1862 // Translated to SQL, which knows no cultures.
            rows = rows.Where(x => x.Name.ToUpper().Contains(wanted) || x.Description!.ToUpper().Contains(wanted) || x.DefinitionId == search || x.Id == search);
#pragma warning restore CA1304, CA1311, CA1862
        }

        var total = await rows.CountAsync(cancellationToken);
        rows = (filter.OrderBy, filter.Descending) switch
        {
            (DefinitionOrder.Version, false) => rows.OrderBy(x => x.Version).ThenBy(x => x.Id),
            (DefinitionOrder.Version, true) => rows.OrderByDescending(x => x.Version).ThenBy(x => x.Id),
            (DefinitionOrder.Created, false) => rows.OrderBy(x => x.CreatedAt).ThenBy(x => x.Id),
            (DefinitionOrder.Created, true) => rows.OrderByDescending(x => x.CreatedAt).ThenBy(x => x.Id),
            (_, true) => rows.OrderByDescending(x => x.Name).ThenBy(x => x.Id),
            _ => rows.OrderBy(x => x.Name).ThenBy(x => x.Id),
        };
        var items = await rows.Skip(filter.Skip).Take(filter.Take)
            .Select(x => new DefinitionSummary(x.Id, x.DefinitionId, x.Name, x.Description, x.Version, x.IsLatest, x.IsPublished, x.CreatedAt))
            .ToListAsync(cancellationToken);
        return (items, total);
    }

    /// <summary>A version by its own id, a deleted one too: instances that ended on it are still looked at.</summary>
    public async Task<WorkflowDefinition?> FindAsync(string versionId, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        return await context.WorkflowDefinitions.IgnoreQueryFilters().AsNoTracking().FirstOrDefaultAsync(x => x.Id == versionId, cancellationToken) is { } row ? Read(row) : null;
    }

    /// <summary>A workflow's version of that kind; null when there is none.</summary>
    public async Task<WorkflowDefinition?> FindAsync(string definitionId, VersionChoice version, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var rows = Of(context.WorkflowDefinitions.AsNoTracking().Where(x => x.DefinitionId == definitionId), version);
        return await rows.OrderByDescending(x => x.IsPublished).ThenByDescending(x => x.Version).FirstOrDefaultAsync(cancellationToken) is { } row ? Read(row) : null;
    }

    /// <summary>What people decided about a workflow's shipped file: the file's SHA-256 (hex); null when nothing.</summary>
    public async Task<string?> ShippedAnswerAsync(string definitionId, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        return await ShippedAnswers.FindAsync(context, definitionId, cancellationToken);
    }

    /// <summary>The version that was last made from a shipped file, a deleted one too; null when none was.</summary>
    public async Task<WorkflowDefinition?> LastShippedAsync(string definitionId, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        return await context.WorkflowDefinitions.IgnoreQueryFilters().AsNoTracking().Where(x => x.DefinitionId == definitionId && x.ShippedHash != null)
            .OrderByDescending(x => x.Version).FirstOrDefaultAsync(cancellationToken) is { } row ? Read(row) : null;
    }

    /// <summary>Several versions by their own ids.</summary>
    public async Task<IReadOnlyList<WorkflowDefinition>> ManyAsync(IReadOnlyCollection<string> versionIds, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var rows = await context.WorkflowDefinitions.AsNoTracking().Where(x => versionIds.Contains(x.Id)).OrderBy(x => x.DefinitionId).ThenBy(x => x.Version).ToListAsync(cancellationToken);
        return rows.ConvertAll(Read);
    }

    /// <summary>The published workflows that others can use as an activity.</summary>
    public async Task<IReadOnlyList<WorkflowDefinition>> UsableAsActivityAsync(CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var rows = await context.WorkflowDefinitions.AsNoTracking().Where(x => x.IsPublished && x.Json.Contains("usableAsActivity")).ToListAsync(cancellationToken);
        return [.. rows.Select(Read).Where(d => d.Options.UsableAsActivity)];
    }

    /// <summary>The workflows that use this one or start it, and the workflows that use those, by definition id. Of each, its latest and its published version count.</summary>
    public async Task<IReadOnlyList<string>> ConsumersAsync(string definitionId, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var rows = await context.WorkflowDefinitions.AsNoTracking()
            .Where(x => (x.IsLatest || x.IsPublished) && x.Json.Contains(DefinitionReferences.Property))
            .Select(x => new { x.DefinitionId, x.Json })
            .ToListAsync(cancellationToken);
        var users = rows.SelectMany(r => DefinitionReferences.In(WorkflowDefinition.Parse(r.Json).Json).Select(used => (Used: used, By: r.DefinitionId))).ToLookup(x => x.Used, x => x.By, StringComparer.Ordinal);
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>([definitionId]);
        while (open.TryDequeue(out var used))
        {
            foreach (var by in users[used].Where(by => by != definitionId && found.Add(by)))
                open.Enqueue(by);
        }

        return [.. found];
    }

    public async Task<int> CountAsync(CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        return await context.WorkflowDefinitions.CountAsync(x => x.IsLatest, cancellationToken);
    }

    /// <summary>True when no other workflow's latest version has the name.</summary>
    public async Task<bool> IsNameFreeAsync(string name, string? exceptDefinitionId, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        return !await context.WorkflowDefinitions.AnyAsync(x => x.IsLatest && x.Name == name && x.DefinitionId != exceptDefinitionId, cancellationToken);
    }

    /// <summary>The stored text as the version it is stored as.</summary>
    internal static WorkflowDefinition Read(WorkflowDefinitionRow row) =>
        WorkflowDefinition.Parse(row.Json).AsVersion(row.Id, row.DefinitionId, row.Version, row.IsLatest, row.IsPublished);

    private static IQueryable<WorkflowDefinitionRow> Of(IQueryable<WorkflowDefinitionRow> rows, VersionChoice version) => version switch
    {
        { Number: { } number } => rows.Where(x => x.Version == number),
        { Latest: true, Published: true } => rows.Where(x => x.IsLatest || x.IsPublished),
        { Latest: true } => rows.Where(x => x.IsLatest),
        { Published: true } => rows.Where(x => x.IsPublished),
        _ => rows,
    };
}

/// <summary>Which versions of a workflow are meant; nothing set: all.</summary>
public readonly record struct VersionChoice(bool Latest = false, bool Published = false, int? Number = null);

public enum DefinitionOrder
{
    Name,
    Version,
    Created,
}

/// <param name="Search">Part of the name or description, or a whole id.</param>
/// <param name="Take">1 to 1,000.</param>
public sealed record DefinitionFilter(
    VersionChoice Version, IReadOnlyList<string> DefinitionIds, IReadOnlyList<string> Ids, string? Search, DefinitionOrder OrderBy, bool Descending, int Skip, int Take);

public sealed record DefinitionSummary(string Id, string DefinitionId, string Name, string? Description, int Version, bool IsLatest, bool IsPublished, DateTimeOffset CreatedAt);
