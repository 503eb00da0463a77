using Automation.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Log.Batches;

/// <summary>
/// The mails of which the mails of a batch may be copies: same mailbox, Message-ID and sender. A copy is not taken in again, whatever it says, because lists and gateways
/// change a mail on its way; but one that says something else is told on the ticket, because broken mailers use one Message-ID for many mails.
/// </summary>
internal sealed class Originals
{
    private readonly Dictionary<(string Mailbox, string Key), Original> _known = [];

    /// <param name="cases">The mails of the batch.</param>
    public async Task LoadAsync(DeskContext context, IReadOnlyList<MailCase> cases, CancellationToken cancellationToken)
    {
        var mailboxes = cases.Select(c => c.Mail.Mailbox).Distinct(StringComparer.Ordinal).ToList();
        foreach (var keys in cases.Select(c => c.Identity.DeduplicationKey).Distinct(StringComparer.Ordinal).Chunk(500))
        {
            var found = await context.Inbox.AsNoTracking()
                .Where(x => mailboxes.Contains(x.Mailbox) && keys.Contains(x.IdentityKey))
                .Select(x => new { x.Id, x.Mailbox, x.IdentityKey, x.TicketNumber, x.MessageId })
                .ToListAsync(cancellationToken);
            var messages = found.Where(x => x.MessageId is not null).Select(x => x.MessageId!.Value).ToList();
            var texts = messages.Count == 0
                ? []
                : await context.Messages.AsNoTracking().Where(x => messages.Contains(x.Id)).Select(x => new { x.Id, x.Text }).ToDictionaryAsync(x => x.Id, x => x.Text, cancellationToken);
            var files = await KeptFiles.LoadAsync(context, messages, cancellationToken);
            foreach (var original in found)
            {
                var text = original.MessageId is { } id ? texts.GetValueOrDefault(id) : null;
                var own = original.MessageId is { } message ? files.Of(message) : [];
                foreach (var copy in cases.Where(c => c.InboxId != original.Id && (c.Mail.Mailbox, c.Identity.DeduplicationKey) == (original.Mailbox, original.IdentityKey)))
                    await files.ReadIfAlikeAsync(context, own, MailFile.Of(copy), cancellationToken);
                _known[(original.Mailbox, original.IdentityKey!)] = new Original(original.Id, original.TicketNumber, text, own);
            }
        }
    }

    /// <summary>Tickets that a copy may have to be told on.</summary>
    public IEnumerable<long> Tickets => _known.Values.Select(x => x.TicketNumber).OfType<long>();

    /// <summary>From now on the mail is the one that counts.</summary>
    public void Add(MailCase item, long? ticketNumber) =>
        _known[(item.Mail.Mailbox, item.Identity.DeduplicationKey)] = new Original(item.InboxId, ticketNumber, item.Clean.NewText, MailFile.Of(item));

    /// <summary>Null when the mail is the first.</summary>
    public Original? Find(MailCase item) =>
        _known.TryGetValue((item.Mail.Mailbox, item.Identity.DeduplicationKey), out var original) && original.InboxId != item.InboxId ? original : null;
}

/// <summary>The copy of a mail that counts.</summary>
/// <param name="Text">What was new in it, as plain text; null when it made no message.</param>
/// <param name="Files">Its attachments.</param>
internal sealed record Original(long InboxId, long? TicketNumber, string? Text, IReadOnlyList<MailFile> Files)
{
    /// <summary>Line breaks and spaces differ with every gateway and say nothing.</summary>
    public bool SaysOtherThan(MailCase copy) =>
        Text is not null && (!Words(Text).SequenceEqual(Words(copy.Clean.NewText), StringComparer.Ordinal) || !MailFile.AreSame(Files, MailFile.Of(copy)));

    public string Describe(bool saysOther)
    {
        var where = TicketNumber is { } number ? $", which is on {Automation.Tickets.History.TicketNumber.Format(number)}" : "";
        return $"It is another copy of mail {InboxId}{where}{(saysOther ? ", but its text or its attachments are different" : "")}.";
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
