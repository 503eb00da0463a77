using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Automation.Graph.Subscriptions;

/// <summary>
/// Reads what Graph posts to the notification and lifecycle addresses. Anybody can post there: only items with the right secret of a known subscription count, and even they only wake the sync up.
/// </summary>
/// <remarks>The answer to Graph is 202 whatever came, at once: slow or refusing addresses lose their notifications.</remarks>
public static class NotificationReader
{
    /// <summary>Bodies beyond this are not read, in bytes.</summary>
    public const int LongestBody = 4 * 1024 * 1024;

    /// <param name="find">The stored subscription with this id; null when unknown.</param>
    /// <returns>Each folder and reason once, in their order; empty for a body that is no notification.</returns>
    public static IReadOnlyList<MailWakeUp> Read(ReadOnlyMemory<byte> body, Func<string, MailSubscription?> find)
    {
        ArgumentNullException.ThrowIfNull(find);
        if (body.Length > LongestBody)
            return [];

        var wakeUps = new List<MailWakeUp>();
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Object
                || !json.RootElement.TryGetProperty("value"u8, out var items)
                || items.ValueKind != JsonValueKind.Array)
            {
                return [];
            }

            foreach (var item in items.EnumerateArray())
            {
                if (Read(item, find) is { } wakeUp && !wakeUps.Contains(wakeUp))
                    wakeUps.Add(wakeUp);
            }
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            // Half a surrogate pair or no JSON at all: not from Graph.
        }

        return wakeUps;
    }

    private static MailWakeUp? Read(JsonElement item, Func<string, MailSubscription?> find)
    {
        if (Text(item, "subscriptionId"u8) is not { } id || find(id) is not { } subscription)
            return null;
        if (!IsSame(Text(item, "clientState"u8) ?? "", subscription.ClientState))
            return null;

        MailWakeUpReason? reason = Text(item, "lifecycleEvent"u8) switch
        {
            null => MailWakeUpReason.Changed,
            "missed" => MailWakeUpReason.Missed,
            "reauthorizationRequired" => MailWakeUpReason.ReauthorizationRequired,
            "subscriptionRemoved" => MailWakeUpReason.SubscriptionRemoved,
            _ => null,
        };
        return reason is { } known ? new MailWakeUp(subscription.Folder, known, id) : null;
    }

    /// <summary>Takes the same time wherever the texts differ, so that the secret cannot be guessed letter by letter.</summary>
    private static bool IsSame(string given, string expected) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));

    private static string? Text(JsonElement item, ReadOnlySpan<byte> name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
