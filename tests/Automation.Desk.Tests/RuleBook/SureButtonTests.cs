using Automation.Desk.RuleBook;
using Bunit;

namespace Automation.Desk.Tests.RuleBook;

public sealed class SureButtonTests : DeskTestContext
{
    private int _sure;

    [Fact]
    public async Task The_first_click_asks_and_the_second_does_it()
    {
        var button = Button();
        await button.Find("button").ClickAsync(new());
        _sure.Should().Be(0);
        button.Find("button").TextContent.Trim().Should().Be("Really discard?");
        await button.Find("button").ClickAsync(new());
        _sure.Should().Be(1);
        button.Find("button").TextContent.Trim().Should().Be("Discard");
    }

    [Fact]
    public async Task Who_turns_away_is_asked_again()
    {
        var button = Button();
        await button.Find("button").ClickAsync(new());
        await button.Find("button").BlurAsync(new());
        await button.Find("button").ClickAsync(new());
        _sure.Should().Be(0);
    }

    private IRenderedComponent<SureButton> Button() => Render<SureButton>(p => p
        .Add(x => x.Question, "Really discard?")
        .Add(x => x.OnSure, () => _sure++)
        .AddChildContent("Discard"));
}
