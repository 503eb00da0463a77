using System.Text;
using Automation.Mail.Mailboxes;
using Automation.Stages.Content;
using Automation.Storage.Database;
using Automation.Storage.Inbox;
using Automation.Storage.Outbox;
using Automation.Storage.Tickets;
using Automation.Tickets.People;
using Automation.Workflows.Execution;
using Microsoft.Extensions.Logging;

namespace Automation.Stages.Log.Batches;

/// <summary>
/// Logs one made-up mail after the start and rolls it back, so that the first real mail does not wait for code to be compiled (over two seconds on a small machine).
/// Nothing of it is ever stored, and it takes no ticket number.
/// </summary>
public sealed class WarmUp(
    DeskDatabase database,
    DeskContentHolder holder,
    IMailSource source,
    LogWorkflow workflow,
    ReplyAddresses replyAddresses,
    IIdGenerator ids,
    TimeProvider time,
    ILogger<WarmUp> logger)
{
    /// <summary>Never throws for a fault: a desk that could not be warmed up is only slow at first.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LogAndRollBackAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.LogInformation("The desk was not warmed up: {Message}", e.GetBaseException().Message);
        }
    }

    private async Task LogAndRollBackAsync(CancellationToken cancellationToken)
    {
        var content = holder.Current;
        if (content.Desks.Values.FirstOrDefault() is not { } desk || !await workflow.IsPublishedAsync(cancellationToken))
            return;
        var mail = new MailReader(source, content.Identity, content.SubjectTags, replyAddresses.Value).Read(MadeUp(desk.Address));
        var now = time.GetUtcNow();
        var book = new TicketBook();
        await using var context = database.Open();
        await using var transaction = await database.Dialect.BeginWriteAsync(context, cancellationToken);
        var work = new MailWork
        {
            Case = mail,
            Thread = Mail.Threading.ThreadResolver.Resolve(mail.Mail, mail.Keys, mail.Automatic, new BatchThreadIndex(book)),
            Book = book,
            Acknowledgements = new AcknowledgementLedger(content.AcknowledgementLimits, now),
            Content = content,
            Desk = desk,
            Requester = new Person(mail.Writer.Address, mail.Writer.Name),
            RequesterIsKnown = true,
            RecentTickets = default,
            NextTicketNumber = () => long.MaxValue,
            ReplyAddress = _ => null,
            Ids = ids,
            Now = now,
        };
        var session = workflow.Begin(context);
        await session.RunAsync(work, cancellationToken);
        if (work.Ticket is { } ticket)
            book.Keep(ticket);
        book.WriteTo(context);
        await session.WriteToAsync(cancellationToken);
        await database.Dialect.SaveAsync(context, cancellationToken);

        // Disposed without a commit: all of it is rolled back.
    }

    private static InboxItem MadeUp(string desk) => new()
    {
        Mailbox = desk,
        Folder = "inbox",
        MailboxItemId = "warm-up",
        Row = Encoding.UTF8.GetBytes($$"""
            {"id":"warm-up","internetMessageId":"<warm-up@warm-up.invalid>","conversationId":"warm-up","subject":"The printer does not answer","receivedDateTime":"2026-01-05T08:00:00Z",
            "sentDateTime":"2026-01-05T08:00:00Z","hasAttachments":false,"importance":"normal","isDraft":false,"parentFolderId":"inbox",
            "from":{"emailAddress":{"name":"Warm Up","address":"warm-up@warm-up.invalid"} },"sender":{"emailAddress":{"name":"Warm Up","address":"warm-up@warm-up.invalid"} },
            "toRecipients":[{"emailAddress":{"address":"{{desk}}"} }],"ccRecipients":[],"replyTo":[],"internetMessageHeaders":[{"name":"Message-ID","value":"<warm-up@warm-up.invalid>"}],
            "body":{"contentType":"html","content":"<html><body><p>Hello,</p><p>the printer on our floor does not answer since this morning.</p><p>Regards</p></body></html>"} }
            """),
    };
}
