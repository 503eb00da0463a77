using Automation.Mail.Sending;
using Automation.Storage.Database;
using Automation.Storage.Tickets;
using Automation.Tickets.History;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Outbox;

/// <summary>The outbox's side of sending: due rows are leased, their progress is stored before every step that cannot be taken back.</summary>
public sealed class OutboxStore(DeskDatabase database, TimeProvider time)
{
    /// <summary>Renewed at every stored step. A node that dies, or a step that hangs, is taken over after it.</summary>
    private static readonly TimeSpan LeaseTime = TimeSpan.FromMinutes(3);

    /// <summary>Times a write is tried when others change the same ticket in the same moment.</summary>
    private const int MostAttempts = 10;

    /// <summary>Leases due replies, oldest first.</summary>
    public async Task<IReadOnlyList<LeasedReply>> TakeDueAsync(string node, int count, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var now = time.GetUtcNow();
        var due = context.Outbox.WhereUnfinished().Where(x => x.NextAttemptAt <= now && (x.LeaseUntil == null || x.LeaseUntil < now));
        if (!await due.AnyAsync(cancellationToken))
            return [];
        await using var transaction = await database.Dialect.BeginWriteAsync(context, cancellationToken);
        var until = Stored(now + LeaseTime);
        var ids = await due.OrderBy(x => x.NextAttemptAt).ThenBy(x => x.Id).Select(x => x.Id).Take(count).ToListAsync(cancellationToken);
        await database.Dialect.HoldRepliesAsync(context, ids, cancellationToken);
        await due.Where(x => ids.Contains(x.Id))
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.LeaseOwner, node).SetProperty(x => x.LeaseUntil, until), cancellationToken);
        var taken = await context.Outbox.AsNoTracking()
            .Where(x => ids.Contains(x.Id) && x.LeaseOwner == node && x.LeaseUntil == until)
            .OrderBy(x => x.Id)
            .ToListAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return [.. taken.Select(x => new LeasedReply(x.Id, x.TicketNumber, node, until, new SendItem(OutboxJson.ReadMail(x.Payload), OutboxJson.ReadProgress(x.Progress))))];
    }

    /// <summary>Gives back the leases a process of this name held when it died. Call once at start, before any work.</summary>
    public async Task ReleaseLeasesAsync(string node, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        await using var transaction = await database.Dialect.BeginWriteAsync(context, cancellationToken);
        await context.Outbox.Where(x => x.LeaseOwner == node)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.LeaseOwner, (string?)null).SetProperty(x => x.LeaseUntil, (DateTimeOffset?)null), cancellationToken);
        await context.Inbox.Where(x => x.LeaseOwner == node)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.LeaseOwner, (string?)null).SetProperty(x => x.LeaseUntil, (DateTimeOffset?)null), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Stores progress in mid-attempt and renews the lease.</summary>
    /// <exception cref="LeaseLostException">The lease ended and another worker may have the reply: nothing further may be done with it.</exception>
    public Task KeepAsync(LeasedReply reply, SendProgress progress, CancellationToken cancellationToken) =>
        StoreAsync(reply, progress, release: false, cancellationToken);

    /// <summary>Stores the end of an attempt and gives the lease back. What the send taught (Message-ID, conversation) goes to the ticket in the same transaction.</summary>
    /// <exception cref="LeaseLostException">The lease ended; whoever has the reply now finds out by looking.</exception>
    public Task ReleaseAsync(LeasedReply reply, SendProgress progress, CancellationToken cancellationToken) =>
        StoreAsync(reply, progress, release: true, cancellationToken);

    public async Task<bool> HasUnconfirmedAsync(string mailbox, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        return await context.Outbox.AnyAsync(
            x => x.Mailbox == mailbox && (x.State == SendState.Accepted || x.State == SendState.Unknown || x.State == SendState.Sending),
            cancellationToken);
    }

    /// <summary>Of these send keys, the replies whose sent copy was seen: when each was decided and its copy seen.</summary>
    public async Task<IReadOnlyDictionary<string, ConfirmedReply>> ConfirmedAsync(string mailbox, IReadOnlyCollection<string> sendKeys, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var found = new Dictionary<string, ConfirmedReply>(StringComparer.Ordinal);
        foreach (var keys in sendKeys.Chunk(500))
        {
            var rows = await context.Outbox.AsNoTracking()
                .Where(x => keys.Contains(x.SendKey) && x.Mailbox == mailbox && x.State == SendState.Sent && x.Problem == null)
                .Select(x => new { x.SendKey, x.CreatedAt, x.UpdatedAt })
                .ToListAsync(cancellationToken);
            foreach (var row in rows)
                found[row.SendKey] = new ConfirmedReply(row.CreatedAt, row.UpdatedAt);
        }

        return found;
    }

    /// <summary>Newest first.</summary>
    /// <param name="before">Cursor: only items with a lower id.</param>
    public async Task<(IReadOnlyList<OutboxItem> Items, long? Next)> ListAsync(long? before, int count, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var query = context.Outbox.AsNoTracking();
        if (before is { } cursor)
            query = query.Where(x => x.Id < cursor);
        var rows = await query.OrderByDescending(x => x.Id).Take(count + 1).ToListAsync(cancellationToken);
        var more = rows.Count > count;
        if (more)
            rows.RemoveAt(count);
        return (rows, more ? rows[^1].Id : null);
    }

    public async Task<IReadOnlyDictionary<SendState, long>> CountAsync(CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        return await context.Outbox.GroupBy(x => x.State).Select(g => new { g.Key, Count = g.LongCount() }).ToDictionaryAsync(x => x.Key, x => x.Count, cancellationToken);
    }

    public async Task<bool> ExistsAsync(long id, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        return await context.Outbox.AnyAsync(x => x.Id == id, cancellationToken);
    }

    /// <summary>Lets a reply that was given up be tried again now; what may have gone is looked for first. False when it was not given up.</summary>
    public async Task<bool> RetryAsync(long id, CancellationToken cancellationToken)
    {
        var isRevived = false;
        await WriteAsync(
            async context =>
            {
                isRevived = false;
                await database.Dialect.HoldRepliesAsync(context, [id], cancellationToken);
                var item = await context.Outbox.FirstOrDefaultAsync(x => x.Id == id, cancellationToken);
                if (item is null || SendProcedure.Revive(OutboxJson.ReadProgress(item.Progress), time.GetUtcNow()) is not { } revived)
                    return;
                await FillAsync(context, item, revived, cancellationToken);
                isRevived = true;
            },
            cancellationToken);
        return isRevived;
    }

    /// <summary>The sent copies that the sync of Sent Items saw; rows already known as sent are left alone.</summary>
    public Task ConfirmAsync(IReadOnlyList<(string SendKey, SentMail Copy)> copies, CancellationToken cancellationToken) => copies.Count == 0
        ? Task.CompletedTask
        : WriteAsync(
            async context =>
            {
                var keys = copies.Select(c => c.SendKey).ToList();
                var ids = await context.Outbox.Where(x => keys.Contains(x.SendKey) && x.State != SendState.Sent).Select(x => x.Id).ToListAsync(cancellationToken);
                if (ids.Count == 0)
                    return;
                await database.Dialect.HoldRepliesAsync(context, ids, cancellationToken);
                var items = await context.Outbox.Where(x => ids.Contains(x.Id)).ToDictionaryAsync(x => x.SendKey, cancellationToken);
                foreach (var (key, copy) in copies)
                {
                    if (items.TryGetValue(key, out var item) && SendProcedure.Confirm(OutboxJson.ReadProgress(item.Progress), copy) is { } confirmed)
                        await FillAsync(context, item, confirmed, cancellationToken);
                }
            },
            cancellationToken);

    private async Task StoreAsync(LeasedReply reply, SendProgress progress, bool release, CancellationToken cancellationToken)
    {
        var until = Stored(time.GetUtcNow() + LeaseTime);
        await WriteAsync(
            async context =>
            {
                await database.Dialect.HoldRepliesAsync(context, [reply.Id], cancellationToken);
                var item = await context.Outbox.FirstAsync(x => x.Id == reply.Id, cancellationToken);

                // The fence: an attempt that outlived its lease must not go on beside the one that took over.
                if (item.LeaseOwner != reply.Node || item.LeaseUntil != reply.LeaseUntil)
                    throw new LeaseLostException(reply.Item.Mail.SendKey);

                // The sync of Sent Items may have seen the copy while this attempt was on its way: seen is proof, and stays.
                if (item.State != SendState.Sent)
                    await FillAsync(context, item, progress, cancellationToken);
                item.LeaseOwner = release ? null : reply.Node;
                item.LeaseUntil = release ? null : until;
            },
            cancellationToken);
        reply.LeaseUntil = until;
    }

    /// <summary>A mail logged in the same moment may have changed the ticket that a reply is noted on: then it is done again on what is there now.</summary>
    private async Task WriteAsync(Func<DeskContext, Task> change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var context = database.Open();
                await using var transaction = await database.Dialect.BeginWriteAsync(context, cancellationToken);
                await change(context);
                await context.SaveChangesAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return;
            }
            catch (DbUpdateException e) when (attempt < MostAttempts && !DatabaseFaults.IsOutside(e))
            {
                // Lost the race; whoever won it has committed.
            }
        }
    }

    /// <summary>PostgreSQL keeps microseconds; the lease is compared exactly.</summary>
    private static DateTimeOffset Stored(DateTimeOffset instant) => new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    private async Task FillAsync(DeskContext context, OutboxItem item, SendProgress progress, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var becameSent = progress.State == SendState.Sent && item.State != SendState.Sent;
        var becameFailed = progress.State == SendState.Failed && item.State != SendState.Failed;
        item.State = progress.State;
        item.IsFinished = progress.IsOver;
        item.Progress = OutboxJson.Write(progress);
        item.NextAttemptAt = progress.NextAttemptAt ?? now;
        item.InternetMessageId = progress.InternetMessageId;
        item.ConversationId = progress.ConversationId;
        item.Problem = progress.Problem;
        item.UpdatedAt = now;

        // Answers and bounces name these; they must be known as soon as the mail may be on its way.
        await AddThreadKeyAsync(context, item, ThreadKeyKinds.MessageId, progress.InternetMessageId, cancellationToken);
        await AddThreadKeyAsync(context, item, ThreadKeyKinds.Conversation, progress.ConversationId, cancellationToken);
        if (becameSent)
        {
            await AppendAsync(context, item, new MessageSent(item.SendKey, progress.InternetMessageId) { At = now, Actor = "system" }, cancellationToken);
            var message = await context.Messages.FirstOrDefaultAsync(x => x.SendKey == item.SendKey, cancellationToken);
            message?.InternetMessageId = progress.InternetMessageId;
        }

        if (becameFailed)
            await AppendAsync(context, item, new MessageNotSent(item.SendKey, progress.Problem) { At = now, Actor = "system" }, cancellationToken);
    }

    private static async Task AddThreadKeyAsync(DeskContext context, OutboxItem item, string kind, string? value, CancellationToken cancellationToken)
    {
        if (value is null)
            return;
        if (kind == ThreadKeyKinds.MessageId)
            value = Automation.Mail.Identity.MessageIds.Normalise(value) ?? value;
        if (await context.ThreadKeys.FindAsync([value, kind, item.Mailbox], cancellationToken) is null)
            context.ThreadKeys.Add(new ThreadKeyRow { Kind = kind, Value = value, Mailbox = item.Mailbox, TicketNumber = item.TicketNumber });
    }

    private static async Task AppendAsync(DeskContext context, OutboxItem item, TicketEvent happened, CancellationToken cancellationToken)
    {
        var book = new TicketBook();
        await book.LoadAsync(context, [], [item.TicketNumber], cancellationToken);
        if (book.Find(item.TicketNumber) is null)
            return;
        var draft = book.Continue(item.TicketNumber);
        draft.Append(happened);
        book.Keep(draft);
        book.WriteTo(context);
    }
}

/// <summary>A reply this node may work on until its lease ends.</summary>
public sealed class LeasedReply(long id, long ticketNumber, string node, DateTimeOffset leaseUntil, SendItem item)
{
    public long Id => id;

    public long TicketNumber => ticketNumber;

    public SendItem Item => item;

    internal string Node => node;

    /// <summary>As stored; the row is ours only as long as it says the same.</summary>
    internal DateTimeOffset LeaseUntil { get; set; } = leaseUntil;
}

/// <param name="DecidedAt">UTC.</param>
/// <param name="ConfirmedAt">UTC: when its sent copy was seen.</param>
public sealed record ConfirmedReply(DateTimeOffset DecidedAt, DateTimeOffset ConfirmedAt);

/// <summary>Another worker may have taken over the reply.</summary>
public sealed class LeaseLostException(string sendKey)
    : Exception($"The lease on reply {sendKey} ended before the attempt did; whoever takes it over finds out by looking what became of it.");
