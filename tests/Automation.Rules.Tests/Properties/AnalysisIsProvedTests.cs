using Automation.Rules.Analysis;
using Automation.Rules.Compilation;
using Automation.Rules.Evaluation;
using Automation.Rules.Fields;
using Automation.Rules.Files;
using Automation.Rules.Model;
using Automation.Rules.Operators;
using CsCheck;

namespace Automation.Rules.Tests.Properties;

public sealed class AnalysisIsProvedTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    // Rules of which some are made from others: narrower, wider, or their opposite.
    private static readonly Gen<RuleSet> Related = Gen.Select(RandomRules.Set, RandomRules.Leaf.Array[4], Gen.Int[0, int.MaxValue], (set, leaves, seed) =>
    {
        var random = new Random(seed);
        var rules = new List<Rule>();
        foreach (var rule in set.Rules)
        {
            var other = rules.Count == 0 ? RandomLeaf() : rules[random.Next(rules.Count)].When;
            Condition when = random.Next(12) switch
            {
                < 4 => RandomLeaf(),
                4 => new AllOf([other, RandomLeaf()]),
                5 => new AnyOf([RandomLeaf(), other]),
                6 => new Not(other),
                7 => new AllOf([RandomLeaf(), RandomLeaf()]),
                8 => new AnyOf([new AllOf([RandomLeaf(), other]), new AllOf([RandomLeaf(), new Not(other)])]),
                _ => rule.When,
            };
            rules.Add(rule with { When = when, From = random.Next(3) == 0 ? rule.From : null, Until = random.Next(3) == 0 ? rule.Until : null });
        }
        return set with { Rules = rules };

        Condition RandomLeaf() => leaves[random.Next(leaves.Length)];
    });

    [Fact]
    public void No_request_belies_what_the_analysis_says()
    {
        var claims = new int[Enum.GetValues<FindingKind>().Length];
        Gen.Select(Related, RandomRules.Request.Array[4], Gen.Int[0, int.MaxValue]).Sample((set, requests, seed) =>
        {
            var findings = RuleAnalysis.Analyse([set], RandomRules.Lists)
                // What it says of decisions that come later leaves room for what a request brings along, as these requests do.
                .Where(one => one.Kind is not (FindingKind.NotDecidedYet or FindingKind.ImpossibleValue)).ToList();
            if (findings.Count == 0)
                return;
            foreach (var finding in findings)
                Interlocked.Increment(ref claims[(int)finding.Kind]);
            var random = new Random(seed);
            var sheets = requests.Select(Sheet).Concat(Enumerable.Range(0, 30).Select(_ => AimedRequests.Make([set], random))).ToArray();
            var chain = RuleChain.Compile([set], RandomRules.Lists);
            foreach (var finding in findings)
            {
                var rest = RuleChain.Compile([set with { Rules = [.. set.Rules.Where(rule => rule.Name != finding.Rule)] }], RandomRules.Lists);
                foreach (var facts in sheets)
                {
                    var rule = chain.Explain(facts, set.Name, finding.Rule)!;
                    var decision = chain.Decide(facts);
                    var isHit = decision.Hits.Any(hit => hit.Rule == finding.Rule);
                    var belied = finding.Kind switch
                    {
                        FindingKind.Shadowed => isHit,
                        FindingKind.NeverHolds => rule.Why!.Holds,
                        FindingKind.AlwaysHolds => !rule.Why!.Holds,
                        FindingKind.WithoutEffect => Values(decision) != Values(rest.Decide(facts)),
                        _ => true,
                    };
                    if (belied)
                        throw new InvalidOperationException($"{finding}\n{string.Join("\n", StandardFields.All.Select(field => Text(facts, field)).Where(text => text is not null))}");
                }
            }
        }, iter: 2_000, print: sample => RuleSetWriter.Write(sample.Item1));

        // Enough of each to mean something.
        claims[(int)FindingKind.Shadowed].Should().BeGreaterThan(150);
        claims[(int)FindingKind.NeverHolds].Should().BeGreaterThan(30);
        claims[(int)FindingKind.AlwaysHolds].Should().BeGreaterThan(5);
        claims[(int)FindingKind.WithoutEffect].Should().BeGreaterThan(30);
    }

    private static readonly Operator[] Compared =
        [Operator.Is, Operator.StartsWith, Operator.EndsWith, Operator.ContainsAnyWord, Operator.ContainsAnyFragment, Operator.ContainsAllWords];

    // Short texts that overlap, all on one field: where one condition seems to follow from the other and does not.
    private static readonly Gen<FieldCondition> Overlapping = Gen.Select(
        Gen.Char["ab+ "].Array[1, 4].Select(some => new string(some).Trim()).Where(text => text.Length > 0),
        Gen.Int[0, Compared.Length - 1].Select(i => Compared[i]),
        (text, op) => new FieldCondition(StandardFields.Subject, op, new TextValue([text]) { Bare = op == Operator.Is }));

    [Fact]
    public void What_follows_for_pieces_of_text_follows_in_every_text()
    {
        var claims = 0;
        Gen.Select(Overlapping, Overlapping, Gen.Bool, Gen.Int[0, int.MaxValue]).Sample((first, second, isDenied, seed) =>
        {
            Condition wide = isDenied ? new Not(first) : first;
            var set = new RuleSet("demo", 1, HitPolicy.First, [
                new Rule("wide", wide, [new OutcomeValue(StandardOutcomes.Team, ["a"])]), new Rule("narrow", second, [new OutcomeValue(StandardOutcomes.Team, ["b"])])]);
            if (RuleAnalysis.Analyse([set]).Count == 0)
                return;
            Interlocked.Increment(ref claims);
            var chain = RuleChain.Compile([set]);
            var random = new Random(seed);
            for (var i = 0; i < 40; i++)
            {
                var facts = AimedRequests.Make([set], random);
                if (chain.Decide(facts).Hits is [{ Rule: "narrow" }])
                    throw new InvalidOperationException(Text(facts, StandardFields.Subject));
            }
        }, iter: 20_000);
        claims.Should().BeGreaterThan(1_000);
    }

    private static FactSheet Sheet(Action<FactSheet> request)
    {
        var facts = new FactSheet { At = Now };
        request(facts);
        return AimedRequests.BelongTogether(facts);
    }

    private static string Values(Decision decision) => string.Join("; ", decision.Values.Select(value => $"{value.Outcome}={string.Join(",", value.Values)}"));

    private static string? Text(FactSheet facts, Field field)
    {
        var fact = facts[field];
        var values = Enumerable.Range(0, fact.Count).Select(i => $"\"{fact[i]}\"");
        return fact.HasNumber ? $"{field}: {fact.Number}" : fact.Count == 0 ? null : $"{field}: {string.Join(", ", values)}";
    }
}
