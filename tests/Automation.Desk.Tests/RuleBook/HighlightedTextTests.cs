using Automation.Desk.RuleBook;
using Bunit;

namespace Automation.Desk.Tests.RuleBook;

public sealed class HighlightedTextTests : DeskTestContext
{
    [Theory]
    [InlineData("The printer burns", new[] { 4, 7 }, "printer")]
    [InlineData("a b c", new[] { 0, 1, 4, 1 }, "a|c")]
    [InlineData("overlap", new[] { 0, 4, 2, 5 }, "over|lap")]
    [InlineData("short", new[] { 3, 99 }, "rt")]
    [InlineData("none", new[] { 9, 2 }, "")]
    public void What_was_found_is_marked_and_no_letter_is_lost(string text, int[] places, string marked)
    {
        var view = Render<HighlightedText>(p => p.Add(x => x.Text, text).Add(x => x.Marks, [.. places.Chunk(2).Select(c => (c[0], c[1], "rule"))]));

        view.Find("[data-testid=tried-text]").TextContent.Should().Be(text);
        string.Join('|', view.FindAll("mark").Select(m => m.TextContent)).Should().Be(marked);
    }

    [Fact]
    public void Of_a_long_text_it_is_said_how_much_is_shown_and_what_was_found_further_on()
    {
        var view = Render<HighlightedText>(p => p.Add(x => x.Text, new string('x', 30_000)).Add(x => x.Marks, [(5, 3, "rule"), (25_000, 3, "rule")]));

        view.Find("[data-testid=tried-text-cut]").TextContent.Should().Be("Shown are the first 20,000 of 30,000 characters. Found further on: 1.");
        Render<HighlightedText>(p => p.Add(x => x.Text, "short").Add(x => x.Marks, [])).FindAll("[data-testid=tried-text-cut]").Should().BeEmpty();
    }

    [Fact]
    public void Markup_in_a_mail_is_shown_as_text()
    {
        var view = Render<HighlightedText>(p => p.Add(x => x.Text, "<script>alert(1)</script>").Add(x => x.Marks, [(0, 8, "<b>")]));

        view.FindAll("script").Should().BeEmpty();
        view.Find("[data-testid=tried-text]").TextContent.Should().Be("<script>alert(1)</script>");
    }
}
