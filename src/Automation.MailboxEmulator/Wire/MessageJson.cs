using System.Buffers;
using System.Text.Json;
using Automation.MailboxEmulator.Graph;
using Automation.MailboxEmulator.Mailboxes;
using Automation.MailboxEmulator.Mime;

namespace Automation.MailboxEmulator.Wire;

/// <summary>A message as Graph writes it. The mailbox's gate must be held.</summary>
internal static class MessageJson
{
    /// <summary>Writes one row of a list from the cache when it is there.</summary>
    public static void WriteRow(Utf8JsonWriter json, Mailbox mailbox, Message message, MessageShape shape, string baseUrl)
    {
        if (message.Cached(shape) is { } written)
        {
            json.WriteRawValue(written, skipInputValidation: true);
            return;
        }

        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var row = new Utf8JsonWriter(buffer, JsonWriting.Options))
        {
            row.WriteStartObject();
            WriteProperties(row, mailbox, message, shape, baseUrl);
            row.WriteEndObject();
        }

        // Rows with attachments are large and hold links of this caller.
        if (!shape.WithAttachments)
            message.Cache(shape, buffer.WrittenSpan.ToArray());
        json.WriteRawValue(buffer.WrittenSpan, skipInputValidation: true);
    }

    public static GraphResponse Entity(int status, GraphRequest request, Mailbox mailbox, Message message, MessageShape shape)
    {
        var response = GraphResponse.Json(status, json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", $"{request.BaseUrl}/$metadata#users('{mailbox.UserId}')/messages/$entity");
            WriteProperties(json, mailbox, message, shape, request.BaseUrl);
            json.WriteEndObject();
        });
        Applied(response, request.Prefer);
        return response;
    }

    public static void Applied(GraphResponse response, Prefer prefer)
    {
        if (prefer.Applied is { } applied)
            response.Headers.Add(("Preference-Applied", applied));
    }

    public static string IdOf(Message message, MessageShape shape) => shape.ImmutableId ? message.Id : message.RestId;

    private static void WriteProperties(Utf8JsonWriter json, Mailbox mailbox, Message message, MessageShape shape, string baseUrl)
    {
        if (shape.IsTyped)
            json.WriteString("@odata.type"u8, "#microsoft.graph.message"u8);
        json.WriteString("@odata.etag"u8, $"W/\"{message.ChangeKey}\"");
        json.WriteString("id"u8, IdOf(message, shape));
        MessageBodyJson.WriteEnvelope(json, message, shape);
        MessageBodyJson.WriteContent(json, message.Content, shape, isOwn: message.IsOwn || message.IsDraft);
        if (shape.Has("flag"))
        {
            json.WriteStartObject("flag"u8);
            json.WriteString("flagStatus"u8, message.FlagStatus);
            json.WriteEndObject();
        }

        if (shape.ExtendedProperties is { } wanted)
            WriteExtendedProperties(json, message, wanted);
        if (shape.WithAttachments)
        {
            json.WriteString("attachments@odata.context", $"{baseUrl}/$metadata#users('{mailbox.UserId}')/messages('{IdOf(message, shape)}')/attachments");
            json.WriteStartArray("attachments"u8);
            foreach (var attachment in message.Content.Attachments)
            {
                json.WriteStartObject();
                AttachmentJson.Write(json, message, attachment, select: null, withItem: shape.WithItems);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
    }

    private static void WriteExtendedProperties(Utf8JsonWriter json, Message message, IReadOnlyList<string> wanted)
    {
        var started = false;
        foreach (var id in wanted)
        {
            if (ExtendedValue(message, id) is not { } value)
                continue;
            if (!started)
                json.WriteStartArray("singleValueExtendedProperties"u8);
            started = true;
            json.WriteStartObject();
            json.WriteString("id"u8, id);
            json.WriteString("value"u8, value);
            json.WriteEndObject();
        }

        if (started)
            json.WriteEndArray();
    }

    private static string? ExtendedValue(Message message, string id)
    {
        if (message.Properties.TryGetValue(id, out var value))
            return value;
        return id switch
        {
            ExtendedPropertyId.MessageClass => message.Content.Class,
            ExtendedPropertyId.InternetMessageId => message.InternetMessageId,
            ExtendedPropertyId.TransportHeaders when !message.IsOwn && !message.IsDraft =>
                Text.Clean(string.Concat(message.Content.Headers.Select(h => $"{h.Name}: {h.Value}\r\n"))),
            _ => null,
        };
    }
}
