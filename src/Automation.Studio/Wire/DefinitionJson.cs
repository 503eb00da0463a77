using System.Text.Json;
using System.Text.Json.Nodes;
using Automation.Storage.Workflows;
using Automation.Workflows.Definitions;
using Automation.Workflows.Graphs;

namespace Automation.Studio.Wire;

/// <summary>A workflow definition as Studio reads and writes it: its own JSON, with links, and with the place of every activity in the graph.</summary>
internal static class DefinitionJson
{
    private static readonly string[] Lists = ["variables", "inputs", "outputs", "outcomes"];

    // Added for Studio or named otherwise in the stored row; a definition that comes back with them is stored without.
    private static readonly string[] NotContent = ["links", "materializerName", "isMaterializerAvailable"];

    // Among the custom properties, since that is what Studio sends back as it got it.
    private const string Revision = "automationRevision";

    /// <param name="revision">With which number the content was saved; what is saved next says with which it began.</param>
    public static JsonObject Of(WorkflowDefinition definition, WorkflowGraph graph, DateTimeOffset createdAt, long revision, bool mayWrite)
    {
        var json = JsonObject.Create(definition.Json)!;
        var links = JsonSerializer.SerializeToNode(Link.OfDefinition(definition.DefinitionId, mayWrite), JsonSerializerOptions.Web);
        json.Insert(0, "links", links);
        foreach (var list in Lists)
            json[list] ??= new JsonArray();
        json["customProperties"] ??= new JsonObject();
        if (json["customProperties"] is JsonObject properties)
            properties[Revision] = revision;
        json["options"] ??= new JsonObject();
        json["options"]!["autoUpdateConsumingWorkflows"] ??= false;
        json["createdAt"] = createdAt;
        json["isReadonly"] = !mayWrite || definition.IsReadonly;
        json["isSystem"] ??= false;
        if (graph.Root.Children is [var root, ..])
            json["root"] = Placed(root);
        return json;
    }

    /// <summary>An activity's JSON with the node id of itself and all that stands in it.</summary>
    public static JsonObject Placed(ActivityNode node)
    {
        var json = JsonObject.Create(node.Json)!;
        json["nodeId"] = node.NodeId;
        // Studio looks the type up by name and version, and draws nothing when it finds none.
        json["version"] ??= node.TypeVersion;
        // The inside of a workflow used as an activity belongs to another definition; Studio asks for it when it is opened.
        if (node.Descriptor.Definition is not null)
            return json;
        foreach (var child in node.Children.Where(c => c.Path.StartsWith(node.Path, StringComparison.Ordinal)))
            Put(json, child.Path[node.Path.Length..], Placed(child));
        return json;
    }

    public static object Of(DefinitionSummary x, bool mayWrite) => new
    {
        Links = Link.OfDefinition(x.DefinitionId, mayWrite),
        IsMaterializerAvailable = true,
        x.Id,
        x.DefinitionId,
        x.Name,
        x.Description,
        x.Version,
        ToolVersion = "3.8.0.0",
        x.IsLatest,
        x.IsPublished,
        MaterializerName = "Json",
        x.CreatedAt,
        IsReadonly = !mayWrite,
    };

    /// <summary>What Studio sends, as content to keep, and the revision it began with; null when it does not say.</summary>
    /// <exception cref="WorkflowDefinitionException">It is no workflow; the problems say where.</exception>
    public static (WorkflowDefinition Content, long? Revision) Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new WorkflowDefinitionException(DefinitionProblem.Error("not-a-workflow", "A workflow definition is a JSON object.", "$"));
        var document = JsonObject.Create(json)!;
        foreach (var name in NotContent)
            document.Remove(name);
        // Studio sends the zero of .NET for what it has not saved yet.
        if (document["createdAt"] is JsonValue at && at.TryGetValue<DateTimeOffset>(out var moment) && moment == default)
            document.Remove("createdAt");
        long? revision = null;
        if (document["customProperties"] is JsonObject properties && properties.Remove(Revision, out var began) && began is JsonValue number && number.TryGetValue<long>(out var counted))
            revision = counted;
        return (WorkflowDefinition.Parse(document.ToJsonString(Deep)), revision);
    }

    private static void Put(JsonObject json, string relative, JsonObject value)
    {
        var steps = relative.Split(['.', '[', ']'], StringSplitOptions.RemoveEmptyEntries);
        JsonNode? at = json;
        for (var i = 0; i < steps.Length; i++)
        {
            var isLast = i == steps.Length - 1;
            switch (at)
            {
                case JsonObject o when o.ContainsKey(steps[i]):
                    if (isLast)
                        o[steps[i]] = value;
                    at = o[steps[i]];
                    break;
                case JsonArray a when int.TryParse(steps[i], out var index) && index < a.Count:
                    if (isLast)
                        a[index] = value;
                    at = a[index];
                    break;
                default:
                    return;
            }
        }
    }

    private static readonly JsonSerializerOptions Deep = new() { MaxDepth = 256 };
}
