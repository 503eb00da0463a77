using System.Net;
using Automation.Mail.Cleaning;
using Automation.Mail.Messages;
using Automation.Mail.Sending;
using Automation.Stages.Content;
using Automation.Stages.Effects;
using Automation.Storage.Outbox;
using Automation.Storage.Tickets;
using Automation.Tickets.History;
using Automation.Workflows.Execution;
using Automation.Workflows.Values;

namespace Automation.Stages.Tasks;

/// <summary>
/// <c>team.notify</c>: a mail about the ticket to the members of its team, or of the <c>team</c> named. Payload: <c>text</c>, and <c>subject</c> unless the ticket's is good.
/// It goes into the outbox under a key made of the task's id, so it is sent once. Result: the addresses it goes <c>to</c>.
/// </summary>
public sealed class NotifyTeam(DeskContentHolder holder, IIdGenerator ids, TimeProvider time) : IDeskTask
{
    private const string Purpose = "team-notice";

    /// <summary>A team as large as this is a distribution list, which has an address of its own.</summary>
    private const int MostMembers = 50;

    public string Name => "team.notify";

    public async ValueTask<object?> RunAsync(DeskTaskContext context, ValueMap payload, CancellationToken cancellationToken)
    {
        var (number, book) = await payload.TicketAsync(context, cancellationToken);
        var ticket = book.Continue(number);
        var content = holder.Current;
        var key = payload.Text("team") ?? ticket.State.Classification.Team ?? throw new WorkflowTaskException($"{TicketNumber.Format(number)} has no team, and the payload names none.");
        if (!content.Teams.TryGetValue(key, out var team))
            throw new WorkflowTaskException($"There is no team '{key}'; there are {string.Join(", ", content.Teams.Keys.Order(StringComparer.Ordinal))}.");
        // Never a desk of ours: it would get its own mail as a new one.
        var members = team.Members.Where(m => !content.Identity.IsOwn(m)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (members.Count is 0 or > MostMembers)
            throw new WorkflowTaskException($"The team '{team.Name}' has {members.Count} members to write to; 1 to {MostMembers} can be.");

        var (now, subject) = (time.GetUtcNow(), content.SubjectTags.AddTo(PlainLine.Of(payload.Text("subject") ?? ticket.State.Subject), number));
        var html = string.Concat(payload.Require("text").ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(paragraph => $"<p>{WebUtility.HtmlEncode(paragraph.Trim()).Replace("\n", "<br>", StringComparison.Ordinal)}</p>"));
        var sendKey = $"{TicketNumber.Format(number)}:{Purpose}:{context.TaskId}";
        var returnKey = $"{sendKey}:{ids.NewGuid():n}";
        var desk = content.Desks.TryGetValue(ticket.State.Desk, out var known) ? known.Name : ticket.State.Desk;
        ticket.Outbox.Add(new OutboxItem
        {
            SendKey = sendKey,
            Purpose = Purpose,
            Mailbox = ticket.State.Desk,
            TicketNumber = number,
            RecipientKey = members[0].ToLowerInvariant(),
            RecipientPattern = members[0].ToLowerInvariant(),
            RecipientDomain = members[0][(members[0].LastIndexOf('@') + 1)..].ToLowerInvariant(),
            Payload = OutboxJson.Write(new OutgoingMail(ticket.State.Desk, sendKey, members.ConvertAll(m => new MailAddress(m, null)), [], subject, html, null, null, IsAutomatic: true) { ReturnKey = returnKey }),
            Progress = OutboxJson.Write(SendProgress.New),
            NextAttemptAt = now,
            CreatedAt = now,
            UpdatedAt = now,
        });
        ticket.Messages.Add(new MessageRow
        {
            Id = ids.NewGuid(),
            TicketNumber = number,
            Direction = MessageDirection.Outgoing,
            SendKey = sendKey,
            Sender = ticket.State.Desk,
            SenderName = desk,
            Recipients = string.Join('\n', members),
            Subject = subject,
            Html = html,
            Text = payload.Require("text"),
            MailClass = "Own",
            At = now,
        });
        ticket.ThreadKeys.Add(new ThreadKeyRow { Kind = ThreadKeyKinds.SendKey, Value = returnKey, Mailbox = ticket.State.Desk, TicketNumber = number });
        ticket.Append(new ReplyQueued(sendKey, Purpose, "none", members) { At = now, Actor = context.Actor });
        book.Keep(ticket);
        book.WriteTo(context.Database);
        return new ValueMap { ["to"] = members.Select(object? (m) => m).ToList(), ["team"] = team.Name };
    }
}
