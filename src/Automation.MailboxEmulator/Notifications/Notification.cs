using System.Buffers;
using System.Text.Json;
using Automation.MailboxEmulator.Graph;
using Automation.MailboxEmulator.Mailboxes;
using Automation.MailboxEmulator.Wire;

namespace Automation.MailboxEmulator.Notifications;

/// <summary>One entry of a notification POST: of a changed message, or of a subscription's own life.</summary>
internal sealed record Notification(string SubscriptionId, DateTimeOffset Expires, string? ClientState)
{
    private static readonly Guid Tenant = IdMint.UserId("tenant");

    public string? ChangeType { get; init; }
    public string? LifecycleEvent { get; init; }
    public Guid UserId { get; init; }
    public string? MessageId { get; init; }
    public string? ChangeKey { get; init; }
    public DateTimeOffset NotBefore { get; init; }

    public static Notification Of(Subscription subscription, string changeType, Message message) =>
        new(subscription.Id, subscription.Expires, subscription.ClientState)
        {
            ChangeType = changeType,
            UserId = subscription.Mailbox.UserId,
            MessageId = subscription.ImmutableIds ? message.Id : message.RestId,
            ChangeKey = message.ChangeKey,
        };

    public static Notification OfLifecycle(Subscription subscription, string lifecycleEvent) =>
        new(subscription.Id, subscription.Expires, subscription.ClientState) { LifecycleEvent = lifecycleEvent };

    public static ReadOnlyMemory<byte> Write(IEnumerable<Notification> bundle)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer, JsonWriting.Options);
        json.WriteStartObject();
        json.WriteStartArray("value");
        foreach (var notification in bundle)
            notification.Write(json);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("subscriptionId", SubscriptionId);
        MessageBodyJson.WriteTime(json, "subscriptionExpirationDateTime"u8, Expires);
        json.WriteString("tenantId", Tenant);
        json.WriteString("clientState", ClientState);
        if (LifecycleEvent is not null)
            json.WriteString("lifecycleEvent", LifecycleEvent);
        if (ChangeType is not null)
        {
            var resource = $"Users/{UserId}/Messages/{MessageId}";
            json.WriteString("changeType", ChangeType);
            json.WriteString("resource", resource);
            json.WriteStartObject("resourceData");
            json.WriteString("@odata.type", "#Microsoft.Graph.Message");
            json.WriteString("@odata.id", resource);
            json.WriteString("@odata.etag", $"W/\"{ChangeKey}\"");
            json.WriteString("id", MessageId);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
