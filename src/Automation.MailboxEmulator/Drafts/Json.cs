using System.Text.Json;

namespace Automation.MailboxEmulator.Drafts;

/// <summary>Reading JSON objects by names whose case does not matter: the SDK writes action parameters in Pascal case.</summary>
internal static class Json
{
    /// <summary>Null when it is absent or null.</summary>
    public static JsonElement? Get(JsonElement json, string name)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var property in json.EnumerateObject())
        {
            if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return property.Value.ValueKind == JsonValueKind.Null ? null : property.Value;
        }

        return null;
    }

    public static string? Text(JsonElement json, string name) =>
        Get(json, name) is { } value ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.ToString() : null;

    public static bool? Flag(JsonElement json, string name) => Get(json, name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
