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
    /// unless it was partial and is complete now, or ended because the mail was away and the mailbox tells of it again.
    /// </summary>
    /// <remarks>
    /// A removal of something never seen is stored too, for a second look: a mail that was moved away and back between two reads is told as removed and never again
    /// (Graph, immutable ids). The look finds it, or ends it by name.
    /// </remarks>
    /// <param name="missingParts">Tells which parts a complete row lacks.</param>
    /// <returns>How many items were new.</returns>
    public async Task<int> StorePageAsync(MailFolder folder, MailPage page, Func<MailRow, MailParts> missingParts, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        await using var transaction = await database.Dialect.BeginWriteAsync(context, cancellationToken);
        var now = time.GetUtcNow();

        // The same message can stand in a page more than once; a complete row wins over a partial one, and either over a removal.
        var rows = page.Rows
            .GroupBy(r => r.Id, StringComparer.Ordinal)
            .Select(g => g.FirstOrDefault(r => r.Kind == MailRowKind.Complete) ?? g.FirstOrDefault(r => r.Kind == MailRowKind.Partial) ?? g.First())
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
                if (existing.WasAway(row.Kind))
                    await ReopenAsync(context, folder, row.Id, now, cancellationToken);
                else if (!existing.IsPartial)
                    continue;
                if (row.Kind == MailRowKind.Complete)
                    await CompleteAsync(context, folder, row, missingParts(row), now, cancellationToken);
                continue;
            }

            var missing = row.Kind == MailRowKind.Complete ? missingParts(row) : MailParts.Message;
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

        if (cursor.Cursor is null)
            cursor.LastFullReadAt = now;
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

    /// <summary>Items already stored, by id.</summary>
    private static async Task<Dictionary<string, Known>> FindKnownAsync(
        DeskContext context, string mailbox, List<MailRow> rows, CancellationToken cancellationToken)
    {
        var ids = rows.ConvertAll(r => r.Id);
        return await context.Inbox
            .Where(x => x.Mailbox == mailbox && ids.Contains(x.MailboxItemId))
            .Select(x => new { x.MailboxItemId, Partial = x.State == InboxState.AwaitingDetail && (x.MissingParts & (int)MailParts.Message) != 0, x.State, x.Reason })
            .ToDictionaryAsync(x => x.MailboxItemId, x => new Known(x.Partial, x.State == InboxState.Done ? x.Reason : null), StringComparer.Ordinal, cancellationToken);
    }

    /// <summary>The mail had ended because it was in another folder or deleted; the mailbox tells of it again, so it is looked for once more.</summary>
    private static async Task ReopenAsync(DeskContext context, MailFolder folder, string id, DateTimeOffset now, CancellationToken cancellationToken) =>
        await context.Inbox
            .Where(x => x.Mailbox == folder.Mailbox && x.MailboxItemId == id && x.State == InboxState.Done
                && (x.Reason == InboxReasons.MovedBeforeRead || x.Reason == InboxReasons.DeletedBeforeRead))
            .ExecuteUpdateAsync(
                s => s.SetProperty(x => x.State, InboxState.AwaitingDetail)
                    .SetProperty(x => x.Folder, folder.Name)
                    .SetProperty(x => x.MissingParts, (int)MailParts.Message)
                    .SetProperty(x => x.Outcome, (InboxOutcome?)null)
                    .SetProperty(x => x.Reason, (string?)null)
                    .SetProperty(x => x.Explanation, (string?)null)
                    .SetProperty(x => x.ProcessedAt, (DateTimeOffset?)null)
                    .SetProperty(x => x.Attempts, 0)
                    .SetProperty(x => x.NextAttemptAt, now),
                cancellationToken);

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

    /// <param name="IsPartial">The stored row is still partial.</param>
    /// <param name="EndedAs">Why it ended; null when it has not.</param>
    private readonly record struct Known(bool IsPartial, string? EndedAs)
    {
        /// <summary>A removal says nothing new of a mail that was deleted, but much of one that was moved: it may be back.</summary>
        public bool WasAway(MailRowKind told) =>
            EndedAs == InboxReasons.MovedBeforeRead || (EndedAs == InboxReasons.DeletedBeforeRead && told != MailRowKind.Removed);
    }
}
