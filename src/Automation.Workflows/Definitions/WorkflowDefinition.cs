using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Automation.Workflows.Definitions;

/// <summary>
/// One version of a workflow in Elsa 3's JSON. The JSON it was read from is kept whole, so that designer positions,
/// custom properties and fields we know nothing of come back out; the members are a typed view on it. Immutable.
/// </summary>
public sealed class WorkflowDefinition
{
    internal WorkflowDefinition(JsonElement json)
    {
        Json = json;
        Id = json.Text("id") ?? "";
        DefinitionId = json.Text("definitionId") ?? "";
        Name = json.Text("name") ?? "";
        Description = json.Text("description");
        Version = json.WholeNumber("version") ?? 1;
        IsLatest = json.Flag("isLatest") ?? false;
        IsPublished = json.Flag("isPublished") ?? false;
        IsReadonly = json.Flag("isReadonly") ?? false;
        IsSystem = json.Flag("isSystem") ?? false;
        Variables = json.Items("variables").Select(VariableDefinition.Read).ToArray();
        Inputs = json.Items("inputs").Select(ArgumentDefinition.Read).ToArray();
        Outputs = json.Items("outputs").Select(ArgumentDefinition.Read).ToArray();
        Outcomes = json.Items("outcomes").Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!).ToArray();
        Options = WorkflowOptions.Read(json);
        Root = json.Object("root");
    }

    /// <summary>The whole document as it was read.</summary>
    public JsonElement Json { get; }

    /// <summary>Names this version; unique over all versions of all workflows.</summary>
    public string Id { get; }

    /// <summary>Names the workflow; the same for all its versions.</summary>
    public string DefinitionId { get; }

    public string Name { get; }

    public string? Description { get; }

    /// <summary>Counts from 1.</summary>
    public int Version { get; }

    public bool IsLatest { get; }

    public bool IsPublished { get; }

    public bool IsReadonly { get; }

    public bool IsSystem { get; }

    public IReadOnlyList<VariableDefinition> Variables { get; }

    public IReadOnlyList<ArgumentDefinition> Inputs { get; }

    public IReadOnlyList<ArgumentDefinition> Outputs { get; }

    public IReadOnlyList<string> Outcomes { get; }

    public WorkflowOptions Options { get; }

    /// <summary>The activity the workflow consists of; null when the document has none.</summary>
    public JsonElement? Root { get; }

    /// <summary>The activity type under which other workflows can use this one: its name with only letters and digits left.</summary>
    public string ActivityTypeName => ActivityTypeNameOf(Name);

    /// <summary>The name with separators dropped and the letter after each made a capital: <c>Ask_for details</c> gives <c>AskForDetails</c>.</summary>
    public static string ActivityTypeNameOf(string name)
    {
        var result = new StringBuilder(name.Length);
        var capital = true;
        foreach (var letter in name)
        {
            if (!char.IsLetterOrDigit(letter))
            {
                capital = true;
                continue;
            }

            result.Append(capital ? char.ToUpperInvariant(letter) : letter);
            capital = false;
        }

        return result.ToString();
    }

    /// <summary>Reads Elsa 3 JSON. A byte order mark is skipped.</summary>
    /// <exception cref="WorkflowDefinitionException">The text is not JSON or not a workflow; every problem says where.</exception>
    public static WorkflowDefinition Parse(ReadOnlyMemory<byte> utf8) => DefinitionReader.Read(utf8);

    /// <inheritdoc cref="Parse(ReadOnlyMemory{byte})"/>
    public static WorkflowDefinition Parse(string json) => DefinitionReader.Read(Encoding.UTF8.GetBytes(json));

    /// <summary>The document as JSON, everything in it as it was read.</summary>
    public string Write(bool indented = false)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = indented, MaxDepth = DefinitionReader.MaxDepth }))
            Json.WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>A copy with some top-level properties set; all others stay.</summary>
    /// <param name="properties">JSON names and their new values; a null value removes the property.</param>
    public WorkflowDefinition With(params IReadOnlyList<KeyValuePair<string, JsonNode?>> properties)
    {
        var document = JsonObject.Create(Json)!;
        foreach (var (name, value) in properties)
        {
            if (value is null)
                document.Remove(name);
            else
                document[name] = value;
        }

        return new WorkflowDefinition(JsonSerializer.SerializeToElement(document, DefinitionReader.DeepDocuments));
    }

    /// <summary>A copy that is another version of this workflow.</summary>
    public WorkflowDefinition AsVersion(string id, string definitionId, int version, bool isLatest, bool isPublished) => With(
        new("id", id), new("definitionId", definitionId), new("version", version), new("isLatest", isLatest), new("isPublished", isPublished));
}
