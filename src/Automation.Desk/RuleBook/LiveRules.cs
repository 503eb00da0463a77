using Automation.Rules.Analysis;
using Automation.Rules.Files;
using Automation.Stages.RuleBook;
using Automation.Storage.RuleBook;

namespace Automation.Desk.RuleBook;

/// <summary>
/// What an open page shows of the rules. Every look at the desk costs two short queries as long as nobody wrote; hits are counted at most once a minute,
/// and what is odd about the rules is found beside the page, never while it waits.
/// </summary>
public sealed class LiveRules(RuleEditor editor, RuleInsight insight, TimeProvider time)
{
    private static readonly TimeSpan HitsEvery = TimeSpan.FromMinutes(1);

    private DateTimeOffset? _countedAt;
    private (IReadOnlyList<RuleFinding> All, ILookup<string, RuleFinding> BySet) _findings = ([], Array.Empty<RuleFinding>().ToLookup(f => f.Set));

    /// <summary>Null before the first look.</summary>
    public RuleWorkspace? Workspace { get; private set; }

    public IReadOnlyDictionary<(string Set, string Rule), RuleHitCount> Hits { get; private set; } = new Dictionary<(string, string), RuleHitCount>();

    /// <summary>What was found last; that of new rules comes with <see cref="FindAsync"/>.</summary>
    public IReadOnlyList<RuleFinding> Findings { get; private set; } = [];

    /// <summary>Of these the ones that nothing but the drafts makes: a list or a category that goes may leave rules of any set behind.</summary>
    public IReadOnlyList<RuleFinding> Added { get; private set; } = [];

    /// <summary>What was found of one set.</summary>
    public IReadOnlyList<RuleFinding> FindingsOf(string set)
    {
        if (!ReferenceEquals(_findings.All, Findings))
            _findings = (Findings, Findings.ToLookup(f => f.Set));
        return [.. _findings.BySet[set]];
    }

    /// <returns>True when there is something else to show, and so something to be found.</returns>
    public async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        var workspace = await editor.ReadAsync(cancellationToken);
        var isCounted = _countedAt is { } at && time.GetUtcNow() - at < HitsEvery;
        if (ReferenceEquals(workspace, Workspace) && isCounted)
            return false;
        Workspace = workspace;
        if (!isCounted)
        {
            _countedAt = time.GetUtcNow();
            Hits = await insight.HitsAsync(cancellationToken);
        }

        return true;
    }

    /// <returns>True when something else is odd than before. What was found of rules that changed meanwhile is left to the next who finds.</returns>
    public async Task<bool> FindAsync(CancellationToken cancellationToken)
    {
        var (workspace, hits) = (Workspace!, Hits);
        IReadOnlyList<RuleFinding> found, added = [];
        try
        {
            found = await Task.Run(() => insight.FindingsAsync(workspace, withDrafts: true, hits, cancellationToken), cancellationToken);
            if (workspace.Drafts.Any())
            {
                var today = await Task.Run(() => insight.FindingsAsync(workspace, withDrafts: false, hits, cancellationToken), cancellationToken);
                added = [.. found.ExceptBy(today.Select(Said), Said)];
            }
        }
        catch (RuleFileException)
        {
            // Drafts that do not fit together yet are told when they are published; until then nothing is said about them.
            found = [];
        }

        if (!ReferenceEquals(workspace, Workspace) || (found.SequenceEqual(Findings) && added.SequenceEqual(Added)))
            return false;
        (Findings, Added) = (found, added);
        return true;
    }

    private static (FindingKind, string, string, string) Said(RuleFinding finding) => (finding.Kind, finding.Set, finding.Rule, finding.Reason);
}
