using Automation.Storage.Tickets;
using Automation.Tickets.History;

namespace Automation.Desk.Tests.Tickets;

internal static class Some
{
    public static TicketRow Ticket(long number) => new()
    {
        Number = number,
        Desk = "desk@contoso.example",
        Requester = "ada@contoso.example",
        RequesterName = "Ada",
        Subject = $"Matter {number}",
        Status = TicketStatus.New,
        OpenedAt = new DateTimeOffset(2026, 3, 10, 9, 0, 0, TimeSpan.Zero),
        State = "{}",
    };

    /// <summary>Tickets from the higher number down to the lower; a cursor when there are more below.</summary>
    public static TicketPage Page(long from, long downTo) =>
        new([.. Enumerable.Range(0, (int)(from - downTo + 1)).Select(i => Ticket(from - i))], downTo > 1 ? downTo : null);
}
