using Automation.Rules.Compilation;
using Automation.Rules.Evaluation;
using Automation.Rules.Model;

namespace Automation.Rules.Replay;

/// <summary>What one thread has counted so far. Batches come to it in the order of the stream.</summary>
internal sealed class ReplayTally(RuleChain current, RuleChain draft, int mostChanges)
{
    private readonly Decision _before = new();
    private readonly Decision _after = new();
    private readonly Dictionary<(Outcome Outcome, string? Before, string? After), long> _moves = [];
    private readonly long[] _changed = new long[StandardOutcomes.All.Count];
    private readonly long[] _known = new long[StandardOutcomes.All.Count];
    private readonly long[] _rightBefore = new long[StandardOutcomes.All.Count];
    private readonly long[] _rightAfter = new long[StandardOutcomes.All.Count];
    private readonly Dictionary<RuleHit, long> _hitsBefore = [];
    private readonly Dictionary<RuleHit, long> _hitsAfter = [];
    private readonly List<ReplayChange> _changes = [];
    private readonly DatedRules _dated = new(draft);

    public long Tickets { get; private set; }

    public long Changed { get; private set; }

    public void Add(PastTicket ticket, long position)
    {
        current.Decide(ticket.Facts, _before);
        draft.Decide(ticket.Facts, _after);
        Tickets++;
        _dated.Pass(ticket.Facts.At);
        Count(_before, _hitsBefore);
        Count(_after, _hitsAfter);
        List<OutcomeChange>? changes = null;
        var isChanged = false;
        for (var i = 0; i < StandardOutcomes.All.Count; i++)
        {
            var outcome = StandardOutcomes.All[i];
            var settled = Settled(ticket, outcome);
            if (settled is not null)
                Measure(outcome, settled);
            if (Same(outcome, _before, _after))
                continue;
            isChanged = true;
            var (old, now) = (Text(outcome, _before.All(outcome)), Text(outcome, _after.All(outcome)));
            _changed[i]++;
            Raise(_moves, (outcome, old, now));
            if (_changes.Count < mostChanges)
                (changes ??= []).Add(new OutcomeChange(
                    outcome, old, _before.SourceOf(outcome), now, _after.SourceOf(outcome), settled is null ? null : Text(outcome, settled), settled is not null));
        }
        if (!isChanged)
            return;
        Changed++;
        if (changes is not null)
            _changes.Add(new ReplayChange(position, ticket, changes));
    }

    /// <summary>Takes over what another thread has counted.</summary>
    public void Add(ReplayTally other)
    {
        Tickets += other.Tickets;
        Changed += other.Changed;
        Add(_moves, other._moves);
        Add(_hitsBefore, other._hitsBefore);
        Add(_hitsAfter, other._hitsAfter);
        _changes.AddRange(other._changes);
        _dated.Add(other._dated);
        for (var i = 0; i < _changed.Length; i++)
        {
            _changed[i] += other._changed[i];
            _known[i] += other._known[i];
            _rightBefore[i] += other._rightBefore[i];
            _rightAfter[i] += other._rightAfter[i];
        }
    }

    public ReplayReport Report()
    {
        var outcomes = StandardOutcomes.All
            .Where(outcome => _changed[outcome.Id] > 0 || _known[outcome.Id] > 0)
            .Select(outcome => new OutcomeReplay(
                outcome,
                _changed[outcome.Id],
                [.. _moves.Where(move => move.Key.Outcome == outcome)
                    .Select(move => new ValueMove(move.Key.Before, move.Key.After, move.Value))
                    .OrderByDescending(move => move.Tickets)
                    .ThenBy(move => move.Before, StringComparer.Ordinal)
                    .ThenBy(move => move.After, StringComparer.Ordinal)],
                _known[outcome.Id] == 0 ? null : new ReplayAccuracy(_known[outcome.Id], _rightBefore[outcome.Id], _rightAfter[outcome.Id])));
        return new ReplayReport(Tickets, Changed, [.. outcomes], [.. _changes.OrderBy(change => change.Position).Take(mostChanges)], Rules()) { WithoutChance = _dated.WithoutChance };
    }

    private List<RuleReplayHits> Rules()
    {
        var before = Hits(current, _hitsBefore);
        var after = Hits(draft, _hitsAfter);
        var rules = new List<RuleReplayHits>();
        foreach (var (rule, hits) in before)
            rules.Add(new RuleReplayHits(rule.Set, rule.Rule, hits, after.TryGetValue(rule, out var now) ? now : null));
        foreach (var (rule, hits) in after)
        {
            if (!before.ContainsKey(rule))
                rules.Add(new RuleReplayHits(rule.Set, rule.Rule, null, hits));
        }
        return rules;
    }

    private static OrderedDictionary<(string Set, string Rule), long> Hits(RuleChain chain, Dictionary<RuleHit, long> counted)
    {
        var hits = new OrderedDictionary<(string Set, string Rule), long>();
        foreach (var set in chain.Sets)
        {
            foreach (var rule in set.Rules)
                hits.TryAdd((set.Name, rule.Name), counted.GetValueOrDefault(new RuleHit(set.Name, set.Version, rule.Name)));
        }
        return hits;
    }

    private void Measure(Outcome outcome, IReadOnlyList<string> settled)
    {
        _known[outcome.Id]++;
        if (Same(settled, _before.All(outcome)))
            _rightBefore[outcome.Id]++;
        if (Same(settled, _after.All(outcome)))
            _rightAfter[outcome.Id]++;
    }

    private static void Count(Decision decision, Dictionary<RuleHit, long> hits)
    {
        for (var i = 0; i < decision.Hits.Count; i++)
            Raise(hits, decision.Hits[i]);
    }

    private static IReadOnlyList<string>? Settled(PastTicket ticket, Outcome outcome)
    {
        for (var i = 0; i < ticket.Settled?.Count; i++)
        {
            if (ticket.Settled[i].Outcome == outcome)
                return ticket.Settled[i].Values;
        }
        return null;
    }

    private static bool Same(Outcome outcome, Decision left, Decision right) => outcome.Many
        ? Same(left.All(outcome), right.All(outcome))
        : string.Equals(left[outcome], right[outcome], StringComparison.OrdinalIgnoreCase);

    // As sets: the order of tags means nothing.
    private static bool Same(IReadOnlyList<string> left, IReadOnlyList<string> right) =>
        left.All(one => right.Contains(one, StringComparer.OrdinalIgnoreCase))
        && right.All(one => left.Contains(one, StringComparer.OrdinalIgnoreCase));

    private static string? Text(Outcome outcome, IReadOnlyList<string> values) =>
        values.Count == 0 ? null : !outcome.Many ? values[0] : string.Join(", ", values.Order(StringComparer.OrdinalIgnoreCase));

    private static void Raise<TKey>(Dictionary<TKey, long> counts, TKey key, long by = 1) where TKey : notnull =>
        System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _) += by;

    private static void Add<TKey>(Dictionary<TKey, long> counts, Dictionary<TKey, long> other) where TKey : notnull
    {
        foreach (var (key, count) in other)
            Raise(counts, key, count);
    }
}
