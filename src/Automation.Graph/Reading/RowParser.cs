using System.Text.Json;
using Automation.Mail.Cleaning;
using Automation.Mail.Mailboxes;
using Automation.Mail.Messages;

namespace Automation.Graph.Reading;

/// <summary>Understands a stored row as a mail. What is missing or of the wrong kind is left out; only a row without an id is no mail.</summary>
internal static class RowParser
{
    /// <exception cref="MailboxDataException">Not a message.</exception>
    public static IncomingMail Parse(MailFolder folder, ReadOnlySpan<byte> row)
    {
        try
        {
            var reader = new Utf8JsonReader(row);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw new MailboxDataException($"A stored row of {folder.Mailbox} is not a message.");
            return Parse(folder, ref reader);
        }
        catch (JsonException problem)
        {
            throw new MailboxDataException($"A stored row of {folder.Mailbox} cannot be read: {problem.Message}", problem);
        }
    }

    /// <summary>Our send key among a row's extended properties; null when there is none.</summary>
    public static string? ReadSendKey(ref Utf8JsonReader reader)
    {
        string? key = null;
        if (!EnterArray(ref reader))
            return null;
        while (NextObject(ref reader))
        {
            string? id = null, value = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var (isId, isValue) = (reader.ValueTextEquals("id"u8), reader.ValueTextEquals("value"u8));
                reader.Read();
                if (isId)
                    id = JsonText.Read(ref reader);
                else if (isValue)
                    value = JsonText.Read(ref reader);
                else
                    reader.Skip();
            }

            if (id?.EndsWith(MessageFields.SendKeyName, StringComparison.OrdinalIgnoreCase) == true)
                key = value;
        }

