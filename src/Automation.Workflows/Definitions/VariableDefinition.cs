using System.Text.Json;
using Automation.Workflows.Values;

namespace Automation.Workflows.Definitions;

/// <summary>A variable of a workflow or of a container in it.</summary>
/// <param name="Id">What references and stored values use; the name where the JSON has no id.</param>
/// <param name="Name">What expressions use.</param>
/// <param name="TypeName">Elsa's short type name, such as Int32 or String.</param>
/// <param name="Value">The value it starts with, in normal form.</param>
public sealed record VariableDefinition(string Id, string Name, string TypeName, bool IsArray, object? Value)
{
    internal static VariableDefinition Read(JsonElement json)
    {
        var name = json.Text("name") ?? "";
        var type = json.Text("typeName") ?? "Object";
        var isArray = json.Flag("isArray") ?? false;
        var value = json.TryGetProperty("value", out var initial) ? WorkflowValue.FromJson(initial) : null;
        return new VariableDefinition(json.Text("id") ?? name, name, type, isArray, isArray ? value : ElsaType.Coerce(value, type));
    }
}

/// <summary>An input or an output of a workflow.</summary>
/// <param name="TypeName">Elsa's short type name, such as Int32 or String.</param>
/// <param name="DefaultValue">What an input holds when the caller gives nothing.</param>
public sealed record ArgumentDefinition(string Name, string TypeName, string DisplayName, string Description, string Category, bool IsArray, object? DefaultValue)
{
    internal static ArgumentDefinition Read(JsonElement json)
    {
        var name = json.Text("name") ?? "";
        var type = json.Text("type") ?? "Object";
        var isArray = json.Flag("isArray") ?? false;
        var standard = json.TryGetProperty("defaultValue", out var value) ? WorkflowValue.FromJson(value) : null;
        return new ArgumentDefinition(
            name,
            type,
            json.Text("displayName") ?? name,
            json.Text("description") ?? "",
            json.Text("category") ?? "",
            isArray,
            isArray ? standard : ElsaType.Coerce(standard, type));
    }
}
