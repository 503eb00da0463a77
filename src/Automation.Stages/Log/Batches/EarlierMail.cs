using Automation.Mail.Identity;
using Automation.Mail.Mailboxes;
using Automation.Storage.Database;
using Automation.Storage.Inbox;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Log.Batches;

/// <summary>
/// Mail that came earlier and cannot be logged yet: a part of it is still being fetched, or it failed and is tried again. An answer that overtakes the mail
/// it answers would open a second ticket; so it waits. Mail that is ready ends soon, if only in quarantine, however long it has waited for its turn;
/// what a mailbox still owes may never come, so that is waited for only a while.
/// </summary>
internal sealed class EarlierMail
{
    /// <summary>A mail that is still incomplete so long after it was seen is not waited for: a second ticket is better than silence.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(1);

    private readonly Dictionary<(string Mailbox, string MessageId), long> _known = [];

    /// <summary>The first mail of each mailbox that may be anything, because only its id was seen.</summary>
    private readonly Dictionary<string, long> _unread = new(StringComparer.Ordinal);

    /// <param name="batch">Ids of the mails that are being logged now, in their order.</param>
    /// <param name="answers">Those that answer something that is on no ticket; without any, nothing is asked.</param>
    public async Task LoadAsync(DeskContext context, IReadOnlySet<long> batch, IReadOnlyCollection<MailCase> answers, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (answers.Count == 0)
            return;
        var oldest = now - LongestWait;
        var last = answers.Max(a => a.InboxId);
        var mailboxes = answers.Select(a => a.Mail.Mailbox).Distinct(StringComparer.Ordinal).ToList();
        var waiting = await context.Inbox.AsNoTracking()
            .Where(x => x.Id < last && mailboxes.Contains(x.Mailbox) && (x.State == InboxState.Ready || (x.State == InboxState.AwaitingDetail && x.StoredAt > oldest)))
            .Select(x => new { x.Id, x.Mailbox, x.InternetMessageId, x.MissingParts })
            .ToListAsync(cancellationToken);
        foreach (var mail in waiting.Where(m => !batch.Contains(m.Id)))
            Add(mail.Id, mail.Mailbox, mail.InternetMessageId, ((MailParts)mail.MissingParts).HasFlag(MailParts.Message));
    }

    /// <summary>A mail of this batch failed and is tried again.</summary>
    public void Add(InboxItem failed) => Add(failed.Id, failed.Mailbox, failed.InternetMessageId, isUnread: false);

    public bool IsAwaitedBy(MailCase answer, InboxItem item)
    {
        if (answer.Keys.MessageIds.Count == 0)
            return false;
        if (_unread.TryGetValue(item.Mailbox, out var unread) && unread < item.Id)
            return true;
        foreach (var id in answer.Keys.MessageIds)
        {
            if (_known.TryGetValue((item.Mailbox, id), out var awaited) && awaited < item.Id)
                return true;
        }

        return false;
    }

    public static void Hold(InboxItem item, DateTimeOffset now) => item.NextAttemptAt = now + LookAgainAfter;

    private void Add(long id, string mailbox, string? messageId, bool isUnread)
    {
        if (MessageIds.Normalise(messageId) is { } key && (!_known.TryGetValue((mailbox, key), out var known) || id < known))
            _known[(mailbox, key)] = id;
        if (isUnread && (!_unread.TryGetValue(mailbox, out var first) || id < first))
            _unread[mailbox] = id;
    }
}
