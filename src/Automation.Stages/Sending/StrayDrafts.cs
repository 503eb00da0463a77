using Automation.Mail.Mailboxes;
using Automation.Mail.Sending;
using Automation.Storage.Outbox;
using Microsoft.Extensions.Logging;

namespace Automation.Stages.Sending;

/// <summary>
/// Clears away drafts that were left behind when a reply's draft was made twice: a person who finds one might send it, and the requester would have the answer a second time.
/// Only what nobody wrote on goes, and only when the reply's sent copy was seen long ago: what is still a draft then is another one. What waits, was given up, is not ours or was changed later than it takes to make a draft stays.
/// </summary>
public sealed class StrayDrafts(IDraftFolder drafts, OutboxStore outbox, TimeProvider time, ILogger<StrayDrafts> logger)
{
    /// <summary>Right after a send the mailbox may still show the draft beside the sent copy, and a second draft may be shown late.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromHours(1);

    /// <summary>Making a draft takes several requests, and attachments some more; what changed it later was not the desk.</summary>
    public static readonly TimeSpan LongestMaking = TimeSpan.FromMinutes(2);

    /// <summary>How far the mailbox's clock may be behind ours.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <returns>How many were deleted.</returns>
    /// <exception cref="MailboxException">The mailbox did not answer; the rest is cleared away next time.</exception>
    public async Task<int> SweepAsync(string mailbox, CancellationToken cancellationToken)
    {
        var settled = time.GetUtcNow() - Settled;
        var old = (await drafts.ListAsync(mailbox, cancellationToken)).Where(d => d.CreatedAt < settled && d.ModifiedAt - d.CreatedAt <= LongestMaking).ToList();
        if (old.Count == 0)
            return 0;

        var confirmed = await outbox.ConfirmedAsync(mailbox, [.. old.Select(d => d.SendKey).Distinct()], cancellationToken);
        var removed = 0;
        foreach (var draft in old)
        {
            // A draft older than the decision belongs to another reply of that key: a desk that was set up anew, or restored from a copy.
            if (!confirmed.TryGetValue(draft.SendKey, out var reply) || reply.ConfirmedAt >= settled || draft.CreatedAt < reply.DecidedAt - ClockSkew)
                continue;
            if (!await drafts.RemoveAsync(mailbox, draft, cancellationToken))
                continue;
            removed++;
            logger.LogInformation("{Mailbox}: a second draft of the mail {SendKey}, which was sent, was deleted.", mailbox, draft.SendKey);
        }

        return removed;
    }
}
