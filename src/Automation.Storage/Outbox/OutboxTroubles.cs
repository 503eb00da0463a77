using Automation.Mail.Sending;
using Automation.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Outbox;

/// <summary>What stands in the way of replies, as the rows themselves say: the same on every node and after every restart.</summary>
public sealed class OutboxTroubles(DeskDatabase database, TimeProvider time)
{
    /// <summary>A reply that failed longer ago is history: the ticket and the outbox still show it.</summary>
    private static readonly TimeSpan ShownFor = TimeSpan.FromDays(7);

    /// <summary>One entry a mailbox for what waits, and one for what was given up within the last week.</summary>
    public async Task<IReadOnlyList<OutboxTrouble>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var since = time.GetUtcNow() - ShownFor;
        var waiting = context.Outbox.AsNoTracking().WhereUnfinished().Where(x => x.Problem != null);
        var failed = context.Outbox.AsNoTracking().Where(x => x.State == SendState.Failed && x.UpdatedAt >= since);
        return
        [
            .. await GroupAsync(context, waiting, isGivenUp: false, cancellationToken),
            .. await GroupAsync(context, failed, isGivenUp: true, cancellationToken),
        ];
    }

    private static async Task<IReadOnlyList<OutboxTrouble>> GroupAsync(DeskContext context, IQueryable<OutboxItem> rows, bool isGivenUp, CancellationToken cancellationToken)
    {
        var groups = await rows
            .GroupBy(x => x.Mailbox)
            .Select(g => new { Mailbox = g.Key, Count = g.Count(), Newest = g.Max(x => x.Id) })
            .ToListAsync(cancellationToken);
        if (groups.Count == 0)
            return [];
        var ids = groups.ConvertAll(g => g.Newest);
        var examples = await context.Outbox.AsNoTracking().Where(x => ids.Contains(x.Id))
            .Select(x => new { x.Id, x.Payload, x.Problem })
            .ToDictionaryAsync(x => x.Id, cancellationToken);
        return
        [
            .. groups.Where(g => examples.ContainsKey(g.Newest)).OrderBy(g => g.Mailbox, StringComparer.Ordinal).Select(g => new OutboxTrouble(
                g.Mailbox, isGivenUp, g.Count, OutboxJson.ReadMail(examples[g.Newest].Payload).Subject, examples[g.Newest].Problem ?? "no reason given")),
        ];
    }
}

/// <summary>Replies of one mailbox that are not sent for a reason.</summary>
/// <param name="IsGivenUp">They are not tried again by themselves.</param>
/// <param name="Subject">Of the newest.</param>
/// <param name="Problem">Of the newest.</param>
public sealed record OutboxTrouble(string Mailbox, bool IsGivenUp, int Count, string Subject, string Problem);
