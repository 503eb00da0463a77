using Automation.Mail.Mailboxes;
using Automation.Storage.Database;
using Automation.Storage.Mailboxes;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Inbox;

/// <summary>Puts what the mailbox showed into the inbox. From the commit on, a mail cannot be lost.</summary>
public sealed class InboxStore(DeskDatabase database, TimeProvider time)
{
    /// <summary>
    /// Stores a page of changes together with the cursor that follows it, in one transaction. A row that is already there stays as it is,
    /// unless it was partial and is complete now.
    /// </summary>
    /// <param name="missingParts">Tells which parts a complete row lacks.</param>
    /// <returns>How many mails were new.</returns>
    public async Task<int> StorePageAsync(MailFolder folder, MailPage page, Func<MailRow, MailParts> missingParts, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        await using var transaction = await database.Dialect.BeginWriteAsync(context, cancellationToken);
        var now = time.GetUtcNow();

        // The same message can stand in a page more than once; a complete row wins over a partial one.
        var rows = page.Rows
            .Where(r => r.Kind != MailRowKind.Removed)
            .GroupBy(r => r.Id, StringComparer.Ordinal)
            .Select(g => g.FirstOrDefault(r => r.Kind == MailRowKind.Complete) ?? g.First())
            .ToList();
        var known = await FindKnownAsync(context, folder.Mailbox, rows, cancellationToken);

        var added = 0;
        DateTimeOffset? newest = null;
        foreach (var row in rows)
        {
            if (row.ReceivedAt > newest || newest is null)
                newest = row.ReceivedAt ?? newest;
            if (known.TryGetValue(row.Id, out var existing))
            {
                if (existing && row.Kind == MailRowKind.Complete)
                    await CompleteAsync(context, folder, row, missingParts(row), now, cancellationToken);
                continue;
            }

            var missing = row.Kind == MailRowKind.Partial ? MailParts.Message : missingParts(row);
            context.Inbox.Add(new InboxItem
            {
                Mailbox = folder.Mailbox,
                Folder = folder.Name,
                MailboxItemId = row.Id,
                InternetMessageId = row.InternetMessageId,
                ReceivedAt = row.ReceivedAt,
                StoredAt = now,
                Row = row.Data.ToArray(),
                MissingParts = (int)missing,
                State = missing == MailParts.None ? InboxState.Ready : InboxState.AwaitingDetail,
                NextAttemptAt = now,
            });
            added++;
        }

        var cursor = await context.FolderCursors.FindAsync([folder.Mailbox, folder.Name], cancellationToken);
        if (cursor is null)
        {
            cursor = new FolderCursor { Mailbox = folder.Mailbox, Folder = folder.Name };
            context.FolderCursors.Add(cursor);
        }

        cursor.Cursor = page.Cursor;
        cursor.FailuresInARow = 0;
        cursor.LastError = null;
        if (newest > cursor.Watermark || cursor.Watermark is null)
            cursor.Watermark = newest ?? cursor.Watermark;
        if (page.IsLast)
            cursor.LastCompleteAt = now;
        await database.Dialect.SaveAsync(context, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return added;
    }

    /// <summary>Ids already stored; the value tells whether the stored row is still partial.</summary>
    private static async Task<Dictionary<string, bool>> FindKnownAsync(
        DeskContext context, string mailbox, List<MailRow> rows, CancellationToken cancellationToken)
    {
        var ids = rows.ConvertAll(r => r.Id);
        return await context.Inbox
            .Where(x => x.Mailbox == mailbox && ids.Contains(x.MailboxItemId))
            .Select(x => new { x.MailboxItemId, Partial = x.State == InboxState.AwaitingDetail && (x.MissingParts & (int)MailParts.Message) != 0 })
            .ToDictionaryAsync(x => x.MailboxItemId, x => x.Partial, StringComparer.Ordinal, cancellationToken);
    }

    /// <summary>Only while it is still partial, in one statement: the second look may complete the same item at this moment, and what goes on is never set back.</summary>
    private static async Task CompleteAsync(DeskContext context, MailFolder folder, MailRow row, MailParts missing, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var data = row.Data.ToArray();
        var state = missing == MailParts.None ? InboxState.Ready : InboxState.AwaitingDetail;
        await context.Inbox
            .Where(x => x.Mailbox == folder.Mailbox && x.MailboxItemId == row.Id
                && x.State == InboxState.AwaitingDetail && (x.MissingParts & (int)MailParts.Message) != 0)
            .ExecuteUpdateAsync(
                s => s.SetProperty(x => x.Row, data)
                    .SetProperty(x => x.InternetMessageId, x => row.InternetMessageId ?? x.InternetMessageId)
                    .SetProperty(x => x.ReceivedAt, x => row.ReceivedAt ?? x.ReceivedAt)
                    .SetProperty(x => x.MissingParts, (int)missing)
                    .SetProperty(x => x.State, state)
                    .SetProperty(x => x.Attempts, 0)
                    .SetProperty(x => x.Explanation, (string?)null)
                    .SetProperty(x => x.NextAttemptAt, now),
                cancellationToken);
    }
}
