using Automation.Mail.Identity;
using Automation.Storage.Database;
using Automation.Storage.Inbox;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Log.Batches;

/// <summary>
/// Mails that mails of a batch answer and that are in the inbox but not logged yet: another node has them in hand, or their attachments are still being fetched.
/// An answer logged before them would become a ticket of its own; so it waits for them, within reason.
/// </summary>
internal sealed class UnloggedOriginals
{
    /// <summary>An original may fail for good; its answer must not wait for ever.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly HashSet<(string Mailbox, string MessageId)> _waiting = [];

    /// <summary>How long an answer waits before it is looked at again.</summary>
    public static TimeSpan Pause { get; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// To be loaded before the tickets: an original that is logged in between is then found with its ticket, and not missed by both.
    /// Batches without answers to unknown mails cost no query.
    /// </summary>
    public static async Task<UnloggedOriginals> LoadAsync(DeskContext context, IReadOnlyList<MailCase> cases, CancellationToken cancellationToken)
    {
        var originals = new UnloggedOriginals();
        var answered = cases.SelectMany(AnsweredBy).ToHashSet(StringComparer.Ordinal);
        answered.ExceptWith(cases.Select(c => c.Identity.MessageId.ToLowerInvariant()));
        var inHand = cases.Select(c => c.InboxId).ToHashSet();
        foreach (var ids in answered.Chunk(500))
        {
#pragma warning disable CA1304, CA1311 // Translated to SQL lower().
            var found = await context.Inbox.AsNoTracking()
                .Where(x => (x.State == InboxState.Ready || x.State == InboxState.AwaitingDetail) && ids.Contains(x.InternetMessageId!.ToLower()))
                .Select(x => new { x.Id, x.Mailbox, x.InternetMessageId })
                .ToListAsync(cancellationToken);
#pragma warning restore CA1304, CA1311
            foreach (var original in found.Where(o => !inHand.Contains(o.Id)))
                originals._waiting.Add((original.Mailbox, MessageIds.Normalise(original.InternetMessageId)!.ToLowerInvariant()));
        }

        return originals;
    }

    /// <summary>Whether a mail answers one of them and should wait for it.</summary>
    /// <param name="storedAt">When the mail came into the inbox.</param>
    public bool HoldBack(MailCase item, DateTimeOffset storedAt, DateTimeOffset now) =>
        _waiting.Count > 0 && now - storedAt < Longest && AnsweredBy(item).Any(id => _waiting.Contains((item.Mail.Mailbox, id)));

    /// <summary>A mail of the batch failed and will be tried again; the answers to it that follow in the batch wait too.</summary>
    public void Add(MailCase failed) => _waiting.Add((failed.Mail.Mailbox, failed.Identity.MessageId.ToLowerInvariant()));

    /// <summary>Compared without case: the database is asked for it so, and a wait too many costs a second.</summary>
    private static IEnumerable<string> AnsweredBy(MailCase item) =>
        item.Keys.MessageIds.Take(ConversationHold.MostReferences).Select(id => id.ToLowerInvariant());
}
