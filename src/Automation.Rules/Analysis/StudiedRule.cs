using Automation.Rules.Model;
using Automation.Rules.Operators;

namespace Automation.Rules.Analysis;

/// <summary>A rule with its condition made ready for reasoning.</summary>
internal sealed class StudiedRule
{
    public StudiedRule(RuleSet set, Rule rule, int index, NamedLists lists)
    {
        Rule = rule;
        Index = index;
        When = Clause.Of(rule.When, condition => Operand.Of(condition, lists, set, rule));
        Cases = ClauseLogic.Cases(When);
        AlwaysHolds = ClauseLogic.AlwaysHolds(When);
    }

    public Rule Rule { get; }

    /// <summary>From 0.</summary>
    public int Index { get; }

    public Clause When { get; }

    /// <summary>The cases in which it holds; null when there are too many to look at.</summary>
    public List<Clause[]>? Cases { get; }

    public bool NeverHolds => Cases is { Count: 0 };

    public bool AlwaysHolds { get; }

    /// <summary>Whether this one is in force whenever the other is.</summary>
    public bool IsInForceWith(StudiedRule other) => Rule.Enabled
        && (Rule.From is null || Rule.From <= other.Rule.From)
        && (Rule.Until is null || Rule.Until >= other.Rule.Until);

    /// <summary>Whether this one holds wherever all of the statements do.</summary>
    public bool FollowsFrom(Clause[] statements) => AlwaysHolds || ClauseLogic.Implies(statements, When);
}
