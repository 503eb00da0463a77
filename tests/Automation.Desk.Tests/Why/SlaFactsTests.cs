using Automation.Stages.Promises;
using Automation.Tickets.Classification;
using Automation.Tickets.History;
using Automation.Tickets.Sla;

namespace Automation.Desk.Tests.Why;

public sealed class SlaFactsTests
{
    private static readonly DateTimeOffset Opened = new(2026, 3, 10, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_promise_counts_from_the_opening_with_the_priority_of_that_time() =>
        SlaFacts.Of(Logged()).Should().Equal(SlaFact.Opened(Opened, SlaPriority.P2, "Standard"));

    [Fact]
    public void A_ticket_without_a_promise_has_no_facts() =>
        SlaFacts.Of([.. Logged().Where(e => e is not ServiceLevelSet)]).Should().BeEmpty();

    [Fact]
    public void Later_mails_pauses_and_solutions_are_facts_in_their_order()
    {
        TicketEvent[] history =
        [
            .. Logged(),
            Status(1, TicketStatus.New, TicketStatus.Pending),
            Wrote(2),
            Status(2, TicketStatus.Pending, TicketStatus.Open),
            new RulesApplied(new TicketClassification { Priority = "P1" }, Guid.Empty, []) { At = Opened.AddHours(3), Actor = "rules" },
            Status(4, TicketStatus.Open, TicketStatus.Resolved),
            Status(5, TicketStatus.Resolved, TicketStatus.Open),
        ];

        SlaFacts.Of(history).Select(f => f.Kind).Should().Equal(
            SlaFactKind.Opened, SlaFactKind.PauseStarted, SlaFactKind.RequesterWrote, SlaFactKind.PauseEnded,
            SlaFactKind.PriorityChanged, SlaFactKind.Resolved, SlaFactKind.Reopened);
    }

    [Fact]
    public void Closing_a_resolved_ticket_is_no_second_solution() =>
        SlaFacts.Of([.. Logged(), Status(1, TicketStatus.New, TicketStatus.Resolved), Status(2, TicketStatus.Resolved, TicketStatus.Closed)])
            .Count(f => f.Kind == SlaFactKind.Resolved).Should().Be(1);

    private static TicketEvent[] Logged() =>
    [
        new TicketOpened(1, "desk@contoso.example", "ada@contoso.example", null, "Help", "mail") { At = Opened, Actor = "ada@contoso.example" },
        Wrote(0),
        new RulesApplied(new TicketClassification { Priority = "P2" }, Guid.Empty, []) { At = Opened.AddSeconds(1), Actor = "rules" },
        new ServiceLevelSet("Standard", "Office hours", Opened.AddHours(4), null) { At = Opened.AddSeconds(1), Actor = "workflow:log" },
    ];

    private static MessageReceived Wrote(int hours) => new(Guid.Empty, "ada@contoso.example", hours == 0 ? null : "MessageId", null, false) { At = Opened.AddHours(hours), Actor = "ada@contoso.example" };

    private static StatusChanged Status(int hours, TicketStatus from, TicketStatus to) => new(from, to, "because") { At = Opened.AddHours(hours), Actor = "system" };
}
