namespace Automation.Tickets.History;

/// <summary>Where a ticket is in its life (ITIL incident states, in the words agents use).</summary>
public enum TicketStatus
{
    /// <summary>Logged, nobody has taken it.</summary>
    New,

    /// <summary>Somebody works on it, or the requester has answered.</summary>
    Open,

    /// <summary>Waiting for the requester.</summary>
    Pending,

    /// <summary>A solution was given.</summary>
    Resolved,

    /// <summary>Nothing more is expected.</summary>
    Closed,
}
