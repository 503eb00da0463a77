using System.Text.Json;
using System.Text.Json.Nodes;
using Automation.Workflows.Definitions;

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

    /// <summary>The workflow with every activity that stands for the other set to its version; null when all are.</summary>
    public static WorkflowDefinition? Updated(WorkflowDefinition consumer, WorkflowDefinition used)
    {
        if (consumer.Root is not { } root)
            return null;
        var copy = JsonSerializer.SerializeToNode(root, Deep)!;
        var changed = false;
        Visit(copy);
        return changed ? consumer.With(new KeyValuePair<string, JsonNode?>("root", copy)) : null;

        void Visit(JsonNode? at)
        {
            if (at is JsonArray items)
            {
                foreach (var item in items)
                    Visit(item);
            }
            else if (at is JsonObject activity)
            {
                if (Text(activity, Property) == used.DefinitionId && activity["type"] is not null && Text(activity, "workflowDefinitionVersionId") != used.Id)
                {
                    activity["workflowDefinitionVersionId"] = used.Id;
                    activity["latestAvailablePublishedVersionId"] = used.Id;
                    activity["latestAvailablePublishedVersion"] = used.Version;
                    activity["version"] = used.Version;
                    activity["type"] = used.ActivityTypeName;
                    changed = true;
                }

                foreach (var (_, value) in activity.ToList())
                    Visit(value);
            }
        }

        static string? Text(JsonObject json, string name) => json[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
    }

    private static readonly JsonSerializerOptions Deep = new() { MaxDepth = 256 };

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
