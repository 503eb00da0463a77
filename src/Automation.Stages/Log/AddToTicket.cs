using System.Globalization;
using Automation.Mail.Automatic;
using Automation.Mail.Messages;
using Automation.Mail.Threading;
using Automation.Storage.Inbox;
using Automation.Storage.Tickets;
using Automation.Tickets.History;
using Automation.Workflows.Activities;
using Automation.Workflows.Execution;

namespace Automation.Stages.Log;

/// <summary>Adds the mail to the ticket it follows. A machine's answer is attached and changes nothing else; a bounce marks the ticket.</summary>
[Activity("Automation.AddToTicket", Category = "Log", DisplayName = "Add to ticket", Description = "Adds the mail to the ticket it follows, and reopens the ticket when a person wrote.")]
[Outcomes(Message, Bounce, AutomaticReply)]
public sealed class AddToTicket : Activity
{
    public const string Message = "Message";
    public const string Bounce = "Bounce";
    public const string AutomaticReply = "Automatic reply";

    [Output("The number of the ticket.")]
    public Output<long> Number { get; } = new();

    protected override ValueTask ExecuteAsync(ActivityContext context)
    {
        var work = context.GetHost<MailWork>();
        var followed = work.Thread.Ticket
            ?? throw new InvalidOperationException("This mail follows no ticket. Lead it here only from the outcome 'Follow-up' of 'Mail received'.");
        var ticket = work.Book.Continue(followed.Number);
        var messageId = TicketMessages.Add(work, ticket);
        context.CorrelationId = TicketNumber.Format(followed.Number);
        context.InstanceName = TicketNumber.Format(followed.Number);
        context.Set(Number, followed.Number);
        var reason = work.Case.Automatic.Class switch
        {
            AutomaticClass.Bounce when work.Case.Automatic.Bounce?.IsFailure != false => AddBounce(work, ticket, messageId),
            AutomaticClass.Bounce => AddAutomatic(work, ticket, messageId),
            AutomaticClass.AutoReply or AutomaticClass.Bulk => AddAutomatic(work, ticket, messageId),
            _ => AddMessage(work, ticket, messageId),
        };
        work.End(new MailOutcome(
            InboxOutcome.Appended, reason.Name, $"Added to {TicketNumber.Format(followed.Number)}: {work.Thread.Evidence}", followed.Number, messageId));
        work.Ticket = ticket;
        context.Complete(reason.Outcome);
        return ValueTask.CompletedTask;
    }

    private static (string Name, string Outcome) AddMessage(MailWork work, TicketDraft ticket, Guid messageId)
    {
        var writer = work.Case.Writer.Address;
        var isNew = work.Thread.Outcome == ThreadOutcome.AppendNewParticipant;
        ticket.Append(new MessageReceived(messageId, writer, work.Thread.Step, work.Thread.Evidence, isNew)
        {
            Reduced = work.Case.Clean.Reduced,
            At = work.Case.Mail.ReceivedAt,
            Actor = writer,
        });
        if (work.Case.Automatic.MayReopen && ticket.State.Status is TicketStatus.Pending or TicketStatus.Resolved or TicketStatus.Closed)
        {
            ticket.Append(new StatusChanged(ticket.State.Status, TicketStatus.Open, WhoWrote(ticket, work.Case.Writer)) { At = work.Case.Mail.ReceivedAt, Actor = writer });
        }

        return (work.Thread.Step.ToLowerInvariant() is { Length: > 0 } step ? $"follow-up-by-{Kebab(step, work.Thread.Step)}" : "follow-up", Message);
    }

    /// <summary>Colleagues who were put in copy write too, and not for the requester.</summary>
    private static string WhoWrote(TicketDraft ticket, MailAddress writer) =>
        writer.Address.Equals(ticket.State.Requester, StringComparison.OrdinalIgnoreCase) ? "The requester wrote." : $"{writer.Name ?? writer.Address} wrote.";

    private static (string Name, string Outcome) AddAutomatic(MailWork work, TicketDraft ticket, Guid messageId)
    {
        var automatic = work.Case.Automatic;
        ticket.Append(new AutomaticMailReceived(messageId, work.Case.Writer.Address, automatic.Class.ToString(), $"{automatic.Reason} {automatic.Evidence}".Trim())
        {
            At = work.Case.Mail.ReceivedAt,
            Actor = work.Case.Writer.Address,
        });
        return (automatic.Class == AutomaticClass.Bulk ? "bulk" : "auto-reply", AutomaticReply);
    }

    private static (string Name, string Outcome) AddBounce(MailWork work, TicketDraft ticket, Guid messageId)
    {
        var failed = (work.Case.Automatic.Bounce?.Recipients ?? []).Where(r => r.Kind is BounceKind.Permanent or BounceKind.Temporary).ToList();
        foreach (var recipient in failed.Count == 0 ? [null] : failed.Cast<BouncedRecipient?>())
        {
            ticket.Append(new DeliveryFailed(messageId, recipient?.Address, recipient?.Status, recipient?.Diagnostic, recipient?.Kind != BounceKind.Temporary)
            {
                At = work.Case.Mail.ReceivedAt,
                Actor = work.Case.Writer.Address,
            });
        }

        return ("bounce", Bounce);
    }

    private static string Kebab(string lower, string name) =>
        string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? "-" + lower[i] : lower[i].ToString(CultureInfo.InvariantCulture)));
}
