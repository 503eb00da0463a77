using Automation.Rules.Compilation;
using Automation.Rules.Evaluation;
using Automation.Rules.Fields;
using Automation.Rules.Files;
using Automation.Rules.Model;
using Automation.Rules.Operators;
using CsCheck;

namespace Automation.Rules.Tests.Properties;

/// <summary>Hundreds of rules of which a request meets a few, as on a desk: the compiled chain goes from one candidate to the next over long gaps.</summary>
public sealed class LongChainsTests
{
    private static readonly Gen<Condition> Rare = Gen.Select(Gen.Int[0, 100_000], Gen.Int[0, 5], (number, kind) => (Condition)(kind switch
    {
        0 => new FieldCondition(StandardFields.Body, Operator.ContainsAnyWord, new TextValue([$"word{number % Words}", "印" + number % Words])),
        1 => new FieldCondition(StandardFields.Subject, Operator.ContainsAnyFragment, new TextValue([$"word{number % Words}."])),
        2 => new FieldCondition(StandardFields.SenderDomain, Operator.IsWithin, new TextValue([$"word{number % Words}.example"])),
        3 => new FieldCondition(StandardFields.Subject, Operator.Matches, new PatternValue($@"\bword{number % Words}\b")),
        4 => new AllOf([
            new FieldCondition(StandardFields.Subject, Operator.ContainsAnyWord, new TextValue([$"word{number % Words}"])),
            new Not(new FieldCondition(StandardFields.RequesterVip, Operator.Is, new FlagValue(true)))]),
        _ => new FieldCondition(StandardFields.Subject, Operator.ContainsAllWords, new TextValue([$"word{number % Words}"])),
    }));

    private const int Words = 150;

    private static readonly Gen<Rule> OneRule = Gen.Frequency(
        (60, Gen.Select(Rare, Gen.Int[0, 3], (when, team) => new Rule("rule", when, [new OutcomeValue(StandardOutcomes.Team, ["team-" + team]), new OutcomeValue(StandardOutcomes.Tags, ["x" + team])]))),
        (1, RandomRules.OneRule));

    private static readonly Gen<RuleSet[]> Chain = Gen.Select(
        OneRule.Array[65, 300], Gen.Bool, (rules, first) => new RuleSet("long", 1, first ? HitPolicy.First : HitPolicy.Collect, [.. rules.Select((rule, i) => rule with { Name = "rule-" + i })]))
        .Array[1, 2].Select(sets => sets.Select((set, i) => set with { Name = "long-" + i }).ToArray());

    private static readonly Gen<FactSheet> Request = Gen.Select(Gen.Int[0, Words - 1].Array[0, 2], Gen.Int[0, Words - 1].Array[0, 1], Gen.Int[0, Words - 1], (subject, body, domain) => new FactSheet()
        .Set(StandardFields.Subject, string.Concat(subject.Select(word => $"word{word}. ")))
        .Set(StandardFields.Body, "see " + string.Concat(body.Select(word => $"印{word}")))
        .Set(StandardFields.SenderDomain, $"mail.word{domain}.example"));

    [Fact]
    public void However_far_apart_the_rules_that_hold_stand_none_is_passed_over()
    {
        var last = 0;
        Gen.Select(Chain, Request.Array[6]).Sample((sets, requests) =>
        {
            var chain = RuleChain.Compile(sets, RandomRules.Lists);
            var plain = new Interpreter(sets, RandomRules.Lists);
            foreach (var facts in requests)
            {
                var (decision, expected) = (chain.Decide(facts), plain.Decide(facts, TraceDetail.Hits));
                decision.Hits.Should().Equal(expected.Hits);
                CompiledEqualsPlainTests.Written(chain.Decide(facts, TraceDetail.Hits)).Should().Be(CompiledEqualsPlainTests.Written(expected));
                if (expected.Trace!.Sets.Any(set => set.Rules.Count > 0 && set.Rules[^1].Position > 128))
                    Interlocked.Increment(ref last);
            }
        }, iter: 60, print: pair => string.Join("\n", pair.Item1.Select(RuleSetWriter.Write)));

        last.Should().BeGreaterThan(50, "rules far behind must be met often enough to prove something");
    }

    [Theory]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(300)]
    public void The_last_of_many_rules_decides_when_none_before_it_holds(int count)
    {
        var rules = Enumerable.Range(1, count).Select(i => new Rule("rule-" + i, new FieldCondition(StandardFields.Subject, Operator.ContainsAnyWord, new TextValue(["word" + i])), [new OutcomeValue(StandardOutcomes.Team, ["team-" + i])]));
        var chain = RuleChain.Compile([new RuleSet("long", 1, HitPolicy.First, [.. rules])]);

        chain.Decide(new FactSheet().Set(StandardFields.Subject, "word" + count))[StandardOutcomes.Team].Should().Be("team-" + count);
    }
}
