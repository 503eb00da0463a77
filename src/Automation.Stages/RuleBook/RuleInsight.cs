using Automation.Rules.Analysis;
using Automation.Rules.Compilation;
using Automation.Rules.Model;
using Automation.Rules.Suggestions;
using Automation.Stages.Content;
using Automation.Storage.RuleBook;

namespace Automation.Stages.RuleBook;

/// <summary>What the desk knows about its rules: how often each holds, what is odd about it, what the corrections of agents suggest.</summary>
public sealed class RuleInsight(RuleHits hits, RuleEditor editor, PastTickets past, DeskContentHolder holder, TimeProvider time)
{
    /// <summary>Days the page counts hits of.</summary>
    public const int Days = 30;

    private static readonly TimeSpan DeadAfter = TimeSpan.FromDays(90);

    /// <summary>The first of the days counted, and today as the last (UTC).</summary>
    public (DateOnly First, DateOnly Last) Window
    {
        get
        {
            var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
            return (today.AddDays(1 - Days), today);
        }
    }

    /// <summary>Hits of the last <see cref="Days"/> days and the last hit ever, by set and rule. A rule that never held is not there.</summary>
    public async Task<IReadOnlyDictionary<(string Set, string Rule), RuleHitCount>> HitsAsync(CancellationToken cancellationToken) =>
        (await hits.CountAsync(Window.First, cancellationToken)).ToDictionary(h => (h.Set, h.Rule));

    /// <summary>Rules that cannot do what their author meant. Thousands of rules take seconds.</summary>
    public async Task<IReadOnlyList<RuleFinding>> FindingsAsync(
        RuleWorkspace workspace, bool withDrafts, IReadOnlyDictionary<(string Set, string Rule), RuleHitCount> counted, CancellationToken cancellationToken)
    {
        var (sets, lists) = (workspace.Sets(withDrafts), workspace.Lists(withDrafts));
        var knowledge = Knowledge(workspace, withDrafts, counted);
        return await Task.Run(() => RuleAnalysis.Analyse(sets, lists, knowledge, cancellationToken), cancellationToken);
    }

    /// <summary>Rules that agents' corrections suggest, measured on tickets kept back. Nothing is applied.</summary>
    public async Task<SuggestionReport> SuggestAsync(PastRange range, CancellationToken cancellationToken)
    {
        var chain = await ChainAsync(cancellationToken);
        return await Task.Run(() => RuleSuggestions.FindAsync(chain, past.ReadAsync(range, cancellationToken), null, cancellationToken), cancellationToken);
    }

    /// <summary>Rules that hold for the same tickets and decide differently.</summary>
    public async Task<IReadOnlyList<RuleOverlap>> OverlapsAsync(PastRange range, CancellationToken cancellationToken)
    {
        var chain = await ChainAsync(cancellationToken);
        return await Task.Run(() => RuleOverlaps.FindAsync(chain, past.ReadAsync(range, cancellationToken), 20, cancellationToken), cancellationToken);
    }

    /// <summary>The values that exist for an outcome, as far as the desk knows them; empty when any may be given.</summary>
    public IReadOnlyCollection<string> NamesOf(Outcome outcome, RuleWorkspace workspace, bool withDrafts) =>
        outcome.Values.Count > 0 ? outcome.Values : Names(workspace, withDrafts).GetValueOrDefault(outcome) ?? [];

    private async Task<RuleChain> ChainAsync(CancellationToken cancellationToken)
    {
        var workspace = await editor.ReadAsync(cancellationToken);
        return RuleChain.Compile(workspace.Sets(withDrafts: true), workspace.Lists(withDrafts: true));
    }

    private RuleKnowledge Knowledge(RuleWorkspace workspace, bool withDrafts, IReadOnlyDictionary<(string Set, string Rule), RuleHitCount> counted)
    {
        // The record began with the first hit of any rule: before that, nothing is known of any.
        var began = counted.Values.Select(c => (DateOnly?)c.First).Min();
        var uses = new List<RuleUse>();
        if (began is { } first)
        {
            foreach (var document in workspace.Documents)
            {
                foreach (var rule in document.InForce?.Set?.Rules ?? [])
                {
                    // A version since which the rule stands is not looked for: the last publication is a later, safe bound.
                    var since = new DateTimeOffset(first, default, TimeSpan.Zero);
                    if (document.InForceAt is { } published && published > since)
                        since = published;
                    uses.Add(new RuleUse(document.Name, rule.Name, since, counted.TryGetValue((document.Name, rule.Name), out var hit) ? hit.LastAt : null));
                }
            }
        }

        return new RuleKnowledge { Now = time.GetUtcNow(), DeadAfter = DeadAfter, Names = Names(workspace, withDrafts), Uses = uses };
    }

    private Dictionary<Outcome, IReadOnlyCollection<string>> Names(RuleWorkspace workspace, bool withDrafts)
    {
        var content = holder.Current;
        var names = new Dictionary<Outcome, IReadOnlyCollection<string>>
        {
            [StandardOutcomes.Team] = [.. content.Teams.Keys],
            [StandardOutcomes.Acknowledgement] = [.. content.Templates.Files.Where(f => f.Contains("/subject.", StringComparison.Ordinal)).Select(f => f[..f.IndexOf("/subject.", StringComparison.Ordinal)]).Distinct()],
            [StandardOutcomes.SlaPolicy] = [.. content.ServiceLevels.Book.Policies.Select(p => p.Name)],
        };
        if (workspace.Categories(withDrafts).All is { Count: > 0 } categories)
            names[StandardOutcomes.Category] = [.. categories.Select(c => c.Path)];
        return names;
    }
}
