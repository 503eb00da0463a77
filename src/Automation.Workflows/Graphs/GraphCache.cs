using System.Collections.Concurrent;
using Automation.Workflows.Definitions;
using Automation.Workflows.Runtime;

namespace Automation.Workflows.Graphs;

/// <summary>
/// Compiled graphs by definition version id. A version that was published or run must never change under its id;
/// an unpublished latest version, a draft, is compiled afresh every time. Thread-safe.
/// </summary>
/// <param name="capacity">Graphs kept; when full, all are dropped and made again as needed.</param>
public sealed class GraphCache(GraphCompiler compiler, int capacity = 1000)
{
    private readonly ConcurrentDictionary<string, WorkflowGraph> _graphs = new(StringComparer.Ordinal);

    public GraphCompiler Compiler => compiler;

    /// <exception cref="Execution.WorkflowNotFoundException">There is no such version.</exception>
    public async ValueTask<WorkflowGraph> GetAsync(string versionId, IWorkflowSession session, CancellationToken cancellation)
    {
        if (_graphs.TryGetValue(versionId, out var graph))
            return graph;
        var definition = await session.FindDefinitionAsync(DefinitionQuery.ById(versionId), cancellation)
            ?? throw new Execution.WorkflowNotFoundException($"There is no workflow version '{versionId}'.");
        return await GetAsync(definition, session, cancellation);
    }

    public async ValueTask<WorkflowGraph> GetAsync(WorkflowDefinition definition, IWorkflowSession session, CancellationToken cancellation)
    {
        var draft = definition.IsLatest && !definition.IsPublished;
        if (!draft && _graphs.TryGetValue(definition.Id, out var graph))
            return graph;

        graph = await CompileAsync(definition, session, cancellation);
        if (draft)
            return graph;
        if (_graphs.Count >= capacity)
            _graphs.Clear();
        return _graphs.GetOrAdd(definition.Id, graph);
    }

    /// <summary>Compiles without keeping, for validation.</summary>
    public async ValueTask<WorkflowGraph> CompileAsync(WorkflowDefinition definition, IWorkflowSession session, CancellationToken cancellation)
    {
        var used = new Dictionary<DefinitionReference, WorkflowDefinition>();
        var open = new Queue<WorkflowDefinition>([definition]);
        while (open.TryDequeue(out var next))
        {
            foreach (var reference in compiler.ReferencesIn(next))
            {
                if (used.ContainsKey(reference) || await FindAsync(reference, session, cancellation) is not { } found)
                    continue;
                used[reference] = found;
                open.Enqueue(found);
            }
        }

        return compiler.Compile(definition, used);
    }

    /// <summary>Drops a version, after its content changed or it was deleted.</summary>
    public void Forget(string versionId) => _graphs.TryRemove(versionId, out _);

    private static async ValueTask<WorkflowDefinition?> FindAsync(DefinitionReference reference, IWorkflowSession session, CancellationToken cancellation)
    {
        if (reference.VersionId is { } id && await session.FindDefinitionAsync(DefinitionQuery.ById(id), cancellation) is { } exact)
            return exact;
        if (reference.DefinitionId is not { } definitionId)
            return null;
        if (reference.Version is { } version && await session.FindDefinitionAsync(DefinitionQuery.Numbered(definitionId, version), cancellation) is { } numbered)
            return numbered;
        return await session.FindDefinitionAsync(DefinitionQuery.Published(definitionId), cancellation);
    }
}
