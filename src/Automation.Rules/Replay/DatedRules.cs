using Automation.Rules.Compilation;

namespace Automation.Rules.Replay;

/// <summary>Which rules that are in force for a time only saw a ticket of their time.</summary>
internal sealed class DatedRules(RuleChain draft)
{
    private readonly List<DatedRule> _unseen =
    [
        .. from set in draft.Sets
           where set.Enabled
           from rule in set.Rules
           where rule.Enabled && (set.From ?? set.Until ?? rule.From ?? rule.Until) is not null
           select new DatedRule(set.Name, rule.Name, Later(set.From, rule.From), Earlier(set.Until, rule.Until)),
    ];

    private readonly HashSet<DatedRule> _seen = [];

    /// <summary>In the order in which they decide.</summary>
    public IReadOnlyList<DatedRule> WithoutChance => [.. _unseen.Where(rule => !_seen.Contains(rule))];

    /// <summary>A ticket that came at this moment.</summary>
    public void Pass(DateTimeOffset at)
    {
        for (var i = _unseen.Count - 1; i >= 0; i--)
        {
            if ((_unseen[i].From is { } from && at < from) || (_unseen[i].Until is { } until && at >= until))
                continue;
            _seen.Add(_unseen[i]);
            _unseen.RemoveAt(i);
        }
    }

    public void Add(DatedRules other) => _seen.UnionWith(other._seen);

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other ?? one : one;

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;
}
