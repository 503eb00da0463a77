using System.Globalization;
using System.Text;
using Automation.MailboxEmulator.Faults;
using Automation.MailboxEmulator.Graph;
using Automation.MailboxEmulator.Mailboxes;
using Automation.MailboxEmulator.Mime;

namespace Automation.MailboxEmulator.Transport;

/// <summary>Carries mail: puts raw mail into mailboxes, sends drafts, delivers what was sent, reports what could not be delivered.</summary>
internal sealed class Postman(MailboxStore mailboxes, FaultRegister faults, SendLedger ledger, EmulatorOptions options) : IDisposable
{
    /// <summary>Exchange Online: 500 recipients in one message by default.</summary>
    private const int MaxRecipients = 500;

    private readonly List<ITimer> _timers = [];

    /// <summary>Puts a mail that arrived from outside into a folder. Takes any bytes.</summary>
    public Message PutIn(Mailbox mailbox, string folderKey, byte[] raw)
    {
        var content = MimeReader.Read(raw);
        lock (mailbox.Gate)
            return Store(mailbox, mailbox.FindFolder(folderKey) ?? mailbox.WellKnown(WellKnownFolders.Inbox), raw, content);
    }

    /// <summary>Sends a draft of a mailbox. Returns when it is accepted, which is all a caller of the API learns.</summary>
    /// <exception cref="GraphException">400 without recipients, 403 for a foreign sender, 404 when it was submitted before.</exception>
    public void Submit(Mailbox mailbox, Message draft, bool saveToSentItems = true)
    {
        TimeSpan stay;
        lock (mailbox.Gate)
        {
            if (!draft.IsDraft || draft.IsSubmitted)
                throw GraphException.ItemNotFound();
            CheckSubmission(mailbox, draft);
            draft.IsSubmitted = true;
            ledger.Submitted(mailbox.Address, draft);
            var fault = faults.Of(mailbox).Take(FaultKind.DraftStaysAfterSend, RequestKinds.MessageSend);
            stay = fault is null ? options.TransportDelay : TimeSpan.FromSeconds(fault.Seconds);
        }

        if (stay <= TimeSpan.Zero)
        {
            Carry(mailbox, draft, saveToSentItems);
            return;
        }

        lock (_timers)
            _timers.Add(options.Time.CreateTimer(_ => Carry(mailbox, draft, saveToSentItems), null, stay, Timeout.InfiniteTimeSpan));
    }

    /// <summary>Hands raw mail to the mailboxes of its recipients.</summary>
    public void Deliver(Mailbox? sender, byte[] raw, IEnumerable<Party> recipients)
    {
        var arrived = WithReceived(raw);
        var done = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var party in recipients)
        {
            if (mailboxes.FindRecipient(party.Address) is { } mailbox)
            {
                // An address twice, or once with a plus, is one delivery.
                if (!done.Add(mailbox.Address))
                    continue;
                lock (mailbox.Gate)
                    Store(mailbox, mailbox.WellKnown(WellKnownFolders.Inbox), arrived, content: null);
                ledger.Delivered(mailbox.Address);
            }
            else if (sender is not null && mailboxes.OwnsDomain(party.Address) && done.Add(party.Address))
            {
                var report = NonDelivery.Report(raw, sender.Party, party, options.Time.GetUtcNow());
                lock (sender.Gate)
                    Store(sender, sender.WellKnown(WellKnownFolders.Inbox), report, content: null);
            }
        }
    }

    public void Dispose()
    {
        lock (_timers)
            _timers.ForEach(t => t.Dispose());
    }

    private void Carry(Mailbox mailbox, Message draft, bool saveToSentItems)
    {
        var now = options.Time.GetUtcNow();
        byte[] raw;
        List<Party> recipients;
        lock (mailbox.Gate)
        {
            // Deleted, or the emulator was reset, while it waited.
            if (mailbox.Find(draft.Id) != draft)
                return;
            var content = draft.Content;
            raw = MimeWriter.Write(content, draft.InternetMessageId ?? "", draft.ConversationIndex, now, draft.Properties);
            recipients = [.. content.To, .. content.Cc, .. content.Bcc];
            draft.Raw = raw;
            draft.IsDraft = false;
            draft.IsOwn = true;
            draft.IsSubmitted = false;
            draft.Sent = draft.Received = now;
            var changesId = !options.ImmutableIdSurvivesSend || faults.Of(mailbox).Fires(FaultKind.IdChangesOnSend, RequestKinds.MessageSend);
            mailbox.Move(draft, mailbox.WellKnown(WellKnownFolders.SentItems), now, newId: changesId ? mailbox.NewMessageId() : null);
            if (!saveToSentItems)
                mailbox.Remove(draft);
        }

        Deliver(mailbox, raw, recipients);
        if (faults.Of(mailbox).Fires(FaultKind.DeliveredTwice, RequestKinds.MessageSend))
            Deliver(mailbox, raw, recipients);
    }

    private void CheckSubmission(Mailbox mailbox, Message draft)
    {
        var content = draft.Content;
        var count = content.To.Count + content.Cc.Count + content.Bcc.Count;
        if (count == 0 || content.To.Concat(content.Cc).Concat(content.Bcc).Any(p => !p.Address.Contains('@', StringComparison.Ordinal)))
            throw new GraphException(400, "ErrorInvalidRecipients", "At least one recipient is not valid.");
        if (count > MaxRecipients)
            throw new GraphException(400, "ErrorExceededMaxRecipientLimit", string.Create(CultureInfo.InvariantCulture, $"The message has {count} recipients; the limit is {MaxRecipients}."));
        foreach (var party in new[] { content.From, content.Sender })
        {
            if (party is not null && !party.Is(mailbox.Address) && !options.SendAsAddresses.Contains(party.Address, StringComparer.OrdinalIgnoreCase))
            {
                throw new GraphException(403, "ErrorSendAsDenied",
                    "The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account. Cannot submit message.");
            }
        }
    }

    private Message Store(Mailbox mailbox, Folder folder, byte[] raw, MessageContent? content)
    {
        var now = options.Time.GetUtcNow();
        var (messageId, inReplyTo, references, threadIndex) = MimeReader.ReadThreading(raw);
        var (conversation, index) = Conversations.Find(mailbox, inReplyTo, references, threadIndex, now);
        var message = new Message
        {
            Id = mailbox.NewMessageId(),
            RestId = mailbox.NewRestId(),
            Folder = folder,
            Raw = raw,
            Created = now,
            Modified = now,
            Received = now,
            InternetMessageId = messageId,
            ConversationId = conversation,
            ConversationIndex = index,
        };
        if (content is not null)
            message.Content = content;
        mailbox.Add(message);
        return message;
    }

    private byte[] WithReceived(byte[] raw)
    {
        var now = options.Time.GetUtcNow().UtcDateTime.ToString("ddd, d MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture);
        var received = Encoding.ASCII.GetBytes($"Received: from mailbox-emulator.example (2001:db8::1) by inbound.example\r\n with HTTPS; {now}\r\n");
        var arrived = new byte[received.Length + raw.Length];
        received.CopyTo(arrived, 0);
        raw.CopyTo(arrived, received.Length);
        return arrived;
    }
}
