using Automation.Desk.Tickets;
using Bunit;

namespace Automation.Desk.Tests.Tickets;

public sealed class TicketTableTests : DeskTestContext
{
    [Fact]
    public void A_row_says_what_the_ticket_is_and_leads_to_it()
    {
        var ticket = Some.Ticket(12);
        ticket.Type = "service-request";
        ticket.Priority = "P2";
        ticket.Team = "network";

        var row = Table(ticket).Find("[data-number=HD-12]");

        row.QuerySelector("a")!.GetAttribute("href").Should().Be("/tickets/HD-12");
        row.TextContent.Should().Contain("Matter 12").And.Contain("Ada").And.Contain("Service request").And.Contain("P2").And.Contain("team network").And.Contain("3 h");
        row.QuerySelector("[data-testid=delivery-problem]").Should().BeNull();
    }

    [Fact]
    public void A_delivery_problem_is_marked()
    {
        var ticket = Some.Ticket(12);
        ticket.DeliveryProblem = true;

        Table(ticket).Find("[data-testid=delivery-problem]").TextContent.Should().Be("Not delivered");
    }

    [Fact]
    public void A_subject_is_text_not_markup()
    {
        var ticket = Some.Ticket(12);
        ticket.Subject = "<img src=x onerror=alert(1)>";

        Table(ticket).FindAll("img").Should().BeEmpty();
    }

    private IRenderedComponent<TicketTable> Table(params Automation.Storage.Tickets.TicketRow[] rows) =>
        Render<TicketTable>(p => p.Add(x => x.Rows, rows).Add(x => x.TeamName, key => "team " + key));
}
