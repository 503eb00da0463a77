using System.Globalization;
using Automation.Mail.Acknowledging;
using Automation.Mail.Language;
using Automation.Mail.Messages;
using Automation.Mail.Sending;
using Automation.Mail.Templates;
using Automation.Stages.Content;
using Automation.Storage.Outbox;
using Automation.Storage.Tickets;
using Automation.Tickets.History;
using Automation.Workflows.Activities;
using Automation.Workflows.Execution;

namespace Automation.Stages.Log;

/// <summary>Tells the requester the ticket's number, what was understood, and by when somebody answers; unless a loop guard objects.</summary>
[Activity("Automation.Acknowledge", Category = "Log", DisplayName = "Acknowledge", Description = "Puts the acknowledgement into the outbox, unless a loop guard says no. The reason is kept either way.")]
[Outcomes(Queued, Skipped)]
public sealed class Acknowledge : Activity
{
    public const string Queued = "Queued";
    public const string Skipped = "Skipped";
    private const string DefaultTemplate = "acknowledgement";

    /// <summary>A rule that names hundreds of watchers must not make the desk a mass mailer.</summary>
    private const int MostCopies = 20;

    [Input("Name of the template. Empty: the one the rules chose, else 'acknowledgement'.", OptionsFrom = "templates")]
    public Input<string> Template { get; } = new();

    protected override ValueTask ExecuteAsync(ActivityContext context)
    {
        var work = context.GetHost<MailWork>();
        var ticket = work.RequireTicket("Acknowledge");
        var (mail, recipient) = (work.Case.Mail, work.Case.Recipient);
        var decision = AcknowledgementGuards.Decide(new AcknowledgementCase(
            mail, work.Case.Automatic, recipient, ticket.IsNew, work.Acknowledgements.CountersFor(recipient) with { ForTicket = ticket.Outbox.Count(o => o.Purpose == AcknowledgementLedger.Purpose) },
            work.Content.Identity, work.Content.AcknowledgementLimits));
        work.Acknowledgement = decision;
        if (!decision.Send)
        {
            ticket.Append(new ReplySkipped(AcknowledgementLedger.Purpose, decision.Reason, decision.Detail) { At = work.Now, Actor = "workflow:log" });
            context.Complete(Skipped);
            return ValueTask.CompletedTask;
        }

        var name = context.Get(Template) is { Length: > 0 } asked ? asked : ticket.State.Classification.AcknowledgementTemplate ?? DefaultTemplate;
        var (rendered, used) = Render(work, ticket, name);
        Queue(work, ticket, rendered, used);
        context.Complete(Queued);
        return ValueTask.CompletedTask;
    }

    /// <summary>A template's fault never stops a ticket: the built-in text goes out and the fault stands on the ticket.</summary>
    private static (RenderedTemplate Rendered, string Used) Render(MailWork work, TicketDraft ticket, string name)
    {
        var language = MailLanguage.Choose(work.Requester.Language, work.Case.Clean.SearchText, work.Case.Mail) ?? work.Desk.Language;
        var state = ticket.State;
        var values = new AcknowledgementValues(
            TicketNumber.Format(state.Number),
            work.Content.SubjectTags.Create(state.Number),
            state.Subject,
            state.Classification.Type,
            state.Classification.Priority,
            state.Classification.Team is { } team ? work.Content.TeamName(team) : null,
            state.FirstResponseDue,
            work.Requester.Name ?? work.Case.Writer.Name,
            work.Desk.Name,
            Url: null,
            DeskContent.ZoneOf(work.Requester.TimeZone, work.Desk.TimeZone)).ToTemplateValues();
        if (work.Content.Templates.TryRender(name, language, values, out var rendered, out var problem))
            return (rendered, $"{name} ({rendered.Language ?? "default"})");
        ticket.Append(new TemplateFailed(name, problem.ToString()) { At = work.Now, Actor = "workflow:log" });
        work.TemplateProblems.Add(problem);
        return (BuiltInAcknowledgement.Render(values), "built-in");
    }

    /// <summary>Those whom the rules put on the ticket as watchers. Never a desk of ours: it would get its own mail as a new one.</summary>
    private static List<MailAddress> Copies(MailWork work, TicketDraft ticket, MailAddress to) =>
    [
        .. ticket.State.Classification.Watchers
            .Where(w => !work.Content.Identity.IsOwn(w) && !w.Equals(to.Address, StringComparison.OrdinalIgnoreCase))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Take(MostCopies)
            .Select(w => new MailAddress(w, null)),
    ];

    private static void Queue(MailWork work, TicketDraft ticket, RenderedTemplate rendered, string used)
    {
        var (mail, recipient) = (work.Case.Mail, work.Case.Recipient);
        var number = ticket.State.Number;
        var copies = Copies(work, ticket, recipient.Address!);
        var key = string.Create(CultureInfo.InvariantCulture, $"{TicketNumber.Format(number)}:{AcknowledgementLedger.Purpose}:1");
        var returnKey = $"{key}:{work.Ids.NewGuid():n}";
        ticket.Outbox.Add(new OutboxItem
        {
            SendKey = key,
            Purpose = AcknowledgementLedger.Purpose,
            Mailbox = mail.Mailbox,
            TicketNumber = number,
            RecipientKey = recipient.AddressKey,
            RecipientPattern = recipient.PatternKey,
            RecipientDomain = recipient.Domain,
            Payload = OutboxJson.Write(new OutgoingMail(
                mail.Mailbox, key, [recipient.Address!], copies, rendered.Subject, rendered.HtmlBody, mail.Id, mail.InternetMessageId, IsAutomatic: true)
            {
                ReturnKey = returnKey,
                AnswersTo = work.ReplyAddress(number) is { } address ? new MailAddress(address, work.Desk.Name) : null,
            }),
            Progress = OutboxJson.Write(SendProgress.New),
            NextAttemptAt = work.Now,
            CreatedAt = work.Now,
            UpdatedAt = work.Now,
        });
        ticket.Messages.Add(new MessageRow
        {
            Id = work.Ids.NewGuid(),
            TicketNumber = number,
            Direction = MessageDirection.Outgoing,
            SendKey = key,
            Sender = work.Desk.Address,
            SenderName = work.Desk.Name,
            Recipients = string.Join('\n', copies.Select(c => c.Address).Prepend(recipient.Address!.Address)),
            Subject = rendered.Subject,
            Html = rendered.HtmlBody,
            Text = "",
            MailClass = "Own",
            Language = rendered.Language,
            // The mailbox's clock may be ahead of ours; an answer still stands below what it answers.
            At = mail.ReceivedAt > work.Now ? mail.ReceivedAt : work.Now,
        });
        ticket.ThreadKeys.Add(new ThreadKeyRow { Kind = ThreadKeyKinds.SendKey, Value = returnKey, Mailbox = mail.Mailbox, TicketNumber = number });
        ticket.AddParticipant(recipient.Address.Address);
        ticket.Append(new ReplyQueued(key, AcknowledgementLedger.Purpose, used, [.. copies.Select(c => c.Address).Prepend(recipient.Address.Address)]) { At = work.Now, Actor = "workflow:log" });
    }
}
