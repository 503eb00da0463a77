using Automation.Rules.Comparison;
using Automation.Rules.Fields;
using Automation.Rules.Files;
using Automation.Rules.Model;
using Automation.Rules.Operators;

namespace Automation.Rules.Tests.ShippedRules;

/// <summary>The guide names everything a rule can use, so that a new field, operator or outcome does not stay a secret.</summary>
public sealed class GuideTests
{
    private static readonly string Guide = File.ReadAllText(Path.Combine(RulesDirectory.Path, "..", "docs", "rules.md"));

    [Fact]
    public void The_example_in_the_guide_is_a_rule_set_and_what_is_said_of_a_mistake_in_it_is_what_is_said()
    {
        var example = Block("json");
        var set = RuleSetReader.Read(example, "rules/routing.json", name: "routing");
        (RuleText.Of(set.Rules[0].When), set.Rules[0].Then.Count).Should()
            .Be(("subject contains one of the words \"vpn\", \"remote access\" and not (sender's domain is within \"partner.example\")", 2));

        var mistaken = () => RuleSetReader.Read(example.Replace("\"subject\"", "\"subjet\"", StringComparison.Ordinal), "rules/routing.json");

        mistaken.Should().Throw<RuleFileException>().Which.Problems.Should().ContainSingle().Which.ToString().Should().Be(Block("").Trim());
    }

    [Fact]
    public void Every_field_is_in_the_guide() =>
        StandardFields.All.Where(f => f.Decides is null).Select(f => f.Name).Should().AllSatisfy(name => Guide.Should().Contain($"`{name}`"));

    [Fact]
    public void Every_operator_is_in_the_guide() =>
        Enum.GetValues<Operator>().Select(op => op.Name()).Should().AllSatisfy(name => Guide.Should().Contain($"`{name}`"));

    [Fact]
    public void Every_outcome_and_each_of_its_values_is_in_the_guide() =>
        StandardOutcomes.All.Should().AllSatisfy(outcome =>
        {
            Guide.Should().Contain($"`{outcome.Name}`");

            // Of a range the ends are enough.
            foreach (var value in outcome == StandardOutcomes.Priority ? [outcome.Values[0], outcome.Values[^1]] : outcome.Values)
                Guide.Should().Contain($"`{value}`");
        });

    private static string Block(string language)
    {
        const string fence = "```";
        var start = Guide.IndexOf($"{fence}{language}\n", language.Length == 0 ? Guide.IndexOf("as compilers do", StringComparison.Ordinal) : 0, StringComparison.Ordinal) + fence.Length + language.Length + 1;
        return Guide[start..Guide.IndexOf(fence, start, StringComparison.Ordinal)];
    }
}
