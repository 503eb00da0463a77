using Automation.Rules.Evaluation;
using Automation.Rules.Model;
using Automation.Rules.Replay;

namespace Automation.Rules.Suggestions;

/// <summary>What there is to learn about one outcome: the tickets that no rule of its set decides, and how often the rules are corrected.</summary>
internal sealed class Lesson(Outcome outcome, RuleSet set)
{
    private const int MostValues = 5;

    private readonly Dictionary<(string Set, string Rule), RuleTally> _rules = [];

    public Outcome Outcome { get; } = outcome;

    public RuleSet Set { get; } = set;

    /// <summary>Tickets that a rule at the end of the set would decide, if it held.</summary>
    public List<LearntTicket> Open { get; } = [];

    public void Add(PastTicket ticket, Decision decision, TicketUse use, Func<int[]> features)
    {
        if (decision.IsIgnored)
            return;
        var decided = decision[Outcome];
        if (ticket.Settled is not { Count: > 0 })
        {
            AddUntouched(ticket, decision, decided, use, features);
            return;
        }
        if (ticket.Settled.FirstOrDefault(value => value.Outcome == Outcome) is not { } known)
            return;
        var settled = known.Values is [var value, ..] ? value : null;
        var isCorrected = !string.Equals(settled, decided, StringComparison.OrdinalIgnoreCase);
        var source = decision.SourceOf(Outcome);
        // What a person chose in a form is no decision of the rules.
        if (source?.Rule == RuleHit.Given)
            return;
        if (source is { Rule: not (RuleHit.Otherwise or RuleHit.Matrix) } by)
        {
            if (!_rules.TryGetValue((by.Set, by.Rule), out var tally))
                _rules[(by.Set, by.Rule)] = tally = new RuleTally();
            tally.Add(isCorrected, settled ?? "");
        }
        if (IsOpen(decision, source))
            Open.Add(new LearntTicket(ticket.Key, features(), settled, isCorrected, IsUntouched: false, use));
    }

    // What nobody settled yet nobody corrected either. It says too little of a rule to judge it by, or of a proposal to count as wrong, but a word that stands in many of them does not part the corrected ones from the others.
    private void AddUntouched(PastTicket ticket, Decision decision, string? decided, TicketUse use, Func<int[]> features)
    {
        var source = decision.SourceOf(Outcome);
        if (source?.Rule != RuleHit.Given && IsOpen(decision, source))
            Open.Add(new LearntTicket(ticket.Key, features(), decided, IsCorrected: false, IsUntouched: true, use));
    }

    public IEnumerable<RuleReview> Reviews(int least) =>
        from rule in _rules
        where rule.Value.Corrected >= least
        select new RuleReview(rule.Key.Set, rule.Key.Rule, Outcome, rule.Value.Hits, rule.Value.Corrected, rule.Value.MostFrequent(MostValues));

    // Under "first" a rule at the end is reached when none before it held; under "collect" it must find the outcome undecided.
    private bool IsOpen(Decision decision, RuleHit? source) => Set.HitPolicy == HitPolicy.First
        ? !decision.Hits.Any(hit => hit.Set == Set.Name)
        : source is null || source.Value.Set != Set.Name || source.Value.Rule is RuleHit.Otherwise or RuleHit.Matrix;

    private sealed class RuleTally
    {
        private readonly Dictionary<string, long> _to = new(StringComparer.OrdinalIgnoreCase);

        public long Hits { get; private set; }

        public long Corrected { get; private set; }

        public void Add(bool isCorrected, string to)
        {
            Hits++;
            if (!isCorrected)
                return;
            Corrected++;
            _to[to] = _to.GetValueOrDefault(to) + 1;
        }

        public IReadOnlyList<(string? Value, long Tickets)> MostFrequent(int most) =>
            [.. _to.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(most)
                .Select(pair => (pair.Key.Length == 0 ? null : pair.Key, pair.Value))];
    }
}
