using Automation.Workflows.Values;

namespace Automation.Workflows.Tests.Values;

public sealed class Numbers_in_workflows
{
    [Fact]
    public void A_whole_number_is_the_same_before_and_after_it_was_stored_wherever_it_came_from()
    {
        foreach (var number in new object[] { 71, 71.0, 71f, 71m, 71UL })
            WorkflowValue.Normalise(number).Should().BeOfType<long>().Which.Should().Be(71);
        WorkflowValue.Normalise(0.5m).Should().Be(0.5);
        WorkflowValue.Normalise(9_007_199_254_740_994.0).Should().BeOfType<double>();
    }
}
