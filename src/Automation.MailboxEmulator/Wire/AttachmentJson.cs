using System.Text.Json;
using Automation.MailboxEmulator.Mailboxes;

namespace Automation.MailboxEmulator.Wire;

/// <summary>An attachment as Graph writes it, inside an object already begun.</summary>
internal static class AttachmentJson
{
    private static readonly MessageShape InnerShape = MessageShape.Get(null, null, new Graph.Prefer(true, null, null), isTyped: true);

    /// <param name="select">Names wanted; null for all.</param>
    /// <param name="withItem">Shows the message inside an item attachment.</param>
    public static void Write(Utf8JsonWriter json, Message message, Attachment attachment, HashSet<string>? select, bool withItem)
    {
        json.WriteString("@odata.type"u8, attachment.Kind switch
        {
            AttachmentKind.Item => "#microsoft.graph.itemAttachment",
            AttachmentKind.Reference => "#microsoft.graph.referenceAttachment",
            _ => "#microsoft.graph.fileAttachment",
        });
        if (attachment.Kind == AttachmentKind.File)
            json.WriteString("@odata.mediaContentType"u8, attachment.ContentType);
        json.WriteString("id"u8, attachment.Id);
        if (Wanted("lastModifiedDateTime"))
            MessageBodyJson.WriteTime(json, "lastModifiedDateTime"u8, attachment.Modified == default ? message.Received : attachment.Modified);
        if (Wanted("name"))
            json.WriteString("name"u8, attachment.Name);
        if (Wanted("contentType"))
            json.WriteString("contentType"u8, attachment.ContentType);
        if (Wanted("size"))
            json.WriteNumber("size"u8, attachment.Size);
        if (Wanted("isInline"))
            json.WriteBoolean("isInline"u8, attachment.IsInline);
        if (attachment.Kind == AttachmentKind.File)
        {
            if (Wanted("contentId"))
                json.WriteString("contentId"u8, attachment.ContentId);
            if (Wanted("contentLocation"))
                json.WriteString("contentLocation"u8, attachment.ContentLocation);
            if (Wanted("contentBytes"))
                json.WriteBase64String("contentBytes"u8, attachment.Bytes);
        }

        if (attachment.Kind == AttachmentKind.Item && withItem)
            WriteItem(json, message, attachment);

        bool Wanted(string name) => select is null || select.Contains(name);
    }

    private static void WriteItem(Utf8JsonWriter json, Message owner, Attachment attachment)
    {
        var item = attachment.Item;
        json.WriteStartObject("item"u8);
        json.WriteString("@odata.type"u8, "#microsoft.graph.message"u8);
        // The inner message has no id of its own in Graph.
        json.WriteString("id"u8, ""u8);
        var time = item.Date ?? owner.Received;
        MessageBodyJson.WriteTime(json, "createdDateTime"u8, time);
        MessageBodyJson.WriteTime(json, "lastModifiedDateTime"u8, time);
        MessageBodyJson.WriteTime(json, "receivedDateTime"u8, time);
        MessageBodyJson.WriteTime(json, "sentDateTime"u8, time);
        json.WriteBoolean("hasAttachments"u8, item.HasAttachments);
        json.WriteString("internetMessageId"u8, item.InternetMessageId);
        json.WriteBoolean("isRead"u8, owner.IsRead);
        json.WriteBoolean("isDraft"u8, false);
        MessageBodyJson.WriteContent(json, item, InnerShape, isOwn: false);
        json.WriteEndObject();
    }
}
