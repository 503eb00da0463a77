using Automation.Tickets.History;

namespace Automation.Storage.Tickets;

/// <summary>A ticket's current state for lists and filters. Computed from its events; <see cref="EventCount"/> guards against two writers.</summary>
public sealed class TicketRow
{
    public long Number { get; set; }
    public required string Desk { get; set; }
    public required string Requester { get; set; }
    public string? RequesterName { get; set; }
    public required string Subject { get; set; }
    public TicketStatus Status { get; set; }
    public string? Type { get; set; }
    public string? Category { get; set; }
    public string? Priority { get; set; }
    public string? Team { get; set; }

    /// <summary>Address of the agent who has it; null while nobody has.</summary>
    public string? Assignee { get; set; }

    public string? Policy { get; set; }
    public DateTimeOffset? FirstResponseDue { get; set; }
    public DateTimeOffset? ResolutionDue { get; set; }
    public bool DeliveryProblem { get; set; }
    public DateTimeOffset OpenedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Events in the history; the concurrency token.</summary>
    public int EventCount { get; set; }

    /// <summary>The folded <see cref="TicketState"/> as JSON, so that appending need not read a long history.</summary>
    public required string State { get; set; }
}

/// <summary>One event of a ticket's history. Only ever inserted.</summary>
public sealed class TicketEventRow
{
    public long TicketNumber { get; set; }

    /// <summary>0-based place in the history.</summary>
    public int Sequence { get; set; }
    public DateTimeOffset At { get; set; }
    public required string Kind { get; set; }
    public required string Actor { get; set; }

    /// <summary>The event (<see cref="TicketEventJson"/>).</summary>
    public required string Data { get; set; }
}

/// <summary>An address that takes part in a ticket; only these may follow up by a subject tag.</summary>
public sealed class ParticipantRow
{
    public long TicketNumber { get; set; }
    public required string Address { get; set; }
}

/// <summary>A sign by which a later mail is recognised as belonging to a ticket.</summary>
public sealed class ThreadKeyRow
{
    public required string Mailbox { get; set; }

    /// <summary><c>message-id</c>, <c>conversation</c> or <c>send-key</c>.</summary>
    public required string Kind { get; set; }
    public required string Value { get; set; }
    public long TicketNumber { get; set; }
}
