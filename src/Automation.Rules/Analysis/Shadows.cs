using Automation.Rules.Model;

namespace Automation.Rules.Analysis;

/// <summary>Which earlier rules leave nothing to a rule.</summary>
internal static class Shadows
{
    private const int MostCases = 64;

    /// <summary>Earlier rules of which one holds whenever this does; empty when that cannot be shown.</summary>
    public static IReadOnlyList<StudiedRule> Of(StudiedRule[] rules, int index)
    {
        var rule = rules[index];
        if (rule.Cases is not { } cases)
            return [];
        for (var i = 0; i < index; i++)
        {
            if (rules[i].IsInForceWith(rule) && cases.TrueForAll(rules[i].FollowsFrom))
                return [rules[i]];
        }
        return Together(rules, index, cases);
    }

    /// <summary>Earlier rules that all hold whenever this does and decide everything it decides; empty when that cannot be shown.</summary>
    public static IReadOnlyList<StudiedRule> OfEffect(StudiedRule[] rules, int index)
    {
        var rule = rules[index];
        if (rule.Cases is not { } cases)
            return [];
        var open = rule.Rule.Then.ToList();
        var others = new List<StudiedRule>();
        for (var i = 0; i < index && open.Count > 0; i++)
        {
            var other = rules[i];
            if (!open.Exists(value => Decides(other.Rule, value)) || !other.IsInForceWith(rule) || !cases.TrueForAll(other.FollowsFrom))
                continue;
            open.RemoveAll(value => Decides(other.Rule, value));
            others.Add(other);
        }
        return open.Count == 0 ? others : [];
    }

    // Different cases may go to different rules.
    private static List<StudiedRule> Together(StudiedRule[] rules, int index, List<Clause[]> cases)
    {
        var open = new Stack<Clause[]>(cases);
        var seen = cases.Count;
        var others = new SortedDictionary<int, StudiedRule>();
        while (open.TryPop(out var statements))
        {
            var by = Array.FindIndex(rules, 0, index, other => other.IsInForceWith(rules[index]) && other.FollowsFrom(statements));
            if (by >= 0)
            {
                others.TryAdd(by, rules[by]);
                continue;
            }
            if (ClauseLogic.Split(statements) is not { } parts || (seen += parts.Count) > MostCases)
                return [];
            foreach (var part in parts)
                open.Push(part);
        }
        return [.. others.Values];
    }

    private static bool Decides(Rule rule, OutcomeValue value)
    {
        foreach (var decided in rule.Then)
        {
            if (decided.Outcome == value.Outcome)
                return !value.Outcome.Many || value.Values.All(one => decided.Values.Contains(one, StringComparer.OrdinalIgnoreCase));
        }
        return false;
    }
}
