using Automation.Rules.Files;
using Automation.Stages.Health;
using Automation.Storage.RuleBook;
using Microsoft.Extensions.Logging;

namespace Automation.Stages.Content;

/// <summary>
/// Puts newly published rules in force on this node, whichever node they were published on. The new chain is compiled beside the old one and takes its place in one step;
/// a mail that is being logged ends with the rules it began with.
/// </summary>
public sealed class RuleSwap(RuleBookStore store, PublishedRules rules, DeskContentHolder holder, ProblemBoard problems, ILogger<RuleSwap> logger) : IDisposable
{
    private const string Problem = "content:rules";
    private readonly SemaphoreSlim _turn = new(1, 1);
    private IReadOnlyDictionary<string, int>? _refused;

    /// <summary>Looks whether something newer is published and swaps.</summary>
    /// <returns>True when the rules were swapped.</returns>
    public async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        if (!holder.IsLoaded)
            return false;
        await _turn.WaitAsync(cancellationToken);
        IReadOnlyDictionary<string, int>? stored = null;
        try
        {
            stored = await store.VersionsInForceAsync(cancellationToken);
            if (Same(stored, holder.Current.RuleBook.Versions) || Same(stored, _refused))
                return false;
            var next = await rules.ReadAsync(cancellationToken);
            holder.Change(content => content with { RuleBook = next });
            problems.Clear(Problem);
            logger.LogInformation("Rules in force: {Versions}.", string.Join(", ", next.Versions.Select(v => $"{v.Key} v{v.Value}")));
            return true;
        }
        catch (RuleFileException e)
        {
            // Told once, not at every look.
            _refused = stored;
            problems.Report(Problem, ProblemSeverity.Error, $"Newly published rules cannot be used; those before stay in force. {e.Message}");
            logger.LogError("Newly published rules cannot be used; those before stay in force. {Reason}", e.Message);
            return false;
        }
        finally
        {
            _turn.Release();
        }
    }

    private static bool Same(IReadOnlyDictionary<string, int> stored, IReadOnlyDictionary<string, int>? known) =>
        known is not null && stored.Count == known.Count && stored.All(s => known.GetValueOrDefault(s.Key) == s.Value);

    public void Dispose() => _turn.Dispose();
}
