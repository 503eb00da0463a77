using Automation.Rules.Analysis;
using Automation.Rules.Compilation;
using Automation.Rules.Evaluation;
using Automation.Rules.Model;
using Automation.Rules.Replay;

namespace Automation.Rules.Suggestions;

/// <summary>
/// Learns from what people corrected: which words and domains tell the corrected tickets from the others, and which rules
/// would have made the corrections needless. It proposes; people decide.
/// </summary>
public static class RuleSuggestions
{
    /// <param name="chain">The rules in force: what they decide today is what is compared with what people decided.</param>
    /// <param name="tickets">The past, with <see cref="PastTicket.Settled"/>; tickets without it are those that nobody has looked at yet, and say little.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static async Task<SuggestionReport> FindAsync(
        RuleChain chain, IAsyncEnumerable<PastTicket> tickets, SuggestionOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new SuggestionOptions();
        Check(options);
        var features = new TicketFeatures();
        var lessons = options.Outcomes
            .Where(outcome => !outcome.Many)
            .Select(outcome => TargetSet(chain, outcome, options.Now) is { } set ? new Lesson(outcome, set) : null)
            .OfType<Lesson>()
            .ToArray();
        var decision = new Decision();
        var (read, settled) = (0L, 0L);
        await foreach (var ticket in tickets.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (ticket.Settled is { Count: > 0 })
                settled++;
            chain.Decide(ticket.Facts, decision);
            var use = LearntTicket.UseOf(ticket.Key, options.Seed, options.HeldOut);
            int[]? numbers = null;
            foreach (var lesson in lessons)
                lesson.Add(ticket, decision, use, () => numbers ??= features.Of(ticket.Facts));
            if (++read == options.MostTickets)
                break;
        }
        var taken = chain.Sets.ToDictionary(set => set.Name, set => set.Rules.Select(rule => rule.Name).ToHashSet(StringComparer.Ordinal));
        var rules = new List<RuleSuggestion>();
        foreach (var lesson in lessons)
        {
            cancellationToken.ThrowIfCancellationRequested();
            rules.AddRange(new RuleSearch(lesson, features, options, taken[lesson.Set.Name]).Find(cancellationToken));
        }
        return new SuggestionReport(
            settled,
            [.. rules.OrderByDescending(rule => rule.HeldOut.Saved).ThenByDescending(rule => rule.Learnt.Saved)],
            [.. lessons.SelectMany(lesson => lesson.Reviews(options.LeastCorrections)).OrderByDescending(review => review.Corrected)]);
    }

    // The set with the last word on the outcome: what it decides stands. When that is a matrix without rules, none can be put there.
    private static RuleSet? TargetSet(RuleChain chain, Outcome outcome, DateTimeOffset? now)
    {
        var last = DecidingSet.For(chain.Sets, outcome, chain.Lists, now) ?? chain.Sets.LastOrDefault(set => set.HitPolicy != HitPolicy.Matrix && DecidingSet.IsInForce(set, now));
        return last?.HitPolicy == HitPolicy.Matrix ? null : last;
    }

    private static void Check(SuggestionOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.LeastCorrections, 2, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.LeastPrecision, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.LeastPrecision, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.LeastShare, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.LeastShare, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.HeldOut, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(options.HeldOut, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MostPerValue, 1, nameof(options));
    }
}
