using Automation.Rules.Analysis;
using Automation.Rules.Compilation;
using Automation.Rules.Model;
using Automation.Rules.Suggestions;
using Automation.Stages.Content;
using Automation.Storage.RuleBook;

namespace Automation.Stages.RuleBook;

/// <summary>What the desk knows about its rules: how often each holds, what is odd about it, what the corrections of agents suggest.</summary>
public sealed class RuleInsight(RuleHits hits, RuleEditor editor, PastTickets past, DeskContentHolder holder, DeadRules dead, TimeProvider time) : IDisposable
{
    /// <summary>Days the page counts hits of.</summary>
    public const int Days = 30;

    private readonly RuleOddities _oddities = new();
    private readonly RuleStanding _standing = new(editor);
    private readonly SharedRun<(PastRange Range, RuleWorkspace Rules), SuggestionReport> _suggestions = new();
    private readonly SharedRun<(PastRange Range, RuleWorkspace Rules), IReadOnlyList<RuleOverlap>> _overlaps = new();

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

    /// <summary>
    /// Rules that cannot do what their author meant. For thousands of rules it takes seconds, once: as long as rules and names are the same, the answer is kept.
    /// What time makes of a rule (dead, expired) is looked at each time.
    /// </summary>
    public async Task<IReadOnlyList<RuleFinding>> FindingsAsync(
        RuleWorkspace workspace, bool withDrafts, IReadOnlyDictionary<(string Set, string Rule), RuleHitCount> counted, CancellationToken cancellationToken)
    {
        var sets = workspace.Sets(withDrafts);
        var meaning = await _oddities.OfAsync(workspace, withDrafts, Names(workspace, withDrafts), cancellationToken);
        var uses = await UsesAsync(workspace, counted, cancellationToken);
        var ages = RuleAge.Of(sets, new RuleKnowledge { Now = time.GetUtcNow(), DeadAfter = dead.After, Uses = uses });
        if (ages.Count == 0)
            return meaning;
        var places = sets.SelectMany(set => set.Rules.Select(rule => (Set: set.Name, Rule: rule.Name))).Index().ToDictionary(one => one.Item, one => one.Index);
        return [.. meaning.Concat(ages).OrderBy(finding => places.GetValueOrDefault((finding.Set, finding.Rule), int.MaxValue))];
    }

    /// <summary>Rules that agents' corrections suggest, measured on tickets kept back. Nothing is applied. One is computed at a time; who asks the same shares the answer.</summary>
    public async Task<SuggestionReport> SuggestAsync(PastRange range, CancellationToken cancellationToken)
    {
        var workspace = await editor.ReadAsync(cancellationToken);
        return await _suggestions.RunAsync(
            (range, workspace), stop => RuleSuggestions.FindAsync(Chain(workspace), past.ReadAsync(range, stop), new SuggestionOptions { Now = time.GetUtcNow() }, stop), cancellationToken);
    }

    /// <summary>Rules that hold for the same tickets and decide differently. One is computed at a time; who asks the same shares the answer.</summary>
    public async Task<IReadOnlyList<RuleOverlap>> OverlapsAsync(PastRange range, CancellationToken cancellationToken)
    {
        var workspace = await editor.ReadAsync(cancellationToken);
        return await _overlaps.RunAsync(
            (range, workspace), stop => RuleOverlaps.FindAsync(Chain(workspace), past.ReadAsync(range, stop), 20, stop), cancellationToken);
    }

    /// <summary>The values that exist for an outcome, as far as the desk knows them; empty when any may be given.</summary>
    public IReadOnlyCollection<string> NamesOf(Outcome outcome, RuleWorkspace workspace, bool withDrafts) =>
        outcome.Values.Count > 0 ? outcome.Values : Names(workspace, withDrafts).GetValueOrDefault(outcome) ?? [];

    private static RuleChain Chain(RuleWorkspace workspace) => RuleChain.Compile(workspace.Sets(withDrafts: true), workspace.Lists(withDrafts: true));

    private async Task<IReadOnlyCollection<RuleUse>> UsesAsync(
        RuleWorkspace workspace, IReadOnlyDictionary<(string Set, string Rule), RuleHitCount> counted, CancellationToken cancellationToken)
    {
        // The record began with the first hit of any rule: before that, nothing is known of any.
        if (counted.Values.Select(c => (DateOnly?)c.First).Min() is not { } first)
            return [];
        var began = new DateTimeOffset(first, default, TimeSpan.Zero);
        var uses = new List<RuleUse>();
        foreach (var document in workspace.Documents.Where(d => d.InForce?.Set is not null))
        {
            var stood = await _standing.SinceAsync(document, time.GetUtcNow() - dead.After, cancellationToken);
            foreach (var rule in document.InForce!.Set!.Rules)
            {
                var since = stood[rule.Name] > began ? stood[rule.Name] : began;
                uses.Add(new RuleUse(document.Name, rule.Name, since, counted.TryGetValue((document.Name, rule.Name), out var hit) ? hit.LastAt : null));
            }
        }

        return uses;
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

    public void Dispose()
    {
        _suggestions.Dispose();
        _overlaps.Dispose();
    }
}
