using Automation.Server.Work;

namespace Automation.Server.Tests.Work;

public sealed class SubscriptionWishTests
{
    [Fact]
    public void A_wish_stays_open_until_it_is_met_and_a_newer_one_survives_it()
    {
        var wishes = new SubscriptionReauthorizations();
        wishes.Find("a").Should().BeNull();
        wishes.Add("a");
        var first = wishes.Find("a");
        wishes.Find("a").Should().Be(first, "looking uses nothing up: the renewal may fail");

        wishes.Add("a");
        wishes.Met("a", first!.Value);
        wishes.Find("a").Should().NotBeNull("it was asked again while the first was being met");
        wishes.Met("a", wishes.Find("a")!.Value);
        wishes.Find("a").Should().BeNull();

        wishes.Add("b");
        wishes.Forget("b");
        wishes.Find("b").Should().BeNull();
    }

    [Theory]
    [InlineData(1, 0, 2)]
    [InlineData(4, 0, 16)]
    [InlineData(50, 0, 600)]
    [InlineData(1, 90, 90)]
    [InlineData(1, 7200, 600)]
    public void A_failure_is_not_left_for_the_usual_interval(int failures, int asked, int seconds) =>
        SubscriptionLoop.PauseAfter(failures, TimeSpan.FromSeconds(asked)).Should().Be(TimeSpan.FromSeconds(seconds));
}
