using Automation.Mail.Threading;
using Automation.Storage.Tickets;

namespace Automation.Stages.Log.Batches;

/// <summary>Threading's view of the tickets a batch has loaded and of those its earlier mails have made.</summary>
internal sealed class BatchThreadIndex(TicketBook book) : IThreadIndex
{
    public IReadOnlyList<TicketReference> ByMessageId(string messageId) => ByKey(ThreadKeyKinds.MessageId, messageId);

    public TicketReference? BySendKey(string sendKey) => ByKey(ThreadKeyKinds.SendKey, sendKey) is [var ticket, ..] ? ticket : null;

    public IReadOnlyList<TicketReference> ByConversation(string mailbox, string conversationId) =>
        [.. book.FindByKey(ThreadKeyKinds.Conversation, conversationId)
            .Where(k => k.Mailbox == mailbox)
            .OrderByDescending(k => k.Number)
            .Select(k => ByNumber(k.Number))
            .OfType<TicketReference>()];

    public TicketReference? ByNumber(long ticketNumber)
    {
        if (book.Find(ticketNumber) is not { } found)
            return null;
        var addresses = new HashSet<string>(found.Participants, StringComparer.OrdinalIgnoreCase);
        return new TicketReference(
            ticketNumber.ToString(System.Globalization.CultureInfo.InvariantCulture), ticketNumber, addresses, [found.State.Desk]);
    }

    private IReadOnlyList<TicketReference> ByKey(string kind, string value)
    {
        var keys = book.FindByKey(kind, value);
        return keys.Count == 0 ? [] : [.. keys.Select(k => ByNumber(k.Number)).OfType<TicketReference>()];
    }
}
