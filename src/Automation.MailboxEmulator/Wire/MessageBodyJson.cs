using System.Globalization;
using System.Text.Json;
using Automation.MailboxEmulator.Mailboxes;
using Automation.MailboxEmulator.Mime;

namespace Automation.MailboxEmulator.Wire;

/// <summary>The properties of a message that come from the mailbox, and those that come from the mail itself.</summary>
internal static class MessageBodyJson
{
    private static readonly ulong CreatedDateTime = MessageProperties.Bit("createdDateTime");
    private static readonly ulong LastModifiedDateTime = MessageProperties.Bit("lastModifiedDateTime");
    private static readonly ulong ChangeKey = MessageProperties.Bit("changeKey");
    private static readonly ulong Categories = MessageProperties.Bit("categories");
    private static readonly ulong ReceivedDateTime = MessageProperties.Bit("receivedDateTime");
    private static readonly ulong SentDateTime = MessageProperties.Bit("sentDateTime");
    private static readonly ulong HasAttachments = MessageProperties.Bit("hasAttachments");
    private static readonly ulong InternetMessageId = MessageProperties.Bit("internetMessageId");
    private static readonly ulong Subject = MessageProperties.Bit("subject");
    private static readonly ulong BodyPreview = MessageProperties.Bit("bodyPreview");
    private static readonly ulong ImportanceBit = MessageProperties.Bit("importance");
    private static readonly ulong ParentFolderId = MessageProperties.Bit("parentFolderId");
    private static readonly ulong ConversationId = MessageProperties.Bit("conversationId");
    private static readonly ulong ConversationIndex = MessageProperties.Bit("conversationIndex");
    private static readonly ulong IsDeliveryReceiptRequested = MessageProperties.Bit("isDeliveryReceiptRequested");
    private static readonly ulong IsReadReceiptRequested = MessageProperties.Bit("isReadReceiptRequested");
    private static readonly ulong IsRead = MessageProperties.Bit("isRead");
    private static readonly ulong IsDraft = MessageProperties.Bit("isDraft");
    private static readonly ulong WebLink = MessageProperties.Bit("webLink");
    private static readonly ulong InferenceClassification = MessageProperties.Bit("inferenceClassification");
    private static readonly ulong InternetMessageHeaders = MessageProperties.Bit("internetMessageHeaders");
    private static readonly ulong Body = MessageProperties.Bit("body");
    private static readonly ulong UniqueBody = MessageProperties.Bit("uniqueBody");
    private static readonly ulong Sender = MessageProperties.Bit("sender");
    private static readonly ulong From = MessageProperties.Bit("from");
    private static readonly ulong ToRecipients = MessageProperties.Bit("toRecipients");
    private static readonly ulong CcRecipients = MessageProperties.Bit("ccRecipients");
    private static readonly ulong BccRecipients = MessageProperties.Bit("bccRecipients");
    private static readonly ulong ReplyTo = MessageProperties.Bit("replyTo");

    public static void WriteEnvelope(Utf8JsonWriter json, Message message, MessageShape shape)
    {
        var bits = shape.Properties;
        if ((bits & CreatedDateTime) != 0)
            WriteTime(json, "createdDateTime"u8, message.Created);
        if ((bits & LastModifiedDateTime) != 0)
            WriteTime(json, "lastModifiedDateTime"u8, message.Modified);
        if ((bits & ChangeKey) != 0)
            json.WriteString("changeKey"u8, message.ChangeKey);
        if ((bits & Categories) != 0)
        {
            json.WriteStartArray("categories"u8);
            foreach (var category in message.Categories)
                json.WriteStringValue(category);
            json.WriteEndArray();
        }

        if ((bits & ReceivedDateTime) != 0)
            WriteTime(json, "receivedDateTime"u8, message.Received);
        if ((bits & SentDateTime) != 0)
            WriteTime(json, "sentDateTime"u8, message.Sent ?? message.Content.Date ?? message.Received);
        if ((bits & HasAttachments) != 0)
            json.WriteBoolean("hasAttachments"u8, message.Content.HasAttachments);
        if ((bits & InternetMessageId) != 0)
            json.WriteString("internetMessageId"u8, message.InternetMessageId);
        if ((bits & ParentFolderId) != 0)
            json.WriteString("parentFolderId"u8, message.Folder.Id);
        if ((bits & ConversationId) != 0)
            json.WriteString("conversationId"u8, message.ConversationId);
        if ((bits & ConversationIndex) != 0)
            json.WriteBase64String("conversationIndex"u8, message.ConversationIndex);
        if ((bits & IsRead) != 0)
            json.WriteBoolean("isRead"u8, message.IsRead);
        if ((bits & IsDraft) != 0)
            json.WriteBoolean("isDraft"u8, message.IsDraft);
        if ((bits & WebLink) != 0)
            json.WriteString("webLink"u8, $"https://outlook.office365.com/owa/?ItemID={Uri.EscapeDataString(message.RestId)}&exvsurl=1&viewmodel=ReadMessageItem");
        if ((bits & InferenceClassification) != 0)
            json.WriteString("inferenceClassification"u8, message.InferenceClassification);
    }

