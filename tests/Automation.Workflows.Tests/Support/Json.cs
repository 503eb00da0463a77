using System.Text.Json.Nodes;
using Automation.Workflows.Definitions;

namespace Automation.Workflows.Tests.Support;

/// <summary>Writes small definitions: <c>Json.Workflow("w", Json.Flow(["A>B"], Json.Line("A"), Json.Line("B")))</c>.</summary>
internal static class Json
{
    public static WorkflowDefinition Workflow(string id, JsonObject root, string[]? variables = null, JsonObject? more = null)
    {
        var definition = new JsonObject
        {
            ["id"] = $"{id}:1",
            ["definitionId"] = id,
            ["name"] = id,
            ["version"] = 1,
            ["root"] = root,
            ["variables"] = Variables(variables ?? [])
        };
        foreach (var (name, value) in more ?? [])
            definition[name] = value?.DeepClone();
        return WorkflowDefinition.Parse(definition.ToJsonString());
    }

    /// <summary>Variables as <c>Name:Type=value</c>.</summary>
    public static JsonArray Variables(params string[] variables) => new([.. variables.Select(text =>
    {
        var (declared, value) = text.Split('=', 2) is [var left, var right] ? (left, right) : (text, null);
        var (name, type) = declared.Split(':') is [var first, var second] ? (first, second) : (declared, "Object");
        return (JsonNode)new JsonObject { ["id"] = $"v-{name}", ["name"] = name, ["typeName"] = type, ["value"] = value };
    })]);

    /// <summary>Connections as <c>A>B</c> or <c>A:True>B</c>.</summary>
    public static JsonObject Flow(string[] connections, params JsonObject[] activities) => Flow("Flow", connections, activities);

    public static JsonObject Flow(string id, string[] connections, params JsonObject[] activities) => Activity("Elsa.Flowchart", id, new JsonObject
    {
        ["activities"] = new JsonArray([.. activities]),
        ["connections"] = new JsonArray([.. connections.Select(text =>
        {
            var (from, to) = text.Split('>') is [var left, var right] ? (left, right) : throw new ArgumentException(text);
            var (source, port) = from.Split(':', 2) is [var name, var outcome] ? (name, outcome) : (from, "Done");
            return (JsonNode)new JsonObject
            {
                ["source"] = new JsonObject { ["activity"] = source, ["port"] = port },
                ["target"] = new JsonObject { ["activity"] = to, ["port"] = "In" }
            };
        })])
    });

    public static JsonObject Sequence(string id, params JsonObject[] activities) => Activity("Elsa.Sequence", id, new JsonObject { ["activities"] = new JsonArray([.. activities]) });

    public static JsonObject Activity(string type, string id, JsonObject? more = null)
    {
        var activity = new JsonObject { ["id"] = id, ["name"] = id, ["type"] = type, ["version"] = 1 };
        foreach (var (name, value) in more ?? [])
            activity[name] = value?.DeepClone();
        return activity;
    }

    public static JsonObject Trigger(this JsonObject activity)
    {
        activity["customProperties"] = new JsonObject { ["canStartWorkflow"] = true };
        return activity;
    }

    public static JsonObject Line(string id, JsonObject? text = null) => Activity("Elsa.WriteLine", id, new JsonObject { ["text"] = text ?? Literal(id) });

    public static JsonObject Event(string id, string eventName, string? into = null) => Activity("Elsa.Event", id, new JsonObject { ["eventName"] = Literal(eventName), ["result"] = into is null ? null : Into(into) });

    public static JsonObject Publish(string id, string eventName, JsonObject? payload = null, JsonObject? correlationId = null) =>
        Activity("Elsa.PublishEvent", id, new JsonObject { ["eventName"] = Literal(eventName), ["payload"] = payload, ["correlationId"] = correlationId });

    public static JsonObject Set(string id, string variable, JsonObject value) =>
        Activity("Elsa.SetVariable", id, new JsonObject { ["variable"] = new JsonObject { ["id"] = $"v-{variable}", ["name"] = variable }, ["value"] = value });

    public static JsonObject Decide(string id, JsonObject condition) => Activity("Elsa.FlowDecision", id, new JsonObject { ["condition"] = condition });

    public static JsonObject Delay(string id, string span) => Activity("Elsa.Delay", id, new JsonObject { ["timeSpan"] = Literal(span) });

    public static JsonObject Literal(JsonNode? value) => Expression("Literal", value);

    public static JsonObject Js(string script) => Expression("JavaScript", script);

    public static JsonObject Liquid(string template) => Expression("Liquid", template);

    public static JsonObject Variable(string name) => Expression("Variable", new JsonObject { ["id"] = $"v-{name}", ["name"] = name });

    public static JsonObject Input(string name) => Expression("Input", name);

    public static JsonObject Object(string json) => Expression("Object", json);

    public static JsonObject Expression(string type, JsonNode? value) => new()
    {
        ["typeName"] = "Object",
        ["expression"] = new JsonObject { ["type"] = type, ["value"] = value?.DeepClone() }
    };

    public static JsonObject Into(string variable) => new() { ["typeName"] = "Object", ["memoryReference"] = new JsonObject { ["id"] = $"v-{variable}" } };
}
