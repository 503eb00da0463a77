using Automation.Rules.Model;

namespace Automation.Rules.Analysis;

/// <summary>
/// Which set has the last word on an outcome. Rules that cannot decide (switched off, out of their time, never holding, never reached) have none: counted,
/// they would call new rules to a set in which nothing is decided.
/// </summary>
public static class DecidingSet
{
    /// <param name="sets">In the order in which they decide.</param>
    /// <param name="lists">The named lists the rules use; of a rule with a list that is not among them only that it is in force is looked at.</param>
    /// <param name="at">The moment for which it is asked; null leaves times out of account.</param>
    /// <returns>The last set that may decide the outcome, which can be a matrix; null when none does.</returns>
    public static RuleSet? For(IReadOnlyList<RuleSet> sets, Outcome outcome, NamedLists? lists = null, DateTimeOffset? at = null) =>
        sets.LastOrDefault(set => IsInForce(set, at) && (Names(set.Otherwise, outcome) || set.Matrix?.Decides == outcome || HasRule(set, outcome, lists ?? NamedLists.Empty, at)));

    /// <summary>Whether the set decides anything at the moment; without one, whether it is switched on.</summary>
    public static bool IsInForce(RuleSet set, DateTimeOffset? at) => at is { } moment ? set.IsInForce(moment) : set.Enabled;

    private static bool HasRule(RuleSet set, Outcome outcome, NamedLists lists, DateTimeOffset? at)
    {
        // Rules are studied as far as needed only: most often the first that names the outcome can decide it.
        var before = new List<StudiedRule>();
        var studied = 0;
        for (var i = 0; i < set.Rules.Count; i++)
        {
            if (!IsInForce(set.Rules[i], at) || !Names(set.Rules[i].Then, outcome))
                continue;
            if (!IsKnown(set.Rules[i], lists))
                return true;
            var rule = new StudiedRule(set, set.Rules[i], i, lists);
            if (rule.NeverHolds)
                continue;
            if (set.HitPolicy != HitPolicy.First)
                return true;
            for (; studied < i; studied++)
            {
                if (IsInForce(set.Rules[studied], at) && IsKnown(set.Rules[studied], lists))
                    before.Add(new StudiedRule(set, set.Rules[studied], studied, lists));
            }
            if (Shadows.Of([.. before, rule], before.Count).Count == 0)
                return true;
        }
        return false;
    }

    private static bool IsInForce(Rule rule, DateTimeOffset? at) => rule.Enabled && (at is not { } moment || rule.IsInForce(moment));

    private static bool IsKnown(Rule rule, NamedLists lists) =>
        KnownNames.Conditions(rule.When).All(condition => condition.Value is not ListValue list || lists.Find(list.Name) is not null);

    private static bool Names(IReadOnlyList<OutcomeValue> values, Outcome outcome) => values.Any(value => value.Outcome == outcome);
}
