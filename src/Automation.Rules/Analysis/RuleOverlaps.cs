using Automation.Rules.Compilation;
using Automation.Rules.Evaluation;
using Automation.Rules.Model;
using Automation.Rules.Operators;
using Automation.Rules.Replay;

namespace Automation.Rules.Analysis;

/// <summary>Two rules of a set that both hold for some tickets and want different things.</summary>
/// <param name="First">The one that comes first and so decides.</param>
/// <param name="Outcomes">Where they differ.</param>
/// <param name="Tickets">How many tickets are in both.</param>
/// <param name="Examples">The keys of the first of them.</param>
public sealed record RuleOverlap(string Set, string First, string Second, IReadOnlyList<Outcome> Outcomes, long Tickets, IReadOnlyList<string> Examples);

/// <summary>
/// Finds, among the tickets of the past, those for which rules disagree. That a rule for what no other knows decides otherwise than those before it is its
/// purpose, and no disagreement.
/// </summary>
public static class RuleOverlaps
{
    // Of a ticket for which more rules hold, the rest is compared with the first only.
    private const int MostCompared = 12;

    // Of fewer tickets the share that a rule holds for says little.
    private const int LeastForShare = 50;

    /// <param name="mostExamples">Keys kept of each pair; 0 or more.</param>
    /// <returns>Those with the most tickets first.</returns>
    public static async Task<IReadOnlyList<RuleOverlap>> FindAsync(
        RuleChain chain, IAsyncEnumerable<PastTicket> tickets, int mostExamples = 20, CancellationToken cancellationToken = default)
    {
        var pairs = new Dictionary<(int Set, int First, int Second), Pair>();
        var decision = new Decision();
        var holds = chain.Sets.Select(set => new long[set.Rules.Count]).ToArray();
        var read = 0L;
        var holding = chain.Sets.Select(_ => new List<int>()).ToArray();
        await foreach (var ticket in tickets.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            chain.Decide(ticket.Facts, decision, holding);
            read++;
            for (var set = 0; set < holding.Length; set++)
            {
                var rules = holding[set];
                foreach (var rule in rules)
                    holds[set][rule]++;
                for (var i = 0; i < Math.Min(rules.Count, MostCompared); i++)
                {
                    for (var j = i + 1; j < (i == 0 ? rules.Count : Math.Min(rules.Count, MostCompared)); j++)
                    {
                        if (!pairs.TryGetValue((set, rules[i], rules[j]), out var pair))
                            pairs[(set, rules[i], rules[j])] = pair = new Pair(Differences(chain.Sets[set], rules[i], rules[j]));
                        if (pair.Outcomes.Count == 0)
                            continue;
                        pair.Tickets++;
                        if (pair.Examples.Count < mostExamples)
                            pair.Examples.Add(ticket.Key);
                    }
                }
            }
        }
        return [.. pairs
            .Where(pair => pair.Value.Tickets > 0 && !IsFallback(pair.Key.Set, pair.Key.Second))
            .OrderByDescending(pair => pair.Value.Tickets).ThenBy(pair => pair.Key)
            .Select(pair => new RuleOverlap(
                chain.Sets[pair.Key.Set].Name, Name(pair.Key.Set, pair.Key.First), Name(pair.Key.Set, pair.Key.Second),
                pair.Value.Outcomes, pair.Value.Tickets, pair.Value.Examples))];

        // It asks of a request no more than that there is something, or holds for most of them.
        bool IsFallback(int set, int rule) =>
            KnownNames.Conditions(chain.Sets[set].Rules[rule].When).All(condition => condition.Operator == Operator.IsEmpty)
            || (read >= LeastForShare && holds[set][rule] * 2 > read);

        string Name(int set, int rule) => chain.Sets[set].Rules[rule].Name;
    }

    private static List<Outcome> Differences(RuleSet set, int first, int second) =>
        [.. StandardOutcomes.All.Where(outcome =>
        {
            var (left, right) = (Values(set.Rules[first], outcome), Values(set.Rules[second], outcome));
            // Where all rules that hold decide, only a single value that both give is at issue.
            if (set.HitPolicy == HitPolicy.Collect && (outcome.Many || left.Count == 0 || right.Count == 0))
                return false;
            return !left.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(right);
        })];

    private static IReadOnlyList<string> Values(Rule rule, Outcome outcome) =>
        rule.Then.FirstOrDefault(value => value.Outcome == outcome)?.Values ?? [];

    private sealed class Pair(List<Outcome> outcomes)
    {
        public List<Outcome> Outcomes { get; } = outcomes;

        public List<string> Examples { get; } = [];

        public long Tickets { get; set; }
    }
}