        return key;
    }

    private static IncomingMail Parse(MailFolder folder, ref Utf8JsonReader reader)
    {
        string? id = null, messageId = null, conversation = null, subject = null, importance = null, sendKey = null;
        MailAddress? from = null, sender = null;
        IReadOnlyList<MailAddress> to = [], cc = [], replyTo = [];
        IReadOnlyList<MailHeader> headers = [];
        DateTimeOffset? received = null, sent = null;
        var body = MailBody.Empty;
        bool hasAttachments = false, isDraft = false;

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = FieldOf(ref reader);
            reader.Read();
            switch (field)
            {
                case Field.Id: id = JsonText.Read(ref reader); break;
                case Field.InternetMessageId: messageId = JsonText.Read(ref reader); break;
                case Field.ConversationId: conversation = JsonText.Read(ref reader); break;
                case Field.Subject: subject = JsonText.Read(ref reader); break;
                case Field.From: from = ReadAddress(ref reader); break;
                case Field.Sender: sender = ReadAddress(ref reader); break;
                case Field.To: to = ReadAddresses(ref reader); break;
                case Field.Cc: cc = ReadAddresses(ref reader); break;
                case Field.ReplyTo: replyTo = ReadAddresses(ref reader); break;
                case Field.Received: received = JsonText.ReadDate(ref reader); break;
                case Field.Sent: sent = JsonText.ReadDate(ref reader); break;
                case Field.HasAttachments: hasAttachments = JsonText.ReadTrue(ref reader); break;
                case Field.Importance: importance = JsonText.Read(ref reader); break;
                case Field.IsDraft: isDraft = JsonText.ReadTrue(ref reader); break;
                case Field.Body: body = ReadBody(ref reader); break;
                case Field.Headers: headers = ReadHeaders(ref reader); break;
                case Field.Extended: sendKey = ReadSendKey(ref reader); break;
                default: reader.Skip(); break;
            }
        }

        if (string.IsNullOrEmpty(id))
            throw new MailboxDataException($"A stored row of {folder.Mailbox} has no id.");

        return new IncomingMail
        {
            Mailbox = folder.Mailbox,
            Folder = folder.Name,
            Id = id,
            InternetMessageId = string.IsNullOrWhiteSpace(messageId) ? null : messageId.Trim(),
            ConversationId = string.IsNullOrEmpty(conversation) ? null : conversation,
            From = from,
            Sender = sender,
            To = to,
            Cc = cc,
            ReplyTo = replyTo,
            Subject = PlainLine.Of(subject ?? ""),
            ReceivedAt = received ?? sent ?? DateTimeOffset.UnixEpoch,
            SentAt = sent,
            Importance = importance switch
            {
                "high" or "High" => MailImportance.High,
                "low" or "Low" => MailImportance.Low,
                _ => MailImportance.Normal,
            },
            Body = body,
            Headers = headers,
            HasAttachments = hasAttachments,
            IsDraft = isDraft,
            SendKey = string.IsNullOrEmpty(sendKey) ? null : sendKey,
        };
    }

    private static Field FieldOf(ref Utf8JsonReader reader)
    {
        // By first byte, so that most names are compared once.
        var name = reader.ValueSpan;
        return name.IsEmpty ? Field.Other : name[0] switch
        {
            (byte)'i' when reader.ValueTextEquals("id"u8) => Field.Id,
            (byte)'i' when reader.ValueTextEquals("internetMessageId"u8) => Field.InternetMessageId,
            (byte)'i' when reader.ValueTextEquals("importance"u8) => Field.Importance,
            (byte)'i' when reader.ValueTextEquals("isDraft"u8) => Field.IsDraft,
            (byte)'i' when reader.ValueTextEquals("internetMessageHeaders"u8) => Field.Headers,
            (byte)'c' when reader.ValueTextEquals("conversationId"u8) => Field.ConversationId,
            (byte)'c' when reader.ValueTextEquals("ccRecipients"u8) => Field.Cc,
            (byte)'s' when reader.ValueTextEquals("subject"u8) => Field.Subject,
            (byte)'s' when reader.ValueTextEquals("sender"u8) => Field.Sender,
            (byte)'s' when reader.ValueTextEquals("sentDateTime"u8) => Field.Sent,
            (byte)'s' when reader.ValueTextEquals("singleValueExtendedProperties"u8) => Field.Extended,
            (byte)'f' when reader.ValueTextEquals("from"u8) => Field.From,
            (byte)'t' when reader.ValueTextEquals("toRecipients"u8) => Field.To,
            (byte)'r' when reader.ValueTextEquals("replyTo"u8) => Field.ReplyTo,
            (byte)'r' when reader.ValueTextEquals("receivedDateTime"u8) => Field.Received,
            (byte)'h' when reader.ValueTextEquals("hasAttachments"u8) => Field.HasAttachments,
            (byte)'b' when reader.ValueTextEquals("body"u8) => Field.Body,
            _ => Field.Other,
        };
    }

    private static MailBody ReadBody(ref Utf8JsonReader reader)
    {
        if (!EnterObject(ref reader))
            return MailBody.Empty;
        string? content = null;
        var isHtml = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isContent, isType) = (reader.ValueTextEquals("content"u8), reader.ValueTextEquals("contentType"u8));
            reader.Read();
            if (isContent)
                content = JsonText.Read(ref reader);
            else if (isType)
                isHtml = string.Equals(JsonText.Read(ref reader), "html", StringComparison.OrdinalIgnoreCase);
            else
                reader.Skip();
        }

        return string.IsNullOrEmpty(content) ? MailBody.Empty : new MailBody(content, isHtml);
    }

    private static List<MailHeader> ReadHeaders(ref Utf8JsonReader reader)
    {
        var headers = new List<MailHeader>();
        if (!EnterArray(ref reader))
            return headers;
        while (NextObject(ref reader))
        {
            string? name = null, value = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var (isName, isValue) = (reader.ValueTextEquals("name"u8), reader.ValueTextEquals("value"u8));
                reader.Read();
                if (isName)
                    name = JsonText.Read(ref reader);
                else if (isValue)
                    value = JsonText.Read(ref reader);
                else
                    reader.Skip();
            }

            if (!string.IsNullOrEmpty(name))
                headers.Add(new MailHeader(name, value ?? ""));
        }

        return headers;
    }

    private static MailAddress[] ReadAddresses(ref Utf8JsonReader reader)
    {
        if (!EnterArray(ref reader))
            return [];
        List<MailAddress>? addresses = null;
        while (NextObject(ref reader))
        {
            if (ReadAddressInside(ref reader) is { } address)
                (addresses ??= []).Add(address);
        }

        return addresses?.ToArray() ?? [];
    }

    private static MailAddress? ReadAddress(ref Utf8JsonReader reader) =>
        EnterObject(ref reader) ? ReadAddressInside(ref reader) : null;

    private static MailAddress? ReadAddressInside(ref Utf8JsonReader reader)
    {
        MailAddress? found = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isAddress = reader.ValueTextEquals("emailAddress"u8);
            reader.Read();
            if (!isAddress || !EnterObject(ref reader))
            {
                reader.Skip();
                continue;
            }

            string? name = null, address = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var (isName, isValue) = (reader.ValueTextEquals("name"u8), reader.ValueTextEquals("address"u8));
                reader.Read();
                if (isName)
                    name = JsonText.Read(ref reader);
                else if (isValue)
                    address = JsonText.Read(ref reader);
                else
                    reader.Skip();
            }

            if (!string.IsNullOrWhiteSpace(address))
                found = new MailAddress(address.Trim(), string.IsNullOrWhiteSpace(name) ? null : PlainLine.Of(name));
        }

        return found;
    }

    private static bool EnterObject(ref Utf8JsonReader reader) => Enter(ref reader, JsonTokenType.StartObject);

    private static bool EnterArray(ref Utf8JsonReader reader) => Enter(ref reader, JsonTokenType.StartArray);

    private static bool Enter(ref Utf8JsonReader reader, JsonTokenType start)
    {
        if (reader.TokenType == start)
            return true;
        reader.Skip();
        return false;
    }

    /// <summary>Goes to the next object of an array, over whatever else is in it.</summary>
    private static bool NextObject(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                return true;
            reader.Skip();
        }

        return false;
    }

    private enum Field
    {
        Other,
        Id,
        InternetMessageId,
        ConversationId,
        Subject,
        From,
        Sender,
        To,
        Cc,
        ReplyTo,
        Received,
        Sent,
        HasAttachments,
        Importance,
        IsDraft,
        Body,
        Headers,
        Extended,
    }
}
