using Automation.Storage.Tickets;

namespace Automation.Desk.Tickets;

/// <summary>
/// The part of the list that is on the screen: newest first, without a gap. It grows downwards by pages and takes in fresh tops without losing what was loaded below.
/// </summary>
internal sealed class TicketWindow
{
    private List<TicketRow> _rows = [];

    public IReadOnlyList<TicketRow> Rows => _rows;

    /// <summary>Cursor of what lies below; null at the end.</summary>
    public long? Next { get; private set; }

    public void Start(TicketPage page)
    {
        _rows = [.. page.Tickets];
        Next = page.Next;
    }

    public void AddBelow(TicketPage page)
    {
        _rows.AddRange(page.Tickets);
        Next = page.Next;
    }

    /// <summary>Puts a fresh reading of the newest tickets in the place of the old one. When more came in than it holds, the rows below would stand behind a gap and are dropped.</summary>
    public void Refresh(TicketPage top)
    {
        var lowest = top.Tickets.Count == 0 ? long.MaxValue : top.Tickets[^1].Number;
        if (top.Next is null || _rows.Count == 0 || _rows[0].Number < lowest)
        {
            Start(top);
            return;
        }

        var below = _rows.Where(row => row.Number < lowest).ToList();
        var keepsCursor = below.Count > 0;
        _rows = [.. top.Tickets, .. below];
        if (!keepsCursor)
            Next = top.Next;
    }
}
