using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Automation.Storage.Database;
using Automation.Storage.Documents;
using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;
using Automation.Workflows.Graphs;
using Automation.Workflows.Validation;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Workflows;

/// <summary>Versions of workflow definitions. Publishing swaps the triggers in the same transaction.</summary>
public sealed class WorkflowDefinitionStore(DeskDatabase database, GraphCache graphs, IIdGenerator ids, TimeProvider time)
{
    /// <summary>True when a version of the workflow is published.</summary>
    public async Task<bool> IsPublishedAsync(string definitionId, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        return await context.WorkflowDefinitions.AnyAsync(x => x.DefinitionId == definitionId && x.IsPublished, cancellationToken);
    }

    /// <summary>
    /// Takes in a shipped definition. It is published as a new version, unless it is already the last shipped one, or a person has edited, retracted or deleted the workflow since: then it is only offered.
    /// </summary>
    /// <exception cref="WorkflowDefinitionException">The definition cannot be read or must not be published; nothing has changed.</exception>
    public async Task<ShippedDocumentOutcome> TakeShippedAsync(ReadOnlyMemory<byte> utf8, CancellationToken cancellationToken)
    {
        var definition = WorkflowDefinition.Parse(utf8);
        var hash = Convert.ToHexString(SHA256.HashData(utf8.Span));
        await using var context = database.Open();
        await using var transaction = await database.Dialect.BeginWriteAsync(context, cancellationToken);
        await database.Dialect.HoldContentAsync(context, cancellationToken);
        var versions = await context.WorkflowDefinitions.IgnoreQueryFilters().Where(x => x.DefinitionId == definition.DefinitionId).OrderBy(x => x.Version).ToListAsync(cancellationToken);
        if (versions.LastOrDefault(v => v.ShippedHash is not null)?.ShippedHash == hash)
            return ShippedDocumentOutcome.Unchanged;
        if (versions.LastOrDefault() is { ShippedHash: null } or { DeletedAt: not null } or { IsPublished: false })
            return await ShippedAnswers.FindAsync(context, definition.DefinitionId, cancellationToken) == hash ? ShippedDocumentOutcome.Answered : ShippedDocumentOutcome.Offered;

        var version = (versions.LastOrDefault()?.Version ?? 0) + 1;
        var stored = definition.AsVersion(
            string.Create(CultureInfo.InvariantCulture, $"{definition.DefinitionId}-{version}-{hash[..8].ToLowerInvariant()}"),
            definition.DefinitionId, version, isLatest: true, isPublished: true);
        var session = new WorkflowSession(new WorkflowLookups(context, time), new HostServices());
        var graph = await graphs.CompileAsync(stored, session, cancellationToken);
        var errors = (await DefinitionValidator.CheckAsync(graph, session, time, ids, cancellationToken)).Where(p => p.Severity == ProblemSeverity.Error).Select(p => (p with { Line = null, Column = null }).Located(utf8.Span)).ToList();
        if (errors.Count > 0)
            throw new WorkflowDefinitionException(errors);

        foreach (var earlier in versions)
        {
            earlier.IsLatest = false;
            earlier.IsPublished = false;
        }

        context.WorkflowDefinitions.Add(new WorkflowDefinitionRow
        {
            Id = stored.Id,
            DefinitionId = stored.DefinitionId,
            Version = version,
            Name = stored.Name,
            Description = stored.Description,
            IsLatest = true,
            IsPublished = true,
            WasPublished = true,
            Json = Encoding.UTF8.GetString(utf8.Span.StartsWith("\uFEFF"u8) ? utf8.Span[3..] : utf8.Span),
            CreatedAt = time.GetUtcNow(),
            CreatedBy = "shipped",
            UpdatedAt = time.GetUtcNow(),
            ShippedHash = hash,
        });
        await WorkflowTriggers.SwapAsync(context, graph, time, ids, cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return versions.Count == 0 ? ShippedDocumentOutcome.Created : ShippedDocumentOutcome.Updated;
    }
}
