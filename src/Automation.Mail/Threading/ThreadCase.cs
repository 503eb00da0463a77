using Automation.Mail.Automatic;
using Automation.Mail.Messages;

namespace Automation.Mail.Threading;

/// <summary>One mail with what the steps need to know about it.</summary>
internal sealed class ThreadCase(IncomingMail mail, ThreadKeys keys, AutomaticVerdict automatic)
{
    public IncomingMail Mail { get; } = mail;
    public ThreadKeys Keys { get; } = keys;

    /// <summary>
    /// Whether the writer is on the ticket. A bounce speaks for the address that failed: its own writer is a mail system nobody lists.
    /// </summary>
    public bool IsParticipant(TicketReference ticket)
    {
        if (automatic.Bounce is { } bounce)
            return bounce.Recipients.Any(r => r.Address.Length > 0 && ticket.HasAddress(r.Address));

        // The sender of a mail that has a From is whatever its writer put there, and no mail system checks it.
        return (Mail.From ?? Mail.Sender) is { } writer && ticket.HasAddress(writer.Address);
    }

    /// <summary>With proof of having been given the thread: added, and flagged when the writer is new. A bounce adds no participant.</summary>
    public StepResult Proven(TicketReference ticket, string evidence) =>
        automatic.Class is AutomaticClass.Bounce || IsParticipant(ticket)
            ? new StepResult(ThreadOutcome.Append, ticket, evidence)
            : new StepResult(ThreadOutcome.AppendNewParticipant, ticket, evidence);

    /// <summary>With a mere hint: only those on the ticket are let in.</summary>
    public StepResult Hinted(TicketReference ticket, string evidence) => IsParticipant(ticket)
        ? new StepResult(ThreadOutcome.Append, ticket, evidence)
        : new StepResult(ThreadOutcome.Stranger, ticket, $"{evidence}, but {Mail.From?.Address ?? "an unnamed writer"} is not on ticket {ticket.Number}");

    /// <summary>Mail to one desk never lands on another desk's ticket unless that ticket lists the mailbox.</summary>
    public bool IsForThisMailbox(TicketReference ticket) => ticket.AcceptsMailbox(Mail.Mailbox);

    public StepResult OtherMailbox(TicketReference ticket) =>
        StepResult.Nothing($"ticket {ticket.Number} is not open to mailbox {Mail.Mailbox}");
}

/// <summary>What one step says. <see cref="ThreadOutcome.NewTicket"/> means: nothing found here, ask the next.</summary>
internal readonly record struct StepResult(ThreadOutcome Outcome, TicketReference? Ticket, string Finding)
{
    public static StepResult Nothing(string why) => new(ThreadOutcome.NewTicket, null, why);
}
