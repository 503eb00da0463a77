using Automation.Rules.Comparison;
using Automation.Rules.Model;

namespace Automation.Desk.RuleBook;

/// <summary>Where a rule is to go.</summary>
/// <param name="To">A place, from 0; null: as many as <paramref name="By"/> further down than it is by then.</param>
public readonly record struct RuleMove(string Rule, int? To, int By = 0);

/// <summary>A set with one thing changed. Rules are known by their names: their places may be others by the time it is done.</summary>
internal static class RuleSetChanges
{
    /// <summary>A rule that is not there any more moves nothing.</summary>
    public static RuleSet Moved(this RuleSet set, RuleMove move)
    {
        var rules = set.Rules.ToList();
        if (rules.FindIndex(r => r.Name == move.Rule) is not (>= 0 and var from))
            return set;
        var moved = rules[from];
        rules.RemoveAt(from);
        rules.Insert(Math.Clamp(move.To ?? from + move.By, 0, rules.Count), moved);
        return set with { Rules = rules };
    }

    public static RuleSet Switched(this RuleSet set, string name, bool on) =>
        set with { Rules = [.. set.Rules.Select(rule => rule.Name == name ? rule with { Enabled = on } : rule)] };

    public static RuleSet Without(this RuleSet set, string name) => set with { Rules = [.. set.Rules.Where(rule => rule.Name != name)] };

    /// <summary>Whether two people changed different rules of a set, and not both what it says besides them.</summary>
    /// <param name="before">What both began with.</param>
    public static bool IsApartFrom(this RuleSet mine, RuleSet theirs, RuleSet before)
    {
        var (here, there) = (Of(mine), Of(theirs));
        return !here.Rules.Overlaps(there.Rules) && !(here.IsWhole && there.IsWhole);

        (HashSet<string> Rules, bool IsWhole) Of(RuleSet after)
        {
            var sets = RuleComparison.Compare([before], NamedLists.Empty, [after], NamedLists.Empty).Sets;

            // A rule with another name was touched under the one that both began with.
            return ([.. sets.SelectMany(set => set.Rules).Select(rule => rule.Rule), .. RuleRenames.Of(before.Rules, after.Rules).Values], sets.Any(set => set.Details.Count > 0));
        }
    }

    /// <summary>At the end, under a name of its own.</summary>
    public static RuleSet WithOneMore(this RuleSet set, Rule rule) =>
        set with { Rules = [.. set.Rules, rule with { Name = RuleWords.FreeName(rule.Name, set.Rules.Select(r => r.Name)) }] };

    /// <summary>In the place that the writer began with.</summary>
    public static RuleSet With(this RuleSet set, Rule rule, RuleEditing editing)
    {
        var rules = set.Rules.ToList();
        if (editing.Replaces is not { } old)
            rules.Insert(Math.Min(editing.At, rules.Count), rule);
        else if (rules.FindIndex(r => r.Name == old) is var at && at >= 0)
            rules[at] = rule;
        else
            rules.Add(rule);
        return set with { Rules = rules };
    }
}
