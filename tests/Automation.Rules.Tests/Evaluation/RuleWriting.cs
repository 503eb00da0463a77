using Automation.Rules.Compilation;
using Automation.Rules.Evaluation;
using Automation.Rules.Fields;
using Automation.Rules.Model;
using Automation.Rules.Operators;

namespace Automation.Rules.Tests.Evaluation;

/// <summary>Short ways to write rules in tests.</summary>
internal static class RuleWriting
{
    public static FieldCondition Where(Field field, Operator op, params string[] texts) =>
        new(field, op, op == Operator.Matches ? new PatternValue(texts[0]) : texts.Length == 0 ? ConditionValue.None : new TextValue(texts));

    public static FieldCondition Where(Field field, Operator op, params double[] numbers) => new(field, op, new NumberValue(numbers));

    public static FieldCondition Where(Field field, bool value) => new(field, Operator.Is, new FlagValue(value));

    public static Rule Rule(string name, Condition when, Outcome outcome, params string[] values) => new(name, when, [new OutcomeValue(outcome, values)]);

    public static RuleSet Set(HitPolicy policy, params Rule[] rules) => new("demo", 1, policy, rules);

    public static bool Holds(Condition condition, FactSheet facts)
    {
        var chain = RuleChain.Compile([Set(HitPolicy.First, Rule("one", condition, StandardOutcomes.Team, "hit"))]);
        return chain.Decide(facts)[StandardOutcomes.Team] == "hit";
    }

    public static ConditionTrace Why(Condition condition, FactSheet facts)
    {
        var chain = RuleChain.Compile([Set(HitPolicy.First, Rule("one", condition, StandardOutcomes.Team, "hit"))]);
        return chain.Decide(facts, TraceDetail.Full).Trace!.Sets[0].Rules[0].Why!;
    }
}
