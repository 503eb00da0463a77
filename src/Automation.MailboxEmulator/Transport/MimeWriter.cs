using Automation.MailboxEmulator.Mailboxes;
using MimeKit;

namespace Automation.MailboxEmulator.Transport;

/// <summary>Writes a draft as RFC 5322 text the way it leaves the mailbox.</summary>
internal static class MimeWriter
{
    private static readonly FormatOptions Format = CreateFormat();

    public static byte[] Write(MessageContent content, string internetMessageId, byte[] threadIndex, DateTimeOffset now, IReadOnlyDictionary<string, string> properties)
    {
        using var mime = new MimeMessage();
        mime.Headers.Clear();
        if (content.From is { } from)
            mime.From.Add(Address(from));
        if (content.Sender is { } sender && content.From is { } author && !sender.Is(author.Address))
            mime.Sender = Address(sender);
        Add(mime.To, content.To);
        Add(mime.Cc, content.Cc);
        Add(mime.ReplyTo, content.ReplyTo);
        mime.Subject = content.Subject;
        mime.Headers.Add("Thread-Topic", Topic(content.Subject));
        mime.Headers.Add("Thread-Index", Convert.ToBase64String(threadIndex));
        mime.Date = now;
        // Set as raw fields: a Message-ID the caller chose need not be one that a parser likes.
        mime.Headers.Add("Message-ID", internetMessageId);
        if (content.References.Count > 0)
            mime.Headers.Add("References", string.Join("\r\n ", content.References));
        if (content.InReplyTo is { } parent)
            mime.Headers.Add("In-Reply-To", parent);
        mime.Headers.Add("Accept-Language", "en-GB, en-US");
        mime.Headers.Add("X-MS-Has-Attach", content.HasAttachments ? "yes" : "");
        if (content.Importance != Importance.Normal)
        {
            mime.Headers.Add("Importance", content.Importance == Importance.High ? "high" : "low");
            mime.Headers.Add("X-Priority", content.Importance == Importance.High ? "1" : "5");
        }

        if (content.IsReadReceiptRequested && content.From is { } asker)
            mime.Headers.Add("Disposition-Notification-To", asker.Address);
        foreach (var (name, value) in content.Headers)
            mime.Headers.Add(name, value);
        if (properties.TryGetValue(ExtendedPropertyId.AutoResponseSuppress, out var suppress) && content.Header("X-Auto-Response-Suppress") is null)
            mime.Headers.Add("X-Auto-Response-Suppress", suppress == "-1" ? "All" : suppress);
        mime.Body = Body(content);
        using var stream = new MemoryStream(content.Body.Length + 2048);
        mime.WriteTo(Format, stream);
        return stream.ToArray();
    }

    private static MimeEntity Body(MessageContent content)
    {
        MimeEntity body = new TextPart(content.BodyIsHtml ? "html" : "plain") { Text = content.Body };
        var inline = content.Attachments.Where(a => a.IsInline).ToList();
        if (inline.Count > 0)
        {
            var related = new MultipartRelated { body };
            foreach (var attachment in inline)
                related.Add(Part(attachment));
            body = related;
        }

        if (!content.HasAttachments)
            return body;
        var mixed = new Multipart("mixed") { body };
        foreach (var attachment in content.Attachments.Where(a => !a.IsInline))
            mixed.Add(Part(attachment));
        return mixed;
    }

    private static MimeEntity Part(Attachment attachment)
    {
        if (attachment.Kind == AttachmentKind.Item)
        {
            try
            {
                using var source = new MemoryStream(attachment.Bytes, writable: false);
                return new MessagePart("rfc822", MimeMessage.Load(source)) { ContentDisposition = new ContentDisposition(ContentDisposition.Attachment) { FileName = attachment.Name } };
            }
            catch (FormatException)
            {
                // Not a message after all; it travels as a file.
            }
        }

        var type = MimeKit.ContentType.TryParse(attachment.ContentType ?? "", out var parsed) ? parsed : new ContentType("application", "octet-stream");
        return new MimePart(type)
        {
            Content = new MimeContent(new MemoryStream(attachment.Bytes, writable: false)),
            ContentDisposition = new ContentDisposition(attachment.IsInline ? ContentDisposition.Inline : ContentDisposition.Attachment),
            ContentTransferEncoding = ContentEncoding.Base64,
            ContentId = attachment.ContentId is { Length: > 0 } id ? id : null,
            FileName = attachment.Name,
        };
    }

    private static void Add(InternetAddressList list, List<Party> parties)
    {
        foreach (var party in parties)
            list.Add(Address(party));
    }

    private static MailboxAddress Address(Party party) => new(party.Name == party.Address ? null : party.Name, party.Address);

    private static string Topic(string subject) =>
        subject.StartsWith("RE: ", StringComparison.OrdinalIgnoreCase) || subject.StartsWith("FW: ", StringComparison.OrdinalIgnoreCase) ? subject[4..] : subject;

    private static FormatOptions CreateFormat()
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        format.EnsureNewLine = true;
        return format;
    }
}
