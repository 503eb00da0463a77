using Automation.Mail.Mailboxes;
using Automation.Stages.Health;
using Automation.Storage.Inbox;
using Automation.Storage.Mailboxes;
using Microsoft.Extensions.Logging;

namespace Automation.Stages.Receiving;

/// <summary>Reads one mailbox folder up to now: page by page into the inbox, each page in one transaction with its cursor.</summary>
public sealed class FolderSync(
    IMailSource source,
    InboxStore inbox,
    FolderCursors cursors,
    DeskSignals signals,
    ProblemBoard problems,
    NodeIdentity node,
    ReceivingOptions options,
    TimeProvider time,
    ILogger<FolderSync> logger)
{
    /// <summary>How many mails were new; null when another node reads this folder.</summary>
    /// <exception cref="MailboxException">The mailbox did not answer; noted on the folder and on the board. Try later.</exception>
    public async Task<int?> RunAsync(MailFolder folder, CancellationToken cancellationToken)
    {
        var problem = $"sync:{folder.Mailbox}/{folder.Name}";
        var added = 0;
        var startedOver = false;
        try
        {
            while (true)
            {
                // Renewed before every page: a page that takes longer than the lease costs a duplicate read at worst, never a duplicate mail.
                var cursor = await cursors.TakeAsync(folder, node.Name, cancellationToken);
                if (cursor is null)
                    return null;
                if (cursor.Cursor is not null && !startedOver && IsDueForFullRead(cursor))
                {
                    await cursors.ForgetCursorAsync(folder, cancellationToken);
                    startedOver = true;
                    continue;
                }

                MailPage page;
                try
                {
                    page = await source.ReadPageAsync(folder, cursor.Cursor, since: null, cancellationToken);
                }
                catch (MailboxCursorExpiredException e)
                {
                    logger.LogInformation("{Mailbox}/{Folder}: {Message} Reading the folder anew.", folder.Mailbox, folder.Name, e.Message);
                    await cursors.ForgetCursorAsync(folder, cancellationToken);

                    // Once a run: a mailbox that forgets every cursor at once is left alone for a while.
                    if (cursor.Cursor is null || startedOver)
                        throw;
                    startedOver = true;
                    continue;
                }

                if (page.Rows.Count > 0 || page.Cursor != cursor.Cursor)
                {
                    var stored = await inbox.StorePageAsync(folder, page, row => source.MissingParts(row.Data), cancellationToken);
                    added += stored;
                    if (stored > 0)
                    {
                        signals.Process.Raise();
                        signals.Details.Raise();
                    }
                }
                else if (page.IsLast)
                {
                    // Nothing new is good news too: it ends a row of failures, and says when the folder was last looked at.
                    await cursors.AdvanceAsync(folder, page.Cursor, isLast: true, cancellationToken);
                }

                if (page.IsLast)
                {
                    problems.Clear(problem);
                    return added;
                }
            }
        }
        catch (MailboxException e)
        {
            problems.Report(problem, ProblemSeverity.Error, $"The mailbox {folder.Mailbox} ({folder.Name}) could not be read: {e.Message}");
            await cursors.NoteFailureAsync(folder, e.Message, cancellationToken);
            throw;
        }
    }

    private bool IsDueForFullRead(FolderCursor cursor) =>
        options.FullReadEvery is { } every && (cursor.LastFullReadAt is not { } last || time.GetUtcNow() - last >= every);
}
