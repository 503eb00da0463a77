using Automation.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Inbox;

/// <summary>What stands in the way of mail, as the rows themselves say: the same on every node and after every restart.</summary>
public sealed class InboxTroubles(DeskDatabase database, TimeProvider time)
{
    /// <summary>What went into quarantine longer ago is history: the inbox still shows it.</summary>
    private static readonly TimeSpan QuarantineShownFor = TimeSpan.FromDays(7);

    /// <summary>Mail without an outcome for so long.</summary>
    public static readonly TimeSpan PatienceWithMail = TimeSpan.FromMinutes(2);

    /// <summary>At most two entries a mailbox: what waits too long, and what is in quarantine.</summary>
    public async Task<IReadOnlyList<InboxTrouble>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var now = time.GetUtcNow();
        var (late, recent) = (now - PatienceWithMail, now - QuarantineShownFor);
        var waiting = context.Inbox.AsNoTracking().Where(x => (x.State == InboxState.Ready || x.State == InboxState.AwaitingDetail) && x.StoredAt < late);
        var quarantined = context.Inbox.AsNoTracking().Where(x => x.State == InboxState.Quarantined && x.ProcessedAt >= recent);
        return
        [
            .. await GroupAsync(context, waiting, isQuarantined: false, cancellationToken),
            .. await GroupAsync(context, quarantined, isQuarantined: true, cancellationToken),
        ];
    }

    /// <summary>Mailboxes with mail that lacks something and may be looked at now.</summary>
    public async Task<IReadOnlyList<string>> MailboxesToLookAtAsync(CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var now = time.GetUtcNow();
        return await context.Inbox.Where(x => x.State == InboxState.AwaitingDetail && x.NextAttemptAt <= now).Select(x => x.Mailbox).Distinct().ToListAsync(cancellationToken);
    }

    private static async Task<IReadOnlyList<InboxTrouble>> GroupAsync(DeskContext context, IQueryable<InboxItem> rows, bool isQuarantined, CancellationToken cancellationToken)
    {
        var groups = await rows
            .GroupBy(x => x.Mailbox)
            .Select(g => new { Mailbox = g.Key, Count = g.Count(), Oldest = g.Min(x => x.Id), Newest = g.Max(x => x.Id), Since = g.Min(x => x.StoredAt) })
            .ToListAsync(cancellationToken);
        if (groups.Count == 0)
            return [];
        var ids = groups.ConvertAll(g => isQuarantined ? g.Newest : g.Oldest);
        var examples = await context.Inbox.AsNoTracking().Where(x => ids.Contains(x.Id))
            .Select(x => new { x.Mailbox, x.Subject, x.Explanation })
            .ToDictionaryAsync(x => x.Mailbox, StringComparer.Ordinal, cancellationToken);
        return
        [
            .. groups.Where(g => examples.ContainsKey(g.Mailbox)).OrderBy(g => g.Mailbox, StringComparer.Ordinal).Select(g => new InboxTrouble(
                g.Mailbox, isQuarantined, g.Count, g.Since, examples[g.Mailbox].Subject, examples[g.Mailbox].Explanation)),
        ];
    }
}

/// <summary>Mails of one mailbox that do not go on.</summary>
/// <param name="Since">When the oldest was taken in.</param>
/// <param name="Subject">Of the oldest that waits, or of the newest in quarantine; null when it is not known yet.</param>
/// <param name="Explanation">Of the same one.</param>
public sealed record InboxTrouble(string Mailbox, bool IsQuarantined, int Count, DateTimeOffset Since, string? Subject, string? Explanation);
