using System.Text.Json;
using System.Text.Json.Serialization;
using Automation.Mail.Sending;

namespace Automation.Storage.Outbox;

/// <summary>The stored forms of a decided reply and of its progress.</summary>
public static class OutboxJson
{
    public static string Write(OutgoingMail mail) => JsonSerializer.Serialize(mail, OutboxJsonContext.Default.OutgoingMail);

    public static string Write(SendProgress progress) => JsonSerializer.Serialize(progress, OutboxJsonContext.Default.SendProgress);

    public static OutgoingMail ReadMail(string json) => JsonSerializer.Deserialize(json, OutboxJsonContext.Default.OutgoingMail)!;

    public static SendProgress ReadProgress(string json) => JsonSerializer.Deserialize(json, OutboxJsonContext.Default.SendProgress)!;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(OutgoingMail))]
[JsonSerializable(typeof(SendProgress))]
internal sealed partial class OutboxJsonContext : JsonSerializerContext;
