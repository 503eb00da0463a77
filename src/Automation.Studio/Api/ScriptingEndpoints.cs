using System.Text;
using Automation.Storage.Workflows;
using Automation.Workflows.Definitions;
using Automation.Workflows.Expressions.JavaScript;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Automation.Studio.Api;

/// <summary>Declares for the script editor what a script of this workflow can use, so that it completes names.</summary>
internal static class ScriptingEndpoints
{
    public static void MapScripting(this IEndpointRouteBuilder api) =>
        api.MapPost("scripting/javascript/type-definitions/{definitionId}", async (string definitionId, DefinitionQueries queries, CancellationToken token) =>
            await queries.FindAsync(definitionId, new VersionChoice(Latest: true), token) is { } definition ? Results.Text(Declarations(definition), "text/plain", Encoding.UTF8) : Results.NotFound());

    private static string Declarations(WorkflowDefinition definition)
    {
        var text = new StringBuilder(ScriptCompletion.Functions);
        text.Append("declare const variables: {\n");
        foreach (var variable in definition.Variables.Where(v => IsName(v.Name)))
            text.Append("  ").Append(variable.Name).Append(": ").Append(ScriptType(variable.TypeName, variable.IsArray)).Append(";\n");
        text.Append("};\n");
        foreach (var variable in definition.Variables.Where(v => IsName(v.Name)))
        {
            var type = ScriptType(variable.TypeName, variable.IsArray);
            text.Append("declare function get").Append(variable.Name).Append("(): ").Append(type).Append(";\n");
            text.Append("declare function set").Append(variable.Name).Append("(value: ").Append(type).Append("): void;\n");
        }

        foreach (var input in definition.Inputs.Where(i => IsName(i.Name)))
            text.Append("declare function get").Append(input.Name).Append("(): ").Append(ScriptType(input.TypeName, input.IsArray)).Append(";\n");
        return text.ToString();
    }

    private static bool IsName(string name) => name.Length > 0 && (char.IsLetter(name[0]) || name[0] is '_' or '$') && name.All(c => char.IsLetterOrDigit(c) || c is '_' or '$');

    private static string ScriptType(string typeName, bool isArray) => (typeName switch
    {
        "String" or "Guid" or "TimeSpan" => "string",
        "Boolean" => "boolean",
        "Int32" or "Int64" or "Long" or "Single" or "Double" or "Decimal" => "number",
        "DateTime" or "DateTimeOffset" => "Date",
        _ => "any",
    }) + (isArray ? "[]" : "");
}
