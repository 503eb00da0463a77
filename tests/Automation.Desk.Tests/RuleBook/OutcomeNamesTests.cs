using Automation.Desk.RuleBook;
using Automation.Rules.Model;

namespace Automation.Desk.Tests.RuleBook;

public sealed class OutcomeNamesTests : DeskTestContext
{
    [Theory]
    [InlineData("type", "service-request", "Service request")]
    [InlineData("assignee", "least-busy", "Least busy")]
    [InlineData("priority", "P1", "P1")]
    [InlineData("tags", "keep-this-as-written", "keep-this-as-written")]
    [InlineData("ignore", "spam of the-shop", "spam of the-shop")]
    [InlineData("an-outcome-of-another-version", "some-value", "some-value")]
    public void A_value_is_called_what_people_call_it(string outcome, string value, string expected) => Names.Of(outcome, value).Should().Be(expected);

    [Fact]
    public void A_value_that_a_condition_asks_for_is_called_the_same()
    {
        Names.OfField("decided.type", "service-request").Should().Be("Service request");
        Names.OfField("requester.vip", "true").Should().Be("yes");
        Names.OfField("subject", "service-request").Should().Be("service-request");
        Names.OfField("no.such.field", "x-y").Should().Be("x-y");
    }

    [Fact]
    public void A_chip_tells_outcome_and_all_values() =>
        Names.Chip(new OutcomeValue(StandardOutcomes.Tags, ["a-b", "c"])).Should().Be("tags: a-b, c");

    private OutcomeNames Names => new(Text);
}
