using System.Text.Json;

namespace Automation.Storage.Workflows;

/// <summary>Which other workflows a definition names: those it uses as an activity, and those it starts whose id is written down and not computed.</summary>
internal static class DefinitionReferences
{
    /// <summary>How both kinds of reference are written; a definition without this word names no other.</summary>
    public const string Property = "workflowDefinitionId";

    /// <summary>The definition ids, each perhaps more than once.</summary>
    public static IEnumerable<string> In(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(p => p.NameEquals(Property) && IdOf(p.Value) is { Length: > 0 } id ? [id] : In(p.Value)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(In),
        _ => [],
    };

    private static string? IdOf(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
            return value.GetString();
        // An input, such as that of Dispatch Workflow, holds an expression.
        return value.ValueKind == JsonValueKind.Object
            && value.TryGetProperty("expression", out var expression) && expression.ValueKind == JsonValueKind.Object
            && expression.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("Literal")
            && expression.TryGetProperty("value", out var id) && id.ValueKind == JsonValueKind.String
            ? id.GetString()
            : null;
    }
}