    /// <param name="isOwn">Own mail has no transport headers.</param>
    public static void WriteContent(Utf8JsonWriter json, MessageContent content, MessageShape shape, bool isOwn)
    {
        var bits = shape.Properties;
        if ((bits & Subject) != 0)
            json.WriteString("subject"u8, content.Subject);
        if ((bits & BodyPreview) != 0)
            json.WriteString("bodyPreview"u8, Text.Preview(content.Body, content.BodyIsHtml));
        if ((bits & ImportanceBit) != 0)
            json.WriteString("importance"u8, ImportanceName(content.Importance));
        if ((bits & IsDeliveryReceiptRequested) != 0)
            json.WriteBoolean("isDeliveryReceiptRequested"u8, content.IsDeliveryReceiptRequested);
        if ((bits & IsReadReceiptRequested) != 0)
            json.WriteBoolean("isReadReceiptRequested"u8, content.IsReadReceiptRequested);
        if ((bits & InternetMessageHeaders) != 0 && !isOwn && content.Headers.Count > 0)
            WriteHeaders(json, content.Headers);
        if ((bits & Body) != 0)
            WriteBody(json, "body"u8, content, shape.BodyType);
        if ((bits & UniqueBody) != 0)
            WriteBody(json, "uniqueBody"u8, content, shape.BodyType);
        if ((bits & Sender) != 0 && content.Sender is { } sender)
            WriteParty(json, "sender"u8, sender);
        if ((bits & From) != 0 && content.From is { } from)
            WriteParty(json, "from"u8, from);
        if ((bits & ToRecipients) != 0)
            WriteParties(json, "toRecipients"u8, content.To);
        if ((bits & CcRecipients) != 0)
            WriteParties(json, "ccRecipients"u8, content.Cc);
        if ((bits & BccRecipients) != 0)
            WriteParties(json, "bccRecipients"u8, content.Bcc);
        if ((bits & ReplyTo) != 0)
            WriteParties(json, "replyTo"u8, content.ReplyTo);
    }

    public static string ImportanceName(Importance importance) => importance switch
    {
        Importance.High => "high",
        Importance.Low => "low",
        _ => "normal",
    };

    /// <summary>Exchange keeps whole seconds.</summary>
    public static void WriteTime(Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset time)
    {
        Span<byte> text = stackalloc byte[20];
        time.UtcDateTime.TryFormat(text, out var written, "yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        json.WriteString(name, text[..written]);
    }

    private static void WriteHeaders(Utf8JsonWriter json, List<HeaderField> headers)
    {
        json.WriteStartArray("internetMessageHeaders"u8);
        foreach (var (name, value) in headers)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, name);
            json.WriteString("value"u8, value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteBody(Utf8JsonWriter json, ReadOnlySpan<byte> name, MessageContent content, string? asked)
    {
        var asHtml = asked is null ? content.BodyIsHtml : asked == "html";
        json.WriteStartObject(name);
        json.WriteString("contentType"u8, asHtml ? "html"u8 : "text"u8);
        json.WriteString("content"u8, (asHtml, content.BodyIsHtml) switch
        {
            (true, false) => Text.ToHtml(content.Body),
            (false, true) => HtmlText.ToText(content.Body),
            _ => content.Body,
        });
        json.WriteEndObject();
    }

    private static void WriteParties(Utf8JsonWriter json, ReadOnlySpan<byte> name, List<Party> parties)
    {
        json.WriteStartArray(name);
        foreach (var party in parties)
        {
            json.WriteStartObject();
            WriteAddress(json, party);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteParty(Utf8JsonWriter json, ReadOnlySpan<byte> name, Party party)
    {
        json.WriteStartObject(name);
        WriteAddress(json, party);
        json.WriteEndObject();
    }

    private static void WriteAddress(Utf8JsonWriter json, Party party)
    {
        json.WriteStartObject("emailAddress"u8);
        json.WriteString("name"u8, party.Name);
        json.WriteString("address"u8, party.Address);
        json.WriteEndObject();
    }
}
