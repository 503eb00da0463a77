namespace Automation.Mail.Threading;

/// <summary>
/// What the host already knows, loaded for the keys of a batch before any mail of it is resolved; so lookups are plain and need no await.
/// A merged ticket answers with the one it was merged into. A mail logged earlier in the same batch must be found too.
/// </summary>
public interface IThreadIndex
{
    /// <summary>Tickets that have a message with this normalised Message-ID, received or sent; one mail can be on a ticket of each of two desks.</summary>
    IReadOnlyList<TicketReference> ByMessageId(string messageId);

    /// <summary>The ticket a reply with this send key was sent for.</summary>
    TicketReference? BySendKey(string sendKey);

    /// <summary>Tickets with a message of this conversation in this mailbox, the most recent first.</summary>
    IReadOnlyList<TicketReference> ByConversation(string mailbox, string conversationId);

    TicketReference? ByNumber(long ticketNumber);
}

/// <summary>A ticket as far as threading needs it.</summary>
/// <param name="Id">The ticket's own id, whatever the host uses; not interpreted here.</param>
/// <param name="Number">What people see.</param>
/// <param name="Addresses">Requester, watchers and everybody who has written or been written to; lower case or with an ignoring comparer.</param>
/// <param name="Mailboxes">Mailboxes whose mail may be added, lower case.</param>
public sealed record TicketReference(string Id, long Number, IReadOnlySet<string> Addresses, IReadOnlyList<string> Mailboxes)
{
    public bool HasAddress(string address) => Addresses.Contains(address) || Addresses.Contains(address.ToLowerInvariant());

    public bool AcceptsMailbox(string mailbox) => Mailboxes.Contains(mailbox, StringComparer.OrdinalIgnoreCase);
}
