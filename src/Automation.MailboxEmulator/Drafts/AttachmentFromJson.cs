using System.Globalization;
using System.Text.Json;
using Automation.MailboxEmulator.Graph;
using Automation.MailboxEmulator.Mailboxes;
using Automation.MailboxEmulator.Transport;

namespace Automation.MailboxEmulator.Drafts;

/// <summary>An attachment that a caller adds to a draft.</summary>
internal static class AttachmentFromJson
{
    /// <summary>Larger files need an upload session (Microsoft's page on large attachments: 3 MB).</summary>
    public const int MaxBytes = 3 * 1024 * 1024;

    /// <exception cref="GraphException">400 or 413.</exception>
    public static Attachment Read(JsonElement json, Mailbox mailbox, DateTimeOffset now)
    {
        var type = Json.Text(json, "@odata.type") ?? "#microsoft.graph.fileAttachment";
        var name = Json.Text(json, "name") ?? throw new GraphException(400, "ErrorPropertyValidationFailure", "The attachment needs a name.");
        if (type.EndsWith("referenceAttachment", StringComparison.OrdinalIgnoreCase))
            return new Attachment { Id = mailbox.NewAttachmentId(), Kind = AttachmentKind.Reference, Name = name, Modified = now };
        if (type.EndsWith("itemAttachment", StringComparison.OrdinalIgnoreCase))
        {
            var item = Json.Get(json, "item") ?? throw new GraphException(400, "ErrorPropertyValidationFailure", "An item attachment needs its item.");
            return new Attachment { Id = mailbox.NewAttachmentId(), Kind = AttachmentKind.Item, Name = name, Bytes = ItemBytes(item, mailbox, now), Modified = now };
        }

        byte[] bytes;
        try
        {
            bytes = Json.Get(json, "contentBytes") is { ValueKind: JsonValueKind.String } content ? content.GetBytesFromBase64() : [];
        }
        catch (FormatException)
        {
            throw GraphException.BadRequest("Cannot convert the literal to the expected type 'Edm.Binary'.");
        }

        if (bytes.Length > MaxBytes)
            throw new GraphException(413, "ErrorMessageSizeExceeded", string.Create(CultureInfo.InvariantCulture, $"The attachment of {bytes.Length} bytes is over the limit of {MaxBytes}; use an upload session."));
        return new Attachment
        {
            Id = mailbox.NewAttachmentId(),
            Kind = AttachmentKind.File,
            Name = name,
            ContentType = Json.Text(json, "contentType") ?? "application/octet-stream",
            ContentId = Json.Text(json, "contentId"),
            ContentLocation = Json.Text(json, "contentLocation"),
            IsInline = Json.Flag(json, "isInline") ?? false,
            Bytes = bytes,
            Modified = now,
        };
    }

    private static byte[] ItemBytes(JsonElement item, Mailbox mailbox, DateTimeOffset now)
    {
        var message = DraftMaker.Blank(mailbox, mailbox.WellKnown(WellKnownFolders.Drafts), now);
        DraftJson.Apply(message, item, DraftJson.Occasion.Create, mailbox, now);
        return MimeWriter.Write(message.Content, message.InternetMessageId ?? "", message.ConversationIndex, now, message.Properties);
    }
}
