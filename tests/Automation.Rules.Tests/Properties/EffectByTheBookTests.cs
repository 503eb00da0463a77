using Automation.Rules.Compilation;
using Automation.Rules.Evaluation;
using Automation.Rules.Fields;
using Automation.Rules.Files;
using Automation.Rules.Model;
using Automation.Rules.Operators;
using CsCheck;

namespace Automation.Rules.Tests.Properties;

/// <summary>
/// What follows from the rules that hold, worked out a second time from the guide's words alone: the compiled chain and the interpreter share the code for it,
/// so comparing the two says nothing of it.
/// </summary>
public sealed class EffectByTheBookTests
{
    private static Gen<T> Any<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static readonly Gen<OutcomeValue> Value = Gen.OneOf(
        Any("high", "medium", "low").Select(value => new OutcomeValue(StandardOutcomes.Impact, [value])),
        Any("high", "medium", "low").Select(value => new OutcomeValue(StandardOutcomes.Urgency, [value])),
        Any("P1", "P4").Select(value => new OutcomeValue(StandardOutcomes.Priority, [value])),
        Any("network", "desk").Select(value => new OutcomeValue(StandardOutcomes.Team, [value])),
        Any("x", "X", "y", "z").Array[1, 2].Select(values => new OutcomeValue(StandardOutcomes.Tags, values)));

    private static readonly Gen<IReadOnlyList<OutcomeValue>> Values = Gen.Frequency(
        (30, Value.Array[1, 3].Select(values => (IReadOnlyList<OutcomeValue>)values.DistinctBy(value => value.Outcome).ToArray())),
        (1, Gen.Const((IReadOnlyList<OutcomeValue>)[new OutcomeValue(StandardOutcomes.Ignore, ["because"])])));

    /// <summary>A rule holds when its flag says so; how conditions are compared is looked at elsewhere.</summary>
    private sealed record Draft(bool Holds, IReadOnlyList<OutcomeValue> Then);

    private static readonly Gen<Draft> OneRule = Gen.Select(Gen.Bool, Values, (holds, then) => new Draft(holds, then));

    private static readonly OutcomeMatrix Matrix = new(
        StandardOutcomes.Impact, ["high", "low"], StandardOutcomes.Urgency, ["high", "medium"], StandardOutcomes.Priority, [["P1", "P2"], ["P3", "P4"]]);

    private static readonly Gen<(Draft[] Rules, RuleSet Set)> OneSet = Gen.Select(
        OneRule.Array[0, 5], Gen.Bool, Values, Gen.Bool, Gen.Bool,
        (rules, first, otherwise, hasOtherwise, hasMatrix) => (rules, new RuleSet("set", 3, first ? HitPolicy.First : HitPolicy.Collect,
            [.. rules.Select((rule, i) => new Rule("rule-" + i, new FieldCondition(StandardFields.Subject, Operator.ContainsAnyWord, new TextValue([rule.Holds ? "yes" : "no"])), rule.Then))])
        {
            Otherwise = hasOtherwise ? [.. otherwise.Where(value => value.Outcome != StandardOutcomes.Ignore)] : [],
            Matrix = hasMatrix ? Matrix : null,
        }))
        .Select(Gen.Int[0, 4], (one, kind) => kind == 0 ? ([], new RuleSet("set", 3, HitPolicy.Matrix, []) { Matrix = Matrix }) : one);

