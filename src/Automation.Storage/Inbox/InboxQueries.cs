using Automation.Storage.Database;
using Automation.Storage.Tickets;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Inbox;

/// <summary>Reading the inbox, for pages and the API.</summary>
public sealed class InboxQueries(DeskDatabase database, TimeProvider time)
{
    /// <summary>Newest first.</summary>
    /// <param name="before">Cursor: only items with a lower id.</param>
    public async Task<InboxPage> ListAsync(long? before, int count, InboxFilter filter, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var query = context.Inbox.AsNoTracking();
        if (filter.Outcome is { } outcome)
            query = query.Where(x => x.Outcome == outcome);
        if (filter.State is { } state)
            query = query.Where(x => x.State == state);
        if (filter.IsWaiting)
            query = query.Where(x => x.Outcome == null);
        if (filter.Mailbox is { } mailbox)
            query = query.Where(x => x.Mailbox == mailbox);
        if (before is { } cursor)
            query = query.Where(x => x.Id < cursor);
        var rows = await query.OrderByDescending(x => x.Id).Take(count + 1)
            .Select(x => new InboxEntry(
                x.Id, x.Mailbox, x.Folder, x.MailboxItemId, x.InternetMessageId, x.ReceivedAt, x.StoredAt, x.State, x.Outcome, x.Reason,
                x.Explanation, x.TicketNumber, x.Sender, x.Subject, x.Attempts, x.NextAttemptAt, x.ProcessedAt))
            .ToListAsync(cancellationToken);
        var more = rows.Count > count;
        if (more)
            rows.RemoveAt(count);
        return new InboxPage(rows, more ? rows[^1].Id : null);
    }

    /// <summary>How many mails ended how; those still on their way have no outcome.</summary>
    /// <param name="mailbox">Only of this mailbox; null: of all.</param>
    public async Task<IReadOnlyList<InboxCount>> CountAsync(string? mailbox, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var mails = mailbox is null ? context.Inbox : context.Inbox.Where(x => x.Mailbox == mailbox);
        var counts = await mails
            .GroupBy(x => new { x.Mailbox, x.State, x.Outcome, x.Reason })
            .Select(g => new { g.Key.Mailbox, g.Key.State, g.Key.Outcome, g.Key.Reason, Count = g.LongCount() })
            .ToListAsync(cancellationToken);
        return [.. counts
            .Select(x => new InboxCount(x.Mailbox, x.State, x.Outcome, x.Reason, x.Count))
            .OrderBy(x => x.Mailbox, StringComparer.Ordinal).ThenBy(x => x.Outcome).ThenBy(x => x.Reason, StringComparer.Ordinal)];
    }

    /// <summary>The mail exactly as the mailbox showed it; null when there is no such item.</summary>
    public async Task<byte[]?> FindRowAsync(long id, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        return await context.Inbox.Where(x => x.Id == id).Select(x => x.Row).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>What the rules decided of a mail, last; null when they were not asked.</summary>
    public async Task<DecisionRow?> FindDecisionAsync(long id, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        return await context.Decisions.AsNoTracking().Where(x => x.InboxId == id).OrderByDescending(x => x.At).FirstOrDefaultAsync(cancellationToken);
    }

    public async Task<bool> ExistsAsync(long id, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        return await context.Inbox.AnyAsync(x => x.Id == id, cancellationToken);
    }

    /// <summary>Lets a mail that is in quarantine, or was away when it should have been read, be tried again now. False when it is neither.</summary>
    public async Task<bool> RetryAsync(long id, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        await using var transaction = await database.Dialect.BeginWriteAsync(context, cancellationToken);
        var item = await context.Inbox.FirstOrDefaultAsync(x => x.Id == id, cancellationToken);
        if (item is null || !InboxReasons.CanBeTriedAgain(item.State, item.Reason))
            return false;
        item.State = item.MissingParts == 0 ? InboxState.Ready : InboxState.AwaitingDetail;
        item.Outcome = null;
        item.Reason = null;
        item.Explanation = null;
        item.Attempts = 0;
        item.ProcessedAt = null;
        item.NextAttemptAt = time.GetUtcNow();
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}

/// <param name="IsWaiting">Only mails without an outcome, whatever they wait for.</param>
public sealed record InboxFilter(InboxOutcome? Outcome = null, InboxState? State = null, string? Mailbox = null, bool IsWaiting = false);

/// <summary>An inbox item without its bytes.</summary>
public sealed record InboxEntry(
    long Id, string Mailbox, string Folder, string MailboxItemId, string? InternetMessageId, DateTimeOffset? ReceivedAt, DateTimeOffset StoredAt,
    InboxState State, InboxOutcome? Outcome, string? Reason, string? Explanation, long? TicketNumber, string? Sender, string? Subject,
    int Attempts, DateTimeOffset NextAttemptAt, DateTimeOffset? ProcessedAt);

public sealed record InboxPage(IReadOnlyList<InboxEntry> Items, long? Next);

public sealed record InboxCount(string Mailbox, InboxState State, InboxOutcome? Outcome, string? Reason, long Count);
