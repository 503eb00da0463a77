using Automation.Rules.Model;

namespace Automation.Desk.RuleBook;

/// <summary>A set with one thing changed.</summary>
internal static class RuleSetChanges
{
    public static RuleSet Moved(this RuleSet set, int from, int to)
    {
        var rules = set.Rules.ToList();
        var moved = rules[from];
        rules.RemoveAt(from);
        rules.Insert(Math.Clamp(to, 0, rules.Count), moved);
        return set with { Rules = rules };
    }

    public static RuleSet Switched(this RuleSet set, int index, bool on) =>
        set with { Rules = [.. set.Rules.Select((rule, i) => i == index ? rule with { Enabled = on } : rule)] };

    public static RuleSet Without(this RuleSet set, int index) => set with { Rules = [.. set.Rules.Where((_, i) => i != index)] };

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
