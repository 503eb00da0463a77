namespace Automation.Mail.Threading;

public enum ThreadOutcome
{
    /// <summary>Follows nothing we know: a new ticket (if its class may open one).</summary>
    NewTicket,

    /// <summary>A message on the ticket.</summary>
    Append,

    /// <summary>A message on the ticket by an address that was not on it, with proof that it was given the thread. Shown as such; the address is not written to until an agent accepts it.</summary>
    AppendNewParticipant,

    /// <summary>Names a ticket without the right to join it: a new ticket that mentions the number.</summary>
    Stranger,
}

/// <summary>Which ticket a mail belongs to, and why.</summary>
/// <param name="Ticket">For both Append outcomes; for a stranger, the ticket it named (to mention, not to join).</param>
/// <param name="Step">The step that decided; empty for a new ticket.</param>
/// <param name="Evidence">What matched.</param>
/// <param name="Trace">What every step asked said, in order.</param>
public sealed record ThreadResolution(ThreadOutcome Outcome, TicketReference? Ticket, string Step, string Evidence, IReadOnlyList<ThreadTrace> Trace);

/// <summary>One line of the trace.</summary>
public readonly record struct ThreadTrace(string Step, string Finding);
