using System.Collections.Concurrent;
using System.Security.Cryptography;
using Automation.Stages.Health;
using Automation.Storage.Workflows;
using Automation.Workflows.Comparison;
using Automation.Workflows.Definitions;

namespace Automation.Stages.Content;

/// <summary>
/// Shipped workflows that changed while the desk has its own: shown with what is different, taken over as a draft or not, as a process owner decides. The files are those this node
/// was started with; what was decided is in the database, so it holds for all nodes. Thread-safe.
/// </summary>
public sealed class WorkflowOffers(DefinitionLibrary library, DefinitionQueries definitions, ProblemBoard problems)
{
    public const string Page = "/workflows/shipped";

    private readonly ConcurrentDictionary<string, Offered> _offered = new(StringComparer.Ordinal);

    /// <summary>The offers nobody has decided about yet.</summary>
    public async Task<IReadOnlyList<WorkflowOffer>> ListAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        var offers = new List<WorkflowOffer>();
        foreach (var (id, offered) in _offered.OrderBy(o => o.Key, StringComparer.Ordinal))
        {
            var own = await definitions.FindAsync(id, new VersionChoice(Latest: true), cancellationToken);
            var shipped = await definitions.LastShippedAsync(id, cancellationToken);
            offers.Add(new WorkflowOffer(
                id, offered.File.Name, offered.Hash, own?.Version, own?.IsPublished ?? false,
                own is null ? null : DefinitionComparison.Compare(own, offered.File), shipped is null ? null : DefinitionComparison.Compare(shipped, offered.File)));
        }

        return offers;
    }

    /// <summary>Makes the file the workflow's draft. Null when it is not offered (any more).</summary>
    /// <param name="hash">The state of the file that the person has before their eyes.</param>
    public async Task<SavedDefinition?> TakeAsync(string definitionId, string hash, string person, CancellationToken cancellationToken)
    {
        if (await FindAsync(definitionId, hash, cancellationToken) is not { } offered)
            return null;
        var saved = await library.TakeShippedAsync(offered.File, hash, person, cancellationToken);
        Remove(definitionId);
        return saved;
    }

    /// <summary>Leaves the workflow as it is, until the file changes again. False when it is not offered (any more).</summary>
    /// <param name="hash">The state of the file that the person has before their eyes.</param>
    public async Task<bool> KeepOwnAsync(string definitionId, string hash, string person, CancellationToken cancellationToken)
    {
        if (await FindAsync(definitionId, hash, cancellationToken) is not { } offered)
            return false;
        await library.KeepOwnAsync(offered.File, hash, person, cancellationToken);
        Remove(definitionId);
        return true;
    }

    /// <summary>Forgets what was decided on another node. Asks nothing while nothing is offered.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        foreach (var (id, offered) in _offered)
        {
            if (await definitions.ShippedAnswerAsync(id, cancellationToken) == offered.Hash)
                Remove(id);
        }
    }

    internal void Add(ReadOnlyMemory<byte> utf8, string problemKey)
    {
        var file = WorkflowDefinition.Parse(utf8);
        _offered[file.DefinitionId] = new Offered(file, Convert.ToHexString(SHA256.HashData(utf8.Span)), problemKey);
        problems.Report(problemKey, Health.ProblemSeverity.Warning,
            $"Workflow '{file.Name}': the shipped file changed, but the workflow was edited, retracted or deleted here, so it stays as it is. See what is different, and take it over or keep yours.", Page);
    }

    internal void Remove(string definitionId)
    {
        if (_offered.TryRemove(definitionId, out var gone))
            problems.Clear(gone.ProblemKey);
    }

    private async Task<Offered?> FindAsync(string definitionId, string hash, CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        return _offered.TryGetValue(definitionId, out var offered) && offered.Hash == hash ? offered : null;
    }

    private sealed record Offered(WorkflowDefinition File, string Hash, string ProblemKey);
}

/// <param name="Hash">Tells this state of the file from others.</param>
/// <param name="OwnVersion">The latest version here; null when the workflow was deleted.</param>
/// <param name="Differences">What taking the file over would change in the latest version; null when there is none.</param>
/// <param name="News">What changed in the file since this desk last took it in; null when it never did.</param>
public sealed record WorkflowOffer(string DefinitionId, string Name, string Hash, int? OwnVersion, bool IsOwnPublished, DefinitionDifferences? Differences, DefinitionDifferences? News);
