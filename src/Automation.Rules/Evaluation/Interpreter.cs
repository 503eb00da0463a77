using Automation.Rules.Fields;
using Automation.Rules.Model;
using Automation.Rules.Operators;

namespace Automation.Rules.Evaluation;

/// <summary>
/// Decides by the book: rule by rule, condition by condition, without any index. The measure for the compiled chain, which
/// must decide the same with the same trace, and the yardstick of the benchmarks. Too slow for use.
/// </summary>
internal sealed class Interpreter
{
    private readonly IReadOnlyList<RuleSet> _sets;
    private readonly Dictionary<FieldCondition, Operand> _operands = new(ReferenceEqualityComparer.Instance);

    public Interpreter(IReadOnlyList<RuleSet> sets, NamedLists lists)
    {
        _sets = sets;
        foreach (var set in sets)
        {
            foreach (var rule in set.Rules)
                Prepare(rule.When, condition => _operands.TryAdd(condition, Operand.Of(condition, lists, set, rule)));
        }
    }

    public Decision Decide(FactSheet facts, TraceDetail detail)
    {
        var decision = new Decision();
        decision.Begin(facts);
        var traces = new List<SetTrace>();
        foreach (var set in _sets)
        {
            if (!set.IsInForce(facts.At))
                continue;
            var hits = new List<int>();
            var rules = new List<RuleTrace>();
            var notReached = 0;
            for (var i = 0; i < set.Rules.Count; i++)
            {
                var rule = set.Rules[i];
                var result = !rule.Enabled ? RuleResult.Disabled : !rule.IsInForce(facts.At) ? RuleResult.NotInForce : RuleResult.Missed;
                ConditionTrace? why = null;
                if (result == RuleResult.Missed)
                {
                    if (Holds(rule.When, facts, decision))
                    {
                        result = RuleResult.Hit;
                        hits.Add(i);
                    }
                    if (detail == TraceDetail.Full || (detail == TraceDetail.Hits && result == RuleResult.Hit))
                    {
                        why = Trace(rule.When, facts, decision);
                        why = result == RuleResult.Hit ? why : why.Reason();
                    }
                }
                if (detail == TraceDetail.Full || (detail == TraceDetail.Hits && result == RuleResult.Hit))
                    rules.Add(new RuleTrace(rule.Name, i + 1, result, why));
                if (result == RuleResult.Hit && set.HitPolicy == HitPolicy.First)
                {
                    notReached = set.Rules.Count - i - 1;
                    break;
                }
            }
            SetEffect.Apply(set, hits.ToArray(), decision);
            if (detail != TraceDetail.None)
                traces.Add(TraceBuilder.Set(set, rules, notReached, decision));
            if (decision.IsIgnored)
                break;
        }
        decision.Trace = detail == TraceDetail.None ? null : new DecisionTrace(traces) { Unsearched = facts.MostUnsearched() };
        return decision;
    }

    private static void Prepare(Condition condition, Action<FieldCondition> action)
    {
        switch (condition)
        {
            case AllOf all:
                foreach (var part in all.Parts)
                    Prepare(part, action);
                break;
            case AnyOf any:
                foreach (var part in any.Parts)
                    Prepare(part, action);
                break;
            case Not not:
                Prepare(not.Part, action);
                break;
            case FieldCondition field:
                action(field);
                break;
        }
    }

    private bool Holds(Condition condition, FactSheet facts, Decision decision) => condition switch
    {
        AllOf all => all.Parts.All(part => Holds(part, facts, decision)),
        AnyOf any => any.Parts.Any(part => Holds(part, facts, decision)),
        Not not => !Holds(not.Part, facts, decision),
        FieldCondition field => PlainComparison.Compare(field, _operands[field], facts, decision).Holds,
        _ => throw new InvalidOperationException("There is no such condition."),
    };

    private ConditionTrace Trace(Condition condition, FactSheet facts, Decision decision)
    {
        switch (condition)
        {
            case AllOf all:
                var each = all.Parts.Select(part => Trace(part, facts, decision)).ToList();
                return TraceBuilder.Group("all", each.TrueForAll(part => part.Holds), each);
            case AnyOf any:
                var some = any.Parts.Select(part => Trace(part, facts, decision)).ToList();
                return TraceBuilder.Group("any", some.Exists(part => part.Holds), some);
            case Not not:
                var inner = Trace(not.Part, facts, decision);
                return TraceBuilder.Group("not", !inner.Holds, [inner]);
            case FieldCondition field:
                var (holds, matches) = PlainComparison.Compare(field, _operands[field], facts, decision);
                return TraceBuilder.Field(field, holds, matches, facts, decision);
            default:
                throw new InvalidOperationException("There is no such condition.");
        }
    }
}
