using System.Text.Json;
using System.Text.Json.Serialization;

namespace Automation.Tickets.History;

/// <summary>The stored form of an event. Names are stable: a stored history must stay readable for ever.</summary>
public static class TicketEventJson
{
    public static string Write(TicketEvent happened) => JsonSerializer.Serialize(happened, TicketEventJsonContext.Default.TicketEvent);

    /// <exception cref="JsonException">The text is not a known event.</exception>
    public static TicketEvent Read(string json) =>
        JsonSerializer.Deserialize(json, TicketEventJsonContext.Default.TicketEvent)
        ?? throw new JsonException("The stored ticket event is null.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(TicketEvent))]
internal sealed partial class TicketEventJsonContext : JsonSerializerContext;
