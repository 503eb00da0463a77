using Automation.Desk.Tickets;
using Automation.Tickets.History;
using Bunit;

namespace Automation.Desk.Tests.Tickets;

public sealed class DeliveryNoticeTests : DeskTestContext
{
    private static readonly DeliveryFailed Bounce = new(Guid.NewGuid(), "ada@contoso.example", "5.1.1", "No such user.", Permanent: true) { At = Now, Actor = "postmaster@contoso.example" };
    private static readonly MessageNotSent Unsent = new("HD-1:reply:1", "The mailbox is full.") { At = Now, Actor = "system" };
    private static readonly MessageSent Sent = new("HD-1:reply:1", "<s@x>") { At = Now, Actor = "system" };

    [Fact]
    public void A_reply_that_never_left_can_be_tried_again() => Advice(Unsent).Should().Contain("tried again in the outbox");

    [Fact]
    public void A_reply_that_came_back_is_not_told_to_be_tried_again()
    {
        Advice(Bounce).Should().NotContain("outbox").And.Contain("another way");
        Advice(Unsent, Sent, Bounce).Should().NotContain("outbox", "it was sent after all, and came back");
    }

    private string Advice(params TicketEvent[] history)
    {
        var ticket = Some.Ticket(1);
        ticket.DeliveryProblem = true;
        return Render<DeliveryNotice>(p => p.Add(x => x.Ticket, ticket).Add(x => x.History, history)).Find("[data-testid=delivery-advice]").TextContent;
    }
}
