using Automation.Desk.Tickets;
using Automation.Storage.Tickets;

namespace Automation.Desk.Tests.Tickets;

public sealed class TicketWindowTests
{
    [Fact]
    public void New_tickets_come_on_top_and_what_was_loaded_below_stays()
    {
        var window = new TicketWindow();
        window.Start(Some.Page(100, 91));
        window.AddBelow(Some.Page(90, 81));

        window.Refresh(Some.Page(103, 94));

        Numbers(window).Should().Equal(Down(103, 81));
        window.Next.Should().Be(81);
    }

    [Fact]
    public void More_new_tickets_than_fit_leave_no_gap()
    {
        var window = new TicketWindow();
        window.Start(Some.Page(100, 91));

        window.Refresh(Some.Page(200, 191));

        Numbers(window).Should().Equal(Down(200, 191));
        window.Next.Should().Be(191);
    }

    [Fact]
    public void A_filter_that_fits_nothing_any_more_empties_the_list()
    {
        var window = new TicketWindow();
        window.Start(Some.Page(100, 91));

        window.Refresh(new TicketPage([], null));

        window.Rows.Should().BeEmpty();
        window.Next.Should().BeNull();
    }

    [Fact]
    public void A_changed_ticket_takes_the_place_of_its_old_row()
    {
        var window = new TicketWindow();
        window.Start(Some.Page(10, 1));
        var changed = Some.Page(10, 1);
        changed.Tickets[3].Subject = "Renamed";

        window.Refresh(changed);

        window.Rows.Should().HaveCount(10);
        window.Rows[3].Subject.Should().Be("Renamed");
    }

    private static IEnumerable<long> Numbers(TicketWindow window) => window.Rows.Select(row => row.Number);

    private static IEnumerable<long> Down(long from, long to) => Enumerable.Range(0, (int)(from - to + 1)).Select(i => from - i);
}
