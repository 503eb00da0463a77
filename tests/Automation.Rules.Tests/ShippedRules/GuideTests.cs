using Automation.Rules.Fields;
using Automation.Rules.Model;
using Automation.Rules.Operators;

namespace Automation.Rules.Tests.ShippedRules;

/// <summary>The guide names everything a rule can use, so that a new field, operator or outcome does not stay a secret.</summary>
public sealed class GuideTests
{
    private static readonly string Guide = File.ReadAllText(Path.Combine(RulesDirectory.Path, "..", "docs", "rules.md"));

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
}
