using Automation.Mail.Mailboxes;
using Automation.Mail.Sending;
using Automation.Stages.Health;
using Automation.Storage.Mailboxes;
using Automation.Storage.Outbox;

namespace Automation.Stages.Sending;

/// <summary>
/// Confirms what was sent from the changes of Sent Items: many copies in one request, instead of a look-up for each.
/// Nothing here is stored as mail; a copy that this misses is looked for by its send key later.
/// </summary>
public sealed class SentItemsSync(IMailSource source, FolderCursors cursors, OutboxStore outbox, NodeIdentity node, TimeProvider time)
{
    private const string SentItems = "sentitems";

    /// <summary>Whether something from this mailbox waits to be confirmed; otherwise looking costs requests for nothing.</summary>
    public Task<bool> IsNeededAsync(string mailbox, CancellationToken cancellationToken) => outbox.HasUnconfirmedAsync(mailbox, cancellationToken);

    /// <exception cref="MailboxException">The mailbox did not answer; nothing is lost by trying later.</exception>
    public async Task RunAsync(string mailbox, CancellationToken cancellationToken)
    {
        var folder = new MailFolder(mailbox, SentItems);
        while (await cursors.TakeAsync(folder, node.Name, cancellationToken) is { } cursor)
        {
            MailPage page;
            try
            {
                // Older copies belong to mails already confirmed or looked up by key.
                page = await source.ReadPageAsync(folder, cursor.Cursor, cursor.Cursor is null ? time.GetUtcNow().AddDays(-1) : null, cancellationToken);
            }
            catch (MailboxCursorExpiredException) when (cursor.Cursor is not null)
            {
                await cursors.ForgetCursorAsync(folder, cancellationToken);
                continue;
            }

            var copies = new List<(string, SentMail)>();
            foreach (var row in page.Rows.Where(r => r.Kind == MailRowKind.Complete))
            {
                var mail = source.Parse(folder, row.Data, null);
                if (mail.SendKey is { } key && !mail.IsDraft)
                    copies.Add((key, new SentMail(mail.Id, IsDraft: false, mail.InternetMessageId, mail.ConversationId, mail.ReceivedAt)));
            }

            // Confirming twice changes nothing, so the cursor may safely be stored after it.
            await outbox.ConfirmAsync(copies, cancellationToken);
            if (page.Cursor != cursor.Cursor)
                await cursors.AdvanceAsync(folder, page.Cursor, page.IsLast, cancellationToken);
            if (page.IsLast)
            {
                await cursors.ReleaseAsync(folder, node.Name, cancellationToken);
                return;
            }
        }
    }
}