    [Fact]
    public void What_a_chain_decides_is_what_the_guide_says() =>
        Gen.Select(OneSet.Array[1, 4], Any<string?>("P9", null)).Sample((sets, given) =>
        {
            var chain = RuleChain.Compile([.. sets.Select((one, i) => one.Set with { Name = "set-" + i })]);
            var facts = new FactSheet().Set(StandardFields.Subject, "yes");
            if (given is not null)
                facts.Set(StandardFields.Decided(StandardOutcomes.Priority), given);

            var decision = chain.Decide(facts, TraceDetail.Full);

            var (expected, traces) = ByTheBook(sets, given);
            Lines(decision.Values.Select(value => $"{value.Outcome} = {string.Join(',', value.Values)} by {decision.SourceOf(value.Outcome)!.Value.Set}/{decision.SourceOf(value.Outcome)!.Value.Rule}"))
                .Should().Be(Lines(expected.Select(one => $"{one.Key} = {string.Join(',', one.Value.Values)} by {one.Value.By}")));
            decision.Trace!.Sets.Select(set => string.Join("; ", set.Decided.Select(one => $"{one.Outcome} by {one.By}").Order(StringComparer.Ordinal)) + $" not reached: {set.NotReached}; {set.Matrix?.Row} x {set.Matrix?.Column} = {set.Matrix?.Cell}")
                .Should().Equal(traces);
        }, iter: 1_000, print: pair => string.Join("\n", pair.Item1.Select(one => RuleSetWriter.Write(one.Set))));

    private static string Lines(IEnumerable<string> lines) => string.Join("\n", lines.Order(StringComparer.Ordinal));

    private static (Dictionary<string, (List<string> Values, string By)> Decided, List<string> Traces) ByTheBook((Draft[] Rules, RuleSet Set)[] sets, string? given)
    {
        var decided = new Dictionary<string, (List<string> Values, string By)>();
        var traces = new List<string>();
        if (given is not null)
            decided["priority"] = ([given], "/given");
        for (var i = 0; i < sets.Length; i++)
        {
            var (rules, set) = sets[i];
            var here = new SortedDictionary<string, string>(StringComparer.Ordinal);
            var notReached = 0;
            for (var r = 0; r < rules.Length; r++)
            {
                if (!rules[r].Holds)
                    continue;
                foreach (var value in rules[r].Then)
                {
                    var name = value.Outcome.Name;
                    if (name == "tags")
                        Unite(value.Values, $"set-{i}/rule-{r}");
                    else if (!here.ContainsKey(name))
                        decided[name] = ([value.Values[0]], $"set-{i}/rule-{r}");
                    else
                        continue;
                    here[name] = "rule-" + r;
                }
                if (set.HitPolicy == HitPolicy.First)
                {
                    notReached = rules.Length - r - 1;
                    break;
                }
            }
            var isIgnored = decided.ContainsKey("ignore");
            var byRule = here.ContainsKey("priority");
            foreach (var value in isIgnored ? [] : set.Otherwise.Where(value => !decided.ContainsKey(value.Outcome.Name)).ToList())
            {
                here[value.Outcome.Name] = "otherwise";
                if (value.Outcome.Name == "tags")
                    Unite(value.Values, $"set-{i}/otherwise");
                else
                    decided[value.Outcome.Name] = ([value.Values[0]], $"set-{i}/otherwise");
            }
            var (row, column) = (decided.TryGetValue("impact", out var impact) ? impact.Values[0] : null, decided.TryGetValue("urgency", out var urgency) ? urgency.Values[0] : null);
            var cell = (row, column) switch
            {
                ("high", "high") => "P1",
                ("high", "medium") => "P2",
                ("low", "high") => "P3",
                ("low", "medium") => "P4",
                _ => null,
            };
            if (!isIgnored && set.Matrix is not null && !byRule && cell is not null)
            {
                decided["priority"] = ([cell], $"set-{i}/matrix");
                here["priority"] = "matrix";
            }
            var looked = set.Matrix is null ? " x  = " : $"{row} x {column} = {cell}";
            traces.Add(string.Join("; ", here.Select(one => $"{one.Key} by {one.Value}")) + $" not reached: {notReached}; {looked}");
            if (isIgnored)
                break;
        }
        return (decided, traces);

        void Unite(IReadOnlyList<string> values, string by)
        {
            var all = decided.TryGetValue("tags", out var before) ? before.Values : [];
            all.AddRange(values.Where(value => !all.Contains(value, StringComparer.OrdinalIgnoreCase)).DistinctBy(value => value.ToUpperInvariant()));
            decided["tags"] = (all, by);
        }
    }
}
