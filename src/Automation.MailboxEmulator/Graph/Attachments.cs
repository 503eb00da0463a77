using Automation.MailboxEmulator.Drafts;
using Automation.MailboxEmulator.Faults;
using Automation.MailboxEmulator.Mailboxes;
using Automation.MailboxEmulator.Wire;

namespace Automation.MailboxEmulator.Graph;

/// <summary>Attachments of a message.</summary>
internal sealed class Attachments(MessageActions messages, FaultRegister faults, EmulatorOptions options)
{
    public GraphResponse List(GraphRequest request, Mailbox mailbox, string messageId)
    {
        lock (mailbox.Gate)
        {
            var message = messages.Find(mailbox, messageId);
            var selected = Selected(request);
            var withItem = WithItem(request);
            return GraphResponse.Json(200, json =>
            {
                json.WriteStartObject();
                json.WriteString("@odata.context", Context(request, mailbox, messageId));
                json.WriteStartArray("value");
                foreach (var attachment in message.Content.Attachments)
                {
                    json.WriteStartObject();
                    AttachmentJson.Write(json, message, attachment, selected, withItem);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
        }
    }

    public GraphResponse Get(GraphRequest request, Mailbox mailbox, string messageId, string id)
    {
        lock (mailbox.Gate)
        {
            var message = messages.Find(mailbox, messageId);
            return Entity(request, mailbox, message, messageId, Find(message, id), 200);
        }
    }

    /// <summary>The bytes of a file, the MIME of an item; a reference has nothing to give.</summary>
    public GraphResponse Value(Mailbox mailbox, string messageId, string id)
    {
        lock (mailbox.Gate)
        {
            var attachment = Find(messages.Find(mailbox, messageId), id);
            return attachment.Kind switch
            {
                AttachmentKind.Reference => throw new GraphException(405, "ErrorInvalidRequest", "The OData request is not supported: a reference attachment has no value."),
                AttachmentKind.Item => GraphResponse.Bytes("text/plain", attachment.Bytes),
                _ => GraphResponse.Bytes(attachment.ContentType is { Length: > 0 } type && !type.Any(char.IsControl) ? type : "application/octet-stream", attachment.Bytes),
            };
        }
    }

    public GraphResponse Add(GraphRequest request, Mailbox mailbox, string messageId)
    {
        var json = request.Json();
        lock (mailbox.Gate)
        {
            var message = messages.Find(mailbox, messageId);
            CheckDraft(message);
            var now = options.Time.GetUtcNow();
            var attachment = AttachmentFromJson.Read(json, mailbox, now);
            mailbox.Change(message, now, m => m.Content.Attachments.Add(attachment));
            if (faults.Of(mailbox).Take(FaultKind.NotFoundAfterAttach, RequestKinds.AttachmentAdd) is { } hidden)
                message.NotFoundUntil = now.AddSeconds(hidden.Seconds);
            return Entity(request, mailbox, message, messageId, attachment, 201);
        }
    }

    public GraphResponse Delete(Mailbox mailbox, string messageId, string id)
    {
        lock (mailbox.Gate)
        {
            var message = messages.Find(mailbox, messageId);
            CheckDraft(message);
            var attachment = Find(message, id);
            mailbox.Change(message, options.Time.GetUtcNow(), m => m.Content.Attachments.Remove(attachment));
            return GraphResponse.Empty(204);
        }
    }

    /// <exception cref="GraphException">400 when the message was sent or received.</exception>
    public static void CheckDraft(Message message)
    {
        if (!message.IsDraft || message.IsSubmitted)
            throw new GraphException(400, "ErrorInvalidOperation", "Attachments can only be changed while the message is a draft.");
    }

    private static Attachment Find(Message message, string id) =>
        message.Content.Attachments.Find(a => a.Id.Equals(id, StringComparison.Ordinal)) ?? throw GraphException.ItemNotFound();

    private static GraphResponse Entity(GraphRequest request, Mailbox mailbox, Message message, string messageId, Attachment attachment, int status) =>
        GraphResponse.Json(status, json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", Context(request, mailbox, messageId) + "/$entity");
            AttachmentJson.Write(json, message, attachment, Selected(request), WithItem(request));
            json.WriteEndObject();
        });

    private static string Context(GraphRequest request, Mailbox mailbox, string messageId) =>
        $"{request.BaseUrl}/$metadata#users('{mailbox.UserId}')/messages('{Uri.EscapeDataString(messageId)}')/attachments";

    private static bool WithItem(GraphRequest request) => request.Option("expand")?.Contains("itemattachment/item", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Properties of the derived types come as <c>microsoft.graph.fileAttachment/contentId</c>.</summary>
    private static HashSet<string>? Selected(GraphRequest request) =>
        request.Option("select") is { } select
            ? new HashSet<string>(select.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(n => n[(n.LastIndexOf('/') + 1)..]), StringComparer.OrdinalIgnoreCase)
            : null;
}
