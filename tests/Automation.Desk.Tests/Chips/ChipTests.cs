using Automation.Desk.Inbox;
using Automation.Desk.Outbox;
using Automation.Desk.Tickets;
using Automation.Mail.Sending;
using Automation.Storage.Inbox;
using Automation.Tickets.History;
using Bunit;

namespace Automation.Desk.Tests.Chips;

public sealed class ChipTests : DeskTestContext
{
    [Theory]
    [InlineData("P1", "chip-red")]
    [InlineData("P2", "chip-amber")]
    [InlineData("P3", "chip-blue")]
    [InlineData("P4", "chip-grey")]
    public void A_priority_has_its_colour(string priority, string tone)
    {
        var chip = Render<PriorityChip>(p => p.Add(x => x.Priority, priority)).Find("[data-testid=priority]");

        chip.TextContent.Should().Be(priority);
        chip.ClassList.Should().Contain(tone);
    }

    [Fact]
    public void No_priority_is_a_dash() =>
        Render<PriorityChip>(p => p.Add(x => x.Priority, null)).Find("[data-testid=priority]").TextContent.Should().Be("–");

    [Fact]
    public void Only_quarantined_mail_is_red()
    {
        foreach (var outcome in Enum.GetValues<InboxOutcome>())
        {
            var chip = Render<OutcomeChip>(p => p.Add(x => x.Outcome, outcome)).Find("[data-testid=outcome]");
            chip.ClassList.Contains("chip-red").Should().Be(outcome == InboxOutcome.Quarantined);
        }
    }

    [Fact]
    public void Mail_without_an_outcome_waits() =>
        Render<OutcomeChip>(p => p.Add(x => x.Outcome, null)).Find("[data-testid=outcome]").TextContent.Should().Be("Waiting");

    [Fact]
    public void Every_state_of_a_reply_has_words_of_its_own()
    {
        var shown = Enum.GetValues<SendState>().Select(state => Render<SendStateChip>(p => p.Add(x => x.State, state)).Find("[data-testid=send-state]")).ToList();

        shown.Select(chip => chip.TextContent).Should().OnlyHaveUniqueItems();
        shown.Select(chip => chip.GetAttribute("title")).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Every_status_has_a_chip()
    {
        foreach (var status in Enum.GetValues<TicketStatus>())
            Render<StatusChip>(p => p.Add(x => x.Status, status)).Find("[data-testid=status]").TextContent.Should().Be(status.ToString());
    }
}
