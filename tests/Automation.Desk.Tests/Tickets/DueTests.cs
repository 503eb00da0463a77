using Automation.Desk.Tickets;
using Automation.Tickets.History;
using Bunit;

namespace Automation.Desk.Tests.Tickets;

public sealed class DueTests : DeskTestContext
{
    [Theory]
    [InlineData(-1, "Late", "1 min late")]
    [InlineData(-135, "Late", "2 h 15 min late")]
    [InlineData(0, "Soon", "in < 1 min")]
    [InlineData(59, "Soon", "in 59 min")]
    [InlineData(60, "Calm", "in 1 h")]
    [InlineData(2900, "Calm", "in 2 d")]
    public void A_due_time_tells_how_it_stands(int minutes, string tone, string text)
    {
        var mark = Mark(Now.AddMinutes(minutes), TicketStatus.New);

        mark.GetAttribute("data-tone").Should().Be(tone);
        mark.TextContent.Trim().Should().Be(text);
        mark.ClassList.Should().Contain("due-" + tone.ToLowerInvariant());
    }

    [Theory]
    [InlineData(TicketStatus.Resolved)]
    [InlineData(TicketStatus.Closed)]
    public void A_ticket_that_is_over_is_never_late(TicketStatus status) =>
        Mark(Now.AddDays(-3), status).GetAttribute("data-tone").Should().Be("None");

    [Fact]
    public void Nothing_promised_is_a_dash() =>
        Mark(null, TicketStatus.New).TextContent.Should().Be("–");

    private AngleSharp.Dom.IElement Mark(DateTimeOffset? due, TicketStatus status) =>
        Render<DueMark>(p => p.Add(x => x.Due, due).Add(x => x.Status, status)).Find("[data-testid=due]");
}
