using Automation.Mail.Mailboxes;
using Automation.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Inbox;

/// <summary>The second look's side of the inbox: items that lack something are leased, fetched without a transaction, and given back complete.</summary>
public sealed class InboxDetails(DeskDatabase database, TimeProvider time)
{
    /// <summary>A node that dies in the middle of a fetch blocks its items for this long at most.</summary>
    private static readonly TimeSpan LeaseTime = TimeSpan.FromMinutes(5);

    /// <summary>Takes up to <paramref name="count"/> items of one folder of a mailbox that wait for a second look, those that wait longest for their turn first.</summary>
    public async Task<IReadOnlyList<PendingDetail>> TakeAsync(string mailbox, string node, int count, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var now = time.GetUtcNow();
        var waiting = context.Inbox.Where(x => x.Mailbox == mailbox && x.State == InboxState.AwaitingDetail && x.NextAttemptAt <= now
            && (x.LeaseUntil == null || x.LeaseUntil < now || x.LeaseOwner == node));
        var first = await waiting.OrderBy(x => x.NextAttemptAt).ThenBy(x => x.Id).Select(x => x.Folder).FirstOrDefaultAsync(cancellationToken);
        if (first is null)
            return [];
        await using var transaction = await database.Dialect.BeginWriteAsync(context, cancellationToken);
        var ids = await waiting.Where(x => x.Folder == first).OrderBy(x => x.NextAttemptAt).ThenBy(x => x.Id).Select(x => x.Id).Take(count).ToListAsync(cancellationToken);
        var until = now + LeaseTime;
        await waiting.Where(x => ids.Contains(x.Id))
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.LeaseOwner, node).SetProperty(x => x.LeaseUntil, until), cancellationToken);
        var taken = await context.Inbox.AsNoTracking()
            .Where(x => ids.Contains(x.Id) && x.LeaseOwner == node && x.LeaseUntil == until)
            .OrderBy(x => x.Id)
            .Select(x => new PendingDetail(x.Id, x.Mailbox, x.Folder, x.MailboxItemId, (MailParts)x.MissingParts, x.Attempts))
            .ToListAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return taken;
    }

    /// <summary>
    /// Stores what was found and lets the items go on to processing, or sets their next attempt. An item that went on in the meantime (the sync showed it complete,
    /// or another node looked after our lease ended) is left alone: it may have its outcome already.
    /// </summary>
    public async Task StoreAsync(IReadOnlyList<FetchedDetail> fetched, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        await using var transaction = await database.Dialect.BeginWriteAsync(context, cancellationToken);
        var ids = fetched.Select(f => f.InboxId).ToList();
        var waiting = context.Inbox.Where(x => ids.Contains(x.Id) && x.State == InboxState.AwaitingDetail);

        // Giving back the leases first locks the rows, so that what is read next stays true until the commit.
        await waiting.ExecuteUpdateAsync(s => s.SetProperty(x => x.LeaseOwner, (string?)null).SetProperty(x => x.LeaseUntil, (DateTimeOffset?)null), cancellationToken);
        var items = await waiting.ToDictionaryAsync(x => x.Id, cancellationToken);
        foreach (var detail in fetched)
        {
            if (!items.TryGetValue(detail.InboxId, out var item))
                continue;
            if (detail.Row is { } row)
                item.Row = row;
            if (detail.InternetMessageId is not null)
                item.InternetMessageId = detail.InternetMessageId;
            if (detail.ReceivedAt is not null)
                item.ReceivedAt = detail.ReceivedAt;
            item.Detail = detail.Data ?? item.Detail;
            item.MissingParts = (int)detail.StillMissing;
            item.Explanation = detail.Problem;
            if (detail.NextAttemptAt is { } next)
            {
                item.Attempts++;
                item.NextAttemptAt = next;
            }
            else if (detail.QuarantineReason is not null)
            {
                item.State = InboxState.Quarantined;
                item.Outcome = InboxOutcome.Quarantined;
                item.Reason = detail.QuarantineReason;
                item.ProcessedAt = time.GetUtcNow();
            }
            else if (detail.IgnoredReason is not null)
            {
                item.State = InboxState.Done;
                item.Outcome = InboxOutcome.Ignored;
                item.Reason = detail.IgnoredReason;
                item.ProcessedAt = time.GetUtcNow();
            }
            else if (detail.StillMissing == MailParts.None)
            {
                item.State = InboxState.Ready;
                item.Attempts = 0;
                item.NextAttemptAt = time.GetUtcNow();
            }
        }

        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}

/// <summary>An inbox item that waits for a second look.</summary>
public sealed record PendingDetail(long InboxId, string Mailbox, string Folder, string MailboxItemId, MailParts Missing, int Attempts);

/// <summary>What a second look brought.</summary>
/// <param name="StillMissing">Parts to fetch in another look; None lets the item go on.</param>
/// <param name="NextAttemptAt">Set when it has to be tried again after a failure. Without it, and with parts still missing, it was not tried and is the next one's turn.</param>
/// <param name="IgnoredReason">Set when the mail ends here, by name.</param>
public sealed record FetchedDetail(
    long InboxId,
    byte[]? Row,
    string? InternetMessageId,
    DateTimeOffset? ReceivedAt,
    byte[]? Data,
    MailParts StillMissing,
    string? Problem,
    DateTimeOffset? NextAttemptAt,
    string? IgnoredReason)
{
    /// <summary>Set when the mail could not be read for so long that an administrator has to look.</summary>
    public string? QuarantineReason { get; init; }
}
