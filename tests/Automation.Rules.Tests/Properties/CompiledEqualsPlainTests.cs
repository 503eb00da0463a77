using Automation.Rules.Compilation;
using Automation.Rules.Evaluation;
using Automation.Rules.Fields;
using Automation.Rules.Files;
using Automation.Rules.Model;
using CsCheck;

namespace Automation.Rules.Tests.Properties;

public sealed class CompiledEqualsPlainTests
{
    [Fact]
    public void The_compiled_chain_decides_as_the_interpreter_with_the_same_trace() =>
        Gen.Select(RandomRules.Chain, RandomRules.Request.Array[1, 4]).Sample((sets, requests) =>
        {
            var chain = RuleChain.Compile(sets, RandomRules.Lists);
            var plain = new Interpreter(sets, RandomRules.Lists);
            // One run and one decision for all requests: nothing of one may leak into the next.
            var decision = new Decision();
            var facts = new FactSheet();
            foreach (var request in requests)
            {
                facts.Clear();
                request(facts);
                foreach (var detail in Enum.GetValues<TraceDetail>())
                {
                    chain.Decide(facts, decision, detail);
                    var expected = plain.Decide(facts, detail);
                    Written(decision).Should().Be(Written(expected));
                    decision.Hits.Should().Equal(expected.Hits);
                }
            }
        }, iter: 3_000, print: pair => string.Join("\n", pair.Item1.Select(RuleSetWriter.Write)));

    [Fact]
    public void Random_requests_hit_rules_often_enough_to_prove_something()
    {
        var hits = 0;
        var rules = 0;
        Gen.Select(RandomRules.Chain, RandomRules.Request).Sample((sets, request) =>
        {
            var facts = new FactSheet();
            request(facts);
            var decision = RuleChain.Compile(sets, RandomRules.Lists).Decide(facts);
            Interlocked.Add(ref hits, decision.Hits.Count);
            Interlocked.Add(ref rules, sets.Sum(set => set.Rules.Count));
        }, iter: 500);

        ((double)hits / rules).Should().BeInRange(0.05, 0.6);
    }

    [Fact]
    public void A_rule_set_comes_back_from_its_file_as_it_was() =>
        RandomRules.Set.Sample(set =>
        {
            var json = RuleSetWriter.Write(set);
            var read = RuleSetReader.Read(json, "random.json", RandomRules.Lists);
            RuleSetWriter.Write(read).Should().Be(json);
            read.Should().BeEquivalentTo(set, options => options.RespectingRuntimeTypes().WithStrictOrdering()
                .ComparingByValue<PatternValue>().ComparingByValue<Outcome>().ComparingByValue<Field>());
        }, iter: 500, print: RuleSetWriter.Write);

    internal static string Written(Decision decision) =>
        string.Join("; ", decision.Values.Select(value => $"{value.Outcome} = {string.Join(",", value.Values)} by {decision.SourceOf(value.Outcome)}"))
        + (decision.Trace is null ? "" : "\n" + TraceJson.Write(decision.Trace));
}
