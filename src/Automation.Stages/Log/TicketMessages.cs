using System.Net;
using Automation.Mail.Identity;
using Automation.Mail.Messages;
using Automation.Storage.Tickets;

namespace Automation.Stages.Log;

/// <summary>Makes the message on the ticket that a mail becomes, with its attachments and the signs by which later mail finds it.</summary>
internal static class TicketMessages
{
    public static Guid Add(MailWork work, TicketDraft ticket)
    {
        var (mail, clean) = (work.Case.Mail, work.Case.Clean);
        var id = work.Ids.NewGuid();
        var inline = clean.InlineImages.Select(i => (i.ContentId, Row: Attachment(work, id, i.Attachment, isInline: true))).ToList();
        ticket.Attachments.AddRange(inline.Select(i => i.Row));
        ticket.Attachments.AddRange(clean.Attachments.Select(a => Attachment(work, id, a, isInline: false)));
        ticket.Messages.Add(new MessageRow
        {
            Id = id,
            TicketNumber = ticket.State.Number,
            Direction = MessageDirection.Incoming,
            InboxId = work.Case.InboxId,
            InternetMessageId = work.Case.Identity.MessageId,
            MailboxItemId = mail.Id,
            Sender = work.Case.Writer.Address,
            SenderName = work.Case.Writer.Name,
            Recipients = string.Join('\n', mail.To.Concat(mail.Cc).Select(a => a.Address)),
            Subject = mail.Subject,
            Html = WithImages(clean.NewHtml, inline),
            QuotedHtml = clean.QuotedHtml.Length == 0 ? null : WithImages(clean.QuotedHtml, inline),
            SignatureHtml = clean.SignatureHtml.Length == 0 ? null : WithImages(clean.SignatureHtml, inline),
            Text = clean.NewText,
            MailClass = work.Case.Automatic.Class.ToString(),
            Language = work.Case.Language,
            At = mail.ReceivedAt,
        });
        Key(ThreadKeyKinds.MessageId, work.Case.Identity.MessageId);
        if (MessageIds.Normalise(mail.Header("Message-ID")) is { } original)
            Key(ThreadKeyKinds.MessageId, original);
        if (!string.IsNullOrWhiteSpace(mail.ConversationId))
            Key(ThreadKeyKinds.Conversation, mail.ConversationId);
        work.MessageId = id;
        return id;

        // The mailbox may show another Message-ID than the header's; answers can name either.
        void Key(string kind, string value) =>
            ticket.ThreadKeys.Add(new ThreadKeyRow { Kind = kind, Value = value, Mailbox = mail.Mailbox, TicketNumber = ticket.State.Number });
    }

    internal static string NameOf(IncomingAttachment attachment) => string.IsNullOrWhiteSpace(attachment.Name) ? "unnamed" : attachment.Name;

    /// <summary>Bytes of the content, or what the mailbox reported.</summary>
    internal static long SizeOf(IncomingAttachment attachment) => attachment.Content?.Length ?? attachment.Size;

    private static AttachmentRow Attachment(MailWork work, Guid message, IncomingAttachment attachment, bool isInline) => new()
    {
        Id = work.Ids.NewGuid(),
        MessageId = message,
        Name = NameOf(attachment),
        ContentType = attachment.ContentType,
        Size = SizeOf(attachment),
        ContentId = attachment.ContentId,
        IsInline = isInline,
        Content = attachment.Content?.ToArray(),
        NotKeptReason = attachment.Content is null ? attachment.NotFetchedReason ?? "The content was not fetched." : null,
    };

    /// <summary>Shows inline images from our own store; the cleaner has normalised every reference to <c>src="cid:…"</c>.</summary>
    private static string WithImages(string html, List<(string ContentId, AttachmentRow Row)> inline)
    {
        foreach (var (contentId, row) in inline)
        {
            if (row.Content is not null)
                html = html.Replace($"src=\"cid:{WebUtility.HtmlEncode(contentId)}\"", $"src=\"/api/attachments/{row.Id}\"", StringComparison.OrdinalIgnoreCase);
        }

        return html;
    }
}
