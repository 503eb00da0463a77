using System.Text.Json;
using Automation.Workflows.Definitions;

namespace Automation.Workflows.Comparison;

/// <summary>
/// What is different between two definitions of a workflow, for people. How a value is written does not count: a property that is missing, null, false or empty is
/// the same, as is a literal in an expression or without one. Where activities stand in the picture is told as a number only.
/// </summary>
public static class DefinitionComparison
{
    // What says which version it is, and what a designer or a server adds by itself.
    private static readonly string[] NotContent =
        ["$schema", "links", "id", "definitionId", "version", "isLatest", "isPublished", "isReadonly", "isSystem", "createdAt", "toolVersion", "materializerName", "isMaterializerAvailable", "tenantId", "root", "variables", "inputs", "outputs"];

    private static readonly string[] NotOfActivity = ["id", "nodeId", "type", "version", "name", "metadata", "connections", "customProperties", "variables"];

    public static DefinitionDifferences Compare(WorkflowDefinition before, WorkflowDefinition after)
    {
        var workflow = new List<ValueDifference>();
        Properties(before.Json, after.Json, NotContent, "", workflow);
        foreach (var list in new[] { "variables", "inputs", "outputs" })
            Named(before.Json, after.Json, list, workflow);

        var (old, now) = (Places(before), Places(after));
        var activities = new List<ActivityDifference>();
        var connections = new List<ConnectionDifference>();
        var moved = 0;
        foreach (var (place, activity) in now)
        {
            if (!old.TryGetValue(place, out var earlier))
            {
                activities.Add(Of(place, activity, DifferenceKind.Added, []));
                Connections(null, activity, now, now, connections);
                continue;
            }

            var details = Details(earlier, activity);
            if (details.Count > 0)
                activities.Add(Of(place, activity, DifferenceKind.Changed, details));
            else if (Text(earlier.Object("metadata")?.Property("designer")) != Text(activity.Object("metadata")?.Property("designer")))
                moved++;
            Connections(earlier, activity, old, now, connections);
        }

        foreach (var (place, gone) in old.Where(o => !now.ContainsKey(o.Key)))
            activities.Add(Of(place, gone, DifferenceKind.Removed, []));
        return new DefinitionDifferences(workflow, activities, connections, moved);
    }

    private static ActivityDifference Of(string place, JsonElement activity, DifferenceKind kind, IReadOnlyList<ValueDifference> details) =>
        new(place, NameOf(activity), activity.Text("type") ?? "", kind, details);

    /// <summary>What the picture calls it.</summary>
    private static string NameOf(JsonElement activity) =>
        activity.Object("metadata")?.Text("displayText") is { Length: > 0 } shown ? shown : activity.Text("name") is { Length: > 0 } name ? name : activity.Text("id") ?? "";

