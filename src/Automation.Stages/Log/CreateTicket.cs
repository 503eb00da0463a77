using Automation.Mail.Threading;
using Automation.Stages.Assignment;
using Automation.Storage.Inbox;
using Automation.Tickets.History;
using Automation.Workflows.Activities;
using Automation.Workflows.Execution;

namespace Automation.Stages.Log;

/// <summary>Opens a ticket from the mail.</summary>
[Activity("Automation.CreateTicket", Category = "Log", DisplayName = "Create ticket", Description = "Opens a ticket from the mail: requester, subject, message and attachments.")]
public sealed class CreateTicket : Activity
{
    [Input("The team that gets the ticket when the rules decided none. Empty: nobody's until somebody takes it.", OptionsFrom = "teams")]
    public Input<string> Team { get; } = new();

    [Output("The number of the new ticket.")]
    public Output<long> Number { get; } = new();

    protected override ValueTask ExecuteAsync(ActivityContext context)
    {
        var work = context.GetHost<MailWork>();
        var number = work.NextTicketNumber();
        var ticket = work.Book.Create(number);
        var mail = work.Case.Mail;
        var writer = work.Case.Writer;
        ticket.Append(new TicketOpened(
            number, mail.Mailbox, writer.Address.ToLowerInvariant(), work.Requester.Name ?? writer.Name, Subject(mail.Subject), "mail")
        {
            At = mail.ReceivedAt,
            Actor = writer.Address,
        });
        AddParticipants(work, ticket);
        var messageId = TicketMessages.Add(work, ticket);
        ticket.Append(new MessageReceived(messageId, writer.Address, null, null, NewParticipant: false) { Reduced = work.Case.Clean.Reduced, At = mail.ReceivedAt, Actor = writer.Address });
        if (work.Thread is { Outcome: ThreadOutcome.Stranger, Ticket: { } mentioned })
            ticket.Append(new StrangerMentionedTicket(mentioned.Number) { At = work.Now, Actor = "system" });
        ApplyRules.Classify(work, ticket);
        if (context.Get(Team) is { Length: > 0 } team && ticket.State.Classification.Team is null)
            GiveTo(work, ticket, team);
        work.End(new MailOutcome(InboxOutcome.Ticket, "new-ticket", $"Opened {TicketNumber.Format(number)}.", number, messageId));
        work.Ticket = ticket;
        context.CorrelationId = TicketNumber.Format(number);
        context.InstanceName = TicketNumber.Format(number);
        context.Set(Number, number);
        return ValueTask.CompletedTask;
    }

    private static void GiveTo(MailWork work, Storage.Tickets.TicketDraft ticket, string team)
    {
        if (!work.Content.Teams.ContainsKey(team))
            throw new InvalidOperationException($"There is no team '{team}'. There are: {string.Join(", ", work.Content.Teams.Keys.Order(StringComparer.Ordinal))}.");
        ticket.Append(new TeamChosen(team) { At = work.Now, Actor = "workflow:log" });
        TicketAssignment.Assign(work, ticket);
    }

    /// <summary>A ticket needs a line to be found by, even when the mail has none.</summary>
    private static string Subject(string subject)
    {
        var line = SubjectLine.Parse(subject).Base.Trim();
        return line.Length == 0 ? "(no subject)" : ShortText.Of(line, 500);
    }

    /// <summary>The writer and those they wrote to, so that each of them may follow up; the desks themselves take no part.</summary>
    private static void AddParticipants(MailWork work, Storage.Tickets.TicketDraft ticket)
    {
        const int most = 100;
        ticket.AddParticipant(work.Case.Writer.Address);
        foreach (var address in work.Case.Mail.To.Concat(work.Case.Mail.Cc).Concat(work.Case.Mail.ReplyTo).Select(a => a.Address))
        {
            if (ticket.Participants.Count >= most)
                return;
            if (address.Length is > 0 and <= 320 && !work.Content.Identity.IsOwn(address))
                ticket.AddParticipant(address);
        }
    }
}