    /// <summary>Every activity by the ids on the way to it, in the order of the document.</summary>
    private static Dictionary<string, JsonElement> Places(WorkflowDefinition definition)
    {
        var places = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (definition.Root is { } root)
            Add(root, "");
        return places;

        void Add(JsonElement activity, string above)
        {
            var place = $"{above}{activity.Text("id")}";
            places.TryAdd(place, activity);
            foreach (var property in activity.EnumerateObject())
                Search(property.Value, $"{place}/");
        }

        void Search(JsonElement json, string above)
        {
            if (IsActivity(json))
            {
                Add(json, above);
            }
            else if (json.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in json.EnumerateArray())
                    Search(item, above);
            }
            else if (json.ValueKind == JsonValueKind.Object)
            {
                foreach (var property in json.EnumerateObject())
                    Search(property.Value, above);
            }
        }
    }

    private static bool IsActivity(JsonElement json) => json.ValueKind == JsonValueKind.Object && json.Text("type") is not null && json.Text("id") is not null && json.Property("version") is { ValueKind: JsonValueKind.Number };

    private static bool HoldsActivities(JsonElement json) => IsActivity(json)
        || (json.ValueKind == JsonValueKind.Array && json.EnumerateArray().Any(HoldsActivities))
        || (json.ValueKind == JsonValueKind.Object && json.EnumerateObject().Any(p => HoldsActivities(p.Value)));

    private static List<ValueDifference> Details(JsonElement before, JsonElement after)
    {
        var details = new List<ValueDifference>();
        foreach (var plain in new[] { "type", "name", "version" })
            Add(details, plain, Text(before.Property(plain)), Text(after.Property(plain)));
        Properties(before, after, NotOfActivity, "", details);
        Properties(before.Property("metadata"), after.Property("metadata"), ["designer"], "", details);
        Properties(before.Property("customProperties"), after.Property("customProperties"), [], "", details);
        Named(before, after, "variables", details);
        return details;
    }

    private static void Properties(JsonElement? before, JsonElement? after, string[] except, string prefix, List<ValueDifference> into)
    {
        foreach (var name in Names(before).Union(Names(after), StringComparer.Ordinal).Where(n => !except.Contains(n)))
        {
            var (old, now) = (before?.Property(name), after?.Property(name));
            if ((old is { } o && HoldsActivities(o)) || (now is { } n && HoldsActivities(n)))
                continue;
            if (IsPlain(old) && IsPlain(now) && (old ?? now) is { ValueKind: JsonValueKind.Object })
                Properties(old, now, [], $"{prefix}{Words(name)} › ", into);
            else
                Add(into, $"{prefix}{Words(name)}", Text(old), Text(now));
        }

        static IEnumerable<string> Names(JsonElement? json) => json is { ValueKind: JsonValueKind.Object } known ? known.EnumerateObject().Select(p => p.Name) : [];

        // An object that is no input: options, custom properties.
        static bool IsPlain(JsonElement? json) => json is null || (json.Value.ValueKind == JsonValueKind.Object && json.Value.Property("expression") is null && json.Value.Property("typeName") is null && json.Value.Property("memoryReference") is null);
    }

    /// <summary>Variables, inputs and outputs are the same when their id or, without one, their name is.</summary>
    private static void Named(JsonElement before, JsonElement after, string list, List<ValueDifference> into)
    {
        var word = $"{char.ToUpperInvariant(list[0])}{list[1..^1]}";
        var (old, now) = (ByKey(before, list), ByKey(after, list));
        foreach (var (key, item) in now)
        {
            var name = item.Text("name") ?? key;
            if (!old.TryGetValue(key, out var earlier))
                Add(into, $"{word} {name}", null, Described(item));
            else
                Properties(earlier, item, ["id", "isTest"], $"{word} {name} › ", into);
        }

        foreach (var (key, item) in old.Where(o => !now.ContainsKey(o.Key)))
            Add(into, $"{word} {item.Text("name") ?? key}", Described(item), null);

        static Dictionary<string, JsonElement> ByKey(JsonElement json, string list) =>
            json.Items(list).Where(i => i.ValueKind == JsonValueKind.Object).DistinctBy(Key).ToDictionary(Key, StringComparer.Ordinal);

        static string Key(JsonElement item) => item.Text("id") ?? item.Text("name") ?? "";

        static string Described(JsonElement item) => Text(item.Property("value") ?? item.Property("defaultValue")) is { Length: > 0 } value ? $"{item.Text("typeName") ?? item.Text("type")} = {value}" : item.Text("typeName") ?? item.Text("type") ?? "any";
    }

    private static void Connections(JsonElement? before, JsonElement after, Dictionary<string, JsonElement> old, Dictionary<string, JsonElement> now, List<ConnectionDifference> into)
    {
        var (earlier, later) = (Ways(before), Ways(after));
        into.AddRange(later.Except(earlier).Select(w => Of(w, now, DifferenceKind.Added)));
        into.AddRange(earlier.Except(later).Select(w => Of(w, old, DifferenceKind.Removed)));

        static List<(string From, string Port, string To)> Ways(JsonElement? flowchart) => flowchart is not { } known ? [] : [.. known.Items("connections").Where(c => c.ValueKind == JsonValueKind.Object).Select(c =>
            (c.Object("source")?.Text("activity") ?? c.Text("source") ?? "", c.Object("source")?.Text("port") ?? c.Text("sourcePort") ?? "Done", c.Object("target")?.Text("activity") ?? c.Text("target") ?? ""))];

        static ConnectionDifference Of((string From, string Port, string To) way, Dictionary<string, JsonElement> places, DifferenceKind kind)
        {
            return new ConnectionDifference(Called(way.From), way.Port, Called(way.To), kind);

            string Called(string id) => places.FirstOrDefault(p => p.Key == id || p.Key.EndsWith($"/{id}", StringComparison.Ordinal)) is { Value.ValueKind: JsonValueKind.Object } found ? NameOf(found.Value) : id;
        }
    }

    private static void Add(List<ValueDifference> into, string what, string? before, string? after)
    {
        if ((before ?? "") != (after ?? ""))
            into.Add(new ValueDifference(what, string.IsNullOrEmpty(before) ? null : before, string.IsNullOrEmpty(after) ? null : after));
    }

    /// <summary>A value as people read it; empty for what says nothing.</summary>
    private static string Text(JsonElement? json)
    {
        if (json is not { } value)
            return "";
        if (value.ValueKind == JsonValueKind.Object && value.Object("expression") is { } expression)
        {
            var content = Text(expression.Property("value"));
            var type = expression.Text("type") ?? "Literal";
            return content.Length == 0 || type is "Literal" or "Object" ? content : $"{type}: {content}";
        }

        if (value.ValueKind == JsonValueKind.Object && value.Object("memoryReference") is { } memory)
            return memory.Text("id") is { Length: > 0 } id ? $"→ {id}" : "";
        return value.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined or JsonValueKind.False => "",
            JsonValueKind.True => "yes",
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.Array when value.EnumerateArray().All(i => Text(i).Length == 0) => "",
            JsonValueKind.Array when value.EnumerateArray().All(i => i.ValueKind is JsonValueKind.String or JsonValueKind.Number) => string.Join(", ", value.EnumerateArray().Select(i => Text(i))),
            JsonValueKind.Object when value.EnumerateObject().All(p => Text(p.Value).Length == 0) => "",
            _ => JsonSerializer.Serialize(value, Compact),
        };
    }

    /// <summary><c>incidentStrategyType</c> gives <c>Incident strategy type</c>.</summary>
    private static string Words(string name)
    {
        var words = Activities.ActivityDescriptor.Words(name).ToLowerInvariant();
        return words.Length == 0 ? words : $"{char.ToUpperInvariant(words[0])}{words[1..]}";
    }

    private static readonly JsonSerializerOptions Compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = DefinitionReader.MaxDepth };
}

/// <param name="Workflow">What is different in the workflow itself: its name, options, variables, inputs and outputs.</param>
/// <param name="MovedInPicture">Activities that only stand elsewhere in the picture.</param>
public sealed record DefinitionDifferences(
    IReadOnlyList<ValueDifference> Workflow, IReadOnlyList<ActivityDifference> Activities, IReadOnlyList<ConnectionDifference> Connections, int MovedInPicture)
{
    public bool IsEmpty => Workflow.Count == 0 && Activities.Count == 0 && Connections.Count == 0 && MovedInPicture == 0;
}

public enum DifferenceKind
{
    Added,
    Removed,
    Changed,
}

/// <param name="Before">Null: there was none.</param>
/// <param name="After">Null: there is none any more.</param>
public sealed record ValueDifference(string What, string? Before, string? After);

/// <param name="Place">The ids on the way to the activity, joined by slashes.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Details">For a changed one: what.</param>
public sealed record ActivityDifference(string Place, string Name, string Type, DifferenceKind Kind, IReadOnlyList<ValueDifference> Details);

/// <summary>A way from one activity's outcome to another activity, by their names.</summary>
public sealed record ConnectionDifference(string From, string Port, string To, DifferenceKind Kind);
